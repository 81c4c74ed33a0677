"""Plot: points from left to right as bars or dots, for windows, pictures and spreadsheets.

`drawn()` gives the shapes of it, which the canvas of a window and that of a picture paint alike. Sizes and places are
logical pixels, or whatever the measure of texts counts in.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from resonance import formats
from resonance.export.spreadsheet import harmless
from resonance.palettes import CHIP_CONTRAST, Palette, mix, readable

SIDE = 14
TITLE_HEIGHT = 28
AXIS_HEIGHT = 24
LINE_HEIGHT = 16  # of a second line of labels below the axis
AMOUNT_GAP = 8
LABEL_GAP = 12  # at least, between two labels below the axis
NAME_GAP = 6  # the same between two names
WIDEST_STEP = 64  # few points do not spread over the whole plot
WIDEST_NAMED_STEP = 96  # the same, where each has a name of its own
BAR_SHARE = 0.68
DOT = 4
LINE_WIDTH = 2
GRID_LINES = 3
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
CLOCK_STEPS_MS = (
    *(seconds * 1_000 for seconds in (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800)),
    *(hours * HOUR_MS for hours in (1, 2, 3, 4, 6, 8, 12, 24)),
)
BAR_OVER_GROUND = 0.75  # of its colour: the text is what is brightest

Anchor = Literal["left", "right", "center"]
Measure = Callable[[str], float]
"""Width of a small text."""


@dataclass(frozen=True, slots=True)
class Point:
    label: str  # below the axis
    value: float | None  # None = not known: a gap
    tip: str = ""
    is_filled: bool = True  # a dot; one that is not is a ring
    colour: str = ""  # "" = that of the plot
    opens: str = ""  # key of an encounter; "" = none


@dataclass(frozen=True, slots=True)
class Plot:
    title: str
    points: tuple[Point, ...]
    colour: str  # "#rrggbb"
    kind: Literal["bars", "dots"] = "bars"
    format: str = "count"  # of the values, see formats.parts
    line: tuple[float | None, ...] = ()  # through the points, as many; None = a gap
    legend: str = ""
    is_named: bool = False  # every label is needed, and is cut where it must be; else so many as have room
    most: float | None = None  # upper end of the axis; None = the largest value
    empty: str = ""  # said instead where there is no point
    header: tuple[str, ...] = ()  # of the same as a table
    cells: tuple[tuple[str | float | None, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(point.value is not None for point in self.points)


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    colour: str


class Stroke(NamedTuple):
    points: tuple[float, ...]  # x, y, x, y, ...
    colour: str
    width: float


class Dot(NamedTuple):
    x: float
    y: float
    radius: float
    colour: str  # of its edge
    fill: str


class Words(NamedTuple):
    x: float
    middle: float
    text: str
    anchor: Anchor
    colour: str
    room: float = math.inf  # it is cut where it is wider


Shape = Box | Stroke | Dot | Words


class Spot(NamedTuple):
    """Where the pointer means a point."""

    left: float
    top: float
    right: float
    bottom: float
    point: int


@dataclass(frozen=True, slots=True)
class Drawing:
    shapes: tuple[Shape, ...]
    spots: tuple[Spot, ...]


def drawn(plot: Plot, width: float, height: float, palette: Palette, measure: Measure, scale: float = 1.0) -> Drawing:
    """`scale`: of all sizes but `width`, `height` and what `measure` gives."""
    title_middle = TITLE_HEIGHT / 2 * scale
    title_room = width - 3 * SIDE * scale - (0.0 if plot.is_empty else measure(plot.legend))
    shapes: list[Shape] = [Words(SIDE * scale, title_middle, plot.title, "left", palette.text, title_room)]
    if plot.is_empty:
        shapes.append(Words(width / 2, height / 2, plot.empty, "center", palette.muted))
        return Drawing(tuple(shapes), ())
    shapes.append(Words(width - SIDE * scale, title_middle, plot.legend, "right", palette.muted))
    amounts, top_value = _axis(plot)
    left = (SIDE + AMOUNT_GAP) * scale + max(map(measure, amounts))
    right, top = width - SIDE * scale, (TITLE_HEIGHT + 10) * scale
    step = min((WIDEST_NAMED_STEP if plot.is_named else WIDEST_STEP) * scale, (right - left) / len(plot.points))
    lines = _label_lines(plot, step, measure, scale)
    bottom = height - (AXIS_HEIGHT + (lines - 1) * LINE_HEIGHT) * scale
    for line, words in enumerate(amounts):
        y = bottom - (bottom - top) * line / (len(amounts) - 1)
        shapes.append(Stroke((left, y, right, y), palette.hairline, 1))
        shapes.append(Words(left - AMOUNT_GAP * scale, y, words, "right", palette.muted))
    places = _Places(left + step / 2, step, top, bottom, top_value)
    if plot.kind == "dots":
        shapes += _line(plot, places, palette, scale)
    for index, point in enumerate(plot.points):
        if point.value is not None:
            shapes.append(_mark(plot, index, point, places, palette, scale))
    if plot.is_named:
        shapes += _names(plot, places, palette, lines, width - NAME_GAP * scale, scale)
    else:
        shapes += _labels(plot, places, palette, measure, scale)
    spots = (Spot(places.x(at) - step / 2, top, places.x(at) + step / 2, bottom, at) for at in range(len(plot.points)))
    return Drawing(tuple(shapes), tuple(spots))


def _axis(plot: Plot) -> tuple[list[str], float]:
    """Words from the bottom to the top, and the value there: round numbers."""
    if plot.most is not None:
        lines, step = 4, plot.most / 4
    else:
        largest = max((point.value or 0.0 for point in plot.points if math.isfinite(point.value or 0.0)), default=0.0)
        lines, step = GRID_LINES, round_step(largest / GRID_LINES, is_time=plot.format == "duration")
    return [formats.words(plot.format, step * line) for line in range(lines + 1)], step * lines


def round_step(least: float, *, is_time: bool) -> float:
    """The first round number that is not smaller; at least 1. `is_time`: milliseconds, round on a clock."""
    if is_time:
        return next((step for step in CLOCK_STEPS_MS if step >= least), math.ceil(least / DAY_MS) * DAY_MS)
    power = 10.0 ** math.floor(math.log10(max(least, 1.0)))
    return next(factor * power for factor in (1, 2, 3, 5, 10) if factor * power >= max(least, 1.0))


class _Places(NamedTuple):
    first: float  # x of the first point
    step: float
    top: float
    bottom: float
    most: float  # value at the top

    def x(self, index: int) -> float:
        return self.first + index * self.step

    def y(self, value: float) -> float:
        share = value / self.most if math.isfinite(value) else 0.0
        return self.bottom - (self.bottom - self.top) * min(1.0, max(0.0, share))


def _mark(plot: Plot, index: int, point: Point, places: _Places, palette: Palette, scale: float) -> Shape:
    colour = readable(point.colour or plot.colour, (palette.ground,), CHIP_CONTRAST)
    x, y = places.x(index), places.y(point.value or 0.0)
    if plot.kind == "bars":
        half = max(1.0, places.step * BAR_SHARE / 2)
        return Box(x - half, y, x + half, places.bottom, mix(colour, palette.ground, BAR_OVER_GROUND))
    radius = min(DOT * scale, max(1.5 * scale, places.step * 0.4))
    return Dot(x, y, radius, colour, colour if point.is_filled else palette.ground)


def _line(plot: Plot, places: _Places, palette: Palette, scale: float) -> list[Shape]:
    """Broken where it is not known."""
    shapes: list[Shape] = []
    points: list[float] = []
    for index, value in enumerate((*plot.line, None)):
        if value is not None:
            points += [places.x(index), places.y(value)]
            continue
        if len(points) >= 4:
            shapes.append(Stroke(tuple(points), palette.muted, LINE_WIDTH * scale))
        points = []
    return shapes


def _label_lines(plot: Plot, step: float, measure: Measure, scale: float) -> int:
    """Two where names have no room side by side: one up, one down."""
    widest = max((measure(point.label) for point in plot.points), default=0.0)
    return 2 if plot.is_named and widest + NAME_GAP * scale > step else 1


def _names(plot: Plot, places: _Places, palette: Palette, lines: int, right: float, scale: float) -> list[Shape]:
    """All of them, in turn on one of so many lines; none beyond the plot."""
    shapes: list[Shape] = []
    for index, point in enumerate(plot.points):
        x, line = places.x(index), index % lines
        middle = places.bottom + (AXIS_HEIGHT / 2 + line * LINE_HEIGHT) * scale
        room = min(lines * places.step - NAME_GAP * scale, 2 * (x - SIDE * scale), 2 * (right - x))
        shapes.append(Words(x, middle, point.label, "center", palette.muted, room))
    return shapes


def _labels(plot: Plot, places: _Places, palette: Palette, measure: Measure, scale: float) -> list[Shape]:
    """As many as have room, the newest in any case."""
    widest = max((measure(point.label) for point in plot.points), default=0.0) + LABEL_GAP * scale
    every = max(1, math.ceil(widest / places.step))
    middle = places.bottom + AXIS_HEIGHT / 2 * scale
    last = len(plot.points) - 1
    return [
        Words(places.x(index), middle, point.label, "center", palette.muted)
        for index, point in enumerate(plot.points)
        if point.label and (last - index) % every == 0 and places.x(index) - widest / 2 >= 0
    ]


def table_text(header: Sequence[str], rows: Sequence[Sequence[str | float | None]]) -> str:
    """As CSV, nothing in it that a spreadsheet would take for a formula; None is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()
