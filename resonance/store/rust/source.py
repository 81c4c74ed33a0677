"""All rows of one encounter, and what of it could not be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from resonance.store.foreign_file import ForeignDatabase, TooMuch
from resonance.store.rust import hits, tables
from resonance.store.rust.hits import Hit, Key
from resonance.store.rust.tables import Person, RowError, Table
from resonance.texts import say

R = TypeVar("R")


@dataclass(slots=True)
class Source:
    encounter: tables.Encounter
    actors: list[tables.Actor]
    damage: list[tables.Sum]
    heals: list[tables.Sum]
    person: Callable[[int], Person | None]  # by uid; None = never seen as a player
    tells_players: bool  # the actors themselves say who is a player
    bosses: list[tables.Boss] = field(default_factory=list)
    deaths: list[tables.DeathEvent] = field(default_factory=list)
    attempts: list[tables.Attempt] = field(default_factory=list)
    dungeon: list[tables.DungeonSegment] = field(default_factory=list)
    buffs: list[tables.BuffEvents] = field(default_factory=list)
    damage_hits: dict[Key, list[Hit]] | None = None  # None = not there, or not all of them
    heal_hits: dict[Key, list[Hit]] | None = None
    left_out: list[str] = field(default_factory=list)  # sentences

    @property
    def has_hits(self) -> bool:
        return self.damage_hits is not None and self.heal_hits is not None


def read(database: ForeignDatabase, encounter: tables.Encounter) -> Source:
    """RowError, TooMuch or sqlite3.Error where the sums cannot be read; anything else is left out."""
    number, started_at_ms = encounter.id, encounter.started_at_ms
    source = Source(
        encounter,
        tables.ACTORS.read(database, number),
        tables.DAMAGE.read(database, number),
        tables.HEALS.read(database, number),
        person=lambda uid: _person(database, uid),
        tells_players="is_player" in database.columns.get(tables.ACTORS.name, ()),
    )
    source.bosses = _if_readable(source, tables.BOSSES, database)
    source.deaths = _if_readable(source, tables.DEATHS, database)
    source.attempts = _if_readable(source, tables.ATTEMPTS, database)
    source.dungeon = _if_readable(source, tables.DUNGEON_SEGMENTS, database)
    source.buffs = _if_readable(source, tables.BUFFS, database)
    source.damage_hits = hits.read(database, tables.DAMAGE_DETAILS, number, source.damage, started_at_ms)
    source.heal_hits = hits.read(database, tables.HEAL_DETAILS, number, source.heals, started_at_ms)
    return source


def _if_readable(source: Source, table: Table[R], database: ForeignDatabase) -> list[R]:
    try:
        return table.read(database, source.encounter.id)
    except (RowError, TooMuch, sqlite3.Error):
        source.left_out.append(say("The table {table} cannot be read and was left out.", table=table.name))
        return []


def _person(database: ForeignDatabase, uid: int) -> Person | None:
    try:
        rows = tables.ENTITIES.raw(database, "entity_id = ?", (uid,), most=1)
    except (TooMuch, sqlite3.Error):
        return None
    return tables.ENTITIES.checked(rows[0]) if rows else None
