"""The desktop layer on a real Windows: styles read back, keys pressed, a second start, the icon clicked."""

from __future__ import annotations

import ctypes
import queue
import subprocess
import sys
import threading
import tkinter as tk
from collections.abc import Iterator
from contextlib import suppress
from ctypes import wintypes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from helpers import PATIENCE_S, ROOT, wait_until
from resonance.ui.desktop import windows_api
from resonance.ui.desktop.keys import parse
from resonance.ui.desktop.windows import WindowsDesktop
from resonance.ui.desktop.windows_hotkeys import codes
from resonance.ui.desktop.windows_instance import acquire
from resonance.ui.desktop.windows_tray import WM_TRAY

if TYPE_CHECKING:
    import ttkbootstrap

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="calls Windows itself")

KEY_UP = 0x0002
VK_CONTROL, VK_SHIFT, VK_F8 = 0x11, 0x10, 0x77
MOUSE_LEFT_DOWN, MOUSE_LEFT_UP = 0x0002, 0x0004
LOOKED_AT_S = 0.2
WS_EX_ACCEPTFILES = 0x10

SECOND_START = """
import sys
from pathlib import Path
from resonance.ui.desktop.windows_instance import acquire
print("refused" if acquire(Path(sys.argv[1])) is None else "allowed")
"""


@pytest.fixture
def api() -> windows_api.Api:
    return windows_api.load()


@pytest.fixture
def desktop(tk_root: ttkbootstrap.App) -> Iterator[WindowsDesktop]:
    desktop = WindowsDesktop(tk_root)
    yield desktop
    desktop.close()
    assert "desktop" not in {thread.name for thread in threading.enumerate()}


@pytest.fixture
def meter(tk_root: ttkbootstrap.App) -> tk.Toplevel:
    """A borderless, opaque window on top, as the meter is one."""
    meter = tk.Toplevel(tk_root)
    meter.withdraw()
    meter.overrideredirect(True)
    meter.geometry("300x200+100+100")
    meter.deiconify()
    meter.attributes("-topmost", True)
    tk_root.update()
    return meter


def styles(api: windows_api.Api, window: tk.Toplevel) -> int:
    handle = api.user32.GetAncestor(window.winfo_id(), windows_api.GA_ROOT)
    return int(api.user32.GetWindowLongPtrW(handle, windows_api.GWL_EXSTYLE))


def press(*keys: int) -> None:
    """Down in this order, up in the other."""
    for key in keys:
        user32().keybd_event(key, 0, 0, 0)
    for key in reversed(keys):
        user32().keybd_event(key, 0, KEY_UP, 0)


def click(x: int, y: int) -> None:
    user32().SetCursorPos(x, y)
    for event in (MOUSE_LEFT_DOWN, MOUSE_LEFT_UP):
        user32().mouse_event(event, 0, 0, 0, 0)


def find_window(class_name: str) -> int:
    """0 = there is none."""
    find = user32().FindWindowW
    find.restype, find.argtypes = wintypes.HWND, (wintypes.LPCWSTR, wintypes.LPCWSTR)
    return int(find(class_name, None) or 0)


def hidden_window() -> int:
    return find_window("ResonanceLogs")


def area_of(window: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom."""
    rect = wintypes.RECT()
    user32().GetWindowRect(wintypes.HWND(window), ctypes.byref(rect))
    return rect.left, rect.top, rect.right, rect.bottom


def user32() -> Any:
    """Calls that only these tests need."""
    system: Any = ctypes
    return system.WinDLL("user32")


def test_styles_survive_what_tk_does(
    desktop: WindowsDesktop, meter: tk.Toplevel, api: windows_api.Api, tk_root: ttkbootstrap.App
) -> None:
    """Opacity, order, size and hiding leave the styles, and ours leave those of Tk."""
    wanted = windows_api.WS_EX_NOACTIVATE | windows_api.WS_EX_TOOLWINDOW
    desktop.dress(meter)
    assert styles(api, meter) & wanted == wanted
    before = styles(api, meter)
    assert desktop.let_through(meter, True)
    meter.attributes("-alpha", 0.8)
    meter.attributes("-topmost", True)
    meter.lift()
    meter.geometry("320x220+90+90")
    meter.withdraw()
    tk_root.update()
    meter.deiconify()
    meter.attributes("-alpha", 1.0)
    tk_root.update()
    assert styles(api, meter) == before | windows_api.WS_EX_TRANSPARENT
    assert desktop.let_through(meter, False)
    assert styles(api, meter) == before
    assert not desktop.limits()


def drop_of(api: windows_api.Api, paths: list[str]) -> int:
    """The memory that WM_DROPFILES names: where the paths begin, and the paths, each ended by a 0, and another 0."""
    names = ("\0".join(paths) + "\0\0").encode("utf-16-le")
    head = (20).to_bytes(4, "little") + bytes(12) + (1).to_bytes(4, "little")
    kernel32 = api.kernel32
    for name, result, arguments in (
        ("GlobalAlloc", wintypes.HGLOBAL, (wintypes.UINT, ctypes.c_size_t)),
        ("GlobalLock", wintypes.LPVOID, (wintypes.HGLOBAL,)),
        ("GlobalUnlock", wintypes.BOOL, (wintypes.HGLOBAL,)),
    ):
        getattr(kernel32, name).restype, getattr(kernel32, name).argtypes = result, arguments
    memory = kernel32.GlobalAlloc(0x0042, len(head) + len(names))
    ctypes.memmove(kernel32.GlobalLock(memory), head + names, len(head) + len(names))
    kernel32.GlobalUnlock(memory)
    return int(memory)


def test_files_are_dropped(
    desktop: WindowsDesktop, meter: tk.Toplevel, api: windows_api.Api, tk_root: ttkbootstrap.App
) -> None:
    """Their names arrive together, in every script, and Tk goes on getting its own messages."""
    paths = ["C:\\evening.rlog", "C:\\战斗 é.db"]
    desktop.dress(meter)  # as the meter is, before anything else
    assert desktop.accept_files(meter)
    assert desktop.accept_files(meter)
    handle = api.user32.GetAncestor(meter.winfo_id(), windows_api.GA_ROOT)
    for _ in range(2):
        api.user32.PostMessageW(handle, windows_api.WM_DROPFILES, drop_of(api, paths), 0)
        wait_until(lambda: not desktop.dropped.empty(), pump=tk_root.update)
        assert desktop.dropped.get() == paths
    meter.geometry("333x222+50+60")
    meter.attributes("-alpha", 0.9)
    tk_root.update()
    assert (meter.winfo_width(), meter.winfo_height()) == (333, 222)
    assert styles(api, meter) & WS_EX_ACCEPTFILES
    meter.destroy()
    tk_root.update()
    assert not desktop.limits()


def test_files_are_dropped_on_a_window_above_the_meter(
    desktop: WindowsDesktop, meter: tk.Toplevel, api: windows_api.Api, tk_root: ttkbootstrap.App
) -> None:
    """Coming to the front, going away and coming back take nothing from it."""
    window = tk.Toplevel(tk_root)
    tk_root.update()
    assert desktop.accept_files(window)
    desktop.put_above(window, meter)
    window.withdraw()
    tk_root.update()
    window.deiconify()
    window.state("zoomed")
    tk_root.update()
    assert styles(api, window) & WS_EX_ACCEPTFILES
    handle = api.user32.GetAncestor(window.winfo_id(), windows_api.GA_ROOT)
    api.user32.PostMessageW(handle, windows_api.WM_DROPFILES, drop_of(api, ["C:\\a.rlog"]), 0)
    wait_until(lambda: not desktop.dropped.empty(), pump=tk_root.update)
    assert desktop.dropped.get() == ["C:\\a.rlog"]


def test_click_goes_through(desktop: WindowsDesktop, meter: tk.Toplevel, tk_root: ttkbootstrap.App) -> None:
    """A click lands in the window below, and in the meter again when that has ended."""
    clicked: list[str] = []
    tk_root.geometry("400x300+80+80")
    tk_root.bind("<Button-1>", lambda _event: clicked.append("below"))
    meter.bindtags((str(meter),))  # else its clicks are heard by the root as well
    meter.bind("<Button-1>", lambda _event: clicked.append("meter"))
    desktop.dress(meter)

    def last_click() -> str:
        tk_root.update()
        click(250, 200)
        wait_until(lambda: clicked, pump=tk_root.update)
        return clicked.pop()

    assert last_click() == "meter"
    assert desktop.let_through(meter, True)
    assert last_click() == "below"
    assert desktop.let_through(meter, False)
    assert last_click() == "meter"


def test_window_above_the_meter(desktop: WindowsDesktop, meter: tk.Toplevel, tk_root: ttkbootstrap.App) -> None:
    """A dialog is not hidden by the meter it was opened from, which is on top of everything."""
    clicked: list[str] = []
    dialog = tk.Toplevel(tk_root)
    dialog.geometry("400x300+80+80")
    meter.bind("<Button-1>", lambda _event: clicked.append("meter"))
    dialog.bind("<Button-1>", lambda _event: clicked.append("dialog"))
    desktop.dress(meter)
    meter.lift()
    tk_root.update()
    desktop.put_above(dialog, meter)
    tk_root.update()
    click(250, 200)
    wait_until(lambda: clicked, pump=tk_root.update)
    assert clicked == ["dialog"]


def test_screens_of_this_computer(desktop: WindowsDesktop, tk_root: ttkbootstrap.App) -> None:
    """The main one is as large as Tk says, and its work area lies inside."""
    main = desktop.screens()[0]
    assert (main.whole.width, main.whole.height) == (tk_root.winfo_screenwidth(), tk_root.winfo_screenheight())
    assert main.work.width <= main.whole.width
    assert main.work.height <= main.whole.height
    assert main.scale > 0


def test_own_window_has_the_keyboard(desktop: WindowsDesktop, tk_root: ttkbootstrap.App) -> None:
    """It is not taken for another program."""

    def take_keyboard() -> None:
        tk_root.focus_force()
        tk_root.update()

    wait_until(lambda: desktop.in_front() == "", pump=take_keyboard)


def test_hotkey_pressed(desktop: WindowsDesktop) -> None:
    """A key reaches the meter whatever window has the keyboard; when it is given back, it is free."""
    assert desktop.bind({"mini": "Ctrl+Shift+F8"}) == {}
    press(VK_CONTROL, VK_SHIFT, VK_F8)
    assert desktop.asked.get(timeout=PATIENCE_S) == "mini"
    assert desktop.bind({"show": "Ctrl+Shift+F8"}) == {}
    press(VK_CONTROL, VK_SHIFT, VK_F8)
    assert desktop.asked.get(timeout=PATIENCE_S) == "show"


def test_hotkey_that_is_taken(desktop: WindowsDesktop, api: windows_api.Api) -> None:
    """Another window's key is told by its name; when it is given back, it can be had."""
    assert api.user32.RegisterHotKey(None, 1, *codes(parse("Ctrl+Shift+F8")))
    try:
        assert desktop.bind({"mini": "Ctrl+Shift+F8"})["mini"].startswith("Ctrl+Shift+F8 belongs to another program")
    finally:
        api.user32.UnregisterHotKey(None, 1)
    assert desktop.bind({"mini": "Ctrl+Shift+F8"}) == {}


def test_second_start_of_the_program(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """Another process is refused while this one runs, and the meter is asked to show itself."""
    desktop = WindowsDesktop(tk_root, acquire(tmp_path))
    assert start_again(tmp_path) == "refused"
    assert desktop.asked.get(timeout=PATIENCE_S) == "show"
    assert start_again(tmp_path / "other") == "allowed"
    desktop.close()
    assert start_again(tmp_path) == "allowed"


def test_second_start_before_the_window(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """A start while the first one is still loading is not lost."""
    instance = acquire(tmp_path)
    assert start_again(tmp_path) == "refused"
    desktop = WindowsDesktop(tk_root, instance)
    assert desktop.asked.get(timeout=PATIENCE_S) == "show"
    desktop.close()


def start_again(folder: Path) -> str:
    command = [sys.executable, "-c", SECOND_START, str(folder)]
    ended = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=True
    )
    return ended.stdout.strip()


def test_tray_icon(desktop: WindowsDesktop, api: windows_api.Api) -> None:
    """It is there, takes other words, hears a click, and survives a new task bar."""
    assert desktop.show_tray("Resonance Logs", [("show", "Show"), ("quit", "Quit")]), desktop.limits()
    assert desktop.show_tray("レゾナンス", [("show", "表示"), ("quit", "終了")]), desktop.limits()
    window = hidden_window()
    api.user32.PostMessageW(window, WM_TRAY, 1, windows_api.WM_LBUTTONUP)
    assert desktop.asked.get(timeout=PATIENCE_S) == "show"
    api.user32.PostMessageW(window, api.user32.RegisterWindowMessageW("TaskbarCreated"), 0, 0)
    assert desktop.show_tray("Resonance Logs", [("quit", "Quit")]), desktop.limits()


def test_tray_menu(desktop: WindowsDesktop, api: windows_api.Api) -> None:
    """The entry that is clicked arrives as its action."""
    assert desktop.show_tray("Resonance Logs", [("show", "Show"), ("quit", "Quit")])
    api.user32.PostMessageW(hidden_window(), WM_TRAY, 1, windows_api.WM_RBUTTONUP)
    chosen: list[str] = []

    def click_last_entry() -> None:
        left, top, right, bottom = area_of(find_window("#32768"))
        click((left + right) // 2, bottom - (bottom - top) // 4)
        with suppress(queue.Empty):
            chosen.append(desktop.asked.get(timeout=LOOKED_AT_S))

    wait_until(lambda: find_window("#32768"))
    wait_until(lambda: chosen, pump=click_last_entry)
    assert chosen == ["quit"]


def test_closed_with_the_menu_open(tk_root: ttkbootstrap.App, api: windows_api.Api) -> None:
    """The menu closes too, and the thread ends in time."""
    desktop = WindowsDesktop(tk_root)
    assert desktop.show_tray("Resonance Logs", [("quit", "Quit")])
    api.user32.PostMessageW(hidden_window(), WM_TRAY, 1, windows_api.WM_RBUTTONUP)
    assert desktop.bind({}) == {}  # heard behind the click, so by the menu's own message loop
    desktop.close()
    assert "desktop" not in {thread.name for thread in threading.enumerate()}
    assert not hidden_window()
