"""The icon in the notification area of Windows, and its menu."""

from __future__ import annotations

import ctypes
import logging
import queue
import struct
from collections.abc import Sequence
from ctypes import wintypes

from resonance.ui.desktop import windows_api
from resonance.ui.desktop.windows_api import Api

logger = logging.getLogger(__name__)

WM_TRAY = windows_api.WM_APP + 1
LONGEST_TITLE = 127  # characters

_NUMBER = 1  # of the icon, among those of the window
_GROUND, _ACCENT, _NOTHING = (0x15, 0x17, 0x1C, 255), (0xFF, 0xD1, 0x66, 255), (0, 0, 0, 0)
_BARS = ((3, 5, 13), (7, 9, 10), (11, 13, 7))  # top, bottom, right end, in sixteenths; all begin at 3


class Tray:
    """Lives on the thread of the message loop; actions go into `asked`, a left click as "show"."""

    def __init__(self, api: Api, asked: queue.SimpleQueue[str]) -> None:
        self._api = api
        self._asked = asked
        self._title = ""
        self._entries: Sequence[tuple[str, str]] = ()
        self._icon = 0  # 0 = not wanted
        self._is_there = False
        self.new_bar = int(api.user32.RegisterWindowMessageW("TaskbarCreated")) or -1  # never comes
        """The message that says that the task bar is a new one, without our icon."""

    def show(self, window: int, title: str, entries: Sequence[tuple[str, str]]) -> None:
        """As Desktop.show_tray. ApiError when Windows refuses; the icon is then tried again with a new task bar."""
        self._title, self._entries = title, entries
        if not self._icon:
            self._icon = self._make_icon()
            for message in (WM_TRAY, self.new_bar):
                # The task bar has fewer rights than a meter run as administrator, whom it could not reach else.
                self._api.user32.ChangeWindowMessageFilterEx(window, message, windows_api.MSGFLT_ALLOW, None)
        if not self._tell(windows_api.NIM_MODIFY if self._is_there else windows_api.NIM_ADD, window):
            raise self._api.error("Shell_NotifyIconW")
        self._is_there = True

    def on_new_bar(self, window: int, _wparam: int, _lparam: int) -> None:
        if not self._icon:
            return
        self._tell(windows_api.NIM_DELETE, window)  # Windows says "new" after a change of scale too
        self._is_there = self._tell(windows_api.NIM_ADD, window)
        if not self._is_there:
            logger.warning("the tray icon is gone (%s)", self._api.error("Shell_NotifyIconW"))

    def on_click(self, window: int, _wparam: int, mouse_message: int) -> None:
        if mouse_message == windows_api.WM_LBUTTONUP:
            self._asked.put("show")
        elif mouse_message == windows_api.WM_RBUTTONUP:
            chosen = self._choose(window)
            if chosen:
                self._asked.put(chosen)

    def remove(self, window: int) -> None:
        if self._is_there:
            self._is_there = False
            self._tell(windows_api.NIM_DELETE, window)
        if self._icon:
            self._api.user32.DestroyIcon(self._icon)
            self._icon = 0

    def _tell(self, what: int, window: int) -> bool:
        data = windows_api.NotifyIconData(
            hWnd=window,
            uID=_NUMBER,
            uFlags=windows_api.NIF_MESSAGE | windows_api.NIF_ICON | windows_api.NIF_TIP,
            uCallbackMessage=WM_TRAY,
            hIcon=self._icon,
            szTip=self._title[:LONGEST_TITLE],
        )
        data.cbSize = ctypes.sizeof(data)
        return bool(self._api.shell32.Shell_NotifyIconW(what, ctypes.byref(data)))

    def _make_icon(self) -> int:
        user32 = self._api.user32
        size_px = user32.GetSystemMetrics(windows_api.SM_CXSMICON) or 16
        image = icon_image(size_px)
        icon = user32.CreateIconFromResourceEx(image, len(image), True, windows_api.ICON_VERSION, size_px, size_px, 0)
        if not icon:
            raise self._api.error("CreateIconFromResourceEx")
        return int(icon)

    def _choose(self, window: int) -> str:
        """Open the menu where the mouse is. The action that was chosen, "" if none was."""
        user32, entries, place = self._api.user32, self._entries, wintypes.POINT()
        menu = user32.CreatePopupMenu()
        for number, (_, words) in enumerate(entries, start=1):
            user32.AppendMenuW(menu, windows_api.MF_STRING, number, words.replace("&", "&&"))
        user32.GetCursorPos(ctypes.byref(place))
        # Both are what Windows documents for menus of the tray: else a click elsewhere would not close it.
        user32.SetForegroundWindow(window)
        style = windows_api.TPM_RETURNCMD | windows_api.TPM_NONOTIFY | windows_api.TPM_RIGHTBUTTON
        number = user32.TrackPopupMenu(menu, style, place.x, place.y, 0, window, None)
        user32.PostMessageW(window, windows_api.WM_NULL, 0, 0)
        user32.DestroyMenu(menu)
        return entries[number - 1][0] if number else ""


def icon_image(size_px: int) -> bytes:
    """The program's mark, three bars of a table, as one image of an icon file: 32 bits a pixel, then an empty mask."""
    header = struct.pack("<IiiHHIIiiII", 40, size_px, 2 * size_px, 1, 32, 0, 0, 0, 0, 0, 0)
    rows = [[_pixel(x * 16 // size_px, y * 16 // size_px) for x in range(size_px)] for y in range(size_px)]
    pixels = b"".join(bytes((blue, green, red, alpha)) for row in reversed(rows) for red, green, blue, alpha in row)
    mask_row_size = (size_px + 31) // 32 * 4
    return header + pixels + bytes(mask_row_size * size_px)


def _pixel(x: int, y: int) -> tuple[int, int, int, int]:
    """Red, green, blue, alpha at a sixteenth of the mark."""
    if x in (0, 15) and y in (0, 15):
        return _NOTHING
    on_bar = any(top <= y < bottom and 3 <= x < right for top, bottom, right in _BARS)
    return _ACCENT if on_bar else _GROUND
