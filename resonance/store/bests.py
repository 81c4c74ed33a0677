"""Progress: what the local player reached against each boss."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

from resonance.combat.record import SegmentResult

LAST = 10  # kills that `last_dps` is about


@dataclass(frozen=True, slots=True)
class Best:
    """One boss at one difficulty with one spec. DPS are the local player's, by the active time of the attempt.

    Attempts whose local player is not known count as pulls of the spec None, and have no DPS.
    """

    boss_monster_id: int
    difficulty: int | None  # the dungeon's own number; None = not known
    my_class_id: int | None
    my_spec: str | None  # key of specs.tsv
    pulls: int
    kills: int
    last_at_ms: int  # Unix ms of the newest encounter with a pull
    best_dps: float | None  # of kills; None = there is none with a known DPS, likewise below
    median_dps: float | None
    last_dps: tuple[float, ...]  # of the newest LAST kills, the newest first
    best_kill_ms: int | None  # shortest elapsed time of a kill; None = no kill
    best_key: str | None  # of the encounter with `best_dps`
    fastest_key: str | None  # of the encounter with `best_kill_ms`

    @property
    def kill_rate(self) -> float:
        """0..1."""
        return self.kills / self.pulls


class _Attempt(NamedTuple):
    """A pull; the first four fields say which are compared."""

    boss_monster_id: int
    difficulty: int | None
    my_class_id: int | None
    my_spec: str | None
    started_at_ms: int
    key: str
    is_kill: bool
    elapsed_ms: int
    dps: float | None


_ATTEMPTS = """
SELECT attempts.boss_monster_id, difficulty, my_class_id, my_spec, started_at_ms, key, attempts.result,
    attempts.elapsed_ms, attempts.active_ms, attempts.my_damage
FROM attempts JOIN encounters ON id = encounter_id
WHERE deleted_at_ms IS NULL AND attempts.result != ? AND attempts.boss_monster_id IS NOT NULL
"""
_OF_BOSS = " AND attempts.boss_monster_id = ?"


def bests(connection: sqlite3.Connection, boss_monster_id: int | None) -> list[Best]:
    """Of one boss, or of all; by boss, difficulty and spec, those with most pulls first. sqlite3.Error.

    Running attempts are left out, and those at bosses whose monster_id is not known.
    """
    if boss_monster_id is None:
        rows = connection.execute(_ATTEMPTS, (SegmentResult.RUNNING,))
    else:
        rows = connection.execute(_ATTEMPTS + _OF_BOSS, (SegmentResult.RUNNING, boss_monster_id))
    alike: defaultdict[tuple[Any, ...], list[_Attempt]] = defaultdict(list)
    for attempt in map(_attempt, rows):
        alike[attempt[:4]].append(attempt)
    return sorted(map(_best, alike.values()), key=lambda each: (-each.pulls, -each.last_at_ms, each.boss_monster_id))


def _attempt(row: tuple[Any, ...]) -> _Attempt:
    *about, result, elapsed_ms, active_ms, damage = row
    dps = damage * 1000 / active_ms if damage is not None and active_ms > 0 else None
    return _Attempt._make((*about, result == SegmentResult.KILL, elapsed_ms, dps))


def _best(attempts: Sequence[_Attempt]) -> Best:
    """Of attempts that are alike in boss, difficulty and spec; at least one."""
    first = attempts[0]
    kills = sorted((each for each in attempts if each.is_kill), key=lambda each: each.started_at_ms, reverse=True)
    dps = [(each.dps, each.key) for each in kills if each.dps is not None]
    best = max(dps, default=(None, None), key=lambda each: each[0])
    fastest = min(kills, default=None, key=lambda each: each.elapsed_ms)
    return Best(
        boss_monster_id=first.boss_monster_id,
        difficulty=first.difficulty,
        my_class_id=first.my_class_id,
        my_spec=first.my_spec,
        pulls=len(attempts),
        kills=len(kills),
        last_at_ms=max(each.started_at_ms for each in attempts),
        best_dps=best[0],
        median_dps=median(each for each, _ in dps) if dps else None,
        last_dps=tuple(each for each, _ in dps[:LAST]),
        best_kill_ms=fastest.elapsed_ms if fastest else None,
        best_key=best[1],
        fastest_key=fastest.key if fastest else None,
    )
