"""Rectangles of the screen."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORDS = re.compile(r"(\d{1,6})x(\d{1,6})\+(-?\d{1,6})\+(-?\d{1,6})")


class Geometry(NamedTuple):
    """A rectangle of the screen in pixels; x and y may be negative on a second screen."""

    x: int
    y: int
    width: int
    height: int

    def words(self) -> str:
        """As Tk wants it, and as the settings keep it."""
        return f"{self.width}x{self.height}+{self.x}+{self.y}"


def parse(words: str) -> Geometry | None:
    """What `words()` gave; None for anything else."""
    match = _WORDS.fullmatch(words)
    if match is None:
        return None
    width, height, x, y = map(int, match.groups())
    return Geometry(x, y, width, height) if width and height else None


def clamp(wanted: Geometry, desk: Geometry) -> Geometry:
    """Moved and shrunk as little as it takes to lie wholly on the desk."""
    width, height = min(wanted.width, desk.width), min(wanted.height, desk.height)
    x = max(desk.x, min(wanted.x, desk.x + desk.width - width))
    y = max(desk.y, min(wanted.y, desk.y + desk.height - height))
    return Geometry(x, y, width, height)


def overlap(one: Geometry, other: Geometry) -> int:
    """Pixels both cover."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(0, width) * max(0, height)
