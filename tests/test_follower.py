"""The thread that follows the settings: when it begins, when it looks, how it ends."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest

from helpers import PATIENCE_S, wait_until
from resonance.follower import Follower


class Work:
    """What is done on the thread."""

    def __init__(self) -> None:
        self.turns = self.ends = 0
        self.pause_s: float | None = None
        self.fault: Exception | None = None
        self.held = threading.Event()
        self.held.set()
        self.follower = Follower("work", self._turn, self._last, pause_s=0.01)

    def _turn(self) -> float | None:
        self.turns += 1
        self.held.wait(PATIENCE_S)
        if self.fault is not None:
            raise self.fault
        return self.pause_s

    def _last(self) -> None:
        self.ends += 1


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work()
    yield made
    made.held.set()
    made.follower.end()
    assert made.follower.join(PATIENCE_S)


def test_no_thread_before_it_is_needed(work: Work) -> None:
    """Nothing is done, at the end neither."""
    work.follower.wake()
    work.follower.end()
    assert work.follower.join(0.0)
    work.follower.begin()
    assert (work.turns, work.ends) == (0, 0)


def test_turn_comes_when_it_is_woken(work: Work) -> None:
    """None is until then; begun twice it is one thread."""
    work.follower.begin()
    work.follower.begin()
    wait_until(lambda: work.turns == 1)
    work.follower.wake()
    wait_until(lambda: work.turns == 2)
    assert sum(thread.name == "work" for thread in threading.enumerate()) == 1


def test_fault_costs_a_pause(work: Work, caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and the next turn comes."""
    work.fault = RuntimeError("a fault")
    with caplog.at_level(logging.ERROR, "resonance.follower"):
        work.follower.begin()
        wait_until(lambda: work.turns >= 3)
    assert "'work' has failed" in caplog.text


def test_end_is_waited_for_so_long_and_no_longer(work: Work, caplog: pytest.LogCaptureFixture) -> None:
    """A turn that hangs is left alone, and the log tells; what is to be done last is done once it comes back."""
    work.held.clear()
    work.follower.begin()
    wait_until(lambda: work.turns == 1)
    work.follower.end()
    assert not work.follower.join(0.01)
    assert "did not end in time" in caplog.text
    work.held.set()
    assert work.follower.join(PATIENCE_S)
    assert (work.turns, work.ends) == (1, 1)
