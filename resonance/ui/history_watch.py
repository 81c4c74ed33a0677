"""Tells a window that something in the history has come to an end, or was written."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from resonance.store import StoreError
from resonance.store.history import History
from resonance.store.news import News
from resonance.ui.background import Background

LOOK_EVERY_MS = 2_000
"""Between two looks; one costs next to nothing while nothing is written."""


class HistoryWatch:
    """On the Tk thread; it asks on another one."""

    def __init__(
        self,
        window: tk.Misc,
        background: Background,
        history: History,
        is_over: Callable[[], object] = lambda: None,
        is_written: Callable[[], object] = lambda: None,
    ) -> None:
        """`is_over`: another encounter or attempt is, or one of them is gone. `is_written`: whatever it was."""
        self._window, self._background, self._history = window, background, history
        self._is_over, self._is_written = is_over, is_written
        self._before: News | None = None  # None = it could not be read, or there was no file
        self._has_looked = False
        self._look()

    def close(self) -> None:
        self._window.after_cancel(self._job)

    def _look(self) -> None:
        self._job = self._window.after(LOOK_EVERY_MS, self._look)
        self._background.ask("news", self._history.news, self._take, self._fail)

    def _take(self, found: News | None) -> None:
        (before, self._before), (has_looked, self._has_looked) = (self._before, found), (self._has_looked, True)
        if not has_looked or found is None:
            return
        if found != before:
            self._is_written()
        if before is None or found.differ(before):
            self._is_over()

    def _fail(self, error: Exception) -> None:
        """The window has asked as well, and tells of it."""
        if not isinstance(error, StoreError):
            raise error
        self._before, self._has_looked = None, True
