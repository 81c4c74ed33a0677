"""A disk that is slow, locked or full while a raid goes on, through the whole program."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from raids import Session, Step, check, raid

from helpers import PATIENCE_S, wait_until
from resonance.store import migrations, writer
from resonance.store.migrations import open_newest
from resonance.store.orders import Order
from resonance.store.saver import Saver

SLOW_S = 0.15  # for every transaction


@pytest.fixture(autouse=True)
def impatient_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(writer, "LONGEST_PAUSE_S", 0.02)
    monkeypatch.setattr(migrations, "BUSY_TIMEOUT_S", 0.02)


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    write = Saver.write
    waiting = threading.Event()  # never set: time that goes by

    def slowly(saver: Saver, orders: Sequence[Order]) -> None:
        waiting.wait(SLOW_S)
        write(saver, orders)

    monkeypatch.setattr(Saver, "write", slowly)


@pytest.mark.usefixtures("slow_disk")
def test_writer_is_slower_than_the_fight(tmp_path: Path) -> None:
    """The engine never waits for the disk: nothing is dropped, and everything is saved in the end."""
    played = raid(seconds=60.0)
    session = Session(played.packets, tmp_path / "history.db")
    session.play()
    assert session.health.packets_dropped == 0
    assert check(session, played.amounts) == played.amounts


def test_database_is_locked_for_a_while(tmp_path: Path) -> None:
    """Counting goes on, the trouble is told, and nothing is missing when it is over."""
    played = raid()
    database = tmp_path / "history.db"
    open_newest(database).close()
    third = len(played.packets) // 3
    with closing(sqlite3.connect(database, PATIENCE_S, isolation_level=None, check_same_thread=False)) as other:
        steps: list[Step] = [*played.packets]
        steps.insert(2 * third, lambda: other.execute("COMMIT"))
        steps.insert(2 * third, lambda: wait_until(lambda: session.health.store_problem))
        steps.insert(third, lambda: other.execute("BEGIN IMMEDIATE"))
        session = Session(steps, database)
        session.play()
    assert check(session, played.amounts) == played.amounts
    assert session.health.store_problem == ""


def test_disk_is_full_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The live numbers go on, and the history catches up with them when there is space again."""
    played = raid(seconds=30.0)
    full = threading.Event()
    write = Saver.write

    def write_if_it_fits(saver: Saver, orders: Sequence[Order]) -> None:
        largest = 1 if full.is_set() else 1 << 30  # SQLite makes of 1 what the file has now
        saver._connection.execute(f"PRAGMA max_page_count = {largest}")
        write(saver, orders)

    monkeypatch.setattr(Saver, "write", write_if_it_fits)
    third = len(played.packets) // 3
    steps: list[Step] = [*played.packets]
    steps.insert(2 * third, full.clear)
    steps.insert(2 * third, lambda: wait_until(lambda: session.health.store_problem))
    steps.insert(third, full.set)
    session = Session(steps, tmp_path / "history.db")
    session.play()
    assert check(session, played.amounts) == played.amounts
    assert session.health.store_problem == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a file that is open from being deleted")
def test_database_is_deleted_in_mid_fight(tmp_path: Path) -> None:
    """A new file is begun, and the fight is in it with all its numbers."""
    played = raid(logins=1)
    database = tmp_path / "history.db"
    half = len(played.packets) // 2
    steps: list[Step] = [*played.packets]
    steps.insert(half, lambda: [file.unlink(missing_ok=True) for file in tmp_path.glob("history.db*")])
    steps.insert(half, lambda: wait_until(lambda: session.health.orders_saved))
    session = Session(steps, database)
    session.play()
    live = session.pipeline.snapshot()
    assert live is not None
    assert live.damage.amount == sum(amount for (what, _), amount in played.amounts.items() if what == "damage")
    assert session.health.store_problem == ""
