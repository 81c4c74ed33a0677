"""What Windows offers a meter beyond Tk: see `Desktop` in desktop.py."""

from __future__ import annotations

import ctypes
import logging
import queue
import tkinter as tk
from collections.abc import Mapping, Sequence
from ctypes import wintypes
from pathlib import PureWindowsPath

from resonance.texts import later, say
from resonance.ui.desktop import windows_api
from resonance.ui.desktop.desktop import Limit, PlainDesktop, Screen
from resonance.ui.desktop.windows_api import Api
from resonance.ui.desktop.windows_drop import FileDrop
from resonance.ui.desktop.windows_hotkeys import Hotkeys
from resonance.ui.desktop.windows_instance import Instance
from resonance.ui.desktop.windows_loop import MessageLoop
from resonance.ui.desktop.windows_screens import screens
from resonance.ui.desktop.windows_tray import WM_TRAY, Tray

logger = logging.getLogger(__name__)

_LONGEST_TITLE = 512  # characters of another window's title that are looked at
_LONGEST_PATH = 32_768

_DRESS = windows_api.WS_EX_NOACTIVATE | windows_api.WS_EX_TOOLWINDOW
_THROUGH = windows_api.WS_EX_LAYERED | windows_api.WS_EX_TRANSPARENT


class WindowsDesktop:
    """`instance`, if there is one, is closed with the desktop; a second start becomes "show" in `asked`.

    OSError where this is no Windows. After that a failing Windows call raises nothing: `limits()` says what is missing.
    """

    def __init__(self, root: tk.Misc, instance: Instance | None = None, api: Api | None = None) -> None:
        self.asked: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.dropped: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
        self._limits: dict[tuple[str, str], str] = {}  # what went wrong, by group and text
        self._root = root
        self._instance = instance
        self._api = api or windows_api.load()
        self._hotkeys = Hotkeys(self._api, self.asked)
        self._drop = FileDrop(self._api, self.dropped)
        self._tray = Tray(self._api, self.asked)
        self._loop = MessageLoop(self._api, instance.event if instance else 0, lambda: self.asked.put("show"))
        self._loop.handlers |= {
            windows_api.WM_HOTKEY: self._hotkeys.pressed,
            WM_TRAY: self._tray.on_click,
            self._tray.new_bar: self._tray.on_new_bar,
        }
        self._loop.at_end += [self._hotkeys.release, self._tray.remove]
        try:
            self._loop.start()
        except OSError as error:
            self._limit("Hotkeys", later("Windows gives neither hotkeys nor a tray icon ({error})."), error)

    def limits(self) -> Sequence[Limit]:
        return [Limit(group, say(text, error=error)) for (group, text), error in self._limits.items()]

    def screens(self) -> tuple[Screen, ...]:
        return screens(self._api) or PlainDesktop(self._root).screens()

    def dress(self, window: tk.Toplevel) -> None:
        # With the first opacity below 1 Tk writes the styles that it knows, and ours are gone. So that this does not
        # happen when the user changes the opacity, it is made to happen now.
        opacity = window.attributes("-alpha")
        window.attributes("-alpha", 0.99)
        window.attributes("-alpha", opacity)
        if not self._restyle(window, _DRESS, 0):
            self._limit("Window", later("Windows lets the meter take the keyboard when it is clicked."))

    def let_through(self, window: tk.Toplevel, on: bool) -> bool:
        # Layered it stays: that carries the opacity.
        changed = self._restyle(window, _THROUGH, 0) if on else self._restyle(window, 0, windows_api.WS_EX_TRANSPARENT)
        if not changed:
            self._limit("Window", later("Windows does not let the mouse through the meter."))
        return changed

    def put_above(self, window: tk.Toplevel, meter: tk.Toplevel) -> None:
        window.attributes("-topmost", True)
        window.lift()  # the last one raised is the first of those on top

    def in_front(self) -> str | None:
        user32, kernel32 = self._api.user32, self._api.kernel32
        window = user32.GetForegroundWindow()
        if not window:  # the keyboard is just changing hands, or the screen is locked
            return None
        process = wintypes.DWORD()
        user32.GetWindowThreadProcessId(window, ctypes.byref(process))
        if process.value == kernel32.GetCurrentProcessId():
            return ""
        title = ctypes.create_unicode_buffer(_LONGEST_TITLE)
        user32.GetWindowTextW(window, title, _LONGEST_TITLE)
        return f"{title.value} {self._program(process.value)}".strip() or None

    def accept_files(self, window: tk.Toplevel) -> bool:
        user32 = self._api.user32
        try:
            self._drop.accept(user32.GetAncestor(window.winfo_id(), windows_api.GA_ROOT))
        except OSError as error:
            self._limit("Window", later("Files cannot be dropped on a window ({error}); its menu imports them."), error)
            return False
        return True

    def bind(self, keys: Mapping[str, str]) -> dict[str, str]:
        try:
            return self._loop.ask(lambda window: self._hotkeys.bind(window, keys))
        except OSError as error:
            problem = say("Windows gives no hotkeys ({error}). Start the meter again.", error=_words(error))
            return {action: problem for action, key in keys.items() if key}

    def show_tray(self, title: str, entries: Sequence[tuple[str, str]]) -> bool:
        try:
            self._loop.ask(lambda window: self._tray.show(window, title, entries))
        except OSError as error:
            self._limit("Window", later("Windows gives no tray icon ({error})."), error)
            return False
        return True

    def close(self) -> None:
        self._drop.close()
        if not self._loop.close():
            logger.error("the desktop thread did not end")  # and it still waits for the handle of the instance
        elif self._instance is not None:
            self._instance.close()

    def _restyle(self, window: tk.Toplevel, add: int, drop: int) -> bool:
        """Change these bits of the extended style, and no other. Whether they are so now."""
        user32 = self._api.user32
        handle = user32.GetAncestor(window.winfo_id(), windows_api.GA_ROOT)  # Tk's own lies inside of the real one
        if not handle:
            return False
        before = user32.GetWindowLongPtrW(handle, windows_api.GWL_EXSTYLE)
        user32.SetWindowLongPtrW(handle, windows_api.GWL_EXSTYLE, (before | add) & ~drop)
        user32.SetWindowPos(handle, None, 0, 0, 0, 0, windows_api.SWP_FRAMECHANGED_ONLY)
        after = user32.GetWindowLongPtrW(handle, windows_api.GWL_EXSTYLE)
        return bool(after & (add | drop) == add)

    def _program(self, process: int) -> str:
        """File name of a process' program; "" when Windows does not tell."""
        kernel32 = self._api.kernel32
        handle = kernel32.OpenProcess(windows_api.PROCESS_QUERY_LIMITED_INFORMATION, False, process)
        if not handle:
            return ""
        path, length = ctypes.create_unicode_buffer(_LONGEST_PATH), wintypes.DWORD(_LONGEST_PATH)
        told = kernel32.QueryFullProcessImageNameW(handle, 0, path, ctypes.byref(length))
        kernel32.CloseHandle(handle)
        return PureWindowsPath(path.value).name if told else ""

    def _limit(self, group: str, text: str, error: OSError | None = None) -> None:
        self._limits[group, text] = _words(error) if error is not None else ""


def _words(error: OSError) -> str:
    return str(error) or say("no answer")
