"""No thread may die unheard, and none may be left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from helpers import wait_until
from resonance.capture import thread as capture_thread

OURS = {"capture", "closing capture", "engine", "writer", "game process"}


def running() -> set[str]:
    return OURS & {thread.name for thread in threading.enumerate()}


@pytest.fixture(autouse=True)
def threads_end_well(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    deaths: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: deaths.append(f"{args.thread}: {args.exc_value!r}"))
    yield
    assert deaths == []
    wait_until(lambda: not running())


@pytest.fixture(autouse=True)
def impatient_capture(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that failed is opened again at once."""
    monkeypatch.setattr(capture_thread, "FIRST_PAUSE_S", 0.0)
    monkeypatch.setattr(capture_thread, "LONGEST_PAUSE_S", 0.0)
