"""Another source while the capture thread runs: the user has chosen one in the settings."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from scripted import DENIED, Bench, Scripted, packet

from helpers import PATIENCE_S, wait_until
from resonance.capture import thread as thread_module
from resonance.capture.source import CaptureError, Source
from resonance.health import CaptureState


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.stop()


def test_another_source_is_read_after_reopen(bench: Bench) -> None:
    """The one in use is closed, packets go on with the other, and its name is told."""
    first, second = Scripted(packet(1)), Scripted(packet(2))
    second.name = "another script"
    capture = bench.start(first)
    assert bench.take(1) == [packet(1)]
    capture.reopen(lambda: second)
    assert bench.take(1) == [packet(2)]
    assert first.closed.is_set()
    assert bench.health.capture_source == "another script"
    assert bench.health.capture_state is CaptureState.RUNNING


def test_source_that_fails_when_it_is_closed_for_another_is_no_failure(bench: Bench) -> None:
    """Some drivers answer a read of a closed handle with an error: nothing is said of it, and nobody waits."""

    class Grumbling(Scripted):
        def read(self) -> None:
            assert self.closed.wait(PATIENCE_S)
            raise CaptureError("The handle is closed.", "Restart the computer.")

    states: list[tuple[CaptureState, str]] = []

    def open_second() -> Source:
        states.append((bench.health.capture_state, bench.health.capture_problem))
        return Scripted(packet(2))

    capture = bench.start(Grumbling())
    wait_until(lambda: bench.health.capture_state is CaptureState.RUNNING)
    capture.reopen(open_second)
    assert bench.take(1) == [packet(2)]
    assert states == [(CaptureState.RUNNING, "")]


def test_reopen_ends_a_pause(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever chooses a source that works does not wait for the next attempt with the one that does not."""
    monkeypatch.setattr(thread_module, "FIRST_PAUSE_S", 3600.0)
    capture = bench.start(DENIED)
    wait_until(lambda: bench.health.capture_state is CaptureState.FAILED)
    capture.reopen(lambda: Scripted(packet(1)))
    assert bench.take(1) == [packet(1)]
    assert (bench.health.capture_state, bench.health.capture_problem) == (CaptureState.RUNNING, "")


def test_reopen_while_the_source_is_being_opened(bench: Bench) -> None:
    """A source that opens only after another was chosen is closed again and not read."""
    opening, go_on = threading.Event(), threading.Event()
    late = Scripted(packet(1))

    def open_late() -> Source:
        opening.set()
        assert go_on.wait(PATIENCE_S)
        return late

    capture = bench.make(iter(()))
    capture.reopen(open_late)
    capture.start()
    assert opening.wait(PATIENCE_S)
    capture.reopen(lambda: Scripted(packet(2)))
    go_on.set()
    assert bench.take(1) == [packet(2)]
    assert late.closed.is_set()
    assert bench.health.packets_captured == 1


def test_source_that_cannot_be_opened_after_reopen_is_tried_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As at the start: its problem is told until an attempt succeeds."""
    monkeypatch.setattr(thread_module, "FIRST_PAUSE_S", 0.0)
    monkeypatch.setattr(thread_module, "LONGEST_PAUSE_S", 0.0)
    problems: list[str] = []

    def open_source() -> Source:
        problems.append(bench.health.capture_problem)
        if len(problems) < 3:
            raise DENIED
        return Scripted(packet(2))

    capture = bench.start(Scripted(packet(1)))
    assert bench.take(1) == [packet(1)]
    capture.reopen(open_source)
    assert bench.take(1) == [packet(2)]
    assert problems == ["", str(DENIED), str(DENIED)]


def test_losses_of_both_sources_add_up(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The total never goes back: the engine compares two values of it."""
    monkeypatch.setattr(thread_module, "DROPS_EVERY_S", 0.0)
    first, second = Scripted(packet(1)), Scripted(packet(2))
    first.lost, second.lost = 10, 5
    capture = bench.start(first)
    assert bench.take(1) == [packet(1)]
    capture.reopen(lambda: second)
    assert bench.take(1) == [packet(2)]
    wait_until(lambda: bench.health.packets_dropped == 10 + 5)


def test_stop_that_comes_while_a_source_is_reopened(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wish to stop from between two attempts is not forgotten for a pause."""
    monkeypatch.setattr(thread_module, "FIRST_PAUSE_S", 3600.0)

    class LateClear(threading.Event):
        """Lets stop() come just before it is cleared."""

        def clear(self) -> None:
            capture._stopping.set()
            self.set()
            super().clear()

    capture = bench.make(iter([DENIED]))
    capture._reopening = LateClear()
    capture.start()
    capture._thread.join(PATIENCE_S)
    assert not capture._thread.is_alive()
