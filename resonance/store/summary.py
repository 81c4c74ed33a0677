"""EncounterSummary: one line of the list, and how lines are found."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from resonance.combat.clock import Clock, ClockChoice
from resonance.combat.metrics import per_second
from resonance.combat.record import Quality, Result
from resonance.combat.snapshot import AmountChoice
from resonance.store import listed, rows
from resonance.store.search import Query, clock_columns, damage_columns, encounters, order_by, source, where


@dataclass(frozen=True, slots=True)
class EncounterSummary:
    """One line of the list. Times are Unix ms; the sums are points over all players.

    `damage` and `my_damage` are of the amounts that were asked for, the other sums raw.
    """

    encounter_id: int
    key: str
    started_at_ms: int
    elapsed_ms: int
    active_ms: int
    scene_id: int | None
    line: int | None
    result: Result
    ended: bool  # False: still running, or the program died in it
    boss_monster_id: int | None  # None = no boss, or not known
    players: int
    damage: int
    healing: int
    taken: int
    quality: Quality
    difficulty: int | None = None  # the dungeon's own number
    attempts: int = 0  # boss segments
    my_damage: int | None = None  # None = not known who the local player is; likewise below
    my_class_id: int | None = None
    my_spec: str | None = None  # key of specs.tsv
    classes: tuple[tuple[int | None, str | None], ...] = ()  # (class_id, spec) of each player, most damage first
    favourite: bool = False
    note: str = ""
    imported: str | None = None  # where from, in words; None = counted by this program
    clock_ms: int | None = None  # the group's seconds by the clock that was asked for; None = active_ms
    my_clock_ms: int | None = None  # what the local player's DPS divides by; None = active_ms
    last_ms: int | None = None  # of the newest damage by a player; None = nobody dealt any

    @property
    def time_ms(self) -> int:
        """What a header would show."""
        return self.active_ms if self.clock_ms is None else self.clock_ms

    @property
    def my_dps(self) -> float | None:
        """By the clock that was asked for; None = not known who the local player is."""
        if self.my_damage is None:
            return None
        return per_second(self.my_damage, self.active_ms if self.my_clock_ms is None else self.my_clock_ms)

    @property
    def my_share(self) -> float | None:
        """Of the damage of all, 0..1; None = not known, or nobody dealt any."""
        return self.my_damage / self.damage if self.my_damage is not None and self.damage else None


_COLUMNS = (
    *("id", "key", "started_at_ms", "scene_id", "line", "result", "ended", "boss_monster_id"),
    *("players", "healing", "taken", "difficulty", "attempts", "my_class_id", "my_spec"),
    *("favourite", "note", "imported"),
)
_AFTER = len(_COLUMNS)
_SELECT = f"SELECT {', '.join((*_COLUMNS, 'classes', *listed.CLOCK_FIELDS, *rows.QUALITY_FIELDS))}"
_THESE = "WHERE id IN (SELECT value FROM json_each(?))"


def found(connection: sqlite3.Connection, query: Query, limit: int, offset: int) -> list[EncounterSummary]:
    """A page of what a query finds; a negative limit is none. sqlite3.Error; KeyError for an unknown order."""
    condition, values = where(query)
    table, ranks = source(query)
    page = f"SELECT encounters.id {table} WHERE {condition} ORDER BY {order_by(query)} LIMIT ? OFFSET ?"
    ids = [row[0] for row in connection.execute(page, (*ranks, *values, limit, offset))]
    return of_ids(connection, ids, query.clock, query.amounts)


def of_ids(
    connection: sqlite3.Connection, ids: list[int], clock: ClockChoice, amounts: AmountChoice
) -> list[EncounterSummary]:
    """The lines of encounters that are there, in this order. sqlite3.Error."""
    chosen = ", ".join((*damage_columns(amounts), *clock_columns(clock)))
    lines = connection.execute(f"{_SELECT}, {chosen} FROM {encounters(amounts)} {_THESE}", (json.dumps(ids),))
    by_id = {line[0]: _summary(line) for line in lines}
    return [by_id[each] for each in ids]


_RESULTS = frozenset(Result)


def count(connection: sqlite3.Connection, query: Query) -> int:
    """How many encounters a query finds. sqlite3.Error."""
    condition, values = where(query)
    number: int = connection.execute(f"SELECT count(*) FROM encounters WHERE {condition}", values).fetchone()[0]
    return number


def _summary(row: tuple[Any, ...]) -> EncounterSummary:
    values = dict(zip(_COLUMNS, row[:_AFTER], strict=True))
    clock = Clock(*row[_AFTER + 1 : _AFTER + 4])
    return EncounterSummary(
        encounter_id=values.pop("id"),
        elapsed_ms=clock.elapsed_ms,
        active_ms=clock.active_ms,
        result=_result(values.pop("result")),
        ended=bool(values.pop("ended")),
        favourite=bool(values.pop("favourite")),
        quality=rows.quality_of(row[_AFTER + 4 : -4]),
        damage=row[-4],
        my_damage=row[-3],
        clock_ms=row[-2],
        my_clock_ms=row[-1],
        last_ms=clock.last_ms,
        classes=listed.classes_of(row[_AFTER]),
        **values,
    )


def _result(stored: str) -> Result:
    """One that no fight has is damage, which shall cost the list no other line: opening that encounter tells."""
    return Result(stored) if stored in _RESULTS else Result.ENDED
