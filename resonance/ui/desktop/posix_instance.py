"""One meter at a time, on Linux: a second start asks the first one to show itself, and ends."""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from resonance.running import LOCK_NAME

_PATIENCE_S = 1.0  # for a first one that has only just started to write down its process id
_PAUSE_S = 0.02


class Instance:
    """Held by the meter that runs, for as long as it runs."""

    def __init__(self, lock: int | None, handler_before: Any = None) -> None:
        """`lock`: an open file; None = there is none, and nothing keeps a second meter from starting."""
        self._lock = lock
        self._handler_before = handler_before

    def close(self) -> None:
        """The next one may start. May be called twice."""
        if self._lock is None:
            return
        os.ftruncate(self._lock, 0)  # nobody is asked any more, before nobody listens any more
        signal.signal(signal.SIGUSR1, self._handler_before)
        os.close(self._lock)
        self._lock = None


def acquire(folder: Path, on_show: Callable[[], None]) -> Instance | None:
    """Be the one that runs; None = another one does, and has been asked to show itself.

    For the main thread. There `on_show` is called too, between any two of its steps: it should only put a word into a
    queue. The lock is the system's, so it ends with the process however that ends. A folder that cannot be written,
    or that knows no locks, does not keep the program from starting.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return Instance(None)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _ask(lock)
        os.close(lock)
        return None
    except OSError:
        os.close(lock)
        return Instance(None)
    os.ftruncate(lock, 0)
    before = signal.signal(signal.SIGUSR1, lambda *_: on_show())
    os.pwrite(lock, str(os.getpid()).encode(), 0)  # only now: the signal ends a process that does not handle it
    return Instance(lock, before)


def _ask(lock: int) -> None:
    """Send the signal to the process whose id stands in the file, or comes to stand in it."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        number = os.pread(lock, 20, 0)
        if number.isdigit():
            with suppress(ProcessLookupError, PermissionError):  # it ends just now, or another user started it
                os.kill(int(number), signal.SIGUSR1)
            return
        time.sleep(_PAUSE_S)
