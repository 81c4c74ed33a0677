"""Windows' own encryption for one user (DPAPI). Only there can anything in here be called."""

from __future__ import annotations

import ctypes
from typing import Any

_NO_QUESTIONS = 0x1  # CRYPTPROTECT_UI_FORBIDDEN


class _Blob(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("data", ctypes.c_void_p)]


def protect(secret: bytes) -> bytes:
    """Only this user of this computer can undo it. OSError."""
    return _call("CryptProtectData", secret)


def unprotect(kept: bytes) -> bytes:
    """OSError for what another user or computer has protected."""
    return _call("CryptUnprotectData", kept)


def _call(function: str, given: bytes) -> bytes:
    windows: Any = ctypes
    buffer = ctypes.create_string_buffer(given, len(given))
    source = _Blob(len(given), ctypes.cast(buffer, ctypes.c_void_p).value)
    made = _Blob()
    call = getattr(windows.WinDLL("crypt32", use_last_error=True), function)
    call.restype = ctypes.c_int
    call.argtypes = [
        *(ctypes.POINTER(_Blob), ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p),
        *(ctypes.c_uint32, ctypes.POINTER(_Blob)),
    ]
    if not call(ctypes.byref(source), None, None, None, None, _NO_QUESTIONS, ctypes.byref(made)):
        raise windows.WinError(windows.get_last_error())
    free = windows.WinDLL("kernel32").LocalFree
    free.argtypes, free.restype = [ctypes.c_void_p], ctypes.c_void_p
    try:
        return ctypes.string_at(made.data or 0, made.size)
    finally:
        free(made.data)
