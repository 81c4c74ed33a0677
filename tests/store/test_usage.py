"""What takes how much space."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store_records import save

from resonance.store import StoreError, usage
from resonance.store.migrations import open_newest, pragma
from resonance.store.saver import Saver


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "history.db"
    with closing(open_newest(path)) as connection:
        Saver(connection).write([save(number, players=100) for number in range(1, 30)])
    return path


def refuse(connection: sqlite3.Connection) -> dict[str, int]:
    raise sqlite3.OperationalError("no such table: dbstat")


def test_parts_add_up_to_the_file(path: Path) -> None:
    """Nothing is left out or counted twice; the largest comes first, with its rows."""
    found = usage.usage(path)
    assert sum(each.bytes for each in found) == path.stat().st_size
    assert [each.bytes for each in found] == sorted((each.bytes for each in found), reverse=True)
    rows = {each.what: each.rows for each in found}
    assert rows["The list of encounters"] == 29
    assert rows["Numbers by skill and target"] == 29 * 300


def test_estimate_without_help_of_the_database(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It adds up too, and the largest part is the same."""
    measured = usage.usage(path)
    monkeypatch.setattr(usage, "measured", refuse)
    found = usage.usage(path)
    assert sum(each.bytes for each in found) == path.stat().st_size
    assert found[0].what == measured[0].what
    assert {(each.what, each.rows) for each in found} <= {(each.what, each.rows) for each in measured}


def test_space_that_became_free(path: Path) -> None:
    """It is shown as such until it is used again or given back."""
    with closing(open_newest(path)) as connection:
        connection.execute("DELETE FROM encounters")
        free = pragma(connection, "freelist_count") * pragma(connection, "page_size")
        assert free > 0
        assert ("Free, for what comes next", free, 0) in usage.usage(path)


def test_every_table_is_in_one_part(path: Path) -> None:
    """A new table has to be put somewhere."""
    tables = [table for _, tables in usage.PARTS for table in tables]
    with closing(sqlite3.connect(path)) as connection:
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert sorted(tables) == sorted(there - {"sqlite_sequence"})


def test_no_file_and_a_broken_one(tmp_path: Path) -> None:
    """Nothing, and a sentence."""
    assert usage.usage(tmp_path / "none.db") == []
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database, but long enough to have a header " * 100)
    with pytest.raises(StoreError, match="cannot be read"):
        usage.usage(broken)


def test_estimate_of_an_empty_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No rows are no error."""
    monkeypatch.setattr(usage, "measured", refuse)
    open_newest(tmp_path / "new.db").close()
    assert sum(each.bytes for each in usage.usage(tmp_path / "new.db")) == (tmp_path / "new.db").stat().st_size
