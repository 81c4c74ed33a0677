"""SavedEncounter: an encounter as the history holds it, with what it was counted from."""

from __future__ import annotations

from dataclasses import dataclass

from resonance.combat.record import EncounterRecord
from resonance.store.journal import Journal


@dataclass(frozen=True, slots=True)
class SavedEncounter:
    """Nobody changes the record."""

    key: str  # names the encounter for its life, in every history it comes to
    record: EncounterRecord
    journal: Journal | None  # None = its events were not saved, or not all of them
