"""Does a meter run with a data folder? Without Tk, and without asking it to show itself."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK_NAME = "running.lock"
"""On Linux: a file in the data folder that the meter holds a lock on."""


def event_name(folder: Path) -> str:
    """On Windows: of an event that the meter has made, in this user's session; the same for each spelling."""
    spelling = str(folder.resolve()).casefold()
    return rf"Local\ResonanceLogs-{hashlib.sha256(spelling.encode()).hexdigest()[:16]}"


@contextmanager
def kept_out(folder: Path) -> Iterator[bool]:
    """True: no meter runs with this folder, and none starts as long as this lasts. False: one does.

    True too where the system knows no locks: as with the meters themselves, nothing is guarded there. OSError.
    """
    if sys.platform == "win32":
        import ctypes

        kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel32.CreateEventW.restype = ctypes.c_void_p
        event = kernel32.CreateEventW(None, False, False, ctypes.c_wchar_p(event_name(folder)))
        error = ctypes.get_last_error()
        try:
            yield error not in (183, 5)  # it exists already; it exists, made by somebody with more rights
        finally:
            if event:
                kernel32.CloseHandle(ctypes.c_void_p(event))
    else:
        import fcntl

        lock = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_free = True
        except BlockingIOError:
            is_free = False
        except OSError:
            is_free = True
        try:
            yield is_free
        finally:
            os.close(lock)
