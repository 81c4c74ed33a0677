"""A chart of curves over the seconds of a fight: players in their colours, boss HP as a thin line, deaths as crosses.

It knows nothing of fights: it draws a `Chart`, which the details make from snapshots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resonance import formats
from resonance.combat.timeline import tick_step
from resonance.palettes import CHIP_CONTRAST, readable
from resonance.texts import say
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Anchor, Sheet
from resonance.ui.theme import Look

# Logical pixels.
SIDE = 14
LEGEND_HEIGHT = 24
AXIS_HEIGHT = 22
AMOUNT_GAP = 6  # between an amount and its line
LEGEND_GAP = 16
LINE_WIDTH = 2
MARK_WIDTH = 2
CROSS = 4
TICK_GAP = 70  # at least, between two times
SPAN_HEIGHT = 3
SPAN_GAP = 4  # below it
SPAN_LABEL_HEIGHT = 13

GRID_LINES = 3
MOST_MARKS = 8  # named at one second: in a wipe all die at once


@dataclass(frozen=True, slots=True)
class Curve:
    label: str
    colour: str  # "#rrggbb"
    values: tuple[float, ...]  # a point for each step of the chart; fewer: 0 from there on


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


@dataclass(frozen=True, slots=True)
class Chart:
    seconds: int  # of the fight
    curves: tuple[Curve, ...]
    step_s: int = 1  # between two points, see step_of()
    hp: tuple[float | None, ...] = ()  # 0..1 of the boss, a point for each step; None = not known
    hp_label: str = ""
    marks: tuple[Mark, ...] = ()
    spans: tuple[Span, ...] = ()
    unit: str = ""  # of the values, such as "DPS"
    empty: str = ""  # shown where there is nothing to draw

    @property
    def is_empty(self) -> bool:
        return self.seconds < 2 or not any(any(curve.values) for curve in self.curves)


def shares(widths: Sequence[int], room: int) -> list[int]:
    """What each gets of the room: the narrow ones all they want, the wide ones equal parts of the rest."""
    given = [0] * len(widths)
    for place, index in enumerate(sorted(range(len(widths)), key=widths.__getitem__)):
        given[index] = max(0, min(widths[index], room // (len(widths) - place)))
        room -= given[index]
    return given


class ChartDrawing:
    """Items of one chart on the sheet. They are made anew only when the chart has changed."""

    def __init__(self, sheet: Sheet, look: Look) -> None:
        self._sheet = sheet
        self._look = look
        self._box = (0, 0, 0, 0)
        self._chart: Chart | None = None
        self._plot = (0, 0, 0, 0)  # where the curves are: left, top, right, bottom
        self._drawn: tuple[object, ...] = ()
        self._tag = f"chart{id(self)}"

    def layout(self, width: int, top: int, bottom: int) -> None:
        """Use the strip of the sheet between these heights; from the next `show` on."""
        self._box = (0, top, width, bottom)

    def show(self, chart: Chart) -> None:
        if self._drawn == (chart, self._box):
            return
        self._chart = chart
        self._drawn = (chart, self._box)
        self._sheet.delete(self._tag)
        if chart.is_empty:
            self._draw_empty(chart)
            return
        top_value = max(max(curve.values, default=0.0) for curve in chart.curves)
        amounts = [formats.short(top_value * line / GRID_LINES) for line in range(GRID_LINES + 1)]
        self._place(amounts, has_spans=bool(chart.spans))
        self._draw_legend(chart)
        self._draw_grid(chart, amounts)
        self._draw_spans(chart)
        self._draw_hp(chart)
        for curve in chart.curves:
            self._draw_curve(chart, curve, top_value)
        self._draw_marks(chart)

    def hide(self) -> None:
        self._chart = None
        if self._drawn:
            self._drawn = ()
            self._sheet.delete(self._tag)

    def hotspot_at(self, x: int, y: int) -> Hotspot | None:
        """What the curves say at the second under the pointer."""
        left, top, right, bottom = self._plot
        chart = self._chart
        if chart is None or chart.is_empty or not (left <= x < right and top <= y < bottom):
            return None
        second = min(chart.seconds - 1, (x - left) * chart.seconds // max(right - left, 1))
        return Hotspot(f"chart {second}", (x, top, x + 1, bottom), self._words_at(chart, second))

    def _words_at(self, chart: Chart, second: int) -> str:
        lines = [formats.duration(second * 1000)]
        lines += [span.label for span in chart.spans if span.start <= second <= span.end]
        point = second // chart.step_s
        for curve in chart.curves:
            value = curve.values[point] if point < len(curve.values) else 0.0
            lines.append(f"{curve.label}: {formats.short(value)} {chart.unit}")
        hp = chart.hp[point] if point < len(chart.hp) else None
        if hp is not None:
            lines.append(f"{chart.hp_label}: {formats.percent(hp)}")
        # A cross is wider than a second.
        near_s = self._look.px(CROSS) * chart.seconds / max(self._plot[2] - self._plot[0], 1) + 0.5
        marks = [mark.label for mark in chart.marks if abs(mark.second - second) <= near_s]
        lines += marks[:MOST_MARKS]
        if len(marks) > MOST_MARKS:
            lines.append(say("and {count} more", count=len(marks) - MOST_MARKS))
        return "\n".join(lines)

    def _place(self, amounts: Sequence[str], *, has_spans: bool) -> None:
        """Leave room at the left for the longest of the amounts, and above for legend and spans."""
        look = self._look
        _left, top, right, bottom = self._box
        side = look.px(SIDE)
        words = max(look.width(words, look.small) for words in amounts)
        above = LEGEND_HEIGHT + (SPAN_LABEL_HEIGHT + SPAN_HEIGHT + SPAN_GAP if has_spans else 0)
        self._plot = (
            side + words + look.px(AMOUNT_GAP),
            top + look.px(above),
            right - side,
            bottom - look.px(AXIS_HEIGHT),
        )

    def _x(self, chart: Chart, second: float) -> float:
        """Of a time since the beginning."""
        left, _top, right, _bottom = self._plot
        return left + (right - left) * min(max(second, 0.0), chart.seconds) / chart.seconds

    def _x_of(self, chart: Chart, point: int) -> float:
        """Of a point of a curve: the first and the last one stand at the ends, any other in the middle of its step."""
        if point * chart.step_s + chart.step_s >= chart.seconds:
            return self._x(chart, chart.seconds)
        return self._x(chart, (point + 0.5) * chart.step_s if point else 0)

    def _y(self, share: float) -> float:
        return self._plot[3] - (self._plot[3] - self._plot[1]) * share

    def _text(self, x: float, y: float, text: str, anchor: Anchor, fill: str, *, width: int = 0) -> None:
        item = self._sheet.text(self._look.small, anchor, fill, self._tag)
        self._sheet.coords(item, x, y)
        self._sheet.itemconfigure(item, text=text, width=width)

    def _line(self, points: Sequence[float], fill: str, width: int) -> None:
        self._sheet.create_line(*points, fill=fill, width=width, tags=self._tag)

    def _draw_empty(self, chart: Chart) -> None:
        look = self._look
        left, top, right, bottom = self._box
        width = max(1, right - left - look.px(48))
        self._text((left + right) / 2, (top + bottom) / 2, chart.empty, "center", look.palette.text, width=width)

    def _draw_legend(self, chart: Chart) -> None:
        look, palette = self._look, self._look.palette
        left, top, right, _bottom = self._box
        x, middle = left + look.px(SIDE), top + look.px(LEGEND_HEIGHT) / 2
        entries = [(curve.label, self._line_colour(curve.colour)) for curve in chart.curves]
        if any(hp is not None for hp in chart.hp):
            entries.append((chart.hp_label, palette.danger))
        widths = [look.width(label, look.small) for label, _ in entries]
        rooms = shares(widths, int(right - x) - look.px(17 + LEGEND_GAP) * len(entries))
        for (label, colour), room in zip(entries, rooms, strict=True):
            words = look.fit(label, look.small, room)
            self._line((x, middle, x + look.px(12), middle), colour, look.px(2))
            x += look.px(17)
            self._text(x, middle, words, "w", palette.muted)
            x += look.width(words, look.small) + look.px(LEGEND_GAP)

    def _draw_grid(self, chart: Chart, amounts: Sequence[str]) -> None:
        look, palette = self._look, self._look.palette
        left, _top, right, bottom = self._plot
        for line, words in enumerate(amounts):
            y = self._y(line / GRID_LINES)
            self._line((left, y, right, y), palette.hairline, 1)
            self._text(left - look.px(AMOUNT_GAP), y, words, "e", palette.muted)
        step = tick_step(chart.seconds, (right - left) // look.px(TICK_GAP))
        for second in range(0, chart.seconds, step):
            words = formats.duration(second * 1000)
            half = look.width(words, look.small) / 2
            x = min(self._x(chart, second), self._box[2] - half - look.px(2))
            self._text(x, bottom + look.px(AXIS_HEIGHT) / 2, words, "center", palette.muted)

    def _draw_spans(self, chart: Chart) -> None:
        """A bar above the curves, and above it the label where it has room."""
        look, palette = self._look, self._look.palette
        bottom = self._plot[1] - look.px(SPAN_GAP)
        top = bottom - look.px(SPAN_HEIGHT)
        for span in chart.spans:
            left, right = self._x(chart, span.start), self._x(chart, span.end)
            self._sheet.create_rectangle(left, top, right, bottom, fill=span.colour, width=0, tags=self._tag)
            if look.width(span.label, look.small) <= right - left:
                self._text(left, top - look.px(SPAN_LABEL_HEIGHT) / 2, span.label, "w", palette.muted)

    def _draw_hp(self, chart: Chart) -> None:
        """Broken where the HP are not known."""
        points: list[float] = []
        for index, share in enumerate((*chart.hp, None)):
            if share is not None:
                points += [self._x_of(chart, index), self._y(share)]
                continue
            if len(points) >= 4:
                self._line(points, self._look.palette.danger, 1)
            points = []

    def _line_colour(self, colour: str) -> str:
        return readable(colour, (self._look.palette.ground,), CHIP_CONTRAST)

    def _draw_curve(self, chart: Chart, curve: Curve, top_value: float) -> None:
        points: list[float] = []
        for index in range(-(-chart.seconds // chart.step_s)):
            value = curve.values[index] if index < len(curve.values) else 0.0
            points += [self._x_of(chart, index), self._y(value / top_value)]
        if len(points) >= 4:
            self._line(points, self._line_colour(curve.colour), self._look.px(LINE_WIDTH))

    def _draw_marks(self, chart: Chart) -> None:
        arm, bottom = self._look.px(CROSS), self._plot[3]
        for mark in chart.marks:
            x = self._x(chart, mark.second)
            for dy in (-arm, arm):
                self._line((x - arm, bottom - dy, x + arm, bottom + dy), mark.colour, self._look.px(MARK_WIDTH))
