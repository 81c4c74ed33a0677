"""Draws a Picture of a fight over time: a legend to click, curves, boss HP, attempts, deaths, the chosen stretch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from resonance import formats
from resonance.palettes import mix
from resonance.texts import say
from resonance.ui.history.timeline_picture import Entry, Picture
from resonance.ui.plot_area import GRID_LINES, SIDE, SPAN_HEIGHT, SPAN_LABEL_HEIGHT, PlotArea
from resonance.ui.pointer import Box, Hotspot
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look

# Logical pixels.
LEGEND_LINE = 19
LEGEND_GAP = 14
SWATCH = 12
NAME_GAP = 5
WIDEST_NAME = 130
AXIS_HEIGHT = 20
SPAN_GAP = 3
LEAST_ABOVE = 4  # between the legend and the curves

MOST_LEGEND_LINES = 2
RANGE_SHARE = 0.16
"""Of the accent over the ground, behind the chosen stretch."""
OFF_SHARE = 0.45
"""How much of its colour a name keeps whose curve is not shown."""

Range_s = tuple[float, float]


class TimelinePlot:
    def __init__(self, sheet: Sheet, look: Look, *, toggle: Callable[[int], object]) -> None:
        """`toggle`: a player of the legend was clicked."""
        self._sheet, self._look, self._toggle = sheet, look, toggle
        self._tag = f"timeline{id(self)}"
        self._area = PlotArea(sheet, look, self._tag, axis_height=AXIS_HEIGHT, span_gap=SPAN_GAP)
        self._picture: Picture | None = None
        self._drawn: tuple[object, ...] = ()
        self.legend: list[Hotspot] = []  # the names that can be clicked
        self._top_value = 1.0

    def layout(self, width: int, top: int, bottom: int) -> None:
        """Use the strip of the sheet between these heights; from the next `show` on."""
        self._area.box = (0, top, width, bottom)

    def show(self, picture: Picture | None, chosen: Range_s | None) -> None:
        """`chosen`: a stretch of the fight, in seconds."""
        area = self._area
        if self._drawn == (picture, chosen, area.box):
            return
        self._drawn = (picture, chosen, area.box)
        self._picture = picture
        area.clear()
        self.legend = []
        if picture is None:
            return
        if picture.empty:
            left, top, right, bottom = area.box
            area.text((left + right) / 2, (top + bottom) / 2, picture.empty, "center", self._look.palette.muted)
            return
        self._top_value = max((max(curve.values, default=0.0) for curve in picture.curves), default=0.0) or 1.0
        amounts = [formats.short(self._top_value * line / GRID_LINES) for line in range(GRID_LINES + 1)]
        above = SPAN_LABEL_HEIGHT + SPAN_HEIGHT + SPAN_GAP if picture.spans else LEAST_ABOVE
        area.view(picture.first, picture.last)
        area.place(self._draw_legend(picture) + self._look.px(above), amounts)
        self._draw_range(chosen)
        area.draw_grid(amounts)
        area.draw_spans(picture.spans)
        area.draw_hp([(area.x(second), share) for second, share in picture.hp])
        for curve in picture.curves:
            self._draw_curve(picture, curve.colour, curve.values)
        area.draw_marks(picture.marks)

    def second_at(self, x: int) -> float:
        """The time at a point, within what is in view."""
        picture = self._picture
        if picture is None:
            return 0.0
        left, _top, right, _bottom = self._area.plot
        share = min(1.0, max(0.0, (x - left) / max(1, right - left)))
        return picture.first + share * (picture.last - picture.first)

    @property
    def plot_box(self) -> Box:
        """Where the curves are."""
        return self._area.plot

    def is_in_plot(self, x: int, y: int) -> bool:
        return self._area.holds(x, y)

    def hotspot_at(self, x: int, y: int) -> Hotspot | None:
        for spot in self.legend:
            left, top, right, bottom = spot.box
            if left <= x < right and top <= y < bottom:
                return spot
        if self._picture is None or not self.is_in_plot(x, y):
            return None
        second = int(self.second_at(x))
        _left, top, _right, bottom = self._area.plot
        return Hotspot(f"second {second}", (x, top, x + 1, bottom), self._words_at(second))

    def _words_at(self, second: int) -> str:
        picture = self._picture
        if picture is None:
            return ""
        lines = [formats.duration(second * 1000)]
        lines += [span.label for span in picture.spans if span.start <= second <= span.end]
        point = (second - picture.first) // picture.step_s
        for curve in sorted(picture.curves, key=lambda each: -each.values[point] if point < len(each.values) else 0):
            value = curve.values[point] if point < len(curve.values) else 0.0
            lines.append(f"{curve.label}: {formats.short(value)} {picture.unit}")
        near = [share for at, share in picture.hp if abs(at - second) <= picture.step_s and share is not None]
        if near:
            lines.append(f"{picture.hp_label}: {formats.percent(near[0])}")
        lines += self._area.marks_at(second, picture.marks)
        return "\n".join(lines)

    # Drawing

    def _draw_legend(self, picture: Picture) -> int:
        """Gives where it ends. Names that have no room on its lines are left out."""
        look = self._look
        left, top, right, _bottom = self._area.box
        x, line = left + look.px(SIDE), 0
        for entry in picture.legend:
            words = look.fit(entry.name, look.small, look.px(WIDEST_NAME))
            width = look.px(SWATCH + NAME_GAP) + look.width(words, look.small)
            if x + width > right - look.px(SIDE) and x > left + look.px(SIDE):
                x, line = left + look.px(SIDE), line + 1
            if line >= MOST_LEGEND_LINES:
                break
            self._draw_name(entry, words, x, top + line * look.px(LEGEND_LINE), width)
            x += width + look.px(LEGEND_GAP)
        return top + min(line + 1, MOST_LEGEND_LINES) * look.px(LEGEND_LINE)

    def _draw_name(self, entry: Entry, words: str, x: int, top: int, width: int) -> None:
        look, palette = self._look, self._look.palette
        height = look.px(LEGEND_LINE)
        middle = top + height / 2
        colour = self._area.line_colour(entry.colour)
        text = palette.text
        if not entry.is_chosen:
            colour, text = mix(colour, palette.ground, OFF_SHARE), palette.muted
        self._area.line((x, middle, x + look.px(SWATCH), middle), colour, look.px(3 if entry.is_chosen else 1))
        self._area.text(x + look.px(SWATCH + NAME_GAP), middle, words, "w", text)
        tip = say("Hide the curve of {name}" if entry.is_chosen else "Show the curve of {name}", name=entry.name)
        box = (x, top, x + width, top + height)
        self.legend.append(Hotspot(f"legend {entry.actor}", box, tip, partial(self._toggle, entry.actor)))

    def _draw_range(self, chosen: Range_s | None) -> None:
        if chosen is None:
            return
        palette, (_left, top, _right, bottom) = self._look.palette, self._area.plot
        left, right = self._area.x(chosen[0]), self._area.x(chosen[1])
        fill = mix(palette.accent, palette.ground, RANGE_SHARE)
        self._sheet.create_rectangle(left, top, right, bottom, fill=fill, width=0, tags=self._tag)
        for x in (left, right):
            self._area.line((x, top, x, bottom), palette.accent, 1)

    def _draw_curve(self, picture: Picture, colour: str, values: Sequence[float]) -> None:
        points: list[float] = []
        for index, value in enumerate(values):
            second = picture.first + min((index + 0.5) * picture.step_s, picture.last - picture.first)
            points += [self._area.x(second), self._area.y(value / self._top_value)]
        self._area.draw_curve(points, colour)
