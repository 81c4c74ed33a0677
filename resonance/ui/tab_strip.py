"""The strip below the boss: tabs, or the way back and what a detail offers; at its right the numbers of it all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from tkinter import font as tkfont

from resonance import formats
from resonance.combat import metrics
from resonance.combat.columns import BY_KEY
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.texts import say
from resonance.ui.place import Place, Reading, Sum
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look

# All in logical pixels.
HEIGHT = 27
LEFT = 14
TAB_GAP = 20
TIGHT_GAP = 9  # where the window is narrow
UNDERLINE = 2
WORD_GAP = 5
SUM_GAP = 12
RIGHT = 14
TIGHT_RIGHT = 6
WIDEST_NAME = 150  # of what a detail is about
LEAST_NAME = 36  # where the window is narrow
WIDEST_TITLE = 150  # that of a target is its name

MOST_TABS = 6
BACK = "‹"
BACK_KEY = "back"


def group_rate(snapshot: Snapshot, view: View) -> str:
    """ "1.17M" """
    return formats.short(metrics.per_second(snapshot.amount(snapshot.total(view)), snapshot.clock_ms(view)))


def rate_unit(view: View) -> str:
    """ "dps" """
    return say(BY_KEY["per_second"].title(view)).lower()


class TabStrip:
    def __init__(self, sheet: Sheet, look: Look, choose: Callable[[Place], None], back: Callable[[], object]) -> None:
        palette = look.palette
        self.height = look.px(HEIGHT)
        self._sheet = sheet
        self._look = look
        self._choose = choose
        self._back = back
        self._hot = ""
        self._places: Sequence[Place] = ()
        self._titles: list[str] = []
        self._spans: list[tuple[int, int]] = []  # left and right end of every title
        self._font = look.body
        self._current: Place | None = None
        self._is_detail = False
        self._above = ""  # what a detail is about
        self._shown_above = ""  # as far as it has room
        self._top = self._width = 0
        self._ground = sheet.box(palette.raised)
        self._arrow = sheet.text(look.body_bold, "w")
        self._about = sheet.text(look.body_bold, "w", palette.accent)
        self._items = [sheet.text(look.body, "w") for _ in range(MOST_TABS)]
        self._underline = sheet.box(palette.accent)
        self._sums = [self._pair() for _ in range(2)]  # per second, then total; from right to left

    def _pair(self) -> tuple[int, int]:
        palette = self._look.palette
        number = self._sheet.text(self._look.body_bold, "e", palette.text)
        return number, self._sheet.text(self._look.small, "e", palette.muted)

    def layout(self, width: int, top: int) -> None:
        """From the next `show` on."""
        self._width, self._top = width, top
        self._sheet.move_to(self._ground, 0, top, width, top + self.height)

    def hover(self, key: str) -> None:
        self._hot = key
        self._draw_titles()

    def show(
        self,
        snapshot: Snapshot | None,
        current: Place,
        places: Sequence[Place],
        reading: Reading,
        *,
        is_detail: bool,
    ) -> None:
        """`places`: the current one and its neighbours, at most MOST_TABS. `is_detail`: there is a way back."""
        look = self._look
        self._current, self._places, self._is_detail = current, places, is_detail
        titles = [place.title(snapshot, reading) for place in places]
        self._titles = [look.fit(title, look.body_bold, look.px(WIDEST_TITLE)) for title in titles]
        self._above = current.above(snapshot, reading) if snapshot is not None else ""
        self._place()
        self._draw_titles()
        self._draw_sum(current.sum(snapshot, reading) if snapshot is not None else None, current.view)

    def hotspots(self) -> list[Hotspot]:
        half = self._look.px(TIGHT_GAP) // 2
        top, bottom = self._top, self._top + self.height
        spots = [
            Hotspot(f"tab {place.key}", (left - half, top, right + half, bottom), press=partial(self._choose, place))
            for place, (left, right) in zip(self._places, self._spans, strict=True)
        ]
        if self._is_detail:
            end = self._spans[0][0] - half
            tip = say("Back (right click, or Escape)")
            whole = f"{self._above}\n{tip}" if self._shown_above != self._above else tip
            spots.append(Hotspot(BACK_KEY, (0, top, end, bottom), whole, self._back))
        return spots

    def _place(self) -> None:
        """Where everything has room: gaps shrink first, then what a detail is about, then the letters."""
        look = self._look
        wanted = min(look.width(self._above, look.body_bold), look.px(WIDEST_NAME))
        least = min(wanted, look.px(LEAST_NAME))
        tries = (
            (look.body_bold, TAB_GAP, wanted),
            (look.body_bold, TIGHT_GAP, wanted),
            (look.body_bold, TIGHT_GAP, least),
            (look.small, TIGHT_GAP, least),
        )
        room = self._width - look.px(TIGHT_RIGHT)
        for font, gap, name_width in tries:
            if self._end(font, gap, name_width) <= room:
                break
        self._font = look.body if font is look.body_bold else font
        free = room - self._end(font, gap, name_width)
        name_width = min(wanted, max(least, name_width + free))
        self._shown_above = look.fit(self._above, look.body_bold, name_width)
        left = self._first_left(gap, look.width(self._shown_above, look.body_bold))
        self._spans = []
        for title in self._titles:
            right = left + look.width(title, font)
            self._spans.append((left, right))
            left = right + look.px(gap)

    def _first_left(self, gap: int, name_width: int) -> int:
        """Where the titles begin."""
        look = self._look
        arrow = look.width(f"{BACK}  ", look.body_bold) + name_width + look.px(gap) if self._is_detail else 0
        return look.px(LEFT) + arrow

    def _end(self, font: tkfont.Font, gap: int, name_width: int) -> int:
        """Where the titles end. They are measured bold, so that none moves when it becomes the current one."""
        titles = sum(self._look.width(title, font) for title in self._titles)
        return self._first_left(gap, name_width) + titles + self._look.px(gap) * (len(self._titles) - 1)

    def _draw_titles(self) -> None:
        look, sheet, palette = self._look, self._sheet, self._look.palette
        bottom, middle = self._top + self.height, self._top + self.height // 2
        arrow_colour = palette.text if self._hot == BACK_KEY else palette.muted
        sheet.put(self._arrow, text=BACK if self._is_detail else "", fill=arrow_colour)
        sheet.move_to(self._arrow, look.px(LEFT), middle)
        sheet.put(self._about, text=self._shown_above)
        sheet.move_to(self._about, look.px(LEFT) + look.width(f"{BACK}  ", look.body_bold), middle)
        for index, item in enumerate(self._items):
            if index >= len(self._spans):
                sheet.put(item, text="")
                continue
            place, (left, right) = self._places[index], self._spans[index]
            is_current = place == self._current
            is_bright = is_current or self._hot == f"tab {place.key}"
            font = look.body_bold if is_current and self._font is look.body else self._font
            fill = palette.text if is_bright else palette.muted
            sheet.put(item, text=self._titles[index], font=font, fill=fill)
            sheet.move_to(item, left, middle)
            if is_current:
                sheet.move_to(self._underline, left, bottom - look.px(UNDERLINE), right, bottom)

    def _draw_sum(self, shown: Sum | None, view: View) -> None:
        """What fits beside the titles: amount per second first, then the amount."""
        pairs = [("", ""), ("", "")]
        if shown is not None:
            rate = f"{formats.short(shown.per_second)} {rate_unit(view)}"
            pairs = [(rate, shown.whose), (formats.short(shown.amount), say("total"))]
        look = self._look
        right = self._width - look.px(RIGHT)
        tabs_end = self._spans[-1][1] + look.px(TAB_GAP) if self._spans else 0
        for items, (number, label) in zip(self._sums, pairs, strict=True):
            width = look.width(number, look.body_bold) + look.px(WORD_GAP) + look.width(label, look.small)
            fits = right - width >= tabs_end
            self._draw_pair(items, number if fits else "", label if fits else "", right)
            right -= width + look.px(SUM_GAP)

    def _draw_pair(self, items: tuple[int, int], number: str, label: str, right: int) -> None:
        look, sheet = self._look, self._sheet
        middle = self._top + self.height // 2
        sheet.put(items[1], text=label)
        sheet.move_to(items[1], right, middle + look.drop(look.small, look.body_bold))
        sheet.put(items[0], text=number)
        sheet.move_to(items[0], right - look.width(label, look.small) - look.px(WORD_GAP), middle)
