"""A backup from the menu: asks where to put it, and tells what came of it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import filedialog

from resonance import backup
from resonance.backup import BackupError
from resonance.paths import Paths
from resonance.texts import say
from resonance.ui.background import Background


def make_backup(
    root: tk.Misc,
    paths: Paths,
    tell: Callable[..., object],
    ask_folder: Callable[..., str] = filedialog.askdirectory,
    *,
    parent: tk.Misc | None = None,
) -> None:
    """`tell(words, is_error=...)` is called on the Tk thread; Health.tell() will do. `ask_folder` as in filedialog.

    `parent`: the window that asks, None = the root. The root outlives it, and hears of the backup.
    """
    chosen = ask_folder(
        parent=parent or root, title=say("Folder for the backup"), initialdir=Path.home(), mustexist=True
    )
    if not chosen:
        return
    background = Background(root)

    def made(path: Path) -> None:
        background.close()
        tell(backup.made_words(path), is_error=False)

    def failed(error: Exception) -> None:
        background.close()
        if not isinstance(error, BackupError):
            raise error
        tell(str(error), is_error=True)

    tell(say("The backup is being made."), is_error=False)
    background.ask("backup", lambda: backup.make(paths, Path(chosen)), made, failed)
