"""A chart of curves over the seconds of a fight: players in their colours, boss HP as a thin line, deaths as crosses.

It knows nothing of fights: it draws a `Chart`, which the details make from snapshots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resonance import formats
from resonance.texts import say
from resonance.ui.plot_area import GRID_LINES, SIDE, SPAN_HEIGHT, SPAN_LABEL_HEIGHT, Mark, PlotArea, Span
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look

# Logical pixels.
LEGEND_HEIGHT = 24
LEGEND_GAP = 16
AXIS_HEIGHT = 22
SPAN_GAP = 4

MOST_MARKS = 8  # named at one second: in a wipe all die at once


@dataclass(frozen=True, slots=True)
class Curve:
    label: str
    colour: str  # "#rrggbb"
    values: tuple[float, ...]  # a point for each step of the chart; fewer: it ends there


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
        self._look = look
        self._area = PlotArea(sheet, look, f"chart{id(self)}", axis_height=AXIS_HEIGHT, span_gap=SPAN_GAP)
        self._chart: Chart | None = None
        self._drawn: tuple[object, ...] = ()

    def layout(self, width: int, top: int, bottom: int) -> None:
        """Use the strip of the sheet between these heights; from the next `show` on."""
        self._area.box = (0, top, width, bottom)

    def show(self, chart: Chart) -> None:
        area = self._area
        if self._drawn == (chart, area.box):
            return
        self._chart = chart
        self._drawn = (chart, area.box)
        area.clear()
        if chart.is_empty:
            self._draw_empty(chart)
            return
        top_value = max(max(curve.values, default=0.0) for curve in chart.curves)
        amounts = [formats.short(top_value * line / GRID_LINES) for line in range(GRID_LINES + 1)]
        above = LEGEND_HEIGHT + (SPAN_LABEL_HEIGHT + SPAN_HEIGHT + SPAN_GAP if chart.spans else 0)
        area.view(0, chart.seconds)
        area.place(area.box[1] + self._look.px(above), amounts)
        self._draw_legend(chart)
        area.draw_grid(amounts)
        area.draw_spans(chart.spans)
        area.draw_hp([(self._x_of(chart, point), share) for point, share in enumerate(chart.hp)])
        for curve in chart.curves:
            self._draw_curve(chart, curve, top_value)
        area.draw_marks(chart.marks)

    def hide(self) -> None:
        self._chart = None
        if self._drawn:
            self._drawn = ()
            self._area.clear()

    def hotspot_at(self, x: int, y: int) -> Hotspot | None:
        """What the curves say at the second under the pointer."""
        chart = self._chart
        if chart is None or chart.is_empty or not self._area.holds(x, y):
            return None
        left, top, right, bottom = self._area.plot
        second = min(chart.seconds - 1, (x - left) * chart.seconds // max(right - left, 1))
        return Hotspot(f"chart {second}", (x, top, x + 1, bottom), self._words_at(chart, second))

    def _words_at(self, chart: Chart, second: int) -> str:
        lines = [formats.duration(second * 1000)]
        lines += [span.label for span in chart.spans if span.start <= second <= span.end]
        point = second // chart.step_s
        for curve in chart.curves:
            if point < len(curve.values):
                lines.append(f"{curve.label}: {formats.short(curve.values[point])} {chart.unit}")
        hp = chart.hp[point] if point < len(chart.hp) else None
        if hp is not None:
            lines.append(f"{chart.hp_label}: {formats.percent(hp)}")
        marks = self._area.marks_at(second, chart.marks)
        lines += marks[:MOST_MARKS]
        if len(marks) > MOST_MARKS:
            lines.append(say("and {count} more", count=len(marks) - MOST_MARKS))
        return "\n".join(lines)

    def _x_of(self, chart: Chart, point: int) -> float:
        """Of a point of a curve: the first and the last one stand at the ends, any other in the middle of its step."""
        if point * chart.step_s + chart.step_s >= chart.seconds:
            return self._area.x(chart.seconds)
        return self._area.x((point + 0.5) * chart.step_s if point else 0)

    def _draw_empty(self, chart: Chart) -> None:
        look = self._look
        left, top, right, bottom = self._area.box
        width = max(1, right - left - look.px(48))
        self._area.text((left + right) / 2, (top + bottom) / 2, chart.empty, "center", look.palette.text, width=width)

    def _draw_legend(self, chart: Chart) -> None:
        look, palette = self._look, self._look.palette
        left, top, right, _bottom = self._area.box
        x, middle = left + look.px(SIDE), top + look.px(LEGEND_HEIGHT) / 2
        entries = [(curve.label, self._area.line_colour(curve.colour)) for curve in chart.curves]
        if any(hp is not None for hp in chart.hp):
            entries.append((chart.hp_label, palette.danger))
        widths = [look.width(label, look.small) for label, _ in entries]
        rooms = shares(widths, int(right - x) - look.px(17 + LEGEND_GAP) * len(entries))
        for (label, colour), room in zip(entries, rooms, strict=True):
            words = look.fit(label, look.small, room)
            self._area.line((x, middle, x + look.px(12), middle), colour, look.px(2))
            x += look.px(17)
            self._area.text(x, middle, words, "w", palette.muted)
            x += look.width(words, look.small) + look.px(LEGEND_GAP)

    def _draw_curve(self, chart: Chart, curve: Curve, top_value: float) -> None:
        points: list[float] = []
        for index, value in enumerate(curve.values):
            points += [self._x_of(chart, index), self._area.y(value / top_value)]
        self._area.draw_curve(points, curve.colour)
