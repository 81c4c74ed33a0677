"""Who is who, over many sightings."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_records import sightings

from resonance.events import player_id
from resonance.store import people
from resonance.store.migrations import open_newest
from resonance.store.people import Person, merged, newest_people, save_people, united

ANN = player_id(1)
FULL = Person(ANN, 100, "Ann", 3, "iaido", 60, 12_000)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_newest(tmp_path / "history.db")) as connection:
        yield connection


@pytest.mark.parametrize(
    ("story", "seen", "known"),
    [
        ("nothing but the time", Person(ANN, 200), Person(ANN, 200, "Ann", 3, "iaido", 60, 12_000)),
        ("another name", Person(ANN, 200, "Anna"), Person(ANN, 200, "Anna", 3, "iaido", 60, 12_000)),
        ("the same class", Person(ANN, 200, class_id=3), Person(ANN, 200, "Ann", 3, "iaido", 60, 12_000)),
        ("another class", Person(ANN, 200, class_id=5), Person(ANN, 200, "Ann", 5, None, 60, 12_000)),
        (
            "another class and spec",
            Person(ANN, 200, class_id=5, spec="lifebind"),
            Person(ANN, 200, "Ann", 5, "lifebind", 60, 12_000),
        ),
        ("another spec", Person(ANN, 200, spec="moonstrike"), Person(ANN, 200, "Ann", 3, "moonstrike", 60, 12_000)),
        ("a lower score", Person(ANN, 200, ability_score=9_000), Person(ANN, 200, "Ann", 3, "iaido", 60, 9_000)),
        ("at the same time", Person(ANN, 100, "Anna"), Person(ANN, 100, "Anna", 3, "iaido", 60, 12_000)),
        ("longer ago", Person(ANN, 50, "Anna", 5, "lifebind", 1, 1), FULL),
    ],
)
def test_another_sighting(story: str, seen: Person, known: Person) -> None:
    """What is new counts, what is old fills gaps, and what is not known hides nothing but the spec of another class."""
    assert merged(FULL, seen) == known, story


def test_older_sighting_fills_what_is_not_known() -> None:
    """A recording of last year may tell a name, whatever is known from today."""
    assert merged(Person(ANN, 200, level=60), FULL) == Person(ANN, 200, "Ann", 3, "iaido", 60, 12_000)


@given(seen=st.lists(sightings, max_size=12))
def test_each_player_once(seen: list[Person]) -> None:
    """Putting together is the same as one sighting after the other, and nothing known is lost on the way."""
    found = united(seen)
    assert len({person.actor_id for person in found}) == len(found)
    for person in found:
        own = [one for one in seen if one.actor_id == person.actor_id]
        assert person == reduce(merged, own)
        assert person.seen_at_ms == max(one.seen_at_ms for one in own)
        for name in ("name", "class_id", "level", "ability_score"):
            values = {getattr(one, name) for one in own} - {None}
            assert getattr(person, name) in (values or {None})


@settings(max_examples=40, deadline=None)
@given(orders=st.lists(st.lists(sightings, max_size=5), max_size=5))
def test_file_remembers_as_a_memory_would(orders: list[list[Person]], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Order after order, the file knows what one who kept everything in mind would know; the newest are first."""
    memory: tuple[Person, ...] = ()
    with closing(open_newest(tmp_path_factory.getbasetemp() / "people.db")) as connection:
        connection.execute("DELETE FROM people")
        for order in orders:
            save_people(connection, order)
            memory = united((*memory, *united(order)))
        wanted = sorted(memory, key=lambda person: (-person.seen_at_ms, -person.actor_id))
        assert newest_people(connection, 100) == wanted


def test_table_has_the_columns_of_a_person(connection: sqlite3.Connection) -> None:
    """A field added to Person without a column, or the other way round, is noticed here."""
    columns = [row[1] for row in connection.execute("PRAGMA table_info(people)")]
    assert columns == [field.name for field in fields(Person)]


def test_too_many_people(connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those not seen for the longest time are forgotten, and seeing somebody again keeps them."""
    monkeypatch.setattr(people, "MOST_PEOPLE", 3)
    save_people(connection, [Person(player_id(uid), uid, name=f"P{uid}") for uid in range(1, 4)])
    save_people(connection, [Person(player_id(1), 10), Person(player_id(4), 4)])
    assert newest_people(connection, 100) == [
        Person(player_id(1), 10, name="P1"),
        Person(player_id(4), 4),
        Person(player_id(3), 3, name="P3"),
    ]


def test_newest_people_are_read_off_an_index(connection: sqlite3.Connection) -> None:
    """Neither the list nor forgetting sorts fifty thousand players."""
    for statement in (people._NEWEST, people._FORGET):
        plan = [step[3] for step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", (5,))]
        assert any("people_by_time" in step for step in plan)
        assert not any("TEMP B-TREE FOR ORDER" in step for step in plan)
