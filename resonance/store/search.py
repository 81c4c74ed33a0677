"""What the user looks for in the history -> the SQL that finds it, parameters only.

Filters and orders use columns of the index encounters_by_time alone; the rest of a row is read for one page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from resonance.combat.clock import ClockChoice
from resonance.combat.record import Result
from resonance.combat.snapshot import AmountChoice
from resonance.combat.tally import View
from resonance.store.listed import class_bit
from resonance.store.met import folded

ORDERS = {
    "started_at_ms": "started_at_ms",
    "scene": "{scene}",
    "difficulty": "difficulty",
    "boss": "{boss}",
    "name": "ifnull({boss}, {scene})",  # of the boss, or else of the place
    "result": "result",
    "attempts": "attempts",
    "time": "{clock}",
    "elapsed_ms": "elapsed_ms",
    "active_ms": "active_ms",
    "players": "players",
    "damage": "{damage}",
    "healing": "healing",
    "taken": "taken",
    "my_damage": "{my_damage}",
    "my_dps": "{my_damage} * 1.0 / max(ifnull({my_clock}, encounters.active_ms), 1000)",
    "my_share": "{my_damage} * 1.0 / nullif({damage}, 0)",
    "my_class": "my_class_id",
    "favourite": "favourite",
    "complete": "complete",
    "imported": "imported",
}
"""What the list can be sorted by; in braces what depends on the query.

Ties are in the order of their time; what is not known comes last.
"""


BY_NAME = frozenset(("scene", "boss", "name"))
"""Orders of the alphabet, which only those know who know the names."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; all that is said must hold, and the defaults say nothing.

    `player`, `boss_ids` and `scene_ids` are one text that the user typed, so any of them will do: part of a player's
    name, whatever its case; monster_ids, of which one was fought as a boss; scene_ids.
    """

    player: str = ""
    boss_ids: frozenset[int] = frozenset()
    scene_ids: frozenset[int] = frozenset()
    from_ms: int | None = None  # Unix ms of the start, itself included
    to_ms: int | None = None  # not included
    class_id: int | None = None  # somebody is of it
    my_class_id: int | None = None  # the local player is
    result: Result | None = None
    favourites: bool = False  # nothing else
    imported: bool | None = None  # True: only those, False: only own ones
    min_ms: int | None = None  # elapsed, included as max_ms is
    max_ms: int | None = None
    order: str = "started_at_ms"  # one of ORDERS
    descending: bool = True
    clock: ClockChoice = ClockChoice.ACTIVE  # whose seconds are shown, and divide
    amounts: AmountChoice = AmountChoice.RAW  # of damage
    boss_ranks: tuple[tuple[int, int], ...] = ()  # (monster_id, place in the alphabet); none = by their numbers
    scene_ranks: tuple[tuple[int, int], ...] = ()  # likewise, in the same alphabet


Parameter = int | str
_Clause = tuple[str, tuple[Parameter, ...]]


def where(query: Query) -> tuple[str, list[Parameter]]:
    """The condition on `encounters`, and its parameters."""
    clauses = [("deleted_at_ms IS NULL", ()), *_limits(query), *_choices(query), *_text(query)]
    return " AND ".join(sql for sql, _ in clauses), [value for _, values in clauses for value in values]


_CLOCK = "(SELECT clocks.active_ms FROM clocks WHERE encounter_id = encounters.id AND segment = -1 AND {})"
_BOSS_CLOCK = f"ifnull(nullif({_CLOCK.format('view = -2 AND actor_id = 0')}, 0), encounters.active_ms)"
_MY_CLOCK = _CLOCK.format(f"view = {int(View.DAMAGE)} AND actor_id = local_player")


def clock_columns(clock: ClockChoice) -> tuple[str, str]:
    """Durations in ms that a snapshot of the encounter has: the group's, and the local player's for damage."""
    if clock is ClockChoice.ELAPSED:
        return "elapsed_ms", "elapsed_ms"
    if clock is ClockChoice.BOSS:
        return _BOSS_CLOCK, _BOSS_CLOCK
    return "active_ms", _MY_CLOCK if clock is ClockChoice.PERSONAL else "active_ms"


def damage_columns(amounts: AmountChoice) -> tuple[str, str]:
    """The damage of all players, and the local player's, as a snapshot of the encounter has them; from encounters()."""
    if amounts is AmountChoice.EFFECTIVE:
        return "effective.damage", "effective.my_damage"
    return "encounters.damage", "encounters.my_damage"


def encounters(amounts: AmountChoice) -> str:
    """What stands behind FROM."""
    if amounts is AmountChoice.EFFECTIVE:
        return "encounters LEFT JOIN effective_sums AS effective ON encounter_id = encounters.id AND segment = -1"
    return "encounters"


def source(query: Query) -> tuple[str, list[Parameter]]:
    """What stands before WHERE after the columns, and its parameters."""
    joined = [f" LEFT JOIN ({_PLACES}) AS {name} ON {name}.id = {of}" for name, of, ranks in _ranks(query) if ranks]
    values: list[Parameter] = [json.dumps(ranks) for _, _, ranks in _ranks(query) if ranks]
    return f"FROM {encounters(query.amounts)}" + "".join(joined), values


_PLACES = "SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS place FROM json_each(?)"


def _ranks(query: Query) -> tuple[tuple[str, str, tuple[tuple[int, int], ...]], ...]:
    """Name, column and places of what is joined."""
    if query.order not in BY_NAME:
        return ()
    return ("bosses_by_name", "boss_monster_id", query.boss_ranks), ("scenes_by_name", "scene_id", query.scene_ranks)


def order_by(query: Query) -> str:
    """KeyError for an order that there is not."""
    clock, my_clock = clock_columns(query.clock)
    damage, my_damage = damage_columns(query.amounts)
    boss = "bosses_by_name.place" if query.boss_ranks else "boss_monster_id"
    scene = "scenes_by_name.place" if query.scene_ranks else "scene_id"
    expression = ORDERS[query.order].format(
        clock=clock, my_clock=my_clock, damage=damage, my_damage=my_damage, boss=boss, scene=scene
    )
    direction = "DESC" if query.descending else "ASC"
    if query.order == "started_at_ms":
        return f"started_at_ms {direction}, encounters.id {direction}"
    return f"{expression} {direction} NULLS LAST, started_at_ms DESC, encounters.id DESC"


def _limits(query: Query) -> list[_Clause]:
    limits = (
        ("started_at_ms >= ?", query.from_ms),
        ("started_at_ms < ?", query.to_ms),
        ("elapsed_ms >= ?", query.min_ms),
        ("elapsed_ms <= ?", query.max_ms),
        ("my_class_id = ?", query.my_class_id),
    )
    return [(sql, (value,)) for sql, value in limits if value is not None]


def _choices(query: Query) -> list[_Clause]:
    found: list[_Clause] = []
    if query.class_id is not None:
        found.append(("class_bits & ? != 0", (class_bit(query.class_id),)))
    if query.result is not None:
        found.append(("result = ?", (query.result,)))
    if query.favourites:
        found.append(("favourite = 1", ()))
    if query.imported is not None:
        found.append(("imported IS NOT NULL" if query.imported else "imported IS NULL", ()))
    return found


def _text(query: Query) -> list[_Clause]:
    parts: list[_Clause] = []
    if query.player:
        parts.append((_BY_PLAYER, (folded(query.player),)))
    if query.boss_ids:
        bosses = json.dumps(sorted(query.boss_ids))
        parts.append((_BY_BOSS, (bosses, bosses)))
    if query.scene_ids:
        parts.append((_BY_SCENE, (json.dumps(sorted(query.scene_ids)),)))
    if not parts:
        return []
    values = tuple(value for _, values in parts for value in values)
    return [(f"({' OR '.join(sql for sql, _ in parts)})", values)]


# instr() knows no wildcards, so there is nothing to escape. CROSS: look through the few names, not all their meetings.
_BY_PLAYER = """encounters.id IN (
    SELECT encounter_id FROM player_names CROSS JOIN met ON name_id = player_names.id WHERE instr(folded, ?)
)"""
_BY_BOSS = """boss_monster_id IN (SELECT value FROM json_each(?)) OR encounters.id IN (
    SELECT encounter_id FROM attempts WHERE attempts.boss_monster_id IN (SELECT value FROM json_each(?))
)"""
_BY_SCENE = "scene_id IN (SELECT value FROM json_each(?))"
