"""The tables hold exactly what the dataclasses do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import pytest
from store_records import make_record

from resonance import __version__
from resonance.combat.clock import Clock
from resonance.combat.record import ActorInfo, Death, EncounterRecord, Quality
from resonance.combat.tally import TALLY_FIELDS, TallyKey
from resonance.store import schema
from resonance.store.migrations import open_newest

PARENT = ("encounter_id",)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_newest(tmp_path / "new.db")) as connection:
        yield connection


def columns(database: sqlite3.Connection, table: str) -> tuple[str, ...]:
    return tuple(row[1] for row in database.execute(f"PRAGMA table_info({table})"))


def names(dataclass: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(dataclass))


def test_tallies_have_the_columns_of_key_and_tally(database: sqlite3.Connection) -> None:
    """A field added to Tally without a column, or the other way round, is noticed here."""
    assert columns(database, "tallies") == PARENT + TallyKey._fields + TALLY_FIELDS


def test_other_parts_have_the_columns_of_their_dataclasses(database: sqlite3.Connection) -> None:
    """A field added to one of the record's dataclasses without a column is noticed here."""
    assert columns(database, "actors") == PARENT + names(ActorInfo)
    assert columns(database, "clocks") == (*PARENT, "view", "actor_id", *names(Clock))
    assert columns(database, "bosses") == (*PARENT, "actor_id")
    assert columns(database, "deaths") == (*PARENT, "ordinal", *names(Death))


def test_every_field_of_a_record_is_stored(database: sqlite3.Connection) -> None:
    """Each field of EncounterRecord is a column of `encounters`, a group of its columns, or a table of its own."""
    stored = {*schema.ENCOUNTER_FIELDS, "clock", "quality"} | {part.name for part in schema.PARTS}
    assert stored == set(names(EncounterRecord))
    assert names(Clock) == schema.CLOCK_FIELDS
    assert names(Quality) == schema.QUALITY_FIELDS
    wanted = {*schema.ENCOUNTER_FIELDS, *schema.CLOCK_FIELDS, *schema.QUALITY_FIELDS, *schema.LIST_FIELDS}
    assert set(columns(database, "encounters")) == wanted | {"id", "key", "program_version"}


def test_parts_name_the_columns_of_their_tables_in_order(database: sqlite3.Connection) -> None:
    """Values never end up in another column than the one they are meant for."""
    for part in schema.PARTS:
        assert columns(database, part.name) == PARENT + part.key + part.values


def test_every_table_is_strict_and_goes_with_its_encounter(database: sqlite3.Connection) -> None:
    """SQLite itself refuses a text in a column of numbers, and leaves no rows without their encounter."""
    strict = dict(database.execute("SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite_%'"))
    assert set(strict) == {"encounters"} | {part.name for part in schema.PARTS}
    assert all(strict.values())
    for part in schema.PARTS:
        (_, _, parent, column, _, _, on_delete, _) = database.execute(
            f"PRAGMA foreign_key_list({part.name})"
        ).fetchone()
        assert (parent, column, on_delete) == ("encounters", "encounter_id", "CASCADE")


def test_list_of_encounters_is_read_off_an_index(database: sqlite3.Connection) -> None:
    """The newest page of ten thousand encounters needs no sorting."""
    plan = database.execute(
        "EXPLAIN QUERY PLAN SELECT * FROM encounters ORDER BY started_at_ms DESC, id DESC LIMIT 50"
    ).fetchall()
    assert [step[3] for step in plan] == ["SCAN encounters USING INDEX encounters_by_time"]


def test_row_of_an_encounter_fits_its_statement(database: sqlite3.Connection) -> None:
    """What encounter_row() gives lands under the right names."""
    record = make_record(4)
    database.execute(schema.UPSERT_ENCOUNTER, schema.encounter_row("k", record))
    database.row_factory = sqlite3.Row
    row = dict(database.execute("SELECT * FROM encounters").fetchone())
    assert row["key"] == "k"
    assert row["program_version"] == __version__
    assert row["boss_monster_id"] == 1152
    assert (row["players"], row["damage"], row["healing"], row["taken"]) == (3, 12_003, 12, 60)
    assert {name: row[name] for name in schema.ENCOUNTER_FIELDS} == {
        name: getattr(record, name) for name in schema.ENCOUNTER_FIELDS
    }
