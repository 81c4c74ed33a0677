"""What the meter asks of the operating system that Tk does not offer, and the answer where nothing is offered.

A `Desktop` lives on the Tk thread. Keys pressed and entries chosen in the tray arrive in `asked` from other threads.
"""

from __future__ import annotations

import queue
import tkinter as tk
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from resonance.texts import say
from resonance.ui.geometry import Geometry


@dataclass(frozen=True, slots=True)
class Screen:
    """One monitor, in screen pixels."""

    whole: Geometry
    work: Geometry  # without task bars and panels
    scale: float = 1.0  # screen pixels a logical pixel: 1.0 at 96 dpi


class Limit(NamedTuple):
    """Something that cannot be had on a desktop."""

    group: str  # of the settings it is about: "Window" or "Hotkeys"
    words: str  # a sentence, in the user's language


class Desktop(Protocol):
    asked: queue.SimpleQueue[str]  # actions: those bound to keys, and those of the tray
    dropped: queue.SimpleQueue[list[str]]  # paths of files, those of one drop together

    def limits(self) -> Sequence[Limit]:
        """As far as they are known by now."""

    def screens(self) -> tuple[Screen, ...]:
        """At least one, the main screen first."""

    def dress(self, window: tk.Toplevel) -> None:
        """For a window that has been mapped: it never takes the keyboard and stays out of the task bar."""

    def let_through(self, window: tk.Toplevel, on: bool) -> bool:
        """Let the mouse reach what is below the window, or no longer. Whether that can be had."""

    def put_above(self, window: tk.Toplevel, meter: tk.Toplevel) -> None:
        """In front of the meter, which is on top of everything else; for a window that has been mapped."""

    def in_front(self) -> str | None:
        """Title and program of the window that has the keyboard, as one text; None = cannot be known.

        "" = one of this program's own windows.
        """

    def accept_files(self, window: tk.Toplevel) -> bool:
        """For a window that has been mapped: files can be dropped on it. Whether that can be had."""

    def bind(self, keys: Mapping[str, str]) -> dict[str, str]:
        """From now on these keys alone ("Ctrl+Shift+F9", by action) put their action into `asked`.

        An empty text binds nothing. Gives a sentence for each action whose key cannot be had, by action.
        """

    def show_tray(self, title: str, entries: Sequence[tuple[str, str]]) -> bool:
        """An icon in the tray with a menu of (action, words). Again: other words. Whether there is a tray."""

    def close(self) -> None:
        """Give back everything. May be called twice."""


class PlainDesktop:
    """What Tk alone can do: for systems, and for X servers, that offer no more."""

    def __init__(self, root: tk.Misc) -> None:
        self.asked: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.dropped: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
        self._root = root

    def limits(self) -> Sequence[Limit]:
        words = say("This desktop offers no hotkeys, no tray icon and no click-through.")
        return Limit("Window", words), Limit("Hotkeys", words)

    def screens(self) -> tuple[Screen, ...]:
        root = self._root
        whole = Geometry(
            root.winfo_vrootx(),
            root.winfo_vrooty(),
            root.winfo_vrootwidth() or root.winfo_screenwidth(),
            root.winfo_vrootheight() or root.winfo_screenheight(),
        )
        return (Screen(whole, whole),)

    def dress(self, window: tk.Toplevel) -> None:
        """Tk's own borderless window is all there is."""

    def let_through(self, window: tk.Toplevel, on: bool) -> bool:
        return False

    def put_above(self, window: tk.Toplevel, meter: tk.Toplevel) -> None:
        window.attributes("-topmost", True)
        window.lift()

    def in_front(self) -> str | None:
        return None

    def accept_files(self, window: tk.Toplevel) -> bool:
        return False

    def bind(self, keys: Mapping[str, str]) -> dict[str, str]:
        return {action: say("Hotkeys cannot be had on this desktop.") for action, key in keys.items() if key}

    def show_tray(self, title: str, entries: Sequence[tuple[str, str]]) -> bool:
        return False

    def close(self) -> None:
        """Nothing was taken."""
