"""Icons as pictures that Tk can show."""

from __future__ import annotations

import tkinter as tk

import pytest

from resonance.ui.icons import ICONS, icon

SIZE = 32


def is_opaque(picture: tk.PhotoImage, x: int, y: int) -> bool:
    return not picture.transparency_get(x, y)


@pytest.mark.parametrize("name", sorted(ICONS))
def test_icon_is_a_picture_in_its_colour(tk_root: tk.Tk, name: str) -> None:
    """Every icon has the wanted size, some of it is drawn in the wanted colour, and its corners are empty."""
    picture = icon(tk_root, name, "#12ab34", SIZE)
    assert (picture.width(), picture.height()) == (SIZE, SIZE)
    drawn = [(x, y) for x in range(SIZE) for y in range(SIZE) if is_opaque(picture, x, y)]
    assert 0.03 < len(drawn) / SIZE**2 < 0.6
    assert (0x12, 0xAB, 0x34) in {picture.get(x, y) for x, y in drawn}
    assert (0, 0) not in drawn
    assert (SIZE - 1, SIZE - 1) not in drawn


def test_resume_triangle_points_to_the_right(tk_root: tk.Tk) -> None:
    """It is the sign for "play"."""
    picture = icon(tk_root, "resume", "#ffffff", SIZE)
    heights = [sum(is_opaque(picture, x, y) for y in range(SIZE)) for x in (SIZE // 3, SIZE // 2, 2 * SIZE // 3)]
    assert heights[0] > heights[1] > heights[2] > 0


def test_unknown_icon_is_an_error(tk_root: tk.Tk) -> None:
    """A misspelt name is found at once."""
    with pytest.raises(KeyError):
        icon(tk_root, "no such icon", "#ffffff", SIZE)
