"""Bytes read as a list of steps, so that a fuzzer can change one step and keep the others.

Whatever the bytes are, they mean something: what is missing at the end counts as zeros.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from resonance.protocol.packet import LinkType, RawPacket, TcpSegment

START_US = 1_787_022_000_000_000
LINKS = (*LinkType, 12, 7)  # 7 is none we can read

SYN, FIN, RST, PLAIN, FAR_SEQ, FAR_TIME = 1, 2, 4, 8, 16, 32
"""What is special about a sent segment. PLAIN: nothing but time passes. FAR_...: the two bytes count 65,536 times."""

_PACKET = struct.Struct("!BhH")  # link, ms since the one before, bytes
_SEGMENT = struct.Struct("!BBhhH")  # flow, what is special, distance from the wanted byte, ms, bytes


class Script:
    """Reads numbers and bytes off the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._pos = 0

    def __bool__(self) -> bool:
        return self._pos < len(self._data)

    def take(self, count: int) -> bytes:
        """Fewer bytes where the script ends."""
        taken = self._data[self._pos : self._pos + count]
        self._pos += count
        return taken

    def number(self, count: int, *, signed: bool = False) -> int:
        return int.from_bytes(self.take(count).ljust(count, b"\0"), "big", signed=signed)

    def fields(self, layout: struct.Struct) -> tuple[int, ...]:
        return layout.unpack(self.take(layout.size).ljust(layout.size, b"\0"))

    def rest(self) -> bytes:
        return self.take(len(self._data))


class Sent(NamedTuple):
    """A segment as a script tells it."""

    flow: int  # 0..255
    special: int
    ahead: int  # of the highest sequence number this flow has reached
    after_ms: int
    payload: bytes


def packet_script(packets: Iterable[RawPacket]) -> bytes:
    """Packets of known links, a few seconds apart at most, as a script."""
    out = b""
    before_us = START_US
    for at_us, link, data in packets:
        after_ms = max(min((at_us - before_us) // 1000, 32_767), -32_768)
        out += _PACKET.pack(LINKS.index(link), after_ms, len(data)) + data
        before_us = at_us
    return out


def packets_of(data: bytes) -> Iterator[RawPacket]:
    script = Script(data)
    at_us = START_US
    while script:
        link, after_ms, size = script.fields(_PACKET)
        at_us = max(at_us + after_ms * 1000, 0)
        yield RawPacket(at_us, LINKS[link % len(LINKS)], script.take(size))


def segment_script(sent: Iterable[Sent]) -> bytes:
    return b"".join(_SEGMENT.pack(*each[:4], len(each.payload)) + each.payload for each in sent)


def segments_of(data: bytes) -> Iterator[TcpSegment | int]:
    """The segments of a script; a number is a time in Unix microseconds that passes without one."""
    script = Script(data)
    at_us = START_US
    reached: dict[int, int] = {}
    while script:
        flow, special, ahead, after_ms, size = script.fields(_SEGMENT)
        at_us = max(at_us + after_ms * (65_536_000 if special & FAR_TIME else 1000), 0)
        if special & PLAIN:
            yield at_us
            continue
        payload = script.take(size)
        seq = reached.get(flow, 1000) + ahead * (65_536 if special & FAR_SEQ else 1)
        syn = special & SYN != 0
        if flow not in reached or ahead >= 0 or syn:
            reached[flow] = seq + syn + len(payload)
        yield TcpSegment(at_us, _flow(flow), seq % 2**32, payload, syn, special & FIN != 0, special & RST != 0)


def as_packet(segment: TcpSegment) -> RawPacket:
    """The segment in IPv4 without a link header; checksums are of no interest to the reader."""
    flags = segment.syn * 2 | segment.fin | segment.rst * 4
    ip = struct.pack("!BxHxxxxBBxx", 0x45, (40 + len(segment.payload)) & 0xFFFF, 64, 6) + segment.flow[:8]
    tcp = segment.flow[8:] + struct.pack("!IxxxxBBxxxxxx", segment.seq, 0x50, flags)
    return RawPacket(segment.at_us, LinkType.RAW, ip + tcp + segment.payload)


def _flow(number: int) -> bytes:
    return struct.pack("!4s4sHH", b"\x0a\x00\x00\x01", b"\x0a\x00\x00\x02", 1000 + number, 50_000)
