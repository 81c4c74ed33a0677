"""The Rust program's tables, as far as they are read. A column that an older file lacks is None, or 0 for sums.

Fields are called like the columns. Times are Unix ms, actors are known by uid, None = not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from resonance.store.foreign_file import ForeignDatabase
from resonance.store.rust.checks import (
    AMOUNT,
    COUNT,
    HP,
    ID,
    LARGEST_AMOUNT,
    TIME,
    UID,
    Check,
    fact,
    flag,
    name,
    or_none,
    or_zero,
    seconds,
    text,
    whole,
)
from resonance.texts import say

MOST_ROWS = 200_000
"""Of one encounter in one table."""

R = TypeVar("R")


class RowError(ValueError):
    """A row makes no sense; the text, in the user's language, is the reason in a sentence."""


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    name: str
    row: Callable[..., R]
    checks: Mapping[str, Check]  # by column, in the order of the row's fields

    def read(self, database: ForeignDatabase, encounter_id: int) -> list[R]:
        """The rows of an encounter. RowError, TooMuch, sqlite3.Error."""
        return [self.checked(row) for row in self.raw(database, "encounter_id = ?", (encounter_id,))]

    def raw(
        self, database: ForeignDatabase, where: str = "", values: Sequence[int] = (), *, most: int = MOST_ROWS
    ) -> list[tuple[Any, ...]]:
        return database.rows(self.name, tuple(self.checks), where, values, most=most)

    def checked(self, row: tuple[Any, ...]) -> R:
        """RowError."""
        checked = []
        for (column, check), value in zip(self.checks.items(), row, strict=True):
            try:
                checked.append(check(value))
            except ValueError:
                raise RowError(say("{column} in {table} makes no sense", column=column, table=self.name)) from None
        return self.row(*checked)


class Encounter(NamedTuple):
    id: int
    started_at_ms: int
    ended_at_ms: int | None  # None = never closed
    local_player_id: int | None
    scene_id: int | None
    scene_name: str | None
    duration_s: float  # 0 = not known
    is_favorite: bool
    is_manually_reset: bool


ENCOUNTERS = Table(
    "encounters",
    Encounter,
    {
        "id": whole(0, 2**62),
        "started_at_ms": TIME,
        "ended_at_ms": or_none(TIME),
        "local_player_id": or_none(UID),
        "scene_id": fact(2**31),
        "scene_name": name,
        "duration": seconds,
        "is_favorite": flag,
        "is_manually_reset": flag,
    },
)


class Person(NamedTuple):
    """What is known about a player."""

    name: str | None
    class_id: int | None
    class_spec: int | None
    ability_score: int | None
    level: int | None


_PERSON = {
    "name": name,
    "class_id": fact(60),
    "class_spec": fact(60),
    "ability_score": fact(10**8),
    "level": fact(10_000),
}
ENTITIES = Table("entities", Person, _PERSON)
"""Players ever seen, by entity_id."""


class Actor(NamedTuple):
    """Somebody in an encounter, with own sums."""

    name: str | None
    class_id: int | None
    class_spec: int | None
    ability_score: int | None
    level: int | None
    actor_id: int
    damage_dealt: int
    hits_dealt: int
    heal_dealt: int
    hits_heal: int
    damage_taken: int
    hits_taken: int
    active_dmg_time_ms: int  # 0 = not known
    is_player: bool
    is_local_player: bool

    @property
    def person(self) -> Person:
        return Person(self.name, self.class_id, self.class_spec, self.ability_score, self.level)


ACTORS = Table(
    "actor_encounter_stats",
    Actor,
    {
        **_PERSON,
        "actor_id": UID,
        "damage_dealt": AMOUNT,
        "hits_dealt": COUNT,
        "heal_dealt": AMOUNT,
        "hits_heal": COUNT,
        "damage_taken": AMOUNT,
        "hits_taken": COUNT,
        "active_dmg_time_ms": or_zero(whole(0, 10**10)),
        "is_player": flag,
        "is_local_player": flag,
    },
)


class Sum(NamedTuple):
    """What one actor did to another with one skill."""

    source: int
    target: int | None
    skill_id: int  # -1 = not known
    hits: int
    amount: int
    crits: int
    lucky_hits: int  # bonus records
    crit_amount: int
    lucky_amount: int
    hp_loss: int | None  # None for heals, and where the file does not tell
    shield_loss: int | None
    monster_name: str | None  # of the target


def _sums(source: str, target: str) -> dict[str, Check]:
    return {
        source: UID,
        target: or_none(UID),
        "skill_id": ID,
        "hits": COUNT,
        "total_value": AMOUNT,
        "crit_hits": COUNT,
        "lucky_hits": COUNT,
        "crit_total": AMOUNT,
        "lucky_total": AMOUNT,
        "hp_loss_total": HP,
        "shield_loss_total": HP,
        "monster_name": name,
    }


DAMAGE = Table("damage_skill_stats", Sum, _sums("attacker_id", "defender_id"))
HEALS = Table("heal_skill_stats", Sum, _sums("healer_id", "target_id"))


class Details(NamedTuple):
    """The single hits behind a Sum."""

    source: int
    target: int | None
    skill_id: int
    text: str | None  # JSON


def _details(source: str, target: str, details: str) -> dict[str, Check]:
    return {source: UID, target: or_none(UID), "skill_id": ID, details: text}


DAMAGE_DETAILS = Table(DAMAGE.name, Details, _details("attacker_id", "defender_id", "hit_details"))
HEAL_DETAILS = Table(HEALS.name, Details, _details("healer_id", "target_id", "heal_details"))


class Boss(NamedTuple):
    monster_name: str | None
    total_damage: int
    max_hp: int | None
    is_defeated: bool


BOSSES = Table(
    "encounter_bosses",
    Boss,
    {"monster_name": name, "total_damage": AMOUNT, "max_hp": fact(LARGEST_AMOUNT), "is_defeated": flag},
)


class DeathEvent(NamedTuple):
    timestamp_ms: int
    actor_id: int
    killer_id: int | None
    skill_id: int | None


DEATHS = Table(
    "death_events",
    DeathEvent,
    {"timestamp_ms": TIME, "actor_id": UID, "killer_id": or_none(UID), "skill_id": or_none(ID)},
)


class Attempt(NamedTuple):
    attempt_index: int  # from 1
    started_at_ms: int
    ended_at_ms: int | None
    reason: str | None  # why it began, which is how the one before it ended
    boss_hp_start: int | None
    boss_hp_end: int | None


ATTEMPTS = Table(
    "attempts",
    Attempt,
    {
        "attempt_index": whole(0, 100_000),
        "started_at_ms": TIME,
        "ended_at_ms": or_none(TIME),
        "reason": text,
        "boss_hp_start": HP,
        "boss_hp_end": HP,
    },
)


class DungeonSegment(NamedTuple):
    segment_type: str | None  # "boss" or "trash"
    boss_entity_id: int | None
    boss_monster_type_id: int | None
    boss_name: str | None
    started_at_ms: int
    ended_at_ms: int | None


DUNGEON_SEGMENTS = Table(
    "dungeon_segments",
    DungeonSegment,
    {
        "segment_type": text,
        "boss_entity_id": or_none(UID),
        "boss_monster_type_id": fact(2**31),
        "boss_name": name,
        "started_at_ms": TIME,
        "ended_at_ms": or_none(TIME),
    },
)


class BuffEvents(NamedTuple):
    entity_id: int
    buff_id: int
    events: str | None  # JSON


BUFFS = Table("buffs", BuffEvents, {"entity_id": UID, "buff_id": ID, "events": text})
