"""Analytics of dungeons: how often and how fast their bosses fell, and how far the pulls got. See analytics.py."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from itertools import chain
from statistics import median
from typing import NamedTuple

from resonance.combat.record import SegmentResult
from resonance.store.analytics import MINE, MOST_TRIES, OVER

About = tuple[int | None, int | None, int | None]
"""Scene, difficulty, and monster of a boss; None there = all pulls in the place."""

Ended = tuple[str, int]
"""A pull: its result, and its time from the first hit on in ms."""


class Dungeon(NamedTuple):
    """One place at one difficulty, with at least one pull; or one boss there, where there are several."""

    scene_id: int | None
    difficulty: int | None
    boss_monster_id: int | None  # None = all pulls in the place
    pulls: int
    kills: int
    wipes: int
    is_only: bool  # no pull in this place was at another difficulty
    fastest_ms: int | None  # of kills, from the first hit on; None = no kill
    median_ms: float | None

    @property
    def about(self) -> About:
        return self.scene_id, self.difficulty, self.boss_monster_id

    @property
    def kill_rate(self) -> float:
        """0..1."""
        return self.kills / self.pulls


class Try(NamedTuple):
    """One pull in a dungeon."""

    started_at_ms: int  # of its encounter
    key: str  # of its encounter
    boss_monster_id: int | None
    result: SegmentResult
    elapsed_ms: int
    hp_left: float | None  # 0..1 of the boss at its end; None = not known
    best_left: float | None  # the least of all pulls of this boss up to this one; None = none is known


_DUNGEONS = f"""
SELECT scene_id, difficulty, attempts.boss_monster_id, attempts.result, attempts.elapsed_ms
FROM attempts JOIN encounters ON id = encounter_id WHERE {MINE} AND {OVER}
"""


def dungeons(connection: sqlite3.Connection, since_ms: int = 0) -> list[Dungeon]:
    """Places with most pulls first, each followed by its bosses, those with most pulls first."""
    places: defaultdict[tuple[int | None, int | None], defaultdict[int | None, list[Ended]]]
    places = defaultdict(lambda: defaultdict(list))
    for scene_id, difficulty, boss, result, elapsed_ms in connection.execute(_DUNGEONS, (since_ms,)):
        places[scene_id, difficulty][boss].append((result, elapsed_ms))
    difficulties = Counter(scene_id for scene_id, _ in places)
    found = []
    for (scene_id, difficulty), bosses in places.items():
        is_only = difficulties[scene_id] == 1
        whole = _dungeon((scene_id, difficulty, None), is_only, list(chain.from_iterable(bosses.values())))
        known = [boss for boss in bosses if boss is not None] if len(bosses) > 1 else []
        parts = [_dungeon((scene_id, difficulty, boss), is_only, bosses[boss]) for boss in known]
        found.append([whole, *sorted(parts, key=lambda each: (-each.pulls, each.boss_monster_id or 0))])
    found.sort(key=lambda rows: (-rows[0].pulls, rows[0].scene_id or 0, rows[0].difficulty or 0))
    return list(chain.from_iterable(found))


def _dungeon(about: About, is_only: bool, pulls: Sequence[Ended]) -> Dungeon:
    times = [elapsed_ms for result, elapsed_ms in pulls if result == SegmentResult.KILL]
    wipes = sum(result == SegmentResult.WIPE for result, _ in pulls)
    fastest, middle = (min(times), median(times)) if times else (None, None)
    return Dungeon(*about, len(pulls), len(times), wipes, is_only, fastest, middle)


_TRIES = f"""
SELECT encounters.started_at_ms, key, attempts.boss_monster_id, attempts.result, attempts.elapsed_ms,
    segments.hp_end, max_hp
FROM encounters JOIN attempts ON attempts.encounter_id = id
JOIN segments ON segments.encounter_id = id AND ordinal = segment
LEFT JOIN actors ON actors.encounter_id = id AND actor_id = segments.boss
WHERE {MINE} AND {OVER} AND scene_id IS ? AND difficulty IS ?
    AND attempts.boss_monster_id IS ifnull(?, attempts.boss_monster_id)
ORDER BY encounters.started_at_ms, id, segment
"""


def tries(connection: sqlite3.Connection, about: About, since_ms: int = 0) -> list[Try]:
    """The newest MOST_TRIES pulls in a dungeon, the oldest of them first."""
    best: dict[int | None, float] = {}  # by boss, of the older pulls too
    found: deque[Try] = deque(maxlen=MOST_TRIES)
    for at_ms, key, boss, result, elapsed_ms, hp, max_hp in connection.execute(_TRIES, (since_ms, *about)):
        left = _hp_left(result, hp, max_hp)
        if left is not None:
            best[boss] = min(left, best.get(boss, left))
        found.append(Try(at_ms, key, boss, SegmentResult(result), elapsed_ms, left, best.get(boss)))
    return list(found)


def _hp_left(result: str, hp: int | None, max_hp: int | None) -> float | None:
    if result == SegmentResult.KILL:
        return 0.0
    return min(1.0, max(0.0, hp / max_hp)) if hp is not None and max_hp else None
