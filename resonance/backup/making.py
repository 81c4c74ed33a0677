"""Making a backup, also while the meter runs."""

from __future__ import annotations

import json
import os
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from resonance import __version__
from resonance.backup.archive import DATABASE, FORMAT, MANIFEST, MARK, SETTINGS, BackupError, put, why, work_folder
from resonance.paths import Paths
from resonance.store import StoreError, copying
from resonance.texts import say


def make(paths: Paths, folder: Path, now: datetime | None = None) -> Path:
    """Copy database and settings into a new zip in `folder`, also while the meter runs. BackupError.

    A zip of the name exists only when it is complete.
    """
    now = now or datetime.now()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with work_folder(folder) as work:
            packed = work / "backup.zip"
            _pack(packed, paths, work, now)
            return _named(packed, folder, f"ResonanceLogs-{now:%Y%m%d-%H%M%S}")
    except StoreError as error:
        raise BackupError(str(error)) from error
    except OSError as error:
        raise BackupError(
            say("The backup cannot be written to {folder} ({reason}).", folder=folder, reason=why(error))
        ) from error


def made_words(made: Path) -> str:
    return say("The backup is in {path}.", path=made)


def _pack(packed: Path, paths: Paths, work: Path, now: datetime) -> None:
    manifest: dict[str, Any] = {
        MARK: FORMAT,
        "made_at": f"{now:%Y-%m-%d %H:%M:%S}",
        "program_version": __version__,
        "files": {},
    }
    with packed.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            if paths.database.exists():
                copy = work / DATABASE
                manifest.update(copying.copy_to(paths.database, copy)._asdict())
                manifest["files"][DATABASE] = put(archive, DATABASE, copy)
            if paths.settings.exists():
                manifest["files"][SETTINGS] = put(archive, SETTINGS, paths.settings)
            if not manifest["files"]:
                raise BackupError(say("There is nothing to back up in {folder} yet.", folder=paths.home))
            archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
        file.flush()
        os.fsync(file.fileno())


def _named(packed: Path, folder: Path, stem: str) -> Path:
    target, number = folder / f"{stem}.zip", 1
    while target.exists():
        number += 1
        target = folder / f"{stem}-{number}.zip"
    os.replace(packed, target)
    copying.sync_folder(folder)
    return target
