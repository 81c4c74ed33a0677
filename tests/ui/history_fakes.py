"""A history window over a real database with a real writer, and a hand on it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from fakes import make_record, texts
from fight_fakes import PEOPLE

from helpers import PATIENCE_S, wait_until
from resonance import names
from resonance.combat.record import EncounterRecord, Quality, Result, SegmentResult
from resonance.combat.recorder import Recorder
from resonance.combat.rules import Rules
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.combat.tracker import Tracker
from resonance.events import Event
from resonance.health import Health
from resonance.settings import Settings
from resonance.store.history import EncounterSummary
from resonance.store.orders import AppendJournal, Order, SaveEncounter
from resonance.store.writer import Writer
from resonance.ui.desktop.desktop import Screen
from resonance.ui.geometry import Geometry
from resonance.ui.history.menus import Exits
from resonance.ui.history.window import HistoryWindow
from resonance.ui.preferences import Preferences
from resonance.ui.sheet import Sheet
from resonance.ui.words import words_of

HOUR_MS = 3_600_000
MORNING_MS = round(datetime(2026, 3, 10, 9).timestamp() * 1000)
SCREEN = Screen(Geometry(0, 0, 1600, 1000), Geometry(0, 0, 1600, 960))


def at_hour(record: EncounterRecord, hour: int) -> EncounterRecord:
    """The record, begun so many hours after the morning; only what the list shows of its times is moved."""
    record.started_at_ms = MORNING_MS + hour * HOUR_MS
    return record


def ended(players: int = 5, *, result: Result = Result.KILL, boss: bool = True, pulls: int = 1) -> EncounterRecord:
    """All pulls but the last one are wipes."""
    results = (*[SegmentResult.WIPE] * (pulls - 1), SegmentResult.KILL)
    record = make_record(players, boss=boss, pulls=results)
    record.ended, record.result = True, result
    record.quality = Quality()
    return record


def played(events: Iterable[Event]) -> list[Order]:
    """An encounter of PEOPLE with its journal, as the engine saves it."""
    recorder = Recorder(Tracker(names.load(), Rules(0)))
    for event in (*PEOPLE, *events):
        recorder.apply(event._replace(at_ms=event.at_ms + MORNING_MS))
    recorder.finish()
    encounter = recorder.tracker.current
    assert encounter is not None
    encounter.settle()
    return [SaveEncounter("played", encounter.record), AppendJournal("played", 0, tuple(recorder.take()))]


class HistoryBench:
    """The window, and what it asked for."""

    def __init__(self, root: tk.Misc, folder: Path, settings: Settings | None = None) -> None:
        self.root = root
        self.orders: list[Order] = []
        self.exports: list[tuple[Snapshot | None, View]] = []
        self.closed = 0
        self.takes_orders = True
        self.settings = settings or Settings()
        self._folder = folder
        self.database = folder / "history.db"
        self.writer = Writer(self.database, Health())
        self.writer.start()

    def save(self, *records: EncounterRecord) -> None:
        """Each an hour after the one before."""
        self.write(SaveEncounter(f"key {index}", at_hour(record, index)) for index, record in enumerate(records))

    def write(self, orders: Iterable[Order]) -> None:
        for order in orders:
            assert self.writer.offer(order)
        wait_until(lambda: not self.writer.waiting())

    def open(self) -> None:
        self.root.withdraw()  # type: ignore[attr-defined]
        self.preferences = Preferences(
            self.settings,
            self._folder / "settings.json",
            lambda pause_ms, do: None,
            tell=lambda words: None,
            report=self.root.report_callback_exception,  # type: ignore[attr-defined]
        )
        self.window = HistoryWindow(
            self.root,
            self.database,
            self.preferences,
            words_of(self.settings, 1.0),
            closed=self._close,
            offer=self._offer,
            exits=Exits(export=lambda snapshot, view, saved: self.exports.append((snapshot, view))),
        )
        self.window.dialog.appear("", [SCREEN])
        self.wait(lambda: self.window.finding.pages.is_known and self.sheet.winfo_width() > 1)

    def open_with(self, *records: EncounterRecord) -> None:
        """Over these; comes back when the newest one is shown."""
        self.save(*records)
        self.open()
        self.wait(lambda: len(self.rows()) == len(records) and self.window.opened.whole)

    def close(self) -> None:
        self.window.close()
        assert self.writer.stop(PATIENCE_S)

    def _close(self) -> None:
        self.closed += 1

    def _offer(self, order: Order) -> bool:
        if self.takes_orders:
            self.orders.append(order)
        return self.takes_orders and self.writer.offer(order)

    # Reading

    @property
    def sheet(self) -> Sheet:
        return self.window.list.sheet

    def wait(self, condition: Callable[[], object]) -> None:
        wait_until(condition, pump=self.root.update)

    def reads(self, words: str) -> bool:
        return words in self.read()

    def read(self) -> list[str]:
        """The list."""
        return texts(self.sheet)

    def rows(self) -> list[EncounterSummary]:
        """Those that are there, from the top."""
        pages = self.window.finding.pages
        return [row for index in range(pages.count) if (row := pages.row(index)) is not None]

    def keys(self) -> list[str]:
        return [row.key for row in self.rows()]

    def below(self) -> list[str]:
        """What is said below the list, on labels and buttons."""
        return [str(child.cget("text")) for child in self.window.bottom.winfo_children() if "text" in child.configure()]

    # Doing

    def click_row(self, index: int, modifier: str = "", x: int = 250) -> None:
        left, top, _right, bottom = self.window.list.view.row_box(index)
        self.click(self.sheet, left + x, (top + bottom) // 2, modifier)

    def click_title(self, words: str) -> None:
        sheet = self.sheet
        item = next(
            each
            for each in sheet.find_all()
            if str(sheet.type(each)) == "text" and str(sheet.itemcget(each, "text")).startswith(words)  # type: ignore[no-untyped-call]
        )
        left, top, right, bottom = sheet.bbox(item)
        self.click(sheet, (left + right) // 2, (top + bottom) // 2)

    def click(self, sheet: Sheet, x: int, y: int, modifier: str = "") -> None:
        sheet.event_generate("<Motion>", x=x, y=y)
        sheet.event_generate(f"<{modifier}ButtonPress-1>", x=x, y=y)
        sheet.event_generate("<ButtonRelease-1>", x=x, y=y)
        self.root.update()

    def press(self, key: str) -> None:
        """With the keyboard on the list."""
        self.sheet.focus_force()
        self.root.update()
        self.sheet.event_generate(key)
        self.root.update()

    def drag_over_curves(self, first: float, last: float) -> None:
        """Parts of the width of the curves, 0..1."""
        top = self.window.fight.top
        left, upper, right, lower = self.window.fight.timeline.plot_box
        xs = [round(left + (right - left) * part) for part in (first, last)]
        y = (upper + lower) // 2
        top.event_generate("<ButtonPress-1>", x=xs[0], y=y)
        for x in (sum(xs) // 2, xs[1]):
            top.event_generate("<B1-Motion>", x=x, y=y)
        top.event_generate("<ButtonRelease-1>", x=xs[1], y=y)
        self.root.update()


def three(history: HistoryBench) -> None:
    """Opened over encounters of 3, 8 and 5 players, the newest first in the list."""
    history.open_with(ended(3, result=Result.WIPE), ended(8), ended(5, boss=False, result=Result.LEFT))
