"""What a capture source is, and the one exception it raises."""

from __future__ import annotations

from typing import Protocol

from resonance.protocol.packet import RawPacket


class CaptureError(Exception):
    """A source cannot be opened or has failed. Both texts, in the user's language, say what happened and what to do."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason} {advice}".strip())
        self.reason = reason
        self.advice = advice


class Source(Protocol):
    """A place packets come from. `read` and `close` are called from different threads.

    A source is ready to read once it is made; its constructor raises CaptureError.
    """

    name: str
    """In words, for the status line: "WinDivert", "boss-fight.pcap"."""

    is_live: bool
    """False for recordings: they end by themselves and are not opened again."""

    @property
    def problem(self) -> str:
        """A sentence for the user once a recording has ended before its end; empty = nothing is wrong."""

    def read(self) -> RawPacket | None:
        """Block for the next packet. None = over: the recording has ended, or close() was called. CaptureError."""

    def dropped(self) -> int:
        """Packets the driver or the kernel lost since the source was opened; 0 where it cannot tell."""

    def close(self) -> None:
        """Let a blocked read() return None, and free everything. May be called twice."""
