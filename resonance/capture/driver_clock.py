"""Time stamps of the WinDivert driver -> Unix time."""

from __future__ import annotations

import ctypes
import sys
import time

QUEUE_MS = 4_000  # how long a packet may wait in the driver before it is dropped; its default is 2 s

_AHEAD_US = 1_000_000
_BEHIND_US = (QUEUE_MS + 1_000) * 1_000


class DriverClock:
    """Time stamps of the driver -> Unix time.

    WinDivert stamps packets with the ticks of QueryPerformanceCounter, the Linux backend with CLOCK_MONOTONIC in
    nanoseconds. One look at both clocks, when the source is opened, anchors these ticks to the wall clock; from then on
    the distances between packets are the driver's own. (Stamping at reading would be worse: until Python 3.13
    time.time() moves in steps of 15.6 ms on Windows, and a packet may have waited in the queue.) When the result is in
    the future, or older than the driver lets a packet wait, the clocks no longer agree (the wall clock was set, the
    computer slept, hours of drift), and the anchor is cast anew.
    """

    def __init__(self) -> None:
        self._cast_anchor()

    def _cast_anchor(self) -> None:
        self._anchor_ticks, self._ticks_per_s = performance_counter()
        self._anchor_us = time.time_ns() // 1_000

    def unix_us(self, ticks: int) -> int:
        """Unix microseconds of a driver's time stamp; the time of reading if the stamp makes no sense."""
        now_us = time.time_ns() // 1_000
        at_us = self._convert(ticks)
        if not now_us - _BEHIND_US <= at_us <= now_us + _AHEAD_US:
            self._cast_anchor()
            at_us = self._convert(ticks)
            if not now_us - _BEHIND_US <= at_us <= now_us + _AHEAD_US:
                return now_us
        return at_us

    def _convert(self, ticks: int) -> int:
        return self._anchor_us + (ticks - self._anchor_ticks) * 1_000_000 // self._ticks_per_s


def performance_counter() -> tuple[int, int]:
    """(ticks now, ticks a second) of the clock that stamps packets."""
    if sys.platform == "win32":
        ticks, per_second = ctypes.c_int64(), ctypes.c_int64()
        ctypes.windll.kernel32.QueryPerformanceCounter(ctypes.byref(ticks))
        ctypes.windll.kernel32.QueryPerformanceFrequency(ctypes.byref(per_second))
        now = (ticks.value, per_second.value)
    else:
        now = (time.monotonic_ns(), 1_000_000_000)
    return now
