"""Draws a Picture of a fight over time: a legend to click, curves, boss HP, attempts, deaths, the chosen stretch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from resonance import formats
from resonance.combat.timeline import tick_step
from resonance.palettes import CHIP_CONTRAST, mix, readable
from resonance.texts import say
from resonance.ui.history.timeline_picture import Entry, Picture
from resonance.ui.pointer import Box, Hotspot
from resonance.ui.sheet import Anchor, Sheet
from resonance.ui.theme import Look

# Logical pixels.
SIDE = 14
LEGEND_LINE = 19
LEGEND_GAP = 14
SWATCH = 12
NAME_GAP = 5
AXIS_HEIGHT = 20
AMOUNT_GAP = 6
TICK_GAP = 70
LINE_WIDTH = 2
CROSS = 4
SPAN_HEIGHT = 3
SPAN_LABEL = 13
WIDEST_NAME = 130

MOST_LEGEND_LINES = 2
GRID_LINES = 3
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
        self._box: Box = (0, 0, 0, 0)
        self._plot: Box = (0, 0, 0, 0)
        self._picture: Picture | None = None
        self._drawn: tuple[object, ...] = ()
        self.legend: list[Hotspot] = []  # the names that can be clicked
        self._top_value = 1.0

    def layout(self, width: int, top: int, bottom: int) -> None:
        """Use the strip of the sheet between these heights; from the next `show` on."""
        self._box = (0, top, width, bottom)

    def show(self, picture: Picture | None, chosen: Range_s | None) -> None:
        """`chosen`: a stretch of the fight, in seconds."""
        if self._drawn == (picture, chosen, self._box):
            return
        self._drawn = (picture, chosen, self._box)
        self._picture = picture
        self._sheet.delete(self._tag)
        self.legend = []
        self._plot = (0, 0, 0, 0)
        if picture is None:
            return
        if picture.empty:
            left, top, right, bottom = self._box
            self._text((left + right) / 2, (top + bottom) / 2, picture.empty, "center", self._look.palette.muted)
            return
        self._top_value = max((max(curve.values, default=0.0) for curve in picture.curves), default=0.0) or 1.0
        amounts = [formats.short(self._top_value * line / GRID_LINES) for line in range(GRID_LINES + 1)]
        self._place(self._draw_legend(picture), amounts, has_spans=bool(picture.spans))
        self._draw_range(chosen)
        self._draw_grid(picture, amounts)
        self._draw_spans(picture)
        self._draw_hp(picture)
        for curve in picture.curves:
            self._draw_curve(picture, curve.colour, curve.values)
        self._draw_marks(picture)

    def second_at(self, x: int) -> float:
        """The time at a point, within what is in view."""
        picture = self._picture
        if picture is None:
            return 0.0
        left, _top, right, _bottom = self._plot
        share = min(1.0, max(0.0, (x - left) / max(1, right - left)))
        return picture.first + share * (picture.last - picture.first)

    @property
    def plot_box(self) -> Box:
        """Where the curves are."""
        return self._plot

    def is_in_plot(self, x: int, y: int) -> bool:
        left, top, right, bottom = self._plot
        return left <= x < right and top <= y < bottom

    def hotspot_at(self, x: int, y: int) -> Hotspot | None:
        for spot in self.legend:
            left, top, right, bottom = spot.box
            if left <= x < right and top <= y < bottom:
                return spot
        if self._picture is None or not self.is_in_plot(x, y):
            return None
        second = int(self.second_at(x))
        return Hotspot(f"second {second}", (x, self._plot[1], x + 1, self._plot[3]), self._words_at(second))

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
        width = max(1, self._plot[2] - self._plot[0])
        near_s = self._look.px(CROSS) * (picture.last - picture.first) / width + 0.5
        lines += [mark.label for mark in picture.marks if abs(mark.second - second) <= near_s]
        return "\n".join(lines)

    # Drawing

    def _place(self, below_legend: int, amounts: Sequence[str], *, has_spans: bool) -> None:
        look = self._look
        _left, _top, right, bottom = self._box
        words = max(look.width(each, look.small) for each in amounts)
        above = below_legend + look.px(SPAN_LABEL + SPAN_HEIGHT + 3 if has_spans else 4)
        left = look.px(SIDE) + words + look.px(AMOUNT_GAP)
        self._plot = (left, above, right - look.px(SIDE), max(above + 1, bottom - look.px(AXIS_HEIGHT)))

    def _x(self, second: float) -> float:
        picture, (left, _top, right, _bottom) = self._picture, self._plot
        if picture is None:
            return left
        share = (second - picture.first) / max(1, picture.last - picture.first)
        return left + (right - left) * min(1.0, max(0.0, share))

    def _y(self, share: float) -> float:
        return self._plot[3] - (self._plot[3] - self._plot[1]) * share

    def _text(self, x: float, y: float, text: str, anchor: Anchor, fill: str) -> None:
        item = self._sheet.text(self._look.small, anchor, fill, self._tag)
        self._sheet.coords(item, x, y)
        self._sheet.itemconfigure(item, text=text)

    def _line(self, points: Sequence[float], fill: str, width: int) -> None:
        self._sheet.create_line(*points, fill=fill, width=width, tags=self._tag)

    def _line_colour(self, colour: str) -> str:
        return readable(colour, (self._look.palette.ground,), CHIP_CONTRAST)

    def _draw_legend(self, picture: Picture) -> int:
        """Gives where it ends. Names that have no room on its lines are left out."""
        look = self._look
        left, top, right, _bottom = self._box
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
        colour = self._line_colour(entry.colour)
        text = palette.text
        if not entry.is_chosen:
            colour, text = mix(colour, palette.ground, OFF_SHARE), palette.muted
        self._line((x, middle, x + look.px(SWATCH), middle), colour, look.px(3 if entry.is_chosen else 1))
        self._text(x + look.px(SWATCH + NAME_GAP), middle, words, "w", text)
        tip = say("Hide the curve of {name}" if entry.is_chosen else "Show the curve of {name}", name=entry.name)
        box = (x, top, x + width, top + height)
        self.legend.append(Hotspot(f"legend {entry.actor}", box, tip, partial(self._toggle, entry.actor)))

    def _draw_range(self, chosen: Range_s | None) -> None:
        if chosen is None:
            return
        palette, (_left, top, _right, bottom) = self._look.palette, self._plot
        left, right = self._x(chosen[0]), self._x(chosen[1])
        fill = mix(palette.accent, palette.ground, RANGE_SHARE)
        self._sheet.create_rectangle(left, top, right, bottom, fill=fill, width=0, tags=self._tag)
        for x in (left, right):
            self._line((x, top, x, bottom), palette.accent, 1)

    def _draw_grid(self, picture: Picture, amounts: Sequence[str]) -> None:
        look, palette = self._look, self._look.palette
        left, _top, right, bottom = self._plot
        for line, words in enumerate(amounts):
            y = self._y(line / GRID_LINES)
            self._line((left, y, right, y), palette.hairline, 1)
            self._text(left - look.px(AMOUNT_GAP), y, words, "e", palette.muted)
        step = tick_step(picture.last - picture.first, (right - left) // look.px(TICK_GAP))
        for second in range(-(-picture.first // step) * step, picture.last, step):
            words = formats.duration(second * 1000)
            half = look.width(words, look.small) / 2
            x = min(max(self._x(second), left), self._box[2] - half - look.px(2))
            self._text(x, bottom + look.px(AXIS_HEIGHT) / 2, words, "center", palette.muted)

    def _draw_spans(self, picture: Picture) -> None:
        look, bottom = self._look, self._plot[1] - self._look.px(3)
        top = bottom - look.px(SPAN_HEIGHT)
        for span in picture.spans:
            left, right = self._x(span.start), self._x(span.end)
            self._sheet.create_rectangle(left, top, right, bottom, fill=span.colour, width=0, tags=self._tag)
            if look.width(span.label, look.small) <= right - left:
                self._text(left, top - look.px(SPAN_LABEL) / 2, span.label, "w", look.palette.muted)

    def _draw_hp(self, picture: Picture) -> None:
        """Broken where the HP are not known."""
        points: list[float] = []
        for second, share in (*picture.hp, (0.0, None)):
            if share is not None:
                points += [self._x(second), self._y(share)]
                continue
            if len(points) >= 4:
                self._line(points, self._look.palette.danger, 1)
            points = []

    def _draw_curve(self, picture: Picture, colour: str, values: Sequence[float]) -> None:
        points: list[float] = []
        for index, value in enumerate(values):
            second = picture.first + min((index + 0.5) * picture.step_s, picture.last - picture.first)
            points += [self._x(second), self._y(value / self._top_value)]
        if len(points) >= 4:
            self._line(points, self._line_colour(colour), self._look.px(LINE_WIDTH))

    def _draw_marks(self, picture: Picture) -> None:
        arm, bottom = self._look.px(CROSS), self._plot[3]
        for mark in picture.marks:
            x = self._x(mark.second)
            for dy in (-arm, arm):
                self._line((x - arm, bottom - dy, x + arm, bottom + dy), mark.colour, self._look.px(2))
