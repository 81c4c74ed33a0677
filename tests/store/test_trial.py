"""Whether fights can be saved, as SQLite says; and that asking changes nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from store_records import make_file, running_writer, save, stored

from helpers import wait_until
from resonance.store import StoreError, trial

DIES = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("UPDATE encounters SET note = 'in the log alone'")
os._exit(0)
"""


def files(path: Path) -> dict[str, tuple[bytes, int]]:
    """Content and time of the database and of what lies beside it, but for the index of its log."""
    found = (each for each in path.parent.iterdir() if not each.name.endswith("-shm"))
    return {each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in found}


def refusal(path: Path) -> StoreError:
    """That leaves everything as it was."""
    before = files(path)
    with pytest.raises(StoreError) as caught:
        trial.try_to_write(path)
    assert files(path) == before
    assert caught.value.advice
    return caught.value


def test_sound_history(path: Path) -> None:
    """It can be written, and nothing is: no log is left beside it, and its time stays."""
    make_file(path, 1)
    before = files(path)
    assert list(before) == [path.name]
    trial.try_to_write(path)
    assert files(path) == before


def test_no_history_yet(path: Path) -> None:
    """Then there is none afterwards either."""
    trial.try_to_write(path)
    assert not path.exists()


def test_meter_that_runs(path: Path) -> None:
    """It holds the file for moments only: it is green, and goes on saving."""
    with running_writer(path) as writer:
        writer.offer(save(1))
        wait_until(lambda: not writer.waiting())
        trial.try_to_write(path)
        writer.offer(save(2))
        wait_until(lambda: not writer.waiting())
        trial.try_to_write(path)
    assert len(stored(path)) == 2


def test_log_of_a_meter_that_died(path: Path) -> None:
    """It is left to the next start."""
    make_file(path, 1)
    subprocess.run([sys.executable, "-c", DIES, str(path)], check=True)
    before = files(path)
    assert before[f"{path.name}-wal"][0]
    trial.try_to_write(path)
    assert files(path) == before


def test_history_of_a_newer_version(path: Path) -> None:
    """It is named as such."""
    make_file(path, 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert "newer version" in refusal(path).reason


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\0" + bytes(200)])
def test_file_that_is_no_database(path: Path, content: bytes) -> None:
    """It is damaged, and the next start will see to it."""
    path.write_bytes(content)
    error = refusal(path)
    assert "is damaged" in error.reason
    assert "Start the meter anew" in error.advice


def test_database_of_another_program(path: Path) -> None:
    """It is left alone."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (a)")
    assert "another program" in refusal(path).reason


def test_history_that_somebody_holds(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program is to be closed; once it has let go, all is well."""
    make_file(path, 1)
    monkeypatch.setattr(trial, "BUSY_TIMEOUT_S", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "open and locked" in refusal(path).reason
    trial.try_to_write(path)


def test_folder_in_its_place(path: Path) -> None:
    """Named, with what to do."""
    path.mkdir()
    with pytest.raises(StoreError, match="is not a file"):
        trial.try_to_write(path)


def test_file_that_cannot_be_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason of the system, and the folder whose rights to look at."""
    make_file(path, 1)

    def refuse(*_: object) -> None:
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = sqlite3.SQLITE_READONLY
        raise error

    monkeypatch.setattr(trial, "_try", refuse)
    error = refusal(path)
    assert "readonly" in error.reason
    assert str(path.parent) in error.advice
