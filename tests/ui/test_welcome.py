"""The first start: what the user is told, can choose, and how the window goes away."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path

import pytest
import ttkbootstrap
from option_desk import Desk

from resonance import texts
from resonance.ui.desktop.desktop import Screen
from resonance.ui.geometry import Geometry
from resonance.ui.welcome import Welcome


class First:
    """A first start."""

    def __init__(self, root: ttkbootstrap.App, folder: Path, system: str = "linux", height: int = 1_000) -> None:
        self.desk = Desk(root, folder)
        self.desk.screens = [Screen(Geometry(0, 0, 1_600, height), Geometry(0, 0, 1_600, height))]
        self.went: list[str] = []
        self.welcome = Welcome(
            root,
            self.desk.preferences,
            self.desk.host,
            start=lambda: self.went.append("start"),
            demo=lambda: self.went.append("demo"),
            system=system,
        )
        self.desk.wait_for(self.welcome.window.winfo_viewable)

    def words(self) -> str:
        labels = (each for each in below(self.welcome.window) if each.winfo_class() == "TLabel")
        return " ".join(str(label.cget("text")) for label in labels)


def below(widget: tk.Misc) -> list[tk.Misc]:
    return [each for child in widget.winfo_children() for each in (child, *below(child))]


@pytest.fixture
def first(tk_root: ttkbootstrap.App, tmp_path: Path) -> First:
    return First(tk_root, tmp_path)


@pytest.mark.parametrize(("system", "right"), [("linux", "CAP_NET_RAW"), ("win32", "administrators")])
def test_what_it_says(tk_root: ttkbootstrap.App, tmp_path: Path, system: str, right: str) -> None:
    """What is read, what never happens, and which right this system asks for."""
    words = First(tk_root, tmp_path, system).words()
    for part in ("packets", "Nothing is sent", "not touched", "No packet is changed", right):
        assert part in words
    assert ("CAP_NET_RAW" in words) != ("administrators" in words)


def test_start(first: First) -> None:
    """One click; the next start does not welcome again."""
    first.desk.click(first.welcome.start_button)
    assert first.went == ["start"]
    assert not first.welcome.window.winfo_exists()
    first.desk.wait_for_value("welcomed", True)


def test_return_starts(first: First) -> None:
    """The button to start has the keyboard."""
    first.desk.wait_for(lambda: first.welcome.window.focus_get() is first.welcome.start_button)
    first.desk.press(first.welcome.start_button, "Return")
    assert first.went == ["start"]


@pytest.mark.parametrize("how", ["Escape", "title bar"])
def test_closed_without_reading(first: First, how: str) -> None:
    """As to start: nobody is asked twice."""
    if how == "Escape":
        first.desk.press(first.welcome.start_button, "Escape")
    else:
        first.desk.root.tk.eval(first.welcome.window.protocol("WM_DELETE_WINDOW"))
    assert first.went == ["start"]
    first.desk.wait_for_value("welcomed", True)


def test_demo(first: First) -> None:
    """It begins once the window is gone."""
    first.desk.click(first.welcome.demo_button)
    assert first.went == ["demo"]
    assert not first.welcome.window.winfo_exists()
    first.desk.wait_for_value("welcomed", True)


def test_end_of_the_program_while_it_is_open(first: First) -> None:
    """Nothing starts, and the next start welcomes again."""
    first.welcome.close()
    first.welcome.close()
    assert first.went == []
    assert not first.desk.preferences.settings.welcomed


def test_language_theme_and_source(first: First, monkeypatch: pytest.MonkeyPatch) -> None:
    """They hold at once, in the window too."""
    desk, welcome = first.desk, first.welcome
    table = {"Start": "开始", "Theme": "主题"}
    desk.preferences.listen(lambda *_: monkeypatch.setattr(texts, "_table", table))
    desk.preferences.listen(lambda settings, _: desk.root.style.theme_use(f"bootstrap-{settings.theme}"))
    desk.click(welcome.editors["language"].frame.winfo_children()[1])
    desk.wait_for(lambda: welcome.start_button.winfo_exists() and welcome.start_button.cget("text") == "开始")
    desk.wait_for_value("language", "zh")
    desk.root.update()
    desk.click(welcome.editors["theme"].frame.winfo_children()[1])
    desk.wait_for(lambda: welcome.look.ground == "#ffffff")
    desk.wait_for_value("theme", "light")
    source = welcome.editors["capture_source"].focus
    source.current(1)
    source.event_generate("<<ComboboxSelected>>")
    desk.wait_for_value("capture_source", "afpacket")


def bottom(widget: tk.Misc) -> int:
    return widget.winfo_rooty() + widget.winfo_height()


def test_everything_is_in_view(first: First) -> None:
    """On one screen, without scrolling."""
    start = first.welcome.start_button
    first.desk.wait_for(lambda: bottom(start) < bottom(first.welcome.window))
    for editor in first.welcome.editors.values():
        assert bottom(editor.frame) < start.winfo_rooty()


def test_low_screen(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """The buttons are in view all the same; the rest scrolls to what gets the keyboard."""
    first = First(tk_root, tmp_path, height=400)
    window, start = first.welcome.window, first.welcome.start_button
    first.desk.wait_for(lambda: window.winfo_height() < 400)
    first.desk.wait_for(lambda: bottom(start) < bottom(window))
    source = first.welcome.editors["capture_source"].focus
    assert bottom(source) > start.winfo_rooty()
    source.focus_force()
    first.desk.wait_for(lambda: bottom(source) <= start.winfo_rooty())
