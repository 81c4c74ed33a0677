"""The history window: a list of saved encounters at the left, the opened one at the right."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path

from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import AmountChoice, Snapshot, build
from resonance.palettes import PALETTES
from resonance.store.history import EncounterSummary, History
from resonance.texts import say
from resonance.ui.background import Background
from resonance.ui.bars import BarTable
from resonance.ui.dialog import Dialog
from resonance.ui.fight_view import Trail
from resonance.ui.history.fight_pane import FightPane
from resonance.ui.history.listing import Saved, listing
from resonance.ui.pointer import Pointer
from resonance.ui.preferences import Preferences
from resonance.ui.sheet import Sheet
from resonance.ui.table import Table
from resonance.ui.theme import Look
from resonance.ui.words import Words

MOST = 200
"""Encounters in the list."""

# Logical pixels.
SIZE = (1_060, 600)
SMALLEST = (640, 320)
LIST_WIDTH = 400


class HistoryWindow:
    def __init__(
        self, root: tk.Misc, database: Path, preferences: Preferences, words: Words, *, closed: Callable[[], None]
    ) -> None:
        self.dialog = Dialog(root, size=SIZE, smallest=SMALLEST, closed=closed)
        self.dialog.title(say("History"))
        self.dialog.bind("<Escape>", lambda event: self._back())
        self._closed = closed
        self._preferences = preferences
        self._words = words
        self._history = History(database)
        self._background = Background(self.dialog)
        self._found: list[EncounterSummary] = []
        self._problem = ""
        self._opened: int | None = None
        self._snapshot: Snapshot | None = None
        self._sheets: list[Sheet] = []
        self._trail = Trail(words.settings.start_view)
        self._panes = tk.PanedWindow(self.dialog, orient="horizontal", borderwidth=0, sashwidth=4)
        self._panes.pack(fill="both", expand=True)
        self._build()
        self.refresh()

    def refresh(self) -> None:
        """Ask for the list anew."""
        self._background.ask("list", lambda: self._history.list_encounters(MOST), self._take_list, self._fail)

    def apply(self, words: Words) -> None:
        """Other settings: look, words and columns follow at once."""
        before, self._words = self._words, words
        self.dialog.title(say("History"))
        self._build()
        numbers = ("clock", "amounts")
        if self._opened and any(getattr(before.settings, name) != getattr(words.settings, name) for name in numbers):
            self._open(Saved(self._opened))
        self._draw()

    def close(self) -> None:
        self._background.close()
        self._history.close()
        self.dialog.destroy()

    def _back(self) -> None:
        """One step up in the opened fight; from the top out of the window."""
        if not self.fight.view.back():
            self._closed()

    def _build(self) -> None:
        for sheet in self._sheets:
            sheet.destroy()
        settings = self._words.settings
        self._look = look = Look(
            self.dialog, PALETTES[settings.theme], settings.row_height, font_size=settings.font_size
        )
        self._panes.configure(background=look.palette.hairline)
        self._sheet = Sheet(self._panes, look.palette.ground)
        self._list = BarTable(self._sheet, look, press_row=self._open)
        pointer = Pointer(self.dialog, self._sheet, look, smallest=None)
        pointer.hotspot_at = self._list.hotspot_at
        pointer.on_wheel = self._list.scroll
        self.fight = FightPane(
            self._panes, self.dialog, look, self._words.reading, self._trail, change=self._preferences.change
        )
        self._panes.add(self._sheet, width=look.px(LIST_WIDTH), minsize=look.px(260))
        self._panes.add(self.fight.sheet, minsize=look.px(300))
        self._sheets = [self._sheet, self.fight.sheet]
        for sheet in self._sheets:
            sheet.bind("<Configure>", lambda event: self._draw())

    def _take_list(self, found: list[EncounterSummary]) -> None:
        self._found, self._problem = found, ""
        self._draw()
        if self._opened is None and found:
            self._open(Saved(found[0].encounter_id))

    def _open(self, saved: Saved) -> None:
        self._opened = saved.encounter_id
        settings = self._words.settings
        clock, amounts = ClockChoice(settings.clock), AmountChoice(settings.amounts)
        self._background.ask(
            "fight",
            lambda: build(self._history.open_record(saved.encounter_id), clock, amounts),
            self._take_fight,
            self._fail,
        )
        self._draw()

    def _take_fight(self, snapshot: Snapshot) -> None:
        self._snapshot, self._problem = snapshot, ""
        self._draw()

    def _fail(self, error: Exception) -> None:
        self._problem = str(error)
        self._snapshot = None
        self._draw()

    def _draw(self) -> None:
        if self._sheet.winfo_width() <= 1:
            return
        self._list.layout(self._sheet.winfo_width(), 0, self._sheet.winfo_height())
        self._list.show(listing(self._found, self._words.reading.names, self._opened))
        self.fight.show(self._snapshot, Table(empty=self._problem or say("Choose an encounter in the list.")))
