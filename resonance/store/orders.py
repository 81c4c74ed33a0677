"""Orders: what the writer can be told to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resonance.combat.record import EncounterRecord
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


Order = SaveEncounter | DeleteEncounter | SavePeople


def newest_saves(orders: Sequence[Order]) -> list[Order]:
    """Fewer orders with the same effect: without the saves of an encounter that a later one makes needless, and with
    all people in one.
    """
    kept: list[Order] = []
    seen = set()
    for order in reversed(orders):
        if isinstance(order, SavePeople):
            continue
        if isinstance(order, SaveEncounter):
            if order.key in seen:
                continue
            seen.add(order.key)
        kept.append(order)
    kept.reverse()
    people = united(person for order in orders if isinstance(order, SavePeople) for person in order.people)
    if people:
        kept.append(SavePeople(people))
    return kept
