"""The history window: filters above, a list of saved encounters at the left, the opened one at the right."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from resonance.combat.entries import Correction
from resonance.palettes import PALETTES
from resonance.store.history import EncounterSummary, History
from resonance.texts import say
from resonance.ui.background import Background
from resonance.ui.dialog import Dialog
from resonance.ui.fight_view import Trail
from resonance.ui.history.bottom_line import BottomLine
from resonance.ui.history.changes import Again, Changes, Offer, refuse
from resonance.ui.history.choice import Choice
from resonance.ui.history.edits import Edits
from resonance.ui.history.fight_pane import FightPane
from resonance.ui.history.filter_bar import FilterBar
from resonance.ui.history.filters import Filters
from resonance.ui.history.finding import Finding
from resonance.ui.history.following import Following
from resonance.ui.history.list_pane import ListActions, ListPane
from resonance.ui.history.menus import NO_EXITS, Exits, Menus
from resonance.ui.history.opened import Opened
from resonance.ui.history.timeline import TimelineState
from resonance.ui.menu import Groups, PopUp
from resonance.ui.options.look import DialogLook
from resonance.ui.preferences import Preferences
from resonance.ui.table import Table
from resonance.ui.theme import Look
from resonance.ui.words import Words

# Logical pixels.
SIZE = (1_320, 740)
SMALLEST = (960, 420)
LIST_WIDTH = 702

LOOK_SETTINGS = (
    *("theme", "row_height", "font_size", "language", "number_style", "hide_names"),
    *("palette", "colour_by", "class_colours", "spec_colours"),
)
"""What all of the window is made of. Other settings are about the fight, or about other windows."""


class HistoryWindow:
    def __init__(
        self,
        root: tk.Misc,
        database: Path,
        preferences: Preferences,
        words: Words,
        *,
        closed: Callable[[], None],
        offer: Offer = refuse,
        tools: Callable[[], Groups] = tuple,
        exits: Exits = NO_EXITS,
    ) -> None:
        """`offer` gives an order to the writer, or says that it takes none.

        `tools`: what can be done with the history as a whole.
        """
        self.dialog = Dialog(root, size=SIZE, smallest=SMALLEST, closed=closed)
        self.dialog.bind("<Escape>", lambda event: self._back())
        self.dialog.bind("<Control-z>", self._on_undo)
        self._closed = closed
        self._preferences = preferences
        self._words = words
        self._tools = tools
        self._exits = exits
        self._history = History(database)
        self._background = Background(self.dialog)
        self._frame: tk.Frame | None = None
        self._trail = Trail(words.settings.start_view)
        self._state = TimelineState()
        self._choice = Choice()
        self.finding = Finding(
            self._history, self._background, words.reading.names, self._on_found, self._fail, *words.choices
        )
        self.opened = Opened(self._history, self._background, self._state, self._draw_fight)
        self._again = Again(self.dialog, self._refresh_all)
        self.changes = Changes(
            offer,
            self._history,
            self._background,
            changed=self._again.soon,
            tell=self._tell,
            corrected=self._on_corrected,
        )
        self._following = Following(
            self.dialog, self._history, self._background, self._choice, self.opened, self.refresh, lambda: self._words
        )
        self.refresh()  # first: while the window is built, the list is looked up
        self._build()

    def refresh(self) -> None:
        """Ask for the list anew."""
        self.finding.refresh()

    def show_encounter(self, key: str) -> None:
        """Open it, wherever it stands in the list, and whether or not the filters keep it."""

        def show(summary: EncounterSummary) -> None:
            self._choice.take([summary])
            self._open(summary)
            self._draw_list()

        question = partial(self._history.summary_of, key, *self._words.choices)
        self._background.ask("encounter", question, show, self._fail)

    def apply(self, words: Words) -> None:
        """Other settings: look, words and columns follow at once."""
        before, self._words = self._words, words
        if before.choices != words.choices:
            self.opened.count_anew(words)
            self.finding.count_by(*words.choices)
        if any(getattr(before.settings, name) != getattr(words.settings, name) for name in LOOK_SETTINGS):
            self.finding.speak(words.reading.names)
            self._build()
            self._draw()
        elif before.reading != words.reading:
            self.fight.read(words.reading)

    def close(self) -> None:
        self._again.close()
        self._following.close()
        self._background.close()
        self._history.close()
        self._take_down()
        self.dialog.destroy()

    def _back(self) -> None:
        """One step up in the opened fight; from the top out of the window."""
        if not self.fight.view.back():
            self._closed()

    # Building

    def _take_down(self) -> None:
        if self._frame is not None:
            self.list.destroy()
            self.fight.destroy()
            self.menus.destroy()
            self._frame.destroy()

    def _build(self) -> None:
        self._take_down()
        self.dialog.title(f"{say('History')} – Resonance Logs")
        settings = self._words.settings
        palette = PALETTES[settings.theme]
        look = Look(self.dialog, palette, settings.row_height, font_size=settings.font_size)
        self._frame = frame = tk.Frame(self.dialog, background=palette.ground)
        frame.pack(fill="both", expand=True)
        dialog_look = DialogLook(self.dialog)
        self.bar = FilterBar(
            frame,
            dialog_look,
            self._words.reading.names,
            self.finding.filters,
            changed=self._on_filters,
            typed=lambda typed: self.finding.suggest(typed, self.bar.suggest),
            about=self.finding.about,
            tools=lambda x, y: self.menus.open(self._tools(), x, y),
        )
        self.bar.pack(fill="x")
        panes = tk.PanedWindow(frame, orient="horizontal", borderwidth=0, sashwidth=4, background=palette.hairline)
        panes.pack(fill="both", expand=True)
        left = tk.Frame(panes, background=palette.ground)
        self.bottom = BottomLine(left, dialog_look)
        self.bottom.pack(side="bottom", fill="x")
        self.edits = self._make_edits()
        self.menus = self._make_menus(look)
        self.list = self._build_list(left, look)
        self.list.sheet.pack(side="top", fill="both", expand=True)
        self.fight = FightPane(
            panes,
            self.dialog,
            look,
            self._words.reading,
            self._trail,
            self._state,
            change=self._preferences.change,
            choose=lambda: self.opened.count_part(self._words),
            export=self.menus.export,
            moment_menu=self.menus.of_moment,
            player_menu=self.menus.of_player,
        )
        panes.add(left, width=look.px(LIST_WIDTH), minsize=look.px(300), stretch="never")
        panes.add(self.fight.frame, minsize=look.px(300), stretch="always")
        self.dialog.keyboard = self.list.sheet
        self.list.sheet.bind("<Configure>", lambda event: self._draw_list())

    def _make_edits(self) -> Edits:
        return Edits(
            self.changes,
            self.finding.pages,
            self._choice,
            self.opened,
            self.bottom,
            self._words.reading.names,
            redraw=self._draw,
            focus=self._focus_list,
        )

    def _make_menus(self, look: Look) -> Menus:
        return Menus(
            self._exits,
            self.opened,
            self.changes,
            self.edits,
            self._trail,
            self._history,
            self._background,
            PopUp(self.dialog, look),
            words=lambda: self._words,
            tell=self._tell,
        )

    def _build_list(self, master: tk.Misc, look: Look) -> ListPane:
        actions = ListActions(
            open=self._open,
            sort=self._sort,
            delete=self.edits.delete,
            note=self.edits.write_note,
            favourite=self.edits.favour,
            menu=lambda x, y: self.menus.open_of_rows(self.list.chosen(), x, y),
            back=self._back,
        )
        return ListPane(
            master,
            self.dialog,
            look,
            self._words.reading,
            self.finding.pages,
            self._choice,
            self._history,
            self._background,
            actions,
            self._fail,
        )

    # The list

    def _on_filters(self, filters: Filters) -> None:
        self.finding.use(filters)
        self._choice.take(())
        self.list.view.first = 0
        self.bar.show(filters, "")

    def _sort(self, order: str) -> None:
        self.finding.sort(order)
        self.list.view.first = 0

    def _on_found(self) -> None:
        """The rows, or some of them, are there."""
        self.bar.show(self.finding.filters, self.finding.found_words())
        self._choice.follow(self.finding.pages.find)
        self._draw_list()
        if self.opened.summary is None and self.finding.pages.count and not self._choice.chosen:
            self.list.choose(self._choice.cursor)
        elif self.opened.summary is None:
            self._draw_fight()

    def _open(self, summary: EncounterSummary) -> None:
        self.opened.open(summary, self._words)
        self.list.opened = summary.encounter_id

    def _on_corrected(self, summary: EncounterSummary, reverse: Correction | None) -> None:
        self.edits.was_corrected(summary, reverse)

    def _on_undo(self, event: tk.Event[tk.Misc]) -> None:
        """Wherever the keyboard is, but for where somebody writes."""
        if not isinstance(event.widget, tk.Entry | tk.Text):
            self.edits.undo()

    def _refresh_all(self) -> None:
        self.refresh()
        self.opened.look_again(self._words)

    # What is shown

    def tell(self, lines: Sequence[str]) -> None:
        """Below the list, until it is closed or something else is told there."""
        self.bottom.tell_lines(lines)

    def _tell(self, words: str) -> None:
        self.bottom.tell(words)

    def _fail(self, error: Exception) -> None:
        self._tell(str(error))

    def _draw(self) -> None:
        self.bar.show(self.finding.filters, self.finding.found_words())
        self.list.opened = self.opened.summary.encounter_id if self.opened.summary is not None else None
        self._draw_list()
        self._draw_fight()

    def _focus_list(self) -> None:
        self.list.sheet.focus_set()

    def _draw_list(self) -> None:
        if self.list.sheet.winfo_width() > 1:
            self.list.empty = self.finding.empty_words()
            self.list.show()

    def _draw_fight(self) -> None:
        waiting = Table(empty=self.opened.problem or say("Choose an encounter in the list."))
        self.fight.show(self.opened.whole, self.opened.shown, waiting, self.opened.part_problem)
