"""Profiles and resetting everything, from the settings window to the disk and back."""

from __future__ import annotations

import os
import tkinter as tk
from pathlib import Path
from tkinter import filedialog

import pytest
import ttkbootstrap
from option_desk import Desk

from resonance import settings_file, texts
from resonance.settings import Settings
from resonance.ui.options.profile_bar import ProfileBar


@pytest.fixture
def desk(tk_root: ttkbootstrap.App, tmp_path: Path) -> Desk:
    return Desk(tk_root, tmp_path)


def bar(desk: Desk) -> ProfileBar:
    if desk.options.window is None:
        desk.open()
    return next(each for each in below(desk.window) if isinstance(each, ProfileBar))


def below(widget: tk.Misc) -> list[tk.Misc]:
    return [each for child in widget.winfo_children() for each in (child, *below(child))]


def press(desk: Desk, words: str) -> None:
    desk.root.update()
    button = next(each for each in below(bar(desk)) if each.winfo_class() == "TButton" and each.cget("text") == words)
    desk.click(button)


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> None:
    """The user chooses this file; "" = cancels."""
    monkeypatch.setattr(filedialog, "asksaveasfilename", lambda **_: str(path))
    monkeypatch.setattr(filedialog, "askopenfilename", lambda **_: str(path))


def test_profile_from_one_user_to_another(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exported, imported, and on the disk; the window shows it, and says how to undo it."""
    profile = tmp_path / "raid.json"
    choose(monkeypatch, profile)
    desk.preferences.change(font_size=20, mini=True)
    press(desk, "Export profile…")
    assert bar(desk).told() == "The settings are exported to raid.json."
    desk.preferences.change(font_size=11, mini=False)
    press(desk, "Import profile…")
    desk.wait_for_value("font_size", 20)
    assert desk.row("font_size").editor.focus.get() == "20"
    backup = newest_backup(desk)
    assert bar(desk).told() == (
        f"The settings of raid.json are used now. To undo this, import settings-backups/{backup.name}."
    )
    choose(monkeypatch, backup)
    press(desk, "Import profile…")
    desk.wait_for_value("font_size", 11)


def newest_backup(desk: Desk) -> Path:
    return max((desk.path.parent / settings_file.BACKUPS).iterdir())


def test_profile_in_part(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be used is said, a few of it in full."""
    wrong = dict.fromkeys(("clock", "amounts", "scope", "theme", "bars", "language"), 3)
    profile = tmp_path / "raid.json"
    settings_file._write(profile, {settings_file.PROFILE_MARK: 1, "settings": {**wrong, "font_size": 20}})
    choose(monkeypatch, profile)
    press(desk, "Import profile…")
    desk.wait_for_value("font_size", 20)
    first, *problems, last = bar(desk).told().splitlines()
    assert first.startswith("The settings of raid.json are used now.")
    assert len(problems) == 4
    assert all("cannot be 3" in problem for problem in problems)
    assert last == "And 2 more."


def test_file_that_is_no_profile(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is changed, and the window says what to choose."""
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    choose(monkeypatch, tmp_path / "picture.png")
    press(desk, "Import profile…")
    assert bar(desk).told().startswith("picture.png is no settings profile.")
    assert desk.preferences.settings == Settings()


def test_file_dialogs_cancelled(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing happens."""
    choose(monkeypatch, "")
    press(desk, "Export profile…")
    press(desk, "Import profile…")
    assert bar(desk).told() == ""
    assert desk.preferences.settings == Settings()


def test_export_that_fails(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window says why."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    choose(monkeypatch, tmp_path / "raid.json")
    press(desk, "Export profile…")
    assert bar(desk).told() == "raid.json cannot be written (No space left on device)."


def test_everything_reset(desk: Desk) -> None:
    """Asked first; then all defaults hold, and the backup is named."""
    places = {"meter last": "600x424+1+2"}
    desk.preferences.change(font_size=20, mini=True, places=places)
    press(desk, "Reset everything…")
    assert desk.preferences.settings.font_size == 20
    press(desk, "Reset everything")
    desk.wait_for_value("font_size", 13)
    assert desk.preferences.settings == Settings(places=places)
    assert bar(desk).told() == (
        f"Every setting has its default. To undo this, import settings-backups/{newest_backup(desk).name}."
    )
    assert settings_file.load(newest_backup(desk))[0].font_size == 20


def test_reset_that_was_not_meant(desk: Desk) -> None:
    """The other button, which has the keyboard, keeps everything."""
    desk.preferences.change(font_size=20)
    press(desk, "Reset everything…")
    keep = desk.window.focus_lastfor()
    assert keep is not None
    assert keep.cget("text") == "Keep the settings"
    desk.press(keep, "Return")
    assert desk.preferences.settings.font_size == 20
    assert bar(desk).told() == ""
    press(desk, "Reset everything…")


def test_profile_with_another_language(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window is built anew, and what it has said is said again in that language."""
    profile = tmp_path / "raid.json"
    settings_file.export_profile(profile, Settings(language="zh"))
    choose(monkeypatch, profile)
    words = {"The settings of {name} are used now.": "现在使用 {name}。"}
    desk.preferences.listen(lambda *_: monkeypatch.setattr(texts, "_table", words))
    before = bar(desk)
    press(desk, "Import profile…")
    desk.wait_for(lambda: bar(desk) is not before)
    assert bar(desk).told().startswith("现在使用 raid.json。")
