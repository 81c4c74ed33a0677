"""A flow that may turn out to be the game's: its last segments, within bounds, in the order of the stream."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter

from resonance.protocol.packet import TcpSegment

KEEP_US = 5_000_000
KEEP_BYTES = 256 << 10
SEGMENT_COST = 64  # counted with each kept segment's bytes, since those with a single byte take memory too
MAX_WATCHED = 32
"""Bounds of what is kept of unknown flows: 32 of them, 5 s or 256 KiB each."""

JUDGE_BYTES = 64 << 10  # a beginning that is longer and still proves nothing is looked at no more


@dataclass(slots=True)
class Watched:
    """A flow that may turn out to be the game's."""

    first_us: int
    number: int  # of its first segment among all that came: tells which connection is newer
    segments: deque[TcpSegment] = field(default_factory=deque)
    kept_bytes: int = 0
    first_seq: int | None = None  # known from a SYN
    refuted: bool = False
    matched: bool = False
    bytes_since_scan: int = 0
    tail: bytes = b""

    def keep(self, segment: TcpSegment) -> None:
        self.segments.append(segment)
        self.kept_bytes += len(segment.payload) + SEGMENT_COST
        self.bytes_since_scan += len(segment.payload) + SEGMENT_COST
        if self.matched:
            return
        # The first bytes of a connection are worth waiting for, however long it is silent after them.
        oldest_us = segment.at_us - KEEP_US if self.first_seq is None else 0
        while len(self.segments) > 1 and (self.segments[0].at_us < oldest_us or self.kept_bytes > KEEP_BYTES):
            self.kept_bytes -= len(self.segments.popleft().payload) + SEGMENT_COST

    def begin(self, segment: TcpSegment, number: int) -> None:
        """A SYN: a new connection on these ports, or the first one's SYN come late."""
        first_seq = (segment.seq + 1) & 0xFFFF_FFFF
        is_late = self.first_seq is None and all(
            0 <= distance(kept.seq, first_seq) <= KEEP_BYTES for kept in self.segments
        )
        if first_seq != self.first_seq and not is_late:
            self.clear()
            self.first_us, self.number = segment.at_us, number
            self.refuted = self.matched = False
        self.first_seq = first_seq

    def clear(self) -> None:
        self.segments.clear()
        self.kept_bytes = 0

    def refute(self) -> None:
        """It is something else, whatever may come yet."""
        self.clear()
        self.refuted, self.matched = True, False

    def has_beginning(self) -> bool:
        return any(segment.seq == self.first_seq for segment in self.segments)

    def beginning(self) -> bytes:
        """The contiguous bytes from the first one of the connection on; empty if that is not known, or not here."""
        if self.first_seq is None or self.kept_bytes > JUDGE_BYTES:
            return b""
        runs = runs_of(self.segments, self.first_seq)
        return next((run for start, run in runs if start == 0), b"")

    def around(self, segment: TcpSegment) -> tuple[bytes, bytes]:
        """The contiguous bytes that are kept ahead of this kept segment, and from its start on."""
        for start, run in runs_of(self.segments, segment.seq):
            if start <= 0 < start + len(run):
                return run[:-start] if start else b"", run[-start:]
        return b"", segment.payload

    def missed(self) -> int:
        """Bytes of the connection before the first one that is kept; 0 where nobody knows."""
        return max(distance(self.lowest_seq(), self.first_seq), 0) if self.first_seq is not None else 0

    def lowest_seq(self) -> int:
        """Sequence number of the first byte that is kept."""
        anchor = self.segments[0].seq
        return (anchor + min(distance(segment.seq, anchor) for segment in self.segments)) & 0xFFFF_FFFF


def runs_of(segments: Iterable[TcpSegment], anchor: int) -> list[tuple[int, bytes]]:
    """Kept segments joined into contiguous runs: (offset from the sequence number `anchor`, bytes), in order."""
    placed = sorted(((distance(segment.seq, anchor), segment.payload) for segment in segments), key=itemgetter(0))
    runs: list[tuple[int, bytearray]] = []
    end = 0
    for start, payload in placed:
        if not runs or start > end:
            runs.append((start, bytearray(payload)))
            end = start + len(payload)
        elif start + len(payload) > end:
            runs[-1][1].extend(payload[end - start :])
            end = start + len(payload)
    return [(start, bytes(run)) for start, run in runs]


def distance(seq: int, anchor: int) -> int:
    """Signed distance of two sequence numbers that are less than 2 GiB apart."""
    return ((seq - anchor + 0x8000_0000) & 0xFFFF_FFFF) - 0x8000_0000
