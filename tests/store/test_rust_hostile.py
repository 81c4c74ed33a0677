"""A damaged or forged database of the Rust program: a sentence, and what is sound in it, but never a crash."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rust_database
from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import build
from resonance.store import StoreError, foreign_file
from resonance.store.found import Found, Imported, Skipped
from resonance.store.migrations import open_newest
from resonance.store.orders import SaveEncounter
from resonance.store.rust import buffs, hits, record, tables
from resonance.store.rust_import import read
from resonance.store.saver import Saver
from rust_database import MAGE, RustDatabase, make, started_at_ms

TABLES = tuple(re.findall(r"CREATE TABLE (\w+)", rust_database.SCHEMA))
COLUMNS = (
    *("encounters.id", "encounters.started_at_ms", "encounters.ended_at_ms", "encounters.duration"),
    *("encounters.local_player_id", "encounters.scene_id", "encounters.scene_name", "entities.name"),
    *("actor_encounter_stats.actor_id", "actor_encounter_stats.name", "actor_encounter_stats.class_id"),
    *("actor_encounter_stats.active_dmg_time_ms", "damage_skill_stats.attacker_id", "damage_skill_stats.defender_id"),
    *("damage_skill_stats.skill_id", "damage_skill_stats.hits", "damage_skill_stats.total_value"),
    *("damage_skill_stats.hit_details", "damage_skill_stats.monster_name", "heal_skill_stats.target_id"),
    *("heal_skill_stats.heal_details", "encounter_bosses.monster_name", "encounter_bosses.max_hp"),
    *("death_events.timestamp_ms", "death_events.actor_id", "attempts.started_at_ms", "attempts.reason"),
    *("attempts.boss_hp_end", "dungeon_segments.segment_type", "dungeon_segments.boss_entity_id", "buffs.events"),
)
VALUES = st.one_of(
    st.none(),
    st.sampled_from([0, 1, -1, 2**31, 2**63 - 1, -(2**63), 10**13, 1_765_000_000_000, 1_765_000_100_000, MAGE]),
    st.floats(),
    st.text(st.characters(codec="utf-8"), max_size=50),
    st.binary(max_size=50),
    st.sampled_from(["[]", "[1]", "[[]]", "{}", '[{"timestamp": 1}]', '[{"t": 1e400}]', "[" * 100_000, "1" * 10_000]),
)


def store(path: Path, found: list[Found]) -> None:
    """Everything that came out of a file can be shown and saved, and is there then."""
    imported = {each.key for each in found if isinstance(each, Imported)}
    with closing(open_newest(path)) as connection:
        for each in found:
            if isinstance(each, Imported):
                build(each.record, ClockChoice.ACTIVE)
                for segment in range(len(each.record.segments)):
                    build(each.record, ClockChoice.BOSS, segment=segment)
                Saver(connection).write([SaveEncounter(each.key, each.record)])
        assert {row[0] for row in connection.execute("SELECT key FROM encounters")} == imported


def encounters_or_a_sentence(path: Path, own: Path) -> None:
    try:
        found = list(read(path, set()))
    except StoreError as error:
        sentence = str(error)
    else:
        store(own, found)
        return
    assert path.name in sentence


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(changes=st.lists(st.tuples(st.sampled_from(COLUMNS), VALUES), min_size=1, max_size=4))
def test_any_value_anywhere(tmp_path: Path, changes: list[tuple[str, object]]) -> None:
    """The encounter with it is skipped or comes without it; the other one comes as it was."""
    path = tmp_path / "rust.db"
    path.unlink(missing_ok=True)
    database = RustDatabase(path)
    with closing(database):
        database.raid(1)
        database.raid(2)
        database.insert(
            "dungeon_segments", encounter_id=1, segment_type="boss", started_at_ms=started_at_ms(1), boss_name="x"
        )
        for place, value in changes:
            table, column = place.split(".")
            where = {"encounters": "id = 1", "entities": "1"}.get(table, "encounter_id = 1")
            with suppress(sqlite3.Error):  # some values fit in no such column
                database.connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {where}", (value,))
    found = list(read(path, set()))
    assert len(found) == 2
    whole = [each for each in found if isinstance(each, Imported) and each.record.started_at_ms == started_at_ms(2)]
    assert len(whole) == 1
    assert not whole[0].left_out
    (tmp_path / "own.db").unlink(missing_ok=True)
    store(tmp_path / "own.db", found)


@pytest.mark.parametrize("seed", range(60))
def test_damaged_bytes(tmp_path: Path, seed: int) -> None:
    """A file with some bytes changed, cut short or with zeros in it gives encounters or a sentence."""
    chance = random.Random(seed)
    content = bytearray(make(tmp_path / "rust.db", (1, 2)).read_bytes())
    for _ in range(chance.choice((1, 5, 50))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    if seed % 3 == 0:
        del content[chance.randrange(len(content)) :]
    if seed % 3 == 1:
        start = chance.randrange(len(content))
        content[start : start + 4096] = bytes(min(4096, len(content) - start))
    (tmp_path / "damaged.db").write_bytes(content)
    encounters_or_a_sentence(tmp_path / "damaged.db", tmp_path / "own.db")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(content=st.binary(max_size=3_000), is_database=st.booleans())
def test_random_bytes(tmp_path: Path, content: bytes, is_database: bool) -> None:
    """A sentence."""
    path = tmp_path / "rust.db"
    path.write_bytes((foreign_file.MAGIC if is_database else b"") + content)
    with pytest.raises(StoreError):
        list(read(path, set()))


@pytest.mark.parametrize("seed", range(30))
def test_mutated_schema(tmp_path: Path, seed: int) -> None:
    """Tables dropped or renamed, columns gone, views and triggers in their place: encounters or a sentence."""
    chance = random.Random(seed)
    database = RustDatabase(tmp_path / "rust.db")
    with closing(database):
        database.raid(1)
        for _ in range(3):
            table = chance.choice(TABLES)
            columns = [row[1] for row in database.connection.execute(f"PRAGMA table_info({table})")]
            column = chance.choice(columns or ["x"])
            statement = chance.choice(
                (
                    f"DROP TABLE {table}",
                    f"ALTER TABLE {table} RENAME TO gone_{table}",
                    f"ALTER TABLE {table} DROP COLUMN {column}",
                    f"ALTER TABLE {table} RENAME COLUMN {column} TO gone_{column}",
                    f"ALTER TABLE {table} RENAME TO h; CREATE VIEW {table} AS SELECT * FROM h",
                    f"CREATE TRIGGER t{seed} AFTER INSERT ON {table} BEGIN DELETE FROM encounters; END",
                )
            )
            with suppress(sqlite3.Error):  # what it is about is gone already
                database.connection.executescript(statement)
    encounters_or_a_sentence(tmp_path / "rust.db", tmp_path / "own.db")


def test_view_in_place_of_the_encounters(tmp_path: Path) -> None:
    """What is worked out by the file itself is not read."""
    path = make(tmp_path / "rust.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("ALTER TABLE encounters RENAME TO h; CREATE VIEW encounters AS SELECT * FROM h")
    with pytest.raises(StoreError, match="no history of Resonance Logs"):
        list(read(path, set()))


def test_database_of_some_other_program(tmp_path: Path) -> None:
    """One sentence that says where the right file is."""
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.executescript("CREATE TABLE encounters (id, started_at_ms)")
    with pytest.raises(StoreError) as caught:
        list(read(tmp_path / "other.db", set()))
    assert "resonance-logs.db" in caught.value.advice


def test_more_rows_than_any_fight_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The encounter is skipped with a reason."""
    monkeypatch.setattr(foreign_file, "MOST_TEXT", 30)
    (found,) = read(make(tmp_path / "rust.db"), set())
    assert isinstance(found, Skipped)


def test_more_hits_than_any_fight_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sums are taken without them."""
    monkeypatch.setattr(hits, "MOST_HITS", 3)
    (found,) = read(make(tmp_path / "rust.db"), set())
    assert isinstance(found, Imported)
    assert not found.record.curves


def test_more_players_than_there_is_room_for_curves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything but the timeline is there, and the user is told."""
    monkeypatch.setattr(record, "MOST_CURVE_SECONDS", 10)
    (found,) = read(make(tmp_path / "rust.db"), set())
    assert isinstance(found, Imported)
    assert not found.record.curves
    assert found.record.clocks.group.active_ms
    assert any("timeline" in sentence for sentence in found.left_out)


def test_numbers_that_add_up_to_more_than_fits(tmp_path: Path) -> None:
    """The largest amounts that are taken, in as many rows as are taken, still fit in the history."""
    assert tables.MOST_ROWS * tables.LARGEST_AMOUNT < 2**63
    database = RustDatabase(tmp_path / "rust.db")
    with closing(database):
        database.raid()
        database.connection.execute("UPDATE damage_skill_stats SET total_value = ?", (tables.LARGEST_AMOUNT,))
    store(tmp_path / "own.db", list(read(tmp_path / "rust.db", set())))


def test_encounter_without_numbers(tmp_path: Path) -> None:
    """It is skipped: there is nothing to show."""
    database = RustDatabase(tmp_path / "rust.db")
    with closing(database):
        database.insert("encounters", id=1, started_at_ms=started_at_ms(1), ended_at_ms=started_at_ms(1), duration=0.0)
    (found,) = read(tmp_path / "rust.db", set())
    assert isinstance(found, Skipped)


def test_name_of_a_stranger(tmp_path: Path) -> None:
    """It comes in one line of bounded length."""
    database = RustDatabase(tmp_path / "rust.db")
    with closing(database):
        database.raid()
        database.connection.execute("UPDATE actor_encounter_stats SET name = ?", ("a\n\x1b[31m\u202eb" + "x" * 9_999,))
    (found,) = read(tmp_path / "rust.db", set())
    assert isinstance(found, Imported)
    names = {info.name for info in found.record.actors.values() if info.class_id}
    assert all(name and name.isprintable() and len(name) <= 80 for name in names)


@pytest.mark.parametrize(
    "text", ["{}", "[1]", '[{"start": 1}]', '[{"start": "1", "end": 2}]', "[" * 100_000, "nonsense", '[{"start": NaN}]']
)
def test_buffs_that_are_none(text: str) -> None:
    """Refused, by one of the errors that the caller expects."""
    with pytest.raises((ValueError, TypeError, RecursionError)):
        buffs.track(text, 0, 1_000, ())


@given(
    st.lists(st.tuples(st.integers(-100, 2_000), st.integers(-100, 2_000), st.integers(-2, 4)), max_size=12),
    st.lists(st.tuples(st.integers(0, 1_000), st.integers(0, 9)), max_size=12),
)
def test_buffs_in_any_order(events: list[tuple[int, int, int]], dealt: list[tuple[int, int]]) -> None:
    """The time on is that of all events together, never longer than the fight, and the layers add up to it."""
    text = json.dumps([{"start": begin, "end": end, "stackCount": layers} for begin, end, layers in events])
    track = buffs.track(text, 0, 1_000, sorted(dealt))
    on = {at for begin, end, _ in events for at in range(max(begin, 0), min(end, 1_000))}
    assert (track.on_ms if track else 0) == len(on)
    if track:
        assert sum(track.layers_ms.values()) == track.on_ms
        assert track.damage <= sum(amount for _, amount in dealt)
