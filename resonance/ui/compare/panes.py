"""Below the head: the tables of both fights beside each other and their numbers, or one table, or one chart."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from functools import partial

from resonance.ui.bars import TITLES_HEIGHT, BarTable
from resonance.ui.chart import Chart, ChartDrawing
from resonance.ui.compare.tables import Chosen
from resonance.ui.pointer import Hotspot, Pointer
from resonance.ui.sheet import Sheet
from resonance.ui.table import Table
from resonance.ui.theme import Look

WHEEL_ROWS = 3
NUMBERS_WIDTH = 700  # logical pixels; in a wider table the numbers stand too far from their names
LEAST_SHARE = 0.45
"""Of the height that the two fights keep, however many numbers there are."""


class Panes:
    def __init__(
        self,
        master: tk.Misc,
        dialog: tk.Toplevel,
        look: Look,
        *,
        choose: Callable[[int, int], object],
        sort_fights: Callable[[str], None],
        sort_skills: Callable[[str], None],
    ) -> None:
        """`choose`: a player, by actor_id, was clicked in the fight of a side, 0 or 1."""
        self._look = look
        ground = look.palette.ground
        self.frame = tk.Frame(master, background=look.palette.hairline)
        self.fights = tuple(Sheet(self.frame, ground) for _ in range(2))
        self.body = Sheet(self.frame, ground)
        self.body.configure(takefocus=True)
        self.tables = tuple(
            BarTable(sheet, look, press_row=partial(self._press, choose, side), press_title=sort_fights)
            for side, sheet in enumerate(self.fights)
        )
        self.table = BarTable(self.body, look, press_title=sort_skills)
        self._chart = ChartDrawing(self.body, look)
        self._shown: tuple[tuple[Table, Table] | None, Table | Chart] = (None, Table())
        self._pointers = [self._listen(dialog, *each) for each in zip(self.fights, self.tables, strict=True)]
        self._pointers.append(self._listen(dialog, self.body, self.table))
        self._bind_keys()
        self.frame.bind("<Configure>", lambda event: self._draw())

    def destroy(self) -> None:
        for pointer in self._pointers:
            pointer.destroy()
        self.frame.destroy()

    def show_fights(self, left: Table, right: Table, numbers: Table) -> None:
        self._shown = (left, right), numbers
        self._draw()

    def show_table(self, table: Table) -> None:
        self._shown = None, table
        self._draw()

    def show_chart(self, chart: Chart) -> None:
        self._shown = None, chart
        self._draw()

    def to_top(self) -> None:
        """Another table: from its first row on; from the next `show` on."""
        for table in (*self.tables, self.table):
            table.to_top()

    def _press(self, choose: Callable[[int, int], object], side: int, chosen: Chosen) -> None:
        choose(side, chosen.actor)

    def _listen(self, dialog: tk.Toplevel, sheet: Sheet, table: BarTable) -> Pointer:
        pointer = Pointer(dialog, sheet, self._look, smallest=None)

        def hotspot_at(x: int, y: int) -> Hotspot | None:
            is_chart = sheet is self.body and isinstance(self._shown[1], Chart)
            return self._chart.hotspot_at(x, y) if is_chart else table.hotspot_at(x, y)

        pointer.hotspot_at = hotspot_at
        pointer.on_wheel = lambda rows: table.scroll(rows * WHEEL_ROWS)
        return pointer

    def _bind_keys(self) -> None:
        for key, rows in (("<Up>", -1), ("<Down>", 1), ("<Prior>", -10), ("<Next>", 10)):
            self.body.bind(key, lambda event, rows=rows: self.table.scroll(rows))  # type: ignore[misc]

    def _draw(self) -> None:
        width, height = self.frame.winfo_width(), self.frame.winfo_height()
        if width <= 1:
            return
        fights, below = self._shown
        top = self._place_fights(fights, below, width, height)
        self.body.place(x=0, y=top, width=width, height=height - top)
        self.table.layout(min(width, self._look.px(NUMBERS_WIDTH)) if fights is not None else width, 0, height - top)
        self._chart.layout(width, 0, height - top)
        if isinstance(below, Chart):
            self.table.hide()
            self._chart.show(below)
        else:
            self._chart.hide()
            self.table.show(below)

    def _place_fights(self, fights: tuple[Table, Table] | None, below: Table | Chart, width: int, height: int) -> int:
        """Gives where they end. The numbers get the height that they need, as far as there is so much."""
        if fights is None:
            for sheet in self.fights:
                sheet.place_forget()
            return 0
        look = self._look
        rows = len(below.rows) if isinstance(below, Table) else 0
        wanted = look.px(TITLES_HEIGHT) + rows * look.row_height + look.px(2)
        bottom = max(round(height * LEAST_SHARE), height - wanted)
        middle = width // 2
        for sheet, table, shown, left, right in zip(
            self.fights, self.tables, fights, (0, middle + 1), (middle, width), strict=True
        ):
            sheet.place(x=left, y=0, width=right - left, height=bottom - 1)
            table.layout(right - left, 0, bottom - 1)
            table.show(shown)
        return bottom
