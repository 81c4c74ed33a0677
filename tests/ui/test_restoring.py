"""The window that restores while no meter runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backups import NOON, language_in, make_home, numbers_in, save
from resonance import backup
from resonance.app_window import AppWindow
from resonance.paths import Paths
from resonance.running import kept_out
from resonance.ui import restoring

PRESS_EVERY_MS = 20


def restore_and_go_on(
    monkeypatch: pytest.MonkeyPatch, archive: Path, paths: Paths, *, first: Callable[[Any], object] = lambda made: None
) -> str:
    """What the window said at last, to a user who goes on as soon as that can be. `first`: done while it works."""
    said: list[str] = []

    class Watched(restoring.Restoring):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            first(self)
            self.press()

        def press(self) -> None:
            if str(self.button.cget("state")) == "normal":
                said.append(str(self.told.cget("text")).replace("\n", " "))
                self.button.invoke()
            else:
                self.root.after(PRESS_EVERY_MS, self.press)

    monkeypatch.setattr(restoring, "Restoring", Watched)
    AppWindow().restore(archive, paths, "dark")
    return said[0]


@pytest.fixture
def paths(display: None, tmp_path: Path) -> Paths:
    pytest.importorskip("tkinter", reason="this Python has no tkinter")
    return make_home(tmp_path / "home", 7, 8, language="ja")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return backup.make(make_home(tmp_path / "other", 1, language="zh"), tmp_path, NOON)


def test_backup_is_restored(monkeypatch: pytest.MonkeyPatch, archive: Path, paths: Paths) -> None:
    """The window says so, and where the files are that were there."""
    said = restore_and_go_on(monkeypatch, archive, paths)
    assert "The backup of 2026-05-04 12:00:00 is restored." in said
    assert "Encounters in the history now: 1." in said
    assert said.count("before-restore") == 2
    assert (numbers_in(paths.database), language_in(paths)) == ({1}, "zh")


def test_meter_still_runs(monkeypatch: pytest.MonkeyPatch, archive: Path, paths: Paths) -> None:
    """Another one has the folder: the window says why nothing was done."""
    with kept_out(paths.home):
        said = restore_and_go_on(monkeypatch, archive, paths)
    assert "The meter is running with these files." in said
    assert "Nothing was changed." in said
    assert (numbers_in(paths.database), language_in(paths)) == ({7, 8}, "ja")


def test_zip_is_gone_meanwhile(monkeypatch: pytest.MonkeyPatch, archive: Path, paths: Paths) -> None:
    """Everything stays as it was."""
    archive.unlink()
    said = restore_and_go_on(monkeypatch, archive, paths)
    assert "The backup cannot be restored" in said
    assert (numbers_in(paths.database), language_in(paths)) == ({7, 8}, "ja")


def test_fault_of_the_program(monkeypatch: pytest.MonkeyPatch, archive: Path, paths: Paths) -> None:
    """Whatever it is, the user is told, and the meter can start again."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(backup, "restore", broken)
    assert "a bug" in restore_and_go_on(monkeypatch, archive, paths)


def test_window_is_closed_too_soon(monkeypatch: pytest.MonkeyPatch, archive: Path, paths: Paths) -> None:
    """It stays until the files are in place."""
    save(paths.database, 9)
    said = restore_and_go_on(monkeypatch, archive, paths, first=lambda made: made.go_on())
    assert "is restored" in said
    assert numbers_in(paths.database) == {1}
