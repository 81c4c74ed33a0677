"""A capture thread whose source does what a script says."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

from helpers import PATIENCE_S
from resonance.capture.recorder import Recorder
from resonance.capture.source import CaptureError, Source
from resonance.capture.thread import Captured, CaptureThread
from resonance.health import Health
from resonance.protocol.packet import LinkType, RawPacket

DENIED = CaptureError("Not allowed.", "Run as administrator.")


def packet(number: int) -> RawPacket:
    return RawPacket(1_760_000_000_000_000 + number, LinkType.RAW, number.to_bytes(4, "big"))


class Scripted:
    """A source that gives what its script says: packets, errors to raise, calls to make, None = it is over.

    At the end of the script read() blocks until close(), like a silent network.
    """

    name = "script"
    problem = ""

    def __init__(self, *script: RawPacket | Exception | Callable[[], None] | None, is_live: bool = True) -> None:
        self.is_live = is_live
        self.lost = 0
        self.closed = threading.Event()
        self._script = iter(script)

    def read(self) -> RawPacket | None:
        for step in self._script:
            if isinstance(step, Exception):
                raise step
            if step is None or isinstance(step, RawPacket):
                return step
            step()
        assert self.closed.wait(PATIENCE_S), "nobody closed the source"
        return None

    def dropped(self) -> int:
        return self.lost

    def close(self) -> None:
        self.closed.set()


class Bench:
    """A capture thread with its queue and health."""

    def __init__(self) -> None:
        self.packets: queue.Queue[Captured] = queue.Queue(maxsize=100)
        self.health = Health()
        self.threads: list[CaptureThread] = []

    def make(self, attempts: Iterator[Source | Exception], recorder: Recorder | None = None) -> CaptureThread:
        """A thread that opens these sources one after the other; an exception is raised instead of opening."""

        def open_source() -> Source:
            source = next(attempts)
            if isinstance(source, Exception):
                raise source
            return source

        self.threads.append(CaptureThread(open_source, self.packets, self.health, recorder))
        return self.threads[-1]

    def start(self, *attempts: Source | Exception, recorder: Recorder | None = None) -> CaptureThread:
        capture = self.make(iter(attempts), recorder)
        capture.start()
        return capture

    def take(self, count: int) -> list[Captured]:
        return [self.packets.get(timeout=PATIENCE_S) for _ in range(count)]

    def stop(self) -> None:
        for capture in self.threads:
            assert capture.stop(PATIENCE_S), "the capture thread did not end"
