"""Recording a hotkey, with the events that Tk sends on X11 and on Windows."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tkinter as tk
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import ttkbootstrap
from option_desk import Desk

from resonance.settings import Settings
from resonance.ui.desktop import keys
from resonance.ui.options.hotkey import NAMES, pressed

SHIFT, CONTROL, X11_ALT, X11_SUPER, NUM_LOCK, WINDOWS_ALT = 0x1, 0x4, 0x8, 0x40, 0x10, 0x20000


def event(keysym: str, state: int = 0, keycode: int = 0) -> Any:
    return SimpleNamespace(keysym=keysym, state=state, keycode=keycode)


@pytest.mark.parametrize(
    ("keysym", "state", "keycode", "words"),
    [
        ("F9", CONTROL | SHIFT, 75, "Ctrl+Shift+F9"),
        ("F12", 0, 96, "F12"),
        ("k", CONTROL, 45, "Ctrl+K"),
        ("K", CONTROL | SHIFT, 45, "Ctrl+Shift+K"),
        ("k", CONTROL | NUM_LOCK, 45, "Ctrl+K"),
        ("k", X11_ALT, 45, "Alt+K"),
        ("k", X11_SUPER, 45, "Win+K"),
        ("exclam", CONTROL | SHIFT, 10, "Ctrl+Shift+1"),
        ("parenright", CONTROL | SHIFT, 19, "Ctrl+Shift+0"),
        ("ampersand", CONTROL, 10, "Ctrl+1"),  # the key 1 of a French keyboard
        ("KP_1", CONTROL | NUM_LOCK, 87, "Ctrl+Num1"),
        ("KP_End", CONTROL, 87, "Ctrl+Num1"),
        ("KP_Prior", CONTROL, 81, "Ctrl+Num9"),
        ("Prior", CONTROL, 112, "Ctrl+PageUp"),
        ("space", CONTROL, 65, "Ctrl+Space"),
        ("ISO_Left_Tab", CONTROL | SHIFT, 23, "Ctrl+Shift+Tab"),
        ("Escape", CONTROL, 9, "Ctrl+Escape"),
        ("Pause", 0, 127, "Pause"),
        ("Control_L", 0, 37, ""),
        ("Super_R", CONTROL, 134, ""),
        ("ISO_Level3_Shift", 0, 108, ""),
    ],
)
def test_key_on_x11(keysym: str, state: int, keycode: int, words: str) -> None:
    """What is kept are the words that the desktop binds."""
    assert pressed(event(keysym, state, keycode), "x11", is_win_held=False) == words


@pytest.mark.parametrize(
    ("keysym", "state", "keycode", "is_win_held", "words"),
    [
        ("F9", CONTROL | SHIFT, 0x78, False, "Ctrl+Shift+F9"),
        ("k", WINDOWS_ALT, 0x4B, False, "Alt+K"),
        ("k", CONTROL | 0x8, 0x4B, False, "Ctrl+K"),  # Num Lock is where X11 has Alt
        ("k", 0, 0x4B, True, "Win+K"),
        ("Cyrillic_el", CONTROL, 0x4B, False, "Ctrl+K"),
        ("exclam", CONTROL | SHIFT, 0x31, False, "Ctrl+Shift+1"),
        ("1", CONTROL, 0x61, False, "Ctrl+Num1"),
        ("Home", CONTROL, 0x24, False, "Ctrl+Home"),
        ("Cancel", CONTROL, 0x03, False, "Ctrl+Pause"),
        ("Win_L", 0, 0x5B, False, ""),
    ],
)
def test_key_on_windows(keysym: str, state: int, keycode: int, is_win_held: bool, words: str) -> None:
    """There keycodes tell letters and digits apart from what they write, in every layout."""
    assert pressed(event(keysym, state, keycode), "win32", is_win_held) == words


@pytest.mark.parametrize(("keysym", "state"), [("k", 0), ("space", SHIFT), ("Home", 0), ("KP_1", NUM_LOCK)])
def test_key_that_is_typed(keysym: str, state: int) -> None:
    """Alone it would be missed while typing."""
    with pytest.raises(ValueError, match="while typing"):
        pressed(event(keysym, state), "x11", is_win_held=False)


@pytest.mark.parametrize("keysym", ["XF86AudioPlay", "plus", "Cyrillic_el", "odiaeresis"])
def test_key_that_no_desktop_binds(keysym: str) -> None:
    """The user is told, in words."""
    with pytest.raises(ValueError, match="no hotkey"):
        pressed(event(keysym, CONTROL, 200), "x11", is_win_held=False)


def test_names_of_keys_are_known() -> None:
    """Everything Tk's words are turned into is a key."""
    assert {keys.parse(f"Ctrl+{name}").name for name in NAMES.values()} == set(NAMES.values())


# In the window


@pytest.fixture
def desk(tk_root: ttkbootstrap.App, tmp_path: Path) -> Desk:
    return Desk(tk_root, tmp_path)


def recording(desk: Desk, name: str = "hotkey_mini") -> tk.Misc:
    button = desk.row(name).editor.focus
    button.focus_force()
    desk.wait_for(lambda: button.focus_get() is button)
    desk.click(button)
    assert "Press keys" in button.cget("text")
    return button


def test_next_keys_are_recorded(desk: Desk) -> None:
    """A click, the keys, and it holds. Meanwhile the hotkeys are let go, so that none of them acts."""
    button = recording(desk)
    desk.press(button, "Control_L")
    desk.press(button, "F5", state=CONTROL)
    desk.wait_for_value("hotkey_mini", "Ctrl+F5")
    assert button.cget("text") == "Ctrl+F5"
    assert desk.suspended == [True, False]


def test_keyboard_alone(desk: Desk) -> None:
    """Return begins, and Return is no hotkey by itself."""
    button = desk.row("hotkey_mini").editor.focus
    desk.press(button, "Return")
    assert "Press keys" in button.cget("text")
    desk.press(button, "Return")
    assert "while typing" in desk.row("hotkey_mini").problem
    desk.press(button, "Return", state=CONTROL)
    desk.wait_for_value("hotkey_mini", "Ctrl+Return")
    assert desk.row("hotkey_mini").problem == ""


def test_escape_while_recording(desk: Desk) -> None:
    """The hotkey is as it was, and the window stays open."""
    button = recording(desk)
    desk.press(button, "Escape")
    assert button.cget("text") == Settings().hotkey_mini
    assert desk.preferences.settings == Settings()
    assert desk.window.winfo_viewable()
    assert desk.suspended == [True, False]


def test_backspace_while_recording(desk: Desk) -> None:
    """There is no hotkey any more."""
    button = recording(desk)
    desk.press(button, "BackSpace")
    desk.wait_for_value("hotkey_mini", "")
    assert button.cget("text") == "None"


def test_hotkey_of_another_setting(desk: Desk) -> None:
    """It stays there; the user is told where, and may press others."""
    button = recording(desk)
    desk.press(button, "F9", state=CONTROL | SHIFT)
    assert desk.row("hotkey_mini").problem == "Ctrl+Shift+F9 is taken: Click-through."
    assert desk.preferences.settings == Settings()
    desk.press(button, "F5", state=CONTROL)
    desk.wait_for_value("hotkey_mini", "Ctrl+F5")


@pytest.mark.parametrize("how", ["another field", "close"])
def test_recording_that_is_left(desk: Desk, how: str) -> None:
    """The hotkeys work again, and nothing is changed."""
    button = recording(desk)
    if how == "close":
        desk.options.close()
    else:
        desk.row("hotkey_reset").editor.focus.focus_force()
        desk.wait_for(lambda: button.cget("text") == Settings().hotkey_mini)
    assert desk.suspended == [True, False]
    assert desk.preferences.settings.hotkey_mini == Settings().hotkey_mini


def test_key_that_another_program_has(desk: Desk) -> None:
    """What the desktop says about a hotkey stands below it, from the start and after each change."""
    desk.conflicts = {"hotkey_hide": "Ctrl+Shift+F10 is taken by another program."}
    assert desk.row("hotkey_hide").problem == "Ctrl+Shift+F10 is taken by another program."
    desk.conflicts = {"hotkey_mini": "Ctrl+F5 is taken by another program."}
    desk.press(recording(desk), "F5", state=CONTROL)
    desk.wait_for(lambda: desk.row("hotkey_mini").problem)
    assert desk.row("hotkey_hide").problem == ""


@pytest.mark.skipif(not sys.platform.startswith("linux") or not shutil.which("xdotool"), reason="needs xdotool")
def test_real_keys(desk: Desk) -> None:
    """Pressed on the keyboard of an X server, with everything Tk and the server do to them."""
    for chord, words in (("ctrl+shift+1", "Ctrl+Shift+1"), ("alt+super+g", "Alt+Win+G"), ("shift+F4", "Shift+F4")):
        recording(desk)
        xdotool = subprocess.Popen(["xdotool", "key", chord])
        desk.wait_for_value("hotkey_mini", words)
        desk.wait_for(lambda xdotool=xdotool: xdotool.poll() is not None)
