"""What X11 offers beyond Tk, on a real server with a real window manager."""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Iterator
from pathlib import Path

import pytest
from x11_client import click, needs_linux, needs_xdotool, other_program, set_property, xdotool

from helpers import wait_until
from resonance.ui.desktop.desktop import Desktop
from resonance.ui.desktop.x11 import NOBODY, X11Desktop, program_names, scale_of, without_panels
from resonance.ui.desktop.x11_connection import Connection
from resonance.ui.geometry import Geometry, clamp
from resonance.ui.window import BorderlessWindow

pytestmark = needs_linux

FULL_HD = Geometry(0, 0, 1920, 1080)


@pytest.fixture
def desktop(tk_root: tk.Tk) -> Iterator[X11Desktop]:
    tk_root.withdraw()  # as in the program; in these tests it would take the keyboard as soon as it appears
    desktop = X11Desktop(tk_root)
    yield desktop
    desktop.close()


@pytest.fixture
def x(tk_root: tk.Tk) -> Iterator[Connection]:
    """For what only another program can do."""
    connection = Connection(tk_root.winfo_screen())
    yield connection
    connection.close()


@pytest.fixture
def meter(tk_root: tk.Tk, desktop: X11Desktop) -> BorderlessWindow:
    """Dressed, in the middle of where other_program() stands."""
    window = BorderlessWindow(tk_root, title="Meter", ground="#202020", opacity=1.0)
    window.appear(Geometry(250, 250, 200, 150))
    wait_until(window.winfo_viewable, pump=tk_root.update)
    desktop.dress(window)
    return window


# Screens


def test_every_screen_is_told(tk_root: tk.Tk, desktop: Desktop) -> None:
    """Together they span what Tk knows as one, and the usable part of each lies on it."""
    screens = desktop.screens()
    assert max(screen.whole.x + screen.whole.width for screen in screens) == tk_root.winfo_screenwidth()
    assert max(screen.whole.y + screen.whole.height for screen in screens) == tk_root.winfo_screenheight()
    assert all(clamp(screen.work, screen.whole) == screen.work for screen in screens)


@pytest.mark.parametrize(
    ("monitor", "area", "work"),
    [
        pytest.param(FULL_HD, None, FULL_HD, id="nobody tells"),
        pytest.param(FULL_HD, Geometry(0, 32, 1920, 1000), Geometry(0, 32, 1920, 1000), id="panels above and below"),
        pytest.param(FULL_HD, Geometry(70, 0, 3770, 1080), Geometry(70, 0, 1850, 1080), id="dock at the far left"),
        pytest.param(
            Geometry(1920, 0, 1920, 1080), Geometry(70, 0, 3770, 1080), Geometry(1920, 0, 1920, 1080), id="and not here"
        ),
        pytest.param(
            Geometry(1920, 0, 2560, 1440),
            Geometry(0, 0, 4480, 1040),
            Geometry(1920, 0, 2560, 1440),
            id="the panel belongs to the smaller monitor beside this one",
        ),
        pytest.param(
            Geometry(1920, 0, 1920, 1080),
            Geometry(0, 0, 1920, 1040),
            Geometry(1920, 0, 1920, 1040),
            id="the area is that of the main monitor alone",
        ),
    ],
)
def test_work_area_of_one_monitor(monitor: Geometry, area: Geometry | None, work: Geometry) -> None:
    """Panels are cut off; what is told about another monitor is not."""
    assert without_panels(monitor, area) == work


@pytest.mark.parametrize(
    ("dpi", "scale"), [(96, 1.0), (120, 1.25), (144, 1.5), (192, 2.0), (100, 1.0), (110, 1.25), (1, 0.5), (9e9, 4.0)]
)
def test_scale_of_a_resolution(dpi: float, scale: float) -> None:
    """In quarters, and never absurd."""
    assert scale_of(dpi) == scale


def test_panel_takes_its_edge_from_the_screen(tk_root: tk.Tk, desktop: Desktop, x: Connection) -> None:
    """What a panel reserves is not offered, and offered again when it has gone."""
    before = desktop.screens()[0]
    panel = tk.Toplevel(tk_root)
    panel.attributes("-type", "dock")
    wait_until(panel.winfo_viewable, pump=tk_root.update)
    top = [0, 0, 40, 0, 0, 0, 0, 0, before.whole.x, before.whole.x + before.whole.width - 1, 0, 0]
    set_property(x, x.tree(panel.winfo_id())[1], "_NET_WM_STRUT_PARTIAL", "CARDINAL", top)
    wait_until(lambda: desktop.screens()[0].work.y == before.whole.y + 40, pump=tk_root.update)
    assert desktop.screens()[0].whole == before.whole
    panel.destroy()
    wait_until(lambda: desktop.screens()[0] == before, pump=tk_root.update)


def test_resolution_is_read_from_the_resources(tk_root: tk.Tk, desktop: Desktop, x: Connection) -> None:
    """The one the desktop's settings have written down last, without a restart."""
    before = x.words(x.root, "RESOURCE_MANAGER").encode()
    try:
        set_property(x, x.root, "RESOURCE_MANAGER", "STRING", b"Xcursor.size:\t24\nXft.dpi:\t144\nXft.hinting:\t1\n")
        assert [screen.scale for screen in desktop.screens()] == [1.5] * len(desktop.screens())
        set_property(x, x.root, "RESOURCE_MANAGER", "STRING", b"Xcursor.size:\t24\n")
        assert desktop.screens()[0].scale == 1.0
    finally:
        set_property(x, x.root, "RESOURCE_MANAGER", "STRING", before)


# The mouse


@needs_xdotool
def test_click_through_and_back(tk_root: tk.Tk, desktop: Desktop, meter: BorderlessWindow, tmp_path: Path) -> None:
    """While it is on, a click reaches the other program's window below; afterwards it reaches the meter again."""
    clicked: list[object] = []
    meter.bind("<Button>", clicked.append)
    with other_program(tmp_path) as below:
        meter.lift()
        click(300, 300)
        wait_until(lambda: clicked, pump=tk_root.update)
        assert below.clicks() == 0
        assert desktop.let_through(meter, True)
        click(300, 300)
        wait_until(lambda: below.clicks() == 1, pump=tk_root.update)
        assert len(clicked) == 1
        assert desktop.let_through(meter, False)
        meter.lift()
        tk_root.update()
        click(300, 300)
        wait_until(lambda: len(clicked) == 2, pump=tk_root.update)
        assert below.clicks() == 1


@needs_xdotool
def test_click_through_outlives_hiding(
    tk_root: tk.Tk, desktop: Desktop, meter: BorderlessWindow, tmp_path: Path
) -> None:
    """A meter that is hidden and shown again is still out of the mouse's way."""
    assert desktop.let_through(meter, True)
    meter.withdraw()
    tk_root.update()
    with other_program(tmp_path) as below:
        meter.appear(Geometry(250, 250, 200, 150))
        wait_until(meter.winfo_viewable, pump=tk_root.update)
        meter.lift()
        tk_root.update()
        click(300, 300)
        wait_until(lambda: below.clicks() == 1, pump=tk_root.update)


def test_window_that_was_never_shown_lets_nothing_through(tk_root: tk.Tk, desktop: Desktop) -> None:
    """There is nothing yet that could be shaped; above all, the whole screen is not made deaf instead."""
    window = tk.Toplevel(tk_root)
    assert window.winfo_id()  # Tk makes the window now, but its wrapper only when it is idle
    tk_root.winfo_pointerxy()  # an answer of the server: by now it has made the window too
    assert not desktop.let_through(window, True)


@needs_xdotool
def test_clicked_meter_leaves_the_keyboard_where_it_is(
    tk_root: tk.Tk, desktop: Desktop, meter: BorderlessWindow, tmp_path: Path
) -> None:
    """Who clicks the meter in a fight goes on playing: the game has the keyboard as before."""
    clicked: list[object] = []
    meter.bind("<Button>", clicked.append)
    with other_program(tmp_path, title="Game") as game:
        meter.lift()
        tk_root.update()
        click(300, 300)
        wait_until(lambda: clicked, pump=tk_root.update)
        assert "Game" in (desktop.in_front() or "")
        xdotool("key", "g")
        wait_until(lambda: "KeyPress g" in game.heard(), pump=tk_root.update)


def test_dressed_meter_is_no_normal_window(desktop: Desktop, meter: BorderlessWindow, x: Connection) -> None:
    """It says so where compositors look: on the window that Tk wraps it in."""
    dock = x.lib.XInternAtom(x.display, b"_NET_WM_WINDOW_TYPE_DOCK", False)
    wait_until(lambda: x.numbers(x.tree(meter.winfo_id())[1], "_NET_WM_WINDOW_TYPE") == [dock], pump=meter.update)


# The window in front


def test_other_program_in_front_is_named(tk_root: tk.Tk, desktop: Desktop, tmp_path: Path) -> None:
    """Its title in any script, its class, and the file that runs."""
    with other_program(tmp_path, title="星痕共鸣", class_name="steam_app_1"):
        wait_until(lambda: "星痕共鸣" in (desktop.in_front() or ""), pump=tk_root.update)
        words = desktop.in_front() or ""
        assert "steam_app_1" in words
        assert Path(sys.executable).resolve().name in words


def test_own_window_in_front_has_no_name(tk_root: tk.Tk, desktop: Desktop, tmp_path: Path) -> None:
    """The meter does not hide because its own settings are open."""
    window = tk.Toplevel(tk_root)
    window.title("Settings")
    wait_until(window.winfo_viewable, pump=tk_root.update)
    window.focus_force()
    wait_until(lambda: desktop.in_front() == "", pump=tk_root.update)
    with other_program(tmp_path, title="Game"):
        wait_until(lambda: "Game" in (desktop.in_front() or ""), pump=tk_root.update)


def test_nobody_in_front(tk_root: tk.Tk, desktop: Desktop, tmp_path: Path) -> None:
    """When the last window has closed, it is neither unknown nor one's own what is in front."""
    with other_program(tmp_path):
        pass
    wait_until(lambda: desktop.in_front() == NOBODY, pump=tk_root.update)


def test_names_of_a_program_under_wine(tmp_path: Path) -> None:
    """The file that runs is Wine's; the game's own name is what it was started with."""
    folder = tmp_path / "42"
    folder.mkdir()
    (folder / "exe").symlink_to("/opt/wine/bin/wine64-preloader")
    (folder / "cmdline").write_bytes(rb"Z:\games\BPSR\BPSR_STEAM.exe" + b"\0-fullscreen\0")
    assert program_names(42, tmp_path) == ["wine64-preloader", "BPSR_STEAM.exe"]
    assert program_names(43, tmp_path) == []


# Limits and ends


def test_two_windows_in_front_of_the_meter(
    tk_root: tk.Tk, desktop: X11Desktop, meter: BorderlessWindow, x: Connection
) -> None:
    """The second one covers it too, and does not bring it in front of the first."""

    def place(window: tk.Toplevel) -> int:
        """From the lowest up: of its frame, where a window manager has put one around it."""
        found = window.winfo_id()
        while (above := x.tree(found)[1]) not in (0, x.root):
            found = above
        return x.children(x.root).index(found)

    windows = []
    for _ in range(2):
        windows.append(tk.Toplevel(tk_root))
        wait_until(windows[-1].winfo_viewable, pump=tk_root.update)
        desktop.put_above(windows[-1], meter)
        wait_until(lambda: place(meter) < min(map(place, windows)), pump=tk_root.update)
    desktop.put_above(windows[1], meter)
    assert place(meter) < min(map(place, windows))


def test_limits_name_what_is_missing(tk_root: tk.Tk, desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    """No tray is promised, and under Wayland the user is told when hotkeys work."""
    assert desktop.show_tray("Meter", [("quit", "Quit")]) is False
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    wayland = X11Desktop(tk_root)
    wayland.close()
    tray, hotkeys = wayland.limits()
    assert tray.group == "Window"
    assert "tray" in tray.words
    assert hotkeys.group == "Hotkeys"
    assert "Wayland" in hotkeys.words


def test_desktop_closed_twice(desktop: Desktop) -> None:
    """The second time there is nothing left to give back, and a late question ends nothing but itself."""
    desktop.close()
    desktop.close()
    with pytest.raises(OSError, match="closed"):
        desktop.screens()


def test_desktop_without_a_server(tk_root: tk.Tk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever builds it learns so by an OSError, and can do with Tk alone."""
    monkeypatch.setattr(tk_root, "winfo_screen", lambda: ":4242")
    with pytest.raises(OSError, match="4242"):
        X11Desktop(tk_root)
