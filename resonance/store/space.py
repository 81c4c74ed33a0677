"""What all files of the program take, how much history there is, and what the rules of retention would let go now."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from resonance.store import StoreError, retention
from resonance.store.failures import readable_errors
from resonance.store.migrations import connect_to_read, file_version, pragma
from resonance.store.retention import Rules
from resonance.store.usage import Usage, usage
from resonance.texts import say

_COUNTS = """
SELECT count(*) FILTER (WHERE deleted_at_ms IS NULL), count(*) FILTER (WHERE deleted_at_ms IS NULL AND favourite = 1),
    count(*) FILTER (WHERE deleted_at_ms IS NOT NULL), min(started_at_ms) FILTER (WHERE deleted_at_ms IS NULL)
FROM encounters
"""


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes and numbers of encounters; those that were deleted are counted apart."""

    parts: tuple[Usage, ...] = ()  # of the database
    files: tuple[Usage, ...] = ()  # of the folder, the database first; rows: how many files
    encounters: int = 0
    favourites: int = 0
    deleted: int = 0  # whose deletion can still be undone
    oldest_at_ms: int | None = None  # Unix ms; None = there is none
    going: int = 0  # by age and number; what the limit of size lets go shows only when it does
    is_too_large: bool = False  # by that limit
    free_bytes: int = 0  # in the database, for what comes next


def measure(database: Path, logs: Path, rules: Rules, now_ms: int) -> Space:
    """Takes seconds with a large history. StoreError."""
    files = tuple(_files(database, logs))
    if not database.exists():
        return Space(files=files)
    parts = tuple(usage(database))
    try:
        with readable_errors(), closing(connect_to_read(database)) as connection:
            if not file_version(connection, database):
                return Space(files=files)
            encounters, favourites, deleted, oldest_at_ms = connection.execute(_COUNTS).fetchone()
            going = retention.going(connection, rules, now_ms)
            is_too_large = bool(rules.keep_mb) and retention.used_bytes(connection) > rules.keep_mb * retention.MB
            free_bytes = pragma(connection, "freelist_count") * pragma(connection, "page_size")
    except sqlite3.Error as error:
        raise StoreError(
            say("The history cannot be read ({reason}).", reason=error),
            say("Check that {path} can be opened and is undamaged.", path=database),
        ) from error
    return Space(parts, files, encounters, favourites, deleted, oldest_at_ms, going, is_too_large, free_bytes)


def _files(database: Path, logs: Path) -> Iterable[Usage]:
    """What lies in the folder of the database, and the logs; nothing of other folders."""
    own = {database.with_name(database.name + end) for end in ("", "-wal", "-shm")}
    others = set(_in(database.parent)) - own
    copies = {path for path in others if path.name.startswith(f"{database.stem}.")}
    backups = {path for path in others if path.suffix == ".zip"}
    kinds = (
        (say("Database"), own),
        (say("Copies of the database, made before an update or because it was damaged"), copies),
        (say("Backups in this folder"), backups),
        (say("Logs"), set(_in(logs))),
    )
    for what, paths in kinds:
        sizes = [path.stat().st_size for path in paths if path.is_file()]
        if sizes:
            yield Usage(what, sum(sizes), len(sizes))


def _in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
