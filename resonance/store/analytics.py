"""Analytics: what the whole history says about days, characters, players met, and deaths; dungeons.py has the rest.

Only encounters of the user: an imported one counts where it knows the local player, as among the bests. Each question
takes `since_ms`, the Unix ms from which encounters count; 0 = all. Each may raise sqlite3.Error.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from resonance.combat.clock import ClockChoice
from resonance.combat.record import SegmentResult
from resonance.combat.snapshot import AmountChoice
from resonance.events import Origin
from resonance.store.bests import my_dps, pull_columns

MOST_ROWS = 200
"""Of a list that has no natural end: the most frequent."""

MOST_TRIES = 300
"""Of one dungeon, or kills of one character: the newest."""

TREND_KILLS = 20
"""The newest so many tell the trend: their newer half against their older one."""

FEWEST_KILLS = 4
"""With fewer there is no trend."""

MINE = (
    "deleted_at_ms IS NULL AND encounters.started_at_ms >= ? AND (imported IS NULL OR encounters.my_damage IS NOT NULL)"
)
OVER = f"attempts.result != '{SegmentResult.RUNNING}'"
IS_KILL = f"attempts.result = '{SegmentResult.KILL}'"
"""Conditions; MINE takes `since_ms`."""


class Day(NamedTuple):
    day: str  # local date, "2026-03-10", of the beginning of its encounters
    encounters: int
    combat_ms: int  # active time
    peak_hour: int  # 0..23, the one with most of it
    pulls: int
    kills: int


class Kill(NamedTuple):
    started_at_ms: int  # of its encounter
    key: str  # of its encounter
    dps: float  # of the local player, by the clock and amounts asked for, as among the bests


@dataclass(frozen=True, slots=True)
class Character:
    """One local player with one spec, by kills with a known DPS; at least one."""

    actor_id: int
    name: str | None
    class_id: int | None
    spec: str | None  # key of specs.tsv
    kills: int
    best_dps: float
    median_dps: float
    trend: float | None  # 0.1 = a tenth more than before; None = too few kills
    newest: tuple[Kill, ...]  # up to MOST_TRIES, the oldest first


class Met(NamedTuple):
    """A player who was in encounters of the user, under no character of the user."""

    actor_id: int
    name: str | None  # this and the next two as in the newest encounter
    class_id: int | None
    spec: str | None
    encounters: int
    share: float | None  # 0..1: the mean of the shares of the group's damage; None = there was none
    deaths: int
    last_at_ms: int


class Killer(NamedTuple):
    monster_id: int | None  # None = not seen, the environment, or no monster
    origin: Origin | int  # name space of skill_id
    skill_id: int | None  # None = not seen
    deaths: int
    mine: int  # of them, of the local player


_DAYS = f"""
SELECT date(started_at_ms / 1000, 'unixepoch', 'localtime') AS day,
    CAST(strftime('%H', started_at_ms / 1000, 'unixepoch', 'localtime') AS INTEGER) AS hour,
    count(*), sum(active_ms), ifnull(sum(pulls), 0), ifnull(sum(kills), 0)
FROM encounters LEFT JOIN (
    SELECT encounter_id, sum({OVER}) AS pulls, sum({IS_KILL}) AS kills FROM attempts GROUP BY encounter_id
) ON encounter_id = id
WHERE {MINE} GROUP BY day, hour ORDER BY day, hour
"""


def days(connection: sqlite3.Connection, since_ms: int = 0) -> list[Day]:
    """Every day with an encounter, the oldest first."""
    found: dict[str, Day] = {}
    busiest: dict[str, int] = {}
    for day, hour, encounters, combat_ms, pulls, kills in connection.execute(_DAYS, (since_ms,)):
        known = found.get(day) or Day(day, 0, 0, hour, 0, 0)
        is_peak = combat_ms > busiest.get(day, -1)
        busiest[day] = max(combat_ms, busiest.get(day, -1))
        found[day] = Day(
            day,
            known.encounters + encounters,
            known.combat_ms + combat_ms,
            hour if is_peak else known.peak_hour,
            known.pulls + pulls,
            known.kills + kills,
        )
    return list(found.values())


_KILLS = f"""
SELECT local_player, my_class_id, my_spec, id, started_at_ms, key, {{clock_ms}}, {{damage}}
FROM attempts JOIN encounters ON id = encounter_id
WHERE {MINE} AND {IS_KILL} AND local_player IS NOT NULL ORDER BY started_at_ms, id, segment
"""
_NAME = """
SELECT ifnull((SELECT name FROM actors WHERE encounter_id = ? AND actor_id = ?),
    (SELECT name FROM people WHERE actor_id = ?))
"""


def characters(
    connection: sqlite3.Connection,
    since_ms: int = 0,
    clock: ClockChoice = ClockChoice.ACTIVE,
    amounts: AmountChoice = AmountChoice.RAW,
) -> list[Character]:
    """Those with most kills first."""
    kills: defaultdict[tuple[int, int | None, str | None], list[Kill]] = defaultdict(list)
    last_ids: dict[int, int] = {}
    clock_ms, damage = pull_columns(clock, amounts)
    rows = connection.execute(_KILLS.format(clock_ms=clock_ms, damage=damage), (since_ms,))
    for actor_id, class_id, spec, encounter_id, started_at_ms, key, *numbers in rows:
        dps = my_dps(*numbers)
        if dps is not None:
            kills[actor_id, class_id, spec].append(Kill(started_at_ms, key, dps))
            last_ids[actor_id] = encounter_id
    names = {
        actor_id: connection.execute(_NAME, (encounter_id, actor_id, actor_id)).fetchone()[0]
        for actor_id, encounter_id in last_ids.items()
    }
    found = [_character(*about, names[about[0]], own) for about, own in kills.items()]
    return sorted(found, key=lambda each: (-each.kills, each.actor_id, each.spec or ""))


def _character(
    actor_id: int, class_id: int | None, spec: str | None, name: str | None, kills: Sequence[Kill]
) -> Character:
    dps = [kill.dps for kill in kills]
    numbers = (len(kills), max(dps), median(dps), trend(dps))
    return Character(actor_id, name, class_id, spec, *numbers, tuple(kills[-MOST_TRIES:]))


def trend(dps: Sequence[float]) -> float | None:
    """By how much the newer half of the newest kills is better: the medians compared. None = too few to tell.

    `dps`: of kills, the oldest first.
    """
    newest = dps[-TREND_KILLS:]
    half = len(newest) // 2
    if len(newest) < FEWEST_KILLS:
        return None
    before = median(newest[:half])
    return median(newest[-half:]) / before - 1 if before else None


# With max() alone, SQLite takes the other columns from the row that has it: the newest encounter.
_MET = f"""
SELECT actor_id, name, class_id, spec, count, share, deaths, last_at_ms FROM (
    SELECT player_sums.actor_id AS who, count(*) AS count, avg(player_sums.damage * 1.0 / nullif(encounters.damage, 0))
        AS share, sum(player_sums.deaths) AS deaths, max(started_at_ms) AS last_at_ms, encounter_id AS last_id
    FROM encounters CROSS JOIN player_sums ON encounter_id = id
    WHERE {MINE} AND player_sums.actor_id NOT IN (
        SELECT local_player FROM encounters WHERE {MINE} AND local_player IS NOT NULL
    )
    GROUP BY who ORDER BY count DESC, last_at_ms DESC LIMIT {MOST_ROWS}
) JOIN actors ON encounter_id = last_id AND actor_id = who
ORDER BY count DESC, last_at_ms DESC, actor_id
"""


def players_met(connection: sqlite3.Connection, since_ms: int = 0) -> list[Met]:
    """Those met most often first, at most MOST_ROWS."""
    return [Met(*row) for row in connection.execute(_MET, (since_ms, since_ms))]


_KILLERS = f"""
SELECT monster_id, ifnull(origin, {int(Origin.SKILL)}), skill, count(*), sum(is_mine) FROM (
    SELECT killers.monster_id, deaths.skill_id AS skill, deaths.actor IS local_player AS is_mine, (
        SELECT origin FROM recap_lines WHERE recap_lines.encounter_id = id AND death = deaths.ordinal AND killed
        ORDER BY ordinal DESC LIMIT 1
    ) AS origin
    FROM encounters CROSS JOIN deaths ON deaths.encounter_id = id
    LEFT JOIN actors AS killers ON killers.encounter_id = id AND killers.actor_id = killer
    WHERE {MINE}
) GROUP BY 1, 2, 3 ORDER BY 4 DESC, 5 DESC, 1, 2, 3 LIMIT {MOST_ROWS}
"""


def killers(connection: sqlite3.Connection, since_ms: int = 0) -> list[Killer]:
    """What killed players of the encounters most often, at most MOST_ROWS."""
    return [Killer(*row) for row in connection.execute(_KILLERS, (since_ms,))]
