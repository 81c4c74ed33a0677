"""Saving: what a row becomes, in which batches, and that everything offered arrives."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_records import make_record, merge, records, running_writer, save

from helpers import wait_until
from resonance.combat.record import EncounterRecord
from resonance.combat.tally import Tally, TallyKey
from resonance.health import Health
from resonance.store import schema, writer
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.writer import DeleteEncounter, Order, SaveEncounter, Saver, Writer, newest_saves

TOO_BIG = TallyKey(0, 0, 1, 2, 3, 4)


def unsavable(key: str) -> SaveEncounter:
    """A record with a number that SQLite cannot hold."""
    record = make_record(1)
    record.tallies[TOO_BIG] = Tally(max=2**63)
    return SaveEncounter(key, record)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_newest(path)) as connection:
        yield connection


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    with closing(History(path)) as history:
        yield history


# The rows


@settings(max_examples=40, deadline=None)
@given(first=records(), second=records(), keep=st.booleans())
def test_saved_again_leaves_exactly_the_new_rows(
    first: EncounterRecord, second: EncounterRecord, keep: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever came, changed or went since the last save, in this run of the program or an earlier one."""
    path = tmp_path_factory.getbasetemp() / "saved_again.db"
    with closing(open_newest(path)) as connection, closing(History(path)) as history:
        saver = Saver(connection)
        for record in (first, merge(first, second), second, first):
            saver.write([SaveEncounter("key", record)])
            assert history.open_record("key") == record
            if not keep:
                saver = Saver(connection)
        assert history.count() == 1


def test_same_record_saved_again_writes_no_rows_below_it(connection: sqlite3.Connection) -> None:
    """A fight that stands still costs one row a save."""
    saver = Saver(connection)
    saver.write([save(1)])
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    saver.write([save(1)])
    connection.set_trace_callback(None)
    writes = [statement.split()[2] for statement in statements if statement.startswith(("INSERT", "DELETE"))]
    assert writes == ["encounters"]


def test_only_changed_rows_are_written(connection: sqlite3.Connection, history: History) -> None:
    """One more hit is one more row, not the whole fight again."""
    saver = Saver(connection)
    saver.write([save(1)])
    record = make_record(1)
    next(iter(record.tallies.values())).hits += 1
    before = connection.total_changes
    saver.write([SaveEncounter("key1", record)])
    assert connection.total_changes - before == 2  # the encounter and one tally
    assert history.open_record("key1") == record


def test_encounter_keeps_its_id_when_it_is_saved_again(connection: sqlite3.Connection, history: History) -> None:
    """What refers to an encounter stays valid while the fight goes on."""
    saver = Saver(connection)
    saver.write([save(1), save(2)])
    before = {line.key: line.encounter_id for line in history.list_encounters(5)}
    saver.write([save(1), save(2), save(3)])
    after = {line.key: line.encounter_id for line in history.list_encounters(5)}
    assert before.items() <= after.items()


def test_deleting_leaves_no_row_behind(connection: sqlite3.Connection) -> None:
    """The parts of an encounter go with it, and nobody else's."""
    saver = Saver(connection)
    saver.write([save(1), save(2)])
    saver.write([DeleteEncounter("key1"), DeleteEncounter("never saved")])
    saver.write([DeleteEncounter("key2")])
    for table in ("encounters", *(part.name for part in schema.PARTS)):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_deleted_and_saved_again(connection: sqlite3.Connection, history: History) -> None:
    """A deletion is undone by saving the record again: whole, and under an id that was never used."""
    saver = Saver(connection)
    saver.write([save(1)])
    (before,) = history.list_encounters(1)
    saver.write([DeleteEncounter("key1")])
    saver.write([save(1)])
    assert history.open_record("key1") == make_record(1)
    (after,) = history.list_encounters(1)
    assert after.encounter_id != before.encounter_id


def test_another_process_deletes_the_running_encounter(
    path: Path, connection: sqlite3.Connection, history: History
) -> None:
    """What the saver remembers of the file is not trusted after somebody else has written to it."""
    saver = Saver(connection)
    saver.write([save(1)])
    with closing(open_newest(path)) as other:
        other.execute("DELETE FROM encounters")
    saver.write([save(1)])
    assert history.open_record("key1") == make_record(1)


def test_failed_transaction_is_not_remembered_as_written(connection: sqlite3.Connection, history: History) -> None:
    """After a rollback the next save writes what the failed one would have."""
    saver = Saver(connection)
    saver.write([save(1, "key")])
    with pytest.raises(OverflowError):
        saver.write([save(2, "key"), unsavable("other")])
    assert history.open_record("key") == make_record(1)
    saver.write([save(2, "key")])
    assert history.open_record("key") == make_record(2)
    assert history.count() == 1


A1, A2, B1, DELETE_A = save(1, "a"), save(2, "a"), save(3, "b"), DeleteEncounter("a")


@pytest.mark.parametrize(
    ("orders", "kept"),
    [
        ([], []),
        ([A1], [A1]),
        ([A1, B1, A2], [B1, A2]),
        ([A1, DELETE_A], [A1, DELETE_A]),
        ([A1, DELETE_A, A2], [DELETE_A, A2]),
        ([DELETE_A, A1], [DELETE_A, A1]),
    ],
)
def test_saves_overtaken_by_a_later_one(orders: list[Order], kept: list[Order]) -> None:
    """Only the newest save of an encounter is written; the order of everything else stays."""
    assert newest_saves(orders) == kept


# The thread


def test_everything_offered_before_stop_is_saved(path: Path, history: History) -> None:
    """Stop stands behind all orders: it drains them, merges the log and closes the file."""
    health = Health()
    with running_writer(path, health) as thread:
        for number in range(300):
            assert thread.offer(save(number))
        assert thread.stop(30)
        assert not thread.offer(save(300))
    assert thread.waiting() == 0
    assert health.orders_saved == 300
    assert health.store_problem == ""
    assert not path.with_name("history.db-wal").exists()
    assert history.count() == 300
    assert history.open_record("key217") == make_record(217)


def test_log_is_merged_though_somebody_reads(path: Path, history: History) -> None:
    """After the end everything is in the one file, so that a copy of it alone is whole."""
    with running_writer(path) as thread:
        assert thread.offer(save(1))
        wait_until(lambda: thread.waiting() == 0)
        assert history.count() == 1
        assert thread.stop(10)
    copy = path.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    with closing(History(copy)) as copied:
        assert copied.open_record("key1") == make_record(1)


def test_orders_are_written_in_batches(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most a hundred orders share a transaction, and they do share one."""
    batches: list[int] = []
    write = Saver.write

    def count(self: Saver, orders: list[Order]) -> None:
        batches.append(len(orders))
        write(self, orders)

    monkeypatch.setattr(Saver, "write", count)
    thread = Writer(path, Health())
    for number in range(250):
        assert thread.offer(save(number))
    thread.start()
    assert thread.stop(30)
    assert batches == [100, 100, 50]


def test_saves_of_one_encounter_in_one_batch(path: Path, monkeypatch: pytest.MonkeyPatch, history: History) -> None:
    """Only the newest of them is written; all of them count as saved."""
    written: list[Order] = []
    write = Saver.write

    def note(self: Saver, orders: list[Order]) -> None:
        written.extend(orders)
        write(self, orders)

    monkeypatch.setattr(Saver, "write", note)
    health = Health()
    thread = Writer(path, health)
    orders = [save(number, "key") for number in range(5)]
    for order in orders:
        assert thread.offer(order)
    thread.start()
    assert thread.stop(30)
    assert written == orders[-1:]
    assert health.orders_saved == 5
    assert history.open_record("key") == make_record(4)


def test_order_is_written_without_waiting_for_more(path: Path, history: History) -> None:
    """A single save is in the file soon, with nothing following it."""
    with running_writer(path) as thread:
        assert thread.offer(save(1))
        wait_until(lambda: thread.waiting() == 0)
        assert history.open_record("key1") == make_record(1)


def test_full_queue_says_so(path: Path, monkeypatch: pytest.MonkeyPatch, history: History) -> None:
    """An order that has no room is not taken, so its owner keeps it; the others are saved."""
    monkeypatch.setattr(writer, "QUEUE_SIZE", 3)
    thread = Writer(path, Health())
    assert [thread.offer(save(number)) for number in range(5)] == [True, True, True, False, False]
    assert thread.waiting() == 3
    thread.start()
    wait_until(lambda: thread.waiting() == 0)
    assert thread.offer(save(3))
    assert thread.stop(10)
    assert history.count() == 4


def test_orders_from_several_threads(path: Path, history: History) -> None:
    """Engine and windows may both offer; every order that was taken is saved."""
    health = Health()
    with running_writer(path, health) as thread:

        def offer(first: int) -> None:
            for number in range(first, first + 25):
                assert thread.offer(save(number))

        offering = [threading.Thread(target=offer, args=(first,)) for first in (0, 100, 200, 300)]
        for one in offering:
            one.start()
        for one in offering:
            one.join()
        assert thread.stop(30)
    assert health.orders_saved == 100
    assert history.count() == 100


def test_file_is_there_before_the_first_order(path: Path) -> None:
    """The database is made, or its trouble shown, before there is something to lose."""
    with running_writer(path):
        wait_until(path.exists)


def test_stop_without_any_order(path: Path) -> None:
    """Ending at once is no error."""
    with running_writer(path) as thread:
        assert thread.stop(10)
        assert thread.stop(10)
