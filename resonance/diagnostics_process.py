"""What this process takes of the computer: its CPU time and its memory. Each costs a few microseconds to ask."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path

_STATM = Path("/proc/self/statm")  # pages: size, resident, ...


def cpu_s() -> float:
    """Seconds of CPU time since the start, of all threads."""
    return time.process_time()


class _Counters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of psapi.h."""

    _fields_ = (
        ("cb", ctypes.c_uint32),
        ("page_faults", ctypes.c_uint32),
        ("peak_working_set", ctypes.c_size_t),
        ("working_set", ctypes.c_size_t),
        ("quota_peak_paged_pool", ctypes.c_size_t),
        ("quota_paged_pool", ctypes.c_size_t),
        ("quota_peak_nonpaged_pool", ctypes.c_size_t),
        ("quota_nonpaged_pool", ctypes.c_size_t),
        ("pagefile", ctypes.c_size_t),
        ("peak_pagefile", ctypes.c_size_t),
    )


if sys.platform == "win32":

    def resident_bytes() -> int | None:
        """Memory that is really used; None = cannot be had on this system."""
        kernel32 = ctypes.WinDLL("kernel32")
        kernel32.GetCurrentProcess.restype = ctypes.c_void_p
        ask = kernel32.K32GetProcessMemoryInfo
        ask.argtypes = (ctypes.c_void_p, ctypes.POINTER(_Counters), ctypes.c_uint32)
        counters = _Counters(ctypes.sizeof(_Counters))
        is_told = ask(kernel32.GetCurrentProcess(), ctypes.byref(counters), ctypes.sizeof(counters))
        return int(counters.working_set) if is_told else None

else:

    def resident_bytes() -> int | None:
        """Memory that is really used; None = cannot be had on this system."""
        try:
            return int(_STATM.read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError, IndexError):
            return None
