"""The file makes trouble: the writer says so, loses nothing, and goes on when it is over."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

import pytest
from store_records import make_record, running_writer

from helpers import wait_until
from resonance.combat.record import ActorInfo
from resonance.combat.tally import Tally, TallyKey
from resonance.health import Health, Notice
from resonance.store import migrations, writer
from resonance.store.failures import set_aside
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.writer import Order, SaveEncounter, Saver, Writer

NOBODY = 65534  # the user who may do least

LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again soon, so that the tests are quick."""
    monkeypatch.setattr(writer, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(writer, "LONGEST_PAUSE_S", 0.02)
    monkeypatch.setattr(migrations, "BUSY_TIMEOUT_S", 0.02)


def save(number: int) -> SaveEncounter:
    return SaveEncounter(f"key{number}", make_record(number))


def stored(path: Path) -> set[str]:
    """The keys in the file, each of them opened and compared."""
    with closing(History(path)) as history:
        keys = [line.key for line in history.list_encounters(1000)]
        for key in keys:
            assert history.open_record(key) == make_record(int(key.removeprefix("key")))
    return set(keys)


def keys(*numbers: int) -> set[str]:
    return {f"key{number}" for number in numbers}


def notices(health: Health) -> list[Notice]:
    return [health.notices.get_nowait() for _ in range(health.notices.qsize())]


def make_file(path: Path, *numbers: int) -> None:
    with closing(open_newest(path)) as connection:
        Saver(connection).write([save(number) for number in numbers])


# Orders that cannot be saved


def too_big(record_key: str = "bad1") -> SaveEncounter:
    record = make_record(1)
    record.tallies[TallyKey(0, 0, 1, 2, 3, 4)] = Tally(amount=2**63)
    return SaveEncounter(record_key, record)


def half_a_character() -> SaveEncounter:
    record = make_record(1)
    record.actors[1] = ActorInfo(1, name="\ud83d")
    return SaveEncounter("bad2", record)


def no_number() -> SaveEncounter:
    record = make_record(1)
    record.started_at_ms = None  # type: ignore[assignment]
    return SaveEncounter("bad3", record)


def wrong_type() -> SaveEncounter:
    record = make_record(1)
    record.line = "one"  # type: ignore[assignment]
    return SaveEncounter("bad4", record)


def no_record() -> SaveEncounter:
    return SaveEncounter("bad5", None)  # type: ignore[arg-type]


def test_order_that_cannot_be_saved_costs_only_itself(path: Path, health: Health) -> None:
    """The orders around it in the same batch are saved; it is counted, and told once however many there are."""
    orders: list[Order] = [save(0), too_big(), save(1), half_a_character(), no_number(), save(2), wrong_type()]
    thread = Writer(path, health)
    for order in (*orders, no_record(), save(3)):
        assert thread.offer(order)
    thread.start()
    assert thread.stop(10)
    assert stored(path) == keys(0, 1, 2, 3)
    assert thread.orders_set_aside == 5
    assert health.orders_saved == 4
    assert health.store_problem == ""
    (notice,) = notices(health)
    assert notice.is_error
    assert "could not be saved" in notice.text


def test_bad_newest_save_does_not_take_the_older_one_with_it(path: Path, health: Health) -> None:
    """The last good state of an encounter is stored, though a later save would have made it needless."""
    thread = Writer(path, health)
    for order in (save(1), too_big("key1")):
        assert thread.offer(order)
    thread.start()
    assert thread.stop(10)
    assert stored(path) == keys(1)
    assert thread.orders_set_aside == 1


def test_log_names_the_order_and_no_player(path: Path, health: Health, caplog: pytest.LogCaptureFixture) -> None:
    """The log tells which encounter is missing and why, without anybody's name."""
    with running_writer(path, health) as thread:
        assert thread.offer(too_big())
    assert "bad1" in caplog.text
    assert "OverflowError" in caplog.text
    assert "玩家" not in caplog.text


# Trouble that passes


class FullDisk:
    """While `is_full`, the database must not grow any more, as on a disk without space."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_full = False
        self.opened = 0
        monkeypatch.setattr(writer, "open_newest", self._open)

    def _open(self, path: Path) -> sqlite3.Connection:
        connection = open_newest(path)
        self.opened += 1
        if self.is_full:
            connection.execute("PRAGMA max_page_count = 1")  # SQLite makes it what the file has now
        return connection


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> FullDisk:
    return FullDisk(monkeypatch)


def test_disk_is_full_for_a_while(path: Path, health: Health, full_disk: FullDisk) -> None:
    """The user is told what to do; everything offered meanwhile is saved when there is space again."""
    make_file(path, 0)
    full_disk.is_full = True
    with running_writer(path, health) as thread:
        for number in range(1, 40):
            assert thread.offer(save(number))
        wait_until(lambda: health.store_problem)
        assert health.store_problem.startswith("History is not being saved: the disk is full. Free some space")
        assert thread.offer(save(40))
        full_disk.is_full = False
        wait_until(lambda: thread.waiting() == 0)
        assert health.store_problem == ""
    assert stored(path) == keys(*range(41))
    assert thread.orders_set_aside == 0


def test_saves_that_pile_up_while_the_disk_is_full(path: Path, health: Health, full_disk: FullDisk) -> None:
    """A fight that is saved every few seconds all evening long does not fill the memory: its newest save is kept."""
    make_file(path, 0)
    full_disk.is_full = True
    with running_writer(path, health) as thread:
        for _ in range(50):
            for number in range(1, 30):
                wait_until(partial(thread.offer, save(number)))
        wait_until(lambda: thread.waiting() < 30)
        assert health.store_problem
        full_disk.is_full = False
        assert thread.stop(10)
    assert stored(path) == keys(*range(30))


def test_stop_while_the_disk_is_full(
    path: Path, health: Health, full_disk: FullDisk, caplog: pytest.LogCaptureFixture
) -> None:
    """The program ends in time and says what is lost; the file stays good."""
    make_file(path, 0)
    full_disk.is_full = True
    with running_writer(path, health) as thread:
        for number in range(1, 40):
            assert thread.offer(save(number))
        wait_until(lambda: health.store_problem)
        assert not thread.stop(0.1)
        wait_until(lambda: all(alive.name != "writer" for alive in threading.enumerate()))
        lost = thread.waiting()
        assert lost
        assert f"{lost} orders were not saved" in caplog.text
    assert len(stored(path)) == 40 - lost


def test_space_comes_back_while_stopping(path: Path, health: Health, full_disk: FullDisk) -> None:
    """Stop goes on trying for as long as it may."""
    make_file(path, 0)
    full_disk.is_full = True
    with running_writer(path, health) as thread:
        for number in range(1, 40):
            assert thread.offer(save(number))
        wait_until(lambda: health.store_problem)
        pause = thread._pause

        def free_space_once_stopping(seconds: float) -> bool:
            if thread._stopping.is_set():
                full_disk.is_full = False
            return pause(seconds)

        thread._pause = free_space_once_stopping  # type: ignore[method-assign]
        assert thread.stop(10)
    assert stored(path) == keys(*range(40))


def test_stop_ends_a_long_pause(
    path: Path, health: Health, full_disk: FullDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed write is not tried again at once, but it is when the program ends."""
    monkeypatch.setattr(writer, "FIRST_PAUSE_S", 3600.0)
    make_file(path, 0)
    full_disk.is_full = True
    with running_writer(path, health) as thread:
        wait_until(lambda: full_disk.opened)
        assert thread.offer(SaveEncounter("key1", make_record(1, players=400)))
        wait_until(lambda: health.store_problem)
        full_disk.is_full = False
        assert full_disk.opened == 1
        assert thread.stop(10)
        assert full_disk.opened == 2
    with closing(History(path)) as history:
        assert history.open_record("key1") == make_record(1, players=400)


def test_programs_that_start_at_once(path: Path) -> None:
    """However they get into each other's way while the file is made, everything is saved and nothing set aside."""
    healths = [Health() for _ in range(4)]
    threads = [Writer(path, health) for health in healths]
    for number, thread in enumerate(threads):
        assert thread.offer(save(number))
    for thread in threads:
        thread.start()
    assert [thread.stop(30) for thread in threads] == [True] * 4
    assert stored(path) == keys(0, 1, 2, 3)
    assert [notices(health) for health in healths] == [[]] * 4


@contextmanager
def locked_by_another_process(path: Path) -> Iterator[IO[str]]:
    """Another program holds the lock for writing until its input, which this gives, is closed."""
    command = [sys.executable, "-c", LOCKER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield process.stdin


def test_another_process_holds_the_lock(path: Path, health: Health) -> None:
    """The orders wait until the other program lets go."""
    make_file(path, 0)
    with locked_by_another_process(path) as stdin, running_writer(path, health) as thread:
        assert thread.offer(save(1))
        wait_until(lambda: health.store_problem)
        assert "another program has history.db open and locked" in health.store_problem
        assert thread.waiting() == 1
        stdin.close()
        wait_until(lambda: thread.waiting() == 0)
        assert health.store_problem == ""
    assert stored(path) == keys(0, 1)


def protect(folder: Path, forbid: bool) -> None:
    for file in folder.iterdir():
        file.chmod(0o444 if forbid else 0o644)
    folder.chmod(0o555 if forbid else 0o755)


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """A folder of somebody whom write protection stops: not the superuser, who stays somebody else for the test."""
    if os.name == "nt":
        pytest.skip("folders of Windows are protected in another way")
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as name:
        if user == 0:
            os.chown(name, NOBODY, -1)
            os.seteuid(NOBODY)
        try:
            yield Path(name)
        finally:
            os.seteuid(user)


@pytest.mark.parametrize("exists", [False, True])
def test_folder_is_read_only_for_a_while(health: Health, own_folder: Path, exists: bool) -> None:
    """Without a right to write, for a new file or an old one, the meter goes on, and saves once it may."""
    path = own_folder / "history.db"
    if exists:
        make_file(path, 0)
    protect(own_folder, True)
    with running_writer(path, health) as thread:
        assert thread.offer(save(1))
        wait_until(lambda: health.store_problem)
        assert "cannot be written. Check that its folder exists and is not write-protected." in health.store_problem
        assert thread.waiting() == 1
        protect(own_folder, False)
        wait_until(lambda: thread.waiting() == 0)
        assert health.store_problem == ""
    assert stored(path) == (keys(0, 1) if exists else keys(1))


def test_trouble_without_any_order_is_shown_and_passes(tmp_path: Path, health: Health) -> None:
    """A folder that cannot be made is said at the start, and the words go away when it can."""
    blocker = tmp_path / "folder"
    blocker.touch()
    with running_writer(blocker / "history.db", health):
        wait_until(lambda: health.store_problem)
        blocker.unlink()
        wait_until(lambda: not health.store_problem)
    assert stored(blocker / "history.db") == set()


def test_newer_file_is_left_alone_and_said_so(path: Path, health: Health) -> None:
    """The orders are kept, the file is not touched, and stopping does not hang."""
    open_newest(path).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with running_writer(path, health) as thread:
        assert thread.offer(save(1))
        wait_until(lambda: health.store_problem)
        assert "newer version" in health.store_problem
        assert not thread.stop(0.1)
    assert path.read_bytes() == before


# Files that are damaged or gone


def test_file_that_is_no_database(path: Path, health: Health) -> None:
    """It is kept under a dated name, a new one is started, and the user is told."""
    rubbish = b"This was a database before the disk failed. " * 500
    path.write_bytes(rubbish)
    with running_writer(path, health) as thread:
        assert thread.offer(save(1))
        assert thread.stop(10)
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
        assert thread.stop(10)
    assert stored(path) == keys(1)
    assert len(list(path.parent.glob("history.damaged-*.db"))) == 1
    assert len(notices(health)) == 1


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
        assert thread.stop(10)
    assert stored(path) == keys(1)
    (kept,) = path.parent.glob("history.damaged-*.db")
    assert stored(kept) == keys(1)


def test_damaged_file_that_cannot_be_renamed(path: Path, health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody still reads it: the orders wait, and it is set aside as soon as it can be."""
    path.write_bytes(b"rubbish " * 500)
    calls = []

    def fail_at_first(*arguments: Any) -> Path:
        calls.append(arguments)
        if len(calls) < 5:
            raise PermissionError("used by another process")
        return set_aside(*arguments)

    monkeypatch.setattr(writer, "set_aside", fail_at_first)
    with running_writer(path, health) as thread:
        assert thread.offer(save(1))
        wait_until(lambda: health.store_problem or thread.waiting() == 0)
        assert "damaged and cannot be renamed" in health.store_problem
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
        assert thread.stop(10)
    assert stored(path) == keys(1, 2)
