"""Encounters of the Rust program: what becomes of them here."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from rust_reading import ADD, BOSS, HEALER_ID, MAGE_ID, TOTALS, imported, only

import rust_database
from resonance.combat.clock import Clock, ClockChoice
from resonance.combat.record import BuffTrack, Death, Result, SegmentKind, SegmentResult
from resonance.combat.snapshot import build
from resonance.combat.sums import group_totals
from resonance.combat.tally import Kind, TallyKey, View
from resonance.names import load
from resonance.store import StoreError, rows, rust_import
from resonance.store.found import AlreadyThere, Imported
from resonance.store.migrations import open_newest
from resonance.store.rust_import import read
from rust_database import (
    BOSS_NAME,
    BOSS_UID,
    LENGTH_MS,
    SECOND_PULL_MS,
    STARTED_AT_MS,
    RustDatabase,
    make,
)


def test_people_and_place(tmp_path: Path) -> None:
    """Names, classes and the scene come along; who somebody is may be known from other times, their numbers not."""
    record = only(make(tmp_path / "rust.db"))
    mage, healer = record.actors[MAGE_ID], record.actors[HEALER_ID]
    assert (mage.name, mage.class_id, mage.spec, mage.level, mage.ability_score) == ("Momoko", 2, "icicle", 59, 23_900)
    assert (healer.name, healer.class_id, healer.spec) == ("玩家一", 5, "lifebind")  # the spec by the skill it used
    assert (healer.level, healer.ability_score) == (None, None)
    assert record.local_player == MAGE_ID
    assert record.scene_id == 13002
    assert record.started_at_ms == STARTED_AT_MS


@pytest.mark.parametrize("details", [True, False])
def test_sums(tmp_path: Path, details: bool) -> None:
    """The group's sums are those of the file, with single hits and without."""
    record = only(make(tmp_path / "rust.db", details=details))
    assert group_totals(record) == TOTALS
    snapshot = build(record, ClockChoice.ACTIVE)
    mage = next(row for row in snapshot.players if row.actor.actor_id == MAGE_ID)
    assert (mage.damage.amount, mage.damage.crits, mage.damage.crit_amount) == (5_150, 1, 3_000)
    assert (mage.damage.lucky_hits, mage.damage.lucky_amount, mage.boss_damage.amount) == (1, 400, 4_900)
    assert mage.is_local


def test_boss(tmp_path: Path) -> None:
    """The boss is known by its name alone there; here it is the monster of this name, dead."""
    record = only(make(tmp_path / "rust.db"))
    boss = record.actors[BOSS]
    assert (record.boss, record.bosses) == (BOSS, {BOSS})
    assert load().monster(boss.monster_id) == BOSS_NAME
    assert load().is_boss(boss.monster_id)
    assert (boss.hp, boss.max_hp) == (0, 9_000)
    assert record.actors[ADD].name == rust_database.ADD_NAME


def test_pulls(tmp_path: Path) -> None:
    """Each attempt is a segment with its own hits; how it ended stands in the next one, and with the boss."""
    record = only(make(tmp_path / "rust.db"))
    first, second = record.segments
    assert (first.kind, first.attempt, first.result) == (SegmentKind.BOSS, 1, SegmentResult.WIPE)
    assert (first.hp_start, first.hp_end, first.ended_at_ms) == (9_000, 4_600, SECOND_PULL_MS)
    assert (second.attempt, second.result, second.hp_end) == (2, SegmentResult.KILL, 0)
    assert (record.result, record.ended) == (Result.KILL, True)
    assert build(record, ClockChoice.ACTIVE, segment=0).damage.amount == 4_400
    assert build(record, ClockChoice.ACTIVE, segment=1).damage.amount == 840


def test_timeline(tmp_path: Path) -> None:
    """From single hits come curves and clocks, as from a live fight."""
    record = only(make(tmp_path / "rust.db"))
    curve = record.curves[View.DAMAGE, MAGE_ID]
    assert (curve[0], curve[3], curve[65], curve[70], len(curve)) == (1_000, 3_400, 250, 500, 71)
    assert list(record.curves[View.TAKEN, MAGE_ID])[20] == 700
    assert record.clocks.group == Clock(STARTED_AT_MS, STARTED_AT_MS + 80_000, 8_100)
    assert record.clocks.boss.last_ms == STARTED_AT_MS + 80_000
    assert record.tallies[TallyKey(0, Kind.DAMAGE, MAGE_ID, BOSS, 0, 120901)].max == 3_000


def test_without_single_hits(tmp_path: Path) -> None:
    """There are no curves, the file's own times are the clocks, pulls are one, and the user is told."""
    (found,) = imported(make(tmp_path / "rust.db", details=False))
    record = found.record
    assert (record.curves, len(record.segments)) == ({}, 1)
    assert (record.segments[0].result, record.segments[0].hp_start) == (SegmentResult.KILL, 9_000)
    assert record.clocks.group == Clock(STARTED_AT_MS, STARTED_AT_MS + LENGTH_MS, LENGTH_MS)
    assert record.clocks.personal[View.DAMAGE, MAGE_ID].active_ms == 61_000
    assert len(found.left_out) == 2
    assert any("pulls" in sentence for sentence in found.left_out)


def test_hits_that_do_not_add_up(tmp_path: Path) -> None:
    """The sums hold, and the hits are as good as missing."""
    database = RustDatabase(tmp_path / "rust.db")
    with closing(database):
        database.raid()
        database.connection.execute("UPDATE damage_skill_stats SET total_value = total_value + 1 WHERE skill_id = 1241")
    record = only(tmp_path / "rust.db")
    assert group_totals(record)[1] == TOTALS[1] + 1
    assert record.curves == {}


def test_deaths_and_buffs(tmp_path: Path) -> None:
    """Deaths of players are kept with their killers; buffs with the time they were on, where that is known."""
    record = only(make(tmp_path / "rust.db"))
    assert record.deaths == [Death(STARTED_AT_MS + 55_000, MAGE_ID, BOSS, 7)]
    assert record.buffs == {
        (MAGE_ID, 2_001): BuffTrack(count=2, on_ms=6_000, damage=3_400, layers_ms={2: 2_000, 1: 4_000})
    }


def test_dungeon_segments(tmp_path: Path) -> None:
    """Trash and bosses of a dungeon are segments; a boss segment is cut where an attempt begins in it."""
    database = RustDatabase(tmp_path / "rust.db")
    with closing(database):
        database.raid()
        boss = {"boss_entity_id": BOSS_UID, "boss_monster_type_id": 1152, "boss_name": BOSS_NAME}
        for kind, begin, end, about in (("boss", 2_000, None, boss), ("trash", 0, 2_000, {})):
            database.insert(
                "dungeon_segments",
                encounter_id=1,
                segment_type=kind,
                started_at_ms=STARTED_AT_MS + begin,
                ended_at_ms=STARTED_AT_MS + end if end else None,
                **about,
            )
    record = only(tmp_path / "rust.db")
    assert [(each.kind, each.attempt, each.result) for each in record.segments] == [
        (SegmentKind.TRASH, None, SegmentResult.LEFT),
        (SegmentKind.BOSS, 1, SegmentResult.WIPE),
        (SegmentKind.BOSS, 2, SegmentResult.KILL),
    ]
    assert [each.boss_monster_id for each in record.segments] == [None, 1152, 1152]
    assert [sum(tally.amount for key, tally in record.tallies.items() if key.segment == n) for n in range(3)] == [
        1_000,
        4_750,
        1_490,
    ]


def test_favourite(tmp_path: Path) -> None:
    """It is told beside the record."""
    database = RustDatabase(tmp_path / "rust.db")
    with closing(database):
        database.raid(1)
        database.raid(2, is_favorite=0)
    assert [each.is_favourite for each in imported(tmp_path / "rust.db")] == [True, False]


def test_same_keys_each_time(tmp_path: Path) -> None:
    """An encounter has one key, whenever it is read; those that are known are not read again."""
    path = make(tmp_path / "rust.db", (1, 2))
    keys = [each.key for each in imported(path)]
    assert len(set(keys)) == 2
    assert [each.key for each in imported(path)] == keys
    first, second = read(path, {keys[0]})
    assert first == AlreadyThere(keys[0])
    assert isinstance(second, Imported)


def test_file_in_use_is_not_touched(tmp_path: Path) -> None:
    """What only the write-ahead log holds is read too, and no file of that program changes, comes or goes."""
    database = RustDatabase(tmp_path / "rust.db")
    with closing(database):
        database.raid()
        before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
        assert (tmp_path / "rust.db-wal").stat().st_size
        assert group_totals(only(tmp_path / "rust.db")) == TOTALS
        assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()} == before


def test_record_survives_the_history(tmp_path: Path) -> None:
    """What is stored and opened again is what was imported."""
    record = only(make(tmp_path / "rust.db"))
    parts = {part.name: [(*key, *row) for key, row in part.rows(record).items()] for part in rows.PARTS}
    row = rows.encounter_row("key", record)
    assert rows.record_of(row[1 : 1 + len(rows.ENCOUNTER_FIELDS + rows.QUALITY_FIELDS)], parts) == record


def test_own_history_is_refused(tmp_path: Path) -> None:
    """With a sentence; it is no file of another program."""
    open_newest(tmp_path / "resonance.db").close()
    with pytest.raises(StoreError, match="this program"):
        list(read(tmp_path / "resonance.db", set()))


def test_key_names_its_origin(tmp_path: Path) -> None:
    """Imported encounters can be told from own ones."""
    assert imported(make(tmp_path / "rust.db"))[0].key.startswith(rust_import.KEY_PREFIX)
