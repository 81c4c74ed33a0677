"""The history window: filters above, a list of saved encounters at the left, the opened one at the right."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from pathlib import Path

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.palettes import PALETTES
from resonance.store.history import EncounterSummary, History
from resonance.texts import say
from resonance.ui.background import Background
from resonance.ui.dialog import Dialog
from resonance.ui.fight_view import Trail
from resonance.ui.history.bottom_line import BottomLine
from resonance.ui.history.changes import Changes, Offer, refuse
from resonance.ui.history.choice import Choice
from resonance.ui.history.fight_pane import FightPane
from resonance.ui.history.filter_bar import FilterBar
from resonance.ui.history.filters import Filters
from resonance.ui.history.finding import Finding
from resonance.ui.history.list_pane import ListActions, ListPane
from resonance.ui.history.opened import Opened
from resonance.ui.history.row_menu import RowActions, row_menu
from resonance.ui.history.timeline import TimelineState
from resonance.ui.history.words import named_in
from resonance.ui.menu import Groups, PopUp
from resonance.ui.options.look import DialogLook
from resonance.ui.preferences import Preferences
from resonance.ui.table import Table
from resonance.ui.theme import Look
from resonance.ui.words import Words

REFRESH_AFTER_MS = (150, 500, 1_500)
"""After an order was offered: the writer takes a moment, on a busy disk a longer one."""

# Logical pixels.
SIZE = (1_320, 740)
SMALLEST = (960, 420)
LIST_WIDTH = 690

Export = Callable[[Snapshot | None, View], None]


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
        export: Export | None = None,
    ) -> None:
        """`offer` gives an order to the writer, or says that it takes none. `export` None: there are no exports."""
        self.dialog = Dialog(root, size=SIZE, smallest=SMALLEST, closed=closed)
        self.dialog.bind("<Escape>", lambda event: self._back())
        self._closed = closed
        self._preferences = preferences
        self._words = words
        self._export = export
        self._history = History(database)
        self._background = Background(self.dialog)
        self._jobs: list[str] = []
        self._frame: tk.Frame | None = None
        self._trail = Trail(words.settings.start_view)
        self._state = TimelineState()
        self._choice = Choice()
        self.finding = Finding(self._history, self._background, words.reading.names, self._on_found, self._fail)
        self.opened = Opened(self._history, self._background, self._state, self._draw_fight)
        self.changes = Changes(
            offer,
            self._history,
            self._background,
            changed=self._refresh_soon,
            tell=self._tell,
        )
        self.refresh()  # first: while the window is built, the list is looked up
        self._build()

    def refresh(self) -> None:
        """Ask for the list anew."""
        self.finding.refresh()

    def apply(self, words: Words) -> None:
        """Other settings: look, words and columns follow at once."""
        before, self._words = self._words, words
        self.finding.speak(words.reading.names)
        self._build()
        numbers = ("clock", "amounts")
        if any(getattr(before.settings, name) != getattr(words.settings, name) for name in numbers):
            self.opened.count_anew(words)
        self._draw()

    def close(self) -> None:
        for job in self._jobs:
            self.dialog.after_cancel(job)
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
            self._menu.destroy()
            self._frame.destroy()

    def _build(self) -> None:
        self._take_down()
        self.dialog.title(say("History"))
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
        )
        self.bar.pack(fill="x")
        panes = tk.PanedWindow(frame, orient="horizontal", borderwidth=0, sashwidth=4, background=palette.hairline)
        panes.pack(fill="both", expand=True)
        left = tk.Frame(panes, background=palette.ground)
        self.bottom = BottomLine(left, dialog_look)
        self.bottom.pack(side="bottom", fill="x")
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
            export=self._export_shown if self._export is not None else None,
        )
        panes.add(left, width=look.px(LIST_WIDTH), minsize=look.px(300), stretch="never")
        panes.add(self.fight.frame, minsize=look.px(300), stretch="always")
        self._menu = PopUp(self.dialog, look)
        self.dialog.keyboard = self.list.sheet
        self.list.sheet.bind("<Configure>", lambda event: self._draw_list())

    def _build_list(self, master: tk.Misc, look: Look) -> ListPane:
        actions = ListActions(
            open=self._open,
            sort=self._sort,
            delete=self._delete,
            undo=self._undo,
            note=self._write_note,
            favourite=self._favour,
            menu=self._open_menu,
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
        self._draw_list()
        if self.opened.summary is None and self.finding.pages.count and not self._choice.chosen:
            self.list.choose(self._choice.cursor)

    def _open(self, summary: EncounterSummary) -> None:
        self.opened.open(summary, self._words)
        self.list.opened = summary.encounter_id

    def _open_menu(self, x: int, y: int) -> None:
        """As soon as the fight is there that it is about."""
        chosen = self.list.chosen()
        if len(chosen) > 1:
            self._menu.open(self.row_menu_of(chosen, None), x, y)
        elif chosen:
            self.opened.when_there(
                chosen[0], lambda snapshot: self._menu.open(self.row_menu_of(chosen, snapshot), x, y)
            )

    def row_menu_of(self, chosen: Sequence[EncounterSummary], opened: Snapshot | None) -> Groups:
        """`opened`: the fight, where it is the only chosen one."""
        actions = RowActions(
            favourite=self._favour,
            note=self._write_note,
            correct=self.changes.correct,
            export=self._export_shown if self._export is not None else None,
            delete=self._delete,
        )
        return row_menu(chosen, opened, actions)

    # Changes

    def _delete(self, found: Sequence[EncounterSummary]) -> None:
        if not found or not self.changes.delete(found):
            return
        ids = {each.encounter_id for each in found}
        self._choice.forget(ids)
        if self.opened.summary is not None and self.opened.summary.encounter_id in ids:
            self.opened.close()
            self.list.opened = None
        words = say("{count} deleted: {names}", count=len(found), names=named_in(found, self._words.reading.names))
        self.bottom.offer_undo(words, self._undo)

    def _undo(self) -> None:
        count = self.changes.undo()
        if count:
            self.bottom.tell(say("{count} back in the history", count=count))

    def _favour(self, found: Sequence[EncounterSummary], on: bool) -> None:
        if self.changes.favourite(found, on):
            for each in found:
                self.finding.pages.change(each.encounter_id, favourite=on)
            self._draw_list()

    def _write_note(self, summary: EncounterSummary) -> None:
        def save(words: str) -> None:
            if self.changes.note(summary, words):
                self.finding.pages.change(summary.encounter_id, note=words)
                self._draw_list()

        words = say("Note on {name}", name=named_in([summary], self._words.reading.names))
        self.bottom.ask_note(words, summary.note, save, self.list.sheet.focus_set)

    def _refresh_soon(self) -> None:
        for job in self._jobs:
            self.dialog.after_cancel(job)
        self._jobs = [self.dialog.after(pause_ms, self._refresh_all) for pause_ms in REFRESH_AFTER_MS]

    def _refresh_all(self) -> None:
        self.refresh()
        self.opened.look_again(self._words)

    # What is shown

    def _export_shown(self) -> None:
        """The stretch that the tables are about."""
        if self._export is not None:
            self._export(self.opened.shown, self._trail.here.view)

    def _tell(self, words: str) -> None:
        self.bottom.tell(words)

    def _fail(self, error: Exception) -> None:
        self._tell(str(error))

    def _draw(self) -> None:
        self.bar.show(self.finding.filters, self.finding.found_words())
        self.list.opened = self.opened.summary.encounter_id if self.opened.summary is not None else None
        self._draw_list()
        self._draw_fight()

    def _draw_list(self) -> None:
        if self.list.sheet.winfo_width() > 1:
            self.list.empty = self.finding.empty_words()
            self.list.show()

    def _draw_fight(self) -> None:
        waiting = Table(empty=self.opened.problem or say("Choose an encounter in the list."))
        self.fight.show(self.opened.whole, self.opened.shown, waiting, self.opened.part_problem)
