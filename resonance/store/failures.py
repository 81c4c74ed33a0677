"""Whose fault a failed write is, what to tell the user, and where a damaged file goes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

from resonance.store import StoreError
from resonance.texts import say


class Blame(Enum):
    FILE = auto()  # may pass by itself or with the user's help
    DAMAGE = auto()  # the file is no database any more
    ORDER = auto()  # what was to be written can never be


_PASSING = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
LOGS = ("-wal", "-journal")
"""Ends of the names of the logs beside a database. SQLite plays them into whatever file has its name."""

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PROTECTED = {sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}


def _code(error: Exception) -> int | None:
    """SQLite's primary result code; None where the error is not SQLite's own."""
    extended: int | None = getattr(error, "sqlite_errorcode", None)
    return None if extended is None else extended & 0xFF


@contextmanager
def readable_errors() -> Iterator[None]:
    """Python's sqlite3 cannot tell an error that quotes damaged bytes of the file, and raises another one for it."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise malformed("malformed database schema") from error


def malformed(reason: str) -> sqlite3.DatabaseError:
    """What SQLite would raise if it looked itself."""
    error = sqlite3.DatabaseError(reason)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def blame(error: Exception) -> Blame:
    """Whose fault it is that orders could not be written; the error is a readable one."""
    code = _code(error)
    if code in _DAMAGED:
        return Blame.DAMAGE
    if code in _PASSING or isinstance(error, OSError | MemoryError):
        return Blame.FILE
    return Blame.ORDER


def problem_words(error: Exception, path: Path) -> str:
    """What keeps the database from being written and what to do, for the status line."""
    code = _code(error)
    if isinstance(error, StoreError):
        why = str(error)
    elif code == sqlite3.SQLITE_FULL:
        why = say("the disk is full. Free some space on the disk that holds {folder}.", folder=path.parent)
    elif code in _LOCKED:
        why = say("another program has {name} open and locked. Close it.", name=path.name)
    elif code in _PROTECTED or isinstance(error, OSError):
        why = say("{path} cannot be written. Check that its folder exists and is not write-protected.", path=path)
    else:
        why = say("{path} cannot be written ({reason}). Check the disk.", path=path, reason=error)
    return say("History is not being saved: {reason}", reason=why)


def presence_words(error: Exception) -> str:
    """What follows from not knowing who else counts, and why it is not known."""
    return say("Fights that a crash cut off stay open in the history, all others are saved: {reason}", reason=error)


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a damaged database, with its logs, to "<name>.damaged-<date>"; the new path. OSError."""
    stem = f"{path.stem}.damaged-{now:%Y%m%d-%H%M%S}"
    target, number = path.with_name(stem + path.suffix), 1
    while target.exists():
        number += 1
        target = path.with_name(f"{stem}-{number}{path.suffix}")
    os.rename(path, target)
    move_logs(path, target)
    return target


def move_logs(database: Path, target: Path) -> tuple[Path, ...]:
    """Let the logs of one database lie beside another file, or the name of one; where they are now. OSError."""
    moved = []
    for end in LOGS:
        log = database.with_name(database.name + end)
        if log.exists():
            moved.append(target.with_name(target.name + end))
            os.replace(log, moved[-1])
    database.with_name(f"{database.name}-shm").unlink(missing_ok=True)
    return tuple(moved)
