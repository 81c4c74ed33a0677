"""SimulatedSource: a scenario as a capture source, at the game's speed, for the demo."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

from resonance.capture.pace import Pace
from resonance.protocol.packet import RawPacket
from resonance.simulate.recording import Recording, generate
from resonance.simulate.scenarios import SCENARIOS

_PAUSE_MS = 3_000  # between two rounds


class SimulatedSource:
    """A `capture.source.Source`. Packets carry the time they are given out at, counted from `started_at_ms`.

    `speed`: 1.0 is the game's, 2.0 twice as fast, None as fast as they are read; packet times are always the game's.
    `loop`: when a round is over another one with the next seed follows, otherwise the source ends.
    Options are those of `generate`. ValueError for an unknown scenario or a speed that is not above 0.
    """

    is_live = False
    problem = ""

    def __init__(
        self,
        scenario: str = "demo",
        *,
        started_at_ms: int,
        seed: int = 1,
        speed: float | None = 1.0,
        loop: bool = True,
        **options: Any,
    ) -> None:
        self._pace = None if speed is None else Pace(speed)
        self._recording = generate(scenario, seed, started_at_ms, **options)
        self.name = f"simulated {SCENARIOS[scenario].title}"
        self._options = options
        self._loop = loop
        self._closed = threading.Event()
        self._packets = self._rounds()

    @property
    def recording(self) -> Recording:
        """The round being played, with its truth."""
        return self._recording

    def read(self) -> RawPacket | None:
        """The next packet when its time has come; None when everything was played or after close()."""
        if self._closed.is_set():
            return None
        packet = next(self._packets, None)
        if packet is None or self._pace is None:
            return packet
        wait_s = self._pace.wait_s(packet.at_us, time.monotonic())
        if wait_s > 0 and self._closed.wait(wait_s):
            return None
        return packet

    def dropped(self) -> int:
        return 0

    def close(self) -> None:
        """At once, from any thread."""
        self._closed.set()

    def _rounds(self) -> Iterator[RawPacket]:
        while True:
            last_us = self._recording.started_at_ms * 1000
            for packet in self._recording.packets:
                last_us = packet.at_us
                yield packet
            if not self._loop:
                return
            old = self._recording
            self._recording = generate(old.name, old.seed + 1, last_us // 1000 + _PAUSE_MS, **self._options)
