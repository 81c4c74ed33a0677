"""Python's garbage collector, run on the Tk thread alone.

Fonts, pictures and variables of Tk tell Tk when they are collected. The collector runs in whatever thread happens to
allocate, and a call into Tk from another thread waits for the main loop, or fails when there is none any more.
"""

from __future__ import annotations

import gc
from types import TracebackType

YOUNG_EVERY_S = 1.0
ALL_EVERY_S = 60.0


class TkGarbage:
    """While it is entered, nothing is collected but by `turn()` and at the end."""

    def __init__(self) -> None:
        self._young_at_s = 0.0
        self._all_at_s = 0.0

    def __enter__(self) -> TkGarbage:
        gc.disable()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        gc.collect()
        gc.enable()

    def turn(self, now_s: float) -> None:
        """To be called often, with a clock that never goes back."""
        if now_s - self._all_at_s >= ALL_EVERY_S:
            self._all_at_s = self._young_at_s = now_s
            gc.collect()
        elif now_s - self._young_at_s >= YOUNG_EVERY_S:
            self._young_at_s = now_s
            gc.collect(1)
