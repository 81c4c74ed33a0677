"""The file makes trouble for a while: the writer says so, loses nothing, and goes on when it is over."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import IO

import pytest
from store_records import be_impatient, keys, make_file, notices, running_writer, save, stored

from helpers import PATIENCE_S, wait_until
from resonance.health import Health
from resonance.store import writer
from resonance.store.migrations import open_newest
from resonance.store.writer import Writer

NOBODY = 65534  # the user who may do least

LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    be_impatient(monkeypatch)


class FullDisk:
    """While `is_full`, the database must not grow any more, as on a disk without space."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_full = False
        monkeypatch.setattr(writer, "open_newest", self._open)

    def _open(self, path: Path) -> sqlite3.Connection:
        connection = open_newest(path)
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
        assert thread.stop(PATIENCE_S)
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
        assert thread.stop(PATIENCE_S)
    assert stored(path) == keys(*range(40))


class NoPause(threading.Event):
    """Nobody waits for it: what would have been waited is only noted."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout)
        return self.is_set()


def test_pauses_between_failed_writes_grow(
    path: Path, health: Health, full_disk: FullDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lasting trouble is not tried again at once, and costs less and less."""
    monkeypatch.setattr(writer, "FIRST_PAUSE_S", 1.0)
    monkeypatch.setattr(writer, "LONGEST_PAUSE_S", 5.0)
    make_file(path, 0)
    full_disk.is_full = True
    thread = Writer(path, health)
    thread._stopping = event = NoPause()
    for number in range(1, 40):
        assert thread.offer(save(number))
    thread.start()
    wait_until(lambda: len(event.pauses) >= 5)
    full_disk.is_full = False
    assert thread.stop(PATIENCE_S)
    assert event.pauses[:5] == [1, 2, 4, 5, 5]


def test_stop_ends_a_long_pause(
    path: Path, health: Health, full_disk: FullDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program does not wait for a pause to be over before it tries for the last time."""
    monkeypatch.setattr(writer, "FIRST_PAUSE_S", 3600.0)
    make_file(path, 0)
    full_disk.is_full = True
    with running_writer(path, health) as thread:
        for number in range(1, 40):
            assert thread.offer(save(number))
        wait_until(lambda: health.store_problem)
        full_disk.is_full = False
        assert thread.stop(PATIENCE_S)
    assert stored(path) == keys(*range(40))


def test_programs_that_start_at_once(path: Path) -> None:
    """However they get into each other's way while the file is made, everything is saved and nothing set aside."""
    healths = [Health() for _ in range(4)]
    threads = [Writer(path, health) for health in healths]
    for number, thread in enumerate(threads):
        assert thread.offer(save(number))
    for thread in threads:
        thread.start()
    assert [thread.stop(PATIENCE_S) for thread in threads] == [True] * 4
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


def test_stop_with_nothing_to_save_and_no_file(tmp_path: Path, health: Health) -> None:
    """A file that cannot be opened does not hold up the end when there is nothing to lose."""
    (tmp_path / "folder").touch()
    with running_writer(tmp_path / "folder" / "history.db", health) as thread:
        wait_until(lambda: health.store_problem)
        assert thread.stop(PATIENCE_S)


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
