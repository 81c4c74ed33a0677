"""EncounterSummary: one line of the list, and how lines are found."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from resonance.combat.clock import Clock
from resonance.combat.record import Quality, Result
from resonance.store import listed, rows
from resonance.store.search import Query, order_by, where


@dataclass(frozen=True, slots=True)
class EncounterSummary:
    """One line of the list. Times are Unix ms; the sums are points over all players."""

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

    @property
    def my_share(self) -> float | None:
        """Of the damage of all, 0..1; None = not known, or nobody dealt any."""
        return self.my_damage / self.damage if self.my_damage is not None and self.damage else None


_COLUMNS = (
    *("id", "key", "started_at_ms", "scene_id", "line", "result", "ended", "boss_monster_id"),
    *("players", "damage", "healing", "taken", "difficulty", "attempts", "my_damage", "my_class_id", "my_spec"),
    *("favourite", "note", "imported"),
)
_AFTER = len(_COLUMNS)
_SELECT = f"SELECT {', '.join((*_COLUMNS, 'classes', *listed.CLOCK_FIELDS, *rows.QUALITY_FIELDS))} FROM encounters"


def found(connection: sqlite3.Connection, query: Query, limit: int, offset: int) -> list[EncounterSummary]:
    """A page of what a query finds; a negative limit is none. sqlite3.Error; KeyError for an unknown order."""
    condition, values = where(query)
    order = order_by(query)
    page = f"SELECT id FROM encounters WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?"
    lines = connection.execute(f"{_SELECT} WHERE id IN ({page}) ORDER BY {order}", (*values, limit, offset))
    return [_summary(line) for line in lines]


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
        result=Result(values.pop("result")),
        ended=bool(values.pop("ended")),
        favourite=bool(values.pop("favourite")),
        quality=rows.quality_of(row[_AFTER + 4 :]),
        classes=listed.classes_of(row[_AFTER]),
        **values,
    )
