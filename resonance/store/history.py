"""Questions about stored encounters, over a read-only connection of their own; changes go to the writer."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from resonance.combat.clock import ClockChoice
from resonance.combat.record import EncounterRecord
from resonance.combat.snapshot import AmountChoice
from resonance.store import StoreError, analytics, dungeons, fought, met, reading, rows, summary, videos
from resonance.store.analytics import Character, Day, Killer, Met
from resonance.store.bests import Best, bests
from resonance.store.dungeons import About, Dungeon, Try
from resonance.store.failures import readable_errors
from resonance.store.fought import Fought
from resonance.store.journal import Journal
from resonance.store.migrations import connect_to_read, file_id, file_version
from resonance.store.news import News, news
from resonance.store.people import Person, newest_people
from resonance.store.saved import SavedEncounter
from resonance.store.search import Query
from resonance.store.summary import EncounterSummary
from resonance.store.videos import Video
from resonance.texts import say

__all__ = ["EncounterSummary", "History"]

_THERE = "SELECT id, key FROM encounters WHERE {} = ? AND deleted_at_ms IS NULL"
_BOSSES = """
SELECT boss_monster_id, count(DISTINCT encounter_id) FROM attempts WHERE boss_monster_id IS NOT NULL
AND encounter_id NOT IN (SELECT id FROM encounters WHERE deleted_at_ms IS NOT NULL) GROUP BY 1 ORDER BY 2 DESC, 1
"""
_SCENES = """
SELECT scene_id, count(*) FROM encounters WHERE scene_id IS NOT NULL AND deleted_at_ms IS NULL
GROUP BY 1 ORDER BY 2 DESC, 1
"""


class History:
    """Answers questions about the database at `path`; any thread may ask, one at a time is answered.

    No file yet means an empty history, and none is made. Every question may raise StoreError; the next one then opens
    the file afresh.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._file_id = (0, 0)
        self._news: News | None = None  # given last, by this connection
        self._lock = threading.Lock()

    def list_encounters(self, limit: int, offset: int = 0) -> list[EncounterSummary]:
        """The newest first; a negative limit is none."""
        return self.search(Query(), limit, offset)

    def search(self, query: Query, limit: int, offset: int = 0) -> list[EncounterSummary]:
        """A page of what is looked for, in its order."""
        with self._question() as connection:
            return summary.found(connection, query, limit, offset) if connection else []

    def count(self) -> int:
        return self.count_found(Query())

    def count_found(self, query: Query) -> int:
        with self._question() as connection:
            return summary.count(connection, query) if connection else 0

    def suggest(self, prefix: str, limit: int) -> list[str]:
        """Names of players met that begin so, whatever their case, in the order of the alphabet."""
        with self._question() as connection:
            return met.suggest(connection, prefix, limit) if connection else []

    def bosses(self) -> list[tuple[int, int]]:
        """(monster_id, encounters with it) of every boss there was an attempt at, the most frequent first."""
        with self._question() as connection:
            return connection.execute(_BOSSES).fetchall() if connection else []

    def scenes(self) -> list[tuple[int, int]]:
        """(scene_id, encounters in it), the most frequent first."""
        with self._question() as connection:
            return connection.execute(_SCENES).fetchall() if connection else []

    def bests(
        self,
        boss_monster_id: int | None = None,
        clock: ClockChoice = ClockChoice.ACTIVE,
        amounts: AmountChoice = AmountChoice.RAW,
    ) -> list[Best]:
        """What the local player reached against one boss, or all, by difficulty and spec; most pulls first."""
        with self._question() as connection:
            return bests(connection, boss_monster_id, clock, amounts) if connection else []

    def days(self, since_ms: int = 0) -> list[Day]:
        """See analytics.py; likewise below."""
        with self._question() as connection:
            return analytics.days(connection, since_ms) if connection else []

    def dungeons(self, since_ms: int = 0) -> list[Dungeon]:
        with self._question() as connection:
            return dungeons.dungeons(connection, since_ms) if connection else []

    def tries(self, about: About, since_ms: int = 0) -> list[Try]:
        with self._question() as connection:
            return dungeons.tries(connection, about, since_ms) if connection else []

    def characters(
        self,
        since_ms: int = 0,
        clock: ClockChoice = ClockChoice.ACTIVE,
        amounts: AmountChoice = AmountChoice.RAW,
    ) -> list[Character]:
        with self._question() as connection:
            return analytics.characters(connection, since_ms, clock, amounts) if connection else []

    def players_met(self, since_ms: int = 0) -> list[Met]:
        with self._question() as connection:
            return analytics.players_met(connection, since_ms) if connection else []

    def killers(self, since_ms: int = 0) -> list[Killer]:
        with self._question() as connection:
            return analytics.killers(connection, since_ms) if connection else []

    def news(self) -> News | None:
        """See news.py. None = no file. Costs next to nothing while nothing is written."""
        with self._question() as connection:
            self._news = news(connection, self._news) if connection else None
            return self._news

    def summary_of(
        self,
        encounter: int | str,
        clock: ClockChoice = ClockChoice.ACTIVE,
        amounts: AmountChoice = AmountChoice.RAW,
    ) -> EncounterSummary:
        """Its line in the list, by its id or its key. StoreError if there is none."""
        with self._question() as connection:
            there = _find(connection, encounter)
            found = summary.of_ids(connection, [there[0]], clock, amounts) if connection and there else []
        if not found:
            raise _no_longer_there()
        return found[0]

    def open_record(self, encounter: int | str) -> EncounterRecord:
        """An encounter by its id or its key, equal to what was saved. StoreError if there is none."""
        with self._question() as connection:
            there = _find(connection, encounter)
            stored = reading.stored_record(connection, there[0]) if connection and there else None
        if stored is None:
            raise _no_longer_there()
        return _record(stored)

    def open_journal(self, encounter: int | str) -> Journal:
        """What an encounter was counted from, as far as it is saved. StoreError if there is none, or parts are missing.

        Going through it may raise JournalError.
        """
        with self._question() as connection:
            there = _find(connection, encounter)
            found = reading.stored_journal(connection, there[0]) if connection and there else None
        if found is None:
            raise _no_longer_there()
        if not found.blobs or not found.is_whole:
            raise StoreError(
                say("The events of this encounter were not saved, or not all of them."), say("Its numbers are.")
            )
        return Journal(found.blobs)

    def open_saved(self, encounter: int | str) -> SavedEncounter:
        """All that is stored of an encounter that is over, to be handed on. StoreError if that cannot be had."""
        with self._question() as connection:
            there = _find(connection, encounter)
            stored = reading.stored_record(connection, there[0]) if connection and there else None
            found = reading.stored_journal(connection, there[0]) if connection and there else None
        if there is None or stored is None or found is None:
            raise _no_longer_there()
        journal = Journal(found.blobs) if found.blobs and found.is_whole else None
        return SavedEncounter(there[1], _record(stored), journal)

    def later(self, encounter: int | str) -> Callable[[], SavedEncounter]:
        """open_saved, to be called by somebody who may outlive this object."""
        return partial(open_saved, self._path, encounter)

    def key_of(self, encounter_id: int) -> str:
        """The key that orders about an encounter need. StoreError if there is none of this number."""
        with self._question() as connection:
            there = _find(connection, encounter_id)
        if there is None:
            raise StoreError(say("There is no encounter {number} in the history.", number=encounter_id), "")
        return there[1]

    def videos(self, limit: int) -> list[Video]:
        """Recordings and streams, the newest first."""
        with self._question() as connection:
            return videos.newest(connection, limit) if connection else []

    def video(self, key: str) -> Video | None:
        """None = there is none of this key."""
        with self._question() as connection:
            return videos.of_key(connection, key) if connection else None

    def videos_showing(self, from_ms: int, to_ms: int) -> list[Video]:
        """Those with a part of this time in them (Unix ms), the newest first."""
        with self._question() as connection:
            return videos.showing(connection, from_ms, to_ms) if connection else []

    def running_videos(self) -> list[Video]:
        """Those without an end: they go on, or the program died meanwhile."""
        with self._question() as connection:
            return videos.running(connection) if connection else []

    def fought(self, from_ms: int, to_ms: int) -> list[Fought]:
        """What was fought in this time (Unix ms), oldest first."""
        with self._question() as connection:
            return fought.fought(connection, from_ms, to_ms) if connection else []

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
                with readable_errors():
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
            connection = connect_to_read(self._path)  # _lock sees to it that one thread at a time uses it
            self._connection = connection
            if file_version(connection, self._path) == 0:
                self._drop()
        return self._connection

    def _drop(self) -> None:
        connection, self._connection, self._news = self._connection, None, None
        if connection is not None:
            connection.close()


def open_saved(database: Path, encounter: int | str) -> SavedEncounter:
    """As History.open_saved, for who has no other question."""
    with closing(History(database)) as history:
        return history.open_saved(encounter)


def _find(connection: sqlite3.Connection | None, encounter: int | str) -> tuple[int, str] | None:
    """Id and key of an encounter that was not deleted, by either of them; None = there is none."""
    if connection is None:
        return None
    found: tuple[int, str] | None = connection.execute(
        _THERE.format("key" if isinstance(encounter, str) else "id"), (encounter,)
    ).fetchone()
    return found


def _record(stored: tuple[tuple[Any, ...], dict[str, rows.Stored]]) -> EncounterRecord:
    try:
        return rows.record_of(*stored)
    except (ValueError, LookupError) as error:
        raise StoreError(
            say("This encounter is damaged in the history ({reason}).", reason=error), say("Delete it.")
        ) from error


def _no_longer_there() -> StoreError:
    return StoreError(say("This encounter is no longer in the history."), "")
