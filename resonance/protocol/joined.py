"""A connection of the game that is read: its segments in, its pieces and holes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from resonance.protocol.frames import FrameSplitter
from resonance.protocol.packet import TcpSegment
from resonance.protocol.tcp import MAX_JUMP, Hole, Piece, TcpStream
from resonance.protocol.watched import KEEP_BYTES

DRAIN_US = 2_000_000
"""How long late segments of a connection that was replaced, or has said goodbye, are still taken."""


class Joined(NamedTuple):
    """Another connection of the game is read from here on."""

    at_us: int
    flow: bytes
    from_start: bool


class Chunk(NamedTuple):
    """Something of one stream: bytes, a hole, or its beginning."""

    splitter: FrameSplitter
    item: Joined | Piece | Hole


@dataclass(slots=True)
class Stream:
    """Times are those of packets, in µs."""

    flow: bytes
    tcp: TcpStream
    splitter: FrameSplitter
    adopted_number: int  # of segments that had come by then
    first_seq: int | None  # None = its SYN was not seen
    last_us: int
    closed: bool = False
    end: int | None = None  # offset behind the last byte, by its goodbye; None = not said, or looked at already
    replaced_us: int | None = None

    def take(self, segment: TcpSegment, now_us: int) -> list[Chunk]:
        self.last_us = now_us
        if segment.fin or segment.rst:
            self.closed = True
        seq = (segment.seq + 1) & 0xFFFF_FFFF if segment.syn else segment.seq
        if segment.fin:
            self.end = self.tcp.offset_of(seq) + len(segment.payload)
        if not segment.payload:
            return []
        return self._chunks(self.tcp.receive(segment.at_us, seq, segment.payload))

    def is_followed_by(self, segment: TcpSegment, now_us: int) -> bool:
        """Said of a SYN on known ports: repeated or late if it points into the known stream, else a new connection."""
        first_seq = (segment.seq + 1) & 0xFFFF_FFFF
        if first_seq == self.first_seq:
            return self.closed and now_us - self.last_us > DRAIN_US  # by chance, or rebuilt captures
        behind = self.tcp.next_offset - self.tcp.offset_of(first_seq)
        return self.first_seq is not None or not 0 <= behind <= KEEP_BYTES

    @property
    def may_expire(self) -> bool:
        """Is there anything that time could end?"""
        return self.tcp.has_hole or self.end is not None or self.replaced_us is not None

    def expire(self, now_us: int) -> list[Chunk]:
        """Holes that were waited for long enough."""
        return self._chunks(self.tcp.expire(now_us))

    def is_drained(self, now_us: int) -> bool:
        """It was replaced, and nothing late is taken any more."""
        return self.replaced_us is not None and abs(now_us - self.replaced_us) > DRAIN_US

    def has_ended(self, now_us: int) -> bool:
        """It said goodbye, and nothing late came for a while."""
        return self.end is not None and abs(now_us - self.last_us) > DRAIN_US

    def rest(self, now_us: int) -> list[Chunk]:
        """No more of it will come: holes are given up, also one between its last byte and its goodbye."""
        items = self.tcp.flush(now_us)
        missing = self.end - self.tcp.next_offset if self.end is not None else 0
        self.end = None
        if 0 < missing <= MAX_JUMP:
            items.append(Hole(now_us, missing))
        return self._chunks(items)

    def _chunks(self, items: list[Piece | Hole]) -> list[Chunk]:
        return [Chunk(self.splitter, item) for item in items]
