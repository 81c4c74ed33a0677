"""A source that is read as the program does it: on a thread of its own."""

from __future__ import annotations

import threading

from helpers import PATIENCE_S
from resonance.capture.source import CaptureError, Source
from resonance.protocol.packet import RawPacket


class Reader:
    """Reads until the source is over."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.packets: list[RawPacket] = []
        self.error: CaptureError | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            while (packet := self.source.read()) is not None:
                self.packets.append(packet)
        except CaptureError as error:
            self.error = error

    def join(self) -> None:
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive(), "read() did not end"

    def end(self) -> None:
        self.source.close()
        self.join()
