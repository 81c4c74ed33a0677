"""Rectangles of the screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonance.ui.geometry import Geometry, clamp, overlap, parse

DESK = Geometry(-1920, 0, 4480, 1440)  # a second screen at the left

sides = st.integers(1, 6_000)
places = st.integers(-10_000, 10_000)
rectangles = st.builds(Geometry, places, places, sides, sides)


@given(rectangles)
def test_clamped_window_lies_on_the_desk(wanted: Geometry) -> None:
    """Wherever and however large it was remembered, all of it can be seen."""
    seen = clamp(wanted, DESK)
    assert DESK.x <= seen.x
    assert seen.x + seen.width <= DESK.x + DESK.width
    assert DESK.y <= seen.y
    assert seen.y + seen.height <= DESK.y + DESK.height


@pytest.mark.parametrize("place", [(0, 0), (-1920, 0), (-1500, 300), (2560 - 600, 1440 - 400)])
def test_visible_window_is_not_moved(place: tuple[int, int]) -> None:
    """What lies on the desk stays there, on the second screen too."""
    wanted = Geometry(*place, 600, 400)
    assert clamp(wanted, DESK) == wanted


@given(rectangles)
def test_place_in_words_is_read_again(where: Geometry) -> None:
    """Whatever was written into the settings comes back the same, on a screen at the left too."""
    assert parse(where.words()) == where


@pytest.mark.parametrize("words", ["", "600x400", "600x400+1", "0x400+1+2", "600x0+1+2", "6e2x400+1+2", "600x400+1+2 "])
def test_words_that_are_no_place(words: str) -> None:
    """A damaged settings file gives no place, and no exception."""
    assert parse(words) is None


@given(rectangles, rectangles)
def test_overlap_is_the_same_from_both_sides(one: Geometry, other: Geometry) -> None:
    """And never more than the smaller of the two, all of which a rectangle shares with itself."""
    shared = overlap(one, other)
    assert shared == overlap(other, one)
    assert 0 <= shared <= min(one.width * one.height, other.width * other.height)
    assert overlap(one, one) == one.width * one.height


def test_rectangles_that_only_touch_share_nothing() -> None:
    """Two screens side by side: a window on one is not on the other."""
    left, right = Geometry(0, 0, 100, 100), Geometry(100, 0, 100, 100)
    assert overlap(left, right) == 0
    assert overlap(left, right._replace(x=90)) == 1_000
