"""Diagnostics: a line for each metric with its newest value and a graph of ten minutes, and what was sent anywhere."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence

from resonance import formats, outbound
from resonance.diagnostics import EVERY_S, METRICS, SAMPLES, Diagnostics, Metric, values
from resonance.palettes import PALETTES
from resonance.settings import Settings
from resonance.texts import later, say
from resonance.ui.dialog import Dialog
from resonance.ui.pointer import Hotspot, Pointer
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look

# Logical pixels.
SIZE = (640, 640)
SMALLEST = (480, 420)
SIDE = 14
TITLE_HEIGHT = 30
ROW_HEIGHT = 34
GRAPH_SHARE = 0.52  # of the width
GRAPH_EDGE = 6  # above and below
LINE_HEIGHT = 20  # of what was sent
MOST_SENT = 6

NOW_SAMPLES = 5
"""A value that was not measured in any of the newest so many is none of now; writes come some seconds apart."""

KINDS: dict[outbound.Kind, str] = {"obs": later("OBS"), "api": later("Overlay and local API")}
"""What sends, marked for say()."""


class DiagnosticsWindow:
    def __init__(
        self, root: tk.Misc, diagnostics: Diagnostics, settings: Settings, *, closed: Callable[[], None]
    ) -> None:
        self.dialog = Dialog(root, size=SIZE, smallest=SMALLEST, closed=closed)
        self.dialog.title(f"{say('Diagnostics')} – Resonance Logs")
        self._diagnostics = diagnostics
        self._look = look = Look(
            self.dialog, PALETTES[settings.theme], settings.row_height, font_size=settings.font_size
        )
        self.sheet = Sheet(self.dialog, look.palette.ground)
        self.sheet.pack(fill="both", expand=True)
        self.dialog.keyboard = self.sheet
        self._lines = [_Line(self.sheet, look, metric) for metric in METRICS]
        self._title = self.sheet.text(look.small, "w", look.palette.muted)
        self._scale = self.sheet.text(look.small, "e", look.palette.muted)
        self._sent_title = self.sheet.text(look.body_bold, "w", look.palette.text)
        self._sent = [self.sheet.text(look.small, "w", look.palette.muted) for _ in range(MOST_SENT)]
        self._drawn: tuple[int, int, int] | None = None
        self._pointer = Pointer(self.dialog, self.sheet, look, smallest=None)
        self._pointer.hotspot_at = self.hotspot_at
        self.sheet.bind("<Configure>", lambda event: self.draw())
        self._job: str | None = self.dialog.after(0, self._turn)

    def close(self) -> None:
        if self._job is not None:
            self.dialog.after_cancel(self._job)
            self._job = None
        self._pointer.destroy()
        self.dialog.destroy()

    def hotspot_at(self, x: int, y: int) -> Hotspot | None:
        """What a line is, and its largest value."""
        for line in self._lines:
            if line.top <= y < line.top + line.height:
                return line.hotspot(self.sheet.winfo_width())
        return None

    def _turn(self) -> None:
        self._job = self.dialog.after(round(EVERY_S * 1000), self._turn)
        self.draw()

    def draw(self) -> None:
        """What is new, if anything is."""
        width, height = self.sheet.winfo_width(), self.sheet.winfo_height()
        if width <= 1 or self._drawn == (self._diagnostics.taken, width, height):
            return
        self._drawn = (self._diagnostics.taken, width, height)
        look, sheet = self._look, self.sheet
        side, middle = look.px(SIDE), look.px(TITLE_HEIGHT) // 2
        sheet.put(self._title, text=say("This program, now and over the last ten minutes"))
        sheet.move_to(self._title, side, middle)
        sheet.put(self._scale, text=say("10 min"))
        sheet.move_to(self._scale, width - side, middle)
        bottom = height - look.px(LINE_HEIGHT) * (len(self._sent_words()) + 1) - look.px(SIDE)
        top = look.px(TITLE_HEIGHT)
        row = min(look.px(ROW_HEIGHT), (bottom - top) // len(self._lines))
        for index, line in enumerate(self._lines):
            line.draw(values(self._diagnostics.samples, line.metric), width, top + index * row, row)
        self._draw_sent(top + len(self._lines) * row + look.px(SIDE))

    def _draw_sent(self, top: int) -> None:
        look, sheet = self._look, self.sheet
        height, side = look.px(LINE_HEIGHT), look.px(SIDE)
        sheet.put(self._sent_title, text=say("Sent to anybody since the start"))
        sheet.move_to(self._sent_title, side, top + height // 2)
        words = self._sent_words()
        for index, item in enumerate(self._sent):
            text = words[index] if index < len(words) else ""
            sheet.put(item, text=look.fit(text, look.small, sheet.winfo_width() - 2 * side))
            sheet.move_to(item, side, top + height * (index + 1) + height // 2)

    def _sent_words(self) -> Sequence[str]:
        sent = outbound.sent()
        if not sent:
            return (say("Nothing. Packets are only read."),)
        words = [
            say(
                "{kind} ({peer}): {bytes} bytes in {count} messages",
                kind=say(KINDS[each.kind]),
                peer=each.peer or say("others"),
                bytes=formats.count(each.bytes),
                count=formats.count(each.messages),
            )
            for each in sent
        ]
        if len(words) > MOST_SENT:
            words[MOST_SENT - 1 :] = [say("and {count} more", count=len(words) - MOST_SENT + 1)]
        return words


class _Line:
    """One metric: its name, its newest value and its graph."""

    def __init__(self, sheet: Sheet, look: Look, metric: Metric) -> None:
        palette = look.palette
        self.metric = metric
        self.top = self.height = 0
        self._most: float | None = None
        self._sheet, self._look = sheet, look
        self._title = sheet.text(look.body, "w", palette.text)
        self._value = sheet.text(look.body_bold, "e", palette.text)
        self._edge = sheet.box(palette.hairline)
        self._graph = sheet.create_line(0, 0, 0, 0, fill=palette.muted, width=look.px(1), state="hidden")

    def draw(self, found: list[float | None], width: int, top: int, height: int) -> None:
        look, sheet, palette = self._look, self._sheet, self._look.palette
        self.top, self.height = top, height
        known = [value for value in found if value is not None]
        self._most = max(known, default=None)
        newest = next((value for value in reversed(found[-NOW_SAMPLES:]) if value is not None), None)
        left, right = round(width * (1 - GRAPH_SHARE)), width - look.px(SIDE)
        middle = top + height // 2
        sheet.put(self._title, text=say(self.metric.title))
        sheet.move_to(self._title, look.px(SIDE), middle)
        is_bad = self.metric.is_trouble and bool(newest)
        sheet.put(self._value, text=value_words(newest, self.metric), fill=palette.danger if is_bad else palette.text)
        sheet.move_to(self._value, left - look.px(SIDE), middle)
        sheet.move_to(self._edge, look.px(SIDE), top + height - 1, right, top + height)
        self._draw_graph(found, (left, top + look.px(GRAPH_EDGE), right, top + height - look.px(GRAPH_EDGE)))

    def _draw_graph(self, found: list[float | None], box: tuple[int, int, int, int]) -> None:
        """The newest at the right; ten minutes are as wide as the box. What is not known is passed over."""
        left, top, right, bottom = box
        most = self._most or 1.0
        step = (right - left) / (SAMPLES - 1)
        first = SAMPLES - len(found)
        points: list[float] = []
        for index, value in enumerate(found):
            if value is not None:
                points += [left + (first + index) * step, bottom - (bottom - top) * min(1.0, max(0.0, value / most))]
        if len(points) >= 4:
            self._sheet.coords(self._graph, *points)
        is_bad = self.metric.is_trouble and bool(self._most)
        colour = self._look.palette.danger if is_bad else self._look.palette.muted
        self._sheet.put(self._graph, fill=colour, state="normal" if len(points) >= 4 else "hidden")

    def hotspot(self, width: int) -> Hotspot:
        most = say("Largest in ten minutes: {value}", value=value_words(self._most, self.metric))
        box = (0, self.top, width, self.top + self.height)
        return Hotspot(self.metric.field, box, f"{say(self.metric.help)}\n{most}")


def value_words(value: float | None, metric: Metric) -> str:
    """ "12.3 %"; a dash for what is not known."""
    if value is None:
        return formats.DASH
    words = formats.count(value) if metric.unit in ("", "/s") and value >= 10 else f"{value:.1f}".removesuffix(".0")
    return f"{words} {metric.unit}".rstrip()
