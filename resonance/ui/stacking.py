"""Windows that were asked for stand in front of the meters, which are on top of everything else."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterable

from resonance.ui.desktop.desktop import Desktop
from resonance.ui.window import TO_FRONT, BorderlessWindow, let_cover, no_longer

FRAMED_MS = 100
"""After which a window manager has put its frame around a new window."""


class Stacking:
    def __init__(self, desktop: Desktop, meter: BorderlessWindow) -> None:
        self._desktop = desktop
        self._meter = meter  # the side meters are children of the same window
        self._jobs: dict[tk.Toplevel, str] = {}  # of the windows that are soon put above it

    def keep_above(self, window: tk.Toplevel) -> None:
        """Until it is destroyed."""
        let_cover(self._meter, window)
        window.bind("<Map>", lambda event: self._put_above(window) if event.widget is window else None, add="+")
        window.bind("<Destroy>", lambda event: self._forget(window) if event.widget is window else None, add="+")
        window.bind(TO_FRONT, lambda event: self._put_above(window) if event.widget is window else None, add="+")
        self._put_above(window)  # in case it is there already

    def _put_above(self, window: tk.Toplevel) -> None:
        if window in self._jobs:
            self._meter.after_cancel(self._jobs[window])
        self._jobs[window] = self._meter.after(FRAMED_MS, self._put_above_now, window)

    def _put_above_now(self, window: tk.Toplevel) -> None:
        del self._jobs[window]
        if not (window.winfo_exists() and window.winfo_viewable()):
            return
        for meter in self._meters():
            if window not in meter.on_top:
                let_cover(meter, window)
            self._desktop.put_above(window, meter)

    def _forget(self, window: tk.Toplevel) -> None:
        for meter in self._meters():
            if window in meter.on_top:
                no_longer(meter, window)

    def _meters(self) -> list[BorderlessWindow]:
        """The meter, and those that stand beside it now. Asks only Python: Tk may be on its way out."""
        windows: Iterable[object] = self._meter.master.children.values()
        return [each for each in windows if isinstance(each, BorderlessWindow)]
