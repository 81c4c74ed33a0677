"""A saved encounter -> the bytes of an encounter file: the same for the same encounter."""

from __future__ import annotations

from collections.abc import Iterable

from resonance import __version__
from resonance.combat.entries import Entry, JournalError
from resonance.encounter_file import container, tables
from resonance.encounter_file.columns import FILE
from resonance.encounter_file.container import FileError, Pieces
from resonance.encounter_file.journal_chunks import chunks_of
from resonance.encounter_file.pseudonyms import Pseudonyms
from resonance.store import StoreError
from resonance.store.saved import SavedEncounter
from resonance.texts import say


def file_bytes(saved: SavedEncounter, *, anonymise: bool) -> bytes:
    """StoreError for an encounter that cannot be put into a file, such as one that still runs."""
    if not saved.record.ended:
        raise StoreError(
            say("This encounter is still running."), say("It can be saved as an encounter file when it is over.")
        )
    try:
        return container.pack(_pieces(saved, anonymise=anonymise))
    except (FileError, JournalError, OverflowError) as error:
        raise StoreError(
            say("This encounter cannot be saved as an encounter file ({reason}).", reason=error), ""
        ) from error


def _pieces(saved: SavedEncounter, *, anonymise: bool) -> Pieces:
    """FileError, JournalError, or OverflowError for numbers beyond 64 bits."""
    found = tables.tables_of(saved.record)
    found[FILE.name] = [(saved.key, __version__, int(anonymise))]
    entries: Iterable[Entry] = saved.journal or ()
    if anonymise:
        pseudonyms = Pseudonyms(saved.record, entries)
        found = pseudonyms.in_tables(found)
        entries = map(pseudonyms.in_entry, entries)
    tables.check(found)
    return Pieces(tables.pack(found), tuple(chunk.blob for chunk in chunks_of(entries)))
