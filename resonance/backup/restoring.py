"""Restoring a backup: it is checked whole, on the disk it will lie on, before anything of the user's is touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from resonance import running, settings_file
from resonance.backup.archive import DATABASE, SETTINGS, BackupError, unpack, why, work_folder
from resonance.paths import Paths
from resonance.store import StoreError, copying
from resonance.store.copying import Contents
from resonance.store.failures import LOGS, move_logs
from resonance.texts import say


@dataclass(frozen=True, slots=True)
class Looked:
    """What a sound backup holds."""

    made_at: str  # as it says itself
    contents: Contents | None  # None = there is no database in the zip
    has_settings: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, and under which names the files that were there are kept."""

    encounters: int | None  # None = there was no database in the zip
    has_settings: bool
    kept: tuple[Path, ...]
    made_at: str  # when the backup was made, as it says itself


def look(archive: Path, paths: Paths) -> Looked:
    """Check a backup as `restore` does, and touch nothing. BackupError."""
    with _readable_errors(), _unpacked(archive, paths) as (_, looked):
        return looked


def restore(archive: Path, paths: Paths, now: datetime | None = None) -> Restored:
    """Put the files of a backup in the place of the user's, which are kept under dated names. BackupError.

    Each file is replaced in one step, so whatever happens the old or the new one is there. What fails is undone.
    """
    now = now or datetime.now()
    with _readable_errors(), _unpacked(archive, paths) as (work, looked):
        with _alone(paths):
            kept = _replace_all(work, paths, now)
        encounters = looked.contents.encounters if looked.contents else None
        return Restored(encounters, looked.has_settings, kept, looked.made_at)


def restored_lines(restored: Restored) -> list[str]:
    lines = [say("The backup of {time} is restored.", time=restored.made_at)]
    if restored.encounters is not None:
        lines.append(say("Encounters in the history now: {count}.", count=restored.encounters))
    lines += [say("What was there before is kept as {path}.", path=path) for path in restored.kept]
    return lines


@contextmanager
def _readable_errors() -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        raise BackupError(str(error)) from error
    except OSError as error:
        raise BackupError(say("The backup cannot be restored ({reason}).", reason=why(error))) from error


@contextmanager
def _unpacked(archive: Path, paths: Paths) -> Iterator[tuple[Path, Looked]]:
    """The folder with its files, on the disk they will lie on, and what they are. BackupError, StoreError, OSError."""
    paths.home.mkdir(parents=True, exist_ok=True)
    with work_folder(paths.home) as work:
        manifest = unpack(archive, work)
        contents = copying.check(work / DATABASE) if (work / DATABASE).exists() else None
        _check_settings(work / SETTINGS)
        yield work, Looked(str(manifest.get("made_at", ""))[:40], contents, SETTINGS in manifest["files"])


def _check_settings(path: Path) -> None:
    """Loading moves a file aside that holds no settings at all."""
    if path.exists():
        settings_file.load(path)
        if not path.exists():
            raise BackupError(say("{name} in the backup is damaged.", name=SETTINGS))


@contextmanager
def _alone(paths: Paths) -> Iterator[None]:
    """No meter runs with these files, nor starts: it would go on writing to the old ones, and save over the new."""
    databases = {paths.database, *(live.with_suffix(".db") for live in paths.home.glob("*.db-live"))}
    with ExitStack() as stack:
        free = [stack.enter_context(running.kept_out(paths.home))]
        free += [stack.enter_context(copying.nobody_counts_in(database)) for database in sorted(databases)]
        if not all(free):
            raise BackupError(say("The meter is running with these files. Close it, and restore again."))
        yield


def _replace_all(work: Path, paths: Paths, now: datetime) -> tuple[Path, ...]:
    """Where the old files are kept."""
    kept: list[Path] = []
    with ExitStack() as undoing:
        for name, path in ((DATABASE, paths.database), (SETTINGS, paths.settings)):
            if (work / name).exists():
                target = _free_name(path, f"{path.stem}.before-restore-{now:%Y%m%d-%H%M%S}")
                undoing.callback(_undo, path, target, was_there=path.exists())
                kept += _replace(work / name, path, target, is_database=name == DATABASE)
        undoing.pop_all()
    return tuple(kept)


def _undo(path: Path, kept: Path, *, was_there: bool) -> None:
    """As before, however far it went."""
    if kept.exists():
        os.replace(kept, path)
        kept.unlink(missing_ok=True)  # two names of one file are both left by that
    elif not was_there:
        path.unlink(missing_ok=True)
    move_logs(kept, path)


def _replace(new: Path, old: Path, kept: Path, *, is_database: bool) -> list[Path]:
    """Which files there are now under the name that is to keep what was there."""
    found = []
    if is_database and old.exists():
        copying.fold(old)
    if old.exists():
        _keep(old, kept)
        found.append(kept)
    if is_database:
        # Those of a damaged database, or of one that is gone, would be taken for the new one's: they go with their own.
        found += move_logs(old, kept)
        copying.sync_folder(old.parent)
    os.replace(new, old)
    copying.sync_folder(old.parent)
    return found


def _free_name(path: Path, stem: str) -> Path:
    """Beside the path, with its suffix, neither taken by a file nor by the log of one."""
    taken = {each.name.removesuffix(end) for each in path.parent.iterdir() for end in ("", *LOGS)}
    name, number = stem + path.suffix, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}{path.suffix}"
    return path.with_name(name)


def _keep(path: Path, target: Path) -> None:
    """Under a second name, so that there is no moment without the file."""
    try:
        os.link(path, target)
    except OSError:  # not every disk knows two names of one file
        _copy(path, target)


def _copy(path: Path, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    try:
        shutil.copyfile(path, part)
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
