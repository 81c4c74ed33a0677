"""The desktop of Linux: what the X server, or XWayland, offers beyond Tk."""

from __future__ import annotations

import ctypes
import os
import queue
import re
import tkinter as tk
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from resonance.texts import say
from resonance.ui.desktop import keys, x11_api
from resonance.ui.desktop.desktop import Limit, Screen
from resonance.ui.desktop.keys import Key
from resonance.ui.desktop.x11_connection import Connection
from resonance.ui.desktop.x11_keys import HotkeyThread
from resonance.ui.geometry import Geometry

NOBODY = "-"
"""In front when no window of X is: the desktop itself or, under Wayland, a window that is not X's."""

_PANEL_PART = 6  # a panel takes at most one sixth of a monitor's side
_XFT_DPI = re.compile(r"^Xft\.dpi:\s*(\d+(?:\.\d+)?)", re.MULTILINE)
_SMALLEST_SCALE, _LARGEST_SCALE = 0.5, 4.0


class X11Desktop:
    """A `Desktop`, on connections of its own to the server that Tk is connected to."""

    def __init__(self, root: tk.Misc) -> None:
        """Raises OSError where there is no X server, or no libX11."""
        if root.tk.call("tk", "windowingsystem") != "x11":
            raise OSError("this Tk does not use X11")
        self._root = root
        display = root.winfo_screen()
        self.asked: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.dropped: queue.SimpleQueue[list[str]] = queue.SimpleQueue()  # nothing comes: Tk knows no drops
        self._is_wayland = os.environ.get("XDG_SESSION_TYPE", "") == "wayland"
        self._x = Connection(display)
        try:
            self._hotkeys = HotkeyThread(display, self.asked)
        except OSError:
            self._x.close()
            raise
        self._fixes = _extension(self._x, x11_api.xfixes(), "XFixes", (2, 0))  # input shapes
        self._randr = _extension(self._x, x11_api.xrandr(), "XRR", (1, 5))  # monitors

    def limits(self) -> Sequence[Limit]:
        tray = say(
            "There is no tray icon on Linux: a hotkey, or starting the program a second time, brings the window back."
        )
        hotkeys = say(
            "Wayland gives hotkeys to this program only while an X11 window, such as the game under Wine or Proton, "
            "has the keyboard."
        )
        return [Limit("Window", tray), *([Limit("Hotkeys", hotkeys)] if self._is_wayland else [])]

    def screens(self) -> tuple[Screen, ...]:
        area, scale = self._work_area(), self._scale()
        return tuple(Screen(monitor, without_panels(monitor, area), scale) for monitor in self._monitors())

    def dress(self, window: tk.Toplevel) -> None:
        """Window managers leave override-redirect windows alone: no focus, no entry in the task bar, no frame.

        Compositors do not: they take one without a type for a normal window, and some draw a shadow around it.
        """
        window.attributes("-type", "dock")

    def let_through(self, window: tk.Toplevel, on: bool) -> bool:
        """Of a window that has been mapped once."""
        # Tk wraps each toplevel in a window that winfo_id() does not name, and that one would still catch the mouse.
        root, wrapper = self._x.tree(window.winfo_id())
        if self._fixes is None or wrapper in (0, root):
            return False
        display = self._x.display
        nothing = self._fixes.XFixesCreateRegion(display, None, 0) if on else 0
        self._fixes.XFixesSetWindowShapeRegion(display, wrapper, x11_api.SHAPE_INPUT, 0, 0, nothing)
        if on:
            self._fixes.XFixesDestroyRegion(display, nothing)
        return not self._x.sync()

    def put_above(self, window: tk.Toplevel, meter: tk.Toplevel) -> None:
        """A window manager never puts its windows above one that it does not manage, so the meter goes below.

        Where it is there already it stays: right below this window it would be above another one.
        """
        window.attributes("-topmost", True)
        frame, below = self._outermost(window.winfo_id()), self._outermost(meter.winfo_id())
        order = self._x.children(self._x.root)
        if frame in order and below in order and order.index(frame) < order.index(below):
            changes = x11_api.WindowChanges(sibling=frame, stack_mode=x11_api.BELOW)
            self._x.lib.XConfigureWindow(self._x.display, below, x11_api.SIBLING_AND_MODE, changes)
            self._x.sync()

    def _outermost(self, window: int) -> int:
        """The window that lies directly on the screen: of a managed one its frame; 0 where it has gone."""
        root, parent = self._x.tree(window)
        while parent not in (0, root):
            window = parent
            root, parent = self._x.tree(window)
        return window if parent else 0

    def in_front(self) -> str | None:
        if self._root.tk.call("focus", "-displayof", self._root):
            return ""  # Tk's windows do not say whose process they are, but it knows when one of them has the keyboard
        active = self._x.numbers(self._x.root, "_NET_ACTIVE_WINDOW")
        if not active:
            return None
        if not active[0]:
            return NOBODY
        title = self._x.words(active[0], "_NET_WM_NAME") or self._x.words(active[0], "WM_NAME")
        programs = [name for pid in self._x.numbers(active[0], "_NET_WM_PID") for name in program_names(pid)]
        return " ".join(filter(None, [title, self._x.words(active[0], "WM_CLASS"), *programs])) or NOBODY

    def accept_files(self, window: tk.Toplevel) -> bool:
        return False

    def bind(self, keys: Mapping[str, str]) -> dict[str, str]:
        wanted, refused = sort_out(keys)
        sentences = self._hotkeys.bind(wanted)
        return refused | {wanted[key]: sentence for key, sentence in sentences.items()}

    def show_tray(self, title: str, entries: Sequence[tuple[str, str]]) -> bool:
        return False

    def close(self) -> None:
        self._hotkeys.close()
        self._x.close()

    def _monitors(self) -> list[Geometry]:
        """At least one, the primary one first; what two monitors both show, once."""
        lib, display = self._x.lib, self._x.display
        screen = lib.XDefaultScreen(display)
        whole = Geometry(0, 0, lib.XDisplayWidth(display, screen), lib.XDisplayHeight(display, screen))
        if self._randr is None:
            return [whole]
        count = ctypes.c_int()
        found = self._randr.XRRGetMonitors(display, self._x.root, True, count)
        if not found:
            return [whole]
        infos = sorted(found[: count.value], key=lambda info: not info.primary)
        monitors = [Geometry(info.x, info.y, info.width, info.height) for info in infos]
        self._randr.XRRFreeMonitors(found)
        return list(dict.fromkeys(monitors)) or [whole]

    def _work_area(self) -> Geometry | None:
        """Of the desktop that is shown; None = no window manager tells."""
        numbers = self._x.numbers(self._x.root, "_NET_WORKAREA")
        desktop = next(iter(self._x.numbers(self._x.root, "_NET_CURRENT_DESKTOP")), 0)
        area = numbers[4 * desktop : 4 * desktop + 4] or numbers[:4]
        return Geometry(*area) if len(area) == 4 else None

    def _scale(self) -> float:
        """X has one for all monitors: the desktop's settings write it into the X resources."""
        match = _XFT_DPI.search(self._x.words(self._x.root, "RESOURCE_MANAGER"))
        return scale_of(float(match[1])) if match else 1.0


def scale_of(dpi: float) -> float:
    """In quarters."""
    return min(_LARGEST_SCALE, max(_SMALLEST_SCALE, round(dpi / 96 * 4) / 4))


def without_panels(monitor: Geometry, area: Geometry | None) -> Geometry:
    """`area` is one rectangle for all monitors, so an edge that cuts deep is about another monitor than this one."""
    if area is None:
        return monitor
    left, right = area.x - monitor.x, monitor.x + monitor.width - area.x - area.width
    top, bottom = area.y - monitor.y, monitor.y + monitor.height - area.y - area.height
    left, right = (cut if 0 < cut <= monitor.width // _PANEL_PART else 0 for cut in (left, right))
    top, bottom = (cut if 0 < cut <= monitor.height // _PANEL_PART else 0 for cut in (top, bottom))
    return Geometry(monitor.x + left, monitor.y + top, monitor.width - left - right, monitor.height - top - bottom)


def program_names(pid: int, proc: Path = Path("/proc")) -> list[str]:
    """The file that runs and, where it differs, the program that Wine runs in it. [] where neither can be read."""
    names = []
    with suppress(OSError):  # it has ended, or is another user's
        names.append(os.readlink(proc / str(pid) / "exe"))
    with suppress(OSError):
        command = (proc / str(pid) / "cmdline").read_bytes().split(b"\0")[0]
        names.append(command.decode("utf-8", "replace"))
    return list(dict.fromkeys(filter(None, (re.split(r"[/\\]", name)[-1] for name in names))))


def sort_out(bound: Mapping[str, str]) -> tuple[dict[Key, str], dict[str, str]]:
    """Actions with their keys in words -> the action of each key, and a sentence for each action that gets none."""
    wanted: dict[Key, str] = {}
    refused = {}
    for action, words in bound.items():
        if not words:
            continue
        try:
            key = keys.parse(words, action)
        except ValueError as error:
            refused[action] = str(error)
            continue
        if key in wanted:
            refused[action] = say(
                "{key} is set for two things here. Choose another key for one of them.", key=key.words()
            )
        else:
            wanted[key] = action
    return wanted, refused


def _extension(x: Connection, library: ctypes.CDLL | None, prefix: str, least: tuple[int, int]) -> ctypes.CDLL | None:
    """The library, if the server knows the extension too, in this version at least."""
    major, minor = ctypes.c_int(), ctypes.c_int()
    if library is None or not getattr(library, f"{prefix}QueryExtension")(x.display, major, minor):
        return None
    getattr(library, f"{prefix}QueryVersion")(x.display, major, minor)
    return library if (major.value, minor.value) >= least else None
