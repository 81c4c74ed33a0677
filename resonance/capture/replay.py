"""A capture source that plays a .pcap or .pcapng file, at the game's speed or as fast as it can."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from resonance.capture.pace import Pace
from resonance.capture.pcapfile import open_capture
from resonance.protocol.packet import RawPacket

MAX_WAIT_S = 3600.0  # one wait of many: Windows cannot wait longer than 49 days at once


class Replay:
    """Packets of a file with their recorded times. A capture source (source.py)."""

    is_live = False

    def __init__(self, path: Path | str, speed: float | None = None) -> None:
        """`speed`: 1.0 = the game's, 10.0 = ten times that, None = as fast as possible.

        CaptureError if the file cannot be read or is no capture; ValueError for a speed that is not above 0.
        """
        self._pace = None if speed is None else Pace(speed)
        self._file = open_capture(path)
        self.name = self._file.name
        self._closed = threading.Event()
        self._file_lock = threading.Lock()  # the file is read and closed by different threads; never held in a wait

    @property
    def problem(self) -> str:
        """A sentence for the user if the file could not be read to its end; empty = so far it could."""
        return self._file.problem

    def read(self) -> RawPacket | None:
        """The next packet, when it is due. None = the recording is over, or close() was called."""
        with self._file_lock:
            packet = next(self._file, None)
        if packet is None or self._pace is None:
            return packet
        while (left_s := self._pace.wait_s(packet.at_us, time.monotonic())) > 0:
            if self._closed.wait(min(left_s, MAX_WAIT_S)):
                return None
        return packet

    def dropped(self) -> int:
        return 0

    def close(self) -> None:
        """Let a waiting read() return None at once, and close the file. May be called twice."""
        self._closed.set()
        with self._file_lock:
            self._file.close()
