"""Late, repeated, overlapping, missing segments -> contiguous pieces of the stream, or a Hole.

Only one direction of a connection is followed. Sequence numbers (32 bit, wrapping) become offsets that never wrap,
counted from the first byte the meter wants, so the rest of the code compares plain integers.

A sniffer cannot ask for what it missed. When a hole is not filled within a bounded time (of packet time) or amount of
bytes behind it, it is given up. A real retransmission of the game's server comes well within these bounds.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

MAX_WAIT_US = 2_000_000
"""How long a hole may block the stream, in packet time. Existing meters wait 1 s or 2 s (protocol.md 2)."""

MAX_WAITING_BYTES = 1 << 20
"""How much may wait behind a hole: several seconds of the busiest raid."""

MAX_WAITING_PIECES = 4_096
"""In how many pieces: each costs some 300 bytes of memory beside its own, and there may be a hole before every one."""

MAX_JUMP = 16 << 20
"""A sequence number this far from the wanted one belongs to another connection on the same ports."""


class Piece(NamedTuple):
    """Bytes that continue the stream, with the capture time of the packet that brought them."""

    at_us: int
    data: bytes


class Hole(NamedTuple):
    """Bytes given up. `missing` is 0 when their number cannot be known."""

    at_us: int
    missing: int


class TcpStream:
    """One direction of one connection. Feed it segments in any order; take pieces in order."""

    def __init__(self, first_seq: int) -> None:
        """`first_seq`: sequence number of the first wanted byte."""
        self._base = first_seq  # sequence number that belongs to offset self._base_offset
        self._base_offset = 0
        self._next = 0  # offset of the next wanted byte
        self._waiting: dict[int, Piece] = {}  # by start offset, all behind a hole
        self._starts: list[int] = []  # heap of the keys of _waiting
        self._waiting_bytes = 0
        self._hole_since_us = 0

    def offset_of(self, seq: int) -> int:
        """Offset of a sequence number, taken as the nearest one to the wanted byte."""
        distance = (seq - self._base) & 0xFFFF_FFFF
        if distance >= 0x8000_0000:
            distance -= 0x1_0000_0000
        return self._base_offset + distance

    @property
    def next_offset(self) -> int:
        return self._next

    @property
    def has_hole(self) -> bool:
        """Is something waiting for bytes that belong ahead of it?"""
        return bool(self._starts)

    def receive(self, at_us: int, seq: int, payload: bytes) -> list[Piece | Hole]:
        """A segment came. Gives what it made available, which may be nothing."""
        if (seq - self._base) & 0xFFFF_FFFF == self._next - self._base_offset and not self._starts:  # nearly always
            self._advance(len(payload))
            return [Piece(at_us, payload)] if payload else []
        start = self.offset_of(seq)
        if not -MAX_JUMP <= start - self._next <= MAX_JUMP:
            return self._restart(at_us, seq, payload)
        self._keep(at_us, start, payload)
        return self._drain()

    def expire(self, now_us: int) -> list[Piece | Hole]:
        """Give up each hole that has been open for too long, or has too much waiting behind it."""
        out: list[Piece | Hole] = []
        while self._starts and self._is_overdue(now_us):
            out += self._skip(now_us)
        return out

    def flush(self, now_us: int) -> list[Piece | Hole]:
        """No more segments will come: give up every hole."""
        out: list[Piece | Hole] = []
        while self._starts:
            out += self._skip(now_us)
        return out

    def _is_overdue(self, now_us: int) -> bool:
        # Either way: after a clock that was set back, nobody knows how long the hole has been open.
        too_old = abs(now_us - self._hole_since_us) > MAX_WAIT_US
        return too_old or self._waiting_bytes > MAX_WAITING_BYTES or len(self._starts) > MAX_WAITING_PIECES

    def _keep(self, at_us: int, start: int, payload: bytes) -> None:
        if start < self._next:  # repeated, at least in part
            payload = payload[self._next - start :]
            start = self._next
        if not payload:
            return
        known = self._waiting.get(start)
        if known is None:
            if not self._starts:
                self._hole_since_us = at_us
            heapq.heappush(self._starts, start)
        elif len(known.data) >= len(payload):
            return
        else:
            self._waiting_bytes -= len(known.data)
        self._waiting[start] = Piece(at_us, payload)
        self._waiting_bytes += len(payload)

    def _drain(self) -> list[Piece | Hole]:
        out: list[Piece | Hole] = []
        while self._starts and self._starts[0] <= self._next:
            start = heapq.heappop(self._starts)
            at_us, data = self._waiting.pop(start)
            self._waiting_bytes -= len(data)
            data = data[self._next - start :]
            if data:
                self._advance(len(data))
                out.append(Piece(at_us, data))
        if out and self._starts:  # another hole behind the one just filled
            self._hole_since_us = self._waiting[self._starts[0]].at_us
        return out

    def _skip(self, now_us: int) -> list[Piece | Hole]:
        missing = self._starts[0] - self._next
        self._advance(missing)
        return [Hole(now_us, missing), *self._drain()]

    def _restart(self, at_us: int, seq: int, payload: bytes) -> list[Piece | Hole]:
        """The peer's sequence numbers are elsewhere: go on from there with what was waiting given up."""
        out = self.flush(at_us)
        out.append(Hole(at_us, 0))
        self._base = seq
        self._base_offset = self._next
        self._advance(len(payload))
        if payload:
            out.append(Piece(at_us, payload))
        return out

    def _advance(self, count: int) -> None:
        self._next += count
        if self._next - self._base_offset >= 0x4000_0000:  # keep offset_of() within half the number space
            step = self._next - self._base_offset
            self._base = (self._base + step) & 0xFFFF_FFFF
            self._base_offset = self._next
