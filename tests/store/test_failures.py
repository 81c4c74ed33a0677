"""The words for each trouble, and the names of damaged files."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from resonance.store import StoreError
from resonance.store.failures import Blame, blame, problem_words, set_aside

NOW = datetime(2026, 2, 3, 4, 5, 6)
NAME = "history.damaged-20260203-040506"


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("as SQLite words it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), Blame.FILE),
        (sqlite_error(sqlite3.SQLITE_BUSY), Blame.FILE),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), Blame.FILE),
        (sqlite_error(sqlite3.SQLITE_IOERR_WRITE), Blame.FILE),
        (sqlite_error(sqlite3.SQLITE_READONLY_DBMOVED), Blame.FILE),
        (sqlite_error(sqlite3.SQLITE_CORRUPT), Blame.DAMAGE),
        (sqlite_error(sqlite3.SQLITE_CORRUPT_INDEX), Blame.DAMAGE),
        (sqlite_error(sqlite3.SQLITE_NOTADB), Blame.DAMAGE),
        (sqlite_error(sqlite3.SQLITE_CONSTRAINT_NOTNULL), Blame.ORDER),
        (sqlite_error(sqlite3.SQLITE_TOOBIG), Blame.ORDER),
        (sqlite3.ProgrammingError("no code"), Blame.ORDER),
        (OverflowError(), Blame.ORDER),
        (AttributeError(), Blame.ORDER),
        (PermissionError(), Blame.FILE),
        (MemoryError(), Blame.FILE),
    ],
)
def test_blame(error: Exception, expected: Blame) -> None:
    """Nothing that may pass costs an order, and nothing that never passes stops all others."""
    assert blame(error) is expected


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), "the disk is full. Free some space"),
        (sqlite_error(sqlite3.SQLITE_BUSY), "another program has history.db open and locked. Close it."),
        (sqlite_error(sqlite3.SQLITE_READONLY), "cannot be written. Check that its folder exists"),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), "cannot be written. Check that its folder exists"),
        (PermissionError(), "cannot be written. Check that its folder exists"),
        (sqlite_error(sqlite3.SQLITE_IOERR_FSYNC), "cannot be written (as SQLite words it). Check the disk."),
        (StoreError("It is newer.", "Update."), "It is newer. Update."),
    ],
)
def test_words_for_a_trouble(error: Exception, words: str) -> None:
    """Each trouble is named together with something to do."""
    told = problem_words(error, Path("folder") / "history.db")
    assert told.startswith("History is not being saved: ")
    assert words in told


def test_damaged_files_of_one_second_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """Every damaged file is kept, with its logs, and its place is free."""
    path = tmp_path / "history.db"
    for content in ("first", "second", "third"):
        path.write_text(content)
        path.with_name("history.db-wal").write_text(f"log of {content}")
        path.with_name("history.db-journal").write_text(f"journal of {content}")
        path.with_name("history.db-shm").write_text("index")
        kept = set_aside(path, NOW)
        assert kept.read_text() == content
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        f"{NAME}.db": "first",
        f"{NAME}.db-wal": "log of first",
        f"{NAME}.db-journal": "journal of first",
        f"{NAME}-2.db": "second",
        f"{NAME}-2.db-wal": "log of second",
        f"{NAME}-2.db-journal": "journal of second",
        f"{NAME}-3.db": "third",
        f"{NAME}-3.db-wal": "log of third",
        f"{NAME}-3.db-journal": "journal of third",
    }


def test_damaged_file_that_is_gone(tmp_path: Path) -> None:
    """Nothing to rename is an error of the file system, not a crash of another kind."""
    with pytest.raises(FileNotFoundError):
        set_aside(tmp_path / "history.db", NOW)
