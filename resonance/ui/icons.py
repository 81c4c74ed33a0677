"""Small icons, drawn here as distances to simple shapes, so that they are smooth at every scale.

An icon is a function of a point in a square from -1 to 1 (y downwards) that gives the distance to its outline, negative
inside. A pixel is as opaque as the outline's distance says: that is all the smoothing there is.
"""

from __future__ import annotations

import math
import struct
import tkinter as tk
import zlib
from collections.abc import Callable

from resonance.palettes import rgb

Shape = Callable[[float, float], float]


def _disc(radius: float, centre: float = 0.0) -> Shape:
    """`centre`: its x."""
    return lambda x, y: math.hypot(x - centre, y) - radius


def _box(left: float, top: float, right: float, bottom: float) -> Shape:
    def distance(x: float, y: float) -> float:
        outside_x = max(left - x, x - right)
        outside_y = max(top - y, y - bottom)
        if outside_x > 0 and outside_y > 0:
            return math.hypot(outside_x, outside_y)
        return max(outside_x, outside_y)

    return distance


def _line(x0: float, y0: float, x1: float, y1: float, width: float) -> Shape:
    length_squared = (x1 - x0) ** 2 + (y1 - y0) ** 2

    def distance(x: float, y: float) -> float:
        along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length_squared
        along = min(1.0, max(0.0, along))
        return math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0)) - width / 2

    return distance


def _triangle(*corners: tuple[float, float]) -> Shape:
    """Corners clockwise as seen on the screen."""
    edges = list(zip(corners, corners[1:] + corners[:1], strict=True))

    def side(x: float, y: float, start: tuple[float, float], end: tuple[float, float]) -> float:
        across_x, across_y = end[1] - start[1], start[0] - end[0]
        return ((x - start[0]) * across_x + (y - start[1]) * across_y) / math.hypot(across_x, across_y)

    return lambda x, y: max(side(x, y, start, end) for start, end in edges)


def _outline(shape: Shape, width: float) -> Shape:
    return lambda x, y: abs(shape(x, y)) - width / 2


def _union(*shapes: Shape) -> Shape:
    return lambda x, y: min(shape(x, y) for shape in shapes)


def _without(shape: Shape, hole: Shape) -> Shape:
    return lambda x, y: max(shape(x, y), -hole(x, y))


_STROKE = 0.19


def _ring(x: float, y: float) -> Shape:
    """The handle of a slider."""
    return lambda px, py: math.hypot(px - x, py - y) - 0.2


ICONS: dict[str, Shape] = {
    "reset": _union(
        _without(_outline(_disc(0.62), _STROKE), _box(0.0, -1.0, 1.0, -0.22)),
        _triangle((-0.04, -1.0), (0.42, -0.62), (-0.04, -0.24)),
    ),
    "pause": _union(_box(-0.52, -0.66, -0.16, 0.66), _box(0.16, -0.66, 0.52, 0.66)),
    "resume": _triangle((-0.46, -0.72), (0.72, 0.0), (-0.46, 0.72)),
    "copy": _union(
        _without(_outline(_box(-0.62, -0.7, 0.2, 0.3), _STROKE), _box(-0.32, -0.4, 1.0, 1.0)),
        _outline(_box(-0.22, -0.3, 0.62, 0.7), _STROKE),
    ),
    "more": _union(_disc(0.15, -0.56), _disc(0.15), _disc(0.15, 0.56)),
    "minimise": _line(-0.62, 0.0, 0.62, 0.0, _STROKE),
    "restore": _union(_line(-0.6, -0.28, 0.0, 0.34, _STROKE), _line(0.0, 0.34, 0.6, -0.28, _STROKE)),
    "close": _union(_line(-0.52, -0.52, 0.52, 0.52, _STROKE), _line(-0.52, 0.52, 0.52, -0.52, _STROKE)),
    "dot": _disc(0.62),
    "light": _disc(0.84),
    "half": _union(_outline(_disc(0.55), 0.15), _without(_disc(0.55), _box(-1.0, -1.0, 1.0, 0.0))),
    "fight": _union(_line(-0.6, -0.45, 0.6, -0.45, _STROKE), _line(-0.6, 0.0, 0.1, 0.0, _STROKE)),
    "encounter": _union(*(_line(-0.6, y, 0.6, y, _STROKE) for y in (-0.45, 0.0, 0.45))),
    "evening": _without(_disc(0.66), _disc(0.62, 0.38)),
    "history": _union(
        _outline(_disc(0.62), _STROKE), _line(0.0, -0.38, 0.0, 0.02, _STROKE), _line(0.0, 0.02, 0.28, 0.2, _STROKE)
    ),
    "settings": _union(
        *(_line(-0.64, y, 0.64, y, 0.15) for y in (-0.45, 0.05, 0.55)),
        *(_ring(x, y) for x, y in ((0.25, -0.45), (-0.3, 0.05), (0.1, 0.55))),
    ),
}


def icon(master: tk.Misc, name: str, colour: str, size_px: int) -> tk.PhotoImage:
    """The picture of an icon; keep a reference, Tk does not. KeyError for an unknown name."""
    return tk.PhotoImage(master=master, data=_png(_rows(ICONS[name], rgb(colour), size_px), size_px))


def _rows(shape: Shape, colour: tuple[int, int, int], size_px: int) -> list[bytes]:
    """RGBA rows, top first."""
    half = size_px / 2
    paint = bytes(colour)
    rows = []
    for row in range(size_px):
        y = (row + 0.5) / half - 1
        distances = (shape((column + 0.5) / half - 1, y) * half for column in range(size_px))
        rows.append(b"".join(paint + bytes((_opacity(distance_px),)) for distance_px in distances))
    return rows


def _opacity(distance_px: float) -> int:
    return round(255 * min(1.0, max(0.0, 0.5 - distance_px)))


def _png(rows: list[bytes], size_px: int) -> bytes:
    """A PNG of RGBA rows: the one format with opacity that every Tk 8.6 reads."""
    header = struct.pack(">IIBBBBB", size_px, size_px, 8, 6, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
