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
from resonance.texts import say


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, and under which names the files that were there are kept."""

    encounters: int | None  # None = there was no database in the zip
    has_settings: bool
    kept: tuple[Path, ...]
    made_at: str  # when the backup was made, as it says itself


def restore(archive: Path, paths: Paths, now: datetime | None = None) -> Restored:
    """Put the files of a backup in the place of the user's, which are kept under dated names. BackupError.

    Each file is replaced in one step, so whatever happens the old or the new one is there. What fails is undone.
    """
    now = now or datetime.now()
    try:
        paths.home.mkdir(parents=True, exist_ok=True)
        with work_folder(paths.home) as work:
            manifest = unpack(archive, work)
            contents = copying.check(work / DATABASE) if (work / DATABASE).exists() else None
            _check_settings(work / SETTINGS)
            with _alone(paths):
                kept = _replace_all(work, paths, now)
            return Restored(
                encounters=contents.encounters if contents else None,
                has_settings=SETTINGS in manifest["files"],
                kept=kept,
                made_at=str(manifest.get("made_at", ""))[:40],
            )
    except StoreError as error:
        raise BackupError(str(error)) from error
    except OSError as error:
        raise BackupError(say("The backup cannot be restored ({reason}).", reason=why(error))) from error


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
    done: list[tuple[Path, Path | None]] = []
    try:
        for name, path in ((DATABASE, paths.database), (SETTINGS, paths.settings)):
            if (work / name).exists():
                done.append((path, _replace(work / name, path, now, is_database=name == DATABASE)))
    except BaseException:
        for path, kept in done:
            _undo(path, kept)
        raise
    return tuple(kept for _, kept in done if kept is not None)


def _undo(path: Path, kept: Path | None) -> None:
    if kept is None:
        path.unlink()
        return
    os.replace(kept, path)
    kept.unlink(missing_ok=True)  # two names of one file are both left by that
    if copying.log_of(kept).exists():
        os.replace(copying.log_of(kept), copying.log_of(path))


def _replace(new: Path, old: Path, now: datetime, *, is_database: bool) -> Path | None:
    """Gives where the old file is kept; None = there was none."""
    kept = None
    try:
        if old.exists():
            is_whole = not is_database or copying.fold(old)
            kept = _keep(old, f"{old.stem}.before-restore-{now:%Y%m%d-%H%M%S}")
            if not is_whole:
                _keep_log(old, kept)
        os.replace(new, old)
    except BaseException:
        if kept is not None:
            _undo(old, kept)
        raise
    copying.sync_folder(old.parent)
    return kept


def _keep_log(database: Path, kept: Path) -> None:
    """That of a damaged database would be taken for the new one's: it goes with its own."""
    log = copying.log_of(database)
    if log.exists():
        _copy(log, copying.log_of(kept))
        log.unlink()
    database.with_name(f"{database.name}-shm").unlink(missing_ok=True)


def _keep(path: Path, stem: str) -> Path:
    """Under a second name, so that there is no moment without the file."""
    target, number = path.with_name(stem + path.suffix), 1
    while target.exists():
        number += 1
        target = path.with_name(f"{stem}-{number}{path.suffix}")
    try:
        os.link(path, target)
    except OSError:  # not every disk knows two names of one file
        _copy(path, target)
    return target


def _copy(path: Path, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    try:
        shutil.copyfile(path, part)
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
