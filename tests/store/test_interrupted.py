"""Encounters whose program died in them: they end at the next start, with all that was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from journal_orders import KEY, entries, fight_orders, last_record, parts, saves
from store_records import make_record, running_writer

from helpers import PATIENCE_S
from resonance import names
from resonance.combat.entries import Finished
from resonance.combat.record import EncounterRecord, Result, SegmentResult
from resonance.combat.recount import recount
from resonance.store import interrupted
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.orders import CloseInterrupted, Order, SaveEncounter
from resonance.store.presence import Presence
from resonance.store.rebuild import rebuild
from resonance.store.saver import Saver
from resonance.store.writer import Writer

NAMES = names.load()


def died_after(path: Path, orders: Sequence[Order]) -> None:
    with closing(open_newest(path)) as connection:
        Saver(connection).write(orders)


def start_again(path: Path) -> Writer:
    """What a program does with the history when it starts; and it ends again."""
    with running_writer(path) as writer:
        assert writer.offer(CloseInterrupted())
        assert writer.stop(PATIENCE_S)
    return writer


def hits(record: EncounterRecord) -> int:
    return sum(tally.hits for tally in record.tallies.values())


def test_journal_is_newer_than_the_record(path: Path, history: History) -> None:
    """The encounter holds what the journal held, has ended, and can be rebuilt to the same."""
    died_after(path, [saves()[0], *parts()[:9]])
    assert not history.open_record(KEY).ended
    start_again(path)
    record = history.open_record(KEY)
    assert record == recount([*entries(*parts()[:9]), Finished()], NAMES)
    assert (record.ended, record.result) == (True, Result.ENDED)
    assert hits(record) > hits(saves()[0].record)
    assert rebuild(history, 1, NAMES).differences == []


def test_record_is_newer_than_the_journal(path: Path, history: History) -> None:
    """Nothing that was saved is given up for a journal with less in it; that one says that it is not the whole."""
    died_after(path, [saves()[2], *parts()[:1]])
    start_again(path)
    record = history.open_record(KEY)
    assert record.ended
    assert record.tallies == saves()[2].record.tallies
    assert [each.result for each in record.segments if each.ended_at_ms is None] == []
    assert list(history.open_journal(KEY)) == entries(*parts()[:1])


def test_encounter_that_had_ended(path: Path, history: History) -> None:
    """It is not touched."""
    died_after(path, fight_orders())
    start_again(path)
    assert history.open_record(KEY) == last_record()
    assert list(history.open_journal(KEY)) == entries(*parts())


@pytest.mark.parametrize("damage", ["none written", "hole", "garbage"])
def test_journal_that_cannot_be_used(damage: str, path: Path, history: History) -> None:
    """The record as it was saved stays, and ends."""
    died_after(path, [saves()[-2], *([] if damage == "none written" else parts()[:6])])
    with closing(sqlite3.connect(path)) as connection, connection:
        if damage == "hole":
            connection.execute("DELETE FROM journal_chunks WHERE sequence = 0")
        elif damage == "garbage":
            connection.execute("UPDATE journal_chunks SET blob = x'00ff' WHERE sequence = 4")
    start_again(path)
    record = history.open_record(KEY)
    assert record.tallies == saves()[-2].record.tallies
    assert record.ended


def test_record_that_cannot_be_read(path: Path, history: History) -> None:
    """Its journal makes it good again."""
    died_after(path, [saves()[1], *parts()[:6]])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE encounters SET result = 'strange'")
    start_again(path)
    assert history.open_record(KEY) == recount([*entries(*parts()[:6]), Finished()], NAMES)


def test_nothing_that_can_be_read(path: Path) -> None:
    """It stands as ended all the same, and the next order is written."""
    died_after(path, [SaveEncounter("bad", make_record(1)), SaveEncounter("good", make_record(2))])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE curves SET amounts = x'00' WHERE encounter_id = 1")
    start_again(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT key, ended, result FROM encounters ORDER BY id").fetchall() == [
            ("bad", 1, "ended"),
            ("good", 1, "ended"),
        ]


def test_record_ends_by_itself() -> None:
    """An open segment ends with the last damage in it; an attempt that was over gives the encounter its result."""
    record = make_record(4)
    interrupted.end(record)
    assert (record.ended, record.result) == (True, Result.ENDED)
    assert (record.segments[-1].result, record.segments[-1].ended_at_ms) == (
        SegmentResult.LEFT,
        record.segments[-1].started_at_ms,
    )
    wiped = make_record(4)
    wiped.segments[-1].ended_at_ms, wiped.segments[-1].result = wiped.started_at_ms + 40_000, SegmentResult.WIPE
    interrupted.end(wiped)
    assert wiped.result is Result.WIPE


def test_somebody_lives_who_may_be_counting(path: Path, history: History) -> None:
    """A second program leaves running encounters alone; once the first is gone, the next start ends them."""
    died_after(path, [saves()[0], *parts()[:3]])
    other = Presence(path)
    with other.alone():
        pass
    with running_writer(path) as writer:
        assert writer.offer(CloseInterrupted())
        assert writer.offer(SaveEncounter("another", make_record(1)))
        assert writer.stop(PATIENCE_S)
    assert not history.open_record(KEY).ended
    assert history.open_record("another") == make_record(1)
    other.end()
    start_again(path)
    assert history.open_record(KEY).ended


def test_ended_by_mistake(path: Path, history: History) -> None:
    """Should a living program's encounter ever be ended, its next save and the next part of its journal undo that."""
    first, rest = [saves()[0], *parts()[:3]], [saves()[-1], *parts()[3:]]
    died_after(path, first)
    start_again(path)
    assert history.open_record(KEY).ended
    died_after(path, rest)
    assert history.open_record(KEY) == last_record()
    assert list(history.open_journal(KEY)) == entries(*parts())


def test_nothing_to_end(path: Path, history: History) -> None:
    """A first start, and a second one right after it."""
    start_again(path)
    start_again(path)
    assert history.count() == 0
