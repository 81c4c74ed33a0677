"""Progress: what the local player reached against each boss."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from resonance.combat.clock import ClockChoice
from resonance.combat.metrics import per_second
from resonance.combat.record import SegmentResult
from resonance.combat.snapshot import AmountChoice
from resonance.combat.tally import View

LAST = 10  # kills that `last_dps` is about
NEWEST = 30  # pulls that `newest` is about


class Pull(NamedTuple):
    """One attempt of the local player."""

    started_at_ms: int  # of its encounter, Unix ms
    key: str  # of its encounter
    is_kill: bool
    elapsed_ms: int
    dps: float | None  # None = not known


@dataclass(frozen=True, slots=True)
class Best:
    """One boss at one difficulty with one spec. DPS are the local player's, by the clock and amounts asked for.

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
    newest: tuple[Pull, ...]  # the newest NEWEST, the oldest of them first
    scene_ids: frozenset[int] = frozenset()  # where the pulls were, as far as known
    is_only: bool = True  # no pull at this boss in these places was at another difficulty

    @property
    def kill_rate(self) -> float:
        """0..1."""
        return self.kills / self.pulls


Alike = tuple[int, int | None, int | None, str | None]
"""Which pulls are compared: boss_monster_id, difficulty, my_class_id, my_spec."""

_CLOCK = """(
    SELECT clocks.active_ms FROM clocks
    WHERE clocks.encounter_id = attempts.encounter_id AND clocks.segment = attempts.segment AND {}
)"""
_CLOCKS = {
    ClockChoice.ACTIVE: "attempts.active_ms",
    ClockChoice.ELAPSED: "attempts.elapsed_ms",
    ClockChoice.PERSONAL: _CLOCK.format(f"view = {int(View.DAMAGE)} AND actor_id = local_player"),
    ClockChoice.BOSS: f"ifnull(nullif({_CLOCK.format('view = -2 AND actor_id = 0')}, 0), attempts.active_ms)",
}
_DAMAGE = {
    AmountChoice.RAW: "attempts.my_damage",
    AmountChoice.EFFECTIVE: """(
    SELECT effective_sums.my_damage FROM effective_sums
    WHERE effective_sums.encounter_id = attempts.encounter_id AND effective_sums.segment = attempts.segment
)""",
}
_ATTEMPTS = """
SELECT attempts.boss_monster_id, difficulty, my_class_id, my_spec, scene_id, started_at_ms, key, attempts.result,
    attempts.elapsed_ms, {clock}, {damage}
FROM attempts JOIN encounters ON id = encounter_id
WHERE deleted_at_ms IS NULL AND attempts.result != ? AND attempts.boss_monster_id IS NOT NULL
AND (imported IS NULL OR attempts.my_damage IS NOT NULL)
"""
_OF_BOSS = " AND attempts.boss_monster_id = ?"
_ORDER = " ORDER BY started_at_ms, encounter_id, segment"


def pull_columns(clock: ClockChoice, amounts: AmountChoice) -> tuple[str, str]:
    """Of a row of `attempts`: the ms that the local player's DPS divides by, and the damage; what my_dps() takes."""
    return _CLOCKS[clock], _DAMAGE[amounts]


def my_dps(clock_ms: int | None, damage: int | None) -> float | None:
    """None = not known; so is that of a clock which never ran."""
    return per_second(damage, clock_ms) if damage is not None and clock_ms else None


def bests(
    connection: sqlite3.Connection, boss_monster_id: int | None, clock: ClockChoice, amounts: AmountChoice
) -> list[Best]:
    """Of one boss, or of all; by boss, difficulty and spec, those with most pulls first. sqlite3.Error.

    Running attempts are left out, and those at bosses whose monster_id is not known.
    """
    clock_ms, damage = pull_columns(clock, amounts)
    attempts = _ATTEMPTS.format(clock=clock_ms, damage=damage)
    if boss_monster_id is None:
        rows = connection.execute(attempts + _ORDER, (SegmentResult.RUNNING,))
    else:
        rows = connection.execute(attempts + _OF_BOSS + _ORDER, (SegmentResult.RUNNING, boss_monster_id))
    alike: defaultdict[Alike, list[Pull]] = defaultdict(list)
    scenes: defaultdict[Alike, set[int]] = defaultdict(set)
    difficulties: defaultdict[tuple[int, int], set[int | None]] = defaultdict(set)  # by boss and place
    for boss, difficulty, class_id, spec, scene_id, *pull in rows:
        about = boss, difficulty, class_id, spec
        alike[about].append(_pull(*pull))
        if scene_id is not None:
            scenes[about].add(scene_id)
            difficulties[boss, scene_id].add(difficulty)
    found = []
    for about, pulls in alike.items():
        is_only = all(len(difficulties[about[0], scene_id]) == 1 for scene_id in scenes[about])
        found.append(_best(about, pulls, frozenset(scenes[about]), is_only))
    return sorted(found, key=lambda each: (-each.pulls, -each.last_at_ms, each.boss_monster_id))


def _pull(started_at_ms: int, key: str, result: str, elapsed_ms: int, clock_ms: int | None, damage: int | None) -> Pull:
    return Pull(started_at_ms, key, result == SegmentResult.KILL, elapsed_ms, my_dps(clock_ms, damage))


def _best(about: Alike, pulls: Sequence[Pull], scene_ids: frozenset[int], is_only: bool) -> Best:
    """Of pulls that are alike, the oldest first; at least one."""
    kills = [each for each in reversed(pulls) if each.is_kill]
    dps = [(each.dps, each.key) for each in kills if each.dps is not None]
    best = max(dps, default=(None, None), key=lambda each: each[0])
    boss, difficulty, class_id, spec = about
    return Best(
        boss_monster_id=boss,
        difficulty=difficulty,
        my_class_id=class_id,
        my_spec=spec,
        pulls=len(pulls),
        kills=len(kills),
        last_at_ms=pulls[-1].started_at_ms,
        best_dps=best[0],
        median_dps=median(each for each, _ in dps) if dps else None,
        last_dps=tuple(each for each, _ in dps[:LAST]),
        best_kill_ms=min((each.elapsed_ms for each in kills), default=None),
        best_key=best[1],
        newest=tuple(pulls[-NEWEST:]),
        scene_ids=scene_ids,
        is_only=is_only,
    )
