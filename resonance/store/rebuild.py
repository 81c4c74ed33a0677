"""Recounts a stored encounter from its journal, and says what is different."""

from __future__ import annotations

from dataclasses import fields
from typing import NamedTuple

from resonance.combat.entries import JournalError
from resonance.combat.record import EncounterRecord
from resonance.combat.recount import recount
from resonance.combat.sums import group_totals
from resonance.names import Names
from resonance.store import StoreError
from resonance.store.history import History

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
    return Rebuilt(counted, differences(stored, counted))


def differences(before: EncounterRecord, after: EncounterRecord) -> list[str]:
    """In words, sums first; empty for equal records."""
    sums = zip(("players", "damage", "healing", "taken"), group_totals(before), group_totals(after), strict=True)
    found = [f"{what} {old:,}, now {new:,}" for what, old, new in sums if old != new]
    if before.result is not after.result:
        found.append(f"result {before.result}, now {after.result}")
    changed = [field.name for field in fields(before) if getattr(before, field.name) != getattr(after, field.name)]
    return found + [f"other {_WORDS.get(name, name)}" for name in changed if name != "result"]
