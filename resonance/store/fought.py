"""What was fought in a stretch of time, light enough for an evening of hundreds of pulls. sqlite3.Error."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from resonance.combat.record import Result, SegmentResult
from resonance.events import is_player


class Pull(NamedTuple):
    """An attempt at a boss."""

    started_at_ms: int  # Unix ms, as all times here
    ended_at_ms: int | None  # None = running
    result: SegmentResult
    attempt: int | None
    boss_monster_id: int | None
    boss_hp: float | None  # 0..1 at its end; None = not known


class Fallen(NamedTuple):
    """A player who died."""

    at_ms: int
    actor: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Fought:
    """An encounter."""

    key: str
    started_at_ms: int
    ended_at_ms: int
    scene_id: int | None
    boss_monster_id: int | None
    result: Result
    pulls: tuple[Pull, ...]
    deaths: tuple[Fallen, ...]


# An encounter is rarely longer than a day: so the index over its beginning does most of the work.
_LONGEST_MS = 24 * 3_600_000
# The group's clock begins with its first hit, so what it shows says nothing of the end.
_ENCOUNTERS = """
SELECT id, key, started_at_ms, max(started_at_ms, ifnull(last_ms, 0), ifnull(
    (SELECT max(ended_at_ms) FROM segments WHERE encounter_id = encounters.id), 0)) AS ended_at_ms,
    scene_id, boss_monster_id, result
FROM encounters WHERE deleted_at_ms IS NULL AND started_at_ms BETWEEN ? AND ? AND ended_at_ms >= ?
ORDER BY started_at_ms, id
"""
_PULLS = """
SELECT s.encounter_id, s.started_at_ms, s.ended_at_ms, s.result, s.attempt, s.boss_monster_id, s.hp_end, a.max_hp
FROM segments s LEFT JOIN actors a ON a.encounter_id = s.encounter_id AND a.actor_id = s.boss
WHERE s.encounter_id IN (SELECT value FROM json_each(?)) AND s.kind = 'boss' ORDER BY s.encounter_id, s.ordinal
"""
_DEATHS = """
SELECT d.encounter_id, d.at_ms, d.actor, a.name
FROM deaths d LEFT JOIN actors a ON a.encounter_id = d.encounter_id AND a.actor_id = d.actor
WHERE d.encounter_id IN (SELECT value FROM json_each(?)) ORDER BY d.encounter_id, d.ordinal
"""


def fought(connection: sqlite3.Connection, from_ms: int, to_ms: int) -> list[Fought]:
    """The encounters with a part of this time in them, oldest first."""
    rows = connection.execute(_ENCOUNTERS, (from_ms - _LONGEST_MS, to_ms, from_ms)).fetchall()
    ids = json.dumps([row[0] for row in rows])
    pulls, deaths = defaultdict(list), defaultdict(list)
    for encounter_id, *pull in connection.execute(_PULLS, (ids,)):
        pulls[encounter_id].append(_pull(*pull))
    for encounter_id, at_ms, actor, name in connection.execute(_DEATHS, (ids,)):
        if is_player(actor):
            deaths[encounter_id].append(Fallen(at_ms, actor, name))
    return [
        Fought(key, begin_ms, end_ms, scene, boss, Result(result), tuple(pulls[row_id]), tuple(deaths[row_id]))
        for row_id, key, begin_ms, end_ms, scene, boss, result in rows
    ]


def _pull(
    started_at_ms: int, ended_at_ms: int | None, result: str, attempt: int | None, boss: int | None, *hp: Any
) -> Pull:
    hp_end, max_hp = hp
    share = min(1.0, max(0.0, hp_end / max_hp)) if hp_end is not None and max_hp else None
    return Pull(started_at_ms, ended_at_ms, SegmentResult(result), attempt, boss, share)
