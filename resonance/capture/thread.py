"""The capture thread: opens a source, reads it, records, and puts packets on the engine's queue."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from enum import Enum
from typing import Final

from resonance.capture.recorder import Recorder
from resonance.capture.source import CaptureError, Source
from resonance.health import CaptureState, Health
from resonance.protocol.packet import RawPacket
from resonance.texts import say

logger = logging.getLogger(__name__)

FIRST_PAUSE_S = 1.0  # before a source that failed is opened again; doubled each time ...
LONGEST_PAUSE_S = 10.0  # ... up to this, so that a user who has cured the cause need not wait long
DROPS_EVERY_S = 1.0  # how often a source is asked what it lost
FULL_QUEUE_S = 0.1  # how long a recording waits for room on the queue before it looks whether to stop


class EndOfCapture(Enum):
    """The type of END_OF_CAPTURE: an enum of one, so that type checkers can tell it from a packet."""

    END = "end"


END_OF_CAPTURE: Final = EndOfCapture.END
"""Stands on the queue behind the last packet when capture is over by itself: no packet will follow."""

Captured = RawPacket | EndOfCapture
"""What stands on the queue from capture to engine."""


class CaptureThread:
    """Reads one source until it is over or `stop()` is called, and reports into `health`.

    A live source that fails, however it does, is opened again after a pause, for ever. When the queue is full its
    newest packet is dropped and counted in `health.packets_dropped`, together with what the source lost: a running
    total, of which the engine compares two values to know whether packets are missing between them. A recording
    (`is_live` False) waits for room instead, so a replay loses nothing at any speed, and is not opened again.

    `open_source` is called on the thread. A recording is best opened before, and handed over as `lambda: replay`: then
    a file that cannot be read is an exception at once, and not tried again and again like a network card.
    `recorder` belongs to the thread from now on, which closes it at the end.
    """

    def __init__(
        self,
        open_source: Callable[[], Source],
        packets: queue.Queue[Captured],
        health: Health,
        recorder: Recorder | None = None,
    ) -> None:
        self._open_source = open_source
        self._packets = packets
        self._health = health
        self._recorder = recorder
        self._source: Source | None = None  # while it is being read
        self._source_lock = threading.Lock()  # guards `_source`, which stop() closes from outside
        self._opened_a_recording = False
        self._stopping = threading.Event()
        self._reopening = threading.Event()
        self._source_drops = 0  # what the source in use has reported so far
        self._ask_drops_at_s = 0.0
        self._logged = ""  # the failure that was logged last; empty = none since packets came
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)

    def start(self) -> None:
        self._health.capture_state = CaptureState.STARTING
        self._thread.start()

    def reopen(self, open_source: Callable[[], Source]) -> None:
        """From now on read another source; the one in use is closed."""
        self._open_source = open_source
        self._reopening.set()
        self._let_go()

    def stop(self, timeout_s: float = 5.0) -> bool:
        """Close the source and wait for the thread; whether it has ended. Nothing is put on the queue any more."""
        self._stopping.set()
        self._reopening.set()  # ends a pause between two attempts
        self._let_go()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _let_go(self) -> None:
        """Close the source in use, so that its read() comes back. Does not wait: a driver may take its time."""
        with self._source_lock:
            source = self._source
        if source is not None:
            threading.Thread(target=source.close, name="closing capture", daemon=True).start()

    def _run(self) -> None:
        try:
            self._capture()
        except Exception as error:
            logger.exception("the capture thread has died")
            self._fail(_fault_words(error))
        if self._recorder is not None:
            self._recorder.close()
            self._tell_end_of(self._recorder)
        self._wait_for_room(END_OF_CAPTURE)

    def _capture(self) -> None:
        """Read sources until one is over, a recording fails, or stop() is called."""
        pause_s = FIRST_PAUSE_S
        while True:
            self._reopening.clear()
            if self._stopping.is_set():  # looked at behind the line above: stop() sets it first
                break
            packets_before = self._health.packets_captured
            try:
                self._read_to_the_end(self._open_source())
                if not self._reopening.is_set():
                    break
            except CaptureError as error:
                if not self._reopening.is_set():  # else it was closed for another one
                    self._fail(str(error), advice=error.advice)
            except Exception as error:  # nothing a source may raise, but no reason to stay blind until a restart
                if not self._reopening.is_set():
                    self._fail(_fault_words(error), fault=error)
            if self._reopening.is_set():
                pause_s = FIRST_PAUSE_S
                continue
            if self._opened_a_recording:
                return
            if self._health.packets_captured > packets_before:
                pause_s = FIRST_PAUSE_S
                self._logged = ""
            self._reopening.wait(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        self._health.capture_state = CaptureState.ENDED

    def _read_to_the_end(self, source: Source) -> None:
        """Returns when the source is over or stop() was called; CaptureError when it fails."""
        with self._source_lock:
            self._source = source
        try:
            self._opened_a_recording = not source.is_live
            self._source_drops = 0
            self._health.capture_source = source.name
            if source.is_live:  # a recording may be named after somebody
                logger.info("capturing with %s", source.name)
            self._health.capture_problem = self._health.capture_advice = ""
            self._health.capture_state = CaptureState.RUNNING
            while not self._is_leaving() and (packet := source.read()) is not None:
                self._take(packet, source)
            if source.problem:
                self._health.tell(source.problem, is_error=True)
        finally:
            with self._source_lock:
                self._source = None
            try:
                self._count_drops(source)
            finally:
                source.close()

    def _is_leaving(self) -> bool:
        return self._stopping.is_set() or self._reopening.is_set()

    def _take(self, packet: RawPacket, source: Source) -> None:
        self._health.packets_captured += 1
        if self._recorder is not None:
            self._record(packet, self._recorder)
        if time.monotonic() >= self._ask_drops_at_s:  # before the packet is queued: losses lie before it
            self._count_drops(source)
        if not source.is_live:
            self._wait_for_room(packet)
            return
        try:
            self._packets.put_nowait(packet)
        except queue.Full:
            self._health.packets_dropped += 1

    def _record(self, packet: RawPacket, recorder: Recorder) -> None:
        recorder.write(packet)
        if recorder.problem:  # a full disk ends the recording, not the meter
            self._recorder = None
            self._tell_end_of(recorder)

    def _tell_end_of(self, recorder: Recorder) -> None:
        if recorder.problem:
            self._health.tell(recorder.problem, is_error=True)

    def _wait_for_room(self, item: Captured) -> None:
        """Put on the queue, however long the engine takes; after stop() nothing is put."""
        while not self._stopping.is_set():
            try:
                self._packets.put(item, timeout=FULL_QUEUE_S)
                return
            except queue.Full:
                continue

    def _count_drops(self, source: Source) -> None:
        self._ask_drops_at_s = time.monotonic() + DROPS_EVERY_S
        self._health.capture_source = source.name  # one with several adapters settles on one by and by
        total = source.dropped()
        self._health.packets_dropped += total - self._source_drops
        self._source_drops = total

    def _fail(self, problem: str, *, advice: str = "", fault: Exception | None = None) -> None:
        """`fault`: what the source should not have raised."""
        if problem != self._logged:  # not once for every new attempt
            self._logged = problem
            logger.log(logging.ERROR if fault else logging.WARNING, "capture: %s", problem, exc_info=fault)
        self._health.capture_problem, self._health.capture_advice = problem, advice
        self._health.capture_state = CaptureState.FAILED


def _fault_words(error: Exception) -> str:
    return say(
        "Capture stopped on a fault of this program ({error}). Please report it with the log.",
        error=f"{type(error).__name__}: {error}",
    )
