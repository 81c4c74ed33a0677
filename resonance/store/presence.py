"""Tells other processes that this one counts fights in a database, for as long as it lives.

Every such process holds a shared lock of SQLite on an empty file beside the database. The system takes the lock back
when the process ends, however it ends, so whoever can lock the file for itself knows that nobody else lives.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT_MS = 2_000  # for another process that is just looking whether it is alone


class Presence:
    """For one thread. Every method may raise sqlite3.Error, where the folder cannot be written."""

    def __init__(self, database: Path) -> None:
        path = database.with_name(f"{database.name}-live")
        self._connection = sqlite3.connect(path, timeout=0, isolation_level=None)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no other process counts in the database; if so none can begin meanwhile. Present afterwards."""
        connection = self._connection
        connection.rollback()
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            connection.execute("BEGIN EXCLUSIVE")
            is_alone = True
        except sqlite3.OperationalError:
            is_alone = False
        try:
            yield is_alone
        finally:
            connection.rollback()
            connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # what takes the shared lock

    def end(self) -> None:
        self._connection.close()
