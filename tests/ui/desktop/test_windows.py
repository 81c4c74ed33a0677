"""The desktop layer of Windows over stand-ins: what it tells Windows, and what it makes of the answers."""

from __future__ import annotations

import threading
import tkinter as tk
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from windows_fakes import WINDOW, WRAPPER, FakeKernel32, Monitor, World, fake_api

from helpers import PATIENCE_S, wait_until
from resonance.ui.desktop import windows_api
from resonance.ui.desktop.desktop import Desktop, Screen
from resonance.ui.desktop.windows import WindowsDesktop
from resonance.ui.desktop.windows_instance import acquire
from resonance.ui.geometry import Geometry

TOPMOST_AND_LAYERED = 0x00080008
GAME = 0x300


class FakeToplevel:
    """As much of a Tk window as is asked for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.opacity = 1.0
        self.opacities: list[float] = []

    def winfo_id(self) -> int:
        return 0x499

    def attributes(self, _name: str, value: float | None = None) -> float:
        """Tk on Windows: the first opacity below 1 writes Tk's own styles."""
        if value is not None:
            if value < 1.0 and not self.opacities:
                self.world.styles[WRAPPER] = TOPMOST_AND_LAYERED
            self.opacity = value
            self.opacities += [value] if value < 1.0 else []
        return self.opacity


class FakeRoot:
    """For what is asked where Windows does not tell about screens."""

    def winfo_vrootx(self) -> int:
        return 0

    winfo_vrooty = winfo_vrootx

    def winfo_vrootwidth(self) -> int:
        return 800

    winfo_vrootheight = winfo_vrootwidth


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def desktop(world: World) -> Iterator[WindowsDesktop]:
    desktop = make_desktop(world)
    yield desktop
    desktop.close()


def make_desktop(world: World, **options: Any) -> WindowsDesktop:
    return WindowsDesktop(cast(tk.Misc, FakeRoot()), **({"api": fake_api(world)} | options))


def toplevel(world: World) -> tk.Toplevel:
    return cast(tk.Toplevel, FakeToplevel(world))


def test_it_is_a_desktop(desktop: WindowsDesktop) -> None:
    """The type checker compares it with the protocol, and nothing is missing on a healthy Windows."""
    as_protocol: Desktop = desktop
    assert not as_protocol.limits()


# Windows


def test_dress_keeps_the_other_styles(desktop: WindowsDesktop, world: World) -> None:
    """Always on top and opacity are styles too; they stay when the window loses the keyboard."""
    desktop.dress(toplevel(world))
    wanted = windows_api.WS_EX_NOACTIVATE | windows_api.WS_EX_TOOLWINDOW
    assert world.styles[WRAPPER] == TOPMOST_AND_LAYERED | wanted


def test_opacity_changed_after_dress(desktop: WindowsDesktop, world: World) -> None:
    """The user may make an opaque meter see-through; it still never takes the keyboard."""
    window = toplevel(world)
    desktop.dress(window)
    assert window.attributes("-alpha") == 1.0
    window.attributes("-alpha", 0.8)
    assert world.styles[WRAPPER] & windows_api.WS_EX_NOACTIVATE


def test_let_through_and_back(desktop: WindowsDesktop, world: World) -> None:
    """Only the one style comes and goes: the opacity of the window survives."""
    window = toplevel(world)
    desktop.dress(window)
    before = world.styles[WRAPPER]
    assert desktop.let_through(window, True)
    assert world.styles[WRAPPER] == before | windows_api.WS_EX_TRANSPARENT | windows_api.WS_EX_LAYERED
    assert desktop.let_through(window, False)
    assert world.styles[WRAPPER] == before


@pytest.mark.parametrize("call", ["GetAncestor", "SetWindowLongPtrW"])
def test_styles_that_cannot_be_set(desktop: WindowsDesktop, world: World, call: str) -> None:
    """It is said, once for each thing that is missing, and nothing is raised."""
    world.fail.add(call)
    for _ in range(2):
        desktop.dress(toplevel(world))
        assert not desktop.let_through(toplevel(world), True)
    assert len(desktop.limits()) == 2


# The window in front


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("C:\\Games\\BPSR\\BPSR_STEAM.exe", "Blue Protocol: Star Resonance BPSR_STEAM.exe"),
        (None, "Blue Protocol: Star Resonance"),
    ],
)
def test_game_in_front(desktop: WindowsDesktop, world: World, path: str | None, text: str) -> None:
    """Title and file name; the title alone when Windows does not tell which program it is."""
    world.front, world.titles, world.processes = GAME, {GAME: "Blue Protocol: Star Resonance"}, {GAME: 99}
    world.programs = {99: path} if path else {}
    assert desktop.in_front() == text
    assert world.closed == ([99] if path else [])


def test_own_window_in_front(desktop: WindowsDesktop, world: World) -> None:
    """The settings window is not "another program": the meter stays."""
    world.front, world.processes = 7, {7: FakeKernel32.OWN_PROCESS}
    assert desktop.in_front() == ""


def test_no_window_in_front(desktop: WindowsDesktop) -> None:
    """While the keyboard changes hands Windows names none: that is not known, and not our own."""
    assert desktop.in_front() is None


# Screens


def test_main_screen_comes_first(desktop: WindowsDesktop, world: World) -> None:
    """Each screen with its task bar and its own scale, whatever order Windows names them in."""
    world.monitors = [
        Monitor((-2560, -200, 0, 1240), (-2560, -200, 0, 1240), dpi=144),
        Monitor((0, 0, 1920, 1080), (0, 0, 1920, 1040), is_main=True),
    ]
    assert desktop.screens() == (
        Screen(Geometry(0, 0, 1920, 1080), Geometry(0, 0, 1920, 1040), 1.0),
        Screen(Geometry(-2560, -200, 2560, 1440), Geometry(-2560, -200, 2560, 1440), 1.5),
    )


def test_scale_that_is_not_told(world: World) -> None:
    """Before Windows 8.1 screens have no scale of their own, and a failing call is no reason to have no screen."""
    world.monitors = [Monitor((0, 0, 1920, 1080), (0, 0, 1920, 1040), is_main=True, dpi=144)]
    old = make_desktop(world, api=replace(fake_api(world), shcore=None))
    assert old.screens()[0].scale == 1.0
    old.close()
    world.fail.add("GetDpiForMonitor")
    new = make_desktop(world)
    assert new.screens()[0].scale == 1.0
    new.close()


def test_screens_that_are_not_told(desktop: WindowsDesktop, world: World) -> None:
    """There is always one: then it is what Tk knows."""
    world.monitors = [Monitor((0, 0, 1, 1), (0, 0, 1, 1))]
    world.fail.add("GetMonitorInfoW")
    assert desktop.screens() == (Screen(Geometry(0, 0, 800, 800), Geometry(0, 0, 800, 800)),)


# Hotkeys, tray and second starts through the message loop


def test_key_pressed(desktop: WindowsDesktop, world: World) -> None:
    """Keys are registered by the thread that hears of them, and arrive as their action."""
    assert desktop.bind({"rescue": "Ctrl+Shift+F6", "show": "Ctrl+Shift+F10", "mini": ""}) == {}
    assert world.threads == {"desktop"}
    number = next(number for number, (_, code) in world.hotkeys.items() if code == 0x79)
    fake_api(world).user32.PostMessageW(WINDOW, windows_api.WM_HOTKEY, number, 0)
    assert desktop.asked.get(timeout=PATIENCE_S) == "show"


def test_icon_in_the_tray(desktop: WindowsDesktop, world: World) -> None:
    """It is added once; from then on only its words change."""
    assert desktop.show_tray("Resonance Logs", [("show", "Show")])
    assert desktop.show_tray("レゾナンス", [("show", "表示")])
    assert world.tray == [(windows_api.NIM_ADD, "Resonance Logs"), (windows_api.NIM_MODIFY, "レゾナンス")]


def test_tray_that_refuses(desktop: WindowsDesktop, world: World) -> None:
    """The caller knows, the user is told why, and the hotkeys work all the same."""
    world.fail.add("Shell_NotifyIconW")
    assert not desktop.show_tray("Resonance Logs", [])
    assert "Shell_NotifyIconW: Windows error 5" in desktop.limits()[0].words
    assert desktop.bind({"show": "Ctrl+Shift+F10"}) == {}


def test_second_start(world: World, tmp_path: Path) -> None:
    """It goes away, and the first one is asked to show itself."""
    first = acquire(tmp_path, fake_api(world))
    desktop = make_desktop(world, instance=first)
    assert acquire(tmp_path, fake_api(world)) is None
    assert desktop.asked.get(timeout=PATIENCE_S) == "show"
    desktop.close()


@pytest.mark.parametrize("call", ["RegisterClassExW", "CreateWindowExW"])
def test_no_message_window(world: World, call: str) -> None:
    """Without it there are no hotkeys and no tray; every other part works, and nothing waits."""
    world.fail.add(call)
    desktop = make_desktop(world)
    assert call in desktop.limits()[0].words
    assert set(desktop.bind({"show": "Ctrl+Shift+F10", "mini": ""})) == {"show"}
    assert not desktop.show_tray("Resonance Logs", [])
    assert desktop.let_through(toplevel(world), True)
    desktop.close()
    assert not world.alive


def test_close_gives_everything_back(world: World, tmp_path: Path) -> None:
    """Keys, icon, window, handle and thread; and once more is no harm."""
    instance = acquire(tmp_path, fake_api(world))
    assert instance is not None
    event = instance.event
    desktop = make_desktop(world, instance=instance)
    desktop.bind({"show": "Ctrl+Shift+F10"})
    desktop.show_tray("Resonance Logs", [])
    assert world.alive == {"class", "window", "icon"}
    desktop.close()
    desktop.close()
    assert not world.alive
    assert not world.hotkeys
    assert world.tray[-1][0] == windows_api.NIM_DELETE
    assert world.closed == [event]
    assert "desktop" not in {thread.name for thread in threading.enumerate()}


def test_keys_after_close(world: World) -> None:
    """Nobody is left to ask: each key gets its sentence at once."""
    desktop = make_desktop(world)
    desktop.close()
    assert set(desktop.bind({"show": "Ctrl+Shift+F10"})) == {"show"}


def test_wait_that_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread ends with a bug report, not in silence, and gives back what it holds."""
    heard: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda told: heard.append(str(told.exc_value)))
    desktop = make_desktop(world)
    desktop.bind({"show": "Ctrl+Shift+F10"})
    world.fail.add("MsgWaitForMultipleObjectsEx")
    wait_until(lambda: not world.alive and heard)
    assert "MsgWaitForMultipleObjectsEx" in heard[0]
    assert not world.hotkeys
    desktop.close()
