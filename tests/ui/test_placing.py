"""Where windows go on one screen, on two, and when one of them is gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonance.settings import META
from resonance.ui.desktop.desktop import Screen
from resonance.ui.geometry import Geometry
from resonance.ui.placing import MOST_PLACES, first_place, into_view, key, remembered, screen_of, with_place

MAIN = Screen(Geometry(0, 0, 1920, 1080), Geometry(0, 0, 1920, 1040))
LEFT = Screen(Geometry(-2560, -200, 2560, 1440), Geometry(-2560, -200, 2560, 1440), scale=1.5)
TV = Screen(Geometry(0, 0, 3840, 2160), Geometry(0, 0, 3840, 2160), scale=2.0)

PLACE = Geometry(1200, 60, 600, 424)
ON_THE_LEFT = Geometry(-700, 60, 600, 424)

rectangles = st.builds(
    Geometry, st.integers(-9_000, 9_000), st.integers(-9_000, 9_000), st.integers(1, 5_000), st.integers(1, 5_000)
)


def is_inside(inner: Geometry, outer: Geometry) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def test_each_set_of_screens_has_its_place() -> None:
    """At home with two screens and elsewhere with one, the meter stands where it stood there."""
    places = with_place({}, "meter", (MAIN, LEFT), ON_THE_LEFT)
    places = with_place(places, "meter", (MAIN,), PLACE)
    assert remembered(places, "meter", (MAIN, LEFT)) == ON_THE_LEFT
    assert remembered(places, "meter", (LEFT, MAIN)) == ON_THE_LEFT
    assert remembered(places, "meter", (MAIN,)) == PLACE


def test_screens_never_seen_before_get_the_last_place() -> None:
    """Moved into view, since it was on another set."""
    places = with_place({}, "meter", (MAIN, LEFT), ON_THE_LEFT)
    where = remembered(places, "meter", (MAIN,))
    assert where == Geometry(0, 60, 600, 424)
    assert remembered(with_place(places, "meter", (MAIN,), PLACE), "meter", (TV,)) == PLACE


def test_windows_do_not_share_their_places() -> None:
    """The history does not open where the meter stands, and a window that never stood anywhere has no place."""
    places = with_place({}, "meter", (MAIN,), PLACE)
    assert remembered(places, "history", (MAIN,)) is None
    assert remembered({}, "meter", (MAIN,)) is None


@pytest.mark.parametrize("words", ["", "somewhere", "0x0+1+1", "600x424"])
def test_place_that_cannot_be_read_is_none(words: str) -> None:
    """A damaged settings file costs the place, and the last one is taken instead."""
    places = {key("meter", (MAIN,)): words}
    assert remembered(places, "meter", (MAIN,)) is None
    assert remembered(places | {"meter last": PLACE.words()}, "meter", (MAIN,)) == PLACE


def test_place_of_other_resolution_is_moved_into_view() -> None:
    """What was remembered for these very screens is not trusted either: task bars come and go."""
    places = with_place({}, "meter", (MAIN,), Geometry(1200, 1000, 600, 424))
    where = remembered(places, "meter", (MAIN,))
    assert where is not None
    assert is_inside(where, MAIN.work)


def test_oldest_places_are_forgotten() -> None:
    """However many screens somebody plugs in, the settings take it, and the newest places stay."""
    places: dict[str, str] = {}
    for number in range(2 * MOST_PLACES):
        screen = Screen(Geometry(0, 0, 800 + number, 600), Geometry(0, 0, 800 + number, 600))
        places = with_place(places, "meter", (screen,), Geometry(number, 0, 300, 200))
    assert len(places) == MOST_PLACES
    assert places["meter last"] == f"300x200+{2 * MOST_PLACES - 1}+0"
    assert remembered(places, "meter", (screen,)) == Geometry(2 * MOST_PLACES - 1, 0, 300, 200)
    assert META["places"].accepts(places)


def test_given_places_are_not_changed() -> None:
    """The settings are never changed behind their back."""
    before = {"meter last": "300x200+1+1"}
    assert with_place(before, "meter", (MAIN,), PLACE) != before
    assert before == {"meter last": "300x200+1+1"}


@pytest.mark.parametrize(
    ("where", "screen"),
    [
        (PLACE, MAIN),
        (ON_THE_LEFT, LEFT),
        (Geometry(-400, 60, 600, 424), LEFT),
        (Geometry(-200, 60, 600, 424), MAIN),
        (Geometry(9_000, 9_000, 600, 424), MAIN),
    ],
)
def test_window_belongs_to_the_screen_that_shows_most_of_it(where: Geometry, screen: Screen) -> None:
    """Off all of them, to the main one."""
    assert screen_of(where, (MAIN, LEFT)) is screen


@given(rectangles)
def test_every_window_comes_wholly_into_view(where: Geometry) -> None:
    """On one screen, not over the gap between two, and not below a task bar."""
    seen = into_view(where, (MAIN, LEFT))
    assert is_inside(seen, MAIN.work) or is_inside(seen, LEFT.work)


def test_first_place_is_the_upper_right_of_the_main_screen() -> None:
    """So far from its edges as was asked for; on a tiny screen all of it that there is."""
    assert first_place(600, 424, 40, (MAIN, LEFT)) == Geometry(1920 - 640, 40, 600, 424)
    tiny = Geometry(10, 20, 500, 300)
    assert first_place(600, 424, 40, (Screen(tiny, tiny),)) == tiny
