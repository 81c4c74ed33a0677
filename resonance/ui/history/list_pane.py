"""The list of encounters: drawn from pages, with a cursor, chosen rows, and what keys and mouse do to them."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from resonance.store.history import EncounterSummary, History
from resonance.store.search import Query
from resonance.texts import say
from resonance.ui.background import Background
from resonance.ui.history.choice import Choice
from resonance.ui.history.list_row import State
from resonance.ui.history.list_view import ListView
from resonance.ui.history.pages import Pages
from resonance.ui.history.words import Line, line_of
from resonance.ui.place import Reading
from resonance.ui.pointer import Hotspot, Pointer
from resonance.ui.sheet import Sheet
from resonance.ui.status import quality_words
from resonance.ui.theme import Look

WHEEL_ROWS = 3

MOST_LINES = 2_000
"""Kept in words; a screen shows a hundred."""


@dataclass(frozen=True, slots=True)
class ListActions:
    """What the list cannot do by itself."""

    open: Callable[[EncounterSummary], object]
    sort: Callable[[str], object]  # by an `order` of Query
    delete: Callable[[Sequence[EncounterSummary]], object]
    note: Callable[[EncounterSummary], object]
    favourite: Callable[[Sequence[EncounterSummary], bool], object]
    menu: Callable[[int, int], object]  # for the chosen ones, at a point of the screen
    back: Callable[[], object]  # Escape


class ListPane:
    def __init__(
        self,
        master: tk.Misc,
        dialog: tk.Toplevel,
        look: Look,
        reading: Reading,
        pages: Pages,
        choice: Choice,
        history: History,
        background: Background,
        actions: ListActions,
        failed: Callable[[Exception], object],
    ) -> None:
        self.sheet = Sheet(master, look.palette.ground)
        self.sheet.configure(takefocus=True)
        self.opened: int | None = None  # id
        self.empty = ("", "")  # shown instead of rows
        self._look, self._reading = look, reading
        self._pages, self._choice = pages, choice
        self._history, self._background = history, background
        self._actions, self._failed = actions, failed
        self._lines: dict[int, tuple[EncounterSummary, Line]] = {}  # by id
        self._is_pulling = False  # the thumb
        self.view = ListView(self.sheet, look, line_at=self._line_at, state_at=self._state_at, press_title=actions.sort)
        self._pointer = pointer = Pointer(dialog, self.sheet, look, smallest=None)
        pointer.hotspot_at = self.hotspot_at
        pointer.on_wheel = lambda rows: self.scroll(rows * WHEEL_ROWS)
        pointer.on_right_press = self._on_right_press
        self._bind()

    def destroy(self) -> None:
        self._pointer.destroy()
        self.sheet.destroy()

    def show(self) -> None:
        query = self._pages.query
        self.view.show(self._pages.count, query.order, query.descending, self.empty)

    def scroll(self, rows: int) -> None:
        self._pointer.forget()
        self.view.first += rows
        self.show()

    def chosen(self) -> list[EncounterSummary]:
        return list(self._choice.chosen.values())

    def hotspot_at(self, x: int, y: int) -> Hotspot | None:
        title = self.view.title_at(x, y)
        index = self.view.index_at(y)
        summary = self._pages.row(index) if index is not None else None
        if title is not None or index is None or summary is None:
            return title
        column = self.view.column_at(x)
        key = f"row {summary.encounter_id} {column}"
        if column == "favourite":
            press = partial(self._actions.favourite, [summary], not summary.favourite)
            tip = say("No favourite any more") if summary.favourite else say("Make it a favourite")
            return Hotspot(key, self.view.row_box(index), tip, press)
        return Hotspot(key, self.view.row_box(index), self._tip(summary, column))

    def choose(self, index: int) -> None:
        """One row alone, and open it."""
        index = max(0, min(index, self._pages.count - 1))
        summary = self._pages.row(index)
        self._choice.cursor = self._choice.anchor = index
        self.view.reveal(index)
        if summary is not None:
            self._choice.only(index, summary)
            self._actions.open(summary)
        self.show()

    def _line_at(self, index: int) -> Line | None:
        summary = self._pages.row(index)
        return None if summary is None else self._line_of(summary)

    def _line_of(self, summary: EncounterSummary) -> Line:
        known = self._lines.get(summary.encounter_id)
        if known is None or known[0] != summary:
            if len(self._lines) > MOST_LINES:
                self._lines.clear()
            known = summary, line_of(summary, self._reading.names, self._reading.colours)
            self._lines[summary.encounter_id] = known
        return known[1]

    def _state_at(self, index: int) -> State:
        summary = self._pages.row(index)
        if summary is None:
            return State()
        number = summary.encounter_id
        has_cursor = index == self._choice.cursor and len(self._choice.chosen) > 1
        return State(number == self.opened, number in self._choice.chosen, has_cursor)

    def _tip(self, summary: EncounterSummary, column: str) -> str:
        line = self._line_of(summary)
        if column == "quality":
            return quality_words(summary.quality)
        if column == "players":
            names = self._reading.names
            known = [names.class_name(class_id) or "?" for class_id, _ in summary.classes]
            return "\n".join([say("{count} players", count=summary.players), ", ".join(known)]).strip()
        if column == "name":
            mark = say("Imported: {source}", source=summary.imported) if summary.imported is not None else ""
            return "\n".join(filter(None, (line.name, line.details, line.note, mark)))
        return ""

    # Mouse and keys

    def _bind(self) -> None:
        sheet = self.sheet
        sheet.bind("<Button-1>", self._on_press, add="+")
        for kind, do in (("Control", self._on_control), ("Shift", self._on_shift)):
            for times in ("", "Double-", "Triple-"):
                sheet.bind(f"<{kind}-{times}Button-1>", do)
        sheet.bind("<B1-Motion>", self._on_drag, add="+")
        sheet.bind("<ButtonRelease-1>", self._on_release, add="+")
        keys: dict[str, Callable[[], object]] = {
            "<Up>": lambda: self.choose(self._choice.cursor - 1),
            "<Down>": lambda: self.choose(self._choice.cursor + 1),
            "<Prior>": lambda: self.choose(self._choice.cursor - max(1, self.view.fitting - 1)),
            "<Next>": lambda: self.choose(self._choice.cursor + max(1, self.view.fitting - 1)),
            "<Home>": lambda: self.choose(0),
            "<End>": lambda: self.choose(self._pages.count - 1),
            "<Shift-Up>": lambda: self._stretch(self._choice.cursor - 1),
            "<Shift-Down>": lambda: self._stretch(self._choice.cursor + 1),
            "<Shift-Prior>": lambda: self._stretch(self._choice.cursor - self.view.fitting),
            "<Shift-Next>": lambda: self._stretch(self._choice.cursor + self.view.fitting),
            "<Shift-Home>": lambda: self._stretch(0),
            "<Shift-End>": lambda: self._stretch(self._pages.count - 1),
            "<Delete>": lambda: self._actions.delete(self.chosen()),
            "<Control-a>": self.choose_all,
            "<F2>": self._note,
            "<Return>": self._note,
            "<Escape>": self._actions.back,
        }
        for key, action in keys.items():
            sheet.bind(key, partial(self._on_key, action))

    def _on_key(self, action: Callable[[], object], _event: tk.Event[tk.Misc]) -> str:
        self._pointer.forget()
        action()
        return "break"

    def _note(self) -> None:
        chosen = self.chosen()
        if len(chosen) == 1:
            self._actions.note(chosen[0])

    def choose_all(self) -> None:
        self._choice.anchor = 0
        self._stretch(self._pages.count - 1)

    def _stretch(self, index: int) -> None:
        """Choose from the anchor to here; rows that were never in view are asked for."""
        if not self._pages.count:
            return
        index = max(0, min(index, self._pages.count - 1))
        self.view.reveal(index)
        first, count = self._choice.stretch_to(index)
        query = self._pages.query
        self._background.ask(
            "stretch", lambda: self._history.search(query, count, first), partial(self._take, query), self._failed
        )
        self.show()

    def _take(self, query: Query, found: list[EncounterSummary]) -> None:
        if query == self._pages.query:
            self._choice.take(found)
            self.show()

    def _on_press(self, event: tk.Event[tk.Misc]) -> None:
        self.sheet.focus_set()
        index = self.view.index_at(event.y)
        if self.view.is_on_thumb(event.x):
            self._is_pulling = True
            self._on_drag(event)
        elif index is not None and self.view.column_at(event.x) != "favourite":
            self.choose(index)

    def _on_drag(self, event: tk.Event[tk.Misc]) -> None:
        if self._is_pulling:
            self.view.scroll_to(event.y)
            self.show()

    def _on_release(self, _event: tk.Event[tk.Misc]) -> None:
        self._is_pulling = False

    def _on_control(self, event: tk.Event[tk.Misc]) -> None:
        self.sheet.focus_set()
        index = self.view.index_at(event.y)
        summary = self._pages.row(index) if index is not None else None
        if index is not None and summary is not None:
            self._choice.toggle(index, summary)
            self.show()

    def _on_shift(self, event: tk.Event[tk.Misc]) -> None:
        self.sheet.focus_set()
        index = self.view.index_at(event.y)
        if index is not None:
            self._stretch(index)

    def _on_right_press(self, x: int, y: int) -> None:
        self.sheet.focus_set()
        index = self.view.index_at(y)
        summary = self._pages.row(index) if index is not None else None
        if index is None or summary is None:
            return
        if summary.encounter_id not in self._choice.chosen or len(self._choice.chosen) == 1:
            self.choose(index)
        self._actions.menu(self.sheet.winfo_rootx() + x, self.sheet.winfo_rooty() + y)
