"""Files that the user drops on a window, or opens with the program while it runs."""

from __future__ import annotations

import queue
import tkinter as tk
from collections.abc import Callable, Sequence
from pathlib import Path

from resonance import handover
from resonance.ui.background import Background


class OpenedFiles:
    def __init__(
        self,
        root: tk.Misc,
        folder: Path,
        dropped: queue.SimpleQueue[list[str]],
        found: Callable[[Sequence[Path]], object],
    ) -> None:
        """`folder`: of the user's data. `found` gets files, at least one."""
        self._root, self._folder, self._dropped, self._found = root, folder, dropped, found
        self._background: Background | None = None  # None = nobody has asked yet

    def look(self) -> None:
        """Another start of the program may have been for a file."""
        if self._background is None:
            self._background = Background(self._root)
        self._background.ask("opened", self._take_notes, _nothing, _raise)

    def turn(self) -> None:
        while not self._dropped.empty():
            self._take([Path(each) for each in self._dropped.get()])

    def close(self) -> None:
        if self._background is not None:
            self._background.close()

    def _take_notes(self) -> None:
        """On the other thread. Not as an answer: nobody hears that of a question that is soon asked again."""
        files = handover.take(self._folder)
        if files:
            self._dropped.put([str(each) for each in files])

    def _take(self, files: Sequence[Path]) -> None:
        if files:
            self._found(files)


def _nothing(answer: None) -> None:
    """It has come by another way."""


def _raise(error: Exception) -> None:
    raise error
