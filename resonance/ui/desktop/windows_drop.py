"""Files dropped on a window, on Windows, by WM_DROPFILES.

A meter with administrator's rights gets no drop in the newer way, OLE: Windows keeps what Explorer says from it. The
messages of the older way are let through by name. They come to the procedure of Tk's window; ours stands before it.
"""

from __future__ import annotations

import ctypes
import queue
from ctypes import wintypes

from resonance.ui.desktop import windows_api
from resonance.ui.desktop.windows_api import Api

_MESSAGES = (windows_api.WM_DROPFILES, windows_api.WM_COPYDATA, windows_api.WM_COPYGLOBALDATA)
_COUNT = 0xFFFFFFFF  # instead of a file's number
_LONGEST_PATH = 32_768
_MOST_FILES = 1_000


class FileDrop:
    """Lives on the Tk thread. Paths go into `dropped`, all of one drop together."""

    def __init__(self, api: Api, dropped: queue.SimpleQueue[list[str]]) -> None:
        self._api = api
        self._dropped = dropped
        self._before: dict[int, int] = {}  # by window: the procedure that was there
        self._procedure = windows_api.WindowProcedure(self._on_message)  # must live as long as the windows

    def accept(self, window: int) -> None:
        """From now on, also if it was so before; `window` is a top-level one. OSError."""
        user32 = self._api.user32
        if window not in self._before:
            ours = ctypes.cast(self._procedure, ctypes.c_void_p).value or 0
            before = user32.SetWindowLongPtrW(window, windows_api.GWLP_WNDPROC, ours)
            if not before:
                raise self._api.error("SetWindowLongPtrW")
            self._before[window] = before
        for message in _MESSAGES:
            user32.ChangeWindowMessageFilterEx(window, message, windows_api.MSGFLT_ALLOW, None)
        self._api.shell32.DragAcceptFiles(window, True)

    def close(self) -> None:
        """The windows that are still there get their procedures back."""
        for window in list(self._before):
            self._give_back(window)

    def _give_back(self, window: int) -> int:
        before = self._before.pop(window)
        self._api.user32.SetWindowLongPtrW(window, windows_api.GWLP_WNDPROC, before)
        return before

    def _on_message(self, window: int, message: int, wparam: int, lparam: int) -> int:
        """Must not call Tk, which is in the middle of something."""
        if message == windows_api.WM_DROPFILES:
            self._dropped.put(self._paths(wparam))
            return 0
        before = self._give_back(window) if message == windows_api.WM_NCDESTROY else self._before[window]
        result: int = self._api.user32.CallWindowProcW(before, window, message, wparam, lparam)
        return result

    def _paths(self, drop: int) -> list[str]:
        shell32 = self._api.shell32
        words = ctypes.create_unicode_buffer(_LONGEST_PATH)
        found = []
        for number in range(min(shell32.DragQueryFileW(drop, _COUNT, None, 0), _MOST_FILES)):
            if shell32.DragQueryFileW(drop, number, words, _LONGEST_PATH):
                found.append(words.value)
        shell32.DragFinish(wintypes.HANDLE(drop))
        return found
