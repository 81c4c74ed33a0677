"""What comes out of a database of the Rust program with the usual raid in it."""

from __future__ import annotations

import os
from pathlib import Path

from resonance.combat.record import EncounterRecord
from resonance.events import monster_actor_id, player_id
from resonance.store.found import Imported
from resonance.store.rust_import import read
from rust_database import ADD_UID, BOSS_UID, HEALER, MAGE

BOSS, ADD = monster_actor_id(BOSS_UID), monster_actor_id(ADD_UID)
MAGE_ID, HEALER_ID = player_id(MAGE), player_id(HEALER)
TOTALS = (2, 5_240, 700, 1_300)


def imported(path: Path) -> list[Imported]:
    """All of a file, from which nothing is skipped."""
    found = list(read(path, set()))
    assert all(isinstance(each, Imported) for each in found), found
    return [each for each in found if isinstance(each, Imported)]


def only(path: Path) -> EncounterRecord:
    (found,) = imported(path)
    return found.record


def quiet(path: Path) -> Path:
    """A file that was written to long ago."""
    for each in (path, path.with_name(f"{path.name}-wal")):
        if each.exists():
            os.utime(each, (1_700_000_000, 1_700_000_000))
    return path
