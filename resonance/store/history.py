"""Questions about stored encounters, over a read-only connection of their own; changes go to the writer."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from resonance.combat.clock import Clock
from resonance.combat.record import EncounterRecord, Quality, Result
from resonance.store import StoreError, reading, rows
from resonance.store.journal import Journal
from resonance.store.migrations import BUSY_TIMEOUT_S, file_id, file_version, read_only_uri
from resonance.store.people import Person, newest_people
from resonance.texts import say


@dataclass(frozen=True, slots=True)
class EncounterSummary:
    """One line of the list. Times are Unix ms; the sums are points over all players."""

    encounter_id: int
    key: str
    started_at_ms: int
    elapsed_ms: int
    active_ms: int
    scene_id: int | None
    line: int | None
    result: Result
    ended: bool  # False: still running, or the program died in it
    boss_monster_id: int | None  # None = no boss, or not known
    players: int
    damage: int
    healing: int
    taken: int
    quality: Quality


_LIST = (
    "SELECT id, key, started_at_ms, scene_id, line, result, ended, boss_monster_id, players, damage, healing, taken,"
    " first_ms, last_ms, active_ms, gaps, missing_bytes, dropped_packets, started_late, unreadable, paused"
    " FROM encounters ORDER BY started_at_ms DESC, id DESC LIMIT ? OFFSET ?"
)


class History:
    """Answers questions about the database at `path`; any thread may ask, one at a time is answered.

    No file yet means an empty history, and none is made. Every question may raise StoreError; the next one then opens
    the file afresh.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._file_id = (0, 0)
        self._lock = threading.Lock()

    def list_encounters(self, limit: int, offset: int = 0) -> list[EncounterSummary]:
        """The newest first."""
        with self._question() as connection:
            found = connection.execute(_LIST, (limit, offset)).fetchall() if connection else []
        return [_summary(row) for row in found]

    def count(self) -> int:
        with self._question() as connection:
            if connection is None:
                return 0
            number: int = connection.execute("SELECT count(*) FROM encounters").fetchone()[0]
            return number

    def open_record(self, encounter: int | str) -> EncounterRecord:
        """An encounter by its id or its key, equal to what was saved. StoreError if there is none."""
        with self._question() as connection:
            stored = reading.stored_record(connection, encounter) if connection else None
        if stored is None:
            raise _no_longer_there()
        try:
            return rows.record_of(*stored)
        except (ValueError, LookupError) as error:
            raise StoreError(
                say("This encounter is damaged in the history ({reason}).", reason=error), say("Delete it.")
            ) from error

    def open_journal(self, encounter: int | str) -> Journal:
        """What an encounter was counted from, as far as it is saved. StoreError if there is none, or parts are missing.

        Going through it may raise JournalError.
        """
        with self._question() as connection:
            key = reading.row_id(connection, encounter) if connection else None
            found = reading.stored_journal(connection, key) if connection and key is not None else None
        if found is None:
            raise _no_longer_there()
        if not found.blobs or not found.is_whole:
            raise StoreError(
                say("The events of this encounter were not saved, or not all of them."), say("Its numbers are.")
            )
        return Journal(found.blobs)

    def key_of(self, encounter_id: int) -> str:
        """The key that orders about an encounter need. StoreError if there is none of this number."""
        with self._question() as connection:
            row = (
                connection and connection.execute("SELECT key FROM encounters WHERE id = ?", (encounter_id,)).fetchone()
            )
            if not row:
                raise StoreError(say("There is no encounter {number} in the history.", number=encounter_id), "")
            return str(row[0])

    def people(self, limit: int = 20_000) -> list[Person]:
        """The players met, those seen last first."""
        with self._question() as connection:
            return newest_people(connection, limit) if connection else []

    def close(self) -> None:
        """Let go of the file; may be called twice. A later question opens it again."""
        with self._lock:
            self._drop()

    @contextmanager
    def _question(self) -> Iterator[sqlite3.Connection | None]:
        """A connection that sees the file as it is at this moment, whatever is written meanwhile; None = no file."""
        with self._lock:
            try:
                connection = self._connect()
                if connection is not None:
                    connection.execute("BEGIN")
                yield connection
                if connection is not None:
                    connection.execute("COMMIT")
            except sqlite3.Error as error:
                self._drop()
                raise StoreError(
                    say("The history cannot be read ({reason}).", reason=error),
                    say("Check that {path} can be opened and is undamaged.", path=self._path),
                ) from error
            except BaseException:
                self._drop()
                raise

    def _connect(self) -> sqlite3.Connection | None:
        """The open connection, or a new one if the file is another; None for no file, or one without tables yet."""
        if self._file_id != (found := file_id(self._path)):
            self._drop()
            self._file_id = found
        if self._connection is None and self._path.exists():
            connection = sqlite3.connect(
                read_only_uri(self._path),
                uri=True,
                timeout=BUSY_TIMEOUT_S,
                isolation_level=None,
                check_same_thread=False,  # _lock sees to it
            )
            self._connection = connection
            if file_version(connection, self._path) == 0:
                self._drop()
        return self._connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _no_longer_there() -> StoreError:
    return StoreError(say("This encounter is no longer in the history."), say("Refresh the list."))


def _summary(row: tuple[Any, ...]) -> EncounterSummary:
    clock = Clock(*row[12:15])
    return EncounterSummary(
        encounter_id=row[0],
        key=row[1],
        started_at_ms=row[2],
        elapsed_ms=clock.elapsed_ms,
        active_ms=clock.active_ms,
        scene_id=row[3],
        line=row[4],
        result=Result(row[5]),
        ended=bool(row[6]),
        boss_monster_id=row[7],
        players=row[8],
        damage=row[9],
        healing=row[10],
        taken=row[11],
        quality=rows.quality_of(row[15:21]),
    )
