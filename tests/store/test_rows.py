"""The columns hold exactly what the dataclasses do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import pytest
from store_records import make_record

from resonance import __version__
from resonance.combat.clock import Clock, Clocks
from resonance.combat.record import ActorInfo, BuffTrack, Death, EncounterRecord, Quality, RecapLine, Revive, Segment
from resonance.combat.tally import TALLY_FIELDS, TallyKey, View
from resonance.store import rows
from resonance.store.listed import CLOCK_FIELDS, LIST_FIELDS
from resonance.store.migrations import open_newest

PARENT = ("encounter_id",)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_newest(tmp_path / "new.db")) as connection:
        yield connection


def columns(database: sqlite3.Connection, table: str) -> tuple[str, ...]:
    return tuple(row[1] for row in database.execute(f"PRAGMA table_info({table})"))


def names(dataclass: type, *others: str) -> tuple[str, ...]:
    """The fields of a dataclass, but for those that are stored elsewhere."""
    found = tuple(f.name for f in fields(dataclass))
    assert set(others) <= set(found)
    return tuple(name for name in found if name not in others)


def test_parts_have_the_columns_of_their_types(database: sqlite3.Connection) -> None:
    """A field added to one of the record's types without a column, or the other way round, is noticed here."""
    assert columns(database, "actors") == PARENT + names(ActorInfo)
    assert columns(database, "segments") == (*PARENT, "ordinal", *names(Segment, "bodies", "clocks"))
    assert columns(database, "bosses") == (*PARENT, "segment", "actor_id")
    assert columns(database, "clocks") == (*PARENT, "segment", "view", "actor_id", *names(Clock))
    assert columns(database, "tallies") == PARENT + TallyKey._fields + TALLY_FIELDS
    assert columns(database, "deaths") == (*PARENT, "ordinal", *names(Death, "recap"))
    assert columns(database, "recap_lines") == (*PARENT, "death", "ordinal", *RecapLine._fields)
    assert columns(database, "revives") == (*PARENT, "ordinal", *names(Revive, "by"), "reviver")
    assert columns(database, "buffs") == (*PARENT, "host", "buff_id", *names(BuffTrack, "layers_ms"))
    assert names(Clocks) == ("group", "boss", "personal")


def test_every_field_of_a_record_is_stored(database: sqlite3.Connection) -> None:
    """Each field of EncounterRecord is a column of `encounters`, a group of its columns, or a table of its own."""
    below = {part.name for part in rows.PARTS} - {
        "attempts",
        "player_sums",
        "effective_sums",
        "recap_lines",
        "buff_layers",
    }
    assert {*rows.ENCOUNTER_FIELDS, "quality"} | below == set(names(EncounterRecord))
    assert names(Quality) == rows.QUALITY_FIELDS
    wanted = {*rows.ENCOUNTER_FIELDS, *rows.QUALITY_FIELDS, *LIST_FIELDS}
    marks = {"favourite", "note", "imported", "deleted_at_ms"}
    assert set(columns(database, "encounters")) == wanted | marks | {"id", "key", "program_version"}


def test_parts_name_the_columns_of_their_tables_in_order(database: sqlite3.Connection) -> None:
    """Values never end up in another column than the one they are meant for."""
    for part in rows.PARTS:
        assert columns(database, part.name) == PARENT + part.key + part.values


def test_clocks_of_the_group_are_no_views() -> None:
    """No personal clock can be taken for one of the group."""
    assert {rows.GROUP, rows.BOSS}.isdisjoint(View)


def test_row_of_an_encounter_fits_its_statement(database: sqlite3.Connection) -> None:
    """What encounter_row() gives lands under the right names, inserted and updated alike."""
    record = make_record(4)
    database.execute(rows.INSERT_ENCOUNTER, rows.encounter_row("k", make_record(2)))
    database.execute(rows.UPDATE_ENCOUNTER, (*rows.encounter_row("k", record)[1:], "k"))
    database.row_factory = sqlite3.Row
    row = dict(database.execute("SELECT * FROM encounters").fetchone())
    assert row["key"] == "k"
    assert row["program_version"] == __version__
    assert row["boss_monster_id"] == 1152
    assert (row["players"], row["damage"], row["healing"], row["taken"]) == (3, 12_003, 12, 60)
    assert {name: row[name] for name in rows.ENCOUNTER_FIELDS} == {
        name: getattr(record, name) for name in rows.ENCOUNTER_FIELDS
    }
    assert {name: row[name] for name in CLOCK_FIELDS} == {
        name: getattr(record.clocks.group, name) for name in CLOCK_FIELDS
    }
