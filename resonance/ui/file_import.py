"""Files of others into the own history, chosen or dropped: read in the background, told of in words."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tkinter import filedialog

from resonance.importing import ImportReport, import_file, report_lines
from resonance.store import StoreError
from resonance.store.orders import Order
from resonance.store.saving import Saving
from resonance.texts import say
from resonance.ui.background import Background

PROGRESS_EVERY_MS = 250

KINDS = ("*.db", "*.rlog")
"""What the choice of files begins with. What a file is, its content says."""


class FileImport:
    """Lives as long as the windows do: an import goes on when the window is closed that it was asked for in."""

    def __init__(
        self,
        root: tk.Misc,
        database: Path,
        *,
        tell: Callable[[Sequence[str]], object],
        changed: Callable[[], object],
        show: Callable[[str], object] = lambda key: None,
        ask_files: Callable[..., Sequence[str]] = filedialog.askopenfilenames,
    ) -> None:
        """`tell` gets sentences about what has happened so far. `changed`: there is more in the history.

        `show` gets the key of an encounter that was alone in its file, and is in the history now.
        """
        self._root, self._database = root, database
        self._tell, self._changed, self._show = tell, changed, show
        self._ask_files = ask_files
        self._background = Background(root)
        self._waiting: list[Path] = []  # the first is being read
        self._lines: list[str] = []  # about those that are done
        self._count = 0  # encounters of the file being read; the other thread counts
        self._is_ending = False
        self._job: str | None = None

    @property
    def is_busy(self) -> bool:
        return bool(self._waiting)

    def ask(self, parent: tk.Misc) -> None:
        """Have the user choose files, and import them."""
        known = (say("Encounters"), " ".join(KINDS)), (say("All files"), "*")
        self.start([Path(each) for each in self._ask_files(parent=parent, title=say("Import"), filetypes=known)])

    def start(self, paths: Sequence[Path]) -> None:
        """One after the other; while some are being imported, behind them."""
        if not paths:
            return
        if not self._waiting:
            self._lines = []
        is_first = not self._waiting
        self._waiting += paths
        if is_first:
            self._next()

    def close(self) -> None:
        """What is being read ends behind the encounter it is at."""
        self._is_ending = True
        self._stop_telling()
        self._background.close()

    def _next(self) -> None:
        self._count = 0
        self._background.ask("import", partial(self._read, self._waiting[0]), self._done, self._failed)
        self._tell_progress()

    def _read(self, path: Path) -> ImportReport:
        """On the other thread."""
        with Saving(self._database) as saving:
            return import_file(path, self._database, partial(self._save, saving))

    def _save(self, saving: Saving, order: Order) -> None:
        if self._is_ending:
            raise StoreError(say("The import was ended."), "")
        saving.save(order)
        self._count += 1

    def _done(self, report: ImportReport) -> None:
        lines = report_lines(report)
        self._over([f"{self._waiting[0].name} · {lines[0]}", *lines[1:]])
        if len(report.keys) == 1:
            self._show(report.keys[0])

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, StoreError):
            self._over([say("{name} could not be imported.", name=self._waiting[0].name)])
            raise error
        self._over([str(error)])

    def _over(self, lines: list[str]) -> None:
        """With the file that was being read; a bad one does not keep the others."""
        self._stop_telling()
        self._lines += lines
        del self._waiting[0]
        if self._waiting:
            self._next()
        else:
            self._tell(self._lines)
        self._changed()

    def _tell_progress(self) -> None:
        words = say("Importing {name}: {count} so far.", name=self._waiting[0].name, count=self._count)
        self._tell([words, *self._lines])
        self._job = self._root.after(PROGRESS_EVERY_MS, self._tell_progress)

    def _stop_telling(self) -> None:
        if self._job is not None:
            self._root.after_cancel(self._job)
            self._job = None
