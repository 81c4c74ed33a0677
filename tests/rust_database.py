"""A database of the Rust program "Resonance Logs", as its version 0.19 makes it, with a small raid in it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

STARTED_AT_MS = 1_765_000_000_000
LENGTH_MS = 120_000
MAGE, HEALER, BOSS_UID, ADD_UID = 501, 502, 77, 78
BOSS_NAME, ADD_NAME = "Ignisor", "Goblin King's Drum"
SECOND_PULL_MS = STARTED_AT_MS + 60_000

SCHEMA = """
CREATE TABLE __diesel_schema_migrations (
    version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE encounters (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, started_at_ms BIGINT NOT NULL, ended_at_ms BIGINT,
    local_player_id BIGINT, total_dmg BIGINT DEFAULT 0, total_heal BIGINT DEFAULT 0, scene_id INTEGER,
    scene_name TEXT, duration REAL NOT NULL DEFAULT 0, uploaded_at_ms BIGINT, remote_encounter_id BIGINT,
    is_favorite INTEGER NOT NULL DEFAULT 0, is_manually_reset INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE entities (
    entity_id BIGINT PRIMARY KEY NOT NULL, name TEXT, class_id INTEGER, class_spec INTEGER, ability_score INTEGER,
    level INTEGER, first_seen_ms BIGINT, last_seen_ms BIGINT, attributes TEXT
);
CREATE TABLE actor_encounter_stats (
    encounter_id INTEGER NOT NULL, actor_id BIGINT NOT NULL, name TEXT, class_id INTEGER, class_spec INTEGER,
    ability_score INTEGER, level INTEGER, damage_dealt BIGINT NOT NULL DEFAULT 0, heal_dealt BIGINT NOT NULL DEFAULT 0,
    damage_taken BIGINT NOT NULL DEFAULT 0, hits_dealt BIGINT NOT NULL DEFAULT 0, hits_heal BIGINT NOT NULL DEFAULT 0,
    hits_taken BIGINT NOT NULL DEFAULT 0, revives INTEGER NOT NULL DEFAULT 0, dps REAL NOT NULL DEFAULT 0,
    active_dmg_time_ms BIGINT NOT NULL DEFAULT 0, tdps REAL NOT NULL DEFAULT 0, duration REAL NOT NULL DEFAULT 0,
    is_player INTEGER NOT NULL DEFAULT 0, is_local_player INTEGER NOT NULL DEFAULT 0, attributes TEXT,
    PRIMARY KEY (encounter_id, actor_id)
);
CREATE TABLE damage_skill_stats (
    encounter_id INTEGER NOT NULL, attacker_id BIGINT NOT NULL, defender_id BIGINT, skill_id INTEGER NOT NULL,
    hits INTEGER NOT NULL DEFAULT 0, total_value BIGINT NOT NULL DEFAULT 0, crit_hits INTEGER NOT NULL DEFAULT 0,
    lucky_hits INTEGER NOT NULL DEFAULT 0, crit_total BIGINT NOT NULL DEFAULT 0,
    lucky_total BIGINT NOT NULL DEFAULT 0, hp_loss_total BIGINT NOT NULL DEFAULT 0,
    shield_loss_total BIGINT NOT NULL DEFAULT 0, hit_details TEXT NOT NULL, monster_name TEXT,
    PRIMARY KEY (encounter_id, attacker_id, defender_id, skill_id)
);
CREATE TABLE heal_skill_stats (
    encounter_id INTEGER NOT NULL, healer_id BIGINT NOT NULL, target_id BIGINT, skill_id INTEGER NOT NULL,
    hits INTEGER NOT NULL DEFAULT 0, total_value BIGINT NOT NULL DEFAULT 0, crit_hits INTEGER NOT NULL DEFAULT 0,
    lucky_hits INTEGER NOT NULL DEFAULT 0, crit_total BIGINT NOT NULL DEFAULT 0,
    lucky_total BIGINT NOT NULL DEFAULT 0, heal_details TEXT NOT NULL, monster_name TEXT,
    PRIMARY KEY (encounter_id, healer_id, target_id, skill_id)
);
CREATE TABLE encounter_bosses (
    encounter_id INTEGER NOT NULL, monster_name TEXT NOT NULL, hits INTEGER NOT NULL DEFAULT 0,
    total_damage BIGINT NOT NULL DEFAULT 0, max_hp BIGINT, is_defeated INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (encounter_id, monster_name)
);
CREATE TABLE death_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, encounter_id INTEGER NOT NULL, timestamp_ms BIGINT NOT NULL,
    actor_id BIGINT NOT NULL, killer_id BIGINT, skill_id INTEGER, is_local_player INTEGER NOT NULL DEFAULT 0,
    attempt_index INTEGER
);
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, encounter_id INTEGER NOT NULL, attempt_index INTEGER NOT NULL,
    started_at_ms BIGINT NOT NULL, ended_at_ms BIGINT, reason TEXT NOT NULL, boss_hp_start BIGINT,
    boss_hp_end BIGINT, total_deaths INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE dungeon_segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, encounter_id INTEGER NOT NULL, segment_type TEXT NOT NULL,
    boss_entity_id BIGINT, boss_monster_type_id BIGINT, boss_name TEXT, started_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT, total_damage BIGINT NOT NULL DEFAULT 0, hit_count BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE buffs (
    encounter_id INTEGER NOT NULL, entity_id BIGINT NOT NULL, buff_id INTEGER NOT NULL, events TEXT NOT NULL,
    PRIMARY KEY (encounter_id, entity_id, buff_id)
);
CREATE TABLE detailed_playerdata (player_id BIGINT PRIMARY KEY NOT NULL, last_seen_ms BIGINT NOT NULL);
CREATE TABLE app_config (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);
CREATE INDEX idx_damage_skill_stats_encounter ON damage_skill_stats(encounter_id);
"""

BLOWS = (
    # (attacker, defender, monster's name, skill, [(ms, amount, crit, lucky)])
    (
        MAGE,
        BOSS_UID,
        BOSS_NAME,
        120901,
        [(0, 1_000, False, False), (3_000, 3_000, True, False), (70_000, 500, False, False)],
    ),
    (MAGE, BOSS_UID, BOSS_NAME, 2031102, [(3_100, 400, False, True)]),
    (MAGE, ADD_UID, ADD_NAME, 1241, [(65_000, 250, False, False)]),
    (HEALER, BOSS_UID, BOSS_NAME, -1, [(80_000, 90, False, False)]),
    (BOSS_UID, MAGE, None, 10_270_101, [(20_000, 700, False, False), (72_000, 600, False, False)]),
)
HEALS = ((HEALER, MAGE, 20301, [(21_000, 650, True, False), (73_000, 50, False, False)]),)


class RustDatabase:
    """Writes what that program would have written. Encounter `number` begins so many hours after the first."""

    def __init__(self, path: Path, *, schema: str = SCHEMA) -> None:
        self.path = path
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA synchronous = OFF")  # a slow disk would be waited for ten thousand times
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.executescript(schema)

    def insert(self, table: str, **values: Any) -> None:
        """Only columns that the table has, so that older schemas can be filled too."""
        there = {row[1] for row in self.connection.execute(f"PRAGMA table_info({table})")}
        values = {column: value for column, value in values.items() if column in there}
        if values:
            marks = ", ".join("?" * len(values))
            self.connection.execute(
                f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
            )

    def raid(self, number: int = 1, *, details: bool = True, **encounter: Any) -> None:
        """Two pulls of a boss, the second a kill."""
        start_ms = started_at_ms(number)
        fields = {
            "ended_at_ms": start_ms + LENGTH_MS,
            "local_player_id": MAGE,
            "scene_id": 13002,
            "scene_name": "Tower Ruins",
            "duration": LENGTH_MS / 1000,
            "is_favorite": 1,
        }
        self.insert("encounters", id=number, started_at_ms=start_ms, **{**fields, **encounter})
        self._people(number)
        for attacker, defender, monster, skill, blows in BLOWS:
            self._blows(number, attacker, defender, monster, skill, blows, details)
        for healer, target, skill, heals in HEALS:
            self._heals(number, healer, target, skill, heals, details)
        self._rest(number, start_ms)

    def close(self) -> None:
        self.connection.close()

    def _people(self, number: int) -> None:
        self.connection.execute("DELETE FROM entities")
        self.insert("entities", entity_id=MAGE, name="Momoko", class_id=2, class_spec=3, ability_score=31_000, level=60)
        self.insert("entities", entity_id=HEALER, name="玩家一", class_id=5, ability_score=22_000, level=60)
        stats = (
            (MAGE, "Momoko", 2, 3, 23_900, 59, 5_150, 0, 1_300, 61_000, 1),
            (HEALER, None, None, None, None, None, 90, 700, 0, 1_000, 1),
            (BOSS_UID, None, None, None, None, None, 1_300, 0, 4_990, 0, 0),
        )
        for uid, name, class_id, spec, score, level, damage, heal, taken, active_ms, is_player in stats:
            self.insert(
                "actor_encounter_stats",
                encounter_id=number,
                actor_id=uid,
                name=name,
                class_id=class_id,
                class_spec=spec,
                ability_score=score,
                level=level,
                damage_dealt=damage,
                heal_dealt=heal,
                damage_taken=taken,
                hits_dealt=1,
                hits_heal=1 if heal else 0,
                hits_taken=2 if taken else 0,
                revives=1 if uid == MAGE else 0,
                active_dmg_time_ms=active_ms,
                is_player=is_player,
                is_local_player=int(uid == MAGE),
            )

    def _blows(
        self,
        number: int,
        attacker: int,
        defender: int,
        monster: str | None,
        skill: int,
        blows: Sequence[Any],
        details: bool,
    ) -> None:
        start_ms = started_at_ms(number)
        hits = [
            {
                "timestamp": start_ms + ms,
                "ms_from_start": ms,
                "damage": amount,
                "crit": crit,
                "lucky": lucky,
                "hp_loss": amount,
                "shield_loss": 0,
                "is_boss": monster == BOSS_NAME,
                "attempt_index": 1,
            }
            for ms, amount, crit, lucky in blows
        ]
        self.insert(
            "damage_skill_stats",
            encounter_id=number,
            attacker_id=attacker,
            defender_id=defender,
            skill_id=skill,
            monster_name=monster,
            hp_loss_total=sum(blow[1] for blow in blows),
            hit_details=json.dumps(hits if details else []),
            **sums(blows),
        )

    def _heals(self, number: int, healer: int, target: int, skill: int, heals: Sequence[Any], details: bool) -> None:
        start_ms = started_at_ms(number)
        hits = [
            {"timestamp": start_ms + ms, "ms_from_start": ms, "heal": amount, "crit": crit, "lucky": lucky}
            for ms, amount, crit, lucky in heals
        ]
        self.insert(
            "heal_skill_stats",
            encounter_id=number,
            healer_id=healer,
            target_id=target,
            skill_id=skill,
            heal_details=json.dumps(hits if details else []),
            **sums(heals),
        )

    def _rest(self, number: int, start_ms: int) -> None:
        self.insert(
            "encounter_bosses",
            encounter_id=number,
            monster_name=BOSS_NAME,
            hits=5,
            total_damage=4_990,
            max_hp=9_000,
            is_defeated=1,
        )
        self.insert(
            "death_events",
            encounter_id=number,
            timestamp_ms=start_ms + 55_000,
            actor_id=MAGE,
            killer_id=BOSS_UID,
            skill_id=7,
        )
        self.insert(
            "death_events", encounter_id=number, timestamp_ms=start_ms + 90_000, actor_id=BOSS_UID, killer_id=MAGE
        )
        pulls = ((1, 0, 60_000, "initial", 9_000, 4_600), (2, 60_000, 120_000, "wipe", 9_000, 10))
        for index, begin, end, reason, hp_start, hp_end in pulls:
            self.insert(
                "attempts",
                encounter_id=number,
                attempt_index=index,
                started_at_ms=start_ms + begin,
                ended_at_ms=start_ms + end,
                reason=reason,
                boss_hp_start=hp_start,
                boss_hp_end=hp_end,
            )
        events = [
            {"start": 2_000, "end": 5_000, "duration": 3_000, "stackCount": 2},
            {"start": 4_000, "end": 8_000, "duration": 4_000, "stackCount": 1},
            {"start": 9_000, "end": 9_000, "duration": 0, "stackCount": 1},
        ]
        self.insert("buffs", encounter_id=number, entity_id=MAGE, buff_id=2_001, events=json.dumps(events))


def started_at_ms(number: int) -> int:
    return STARTED_AT_MS + (number - 1) * 3_600_000


def sums(blows: Sequence[tuple[int, int, bool, bool]]) -> dict[str, int]:
    return {
        "hits": len(blows),
        "total_value": sum(amount for _, amount, _, _ in blows),
        "crit_hits": sum(crit for _, _, crit, _ in blows),
        "lucky_hits": sum(lucky for _, _, _, lucky in blows),
        "crit_total": sum(amount for _, amount, crit, _ in blows if crit),
        "lucky_total": sum(amount for _, amount, _, lucky in blows if lucky),
    }


def make(path: Path, numbers: Sequence[int] = (1,), *, details: bool = True) -> Path:
    """A closed file with these raids."""
    database = RustDatabase(path)
    with closing(database):
        for number in numbers:
            database.raid(number, details=details)
    return path
