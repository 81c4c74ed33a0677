"""Files of others: read from a copy, and nothing in them runs."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from resonance.store import StoreError, foreign_file
from resonance.store.foreign_file import ForeignDatabase, TooMuch, opened


def make(path: Path, script: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return path


@contextmanager
def memory(script: str) -> Iterator[ForeignDatabase]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(script)
        yield ForeignDatabase(connection)


def test_columns_and_tables_that_are_missing() -> None:
    """A column that is not there is None, a table that is not there is empty."""
    with memory("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x'), (2, 'y')") as database:
        assert database.rows("t", ("b", "c", "a"), "a = ?", (2,), most=5) == [("y", None, 2)]
        assert database.rows("u", ("a",), most=5) == []


def test_what_only_looks_like_a_table() -> None:
    """A view or a virtual table of the right name does not count, nor does a column that would be worked out."""
    with memory(
        "CREATE TABLE t (a, b AS (a + 1), c AS (a + 2) STORED); CREATE VIEW v AS SELECT 1 AS a;"
        "CREATE VIRTUAL TABLE f USING fts4(a)"
    ) as database:
        assert database.columns["t"] == {"a"}
        assert not {"v", "f"} & database.columns.keys()


def test_nothing_but_reading_is_possible() -> None:
    """Writing, other files, functions and pragmas are refused, whoever asks for them."""
    with memory("CREATE TABLE t (a); INSERT INTO t VALUES (1)") as database:
        connection = database._connection
        for statement in (
            "INSERT INTO t VALUES (2)",
            "DROP TABLE t",
            "ATTACH ':memory:' AS other",
            "SELECT load_extension('x')",
            "SELECT upper('x')",
            "PRAGMA query_only = OFF",
            "CREATE TEMP TABLE x (a)",
        ):
            with pytest.raises(sqlite3.DatabaseError):
                connection.execute(statement)
        assert database.rows("t", ("a",), most=5) == [(1,)]


def test_more_rows_than_asked_for() -> None:
    """Nothing is cut off in silence."""
    with memory("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)") as database:
        assert len(database.rows("t", ("a",), most=3)) == 3
        with pytest.raises(TooMuch):
            database.rows("t", ("a",), most=2)


def test_more_text_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of a forged file may all be long."""
    monkeypatch.setattr(foreign_file, "MOST_TEXT", 100)
    with (
        memory("CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(60)), (zeroblob(60))") as database,
        pytest.raises(TooMuch),
    ):
        database.rows("t", ("a",), most=5)


def test_single_value_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused before it is in memory."""
    monkeypatch.setitem(foreign_file._LIMITS, sqlite3.SQLITE_LIMIT_LENGTH, 1_000)
    with memory("CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(5000))") as database, pytest.raises(sqlite3.Error):
        database.rows("t", ("a",), most=5)


def test_question_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given up after so many steps."""
    monkeypatch.setattr(foreign_file, "LOOK_EVERY_STEPS", 100)
    monkeypatch.setattr(foreign_file, "MOST_LOOKS", 3)
    numbers = ", ".join(f"({number})" for number in range(500))
    with (
        memory(f"CREATE TABLE t (a); INSERT INTO t VALUES {numbers}") as database,
        pytest.raises(sqlite3.OperationalError, match="interrupted"),
    ):
        database.rows("t", ("a",), "a < 0", most=5)


def test_text_that_is_no_text() -> None:
    """Bytes that are no UTF-8 cost their characters, not the row."""
    with memory("CREATE TABLE t (a); INSERT INTO t VALUES (CAST(x'41ff' AS TEXT))") as database:
        assert database.rows("t", ("a",), most=5) == [("A\ufffd",)]


def test_journal_of_a_stranger_is_left_behind(tmp_path: Path) -> None:
    """A rollback journal may name any file to be deleted; only the write-ahead log is taken along."""
    path = make(tmp_path / "foreign.db", "CREATE TABLE t (a)")
    path.with_name("foreign.db-journal").write_bytes(b"x" * 2_000)
    with opened(path) as database:
        assert "t" in database.columns
    assert path.with_name("foreign.db-journal").read_bytes() == b"x" * 2_000


def test_file_that_changes_while_it_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy is made again until it is of one moment, and given up in the end."""
    path = make(tmp_path / "foreign.db", "CREATE TABLE t (a)")
    real, changes = foreign_file.shutil.copyfile, [2]

    def copy_and_change(source: Path, target: Path) -> None:
        real(source, target)
        if changes[0]:
            changes[0] -= 1
            os.utime(source, ns=(0, changes[0]))

    monkeypatch.setattr(foreign_file.shutil, "copyfile", copy_and_change)
    with opened(path) as database:
        assert "t" in database.columns
    changes[0] = 100
    with pytest.raises(StoreError, match="changes all the time"), opened(path):
        pass


@pytest.mark.parametrize("limit", ["LARGEST_BYTES", "disk"])
def test_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """One sentence, before anything is copied."""
    path = make(tmp_path / "foreign.db", "CREATE TABLE t (a)")
    if limit == "disk":
        usage = foreign_file.shutil.disk_usage(tmp_path)
        monkeypatch.setattr(foreign_file.shutil, "disk_usage", lambda _: usage._replace(free=10))
    else:
        monkeypatch.setattr(foreign_file, limit, 10)
    with pytest.raises(StoreError), opened(path):
        pass


def test_file_that_is_no_database(tmp_path: Path) -> None:
    """SQLite's own error, for the caller to tell."""
    path = tmp_path / "foreign.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4_000)
    with pytest.raises(sqlite3.DatabaseError), opened(path):
        pass


def test_no_copy_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever happens meanwhile."""
    path = make(tmp_path / "foreign.db", "CREATE TABLE t (a)")
    (tmp_path / "work").mkdir()
    monkeypatch.setattr(foreign_file.tempfile, "tempdir", str(tmp_path / "work"))
    entered = opened(path)
    entered.__enter__()
    assert list((tmp_path / "work").iterdir())
    error = ZeroDivisionError()
    assert not entered.__exit__(ZeroDivisionError, error, None)
    assert not list((tmp_path / "work").iterdir())
