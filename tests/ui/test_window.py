"""Where the borderless window stands, and how its edges are pulled."""

from __future__ import annotations

import tkinter as tk

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import wait_until
from resonance.ui.geometry import Geometry
from resonance.ui.window import BorderlessWindow, edges_at, resized


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


def test_window_appears_borderless_where_it_was_asked_to(tk_root: tk.Tk) -> None:
    """To the pixel, without a title bar, and as transparent as the user wants it, then and later."""
    window = BorderlessWindow(tk_root, title="t", ground="#000000", opacity=0.8)
    window.appear(Geometry(120, 90, 300, 200))
    wait_until(window.winfo_viewable, pump=tk_root.update)
    assert window.where() == Geometry(120, 90, 300, 200)
    assert window.overrideredirect()
    wait_until(lambda: window.attributes("-alpha") == pytest.approx(0.8, abs=0.01), pump=tk_root.update)
    window.set_opacity(0.5)
    assert window.attributes("-alpha") == pytest.approx(0.5, abs=0.01)
    window.withdraw()
    window.deiconify()
    wait_until(window.winfo_viewable, pump=tk_root.update)
    assert window.attributes("-alpha") == pytest.approx(0.5, abs=0.01)


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
