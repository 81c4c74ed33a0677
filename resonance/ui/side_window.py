"""What the windows about the history beside it share: they read it, and are built anew in another look or language."""

from __future__ import annotations

import tkinter as tk
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from resonance.palettes import PALETTES
from resonance.store import StoreError
from resonance.store.history import History
from resonance.ui.background import Background
from resonance.ui.dialog import Dialog
from resonance.ui.history_watch import HistoryWatch
from resonance.ui.theme import Look
from resonance.ui.words import Words

# Logical pixels.
PADDING = 10

WHEEL_ROWS = 3


class Part(Protocol):
    """What does not go with the frame it stands in: pointers, menus, panes."""

    def destroy(self) -> None: ...


class SideWindow(ABC):
    def __init__(
        self,
        root: tk.Misc,
        database: Path,
        words: Words,
        *,
        size: tuple[int, int],
        smallest: tuple[int, int],
        closed: Callable[[], None],
        is_about_all: bool = False,
    ) -> None:
        """Sizes in logical pixels. It is empty until `_rebuild`.

        `is_about_all`: of the history, so that it asks anew when another encounter or attempt is over.
        """
        self.dialog = Dialog(root, size=size, smallest=smallest, closed=closed)
        self.problem = ""  # why there is nothing to show
        self._words = words
        self._history = History(database)
        self._background = Background(self.dialog)
        self._frame: tk.Frame | None = None
        self._parts: tuple[Part, ...] = ()
        self._watch = HistoryWatch(self.dialog, self._background, self._history, self.refresh) if is_about_all else None
        self.dialog.bind("<F5>", lambda event: self.refresh())

    @abstractmethod
    def _build(self, frame: tk.Frame, look: Look) -> tuple[Part, ...]:
        """Everything in the empty frame; gives what must be destroyed beside it."""

    @abstractmethod
    def _title(self) -> str:
        """In the user's language."""

    @abstractmethod
    def _forget(self) -> None:
        """What was shown cannot be read any more."""

    @abstractmethod
    def draw(self) -> None:
        """What is known, in place."""

    @abstractmethod
    def refresh(self) -> None:
        """Ask the history anew."""

    def apply(self, words: Words) -> None:
        """Other settings, and by those of numbers other answers."""
        is_counted_anew = words.choices != self._words.choices
        self._words = words
        self._rebuild()
        self.draw()
        if is_counted_anew:
            self.refresh()

    def close(self) -> None:
        if self._watch is not None:
            self._watch.close()
        self._background.close()
        self._history.close()
        self._take_down()
        self.dialog.destroy()

    def _rebuild(self) -> None:
        self._take_down()
        self.dialog.title(f"{self._title()} – Resonance Logs")
        settings = self._words.settings
        look = Look(self.dialog, PALETTES[settings.theme], settings.row_height, font_size=settings.font_size)
        self._frame = frame = tk.Frame(self.dialog, background=look.palette.ground)
        frame.pack(fill="both", expand=True)
        self._parts = self._build(frame, look)

    def _take_down(self) -> None:
        for part in self._parts:
            part.destroy()
        if self._frame is not None:
            self._frame.destroy()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, StoreError):
            raise error
        self.problem = str(error)
        self._forget()
        self.draw()
