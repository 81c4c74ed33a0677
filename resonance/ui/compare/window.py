"""The window that compares two saved fights, or players of them: side by side, number by number, skill by skill."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from resonance.combat import compare
from resonance.combat.compare import NOBODY, Side
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.texts import later, say
from resonance.ui.column_menu import VIEW_NAMES
from resonance.ui.compare.curves import COLOURS, chart_of
from resonance.ui.compare.head import HEIGHT, Card, Head, Word
from resonance.ui.compare.panes import Panes
from resonance.ui.compare.subjects import Subjects, copied, fight_words, snapshots_of
from resonance.ui.compare.tables import (
    LEFT,
    RIGHT,
    fight_table,
    numbers_table,
    side_name,
    skills_table,
)
from resonance.ui.export.clipboard import copy_text
from resonance.ui.menu import Entry, Groups, PopUp
from resonance.ui.pointer import Pointer
from resonance.ui.preferences import Preferences
from resonance.ui.sheet import Sheet
from resonance.ui.side_window import Part, SideWindow
from resonance.ui.table import Table
from resonance.ui.tabs import damage, healing, taken
from resonance.ui.theme import Look
from resonance.ui.words import Words

# Logical pixels.
SIZE = (1_120, 700)
SMALLEST = (520, 360)

MODES = {"fights": later("Fights"), "skills": later("Skills"), "curves": later("Curves")}
TABS = (damage.TAB, healing.TAB, taken.TAB)


class CompareWindow(SideWindow):
    def __init__(
        self,
        root: tk.Misc,
        database: Path,
        subjects: Subjects,
        preferences: Preferences,
        words: Words,
        *,
        closed: Callable[[], None],
    ) -> None:
        super().__init__(root, database, words, size=SIZE, smallest=SMALLEST, closed=closed)
        self.subjects = subjects
        self.mode = "fights"
        self._order = ""  # of the skills
        self._preferences = preferences
        self._fights: tuple[Snapshot, Snapshot] | None = None  # None = not there yet
        for key in ("<Control-c>", "<Control-C>"):
            self.dialog.bind(key, lambda event: self.copy())
        self._rebuild()
        self.refresh()

    def compare(self, subjects: Subjects) -> None:
        """Others, in the open window."""
        self.subjects = subjects
        self._fights = None
        self.refresh()

    def apply(self, words: Words) -> None:
        """Other settings; some of them are about how fights are summed."""
        self._words = words
        self._rebuild()
        self.refresh()

    # Building

    def _title(self) -> str:
        return say("Compare")

    def _build(self, frame: tk.Frame, look: Look) -> tuple[Part, ...]:
        self.top = Sheet(frame, look.palette.ground)
        self.top.configure(height=look.px(HEIGHT))
        self.top.pack(side="top", fill="x")
        self.head = Head(self.top, look, choose=self._open_menu)
        pointer = Pointer(self.dialog, self.top, look, smallest=None)
        pointer.hotspot_at = self.head.hotspot_at
        self.panes = Panes(
            frame, self.dialog, look, choose=self._choose, sort_fights=self._sort_fights, sort_skills=self._sort_skills
        )
        self.panes.frame.pack(side="top", fill="both", expand=True)
        self._menu = PopUp(self.dialog, look)
        self.dialog.keyboard = self.panes.body
        self.top.bind("<Configure>", lambda event: self.draw())
        return pointer, self._menu, self.panes

    # What is compared

    def sides(self) -> tuple[Side, Side] | None:
        """None = not there yet."""
        if self._fights is None:
            return None
        subjects = self.subjects
        actors = subjects.left_actor, subjects.right_actor
        left, right = (compare.side_of(fight, actor) for fight, actor in zip(self._fights, actors, strict=True))
        return left, right

    def menu_of(self, side: int) -> Groups:
        """Who can be chosen for a side, 0 or 1."""
        found = self.sides()
        if found is None:
            return ()
        here = found[side]
        players = [compare.side_of(here.snapshot, row.actor.actor_id) for row in here.snapshot.players]
        entries = [
            Entry(
                side_name(each, self._words.reading),
                partial(self._choose, side, each.actor),
                chosen=each.actor == here.actor,
            )
            for each in players
        ]
        everybody = Entry(say("Group"), partial(self._choose, side, NOBODY), chosen=here.is_group)
        return ((everybody,), tuple(entries))

    def _open_menu(self, side: int) -> None:
        x, y = self.head.bottom_of(side)
        groups = self.menu_of(side)
        if groups:
            self._menu.open(groups, self.top.winfo_rootx() + x, self.top.winfo_rooty() + y)

    def _choose(self, side: int, actor: int) -> None:
        if self._fights is not None:
            self.subjects = self.subjects.choose(side, actor, self._fights)
            self.draw()

    def swap(self) -> None:
        self.subjects = self.subjects.swapped()
        if self._fights is not None:
            self._fights = self._fights[1], self._fights[0]
        self.draw()

    def refresh(self) -> None:
        """Sum the fights anew."""
        self._background.ask(
            "fights", partial(snapshots_of, self.subjects, self._history, self._words), self._take, self._fail
        )
        self.draw()

    def _take(self, fights: tuple[Snapshot, Snapshot]) -> None:
        self._fights, self.problem = fights, ""
        self.draw()

    def _forget(self) -> None:
        self._fights = None

    # How it is shown

    def show(self, mode: str) -> None:
        """A key of MODES."""
        self.mode = mode
        self.panes.to_top()
        self.draw()

    def see(self, view: View) -> None:
        self.subjects = replace(self.subjects, view=view)
        self._order = ""
        self.panes.to_top()
        self.draw()

    def _sort_fights(self, key: str) -> None:
        """As in every table of players: by this column, and when it is so already the other way round."""
        name = f"order_{VIEW_NAMES[self.subjects.view]}"
        is_so = getattr(self._words.settings, name) == key
        self._preferences.change(**{name: f"-{key}" if is_so else key})

    def _sort_skills(self, key: str) -> None:
        self._order = f"-{key}" if self._order == key else key
        self.draw()

    def copy(self) -> None:
        """What is shown, as text on the clipboard."""
        sides = self.sides()
        if sides is not None:
            titles = [
                f"{letter}: {card.who} · {card.what}" for letter, card in zip((LEFT, RIGHT), self._cards(), strict=True)
            ]
            copy_text(self.dialog, copied(titles, self._tables(sides)))

    def _tables(self, sides: tuple[Side, Side]) -> list[Table]:
        """Those in view; the numbers where that is a chart."""
        view, reading = self.subjects.view, self._words.reading
        if self.mode == "skills":
            return [skills_table(*sides, view, reading, self._order)]
        numbers = numbers_table(*sides, view, reading)
        if self.mode == "curves":
            return [numbers]
        return [*(fight_table(side, view, reading) for side in sides), numbers]

    def _cards(self) -> list[Card]:
        reading, sides = self._words.reading, self.sides()
        fights = [fight_words(each, reading.names, reading.colours) for each in self.subjects.encounters]
        names = ["", ""] if sides is None else [side_name(side, reading) for side in sides]
        return [Card(*each) for each in zip(names, fights, COLOURS, strict=True)]

    def draw(self) -> None:
        width, reading = self.top.winfo_width(), self._words.reading
        if width <= 1:
            return
        modes = [
            Word(f"mode {key}", say(title), partial(self.show, key), self.mode == key) for key, title in MODES.items()
        ]
        views = [
            Word(
                f"view {tab.key}", tab.title(None, reading), partial(self.see, tab.view), self.subjects.view == tab.view
            )
            for tab in TABS
        ]
        tools = [
            Word("swap", "⇄", self.swap, tip=say("Let A and B change places")),
            Word("copy", say("Copy"), self.copy, tip=say("Copy this table as text")),
        ]
        self.head.show(self._cards(), modes, [*views, *tools], width)
        self._draw_body()

    def _draw_body(self) -> None:
        sides = self.sides()
        if sides is None:
            self.panes.show_table(Table(empty=self.problem or say("The fights are being read…")))
        elif self.mode == "curves":
            self.panes.show_chart(chart_of(*sides, self.subjects.view, self._words.reading))
        elif self.mode == "skills":
            self.panes.show_table(self._tables(sides)[0])
        else:
            left, right, numbers = self._tables(sides)
            self.panes.show_fights(left, right, numbers)
