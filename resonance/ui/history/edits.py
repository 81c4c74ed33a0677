"""What the user does to chosen encounters, and what the window says and offers afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from resonance.combat.entries import Correction
from resonance.names import Names
from resonance.store.history import EncounterSummary
from resonance.texts import say
from resonance.ui.history.bottom_line import BottomLine
from resonance.ui.history.changes import Changes
from resonance.ui.history.choice import Choice
from resonance.ui.history.opened import Opened
from resonance.ui.history.pages import Pages
from resonance.ui.history.words import named_in


class Edits:
    """Belongs to the widgets of the window, and is made anew with them."""

    def __init__(
        self,
        changes: Changes,
        pages: Pages,
        choice: Choice,
        opened: Opened,
        bottom: BottomLine,
        names: Names,
        *,
        redraw: Callable[[], object],
        focus: Callable[[], object],
    ) -> None:
        """`redraw`: the list has changed. `focus`: give it the keyboard."""
        self._changes, self._pages, self._choice, self._opened = changes, pages, choice, opened
        self._bottom, self._names = bottom, names
        self._redraw, self._focus = redraw, focus
        self._split: Callable[[], None] | None = None  # undoes the newest one; None = it is out of reach

    def delete(self, found: Sequence[EncounterSummary]) -> None:
        if not found or not self._changes.delete(found):
            return
        ids = {each.encounter_id for each in found}
        self._choice.forget(ids)
        if self._opened.summary is not None and self._opened.summary.encounter_id in ids:
            self._opened.close()
        words = say("{count} deleted: {names}", count=len(found), names=named_in(found, self._names))
        self._split = None
        self._bottom.offer_undo(words, self.undo)
        self._redraw()

    def undo(self) -> None:
        """The newest split, if nothing was deleted or corrected since; otherwise the newest deletion."""
        if self._split is not None:
            self._split()
            return
        count = self._changes.undo()
        if count:
            self._bottom.tell(say("{count} back in the history", count=count))

    def favour(self, found: Sequence[EncounterSummary], on: bool) -> None:
        if self._changes.favourite(found, on):
            for each in found:
                self._pages.change(each.encounter_id, favourite=on)
            self._redraw()

    def write_note(self, summary: EncounterSummary) -> None:
        words = say("Note on {name}", name=named_in([summary], self._names))
        self._bottom.ask_note(words, summary.note, partial(self._save_note, summary), self._focus)

    def _save_note(self, summary: EncounterSummary, words: str) -> None:
        if self._changes.note(summary, words):
            self._pages.change(summary.encounter_id, note=words)
            self._redraw()

    def was_corrected(self, summary: EncounterSummary, reverse: Correction | None) -> None:
        """`reverse`: what undoes it. Without one, an older split is out of reach: its pulls are numbered anew."""
        if reverse is not None:
            self._split = partial(self._merge_again, summary, reverse)
            self._bottom.offer_undo(say("Split: {name}", name=named_in([summary], self._names)), self._split)
        elif self._split is not None:
            self._forget_split()

    def _forget_split(self) -> None:
        self._split = None
        self._bottom.clear()

    def _merge_again(self, summary: EncounterSummary, reverse: Correction) -> None:
        self._forget_split()
        self._changes.correct(summary, reverse)
