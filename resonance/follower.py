"""A thread that begins when it is needed first, looks again and again at what others want, and ends in time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Follower:
    def __init__(
        self, name: str, turn: Callable[[], float | None], last: Callable[[], object], *, pause_s: float
    ) -> None:
        """`turn` gives the seconds until the next one, None = until it is woken; `last` is called at the end.

        Both run on the thread. A fault in a turn is logged, and costs a pause.
        """
        self._name, self._turn, self._last, self._pause_s = name, turn, last, pause_s
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None  # None = it was not needed yet
        self.is_ending = False

    def begin(self) -> None:
        """Comes back at once; may be called again and again, and does nothing after the end."""
        if self._thread is None and not self.is_ending:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """The next turn comes now."""
        self._wake.set()

    def end(self) -> None:
        """No turn begins after the one that is on. Comes back at once."""
        self.is_ending = True
        self._wake.set()

    def join(self, limit_s: float) -> bool:
        """Whether it has ended within this time. False: it was late, and dies with the program."""
        if self._thread is None:
            return True
        self._thread.join(limit_s)
        if self._thread.is_alive():
            log.error("the thread %r did not end in time", self._name)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self.is_ending:
            pause_s: float | None = self._pause_s
            try:
                pause_s = self._turn()
            except Exception:
                log.exception("the thread %r has failed, and goes on", self._name)
            self._wake.wait(pause_s)
            self._wake.clear()
        self._last()
