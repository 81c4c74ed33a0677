"""The analytics window: pages about the whole history, each a plot and a table, to be copied."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tkinter import ttk
from typing import Any

from resonance.export.plot import Plot, table_text
from resonance.texts import say
from resonance.ui.analytics import characters, days, deaths, dungeons, players
from resonance.ui.analytics.page import DAY_MS, PERIODS, Page
from resonance.ui.analytics.plot_sheet import PlotSheet
from resonance.ui.bars import BarTable
from resonance.ui.export import clipboard
from resonance.ui.options.look import GHOST, DialogLook, styled
from resonance.ui.pointer import Pointer
from resonance.ui.sheet import Sheet
from resonance.ui.side_table import in_order, sheet_rows, table_of
from resonance.ui.side_window import PADDING, WHEEL_ROWS, Part, SideWindow
from resonance.ui.table import Row, Table
from resonance.ui.theme import Look
from resonance.ui.words import Words

PAGES: tuple[Page[Any], ...] = (days.PAGE, dungeons.PAGE, characters.PAGE, players.PAGE, deaths.PAGE)

# Logical pixels.
SIZE = (900, 660)
SMALLEST = (560, 420)
PLOT_HEIGHT = 230


class AnalyticsWindow(SideWindow):
    def __init__(
        self,
        root: tk.Misc,
        database: Path,
        words: Words,
        *,
        open_encounter: Callable[[str], object],
        closed: Callable[[], None],
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        """`open_encounter`: the one of this key is wanted in the history."""
        super().__init__(root, database, words, size=SIZE, smallest=SMALLEST, closed=closed, is_about_all=True)
        self.page = PAGES[0]
        self.days = 0  # of the period; 0 = the whole history
        self.order = ""
        self.items: list[Any] | None = None  # None = not there yet
        self.chosen: Any = None  # one of the items
        self._more: object = None  # about the chosen one
        self._open_encounter = open_encounter
        self._now_ms = now_ms
        self._rebuild()
        self.refresh()

    def refresh(self) -> None:
        """Ask for the page anew."""
        question = partial(self.page.ask, self._history, self._since_ms(), self._words.choices)
        self._background.ask("page", question, self._take, self._fail)

    # Building

    def _title(self) -> str:
        return say("Analytics")

    def _build(self, frame: tk.Frame, look: Look) -> tuple[Part, ...]:
        dialog_look = DialogLook(self.dialog)
        self._build_top(frame, dialog_look)
        self._build_bottom(frame, dialog_look)
        self.plot_sheet = Sheet(frame, look.palette.ground)
        self.plot_sheet.configure(height=look.px(PLOT_HEIGHT))
        self.plot_sheet.pack(side="top", fill="x")
        self.sheet = Sheet(frame, look.palette.ground)
        self.sheet.configure(takefocus=True)
        self.sheet.pack(side="top", fill="both", expand=True)
        self.dialog.keyboard = self.sheet
        self.table = BarTable(self.sheet, look, press_row=self.choose, press_title=self.sort)
        self.plot = PlotSheet(self.plot_sheet, look, open_encounter=self._open_encounter)
        above, below = (Pointer(self.dialog, sheet, look, smallest=None) for sheet in (self.plot_sheet, self.sheet))
        above.hotspot_at, below.hotspot_at = self.plot.hotspot_at, self.table.hotspot_at
        below.on_wheel = lambda rows: self.table.scroll(rows * WHEEL_ROWS)
        self.sheet.bind("<Motion>", lambda event: self._point_at(event.y), add="+")
        self.sheet.bind("<Configure>", lambda event: self.draw())
        self.plot_sheet.bind("<Configure>", lambda event: self.draw())
        return above, below

    def _build_top(self, master: tk.Misc, look: DialogLook) -> None:
        """Which page, and since when."""
        line = ttk.Frame(master, padding=look.px(PADDING))
        line.pack(side="top", fill="x")
        self._page_key = tk.StringVar(line, self.page.key)
        for page in PAGES:
            button = ttk.Radiobutton(
                line,
                text=say(page.title),
                value=page.key,
                variable=self._page_key,
                style=GHOST,
                command=lambda page=page: self.open_page(page),  # type: ignore[misc]
            )
            button.pack(side="left")
        words = [say(title) for title, _ in PERIODS]
        self.period = styled(ttk.Combobox(line, values=words, state="readonly", width=max(map(len, words)) + 2))
        self.period.current([period for _, period in PERIODS].index(self.days))
        self.period.pack(side="right")
        self.period.bind("<<ComboboxSelected>>", lambda event: self._on_period())

    def _build_bottom(self, master: tk.Misc, look: DialogLook) -> None:
        line = ttk.Frame(master, padding=look.px(PADDING))
        line.pack(side="bottom", fill="x")
        for words, press in (
            (say("Copy chart as image"), self.copy_picture),
            (say("Copy chart as CSV"), self.copy_chart),
            (say("Copy table as CSV"), self.copy_table),
        ):
            styled(ttk.Button(line, text=words, command=press), "secondary-outline").pack(
                side="left", padx=(0, look.px(PADDING))
            )
        self.told = ttk.Label(line, foreground=look.muted)
        self.told.pack(side="left")

    # What the user does

    def open_page(self, page: Page[Any]) -> None:
        if page is not self.page:
            self.page, self.order, self.items, self.chosen, self._more = page, "", None, None, None
            self._page_key.set(page.key)
            self.table.to_top()
            self.draw()
            self.refresh()

    def since(self, days: int) -> None:
        """Only encounters of so many days; 0 = all."""
        self.days = days
        self.table.to_top()
        self.refresh()

    def _on_period(self) -> None:
        self.period.selection_clear()
        self.since(PERIODS[self.period.current()][1])

    def sort(self, key: str) -> None:
        """By this column, largest first; when it is so already, smallest first."""
        self.order = f"-{key}" if self.order == key else key
        self.draw()

    def choose(self, item: object) -> None:
        """Show its plot."""
        if item == self.chosen:
            return
        self.chosen, self._more = item, None
        self._ask_more()
        self.draw()

    def copy_picture(self) -> None:
        from resonance.export.plot_picture import picture

        png = picture(self._plot(), self._words.reading.names.language, self._words.settings.theme)
        try:
            is_copied = clipboard.copy_picture(self.dialog, png)
            reason = say("neither xclip nor wl-copy is installed")
        except OSError as error:
            is_copied, reason = False, error.strerror or str(error)
        self._tell(
            say("Copied to the clipboard.")
            if is_copied
            else say("A picture cannot be copied here: {reason}.", reason=reason)
        )

    def copy_chart(self) -> None:
        plot, total = self._plot(), self.page.total
        self._copy(plot.header, plot.cells)
        count, there_are = len(plot.cells), total(self.chosen) if total and self.chosen is not None else 0
        if 0 < count < there_are:
            self._tell(say("Copied to the clipboard: the newest {count} of {total}.", count=count, total=there_are))

    def copy_table(self) -> None:
        page, shown = self.page, in_order(self.items or (), self.page.columns, self.order)
        self._copy(*sheet_rows(shown, page.columns, page.name, self._words.reading))

    def _copy(self, header: Sequence[str], rows: Sequence[Sequence[str | float | None]]) -> None:
        clipboard.copy_text(self.dialog, table_text(header, rows))
        self._tell(say("Copied to the clipboard."))

    def _tell(self, words: str) -> None:
        self.told.configure(text=words)

    def _point_at(self, y: int) -> None:
        row = self.table.row_at(y)
        if row is not None and row.opens is not None:
            self.choose(row.opens)

    # What is shown

    def _since_ms(self) -> int:
        return self._now_ms() - self.days * DAY_MS if self.days else 0

    def _take(self, items: list[Any]) -> None:
        self.items, self.problem = items, ""
        same = self.page.same
        if self.chosen is not None:  # its numbers may be others now
            self.chosen = next((each for each in items if same(each) == same(self.chosen)), None)
        if self.chosen is None:
            self.chosen, self._more = items[0] if items else None, None
        self._ask_more()
        self.draw()

    def _ask_more(self) -> None:
        page, chosen, since_ms = self.page, self.chosen, self._since_ms()
        more = page.more
        if more is None or chosen is None:
            return  # an answer about another page may still come: see _take_more
        take = partial(self._take_more, chosen)
        self._background.ask("more", lambda: more(self._history, chosen, since_ms), take, self._fail)

    def _take_more(self, about: object, more: object) -> None:
        if about == self.chosen:
            self._more = more
            self.draw()

    def _forget(self) -> None:
        self.items = None

    def _plot(self) -> Plot:
        return self.page.plot(self.items or (), self.chosen, self._more, self._words.reading)

    def draw(self) -> None:
        width, height = self.sheet.winfo_width(), self.sheet.winfo_height()
        if width <= 1:
            return
        self._tell("")
        # Where there is no row, the table says why, and the plot has nothing of its own to say.
        plot = self._plot() if self.items else replace(self._plot(), empty="")
        self.plot.show(plot, self.plot_sheet.winfo_width(), self.plot_sheet.winfo_height())
        self.table.layout(width, 0, height)
        self.table.show(self._table())

    def _table(self) -> Table:
        page, reading = self.page, self._words.reading
        shown = in_order(self.items or (), page.columns, self.order)
        bar = next((column.value for column in page.columns if column.key == page.bar), None)
        full = max((bar(item) or 0.0 for item in shown), default=0.0) if bar else 0.0

        def row(item: Any, cells: Any) -> Row:
            part = (bar(item) or 0.0) / full if bar and full else 0.0
            is_chosen = page.is_of_one and item == self.chosen
            return replace(page.row(item, cells, reading), fraction=part, is_marked=is_chosen)

        return table_of(
            shown,
            page.columns,
            row,
            self.order,
            reading,
            name_title=say(page.name_title),
            empty=self._empty_words(),
            hint=say(page.hint) if page.hint else "",
        )

    def _empty_words(self) -> str:
        if self.items is None:
            return self.problem or say("The history is being read…")
        return say(self.page.empty)
