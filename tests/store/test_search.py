"""What a query finds, in which order, and that it is found by an index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store_records import BOSS, STARTED_AT_MS, make_record

from resonance.combat.clock import Clock, ClockChoice, Clocks
from resonance.combat.metrics import per_second
from resonance.combat.record import ActorInfo, EncounterRecord, Quality, Result
from resonance.combat.snapshot import build
from resonance.combat.tally import View
from resonance.events import player_id
from resonance.store import StoreError
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.orders import Delete, SaveEncounter, SetFavourite
from resonance.store.saver import Saver
from resonance.store.search import ORDERS, Query, order_by, where

MINUTE_MS = 60_000


def fight(number: int, name: str, *, monster_id: int, class_id: int, minutes: int, result: Result) -> SaveEncounter:
    """One of one player, who is the local one: scene `number`, started `number` minutes after the first."""
    record = make_record(number, players=1, ended=True)
    me = player_id(0)
    record.actors[me] = ActorInfo(me, name=name, class_id=class_id, spec=None)
    record.actors[BOSS].monster_id = monster_id
    record.clocks.group = Clock(record.started_at_ms, record.started_at_ms + minutes * MINUTE_MS, minutes * 30_000)
    record.result, record.quality = result, Quality(gaps=number % 2)
    for segment in record.segments:
        segment.boss_monster_id = monster_id if segment.boss is not None else None
    return SaveEncounter(f"key{number}", record, imported="a friend" if number == 4 else None)


FIGHTS = (
    fight(1, "Anna", monster_id=71, class_id=1, minutes=5, result=Result.KILL),
    fight(2, "ANNIKA_%", monster_id=72, class_id=2, minutes=4, result=Result.WIPE),
    fight(3, "Игрок", monster_id=71, class_id=2, minutes=3, result=Result.WIPE),
    fight(4, "玩家一号", monster_id=73, class_id=62, minutes=2, result=Result.LEFT),
    fight(5, "anna", monster_id=74, class_id=1, minutes=1, result=Result.KILL),
)


@pytest.fixture
def saver(path: Path) -> Iterator[Saver]:
    with closing(Saver(open_newest(path))) as saver:
        saver.write([*FIGHTS, SetFavourite("key2", True), SetFavourite("key5", True)])
        yield saver


@pytest.fixture
def history(path: Path, saver: Saver) -> Iterator[History]:
    with closing(History(path)) as history:
        yield history


def numbers(history: History, query: Query) -> list[int]:
    """Which fights are found, in order; and as many as are counted."""
    found = [int(line.key.removeprefix("key")) for line in history.search(query, 100)]
    assert history.count_found(query) == len(found)
    return found


CASES = {
    "nothing said": (Query(), [5, 4, 3, 2, 1]),
    "player, any case": (Query(player="aNN"), [5, 2, 1]),
    "player, middle of the name": (Query(player="家一"), [4]),
    "player, Cyrillic in another case": (Query(player="иГРО"), [3]),
    "percent sign is no wildcard": (Query(player="%"), [2]),
    "underscore is no wildcard": (Query(player="a_"), [2]),
    "quotes are words": (Query(player="' OR 1=1 --"), []),
    "half a surrogate pair": (Query(player="\ud83d"), []),
    "boss": (Query(boss_ids=frozenset({71, 999})), [3, 1]),
    "scene": (Query(scene_ids=frozenset({4, 5})), [5, 4]),
    "text that is player, boss or scene": (
        Query(player="анна", boss_ids=frozenset({72}), scene_ids=frozenset({1})),
        [2, 1],
    ),
    "from, included": (Query(from_ms=STARTED_AT_MS + 3 * MINUTE_MS), [5, 4, 3]),
    "to, not included": (Query(to_ms=STARTED_AT_MS + 3 * MINUTE_MS), [2, 1]),
    "class": (Query(class_id=2), [3, 2]),
    "class of the highest bit": (Query(class_id=62), [4]),
    "class beyond all bits": (Query(class_id=63), []),
    "my class": (Query(my_class_id=1), [5, 1]),
    "result": (Query(result=Result.WIPE), [3, 2]),
    "favourites": (Query(favourites=True), [5, 2]),
    "imported": (Query(imported=True), [4]),
    "own": (Query(imported=False), [5, 3, 2, 1]),
    "duration, included": (Query(min_ms=2 * MINUTE_MS, max_ms=4 * MINUTE_MS), [4, 3, 2]),
    "all that is said must hold": (Query(player="ann", result=Result.KILL, favourites=True), [5]),
}


@pytest.mark.parametrize(("query", "found"), CASES.values(), ids=CASES)
def test_filter(history: History, query: Query, found: list[int]) -> None:
    """Exactly the encounters that fit, the newest first, and the count agrees."""
    assert numbers(history, query) == found


@pytest.mark.parametrize("order", ORDERS)
def test_order_and_its_reverse(history: History, order: str) -> None:
    """Every column sorts, both ways; no encounter is lost or shown twice from page to page."""
    for descending in (True, False):
        query = Query(order=order, descending=descending)
        whole = numbers(history, query)
        assert sorted(whole) == [1, 2, 3, 4, 5]
        pages = [line.key for start in range(0, 5, 2) for line in history.search(query, 2, start)]
        assert pages == [f"key{number}" for number in whole]


def test_orders_of_known_values(history: History) -> None:
    """By length, by boss with ties the newest first, by favourite."""
    assert numbers(history, Query(order="elapsed_ms")) == [1, 2, 3, 4, 5]
    assert numbers(history, Query(order="elapsed_ms", descending=False)) == [5, 4, 3, 2, 1]
    assert numbers(history, Query(order="boss", descending=False)) == [3, 1, 2, 4, 5]
    assert numbers(history, Query(order="favourite")) == [5, 2, 4, 3, 1]
    assert numbers(history, Query(order="my_dps")) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("clock", ClockChoice)
def test_order_of_the_shortest_fights(history: History, saver: Saver, clock: ClockChoice) -> None:
    """A second is the least that a DPS is divided by: the list is sorted by what it shows."""
    for number, clock_ms in ((6, 0), (7, 400), (8, 1_000)):
        record = make_record(number, players=1, ended=True)
        at_ms = record.started_at_ms
        mine = (View.DAMAGE, player_id(0))
        record.clocks = Clocks(*[Clock(at_ms, at_ms + clock_ms, clock_ms) for _ in range(2)])
        record.clocks.personal[mine] = Clock(at_ms, at_ms + clock_ms, clock_ms)
        saver.write([SaveEncounter(f"key{number}", record)])
    found = history.search(Query(order="my_dps", clock=clock), 10)
    shown = [line.my_dps or 0.0 for line in found]
    assert all(shown)
    assert shown == sorted(shown, reverse=True)


def test_order_of_names(history: History) -> None:
    """As they stand in the alphabet of who asks: of the boss, or of the place where the boss has no name."""
    bosses = ((71, 4), (72, 2), (73, 1))
    scenes = tuple((scene, 3) for scene in range(1, 6))
    query = Query(order="name", descending=False, boss_ranks=bosses, scene_ranks=scenes)
    assert numbers(history, query) == [4, 2, 5, 3, 1]
    assert numbers(history, replace(query, descending=True)) == [3, 1, 5, 2, 4]
    scenes = tuple((scene, 9 - scene) for scene in range(1, 6))
    assert numbers(history, Query(order="scene", descending=False, scene_ranks=scenes)) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("clock", ClockChoice)
def test_times_of_the_list_are_those_of_the_opened_fight(history: History, clock: ClockChoice) -> None:
    """Whichever clock the user chose, list and header say the same, and the list is sorted by what it says."""
    found = history.search(Query(clock=clock), 10)
    for line in found:
        opened = build(history.open_record(line.encounter_id), clock)
        mine = next(row for row in opened.players if row.is_local)
        assert line.time_ms == opened.clock_ms(View.DAMAGE)
        assert line.my_dps == per_second(mine.damage.amount, opened.clock_ms(View.DAMAGE, mine))
    by_time = history.search(Query(order="time", clock=clock), 10)
    assert [line.time_ms for line in by_time] == sorted((line.time_ms for line in found), reverse=True)


def test_what_is_not_known_comes_last(history: History, saver: Saver) -> None:
    """Whichever way the column is sorted."""
    record = make_record(6, players=1, ended=True)
    record.local_player, record.scene_id = None, None
    saver.write([SaveEncounter("key6", record)])
    for order in ("my_damage", "my_dps", "my_share", "scene"):
        for descending in (True, False):
            assert numbers(history, Query(order=order, descending=descending))[-1] == 6


def test_unknown_order() -> None:
    """A word from elsewhere never becomes SQL."""
    with pytest.raises(KeyError):
        order_by(Query(order="id; DROP TABLE encounters"))


def test_boss_that_was_not_the_last_one(history: History, saver: Saver) -> None:
    """An encounter is found by every boss there was an attempt at, not only by the one in the header."""
    record = FIGHTS[0].record.detached()
    earlier = replace(record.segments[1], boss_monster_id=500)
    record.segments.append(earlier)
    saver.write([SaveEncounter("key1", record)])
    assert numbers(history, Query(boss_ids=frozenset({500}))) == [1]
    assert (500, 1) in history.bosses()


def test_deleted_encounters_are_not_found(history: History, saver: Saver) -> None:
    """Neither by any filter nor in the suggestions, bosses and scenes."""
    saver.write([Delete(("key3", "key4"), 1)])
    assert numbers(history, Query()) == [5, 2, 1]
    assert numbers(history, Query(player="игрок")) == []
    assert history.suggest("иг", 5) == []
    assert history.bosses() == [(71, 1), (72, 1), (74, 1)]
    assert history.scenes() == [(1, 1), (2, 1), (5, 1)]


def test_suggestions(history: History) -> None:
    """Names that begin as typed, whatever the case, in order and no more than wanted."""
    assert history.suggest("an", 10) == ["Anna", "anna", "ANNIKA_%"]
    assert history.suggest("AN", 2) == ["Anna", "anna"]
    assert history.suggest("nna", 10) == []
    assert history.suggest("玩", 10) == ["玩家一号"]
    assert len(history.suggest("", 10)) == 5


def test_bosses_and_scenes_by_frequency(history: History) -> None:
    """How often they were met, the most frequent first."""
    assert history.bosses() == [(71, 2), (72, 1), (73, 1), (74, 1)]
    assert history.scenes() == [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)]


def test_no_file_finds_nothing(tmp_path: Path) -> None:
    """Searching before the first fight is no error."""
    with closing(History(tmp_path / "none.db")) as empty:
        assert (empty.search(Query(), 5), empty.count_found(Query()), empty.suggest("a", 5)) == ([], 0, [])
        assert (empty.bosses(), empty.scenes(), empty.bests()) == ([], [], [])


@pytest.mark.parametrize("query", [query for query, _ in CASES.values()], ids=CASES)
def test_filters_and_orders_read_the_index_alone(path: Path, saver: Saver, query: Query) -> None:
    """A thousand long rows are not read to show fifty of them."""
    condition, values = where(query)
    with closing(sqlite3.connect(path)) as connection:
        for order in ORDERS:
            page = f"SELECT id FROM encounters WHERE {condition} ORDER BY {order_by(replace(query, order=order))}"
            plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {page}", values)]
            about = [step for step in plan if "encounters" in step]
            assert about
            assert all("USING COVERING INDEX encounters_by_time" in step for step in about), plan


def test_line_tells_all_that_the_list_shows(path: Path) -> None:
    """The local player's numbers, the classes by damage, and what the user said."""
    record: EncounterRecord = make_record(7, players=3, ended=True)
    record.actors[player_id(1)].spec = None
    with closing(Saver(open_newest(path))) as saver, closing(History(path)) as history:
        saver.write([SaveEncounter("key", record)])
        (line,) = history.search(Query(), 5)
    assert (line.my_damage, line.damage, line.attempts, line.difficulty) == (7_001, 21_003, 1, 3)
    assert (line.my_class_id, line.my_spec) == (1, None)
    assert line.my_share == pytest.approx(7_001 / 21_003)
    assert line.classes == ((2, "iaido"), (1, None), (0, "iaido"))
    assert (line.favourite, line.note, line.imported) == (False, "", None)


@pytest.mark.parametrize("classes", ["", "{}", "7", "[7]", "[[1]]", '[["x", 7]]', "[" * 100_000])
def test_line_with_classes_that_make_no_sense(path: Path, saver: Saver, history: History, classes: str) -> None:
    """A damaged line is shown with what is sound in it, and the others are too."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE encounters SET classes = ? WHERE key = 'key3'", (classes,))
        other.commit()
    assert numbers(history, Query()) == [5, 4, 3, 2, 1]
    assert history.search(Query(), 5)[2].classes in ((), ((None, None),))


def test_damaged_result_costs_no_other_line(path: Path, history: History) -> None:
    """The encounter stands in the list all the same; opening it says what is wrong."""
    before = [line.encounter_id for line in history.list_encounters(-1)]
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE encounters SET result = 'strange' WHERE key = 'key3'")
    lines = history.list_encounters(-1)
    assert [line.encounter_id for line in lines] == before
    (damaged,) = (line.encounter_id for line in lines if line.key == "key3")
    with pytest.raises(StoreError, match="damaged"):
        history.open_record(damaged)
