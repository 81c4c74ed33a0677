"""A plot over the seconds of a fight, on a strip of a sheet: what the chart and the timeline of the history share.

It knows nothing of fights: it draws what it is given, at the times and heights it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resonance import formats
from resonance.combat.timeline import tick_step
from resonance.palettes import CHIP_CONTRAST, readable
from resonance.ui.pointer import Box
from resonance.ui.sheet import Anchor, Sheet
from resonance.ui.theme import Look

# Logical pixels.
SIDE = 14
AMOUNT_GAP = 6  # between an amount and its line
TICK_GAP = 70  # at least, between two times
LINE_WIDTH = 2
CROSS = 4
SPAN_HEIGHT = 3
SPAN_LABEL_HEIGHT = 13

GRID_LINES = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at a second."""

    second: float
    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the fight, such as a pull."""

    start: float  # seconds
    end: float
    label: str
    colour: str


class PlotArea:
    """All its items have one tag, so that they go together."""

    def __init__(self, sheet: Sheet, look: Look, tag: str, *, axis_height: int, span_gap: int) -> None:
        """In logical pixels: `axis_height` of the times below, `span_gap` between the spans and the curves."""
        self.box: Box = (0, 0, 0, 0)  # the strip
        self.plot: Box = (0, 0, 0, 0)  # where the curves are
        self._sheet, self._look, self._tag = sheet, look, tag
        self._axis_height, self._span_gap = axis_height, span_gap
        self._first_s, self._last_s = 0, 1

    def view(self, first_s: int, last_s: int) -> None:
        """The seconds from left to right; the last one is the one behind."""
        self._first_s, self._last_s = first_s, max(last_s, first_s + 1)

    def place(self, top: int, amounts: Sequence[str]) -> None:
        """The curves begin at this height, and at the left beside the longest of the amounts."""
        look = self._look
        _left, _top, right, bottom = self.box
        words = max(look.width(each, look.small) for each in amounts)
        left = look.px(SIDE) + words + look.px(AMOUNT_GAP)
        self.plot = (left, top, right - look.px(SIDE), max(top + 1, bottom - look.px(self._axis_height)))

    def clear(self) -> None:
        self._sheet.delete(self._tag)
        self.plot = (0, 0, 0, 0)

    # Where

    def holds(self, x: int, y: int) -> bool:
        """Is this point among the curves?"""
        left, top, right, bottom = self.plot
        return left <= x < right and top <= y < bottom

    def x(self, second: float) -> float:
        """Of a time since the beginning; at the ends for one that is not in view."""
        left, _top, right, _bottom = self.plot
        share = (second - self._first_s) / (self._last_s - self._first_s)
        return left + (right - left) * min(1.0, max(0.0, share))

    def y(self, share: float) -> float:
        """Of a height: 0 = at the bottom, 1 = at the top."""
        return self.plot[3] - (self.plot[3] - self.plot[1]) * share

    def marks_at(self, second: float, marks: Sequence[Mark]) -> list[str]:
        """The labels of those whose crosses stand there: a cross may be wider than a second."""
        width = max(1, self.plot[2] - self.plot[0])
        near_s = self._look.px(CROSS) * (self._last_s - self._first_s) / width + 0.5
        return [mark.label for mark in marks if abs(mark.second - second) <= near_s]

    # Drawing

    def text(self, x: float, y: float, text: str, anchor: Anchor, fill: str, *, width: int = 0) -> None:
        """`width`: broken into lines no longer than that; 0 = one line."""
        item = self._sheet.text(self._look.small, anchor, fill, self._tag)
        self._sheet.coords(item, x, y)
        self._sheet.itemconfigure(item, text=text, width=width)

    def line(self, points: Sequence[float], fill: str, width: int) -> None:
        """`width` in pixels of the screen."""
        self._sheet.create_line(*points, fill=fill, width=width, tags=self._tag)

    def line_colour(self, colour: str) -> str:
        """As much of the colour as can be seen on this ground."""
        return readable(colour, (self._look.palette.ground,), CHIP_CONTRAST)

    def draw_grid(self, amounts: Sequence[str]) -> None:
        """A line for each of the amounts, from the bottom to the top, and times below."""
        look, palette = self._look, self._look.palette
        left, _top, right, bottom = self.plot
        for line, words in enumerate(amounts):
            y = self.y(line / GRID_LINES)
            self.line((left, y, right, y), palette.hairline, 1)
            self.text(left - look.px(AMOUNT_GAP), y, words, "e", palette.muted)
        step = tick_step(self._last_s - self._first_s, (right - left) // look.px(TICK_GAP))
        for second in range(-(-self._first_s // step) * step, self._last_s, step):
            words = formats.duration(second * 1000)
            half = look.width(words, look.small) / 2
            x = min(self.x(second), self.box[2] - half - look.px(2))
            self.text(x, bottom + look.px(self._axis_height) / 2, words, "center", palette.muted)

    def draw_spans(self, spans: Iterable[Span]) -> None:
        """A bar above the curves, and above it the label where it has room."""
        look, palette = self._look, self._look.palette
        bottom = self.plot[1] - look.px(self._span_gap)
        top = bottom - look.px(SPAN_HEIGHT)
        for span in spans:
            left, right = self.x(span.start), self.x(span.end)
            self._sheet.create_rectangle(left, top, right, bottom, fill=span.colour, width=0, tags=self._tag)
            if look.width(span.label, look.small) <= right - left:
                self.text(left, top - look.px(SPAN_LABEL_HEIGHT) / 2, span.label, "w", palette.muted)

    def draw_hp(self, points: Iterable[tuple[float, float | None]]) -> None:
        """(x, height) of each; broken where the HP are not known."""
        known: list[float] = []
        for x, share in (*points, (0.0, None)):
            if share is not None:
                known += [x, self.y(share)]
                continue
            if len(known) >= 4:
                self.line(known, self._look.palette.danger, 1)
            known = []

    def draw_curve(self, points: Sequence[float], colour: str) -> None:
        """x, y, x, y, ...; nothing is drawn of a single point."""
        if len(points) >= 4:
            self.line(points, self.line_colour(colour), self._look.px(LINE_WIDTH))

    def draw_marks(self, marks: Iterable[Mark]) -> None:
        arm, bottom = self._look.px(CROSS), self.plot[3]
        for mark in marks:
            x = self.x(mark.second)
            for dy in (-arm, arm):
                self.line((x - arm, bottom - dy, x + arm, bottom + dy), mark.colour, self._look.px(LINE_WIDTH))
