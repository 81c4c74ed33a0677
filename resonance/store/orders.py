"""Orders: what the writer can be told to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from resonance.combat.entries import Entry
from resonance.combat.record import EncounterRecord
from resonance.store import journal
from resonance.store.people import Person, united


@dataclass(frozen=True, slots=True)
class SaveEncounter:
    """Make the stored encounter equal to the record, which nobody changes from now on."""

    key: str  # names the encounter for its life
    record: EncounterRecord


@dataclass(frozen=True, slots=True)
class DeleteEncounter:
    """Remove an encounter; no error if there is none. A later SaveEncounter of the key stores it again."""

    key: str


@dataclass(frozen=True, slots=True)
class SavePeople:
    """Add these sightings to what is known about players."""

    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class AppendJournal:
    """Add entries to the journal of an encounter that was saved before; nothing happens if there is none."""

    key: str
    sequence: int | None  # 0, 1, ... by encounter; None = behind what is there, if anything is
    entries: tuple[Entry, ...] | journal.Chunk

    def packed(self) -> AppendJournal:
        """The same in a tenth of the memory; itself if that cannot be done."""
        if isinstance(self.entries, journal.Chunk):
            return self
        try:
            return replace(self, entries=journal.pack(self.entries))
        except OverflowError:
            return self  # the writer will set it aside, and say so


@dataclass(frozen=True, slots=True)
class CloseInterrupted:
    """End the encounters that another process was counting when it died; unless one lives that may count them."""


Order = SaveEncounter | DeleteEncounter | SavePeople | AppendJournal | CloseInterrupted


def newest_saves(orders: Sequence[Order]) -> list[Order]:
    """Fewer orders with the same effect: without the saves of an encounter that a later one makes needless, and with
    all people in one.

    Journals come after all saves, since what is needless now may have been the save that they need.
    """
    kept: list[Order] = []
    seen = set()
    for order in reversed(orders):
        if isinstance(order, SavePeople | AppendJournal):
            continue
        if isinstance(order, SaveEncounter):
            if order.key in seen:
                continue
            seen.add(order.key)
        kept.append(order)
    kept.reverse()
    kept += [order for order in orders if isinstance(order, AppendJournal)]
    people = united(person for order in orders if isinstance(order, SavePeople) for person in order.people)
    if people:
        kept.append(SavePeople(people))
    return kept
