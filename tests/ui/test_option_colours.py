"""The user's own colours of classes and specs."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path
from tkinter import colorchooser
from typing import Any

import option_desk
import pytest
import ttkbootstrap
from option_desk import Desk

from resonance.ui.options.host import ColourRow


@pytest.fixture
def desk(tk_root: ttkbootstrap.App, tmp_path: Path) -> Desk:
    return Desk(tk_root, tmp_path)


def choose(monkeypatch: pytest.MonkeyPatch, colour: str | None) -> list[str]:
    """The user chooses this colour, None = cancels. Gives the colours that were offered first."""
    offered: list[str] = []

    def ask(shown: str, **_: Any) -> tuple[None, str | None]:
        offered.append(shown)
        return None, colour

    monkeypatch.setattr(colorchooser, "askcolor", ask)
    return offered


def button_of(desk: Desk, name: str, title: str) -> tk.Misc:
    cells = desk.row(name).editor.frame.winfo_children()
    return next(button for cell in cells for button in cell.winfo_children() if button.cget("text") == title)


def chip(button: tk.Misc) -> str:
    """The colour it shows."""
    image = str(button.cget("image")[0] if isinstance(button.cget("image"), tuple) else button.cget("image"))
    red, green, blue = button.tk.call(image, "get", 8, 8)
    return f"#{red:02x}{green:02x}{blue:02x}"


def test_colour_of_a_class(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Click, choose, and the chip has the colour; the others keep theirs."""
    button = button_of(desk, "class_colours", "Frost Mage")
    assert chip(button) == "#4de3d1"
    offered = choose(monkeypatch, "#ff0000")
    desk.click(button)
    assert offered == ["#4de3d1"]
    desk.wait_for_value("class_colours", {"2": "#ff0000"})
    assert chip(button) == "#ff0000"
    assert chip(button_of(desk, "class_colours", "Stormblade")) == "#674598"


def test_colour_of_a_spec_with_the_keyboard(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a table of its own."""
    choose(monkeypatch, "#00ff00")
    desk.press(button_of(desk, "spec_colours", "Iaido"), "Return")
    desk.wait_for_value("spec_colours", {"iaido": "#00ff00"})
    assert desk.preferences.settings.class_colours == {}


def test_choice_that_is_cancelled(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is different."""
    choose(monkeypatch, None)
    desk.click(button_of(desk, "class_colours", "Frost Mage"))
    assert desk.preferences.settings.class_colours == {}


def test_one_colour_given_back(desk: Desk) -> None:
    """Only what is the user's own can be given back; that of a class nobody shows here stays."""
    desk.preferences.change(class_colours={"2": "#ff0000", "99": "#123456"})
    button = button_of(desk, "class_colours", "Frost Mage")
    clears = [
        other
        for cell in desk.row("class_colours").editor.frame.winfo_children()
        for other in cell.winfo_children()
        if not other.cget("text") and other.winfo_manager()
    ]
    assert len(clears) == 1
    desk.click(clears[0])
    desk.wait_for_value("class_colours", {"99": "#123456"})
    assert chip(button) == "#4de3d1"


def test_another_palette(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chips follow it, but not those of the user."""
    desk.preferences.change(class_colours={"2": "#ff0000"})
    frost, storm = (button_of(desk, "class_colours", title) for title in ("Frost Mage", "Stormblade"))
    safe = tuple(ColourRow(row.key, row.title, "#56b4e9") for row in option_desk.CLASSES)
    monkeypatch.setattr(option_desk, "CLASSES", safe)
    desk.preferences.change(palette="safe")
    assert (chip(frost), chip(storm)) == ("#ff0000", "#56b4e9")
