"""Windows about the history beside it: the comparison, bests and progress, analytics. At most one of each."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from resonance.ui.desktop.desktop import Screen
from resonance.ui.dialog import Dialog
from resonance.ui.preferences import Preferences
from resonance.ui.words import Words, words_of

if TYPE_CHECKING:  # at run time when they are opened: the meter is to be there at once
    from resonance.ui.analytics.window import AnalyticsWindow
    from resonance.ui.compare.subjects import Subjects
    from resonance.ui.compare.window import CompareWindow
    from resonance.ui.progress.window import ProgressWindow
    from resonance.ui.side_window import SideWindow

COMPARE_PLACE = "compare last"
PROGRESS_PLACE = "progress last"
ANALYTICS_PLACE = "analytics last"
"""Keys of `Settings.places`."""


class SideWindows:
    def __init__(
        self,
        root: tk.Misc,
        preferences: Preferences,
        screens: Callable[[], Sequence[Screen]],
        above: Callable[[tk.Toplevel], None],
        open_encounter: Callable[[str], object],
    ) -> None:
        """`open_encounter`: the one of this key is wanted in the history. Otherwise as in Dialogs."""
        self._root = root
        self._preferences = preferences
        self._screens = screens
        self._above = above
        self._open_encounter = open_encounter
        self.comparison: CompareWindow | None = None  # None = closed
        self.progress: ProgressWindow | None = None  # None = closed
        self.analytics: AnalyticsWindow | None = None  # None = closed

    def compare(self, database: Path, subjects: Subjects) -> None:
        """In the open window, if there is one."""
        from resonance.ui.compare.window import CompareWindow

        if self.comparison is not None:
            self.comparison.compare(subjects)
            self.comparison.dialog.to_front()
            return
        self.comparison = CompareWindow(
            self._root, database, subjects, self._preferences, self._words(), closed=self.close_comparison
        )
        self._show(self.comparison.dialog, COMPARE_PLACE)

    def open_progress(self, database: Path) -> None:
        """Or bring the open one to the front, with what is new."""
        from resonance.ui.progress.window import ProgressWindow

        if self.progress is not None:
            self.progress.refresh()
            self.progress.dialog.to_front()
            return
        self.progress = ProgressWindow(
            self._root,
            database,
            self._words(),
            open_encounter=self._open_encounter,
            closed=self.close_progress,
        )
        self._show(self.progress.dialog, PROGRESS_PLACE)

    def open_analytics(self, database: Path) -> None:
        """Or bring the open one to the front, with what is new."""
        from resonance.ui.analytics.window import AnalyticsWindow

        if self.analytics is not None:
            self.analytics.refresh()
            self.analytics.dialog.to_front()
            return
        self.analytics = AnalyticsWindow(
            self._root,
            database,
            self._words(),
            open_encounter=self._open_encounter,
            closed=self.close_analytics,
        )
        self._show(self.analytics.dialog, ANALYTICS_PLACE)

    def close_analytics(self) -> None:
        window, self.analytics = self.analytics, None
        if window is not None:
            self._close(window, ANALYTICS_PLACE)

    def close_comparison(self) -> None:
        window, self.comparison = self.comparison, None
        if window is not None:
            self._close(window, COMPARE_PLACE)

    def close_progress(self) -> None:
        window, self.progress = self.progress, None
        if window is not None:
            self._close(window, PROGRESS_PLACE)

    def apply(self, words: Words) -> None:
        """Other settings."""
        for window in (self.comparison, self.progress, self.analytics):
            if window is not None:
                window.apply(words)

    def close(self) -> None:
        self.close_comparison()
        self.close_progress()
        self.close_analytics()

    def _words(self) -> Words:
        return words_of(self._preferences.settings)

    def _show(self, dialog: Dialog, place: str) -> None:
        self._above(dialog)
        dialog.appear(self._preferences.settings.places.get(place, ""), self._screens())

    def _close(self, window: SideWindow, place: str) -> None:
        places = {**self._preferences.settings.places, place: window.dialog.where()}
        window.close()
        self._preferences.change(places=places)
