"""Opens the chapters window; at most one of it."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from resonance import names
from resonance.settings import Settings
from resonance.ui.desktop.desktop import Screen

if TYPE_CHECKING:  # at run time when it is opened: the meter is to be there at once
    from resonance.names import Names
    from resonance.ui.chapters.window import ChaptersWindow

EVENING_MS = 3 * 3_600_000
"""So long ago a video may have begun that nobody has told of."""


class ChaptersControl:
    """On the Tk thread."""

    def __init__(
        self,
        root: tk.Misc,
        settings: Callable[[], Settings],
        *,
        above: Callable[[tk.Toplevel], None],
        screens: Callable[[], Sequence[Screen]],
    ) -> None:
        """`above` keeps a window in front of the meter."""
        self._root, self._settings, self._above, self._screens = root, settings, above, screens
        self.window: ChaptersWindow | None = None  # None = closed

    def open(self, database: Path) -> None:
        """Or bring the open one to the front."""
        if self.window is not None:
            self.window.dialog.to_front()
            return
        from resonance.ui.chapters.window import ChaptersWindow

        start_ms = time.time_ns() // 1_000_000 - EVENING_MS
        self.window = ChaptersWindow(self._root, database, self._names, start_ms=start_ms, closed=self.close)
        self._above(self.window.dialog)
        self.window.dialog.appear("", self._screens())

    def reopen(self, database: Path) -> None:
        """In another language, or other colours."""
        if self.window is not None:
            self.close()
            self.open(database)

    def close(self) -> None:
        window, self.window = self.window, None
        if window is not None:
            window.close()

    def _names(self) -> Names:
        settings = self._settings()
        return names.load(settings.language, hide_players=settings.hide_names)
