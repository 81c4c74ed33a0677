"""The tables: strict, below their encounter, and found by index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from resonance.store import rows
from resonance.store.migrations import open_newest


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_newest(tmp_path / "new.db")) as connection:
        yield connection


def test_every_table_is_strict_and_goes_with_its_encounter(database: sqlite3.Connection) -> None:
    """SQLite itself refuses a text in a column of numbers, and leaves no rows without their encounter."""
    strict = dict(database.execute("SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite_%'"))
    below = {"journal_chunks", *(part.name for part in rows.PARTS)}
    assert set(strict) == {"encounters", "people"} | below
    assert all(strict.values())
    for table in below:
        (_, _, parent, column, _, _, on_delete, _) = database.execute(f"PRAGMA foreign_key_list({table})").fetchone()
        assert (parent, column, on_delete) == ("encounters", "encounter_id", "CASCADE")


def test_list_of_encounters_is_read_off_an_index(database: sqlite3.Connection) -> None:
    """The newest page of ten thousand encounters needs no sorting."""
    plan = database.execute(
        "EXPLAIN QUERY PLAN SELECT * FROM encounters ORDER BY started_at_ms DESC, id DESC LIMIT 50"
    ).fetchall()
    assert [step[3] for step in plan] == ["SCAN encounters USING INDEX encounters_by_time"]
