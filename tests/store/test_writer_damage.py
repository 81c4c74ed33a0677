"""Orders that cannot be saved, and files that are damaged or gone: each costs only itself, and the user is told."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from store_records import (
    be_impatient,
    damage_a_table,
    keys,
    make_file,
    make_record,
    notices,
    running_writer,
    save,
    stored,
    unsavable,
)

from helpers import PATIENCE_S, wait_until
from resonance.events import player_id
from resonance.health import Health
from resonance.store import writer
from resonance.store.failures import set_aside
from resonance.store.history import History
from resonance.store.orders import CloseInterrupted, Order, SaveEncounter, SavePeople
from resonance.store.people import Person
from resonance.store.saver import Saver
from resonance.store.writer import Writer


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    be_impatient(monkeypatch)


# Orders that cannot be saved


def no_number() -> SaveEncounter:
    record = make_record(1)
    record.started_at_ms = None  # type: ignore[assignment]
    return SaveEncounter("bad2", record)


def wrong_type() -> SaveEncounter:
    record = make_record(1)
    record.line = "one"  # type: ignore[assignment]
    return SaveEncounter("bad3", record)


def no_record() -> SaveEncounter:
    return SaveEncounter("bad4", None)  # type: ignore[arg-type]


def test_order_that_cannot_be_saved_costs_only_itself(path: Path, health: Health) -> None:
    """The orders around it in the same batch are saved; it is counted, and told once however many there are."""
    orders: list[Order] = [save(0), unsavable("bad1"), save(1), no_number(), save(2), wrong_type()]
    thread = Writer(path, health)
    for order in (*orders, no_record(), save(3)):
        assert thread.offer(order)
    thread.start()
    assert thread.stop(PATIENCE_S)
    assert stored(path) == keys(0, 1, 2, 3)
    assert thread.orders_set_aside == 4
    assert health.orders_saved == 4
    assert health.store_problem == ""
    (notice,) = notices(health)
    assert notice.is_error
    assert "could not be saved" in notice.text


def test_people_that_cannot_be_saved(path: Path, health: Health, caplog: pytest.LogCaptureFixture) -> None:
    """A number too big for the file costs the encounters beside it nothing; the log names the order and nobody."""
    with running_writer(path, health) as thread:
        for order in (save(1), SavePeople((Person(player_id(1), 5, name="玩家", level=2**63),)), save(2)):
            assert thread.offer(order)
        assert thread.stop(PATIENCE_S)
    assert stored(path) == keys(1, 2)
    assert thread.orders_set_aside == 1
    (notice,) = notices(health)
    assert notice.text.startswith("The names of some players could not be saved")
    assert "SavePeople" in caplog.text
    assert "玩家" not in caplog.text


def test_bad_newest_save_does_not_take_the_older_one_with_it(path: Path, health: Health) -> None:
    """The last good state of an encounter is stored, though a later save would have made it needless."""
    thread = Writer(path, health)
    for order in (save(1), unsavable("key1")):
        assert thread.offer(order)
    thread.start()
    assert thread.stop(PATIENCE_S)
    assert stored(path) == keys(1)
    assert thread.orders_set_aside == 1


def test_log_names_the_order_and_no_player(path: Path, health: Health, caplog: pytest.LogCaptureFixture) -> None:
    """The log tells which encounter is missing and why, without anybody's name."""
    with running_writer(path, health) as thread:
        assert thread.offer(unsavable("bad1"))
    assert "bad1" in caplog.text
    assert "UnicodeEncodeError" in caplog.text
    assert "玩家" not in caplog.text


# Files that are damaged or gone


def test_file_that_is_no_database(path: Path, health: Health) -> None:
    """It is kept under a dated name, a new one is started, and the user is told."""
    rubbish = b"This was a database before the disk failed. " * 500
    path.write_bytes(rubbish)
    with running_writer(path, health) as thread:
        assert thread.offer(save(1))
        assert thread.stop(PATIENCE_S)
    assert stored(path) == keys(1)
    (kept,) = path.parent.glob("history.damaged-*.db")
    assert kept.read_bytes() == rubbish
    (notice,) = notices(health)
    assert notice.is_error
    assert kept.name in notice.text
    assert health.store_problem == ""


def test_file_that_is_damaged_inside(path: Path, health: Health) -> None:
    """Damage that shows only when something is written is answered the same way, and the order is not lost."""
    make_file(path, *range(20))
    page_size = 4096
    with path.open("r+b") as file:
        file.seek(page_size)
        file.write(b"\xa5" * (path.stat().st_size - page_size))
    with running_writer(path, health) as thread:
        assert thread.offer(save(1))
        assert thread.stop(PATIENCE_S)
    assert stored(path) == keys(1)
    assert len(list(path.parent.glob("history.damaged-*.db"))) == 1
    assert len(notices(health)) == 1


def test_file_whose_tables_are_defined_by_rubbish(path: Path, health: Health) -> None:
    """An error that Python cannot even decode is damage too: the file is kept, and no order is lost."""
    make_file(path, 1, 2)
    damaged = damage_a_table(path)
    with running_writer(path, health) as thread:
        assert thread.offer(save(3))
        assert thread.stop(PATIENCE_S)
    assert stored(path) == keys(3)
    assert thread.orders_set_aside == 0
    (kept,) = path.parent.glob("history.damaged-*.db")
    assert kept.read_bytes() == damaged
    (notice,) = notices(health)
    assert kept.name in notice.text


def test_damage_is_found_in_a_running_encounter(path: Path, health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next save of an encounter that the damaged file held in part writes it whole into the new one."""
    with running_writer(path, health) as thread:
        assert thread.offer(save(1))
        wait_until(lambda: thread.waiting() == 0)
        write = Saver.write

        def find_damage(_saver: Saver, _orders: Sequence[Order]) -> None:
            monkeypatch.setattr(Saver, "write", write)
            error = sqlite3.DatabaseError("database disk image is malformed")
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error

        monkeypatch.setattr(Saver, "write", find_damage)
        assert thread.offer(save(1))
        assert thread.stop(PATIENCE_S)
    assert stored(path) == keys(1)
    (kept,) = path.parent.glob("history.damaged-*.db")
    assert stored(kept) == keys(1)


def test_damaged_file_that_cannot_be_renamed(path: Path, health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody still reads it: the orders wait, and it is set aside as soon as it can be."""
    path.write_bytes(b"rubbish " * 500)
    is_read = threading.Event()
    is_read.set()

    def fail_while_it_is_read(*arguments: Any) -> Path:
        if is_read.is_set():
            raise PermissionError("used by another process")
        return set_aside(*arguments)

    monkeypatch.setattr(writer, "set_aside", fail_while_it_is_read)
    with running_writer(path, health) as thread:
        assert thread.offer(save(1))
        wait_until(lambda: health.store_problem)
        assert "damaged and cannot be renamed" in health.store_problem
        is_read.clear()
        wait_until(lambda: thread.waiting() == 0)
    assert stored(path) == keys(1)
    assert health.store_problem == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows deletes no file that is open")
def test_file_deleted_under_the_running_program(path: Path, health: Health) -> None:
    """Orders do not go to a file that nobody can find any more, and the running encounter is whole in the new one."""
    with running_writer(path, health) as thread:
        assert thread.offer(save(1))
        wait_until(lambda: thread.waiting() == 0)
        path.unlink()
        for order in (save(1), save(2)):
            assert thread.offer(order)
        assert thread.stop(PATIENCE_S)
    assert stored(path) == keys(1, 2)


def test_rubbish_in_the_file_of_presence(path: Path, health: Health) -> None:
    """The history beside it is sound, so it stays where it is."""
    make_file(path, 1)
    path.with_name(f"{path.name}-live").write_bytes(b"rubbish " * 1000)
    with running_writer(path, health) as thread:
        assert thread.offer(CloseInterrupted())
        assert thread.offer(save(2))
        assert thread.stop(PATIENCE_S)
    with closing(History(path)) as history:
        assert {line.key for line in history.list_encounters(-1)} == keys(1, 2)
    assert not notices(health)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE encounters",
        "DROP TABLE met",
        "ALTER TABLE tallies RENAME COLUMN amount TO mount",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = -5",
    ],
)
def test_tables_that_are_not_those_of_the_version(statement: str, path: Path, health: Health) -> None:
    """No save would ever succeed in it: it is kept under another name, and no order is lost."""
    make_file(path, 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
    with running_writer(path, health) as thread:
        assert thread.offer(save(2))
        assert thread.stop(PATIENCE_S)
    assert stored(path) == keys(2)
    assert thread.orders_set_aside == 0
    (kept,) = path.parent.glob("history.damaged-*.db")
    (notice,) = notices(health)
    assert kept.name in notice.text
