"""The operating system behind the windows: one of WindowsDesktop, X11Desktop, PlainDesktop, and one meter at a time."""

from __future__ import annotations

import logging
import queue
import sys
import tkinter as tk
from pathlib import Path
from typing import Any

from resonance.ui.desktop.desktop import Desktop, PlainDesktop

logger = logging.getLogger(__name__)


class Claim:
    """The right to be the only meter with a data folder, until closed. A second start asks the first to show itself."""

    def __init__(self) -> None:
        self.instance: Any = None  # of windows_instance or posix_instance
        self._asked: queue.SimpleQueue[str] = queue.SimpleQueue()

    def ask_to_show(self) -> None:
        self._asked.put("show")

    def hand_over(self, asked: queue.SimpleQueue[str]) -> None:
        """From now on, requests go into this queue; those of the time before too."""
        before, self._asked = self._asked, asked
        while not before.empty():
            asked.put(before.get())

    def close(self) -> None:
        if self.instance is not None:
            self.instance.close()


def claim(folder: Path) -> Claim | None:
    """None = the meter already runs with this data folder, and has been asked to show its window."""
    claimed = Claim()
    if sys.platform == "win32":
        from resonance.ui.desktop import windows_instance

        claimed.instance = windows_instance.acquire(folder)
    else:
        from resonance.ui.desktop import posix_instance

        claimed.instance = posix_instance.acquire(folder, claimed.ask_to_show)
    return claimed if claimed.instance is not None else None


def open_desktop(root: tk.Misc, claimed: Claim | None) -> Desktop:
    """The one this program runs on; what it lacks it tells by its `limits()`."""
    desktop = _open(root, claimed)
    if claimed is not None:
        claimed.hand_over(desktop.asked)
    return desktop


def _open(root: tk.Misc, claimed: Claim | None) -> Desktop:
    try:
        if sys.platform == "win32":
            from resonance.ui.desktop.windows import WindowsDesktop

            return WindowsDesktop(root, claimed.instance if claimed is not None else None)
        from resonance.ui.desktop.x11 import X11Desktop

        return X11Desktop(root)
    except OSError as error:
        logger.warning("plain windows only: %s", error)
        return PlainDesktop(root)
