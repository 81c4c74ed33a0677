"""Data folders and backups of them, sound and forged."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from resonance import running, settings_file
from resonance.combat.record import EncounterRecord, Result
from resonance.events import player_id
from resonance.paths import Paths
from resonance.settings import Settings
from resonance.store.migrations import open_newest
from resonance.store.orders import SaveEncounter
from resonance.store.saver import Saver

NOON = datetime(2026, 5, 4, 12, 0, 0)
EVENING = datetime(2026, 5, 4, 18, 30, 5)


def make_home(folder: Path, *numbers: int, language: str = "en") -> Paths:
    """A data folder with these encounters and one setting."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = Paths(folder, folder / "assets", portable=False)
    save(paths.database, *numbers)
    settings_file.save(paths.settings, Settings(language=language))
    return paths


def save(database: Path, *numbers: int) -> None:
    with closing(open_newest(database)) as connection:
        Saver(connection).write([order(number) for number in numbers])


def order(number: int) -> SaveEncounter:
    record = EncounterRecord(
        1_760_000_000_000 + number, local_player=player_id(number + 1), result=Result.LEFT, ended=True
    )
    return SaveEncounter(f"key{number}", record)


def numbers_in(database: Path) -> set[int]:
    """Of the encounters; the file must be sound."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {int(key.removeprefix("key")) for (key,) in connection.execute("SELECT key FROM encounters")}


def language_in(paths: Paths) -> str:
    return settings_file.load(paths.settings)[0].language


def forge(path: Path, files: dict[str, bytes], /, **manifest: Any) -> Path:
    """A zip of these files with a manifest that fits them, but for what is given here."""
    about = {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in files.items()
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps({"resonance_backup": 1, "files": about, **manifest}))
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def names(folder: Path) -> set[str]:
    """Of what is there, but for the files that only say who runs."""
    return {path.name for path in folder.iterdir()} - {running.LOCK_NAME, "resonance.db-live"}
