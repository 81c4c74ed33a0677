"""The strip with the tabs, and at its right the group: total and per second of the open tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from resonance import formats
from resonance.combat import metrics
from resonance.combat.columns import COLUMNS
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Sheet
from resonance.ui.tabs.tab import Tab
from resonance.ui.theme import Look

# All in logical pixels.
HEIGHT = 27
LEFT = 14
TAB_GAP = 20
UNDERLINE = 2
WORD_GAP = 5
GROUP_GAP = 12
RIGHT = 14

_PER_SECOND = next(column for column in COLUMNS if column.key == "per_second")


def group_rate(snapshot: Snapshot, view: View) -> str:
    """ "1.17M" """
    return formats.short(metrics.per_second(snapshot.amount(snapshot.total(view)), snapshot.clock_ms(view)))


def rate_unit(view: View) -> str:
    """ "dps" """
    return _PER_SECOND.title(view).lower()


class TabStrip:
    def __init__(self, sheet: Sheet, look: Look, tabs: Sequence[Tab], choose: Callable[[Tab], None]) -> None:
        palette = look.palette
        self.height = look.px(HEIGHT)
        self._sheet = sheet
        self._look = look
        self._tabs = tabs
        self._choose = choose
        self._hot = ""
        self._current = tabs[0]
        self._top = self._width = 0
        self._ground = sheet.box(palette.raised)
        self._titles = [sheet.text(look.body, "w") for _ in tabs]
        self._underline = sheet.box(palette.accent)
        self._group = [self._pair() for _ in range(2)]  # per second, then total; from right to left

    def _pair(self) -> tuple[int, int]:
        palette = self._look.palette
        number = self._sheet.text(self._look.body_bold, "e", palette.text)
        return number, self._sheet.text(self._look.small, "e", palette.muted)

    def layout(self, width: int, top: int) -> None:
        self._width, self._top = width, top
        self._sheet.move_to(self._ground, 0, top, width, top + self.height)
        for item, (left, _right) in zip(self._titles, self._spans(), strict=True):
            self._sheet.move_to(item, left, top + self.height // 2)

    def hover(self, key: str) -> None:
        self._hot = key
        self._draw_titles()

    def show(self, snapshot: Snapshot | None, current: Tab) -> None:
        self._current = current
        self._draw_titles()
        self._draw_group(snapshot)

    def hotspots(self) -> list[Hotspot]:
        half = self._look.px(TAB_GAP) // 2
        bottom = self._top + self.height
        return [
            Hotspot(f"tab {tab.key}", (left - half, self._top, right + half, bottom), press=partial(self._choose, tab))
            for tab, (left, right) in zip(self._tabs, self._spans(), strict=True)
        ]

    def _spans(self) -> list[tuple[int, int]]:
        """Left and right end of every title. Titles are measured bold, so that none moves when it becomes current."""
        look = self._look
        spans = []
        left = look.px(LEFT)
        for tab in self._tabs:
            right = left + look.width(tab.title, look.body_bold)
            spans.append((left, right))
            left = right + look.px(TAB_GAP)
        return spans

    def _draw_titles(self) -> None:
        look, sheet, palette = self._look, self._sheet, self._look.palette
        bottom = self._top + self.height
        for tab, item, (left, right) in zip(self._tabs, self._titles, self._spans(), strict=True):
            is_current = tab is self._current
            is_bright = is_current or self._hot == f"tab {tab.key}"
            font = look.body_bold if is_current else look.body
            sheet.put(item, text=tab.title, font=font, fill=palette.text if is_bright else palette.muted)
            if is_current:
                sheet.move_to(self._underline, left, bottom - look.px(UNDERLINE), right, bottom)

    def _draw_group(self, snapshot: Snapshot | None) -> None:
        view = self._current.view
        pairs = [("", ""), ("", "")]
        if snapshot is not None:
            rate = f"{group_rate(snapshot, view)} {rate_unit(view)}"
            pairs = [(rate, "Group"), (formats.short(snapshot.amount(snapshot.total(view))), "total")]
        look = self._look
        right = self._width - look.px(RIGHT)
        tabs_end = self._spans()[-1][1] + look.px(TAB_GAP)
        for items, (number, label) in zip(self._group, pairs, strict=True):
            width = look.width(number, look.body_bold) + look.px(WORD_GAP) + look.width(label, look.small)
            fits = right - width >= tabs_end
            self._draw_pair(items, number if fits else "", label if fits else "", right)
            right -= width + look.px(GROUP_GAP)

    def _draw_pair(self, items: tuple[int, int], number: str, label: str, right: int) -> None:
        look, sheet = self._look, self._sheet
        middle = self._top + self.height // 2
        sheet.put(items[1], text=label)
        sheet.move_to(items[1], right, middle + look.drop(look.small, look.body_bold))
        sheet.put(items[0], text=number)
        sheet.move_to(items[0], right - look.width(label, look.small) - look.px(WORD_GAP), middle)
