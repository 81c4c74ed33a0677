"""The newest pulls at a boss as a small curve: a dot for each, filled for a kill."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from resonance import formats
from resonance.palettes import CHIP_CONTRAST, mix, readable
from resonance.store.bests import Best, Pull
from resonance.texts import say
from resonance.ui.place import Reading
from resonance.ui.pointer import Hotspot
from resonance.ui.progress.rows import pull_words
from resonance.ui.sheet import Anchor, Sheet
from resonance.ui.theme import Look

# Logical pixels.
SIDE = 14
TITLE_HEIGHT = 26
ABOVE = 36  # the curve: title and half a line
BELOW = 12
AMOUNT_GAP = 8
DOT = 4
LINE_WIDTH = 2
WIDEST_STEP = 46  # few pulls do not spread over the whole window

LINE_SHARE = 0.6
"""Of the colour over the ground: the dots are what counts."""


class PullsCurve:
    def __init__(self, sheet: Sheet, look: Look, *, open_pull: Callable[[str], object]) -> None:
        """`open_pull`: the encounter of this key is wanted."""
        self._sheet, self._look, self._open_pull = sheet, look, open_pull
        self._tag = f"pulls{id(self)}"
        self.spots: list[Hotspot] = []

    def show(self, best: Best | None, reading: Reading, width: int, height: int) -> None:
        self._sheet.delete(self._tag)
        self.spots = []
        if best is None or width <= 1:
            return
        look, palette = self._look, self._look.palette
        colour = readable(reading.colours.of(best.my_class_id, best.my_spec), (palette.ground,), CHIP_CONTRAST)
        title = say("Newest pulls: {boss}", boss=reading.names.monster(best.boss_monster_id))
        side, middle = look.px(SIDE), look.px(TITLE_HEIGHT) // 2
        legend = say("● kill   ○ no kill")
        room = width - 3 * side - look.width(legend, look.small)
        self._text(side, middle, look.fit(title, look.small, room), "w", palette.text)
        self._text(width - side, middle, legend, "e", palette.muted)
        known = [pull for pull in best.newest if pull.dps is not None]
        if not known:
            self._text(width / 2, height / 2, say("No pull with a known DPS."), "center", palette.muted)
            return
        self._draw_pulls(known, colour, width, height)

    def hotspot_at(self, x: int, y: int) -> Hotspot | None:
        for spot in self.spots:
            if spot.box[0] <= x < spot.box[2] and spot.box[1] <= y < spot.box[3]:
                return spot
        return None

    def _draw_pulls(self, pulls: list[Pull], colour: str, width: int, height: int) -> None:
        look, palette = self._look, self._look.palette
        most = max(pull.dps or 0.0 for pull in pulls) or 1.0
        top, bottom = look.px(ABOVE), height - look.px(BELOW)
        words = [formats.short(most), formats.short(0)]
        left = look.px(SIDE + AMOUNT_GAP) + max(look.width(each, look.small) for each in words)
        for y, each in ((top, words[0]), (bottom, words[1])):
            self._sheet.create_line(left, y, width - look.px(SIDE), y, fill=palette.hairline, tags=self._tag)
            self._text(left - look.px(AMOUNT_GAP), y, each, "e", palette.muted)
        inner = width - look.px(SIDE) - left - 2 * look.px(DOT)
        step = min(float(look.px(WIDEST_STEP)), inner / max(1, len(pulls) - 1))
        points = [
            (left + look.px(DOT) + index * step, bottom - (bottom - top) * (pull.dps or 0.0) / most)
            for index, pull in enumerate(pulls)
        ]
        if len(points) > 1:
            faded = mix(colour, palette.ground, LINE_SHARE)
            self._sheet.create_line(*points, fill=faded, width=look.px(LINE_WIDTH), tags=self._tag)
        for index, (pull, point) in enumerate(zip(pulls, points, strict=True)):
            self._draw_dot(index, pull, *point, colour, round(max(step, look.px(2 * DOT))), (top, bottom))

    def _draw_dot(
        self, index: int, pull: Pull, x: float, y: float, colour: str, wide: int, between: tuple[int, int]
    ) -> None:
        dot, ground = self._look.px(DOT), self._look.palette.ground
        fill = colour if pull.is_kill else ground
        box = (x - dot, y - dot, x + dot, y + dot)
        self._sheet.create_oval(*box, fill=fill, outline=colour, width=self._look.px(1), tags=self._tag)
        left = round(x) - wide // 2
        spot_box = (left, between[0] - dot, left + wide, between[1] + dot)
        press = partial(self._open_pull, pull.key)
        self.spots.append(Hotspot(f"pull {index}", spot_box, pull_words(pull), press))

    def _text(self, x: float, y: float, text: str, anchor: Anchor, fill: str) -> None:
        item = self._sheet.text(self._look.small, anchor, fill, self._tag)
        self._sheet.coords(item, x, y)
        self._sheet.itemconfigure(item, text=text)
