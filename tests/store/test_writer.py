"""The writer thread: in which batches it writes, and that everything offered arrives."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest
from store_records import make_record, running_writer, save

from helpers import PATIENCE_S, wait_until
from resonance.health import Health
from resonance.store import writer
from resonance.store.history import History
from resonance.store.orders import Order
from resonance.store.saver import Saver
from resonance.store.writer import Writer


def test_everything_offered_before_stop_is_saved(path: Path, history: History) -> None:
    """Stop stands behind all orders: it drains them, merges the log and closes the file."""
    health = Health()
    with running_writer(path, health) as thread:
        for number in range(300):
            assert thread.offer(save(number))
        assert thread.stop(PATIENCE_S)
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
        assert thread.stop(PATIENCE_S)
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
    assert thread.stop(PATIENCE_S)
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
    assert thread.stop(PATIENCE_S)
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
    assert thread.stop(PATIENCE_S)
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
        assert thread.stop(PATIENCE_S)
    assert health.orders_saved == 100
    assert history.count() == 100


def test_file_is_there_before_the_first_order(path: Path) -> None:
    """The database is made, or its trouble shown, before there is something to lose."""
    with running_writer(path):
        wait_until(path.exists)


def test_stop_without_any_order(path: Path) -> None:
    """Ending at once is no error."""
    with running_writer(path) as thread:
        assert thread.stop(PATIENCE_S)
        assert thread.stop(PATIENCE_S)
