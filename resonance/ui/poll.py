"""The after() loop of the Tk thread: newest snapshot to the meter, and at most ten notices a turn."""

from __future__ import annotations

import queue
import sys
import time
import tkinter as tk
from collections.abc import Callable

from resonance.combat.snapshot import Snapshot
from resonance.health import Health, Notice

TURN_MS = 200
"""Between two looks at the snapshot: five times a second. A look that finds nothing new draws nothing."""

IDLE_S = 1.0
"""Without a new snapshot the window is drawn this often, for the footer's sake."""

NOTICES_A_TURN = 10


class Poll:
    """Looks at what other threads have left, and shows it. It never waits, and outlives what it calls."""

    def __init__(
        self,
        root: tk.Tk,
        *,
        newest: Callable[[], Snapshot | None],
        health: Health,
        show: Callable[[Snapshot | None], None],
        tell: Callable[[Notice], None],
        more: Callable[[], None] = lambda: None,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Starts at once. All of them are called on the Tk thread, `more` in every turn."""
        self._root = root
        self._newest = newest
        self._health = health
        self._show = show
        self._tell = tell
        self._more = more
        self._now_s = now_s
        self._shown: Snapshot | None = None
        self._shown_at_s: float | None = None
        self._job: str | None = root.after(0, self._turn)

    def stop(self) -> None:
        """No turn begins after this. May be called twice, and from within a turn."""
        job, self._job = self._job, None
        if job is not None:
            self._root.after_cancel(job)

    def _turn(self) -> None:
        # The next turn is certain before anything can go wrong in this one.
        self._job = self._root.after(TURN_MS, self._turn)
        self._guarded(self._tell_notices)
        self._guarded(self._show_newest)
        self._guarded(self._more)

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception:  # reported where Tk reports those of all its callbacks
            self._root.report_callback_exception(*sys.exc_info())

    def _tell_notices(self) -> None:
        for _ in range(NOTICES_A_TURN):
            try:
                notice = self._health.notices.get_nowait()
            except queue.Empty:
                return
            self._tell(notice)

    def _show_newest(self) -> None:
        snapshot = self._newest()
        now_s = self._now_s()
        is_new = self._shown_at_s is None or snapshot is not self._shown
        if is_new or now_s - (self._shown_at_s or 0.0) >= IDLE_S:
            self._shown, self._shown_at_s = snapshot, now_s
            began_s = time.perf_counter()
            self._show(snapshot)
            self._health.redraw_time.add(time.perf_counter() - began_s)
