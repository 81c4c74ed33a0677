"""Files that the user drops on a window, or opens with the program while it runs."""

from __future__ import annotations

import queue
import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
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
        self._background.ask("opened", partial(handover.take, self._folder), self._take, _raise)

    def turn(self) -> None:
        while not self._dropped.empty():
            self._take([Path(each) for each in self._dropped.get()])

    def close(self) -> None:
        if self._background is not None:
            self._background.close()

    def _take(self, files: Sequence[Path]) -> None:
        if files:
            self._found(files)


def _raise(error: Exception) -> None:
    raise error
