"""Who is who: what is known about players, kept so that a meter started late still shows names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, fields

MOST_PEOPLE = 50_000  # rows; those not seen for the longest time go first


@dataclass(frozen=True, slots=True)
class Person:
    """A player as known at a time. None = not known, which never hides what was known before."""

    actor_id: int
    seen_at_ms: int  # Unix ms of the capture
    name: str | None = None
    class_id: int | None = None
    spec: str | None = None  # key of specs.tsv; belongs to class_id
    level: int | None = None
    ability_score: int | None = None


_COLUMNS = ", ".join(field.name for field in fields(Person))
_GET = f"SELECT {_COLUMNS} FROM people WHERE actor_id = ?"
_PUT = f"INSERT OR REPLACE INTO people ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
_NEWEST = f"SELECT {_COLUMNS} FROM people ORDER BY seen_at_ms DESC, actor_id DESC LIMIT ?"
_FORGET = """
DELETE FROM people WHERE actor_id IN (
    SELECT actor_id FROM people ORDER BY seen_at_ms DESC, actor_id DESC LIMIT -1 OFFSET ?
)
"""


def merged(first: Person, second: Person) -> Person:
    """What is known about a player from two sightings; of the same time, the second counts as the newer."""
    old, new = (second, first) if first.seen_at_ms > second.seen_at_ms else (first, second)
    # A player of another class has another spec, known or not.
    old_spec = old.spec if new.class_id in (None, old.class_id) else None
    return Person(
        actor_id=new.actor_id,
        seen_at_ms=new.seen_at_ms,
        name=old.name if new.name is None else new.name,
        class_id=old.class_id if new.class_id is None else new.class_id,
        spec=old_spec if new.spec is None else new.spec,
        level=old.level if new.level is None else new.level,
        ability_score=old.ability_score if new.ability_score is None else new.ability_score,
    )


def united(people: Iterable[Person]) -> tuple[Person, ...]:
    """Each player once, in the order of the first sighting given."""
    found: dict[int, Person] = {}
    for person in people:
        known = found.get(person.actor_id)
        found[person.actor_id] = merged(known, person) if known else person
    return tuple(found.values())


def save_people(connection: sqlite3.Connection, people: Iterable[Person]) -> None:
    """Add what these sightings tell to what the file knows, and forget whoever is too many. sqlite3.Error."""
    for person in united(people):
        row = connection.execute(_GET, (person.actor_id,)).fetchone()
        after = merged(Person(*row), person) if row else person
        connection.execute(_PUT, tuple(getattr(after, field.name) for field in fields(Person)))
    connection.execute(_FORGET, (MOST_PEOPLE,))


def newest_people(connection: sqlite3.Connection, limit: int) -> list[Person]:
    """At most `limit` players, those seen last first."""
    return [Person(*row) for row in connection.execute(_NEWEST, (limit,))]
