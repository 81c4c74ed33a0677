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
    below = {"journal_chunks", "met", *(part.name for part in rows.PARTS)}
    assert set(strict) == {"encounters", "people", "player_names", "videos", "video_spans"} | below
    assert all(strict.values())
    for table in below:
        parents = {row[2:4] + row[6:7] for row in database.execute(f"PRAGMA foreign_key_list({table})")}
        assert ("encounters", "encounter_id", "CASCADE") in parents


def test_list_of_encounters_is_read_off_an_index(database: sqlite3.Connection) -> None:
    """The newest page of ten thousand encounters needs no sorting."""
    page = "SELECT id FROM encounters WHERE deleted_at_ms IS NULL ORDER BY started_at_ms DESC, id DESC LIMIT 50"
    plan = database.execute(f"EXPLAIN QUERY PLAN {page}").fetchall()
    assert [step[3] for step in plan] == ["SEARCH encounters USING COVERING INDEX encounters_by_time (deleted_at_ms=?)"]
