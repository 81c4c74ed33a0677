"""Windows that were asked for stand in front of the meter, which is on top of everything else."""

from __future__ import annotations

import tkinter as tk

from resonance.ui.desktop.desktop import Desktop
from resonance.ui.window import BorderlessWindow, let_cover, no_longer

FRAMED_MS = 100
"""After which a window manager has put its frame around a new window."""


class Stacking:
    def __init__(self, desktop: Desktop, meter: BorderlessWindow) -> None:
        self._desktop = desktop
        self._meter = meter

    def keep_above(self, window: tk.Toplevel) -> None:
        """Until it is destroyed."""
        let_cover(self._meter, window)
        window.bind("<Map>", lambda event: self._put_above(window) if event.widget is window else None, add="+")
        window.bind(
            "<Destroy>", lambda event: no_longer(self._meter, window) if event.widget is window else None, add="+"
        )
        self._put_above(window)  # in case it is there already

    def _put_above(self, window: tk.Toplevel) -> None:
        self._meter.after(FRAMED_MS, self._put_above_now, window)

    def _put_above_now(self, window: tk.Toplevel) -> None:
        if window.winfo_exists() and window.winfo_viewable():
            self._desktop.put_above(window, self._meter)
