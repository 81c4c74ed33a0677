"""A backup from the menu."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from backups import make_home
from helpers import wait_until
from resonance.paths import Paths
from resonance.ui.backup_dialog import make_backup

if TYPE_CHECKING:
    import ttkbootstrap


def choose(folder: Path | str) -> Callable[..., str]:
    return lambda **_: str(folder)


def told_by(root: ttkbootstrap.App, paths: Paths, folder: Path | str) -> list[tuple[str, bool]]:
    """What the user reads, up to the answer."""
    told: list[tuple[str, bool]] = []

    def tell(words: str, *, is_error: bool) -> None:
        told.append((words, is_error))

    make_backup(root, paths, tell, choose(folder))
    if folder:
        wait_until(lambda: len(told) == 2, pump=root.update)
    return told


def test_backup_is_made(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """The zip is in the folder that was chosen, and the user is told its name."""
    told = told_by(tk_root, make_home(tmp_path / "home", 1), tmp_path)
    (path,) = tmp_path.glob("ResonanceLogs-*.zip")
    assert not told[0][1]
    assert told[1] == (f"The backup is in {path}.", False)


def test_no_folder_is_chosen(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """Nothing happens."""
    assert told_by(tk_root, make_home(tmp_path / "home", 1), "") == []


def test_backup_that_fails(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """The reason is told as an error."""
    told = told_by(tk_root, Paths(tmp_path / "home", tmp_path, portable=False), tmp_path)
    assert told[1][1]
    assert "nothing to back up" in told[1][0]


def test_question_belongs_to_the_window_that_asks(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """Behind a window on top it would wait unseen, and nothing else would answer a click."""
    asked: list[object] = []

    def ask_folder(**options: object) -> str:
        asked.append(options["parent"])
        return ""

    window = tkinter.Toplevel(tk_root)
    paths = make_home(tmp_path / "home", 1)
    make_backup(tk_root, paths, lambda *_, **__: None, ask_folder, parent=window)
    make_backup(tk_root, paths, lambda *_, **__: None, ask_folder)
    window.destroy()
    assert asked == [window, tk_root]
