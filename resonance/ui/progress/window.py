"""Bests and progress: what the user reached against every boss, and how the newest pulls went."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tkinter import ttk

from resonance.store.bests import Best
from resonance.texts import say
from resonance.ui.bars import BarTable
from resonance.ui.dialog import on_write
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.pointer import Pointer
from resonance.ui.progress.curve import PullsCurve
from resonance.ui.progress.rows import USUAL_ORDER, Filter, about, bests_table, shown
from resonance.ui.sheet import Sheet
from resonance.ui.side_window import PADDING, WHEEL_ROWS, Part, SideWindow
from resonance.ui.theme import Look
from resonance.ui.words import Words

# Logical pixels.
SIZE = (860, 560)
SMALLEST = (460, 340)
CURVE_HEIGHT = 150


class ProgressWindow(SideWindow):
    def __init__(
        self,
        root: tk.Misc,
        database: Path,
        words: Words,
        *,
        open_encounter: Callable[[str], object],
        closed: Callable[[], None],
    ) -> None:
        """`open_encounter`: the one of this key is wanted in the history."""
        super().__init__(root, database, words, size=SIZE, smallest=SMALLEST, closed=closed, is_about_all=True)
        self.filter = Filter()
        self.order = USUAL_ORDER
        self.chosen: Best | None = None  # whose pulls are shown; None = of nobody
        self.bests: list[Best] | None = None  # None = not there yet
        self._open_encounter = open_encounter
        self._rebuild()
        self.refresh()

    def refresh(self) -> None:
        question = partial(self._history.bests, None, *self._words.choices)
        self._background.ask("bests", question, self._take, self._fail)

    # Building

    def _title(self) -> str:
        return say("Bests and progress")

    def _build(self, frame: tk.Frame, look: Look) -> tuple[Part, ...]:
        self._build_filters(frame, DialogLook(self.dialog))
        self.curve_sheet = Sheet(frame, look.palette.ground)
        self.curve_sheet.configure(height=look.px(CURVE_HEIGHT))
        self.curve_sheet.pack(side="bottom", fill="x")
        self.sheet = Sheet(frame, look.palette.ground)
        self.sheet.configure(takefocus=True)
        self.sheet.pack(side="top", fill="both", expand=True)
        self.table = BarTable(self.sheet, look, press_row=self.open_best, press_title=self.sort)
        self.curve = PullsCurve(self.curve_sheet, look, open_pull=self._open_encounter)
        above, below = (Pointer(self.dialog, sheet, look, smallest=None) for sheet in (self.sheet, self.curve_sheet))
        above.hotspot_at, below.hotspot_at = self.table.hotspot_at, self.curve.hotspot_at
        above.on_wheel = lambda rows: self.table.scroll(rows * WHEEL_ROWS)
        self.sheet.bind("<Motion>", lambda event: self._point_at(event.y), add="+")
        self.sheet.bind("<Configure>", lambda event: self.draw())
        self.dialog.keyboard = self.entry
        return above, below

    def _build_filters(self, master: tk.Misc, look: DialogLook) -> None:
        line = ttk.Frame(master, padding=look.px(PADDING))
        line.pack(side="top", fill="x")
        ttk.Label(line, text=say("Boss")).pack(side="left")
        typed = tk.StringVar(line, self.filter.boss)
        self.entry = styled(ttk.Entry(line, textvariable=typed))
        self.entry.pack(side="left", fill="x", expand=True, padx=look.px(PADDING))
        on_write(typed, self.entry, lambda: self.narrow(boss=typed.get()))
        names = self._words.reading.names
        ids: list[int | None] = [None, *names.playable_classes()]
        words = [say("Any class"), *(names.class_name(each) or "" for each in names.playable_classes())]
        widest = max(look.body.measure(each) for each in words) // max(1, look.body.measure("0")) + 1
        self.box = styled(ttk.Combobox(line, values=words, state="readonly", width=widest))
        self.box.current(ids.index(self.filter.class_id))
        self.box.pack(side="left")
        self.box.bind("<<ComboboxSelected>>", lambda event: self.narrow(class_id=ids[self.box.current()]))

    # What the user does

    def narrow(self, **values: object) -> None:
        """Fields of Filter."""
        self.filter = replace(self.filter, **values)  # type: ignore[arg-type]
        self.table.to_top()
        self.draw()

    def sort(self, key: str) -> None:
        """By this column, largest first; when it is so already, smallest first."""
        self.order = f"-{key}" if self.order == key else key
        self.draw()

    def open_best(self, best: Best) -> None:
        """Its best fight, or the newest where no kill has a known DPS."""
        self.choose(best)
        self._open_encounter(best.best_key or best.newest[-1].key)

    def choose(self, best: Best) -> None:
        """Show its newest pulls."""
        if best != self.chosen:
            self.chosen = best
            self.draw()

    def _point_at(self, y: int) -> None:
        row = self.table.row_at(y)
        if row is not None and isinstance(row.opens, Best):
            self.choose(row.opens)

    # What is shown

    def _take(self, bests: list[Best]) -> None:
        self.bests, self.problem = bests, ""
        if self.chosen is not None:  # its numbers may be others now
            self.chosen = next((each for each in bests if about(each) == about(self.chosen)), None)
        self.draw()

    def _forget(self) -> None:
        self.bests = None

    def draw(self) -> None:
        width, height = self.sheet.winfo_width(), self.sheet.winfo_height()
        if width <= 1:
            return
        reading = self._words.reading
        found = shown(self.bests or (), self.filter, self.order, reading)
        if self.chosen not in found:
            self.chosen = found[0] if found else None
        self.table.layout(width, 0, height)
        self.table.show(bests_table(found, self.order, reading, self.chosen, self._empty_words()))
        self.curve.show(self.chosen, reading, width, self.curve_sheet.winfo_height())

    def _empty_words(self) -> str:
        if self.bests is None:
            return self.problem or say("The history is being read…")
        if self.bests:
            return say("No boss matches.")
        return say("No boss was fought yet. Fights that are saved show here.")
