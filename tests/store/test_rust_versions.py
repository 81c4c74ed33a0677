"""Databases of the Rust program in other shapes: older versions, fights without an end, sums without hits."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from rust_reading import MAGE_ID, TOTALS, imported, only, quiet

import rust_database
from resonance.combat.record import Result, SegmentKind
from resonance.combat.sums import group_totals
from resonance.combat.tally import Kind, Tally, TallyKey
from resonance.events import monster_actor_id
from resonance.store.found import Imported, Skipped
from resonance.store.rust_import import read
from rust_database import (
    BOSS_UID,
    MAGE,
    RustDatabase,
    make,
)


def test_first_layout_of_hits(tmp_path: Path) -> None:
    """The first version wrote single letters in place of words."""
    database = RustDatabase(tmp_path / "rust.db")
    short = {
        "timestamp": "t",
        "damage": "v",
        "heal": "v",
        "crit": "c",
        "lucky": "l",
        "hp_loss": "h",
        "shield_loss": "s",
    }
    with closing(database):
        database.raid()
        for table, column in (("damage_skill_stats", "hit_details"), ("heal_skill_stats", "heal_details")):
            for number, text in database.connection.execute(f"SELECT rowid, {column} FROM {table}").fetchall():
                hits = [{short[key]: value for key, value in hit.items() if key in short} for hit in json.loads(text)]
                database.connection.execute(
                    f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (json.dumps(hits), number)
                )
    (tmp_path / "words").mkdir()
    assert only(tmp_path / "rust.db") == only(make(tmp_path / "words" / "rust.db"))


@pytest.mark.parametrize(
    ("encounter", "bosses_defeated", "result"),
    [
        ({}, 1, Result.KILL),
        ({}, 0, Result.LEFT),
        ({"is_manually_reset": 1}, 0, Result.RESET),
        ({"ended_at_ms": None}, 0, Result.ENDED),
    ],
)
def test_result(tmp_path: Path, encounter: dict[str, int | None], bosses_defeated: int, result: Result) -> None:
    """A kill is told by the boss; otherwise how that program came to the end."""
    database = RustDatabase(tmp_path / "rust.db")
    with closing(database):
        database.raid(**encounter)
        database.connection.execute("UPDATE encounter_bosses SET is_defeated = ?", (bosses_defeated,))
    assert only(quiet(tmp_path / "rust.db")).result is result


def test_encounter_that_is_still_running(tmp_path: Path) -> None:
    """The newest one without an end, in a file just written to, is left for later; an older one was never closed."""
    database = RustDatabase(tmp_path / "rust.db")
    with closing(database):
        database.raid(1, ended_at_ms=None)
        database.raid(2, ended_at_ms=None)
        found = list(read(tmp_path / "rust.db", set()))
    assert [type(each) for each in found] == [Imported, Skipped]
    assert len(imported(quiet(tmp_path / "rust.db"))) == 2


def test_player_and_monster_of_one_number(tmp_path: Path) -> None:
    """A target with the name of a monster is one, also where a player has its number."""
    database = RustDatabase(tmp_path / "rust.db")
    with closing(database):
        database.raid()
        database.connection.execute(
            "UPDATE damage_skill_stats SET defender_id = ? WHERE defender_id = ?", (MAGE, BOSS_UID)
        )
    record = only(tmp_path / "rust.db")
    assert record.boss == monster_actor_id(MAGE)
    assert group_totals(record)[:2] == TOTALS[:2]


def test_rows_with_unknown_target(tmp_path: Path) -> None:
    """SQLite takes several rows of one key with NULL in it: they are added up."""
    database = RustDatabase(tmp_path / "rust.db")
    with closing(database):
        database.raid()
        for _ in range(2):
            database.insert(
                "damage_skill_stats",
                encounter_id=1,
                attacker_id=MAGE,
                skill_id=9,
                hits=1,
                total_value=10,
                hit_details="[]",
            )
    record = only(tmp_path / "rust.db")
    assert record.tallies[TallyKey(0, Kind.DAMAGE, MAGE_ID, 0, 0, 9)] == Tally(hits=2, amount=20, effective=0)


def test_older_version(tmp_path: Path) -> None:
    """Tables and columns that came later are missing, and so is what stood in them."""
    schema = rust_database.SCHEMA
    for gone in ("attempts", "dungeon_segments", "buffs", "death_events", "encounter_bosses"):
        start = schema.index(f"CREATE TABLE {gone} ")
        schema = schema[:start] + schema[schema.index(");", start) + 2 :]
    for gone in (
        "scene_id INTEGER,",
        "is_player INTEGER NOT NULL DEFAULT 0, is_local_player INTEGER NOT NULL DEFAULT 0,",
    ):
        assert gone in schema
        schema = schema.replace(gone, "")
    database = RustDatabase(tmp_path / "rust.db", schema=schema)
    with closing(database):
        database.raid(scene_name="Tower Ruins")
    record = only(tmp_path / "rust.db")
    assert group_totals(record) == TOTALS
    assert (record.boss, record.deaths, record.buffs) == (None, [], {})
    assert [each.kind for each in record.segments] == [SegmentKind.TRASH]


def test_sums_of_players_alone(tmp_path: Path) -> None:
    """Where the table of skills is missing, what players add up to is better than nothing."""
    database = RustDatabase(tmp_path / "rust.db")
    with closing(database):
        database.raid()
        database.connection.executescript("DROP TABLE damage_skill_stats; DROP TABLE heal_skill_stats")
    (found,) = imported(tmp_path / "rust.db")
    assert group_totals(found.record) == (2, 5_240, 700, 1_300)
    assert any("Skills" in sentence for sentence in found.left_out)
