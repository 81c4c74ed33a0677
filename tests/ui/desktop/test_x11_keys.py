"""Hotkeys on a real X server, pressed as a user does."""

from __future__ import annotations

import queue
import shutil
import subprocess
import threading
import tkinter as tk
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from x11_client import needs_linux, needs_xdotool, other_program, xdotool

from helpers import PATIENCE_S, wait_until
from resonance.ui.desktop import x11_api
from resonance.ui.desktop.x11 import X11Desktop, sort_out
from resonance.ui.desktop.x11_connection import Connection

pytestmark = [needs_linux, needs_xdotool]

needs_setxkbmap = pytest.mark.skipif(shutil.which("setxkbmap") is None, reason="needs setxkbmap")

Asked = queue.SimpleQueue[str]


@pytest.fixture
def desktop(tk_root: tk.Tk) -> Iterator[X11Desktop]:
    desktop = X11Desktop(tk_root)
    yield desktop
    desktop.close()


@pytest.fixture
def other(tk_root: tk.Tk) -> Iterator[Connection]:
    """Another program, as the server sees it."""
    connection = Connection(tk_root.winfo_screen())
    yield connection
    connection.close()


def next_of(asked: Asked) -> str:
    return asked.get(timeout=PATIENCE_S)


def grab(x: Connection, keysym: str, mask: int) -> None:
    keycode = x.lib.XKeysymToKeycode(x.display, x.lib.XStringToKeysym(keysym.encode()))
    x.lib.XGrabKey(x.display, keycode, mask, x.root, False, x11_api.GRAB_MODE_ASYNC, x11_api.GRAB_MODE_ASYNC)
    assert x.sync() == []


def test_hotkey_while_another_program_has_the_keyboard(desktop: X11Desktop, tmp_path: Path) -> None:
    """The game has the keyboard, the meter gets the hotkey; all other keys are the game's."""
    assert desktop.bind({"through": "Ctrl+Shift+F9", "pause": "Pause"}) == {}
    with other_program(tmp_path) as game:
        xdotool("key", "ctrl+shift+F9", "Pause", "F9", "shift+F9", "g")
        wait_until(lambda: "KeyPress g" in game.heard())
        assert [next_of(desktop.asked), next_of(desktop.asked)] == ["through", "pause"]
        assert game.heard().count("KeyPress F9") == 2
        assert "KeyPress Pause" not in game.heard()
    assert desktop.asked.empty()


@pytest.mark.parametrize(
    ("words", "pressed"),
    [
        ("Ctrl+Alt+Home", "ctrl+alt+Home"),
        ("Alt+PageUp", "alt+Prior"),
        ("Win+K", "super+k"),
        ("Ctrl+Num5", "ctrl+KP_5"),
        ("Ctrl+Space", "ctrl+space"),
        ("Ctrl+7", "ctrl+7"),
        ("ScrollLock", "Scroll_Lock"),
    ],
)
def test_names_of_keys(desktop: X11Desktop, words: str, pressed: str) -> None:
    """Each kind of key is found on the keyboard, with each modifier."""
    assert desktop.bind({"it": words}) == {}
    xdotool("key", pressed)
    assert next_of(desktop.asked) == "it"


@pytest.mark.parametrize("lock", ["Caps_Lock", "Num_Lock"])
def test_hotkey_while_a_lock_is_on(desktop: X11Desktop, lock: str) -> None:
    """For X it is another key then, for the user it is not."""
    assert desktop.bind({"reset": "Ctrl+Shift+F11"}) == {}
    xdotool("key", lock)
    try:
        xdotool("key", "ctrl+shift+F11")
        assert next_of(desktop.asked) == "reset"
    finally:
        xdotool("key", lock)


def test_key_bound_anew(desktop: X11Desktop, tmp_path: Path) -> None:
    """Only the newest keys count; the one before is the game's again."""
    assert desktop.bind({"show": "Ctrl+F6"}) == {}
    assert desktop.bind({"show": "Ctrl+F7", "mini": ""}) == {}
    with other_program(tmp_path) as game:
        xdotool("key", "ctrl+F6", "ctrl+F7")
        wait_until(lambda: "KeyPress F6" in game.heard())
        assert next_of(desktop.asked) == "show"
    assert desktop.asked.empty()


def test_key_of_another_program(desktop: X11Desktop, other: Connection) -> None:
    """It cannot be had, the sentence names it, the others work; and it can be had once it is free."""
    grab(other, "F8", x11_api.CONTROL_MASK)
    refused = desktop.bind({"mini": "Ctrl+F8", "show": "Ctrl+F7"})
    assert list(refused) == ["mini"]
    assert "Ctrl+F8" in refused["mini"]
    xdotool("key", "ctrl+F7")
    assert next_of(desktop.asked) == "show"
    other.close()
    assert desktop.bind({"mini": "Ctrl+F8"}) == {}


def test_key_of_another_program_while_numlock_is_on(desktop: X11Desktop, other: Connection) -> None:
    """A key that would work only now and then is refused as a whole, and nothing of it is kept."""
    grab(other, "F8", x11_api.CONTROL_MASK | x11_api.LOCK_MASK)
    assert list(desktop.bind({"mini": "Ctrl+F8"})) == ["mini"]
    grab(other, "F8", x11_api.CONTROL_MASK)


@needs_setxkbmap
def test_key_the_keyboard_lacks(desktop: X11Desktop) -> None:
    """Latin letters on a keyboard with Cyrillic ones alone: it is said, instead of a hotkey that never comes."""
    with layout("ru"):
        wait_until(lambda: list(desktop.bind({"mini": "Ctrl+F1", "show": "Ctrl+K"})) == ["show"])
        xdotool("key", "ctrl+F1")
        assert next_of(desktop.asked) == "mini"


def test_keys_that_cannot_be_sorted_out() -> None:
    """What is no hotkey, and what is used twice, get a sentence each; the first user of a key has it."""
    wanted, refused = sort_out({"show": "Ctrl+F9", "mini": "control+f9", "reset": "Ctrl+", "pause": "", "quit": "Q"})
    assert {key.words(): action for key, action in wanted.items()} == {"Ctrl+F9": "show"}
    assert set(refused) == {"mini", "reset", "quit"}
    assert "Ctrl+F9" in refused["mini"]


@needs_setxkbmap
def test_hotkey_after_a_change_of_the_layout(desktop: X11Desktop) -> None:
    """A letter is looked for where the new layout has it."""
    assert desktop.bind({"reset": "Ctrl+Y"}) == {}
    xdotool("key", "ctrl+y")
    assert next_of(desktop.asked) == "reset"
    with layout("de"):
        wait_until(lambda: pressed_where_us_keyboards_have_z(desktop))


def pressed_where_us_keyboards_have_z(desktop: X11Desktop) -> bool:
    xdotool("keydown", "ctrl", "key", "52", "keyup", "ctrl")
    return not desktop.asked.empty()


@contextmanager
def layout(name: str) -> Iterator[None]:
    asked = subprocess.run(["setxkbmap", "-query"], check=True, capture_output=True, text=True).stdout
    before = dict(line.split(":", 1) for line in asked.splitlines())
    subprocess.run(["setxkbmap", name], check=True)
    try:
        yield
    finally:
        subprocess.run(["setxkbmap", before["layout"].strip()], check=True)


def test_key_held_down(desktop: X11Desktop, tmp_path: Path) -> None:
    """It asks once, however long it is held, and again when it is pressed again."""
    assert desktop.bind({"through": "Ctrl+F9"}) == {}
    xdotool("keydown", "ctrl", "keydown", "F9", "sleep", "1.2", "keyup", "F9", "key", "F9", "keyup", "ctrl")
    assert [next_of(desktop.asked), next_of(desktop.asked)] == ["through", "through"]
    assert desktop.bind({}) == {}  # the thread has seen all there was
    assert desktop.asked.empty()


def test_key_held_down_while_others_are_bound(desktop: X11Desktop) -> None:
    """It was pressed once, before and after."""
    assert desktop.bind({"hide": "Ctrl+F10"}) == {}
    xdotool("keydown", "ctrl", "keydown", "F10")
    assert next_of(desktop.asked) == "hide"
    assert desktop.bind({"hide": "Ctrl+F10", "back": "Escape"}) == {}
    xdotool("sleep", "1.2", "keyup", "F10", "keyup", "ctrl", "key", "Escape")
    assert next_of(desktop.asked) == "back"
    assert desktop.asked.empty()


def test_closed_desktop_gives_its_keys_back(desktop: X11Desktop, other: Connection) -> None:
    """Another program can have them at once, and the thread has ended."""
    assert desktop.bind({"show": "Ctrl+F7"}) == {}
    desktop.close()
    grab(other, "F7", x11_api.CONTROL_MASK)
    assert "hotkeys" not in [thread.name for thread in threading.enumerate()]
    assert list(desktop.bind({"show": "Ctrl+F7"})) == ["show"]
