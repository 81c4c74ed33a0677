"""A SQLite file of another program, perhaps from a stranger: read from a private copy, and only what is asked for.

The file itself is never opened by SQLite, so nothing beside it changes while its own program runs: it is copied, with
the write-ahead log beside it, and the copy is read. Whatever the file says about itself runs no code: no views, no
virtual tables, no functions, no triggers, no other files.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from resonance.store import StoreError
from resonance.store.failures import readable_errors
from resonance.texts import say

MAGIC = b"SQLite format 3\0"

LARGEST_BYTES = 8 << 30
"""Of the file with its log. Programs that keep every single hit as text need ten megabytes for a raid."""

LARGEST_VALUE_BYTES = 16 << 20
"""Of a single text."""

COPY_ATTEMPTS = 5
"""A copy during which the file changed is worth nothing, and is made again."""

LOOK_EVERY_STEPS = 1_000_000
MOST_LOOKS = 2_000
"""Steps of SQLite for one question, a minute or so: a forged file can be made of pages that never end."""

MOST_TABLES = 1_000

MOST_TEXT = 256 << 20
"""Characters and bytes in the answer to one question: rows of a forged file may share the same long text."""

_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LARGEST_VALUE_BYTES,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 3,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 8,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_CAREFUL = ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "query_only = ON")
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}


class TooMuch(ValueError):
    """More than anything real has; the text, in the user's language, is the reason in a sentence."""


class ForeignDatabase:
    """Answers simple questions about real tables. Every method may raise sqlite3.Error."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._looks = 0
        connection.text_factory = lambda content: content.decode("utf-8", errors="replace")
        for limit, most in _LIMITS.items():
            connection.setlimit(limit, most)
        for pragma in _CAREFUL:
            connection.execute(f"PRAGMA {pragma}")
        connection.set_progress_handler(self._look, LOOK_EVERY_STEPS)
        with readable_errors():
            self.columns = {name: self._columns(name) for name in self._tables()}
        """Of each table that is a real one; generated columns do not count."""
        connection.set_authorizer(_only_reading)

    def rows(
        self, table: str, columns: Sequence[str], where: str = "", values: Sequence[int] = (), *, most: int
    ) -> list[tuple[Any, ...]]:
        """A column that the table has not is None in every row, and a table that is not there has no rows.

        Names and `where` are the caller's own words, never the file's. TooMuch beyond `most` rows.
        """
        there = self.columns.get(table)
        if there is None:
            return []
        wanted = ", ".join(column if column in there else "NULL" for column in columns)
        self._looks = 0
        question = f"SELECT {wanted} FROM main.{table}{' WHERE ' if where else ''}{where} LIMIT {most + 1}"
        found: list[tuple[Any, ...]] = []
        room = MOST_TEXT
        with readable_errors():
            for row in self._connection.execute(question, values):
                room -= sum(len(value) for value in row if isinstance(value, str | bytes))
                if room < 0 or len(found) == most:
                    raise TooMuch(say("{table} holds too much", table=table))
                found.append(row)
        return found

    def _tables(self) -> list[str]:
        """A view or a virtual table may be called like a table, but has no pages of its own."""
        question = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 LIMIT ?"
        return [name for (name,) in self._connection.execute(question, (MOST_TABLES,)) if isinstance(name, str)]

    def _columns(self, table: str) -> frozenset[str]:
        quoted = table.replace('"', '""')
        return frozenset(row[1] for row in self._connection.execute(f'PRAGMA main.table_info("{quoted}")'))

    def _look(self) -> int:
        self._looks += 1
        return self._looks > MOST_LOOKS


def _only_reading(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


@contextmanager
def opened(path: Path) -> Iterator[ForeignDatabase]:
    """The file as it is at this moment. StoreError where it cannot be had; sqlite3.Error where it is no database."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="resonance-import-", ignore_cleanup_errors=True)
    except OSError as error:
        raise _cannot_copy(path, error) from error
    with folder:
        copy = _copy(path, Path(folder.name))
        with closing(sqlite3.connect(copy, isolation_level=None, check_same_thread=False)) as connection:
            yield ForeignDatabase(connection)


def _copy(path: Path, folder: Path) -> Path:
    """A rollback journal is left behind on purpose: a forged one can name any file to be deleted."""
    copy = folder / "copy.db"
    log = path.with_name(f"{path.name}-wal")
    try:
        for _ in range(COPY_ATTEMPTS):
            before = _state(path), _state(log)
            _refuse_large(path, before, folder)
            shutil.copyfile(path, copy)
            copied_log = copy.with_name(f"{copy.name}-wal")
            copied_log.unlink(missing_ok=True)
            if before[1] is not None:
                shutil.copyfile(log, copied_log)
            if (_state(path), _state(log)) == before:
                return copy
    except OSError as error:
        raise _cannot_copy(path, error) from error
    raise StoreError(
        say("{name} changes all the time.", name=path.name), say("Close the program that it belongs to, and try again.")
    )


def _state(path: Path) -> tuple[int, int, int] | None:
    """(size, time of the last change, number of the file); None = there is no such file."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino


def _refuse_large(path: Path, states: Sequence[tuple[int, int, int] | None], folder: Path) -> None:
    size = sum(state[0] for state in states if state is not None)
    if size > LARGEST_BYTES:
        raise StoreError(say("{name} is too large to be read ({size} bytes).", name=path.name, size=size), "")
    if size > shutil.disk_usage(folder).free:
        raise StoreError(
            say("There is no room for a copy of {name} in {folder}.", name=path.name, folder=folder.parent),
            say("Free some space there."),
        )


def _cannot_copy(path: Path, error: OSError) -> StoreError:
    return StoreError(say("{name} cannot be read ({reason}).", name=path.name, reason=error.strerror or error), "")
