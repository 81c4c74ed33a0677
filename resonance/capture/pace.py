"""The pace of packets that were recorded, or made up, before they are played."""

from __future__ import annotations

import math

REWIND_US = 1_000_000  # packets of one recording are shuffled by less; further back begins another recording


class Pace:
    """When packets are due that were recorded at given times: recorded distances, divided by the speed.

    Counts from one fixed moment, so late wake-ups do not add up. Clock readings are seconds of one monotonic clock.
    """

    def __init__(self, speed: float) -> None:
        """`speed`: 1.0 = the recording's, 10.0 = ten times that. ValueError for one that is not above 0."""
        if not (speed > 0 and math.isfinite(speed)):
            raise ValueError(f"speed {speed} is not above 0")
        self._us_per_s = speed * 1_000_000
        self._start_s: float | None = None  # None until the first packet
        self._start_us = 0
        self._newest_us = 0

    def wait_s(self, at_us: int, now_s: float) -> float:
        """Seconds until the packet recorded at `at_us` is due; 0 or less: at once.

        A step back in recorded time is never waited for, and a long one starts the count anew.
        """
        if self._start_s is None or at_us < self._newest_us - REWIND_US:
            self._start_s, self._start_us, self._newest_us = now_s, at_us, at_us
        self._newest_us = max(self._newest_us, at_us)
        return self._start_s + (at_us - self._start_us) / self._us_per_s - now_s
