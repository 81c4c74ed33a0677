"""The blocks of a .pcapng file -> RawPackets."""

from __future__ import annotations

import io
from collections.abc import Iterator
from struct import unpack, unpack_from
from typing import NamedTuple

from resonance.capture.file_parts import CUT, MAX_AT_US, ORDERS, US_PER_S, ByteOrder, Damaged, check_packet_size, read
from resonance.protocol.packet import RawPacket
from resonance.texts import say

MAX_BLOCK_BYTES = 16 * 1024 * 1024  # of the blocks we keep, options included
MAX_INTERFACES = 65_536

_SKIP_BYTES = 64 * 1024

SECTION = b"\x0a\x0d\x0d\x0a"  # reads the same in both byte orders
_INTERFACE = 1
_OBSOLETE_PACKET = 2
_SIMPLE_PACKET = 3
_ENHANCED_PACKET = 6
_KEPT_BLOCKS = frozenset({_INTERFACE, _OBSOLETE_PACKET, _SIMPLE_PACKET, _ENHANCED_PACKET})
_BLOCK_FRAME_BYTES = 12  # type, length, and the length again at the end
_OPTION_TICKS = 9
_OPTION_OFFSET = 14


class _Interface(NamedTuple):
    link: int
    snap_bytes: int  # 0 = no limit
    ticks_per_s: int
    offset_us: int

    def at_us(self, ticks: int) -> int:
        """Unix microseconds. Damaged for a time that cannot be."""
        at_us = self.offset_us + ticks * US_PER_S // self.ticks_per_s
        if not 0 <= at_us <= MAX_AT_US:
            raise Damaged(say("the next packet has an impossible time"))
        return at_us


def pcapng_packets(stream: io.BufferedIOBase) -> Iterator[RawPacket]:
    """The stream stands behind the type of the first block. Damaged."""
    at_us = 0
    interfaces: list[_Interface] = []
    order: ByteOrder = "<"
    kind_bytes = SECTION
    while kind_bytes:
        if kind_bytes == SECTION:
            order = _start_section(stream)
            interfaces = []
        else:
            (kind,) = unpack(order + "I", kind_bytes)
            body = _read_block(stream, order, kind in _KEPT_BLOCKS)
            if kind == _INTERFACE:
                interfaces.append(_read_interface(body, order))
                if len(interfaces) > MAX_INTERFACES:
                    raise Damaged(say("it describes too many interfaces"))
            elif kind == _SIMPLE_PACKET:
                yield _read_simple_packet(body, order, interfaces, at_us)
            elif kind in _KEPT_BLOCKS:
                packet = _read_packet(body, order, interfaces, "IIIII" if kind == _ENHANCED_PACKET else "HxxIIII")
                at_us = packet.at_us
                yield packet
        kind_bytes = stream.read(4)
        if 0 < len(kind_bytes) < 4:
            raise Damaged(say(CUT))


def _start_section(stream: io.BufferedIOBase) -> ByteOrder:
    """Read a section header behind its type, and say in which byte order the section is."""
    length, mark = read(stream, 4), read(stream, 4)
    for order in ORDERS.values():
        if unpack(order + "I", mark)[0] == 0x1A2B3C4D:
            break
    else:
        raise Damaged(say("a section of it starts in no known byte order"))
    (size,) = unpack(order + "I", length)
    _skip(stream, _body_bytes(size) - len(mark))
    _end_block(stream, order, size)
    return order


def _read_block(stream: io.BufferedIOBase, order: ByteOrder, is_kept: bool) -> bytes:
    """The body of the block behind whose type the stream stands; empty if it is not kept."""
    (size,) = unpack(order + "I", read(stream, 4))
    body_bytes = _body_bytes(size)
    body = b""
    if not is_kept:
        _skip(stream, body_bytes)
    elif size > MAX_BLOCK_BYTES:
        raise _bad_block_size(size)
    else:
        body = read(stream, body_bytes)
    _end_block(stream, order, size)
    return body


def _body_bytes(size: int) -> int:
    if size < _BLOCK_FRAME_BYTES:
        raise _bad_block_size(size)
    return size - _BLOCK_FRAME_BYTES


def _bad_block_size(size: int) -> Damaged:
    return Damaged(say("the next block says that it is {size} bytes long, so the file is damaged there", size=size))


def _skip(stream: io.BufferedIOBase, size: int) -> None:
    while size > 0:
        size -= len(read(stream, min(size, _SKIP_BYTES)))


def _end_block(stream: io.BufferedIOBase, order: ByteOrder, size: int) -> None:
    if unpack(order + "I", read(stream, 4))[0] != size:
        raise Damaged(say("the next block disagrees with itself about its length, so the file is damaged there"))


def _read_interface(body: bytes, order: ByteOrder) -> _Interface:
    link, snap_bytes = unpack_from(order + "HxxI", body)
    ticks_per_s, offset_us = US_PER_S, 0
    at = 8
    while at + 4 <= len(body):
        code, size = unpack_from(order + "HH", body, at)
        if code == _OPTION_TICKS:
            power = body[at + 4 : at + 5] or b"\x06"
            ticks_per_s = 2 ** (power[0] & 0x7F) if power[0] & 0x80 else 10 ** power[0]
        elif code == _OPTION_OFFSET:
            offset_us = unpack_from(order + "q", body, at + 4)[0] * US_PER_S
        elif code == 0:  # the end of the options
            break
        at += 4 + size + -size % 4
    return _Interface(link, snap_bytes, ticks_per_s, offset_us)


def _read_packet(body: bytes, order: ByteOrder, interfaces: list[_Interface], layout: str) -> RawPacket:
    """An enhanced or an obsolete packet block: they differ only in how the interface is written."""
    index, ticks_high, ticks_low, captured_bytes, _ = unpack_from(order + layout, body)
    interface = _interface(interfaces, index)
    data = _packet_bytes(body, 20, captured_bytes)
    return RawPacket(interface.at_us(ticks_high << 32 | ticks_low), interface.link, data)


def _read_simple_packet(body: bytes, order: ByteOrder, interfaces: list[_Interface], at_us: int) -> RawPacket:
    """Without interface or time of its own: the first interface, and the time of the packet before."""
    interface = _interface(interfaces, 0)
    (size,) = unpack_from(order + "I", body)
    return RawPacket(at_us, interface.link, _packet_bytes(body, 4, min(size, interface.snap_bytes or size)))


def _interface(interfaces: list[_Interface], index: int) -> _Interface:
    if index >= len(interfaces):
        raise Damaged(say("the next packet came through an interface that the file does not describe"))
    return interfaces[index]


def _packet_bytes(body: bytes, at: int, size: int) -> bytes:
    check_packet_size(size)
    if at + size > len(body):
        raise Damaged(say("the next packet is longer than its block, so the file is damaged there"))
    return body[at : at + size]
