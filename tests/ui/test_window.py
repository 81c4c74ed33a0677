"""Where the borderless window stands, and how its edges are pulled."""

from __future__ import annotations

import tkinter as tk

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import wait_until
from resonance.ui.window import BorderlessWindow, Geometry, clamp, edges_at, resized

DESK = Geometry(-1920, 0, 4480, 1440)  # a second screen at the left

sides = st.integers(1, 6_000)
places = st.integers(-10_000, 10_000)


@given(st.builds(Geometry, places, places, sides, sides))
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


@pytest.mark.parametrize(
    ("x", "y", "edges"),
    [
        (0, 0, "nw"),
        (50, 2, "n"),
        (99, 0, "ne"),
        (2, 50, "w"),
        (50, 50, ""),
        (97, 50, "e"),
        (3, 99, "sw"),
        (99, 97, "se"),
    ],
)
def test_points_near_the_border_belong_to_an_edge(x: int, y: int, edges: str) -> None:
    """Six pixels at each side, corners included."""
    assert edges_at(x, y, 100, 100, margin=6) == edges


@given(st.sampled_from(["n", "s", "e", "w", "ne", "nw", "se", "sw"]), st.integers(-900, 900), st.integers(-900, 900))
def test_pulled_edge_leaves_the_opposite_edge_where_it_is(edges: str, dx: int, dy: int) -> None:
    """Only the pulled edges move, and the window never gets smaller than it may."""
    start = Geometry(100, 200, 600, 400)
    end = resized(start, edges, dx, dy, (300, 210))
    assert end.width >= 300
    assert end.height >= 210
    if "w" not in edges:
        assert end.x == start.x
    if "e" not in edges:
        assert end.x + end.width == start.x + start.width
    if "n" not in edges:
        assert end.y == start.y
    if "s" not in edges:
        assert end.y + end.height == start.y + start.height


def test_window_appears_borderless_and_in_view(tk_root: tk.Tk) -> None:
    """A window remembered on a screen that is gone opens on one that is there, without a title bar."""
    window = BorderlessWindow(tk_root, title="t", ground="#000000", opacity=0.8)
    window.appear(Geometry(90_000, -90_000, 300, 200))
    wait_until(window.winfo_viewable, pump=tk_root.update)
    desk, where = window.desk(), window.where()
    assert where.x == desk.x + desk.width - 300
    assert where.y == desk.y
    assert window.overrideredirect()
    wait_until(lambda: window.attributes("-alpha") == pytest.approx(0.8, abs=0.01), pump=tk_root.update)


def test_covered_window_comes_to_the_front_again(tk_root: tk.Tk) -> None:
    """Another window may cover the meter for a moment only, with a window manager and without one."""
    window = BorderlessWindow(tk_root, title="t", ground="#000000", opacity=1.0)
    window.appear(Geometry(100, 100, 300, 200))
    wait_until(window.winfo_viewable, pump=tk_root.update)
    other = tk.Toplevel(tk_root)
    other.overrideredirect(True)
    other.geometry("300x200+100+100")
    wait_until(other.winfo_viewable, pump=tk_root.update)
    other.lift()
    # Of the program's own windows Tk knows which one is seen at a point.
    wait_until(lambda: window.winfo_containing(150, 150) == window, pump=tk_root.update)
