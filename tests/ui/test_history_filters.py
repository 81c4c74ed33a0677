"""Filters of the history: what they ask of the store, and what they are called."""

from __future__ import annotations

from datetime import datetime

import pytest

from resonance import names
from resonance.combat.record import Result
from resonance.store.search import Query
from resonance.ui.history.filters import (
    About,
    Days,
    Filters,
    Length,
    Named,
    about_text,
    filter_words,
    named,
    parse_day,
    suggest,
)

NOW = datetime(2026, 3, 10, 15, 30)
BOSSES = [Named("Goblin King", frozenset({1, 2})), Named("Kartgriff", frozenset({3}))]
SCENES = [Named("Goblin Lair", frozenset({7}))]


def ms(*moment: int) -> int:
    return round(datetime(*moment).timestamp() * 1000)  # type: ignore[arg-type]


def test_no_filter() -> None:
    """Everything is asked for, and nothing can be removed."""
    assert Filters().query("started_at_ms", descending=True, now=NOW) == Query()
    assert Filters().active() == []


def test_every_filter_reaches_the_query() -> None:
    """What the user chose is what is looked for."""
    filters = Filters(
        about=About("x", frozenset({1}), frozenset({2}), "x"),
        result=Result.WIPE,
        class_id=5,
        days=Days(datetime(2026, 3, 1), datetime(2026, 3, 2)),
        length=Length(60_000, 300_000),
        favourites=True,
        imported=True,
    )
    assert filters.query("players", descending=False, now=NOW) == Query(
        player="x",
        boss_ids=frozenset({1}),
        scene_ids=frozenset({2}),
        from_ms=ms(2026, 3, 1),
        to_ms=ms(2026, 3, 3),
        class_id=5,
        result=Result.WIPE,
        favourites=True,
        imported=True,
        min_ms=60_000,
        max_ms=300_000,
        order="players",
        descending=False,
    )


@pytest.mark.parametrize(
    ("period", "first"), [("today", (2026, 3, 10)), ("week", (2026, 3, 4)), ("month", (2026, 2, 9))]
)
def test_period_counts_whole_days_back(period: str, first: tuple[int, ...]) -> None:
    """Today begins at midnight; seven days are today and the six before."""
    query = Filters(period=period).query("started_at_ms", descending=True, now=NOW)
    assert (query.from_ms, query.to_ms) == (ms(*first), None)


def test_each_active_filter_has_words_and_can_be_removed() -> None:
    """Whatever hides encounters is named, and goes by itself."""
    filters = Filters(About("king"), Result.KILL, 2, "today", None, Length(600_000, None), True, True)
    words = [filter_words(filters, field, names.load()) for field in filters.active()]
    assert words == ["“king”", "kill", "Frost Mage", "Today", "10:00 and longer", "Favourites", "Imported"]
    for field in filters.active():
        assert field not in filters.without(field).active()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (Days(datetime(2026, 1, 31), None), "From 2026-01-31"),
        (Days(None, datetime(2026, 1, 31)), "Until 2026-01-31"),
        (Days(datetime(2026, 1, 1), datetime(2026, 1, 31)), "2026-01-01 – 2026-01-31"),
    ],
)
def test_days_with_and_without_ends(days: Days, words: str) -> None:
    """An open end is said as one."""
    assert filter_words(Filters(days=days), "days", names.load()) == words


def test_day_that_is_none() -> None:
    """Nothing typed is no day; what cannot be a day is refused."""
    assert parse_day("  ") is None
    assert parse_day("2026-02-28") == datetime(2026, 2, 28)
    with pytest.raises(ValueError, match="day"):
        parse_day("2026-02-30")


@pytest.mark.parametrize("typed", ["0001-01-01", "1970-01-01", "3000-01-01", "9999-12-31"])
def test_day_too_far_away(typed: str) -> None:
    """It is refused like one that does not exist: no computer can tell when it is."""
    with pytest.raises(ValueError, match="year"):
        parse_day(typed)


@pytest.mark.parametrize("typed", ["1971-01-01", "2999-12-31"])
def test_farthest_days(typed: str) -> None:
    """Encounters can be looked for from them and up to them."""
    day = parse_day(typed)
    query = Filters(days=Days(day, day)).query("started_at_ms", descending=True, now=NOW)
    assert query.from_ms is not None
    assert query.to_ms == query.from_ms + 24 * 3_600_000


def test_suggestions_while_typing() -> None:
    """What begins so comes first, whatever the case; bosses, scenes and players each say what they are."""
    found = suggest("goBLIN", BOSSES, SCENES, ["Goblinette"])
    assert [(each.words, each.kind) for each in found] == [
        ("Goblin King", "Boss"),
        ("Goblin Lair", "Scene"),
        ("Goblinette", "Player"),
    ]
    assert found[0].about.boss_ids == {1, 2}
    assert [each.words for each in suggest("griff", BOSSES, SCENES, [])] == ["Kartgriff"]
    assert suggest("  ", BOSSES, SCENES, ["Anna"]) == []


def test_words_that_may_mean_several_things() -> None:
    """Entered without choosing, they mean all of it."""
    assert about_text(" Goblin ", BOSSES, SCENES) == About("Goblin", frozenset({1, 2}), frozenset({7}), "Goblin")
    assert about_text("", BOSSES, SCENES) is None


def test_ids_of_one_name_are_one_choice() -> None:
    """A boss of three difficulties is offered once."""
    assert named([4, 9, 5], {4: "B", 5: "A", 9: "B"}.get) == [Named("A", frozenset({5})), Named("B", frozenset({4, 9}))]
