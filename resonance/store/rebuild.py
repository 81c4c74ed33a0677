"""Recounts a stored encounter from its journal, and says what is different; corrects one as the user wants it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import chain
from typing import NamedTuple

from resonance.combat import corrections
from resonance.combat.entries import Correction, Entry, JournalError, SplitAt
from resonance.combat.record import EncounterRecord
from resonance.combat.recount import recount
from resonance.combat.sums import group_totals
from resonance.names import Names
from resonance.store import StoreError
from resonance.store.history import History
from resonance.store.journal import Journal
from resonance.texts import say

LEFT_ALONE = "Its numbers were left as they are."

_WORDS = {
    "tallies": "sums of skills",
    "segments": "segments",
    "clocks": "times",
    "actors": "actors",
    "deaths": "deaths",
    "revives": "revives",
    "buffs": "buffs",
    "curves": "curves",
    "boss_hp": "HP of bosses",
    "quality": "quality",
}


class Rebuilt(NamedTuple):
    """The record as it should be, and in words how the stored one is different; none = it is not."""

    record: EncounterRecord
    differences: list[str]


def rebuild(history: History, encounter_id: int, names: Names) -> Rebuilt:
    """Changes nothing. StoreError where the journal cannot replace what is stored."""
    stored = history.open_record(encounter_id)
    if not stored.ended:
        raise StoreError("This encounter is still running.", LEFT_ALONE)
    journal = history.open_journal(encounter_id)
    try:
        counted = recount(journal, names)
    except JournalError as error:
        raise StoreError(f"The events of this encounter are damaged ({error}).", LEFT_ALONE) from error
    if not counted.ended:
        raise StoreError("The events of this encounter were not saved to its end.", LEFT_ALONE)
    if stored.local_player is None:
        counted.local_player = None  # it was imported: whom its events call so is whoever recorded them
    return Rebuilt(counted, differences(stored, counted))


def differences(before: EncounterRecord, after: EncounterRecord) -> list[str]:
    """In words, sums first; empty for equal records."""
    sums = zip(("players", "damage", "healing", "taken"), group_totals(before), group_totals(after), strict=True)
    found = [f"{what} {old:,}, now {new:,}" for what, old, new in sums if old != new]
    if before.result is not after.result:
        found.append(f"result {before.result}, now {after.result}")
    changed = [field.name for field in fields(before) if getattr(before, field.name) != getattr(after, field.name)]
    return found + [f"other {_WORDS.get(name, name)}" for name in changed if name != "result"]


def corrected(history: History, encounter_id: int, correction: Correction, names: Names) -> EncounterRecord | None:
    """The record as it is to be stored, the correction with it in the journal; None = it could not be done.

    StoreError if there is no such encounter, it is still running, or it is to be split and its journal is not whole.
    """
    record = history.open_record(encounter_id)
    if not record.ended:  # its journal is still being written by whoever counts it
        raise StoreError(say("This encounter is still running."), say("Correct it when it is over."))
    if not isinstance(correction, SplitAt):
        return record if corrections.apply(record, correction) else None
    place, moment_ms = correction
    is_there = 0 <= place < len(record.segments)
    if not is_there or not corrections.may_split(record.segments[place], moment_ms):
        return None
    try:
        counted = recount(_Longer(history.open_journal(encounter_id), correction), names)
    except JournalError as error:
        raise StoreError(say("The events of this encounter are damaged ({reason}).", reason=error), "") from error
    fought = {key.segment for key in counted.tallies}
    is_split = len(counted.segments) == len(record.segments) + 1 and {place, place + 1} <= fought
    return counted if is_split and counted.ended else None


class _Longer:
    """A journal with one entry more; it can be gone through again."""

    def __init__(self, journal: Journal, last: Entry) -> None:
        self._journal, self._last = journal, last

    def __iter__(self) -> Iterator[Entry]:
        return chain(self._journal, (self._last,))
