"""Tells other processes that this one counts fights in a database, for as long as it lives.

Every such process holds a shared lock of SQLite on an empty file beside the database. The system takes the lock back
when the process ends, however it ends, so whoever can lock the file for itself knows that nobody else lives.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from resonance.store import StoreError
from resonance.texts import say

WAIT_MS = 2_000  # for another process that is just looking whether it is alone


class Presence:
    """For one thread. Every method may raise sqlite3.Error or OSError, where the folder cannot be written."""

    def __init__(self, database: Path) -> None:
        """StoreError where something else is in the place of the file."""
        self._path = database.with_name(f"{database.name}-live")
        if self._path.exists() and not self._path.is_file():
            raise StoreError(say("{path} is not a file.", path=self._path), say("Move it elsewhere."))
        self._connection = self._connect()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=0, isolation_level=None)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no other process counts in the database; if so none can begin meanwhile. Present afterwards."""
        self._connection.rollback()
        try:
            is_alone = self._lock()
        except sqlite3.DatabaseError:  # rubbish in it, which is not the database's fault
            self._connection.close()
            self._path.write_bytes(b"")
            self._connection = self._connect()
            is_alone = self._lock()
        connection = self._connection
        try:
            yield is_alone
        finally:
            connection.rollback()
            connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # what takes the shared lock

    def _lock(self) -> bool:
        self._connection.execute("PRAGMA busy_timeout = 0")
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return False
        return True

    def end(self) -> None:
        self._connection.close()
