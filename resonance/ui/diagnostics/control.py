"""Opens and closes the diagnostics; takes the samples whether they are looked at or not."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from resonance.diagnostics import Depths, Diagnostics
from resonance.health import Health
from resonance.ui.desktop.desktop import Screen
from resonance.ui.preferences import Preferences

if TYPE_CHECKING:  # at run time when it is opened: the meter is to be there at once
    from resonance.ui.diagnostics.window import DiagnosticsWindow

PLACE = "diagnostics last"
"""Key of `Settings.places`."""


class DiagnosticsControl:
    def __init__(
        self,
        root: tk.Misc,
        health: Health,
        depths: Depths,
        preferences: Preferences,
        *,
        above: Callable[[tk.Toplevel], None],
        screens: Callable[[], Sequence[Screen]],
    ) -> None:
        """`above` keeps a window in front of the meter."""
        self._root = root
        self._diagnostics = Diagnostics(health, depths, time.monotonic())
        self._preferences = preferences
        self._above = above
        self._screens = screens
        self.turn = self._diagnostics.turn
        self.window: DiagnosticsWindow | None = None  # None = closed

    def open(self) -> None:
        """Or bring the open one to the front."""
        from resonance.ui.diagnostics.window import DiagnosticsWindow

        if self.window is not None:
            self.window.dialog.to_front()
            return
        settings = self._preferences.settings
        self.window = DiagnosticsWindow(self._root, self._diagnostics, settings, closed=self.close)
        self._above(self.window.dialog)
        self.window.dialog.appear(settings.places.get(PLACE, ""), self._screens())

    def reopen(self) -> None:
        """In another language or look."""
        if self.window is not None:
            self.close()
            self.open()

    def close(self) -> None:
        window, self.window = self.window, None
        if window is not None:
            places = {**self._preferences.settings.places, PLACE: window.dialog.where()}
            window.close()
            self._preferences.change(places=places)
