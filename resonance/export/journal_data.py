"""The journal of an encounter as data: an object for each entry, with its type and its fields.

Types are the names of events.py and combat/entries.py, and so are the fields; what is null or false is left out. Actors
are actor_ids: the uid times 65536, and what kind of actor it is in the bits below. Hidden players have the numbers that
they have everywhere else in the export.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from resonance.combat.entries import Entry, JournalError
from resonance.names import Names
from resonance.store import StoreError
from resonance.store.saved import SavedEncounter
from resonance.texts import say


def lines(saved: SavedEncounter, names: Names) -> list[str]:
    """JSON, a line for each entry. StoreError for a damaged journal."""
    try:
        return [_line(entry) for entry in _entries(saved, names)]
    except JournalError as error:
        raise StoreError(say("The events of this encounter are damaged ({reason}).", reason=error), "") from error


def _entries(saved: SavedEncounter, names: Names) -> Iterator[Entry]:
    entries: Iterable[Entry] = saved.journal or ()
    if names.hide_players:
        from resonance.encounter_file.pseudonyms import Pseudonyms

        pseudonyms = Pseudonyms(saved.record, entries, names.display_uid)
        entries = map(pseudonyms.in_entry, entries)
    yield from entries


def _line(entry: Entry) -> str:
    told = {name: value for name, value in zip(entry._fields, entry, strict=True) if value is not None}
    there = {name: value for name, value in told.items() if value is not False}
    return json.dumps({"type": type(entry).__name__, **there}, ensure_ascii=False, separators=(",", ":"))
