"""Above the list: a text field with suggestions, choices, and the filters that hold, each of which can be removed."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from tkinter import ttk
from typing import Any

from resonance.combat.record import Result
from resonance.names import Names
from resonance.texts import say
from resonance.ui.history.filters import (
    LENGTHS,
    PERIODS,
    About,
    Days,
    Filters,
    Suggestion,
    filter_words,
    length_words,
    parse_day,
)
from resonance.ui.history.suggestions import Suggestions
from resonance.ui.history.words import RESULTS
from resonance.ui.options.look import DialogLook, styled

# Logical pixels.
PADDING = 10
GAP = 6

DAY_WIDTH = 11  # characters

CHOSEN_RESULTS = (Result.KILL, Result.WIPE, Result.LEFT, Result.SILENCE, Result.RESET, Result.ENDED)


class FilterBar(ttk.Frame):
    def __init__(
        self,
        master: tk.Misc,
        look: DialogLook,
        names: Names,
        filters: Filters,
        *,
        changed: Callable[[Filters], object],
        typed: Callable[[str], object],
        about: Callable[[str], About | None],
        tools: Callable[[int, int], object],
    ) -> None:
        """`changed`: the user wants these. `typed`: suggestions are wanted, for `suggest`. `about`: typed words.

        `tools` opens their menu at a point of the screen.
        """
        super().__init__(master, padding=(look.px(PADDING), look.px(PADDING), look.px(PADDING), look.px(GAP)))
        self.filters = filters
        self._look, self._names = look, names
        self._changed, self._about = changed, about
        self._is_showing = False  # what the widgets say is being brought up to date
        line = ttk.Frame(self)
        line.pack(fill="x")
        self.entry = Suggestions(line, look, typed=typed, chosen=self._on_suggestion, entered=self._on_entered)
        self.entry.pack(side="left", fill="x", expand=True)
        self.boxes = {
            "result": self._choice(line, "result", self._results()),
            "class_id": self._choice(line, "class_id", self._classes()),
            "period": self._choice(line, "period", self._periods()),
            "length": self._choice(line, "length", self._lengths()),
        }
        self.favourites = self._switch(line, "favourites", say("Favourites"))
        self.imported = self._switch(line, "imported", say("Imported"))
        self.tools = ttk.Button(line, text=say("Tools"), command=lambda: tools(*self._below_tools()))
        styled(self.tools, "secondary-outline").pack(side="right", padx=(look.px(GAP), 0))
        self._found = ttk.Label(line, foreground=look.muted, font=look.small)
        self._found.pack(side="left", padx=(look.px(PADDING), 0))
        self._build_days()
        self._tokens = ttk.Frame(self)
        self._tokens.pack(fill="x", pady=(look.px(GAP), 0))
        self.show(filters, "")

    def show(self, filters: Filters, found: str) -> None:
        """`found`: how many there are, in words."""
        self.filters = filters
        self._is_showing = True
        for field, (box, values) in self.boxes.items():
            value = getattr(filters, field)
            box.current(values.index(value) if value in values else 0)
            if field == "period" and filters.days is not None:
                box.current(len(values) - 1)
        self.favourites.set(filters.favourites)
        self.imported.set(filters.imported)
        self.entry.show(filters.about.words if filters.about else "")
        if filters.days is not None:
            self._show_days()
        self._is_showing = False
        self._show_tokens(filters, found)

    def _below_tools(self) -> tuple[int, int]:
        return self.tools.winfo_rootx(), self.tools.winfo_rooty() + self.tools.winfo_height()

    def suggest(self, typed: str, found: Sequence[Suggestion]) -> None:
        self.entry.suggest(typed, found)

    def remove(self, field: str) -> None:
        """An active filter, as a click on its mark does."""
        if field == "days":
            self._days.pack_forget()
        self._set(self.filters.without(field))

    def change(self, **values: Any) -> None:
        """Fields of Filters, as the user changes them."""
        self._set(self.filters.with_(**values))

    # Choices

    def _results(self) -> list[tuple[str, Any]]:
        return [(say("Any result"), None), *((say(RESULTS[each]), each) for each in CHOSEN_RESULTS)]

    def _classes(self) -> list[tuple[str, Any]]:
        names = self._names
        known = [(names.class_name(each) or "", each) for each in names.playable_classes()]
        return [(say("Any class"), None), *known]

    def _periods(self) -> list[tuple[str, Any]]:
        known = [(say(words), key) for key, words in PERIODS.items()]
        return [(say("Any time"), ""), *known, (say("From – to…"), "days")]

    def _lengths(self) -> list[tuple[str, Any]]:
        return [(say("Any length"), None), *((length_words(each), each) for each in LENGTHS)]

    def _choice(
        self, master: tk.Misc, field: str, choices: Sequence[tuple[str, Any]]
    ) -> tuple[ttk.Combobox, list[Any]]:
        words = [each for each, _ in choices]
        widest = max(self._look.body.measure(each) for each in words) // max(1, self._look.body.measure("0")) + 1
        box = styled(ttk.Combobox(master, values=words, state="readonly", width=widest))
        box.pack(side="left", padx=(self._look.px(GAP), 0))
        values = [value for _, value in choices]
        box.bind("<<ComboboxSelected>>", lambda event: self._on_choice(field, values[box.current()]))
        box.bind("<<ComboboxSelected>>", lambda event: box.selection_clear(), add="+")
        return box, values

    def _switch(self, master: tk.Misc, field: str, words: str) -> tk.BooleanVar:
        is_on = tk.BooleanVar(master)
        button = ttk.Checkbutton(
            master, text=words, variable=is_on, command=lambda: self._on_choice(field, bool(is_on.get()))
        )
        styled(button, "secondary-outline-toolbutton").pack(side="left", padx=(self._look.px(GAP), 0))
        return is_on

    def _on_choice(self, field: str, value: Any) -> None:
        if field == "period" and value == "days":
            self._show_days()
            self._days_entries[0].focus_set()
            return
        filters = self.filters.with_(**{field: value})
        if field == "period":
            self._days.pack_forget()
            filters = filters.without("days")
        self._set(filters)

    # From - to

    def _build_days(self) -> None:
        look = self._look
        self._days = ttk.Frame(self)
        entries = []
        for words in (say("From"), say("to")):
            ttk.Label(self._days, text=words).pack(side="left", padx=(0, look.px(GAP)))
            entry = styled(ttk.Entry(self._days, width=DAY_WIDTH))
            entry.pack(side="left", padx=(0, look.px(GAP)))
            entry.bind("<Return>", lambda event: self._on_days())
            entry.bind("<FocusOut>", lambda event: self._on_days())
            entries.append(entry)
        self._days_entries = entries
        self._days_problem = ttk.Label(self._days, foreground=look.muted, text=say("As 2026-01-31"))
        self._days_problem.pack(side="left")

    def _show_days(self) -> None:
        self._days.pack(fill="x", pady=(self._look.px(GAP), 0), before=self._tokens)
        days = self.filters.days or Days()
        for entry, day in zip(self._days_entries, (days.first, days.last), strict=True):
            if day is not None:
                entry.delete(0, "end")
                entry.insert(0, f"{day:%Y-%m-%d}")

    def _on_days(self) -> None:
        try:
            first, last = (parse_day(entry.get()) for entry in self._days_entries)
        except ValueError:
            self._days_problem.configure(foreground=self._look.danger)
            return
        self._days_problem.configure(foreground=self._look.muted)
        days = Days(first, last) if first or last else None
        self._set(self.filters.with_(days=days, period=""))

    # The text field

    def _on_suggestion(self, suggestion: Suggestion) -> None:
        self._set(self.filters.with_(about=suggestion.about))

    def _on_entered(self, words: str) -> None:
        """Typed without choosing: whatever it may mean."""
        known = self.filters.about
        if known is None or known.words != words.strip():
            self._set(self.filters.with_(about=self._about(words)))

    def _set(self, filters: Filters) -> None:
        if not self._is_showing and filters != self.filters:
            self.filters = filters
            self._changed(filters)

    # What holds

    def _show_tokens(self, filters: Filters, found: str) -> None:
        look = self._look
        for child in self._tokens.winfo_children():
            child.destroy()
        self._found.configure(text=found)
        if not filters.active():
            ttk.Frame(self._tokens).pack()  # without children it would keep its height
        for field in filters.active():
            words = f"{filter_words(filters, field, self._names)}  ✕"
            button = ttk.Button(self._tokens, text=words, command=partial(self.remove, field))
            styled(button, "secondary-outline").pack(side="left", padx=(0, look.px(GAP)))
