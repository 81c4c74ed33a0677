"""A picture on the clipboard of Windows. Only for Windows."""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Mapping
from typing import Any

assert sys.platform == "win32"

CF_DIB = 8
GMEM_MOVEABLE = 2

TRIES, PAUSE_S = 5, 0.02
"""Another program may be looking at the clipboard; it does so for a few milliseconds."""

_user32 = ctypes.WinDLL("user32", use_last_error=True)
_kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)


def _declare(function: Any, result: Any, *arguments: Any) -> Any:
    function.restype, function.argtypes = result, arguments
    return function


_open_clipboard = _declare(_user32.OpenClipboard, ctypes.c_int, ctypes.c_void_p)
_empty_clipboard = _declare(_user32.EmptyClipboard, ctypes.c_int)
_close_clipboard = _declare(_user32.CloseClipboard, ctypes.c_int)
_set_data = _declare(_user32.SetClipboardData, ctypes.c_void_p, ctypes.c_uint, ctypes.c_void_p)
_register_format = _declare(_user32.RegisterClipboardFormatW, ctypes.c_uint, ctypes.c_wchar_p)
_alloc = _declare(_kernel32.GlobalAlloc, ctypes.c_void_p, ctypes.c_uint, ctypes.c_size_t)
_lock = _declare(_kernel32.GlobalLock, ctypes.c_void_p, ctypes.c_void_p)
_unlock = _declare(_kernel32.GlobalUnlock, ctypes.c_int, ctypes.c_void_p)
_free = _declare(_kernel32.GlobalFree, ctypes.c_void_p, ctypes.c_void_p)


def copy(window: int, png: bytes, bitmap: bytes) -> None:
    """`window`: the handle of one of ours, which then owns the clipboard. OSError if it cannot be had.

    Both forms of the picture: chats take the PNG, old programs the bitmap.
    """
    _open(window)
    try:
        _check(_empty_clipboard())
        for kind, data in _formats(png, bitmap).items():
            _put(kind, data)
    finally:
        _close_clipboard()


def _formats(png: bytes, bitmap: bytes) -> Mapping[int, bytes]:
    """The best one first: programs take the first they know."""
    return {_check(_register_format("PNG")): png, CF_DIB: bitmap}


def _open(window: int) -> None:
    for attempt in range(TRIES):
        if _open_clipboard(window):
            return
        if attempt + 1 < TRIES:
            time.sleep(PAUSE_S)
    raise ctypes.WinError(ctypes.get_last_error())


def _put(kind: int, data: bytes) -> None:
    """The memory belongs to the system once it is on the clipboard."""
    memory = _check(_alloc(GMEM_MOVEABLE, len(data)))
    try:
        ctypes.memmove(_check(_lock(memory)), data, len(data))
        _unlock(memory)
        _check(_set_data(kind, memory))
    except OSError:
        _free(memory)
        raise


def _check(answer: int | None) -> int:
    if not answer:
        raise ctypes.WinError(ctypes.get_last_error())
    return answer
