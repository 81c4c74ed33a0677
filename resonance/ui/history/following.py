"""Looks again by itself when something was saved: a fight has ended, or another program has written to the history."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from functools import partial

from resonance.store.history import EncounterSummary, History
from resonance.ui.background import Background
from resonance.ui.history.choice import Choice
from resonance.ui.history.opened import Opened
from resonance.ui.history_watch import HistoryWatch
from resonance.ui.words import Words


class Following:
    """Begins at once: to be made before the list is asked for, or what is saved between the two would be missed."""

    def __init__(
        self,
        window: tk.Misc,
        history: History,
        background: Background,
        choice: Choice,
        opened: Opened,
        changed: Callable[[], object],
        words: Callable[[], Words],
    ) -> None:
        """`changed`: something was saved, so that the list may be another one."""
        self._history, self._background = history, background
        self._choice, self._opened = choice, opened
        self._changed, self._words = changed, words
        self._watch = HistoryWatch(window, background, history, is_written=self._look)

    def close(self) -> None:
        self._watch.close()

    def _look(self) -> None:
        """What runs changes with every save: it is shown anew when it is over, not under the eyes of its reader."""
        self._changed()
        summary = self._opened.summary
        if summary is not None and not summary.ended:
            question = partial(self._history.summary_of, summary.key, *self._words().choices)
            self._background.ask("opened", question, self._take_opened, lambda error: None)

    def _take_opened(self, summary: EncounterSummary) -> None:
        before = self._opened.summary
        if before is None or before.encounter_id != summary.encounter_id or not summary.ended:
            return
        if summary.encounter_id in self._choice.chosen:
            self._choice.chosen[summary.encounter_id] = summary
        self._opened.open(summary, self._words())
        self._opened.look_again(self._words())
