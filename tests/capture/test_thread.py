"""The capture thread: what it does with packets, failures, full queues, recordings and the wish to stop."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted import DENIED, Bench, Scripted, packet

from helpers import PATIENCE_S, wait_until
from resonance.capture import thread as thread_module
from resonance.capture.recorder import Recorder
from resonance.capture.replay import Replay
from resonance.capture.source import CaptureError, Source
from resonance.capture.thread import END_OF_CAPTURE, CaptureThread
from resonance.health import CaptureState


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_module, "FIRST_PAUSE_S", 0.0)
    monkeypatch.setattr(thread_module, "LONGEST_PAUSE_S", 0.0)


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.stop()


def test_packets_reach_the_queue_in_order(bench: Bench) -> None:
    """Every packet of a live source, as it came, and the state says that capture is running."""
    bench.start(Scripted(packet(1), packet(2), packet(3)))
    assert bench.take(3) == [packet(1), packet(2), packet(3)]
    assert bench.health.capture_state is CaptureState.RUNNING
    assert bench.health.capture_source == "script"
    assert bench.health.packets_captured == 3
    assert bench.health.packets_dropped == 0


def test_full_queue_drops_the_newest_and_counts(bench: Bench) -> None:
    """A live source never waits for the engine; what did not fit is counted."""
    bench.packets = queue.Queue(maxsize=2)
    bench.start(Scripted(*(packet(number) for number in range(5))))
    wait_until(lambda: bench.health.packets_dropped == 3)
    assert bench.take(2) == [packet(0), packet(1)]
    assert bench.health.packets_captured == 5


def test_losses_of_the_source_are_known_before_the_next_packet(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine sees the count grow no later than it sees the packet behind the hole."""
    monkeypatch.setattr(thread_module, "DROPS_EVERY_S", 0.0)
    source = Scripted(packet(1), lambda: setattr(source, "lost", 7), packet(2))
    bench.start(source)
    assert bench.take(2) == [packet(1), packet(2)]
    assert bench.health.packets_dropped == 7


@pytest.mark.usefixtures("no_pauses")
def test_losses_of_sources_and_queue_add_up(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The total runs on over a source that is opened again and counts from 0, with what the full queue cost."""
    monkeypatch.setattr(thread_module, "DROPS_EVERY_S", 0.0)
    bench.packets = queue.Queue(maxsize=1)
    first, second = Scripted(packet(1), DENIED), Scripted(packet(2))
    first.lost, second.lost = 10, 5
    bench.start(first, second)
    wait_until(lambda: bench.health.packets_dropped == 10 + 5 + 1)


def test_losses_are_asked_for_when_the_source_ends(bench: Bench) -> None:
    """What was lost behind the last packet counts, too."""
    source = Scripted(packet(1), lambda: setattr(source, "lost", 3), None)
    bench.start(source)
    assert bench.take(2) == [packet(1), END_OF_CAPTURE]
    assert bench.health.packets_dropped == 3


@pytest.mark.usefixtures("no_pauses")
def test_source_that_cannot_be_opened_is_tried_again(bench: Bench) -> None:
    """The status line shows reason and advice until an attempt succeeds."""
    seen: list[tuple[CaptureState, str]] = []

    def attempts() -> Iterator[Source | Exception]:
        yield DENIED
        yield DENIED
        seen.append((bench.health.capture_state, bench.health.capture_problem))
        yield Scripted(packet(1))

    bench.make(attempts()).start()
    assert bench.take(1) == [packet(1)]
    assert seen == [(CaptureState.FAILED, "Not allowed. Run as administrator.")]
    assert (bench.health.capture_state, bench.health.capture_problem) == (CaptureState.RUNNING, "")


@pytest.mark.usefixtures("no_pauses")
def test_source_that_fails_while_reading_is_opened_again(bench: Bench) -> None:
    """The failed source is closed, and packets go on with the next one."""
    broken = Scripted(packet(1), DENIED)
    bench.start(broken, Scripted(packet(2)))
    assert bench.take(2) == [packet(1), packet(2)]
    assert broken.closed.is_set()


class NoPause(threading.Event):
    """Notes how long it was to wait, and does not."""

    def __init__(self) -> None:
        super().__init__()
        self.waits_s: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits_s.append(timeout)
        return self.is_set()


def test_pauses_grow_and_start_anew_after_a_success(bench: Bench) -> None:
    """1, 2, 4, 8, 10, 10 seconds; a source that has given a packet is opened again soon."""
    attempts: Iterator[Source | Exception] = iter(
        [*[DENIED] * 6, Scripted(packet(1), DENIED), DENIED, Scripted(packet(2))]
    )
    pauses = NoPause()
    capture = bench.make(attempts)
    capture._reopening = pauses
    capture.start()
    assert bench.take(2) == [packet(1), packet(2)]
    assert pauses.waits_s == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 1.0, 2.0]


def test_stop_ends_a_blocked_read(bench: Bench) -> None:
    """stop() closes the source; nothing more is put on the queue."""
    source = Scripted()
    capture = bench.start(source)
    wait_until(lambda: bench.health.capture_state is CaptureState.RUNNING)
    assert capture.stop(PATIENCE_S)
    assert source.closed.is_set()
    assert bench.packets.empty()
    assert bench.health.capture_state is CaptureState.ENDED


def test_stop_ends_a_pause(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a pause between two attempts to be over."""
    monkeypatch.setattr(thread_module, "FIRST_PAUSE_S", 3600.0)
    capture = bench.start(DENIED)
    wait_until(lambda: bench.health.capture_state is CaptureState.FAILED)
    assert capture.stop(PATIENCE_S)


def test_stop_while_the_source_is_being_opened(bench: Bench) -> None:
    """A source that opens only after stop() is closed again and not read."""
    opening, go_on = threading.Event(), threading.Event()
    source = Scripted(packet(1))

    def open_slowly() -> Source:
        opening.set()
        assert go_on.wait(PATIENCE_S)
        return source

    capture = CaptureThread(open_slowly, bench.packets, bench.health)
    capture.start()
    assert opening.wait(PATIENCE_S)
    assert not capture.stop(timeout_s=0.0)
    go_on.set()
    assert capture.stop(PATIENCE_S)
    assert source.closed.is_set()
    assert bench.packets.empty()


def test_stop_before_start(bench: Bench) -> None:
    """A thread that never ran has ended."""
    assert CaptureThread(Scripted, bench.packets, bench.health).stop(PATIENCE_S)


def test_recording_waits_for_room(bench: Bench) -> None:
    """As fast as possible means as fast as the engine takes: nothing of a recording is dropped."""
    bench.packets = queue.Queue(maxsize=2)
    recording = [packet(number) for number in range(50)]
    bench.start(Scripted(*recording, None, is_live=False))
    wait_until(bench.packets.full)
    assert bench.take(51) == [*recording, END_OF_CAPTURE]
    assert bench.health.packets_dropped == 0
    assert bench.health.capture_state is CaptureState.ENDED


def test_recording_that_waits_for_room_can_be_stopped(bench: Bench) -> None:
    """A full queue that nobody empties does not keep the thread alive."""
    bench.packets = queue.Queue(maxsize=1)
    capture = bench.start(Scripted(packet(1), packet(2), is_live=False))
    wait_until(bench.packets.full)
    assert capture.stop(PATIENCE_S)
    assert bench.take(1) == [packet(1)]
    assert bench.packets.empty()


def test_recording_that_fails_is_over(bench: Bench) -> None:
    """It is not opened again, the problem is shown, and the engine learns that nothing will follow."""
    bench.start(Scripted(packet(1), CaptureError("The file is damaged.", "Get it again."), is_live=False))
    assert bench.take(2) == [packet(1), END_OF_CAPTURE]
    assert bench.health.capture_state is CaptureState.FAILED
    assert bench.health.capture_problem == "The file is damaged. Get it again."


@pytest.mark.usefixtures("no_pauses")
def test_source_that_raises_what_it_may_not(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """It is a failed source: logged with its trace, once, and opened again until packets come."""
    broken = [Scripted(ZeroDivisionError("a bug")) for _ in range(5)]
    with caplog.at_level(logging.WARNING):
        bench.start(*broken, ValueError("another bug"), Scripted(packet(1)))
        assert bench.take(1) == [packet(1)]
    assert (bench.health.capture_state, bench.health.capture_problem) == (CaptureState.RUNNING, "")
    assert all(source.closed.is_set() for source in broken)
    assert caplog.text.count("Traceback") == 2
    assert "ValueError: another bug" in caplog.text


def test_fault_of_a_source_is_shown(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the next attempt is waited for, the status line says what to report."""
    monkeypatch.setattr(thread_module, "FIRST_PAUSE_S", 3600.0)
    bench.start(Scripted(packet(1), ZeroDivisionError("a bug")), Scripted())
    wait_until(lambda: bench.health.capture_state is CaptureState.FAILED)
    assert "ZeroDivisionError: a bug" in bench.health.capture_problem


def test_fault_in_a_recording_is_heard(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """A bug is logged with its trace, shown, and the engine learns that nothing will follow."""
    source = Scripted(packet(1), ZeroDivisionError("a bug"), is_live=False)
    with caplog.at_level(logging.ERROR):
        bench.start(source)
        assert bench.take(2) == [packet(1), END_OF_CAPTURE]
    assert "ZeroDivisionError: a bug" in bench.health.capture_problem
    assert bench.health.capture_state is CaptureState.FAILED
    assert "Traceback" in caplog.text
    assert source.closed.is_set()


@pytest.mark.usefixtures("no_pauses")
def test_same_failure_is_logged_once(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """A night without administrator rights does not fill the log."""
    with caplog.at_level(logging.WARNING):
        bench.start(*[DENIED] * 5, Scripted(packet(1)))
        bench.take(1)
    assert caplog.text.count("Run as administrator.") == 1


# With the real recorder and replay


def test_what_was_recorded_replays_the_same(bench: Bench, tmp_path: Path) -> None:
    """Packets are recorded as captured, also those the full queue drops; the recording replays them all."""
    bench.packets = queue.Queue(maxsize=1)
    path = tmp_path / "out.pcapng"
    live = bench.start(Scripted(*(packet(number) for number in range(20))), recorder=Recorder(path))
    wait_until(lambda: bench.health.packets_captured == 20)
    assert live.stop(PATIENCE_S)
    assert bench.take(1) == [packet(0)]
    bench.start(Replay(path))
    assert bench.take(21) == [*(packet(number) for number in range(20)), END_OF_CAPTURE]


def test_recording_that_is_full_does_not_end_the_capture(bench: Bench, tmp_path: Path) -> None:
    """The user is told once, and the meter goes on."""
    recorder = Recorder(tmp_path / "small.pcapng", max_bytes=200)
    bench.start(Scripted(*(packet(number) for number in range(20))), recorder=recorder)
    assert len(bench.take(20)) == 20
    notice = bench.health.notices.get(timeout=PATIENCE_S)
    assert "small.pcapng" in notice.text
    assert notice.is_error
    assert bench.health.notices.empty()


def test_slow_replay_can_be_stopped(bench: Bench, tmp_path: Path) -> None:
    """A replay that waits an hour for its next packet ends at once."""
    path = tmp_path / "pause.pcapng"
    with Recorder(path) as recorder:
        recorder.write(packet(0))
        recorder.write(packet(3600 * 1_000_000))
    capture = bench.start(Replay(path, speed=1.0))
    assert bench.take(1) == [packet(0)]
    assert capture.stop(PATIENCE_S)
    assert bench.packets.empty()
