"""A database as one file: copied while it is written to, checked before it is trusted, and put in place of another."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from resonance.store import StoreError
from resonance.store.failures import Blame, blame, readable_errors
from resonance.store.migrations import (
    APPLICATION_ID,
    BUSY_TIMEOUT_S,
    STEPS,
    connect_to_read,
    file_version,
    pragma,
    read_only_uri,
)
from resonance.store.presence import Presence
from resonance.texts import say

_WORD = re.compile(r"""--[^\n\0]*|/\*.*?(?:\*/|\Z)|[ \t\n\f\r]+|('[^']*'|"[^"]*"|`[^`]*`|\[[^]]*\]|\w+|.)""", re.DOTALL)
"""Of SQL. What is no word, as white space and comments, is an empty one."""


class Contents(NamedTuple):
    schema_version: int  # 0 = a file without tables
    encounters: int  # without those that the user has deleted
    people: int
    newest_at_ms: int | None = None  # when the newest encounter began; None = there is none


def copy_to(database: Path, target: Path) -> Contents:
    """Make `target`, a single file that holds everything committed at one moment. StoreError, OSError.

    Writers go on meanwhile: in a file with a write-ahead log they and a reader do not meet.
    """
    try:
        with readable_errors(), closing(connect_to_read(database)) as source:
            file_version(source, database)
            with closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # no files beside it
                return _contents(copy, target)
    except sqlite3.Error as error:
        if _is_full(error):
            raise StoreError(
                say("There is no room for a copy of {name} in {folder}.", name=database.name, folder=target.parent),
                say("Free some space there."),
            ) from error
        raise StoreError(say("The history cannot be copied ({reason}).", reason=error), "") from error


def contents_of(database: Path) -> Contents:
    """StoreError."""
    try:
        with readable_errors(), closing(connect_to_read(database)) as connection:
            return _contents(connection, database)
    except sqlite3.Error as error:
        raise StoreError(say("The history cannot be read ({reason}).", reason=error), "") from error


def check(path: Path) -> Contents:
    """StoreError unless the file is a sound database of this program, of this version or an older one.

    It may come from a stranger: nothing in it runs, and it has exactly the tables that this program makes.
    """
    try:
        with (
            readable_errors(),
            closing(sqlite3.connect(read_only_uri(path), uri=True, isolation_level=None)) as connection,
        ):
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA mmap_size = 0")
            if pragma(connection, "application_id") != APPLICATION_ID and schema(connection):
                raise StoreError(say("{name} is no history of this program.", name=path.name), "")
            version = file_version(connection, path)
            if schema(connection) != _schema_of(version):
                raise StoreError(say("{name} has other tables than this program makes.", name=path.name), "")
            if connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
                raise StoreError(say("{name} is damaged.", name=path.name), "")
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise StoreError(say("{name} is damaged.", name=path.name), "")
            return _contents(connection, path)
    except sqlite3.Error as error:
        raise StoreError(say("{name} is damaged ({reason}).", name=path.name, reason=error), "") from error


@contextmanager
def nobody_counts_in(database: Path) -> Iterator[bool]:
    """True: no process counts fights in it, and none begins to as long as this lasts. StoreError."""
    try:
        presence = Presence(database)
    except sqlite3.Error as error:
        raise _cannot_replace(database, error) from error
    try:
        with presence.alone() as is_alone:
            yield is_alone
    finally:
        presence.end()


def fold(database: Path) -> None:
    """Make the database a single file; one that is too damaged for that keeps its log.

    StoreError for one that another program has open, and for one that this program must leave alone.
    """
    if not database.stat().st_size:  # SQLite would throw its log away
        return
    try:
        # A connection that may write throws the log of a damaged file away.
        with readable_errors(), closing(connect_to_read(database)) as look:
            file_version(look, database)
        with closing(sqlite3.connect(database, timeout=BUSY_TIMEOUT_S, isolation_level=None)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.Error as error:
        if blame(error) is Blame.DAMAGE:
            return
        raise _cannot_replace(database, error) from error
    if mode != "delete" or log_of(database).exists():
        raise _cannot_replace(database, say("it is in use"))


def sync_folder(folder: Path) -> None:
    """Make renames in it last, where the system wants to be asked for it."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _contents(connection: sqlite3.Connection, path: Path) -> Contents:
    version = file_version(connection, path)
    if version == 0:
        return Contents(0, 0, 0)
    encounters, newest_at_ms = connection.execute(
        "SELECT count(*), max(started_at_ms) FROM encounters WHERE deleted_at_ms IS NULL"
    ).fetchone()
    (people,) = connection.execute("SELECT count(*) FROM people").fetchone()
    return Contents(version, encounters, people, newest_at_ms)


def schema(connection: sqlite3.Connection) -> set[tuple[object, ...]]:
    """(type, name, table, what SQLite reads of its definition) of all that the file defines, but what SQLite keeps."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT 10000").fetchall()
    return {
        (kind, name, table, _bare(sql))
        for kind, name, table, sql in rows
        if not str(name).startswith(("sqlite_stat", "sqlite_sequence", "sqlite_autoindex"))
    }


def _bare(sql: object) -> tuple[str, ...]:
    """Without comments and white space: words and marks."""
    return tuple(filter(None, _WORD.findall(str(sql))))


def _schema_of(version: int) -> set[tuple[object, ...]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        for step in STEPS[:version]:
            step(fresh)
        return schema(fresh)


def log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def _is_full(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL


def _cannot_replace(database: Path, reason: object) -> StoreError:
    return StoreError(
        say("{name} cannot be replaced ({reason}).", name=database.name, reason=reason),
        say("Close every program that uses it, and try again."),
    )
