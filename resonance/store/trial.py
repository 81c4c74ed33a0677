"""Can fights be saved into the history? Asked of SQLite itself; the file stays as it is."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from resonance.store import StoreError
from resonance.store.failures import Blame, blame, readable_errors
from resonance.store.migrations import BUSY_TIMEOUT_S, connect_to_read, file_version
from resonance.texts import say

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def try_to_write(path: Path) -> None:
    """StoreError with what keeps fights from being saved into the file at `path`. No file is no problem.

    Takes up to BUSY_TIMEOUT_S where another program holds the file: the meter itself does only for moments.
    """
    if not path.exists() or (path.is_file() and not path.stat().st_size):
        return  # to an empty one SQLite would do harm by asking: it throws away the log beside it
    if not path.is_file():
        raise StoreError(say("{path} is not a file.", path=path), say("Move it elsewhere."))
    try:
        with ExitStack() as looking, readable_errors():
            if path.with_name(f"{path.name}-wal").exists():
                # The last connection to close merges the write-ahead log, unless it is one that cannot write.
                looking.enter_context(closing(connect_to_read(path)))
            _try(path)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(*_words(error, path)) from error


def _try(path: Path) -> None:
    """Begin to write, and leave it at that."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)) as connection:
        file_version(connection, path)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")


def _words(error: Exception, path: Path) -> tuple[str, str]:
    """What is wrong, and what to do."""
    if blame(error) is Blame.DAMAGE:
        return (
            say("The history file {name} is damaged ({reason}).", name=path.name, reason=error),
            say("Start the meter anew: it keeps this file under another name, and begins a new history."),
        )
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _LOCKED:
        return (
            say("Another program has the history file {name} open and locked.", name=path.name),
            say("Close that program."),
        )
    return unwritable(path.parent, str(error))


def unwritable(folder: Path, reason: str) -> tuple[str, str]:
    """What to say of a folder, or a file in it, that the system keeps from being written."""
    return (
        say("Fights cannot be saved ({reason}).", reason=reason),
        say("Allow this user to write to the folder {folder}.", folder=folder),
    )
