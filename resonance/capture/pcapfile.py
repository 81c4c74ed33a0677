"""A .pcap or .pcapng file -> RawPackets, one by one, in constant memory; and RawPackets -> a .pcap file.

Formats: IETF drafts draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng. Read are the classic format in both byte
orders with micro- or nanoseconds and with the longer record headers of the "modified" variant, pcapng with any number
of sections and interfaces, and either of them packed by gzip.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from struct import Struct, unpack, unpack_from
from struct import error as StructError
from typing import Literal, NamedTuple, Self

from resonance.capture.source import CaptureError
from resonance.protocol.packet import RawPacket
from resonance.texts import later, say

MAX_PACKET_BYTES = 256 * 1024  # Wireshark's own limit; a longer record is a damaged one
MAX_BLOCK_BYTES = 16 * 1024 * 1024  # of the blocks we keep, options included
MAX_INTERFACES = 65_536
MAX_AT_US = 253_402_300_799_999_999  # the end of the year 9999, the last a date can show

_SKIP_BYTES = 64 * 1024
_GZIP = b"\x1f\x8b"
_US = 1_000_000
_CUT = later("the file is cut off there")

_ByteOrder = Literal["<", ">"]  # as struct writes it
_ORDERS: dict[Literal["little", "big"], _ByteOrder] = {"little": "<", "big": ">"}


class _Damaged(Exception):
    """What is wrong with the rest of the file, as the end of a sentence. Never leaves this module."""


class CaptureFile:
    """The packets of a capture file, in the order of the file. To be used by one thread at a time."""

    def __init__(self, name: str, stream: io.BufferedIOBase, packets: Iterator[RawPacket]) -> None:
        self.name = name
        self.packets_read = 0
        self.problem = ""  # a sentence: why reading ended before the end of the file; empty = it did not
        self._stream = stream
        self._packets = packets

    @property
    def truncated(self) -> bool:
        """True when a part of the file could not be read. Known once the packets have come to their end."""
        return bool(self.problem)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> RawPacket:
        try:
            packet = next(self._packets)
        except (_Damaged, OSError, EOFError, zlib.error, StructError) as error:
            self.problem = say(
                "{name} could be read up to packet {number} only: {reason}.",
                name=self.name,
                number=self.packets_read,
                reason=_reason(error),
            )
            self.close()
            raise StopIteration from None
        self.packets_read += 1
        return packet

    def close(self) -> None:
        """No more packets come. May be called twice."""
        self._packets = iter(())
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_capture(path: Path | str) -> CaptureFile:
    """Open a capture file, to be iterated and closed. CaptureError if it cannot be read or is none."""
    path = Path(path)
    try:
        if path.is_dir():
            raise CaptureError(say("{path} is a folder.", path=path), say("Choose a .pcap or .pcapng file in it."))
        stream, magic = _open(path)
    except FileNotFoundError:
        raise CaptureError(say("There is no file {path}.", path=path), say("Check the name and the folder.")) from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise CaptureError(
            say("{name} is a damaged gzip file.", name=path.name), say("Copy or record it again.")
        ) from None
    except (OSError, ValueError) as error:
        raise CaptureError(
            say("{name} cannot be read: {reason}.", name=path.name, reason=_reason(error)),
            say("Check the rights of the file."),
        ) from None
    if magic == _SECTION:
        return CaptureFile(path.name, stream, _pcapng_packets(stream))
    if magic in _LAYOUTS:
        return CaptureFile(path.name, stream, _pcap_packets(stream, _LAYOUTS[magic]))
    stream.close()
    if not magic:
        raise CaptureError(say("{name} is empty.", name=path.name), say("Choose another recording."))
    raise CaptureError(say("{name} is no capture file.", name=path.name), say("Choose a .pcap or .pcapng file."))


def write_pcap(path: Path | str, packets: Iterable[RawPacket], link: int) -> int:
    """Write a classic .pcap with microseconds; gives the number of packets.

    All packets must be of this link type (ValueError). CaptureError if the file cannot be written.
    """
    count = 0
    try:
        with Path(path).open("wb") as file:
            file.write(Struct("<IHHiIII").pack(0xA1B2C3D4, 2, 4, 0, 0, MAX_PACKET_BYTES, link))
            for at_us, packet_link, data in packets:
                if packet_link != link:
                    raise ValueError(f"packet of link type {packet_link} in a file of link type {link}")
                seconds, micros = divmod(at_us, _US)
                file.write(_PCAP_RECORD.pack(seconds, micros, len(data), len(data)) + data)
                count += 1
    except OSError as error:
        raise CaptureError(
            say("{name} cannot be written: {reason}.", name=Path(path).name, reason=_reason(error)),
            say("Check the folder and the free space."),
        ) from None
    return count


def _open(path: Path) -> tuple[io.BufferedIOBase, bytes]:
    """The unpacked file and its first four bytes, which are already consumed."""
    stream: io.BufferedIOBase = path.open("rb")
    try:
        magic = stream.read(4)
        if magic.startswith(_GZIP):
            stream.close()
            stream = gzip.open(path)
            magic = stream.read(4)
    except BaseException:
        stream.close()
        raise
    return stream, magic


def _reason(error: Exception) -> str:
    if isinstance(error, StructError):
        return say("a block is too short for what it should hold")
    if isinstance(error, EOFError):  # of gzip
        return say(_CUT)
    if isinstance(error, gzip.BadGzipFile | zlib.error):
        return say("its gzip data is damaged there")
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _read(stream: io.BufferedIOBase, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise _Damaged(say(_CUT))
    return data


# .pcap

_PCAP_RECORD = Struct("<IIII")  # seconds, fraction, captured bytes, original bytes


class _Layout(NamedTuple):
    order: _ByteOrder
    ticks_per_us: int
    record: str  # of struct; the modified variant has interface, protocol and packet type behind the usual four


_LAYOUTS = {
    magic.to_bytes(4, name): _Layout(order, ticks_per_us, order + record)
    for magic, ticks_per_us, record in (
        (0xA1B2C3D4, 1, "IIII"),
        (0xA1B23C4D, 1000, "IIII"),
        (0xA1B2CD34, 1, "IIII8x"),
    )
    for name, order in _ORDERS.items()
}


def _pcap_packets(stream: io.BufferedIOBase, layout: _Layout) -> Iterator[RawPacket]:
    """The stream stands behind the magic number."""
    (network,) = unpack(layout.order + "16xI", _read(stream, 20))
    link = network & 0xFFFF  # above it: length of the frame check sequence, which the IP header's length leaves out
    record = Struct(layout.record)
    while header := stream.read(record.size):
        if len(header) < record.size:
            raise _Damaged(say(_CUT))
        seconds, fraction, captured_bytes, _ = record.unpack(header)
        if not seconds and not captured_bytes:
            raise _Damaged(say("only zeros follow, as after a power cut"))
        _check_packet_size(captured_bytes)
        data = _read(stream, captured_bytes)
        yield RawPacket(seconds * _US + fraction // layout.ticks_per_us, link, data)


def _check_packet_size(size: int) -> None:
    if size > MAX_PACKET_BYTES:
        raise _Damaged(
            say("the next packet says that it is {size} bytes long, so the file is damaged there", size=size)
        )


# .pcapng

_SECTION = b"\x0a\x0d\x0d\x0a"  # reads the same in both byte orders
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
        at_us = self.offset_us + ticks * _US // self.ticks_per_s
        if not 0 <= at_us <= MAX_AT_US:
            raise _Damaged(say("the next packet has an impossible time"))
        return at_us


def _pcapng_packets(stream: io.BufferedIOBase) -> Iterator[RawPacket]:
    """The stream stands behind the type of the first block."""
    at_us = 0
    interfaces: list[_Interface] = []
    order: _ByteOrder = "<"
    kind_bytes = _SECTION
    while kind_bytes:
        if kind_bytes == _SECTION:
            order = _start_section(stream)
            interfaces = []
        else:
            (kind,) = unpack(order + "I", kind_bytes)
            body = _read_block(stream, order, kind in _KEPT_BLOCKS)
            if kind == _INTERFACE:
                interfaces.append(_read_interface(body, order))
                if len(interfaces) > MAX_INTERFACES:
                    raise _Damaged(say("it describes too many interfaces"))
            elif kind == _SIMPLE_PACKET:
                yield _read_simple_packet(body, order, interfaces, at_us)
            elif kind in _KEPT_BLOCKS:
                packet = _read_packet(body, order, interfaces, "IIIII" if kind == _ENHANCED_PACKET else "HxxIIII")
                at_us = packet.at_us
                yield packet
        kind_bytes = stream.read(4)
        if 0 < len(kind_bytes) < 4:
            raise _Damaged(say(_CUT))


def _start_section(stream: io.BufferedIOBase) -> _ByteOrder:
    """Read a section header behind its type, and say in which byte order the section is."""
    length, mark = _read(stream, 4), _read(stream, 4)
    for order in _ORDERS.values():
        if unpack(order + "I", mark)[0] == 0x1A2B3C4D:
            break
    else:
        raise _Damaged(say("a section of it starts in no known byte order"))
    (size,) = unpack(order + "I", length)
    _skip(stream, _body_bytes(size) - len(mark))
    _end_block(stream, order, size)
    return order


def _read_block(stream: io.BufferedIOBase, order: _ByteOrder, is_kept: bool) -> bytes:
    """The body of the block behind whose type the stream stands; empty if it is not kept."""
    (size,) = unpack(order + "I", _read(stream, 4))
    body_bytes = _body_bytes(size)
    body = b""
    if not is_kept:
        _skip(stream, body_bytes)
    elif size > MAX_BLOCK_BYTES:
        raise _bad_block_size(size)
    else:
        body = _read(stream, body_bytes)
    _end_block(stream, order, size)
    return body


def _body_bytes(size: int) -> int:
    if size < _BLOCK_FRAME_BYTES:
        raise _bad_block_size(size)
    return size - _BLOCK_FRAME_BYTES


def _bad_block_size(size: int) -> _Damaged:
    return _Damaged(say("the next block says that it is {size} bytes long, so the file is damaged there", size=size))


def _skip(stream: io.BufferedIOBase, size: int) -> None:
    while size > 0:
        size -= len(_read(stream, min(size, _SKIP_BYTES)))


def _end_block(stream: io.BufferedIOBase, order: _ByteOrder, size: int) -> None:
    if unpack(order + "I", _read(stream, 4))[0] != size:
        raise _Damaged(say("the next block disagrees with itself about its length, so the file is damaged there"))


def _read_interface(body: bytes, order: _ByteOrder) -> _Interface:
    link, snap_bytes = unpack_from(order + "HxxI", body)
    ticks_per_s, offset_us = _US, 0
    at = 8
    while at + 4 <= len(body):
        code, size = unpack_from(order + "HH", body, at)
        if code == _OPTION_TICKS:
            power = body[at + 4 : at + 5] or b"\x06"
            ticks_per_s = 2 ** (power[0] & 0x7F) if power[0] & 0x80 else 10 ** power[0]
        elif code == _OPTION_OFFSET:
            offset_us = unpack_from(order + "q", body, at + 4)[0] * _US
        elif code == 0:  # the end of the options
            break
        at += 4 + size + -size % 4
    return _Interface(link, snap_bytes, ticks_per_s, offset_us)


def _read_packet(body: bytes, order: _ByteOrder, interfaces: list[_Interface], layout: str) -> RawPacket:
    """An enhanced or an obsolete packet block: they differ only in how the interface is written."""
    index, ticks_high, ticks_low, captured_bytes, _ = unpack_from(order + layout, body)
    interface = _interface(interfaces, index)
    data = _packet_bytes(body, 20, captured_bytes)
    return RawPacket(interface.at_us(ticks_high << 32 | ticks_low), interface.link, data)


def _read_simple_packet(body: bytes, order: _ByteOrder, interfaces: list[_Interface], at_us: int) -> RawPacket:
    """Without interface or time of its own: the first interface, and the time of the packet before."""
    interface = _interface(interfaces, 0)
    (size,) = unpack_from(order + "I", body)
    return RawPacket(at_us, interface.link, _packet_bytes(body, 4, min(size, interface.snap_bytes or size)))


def _interface(interfaces: list[_Interface], index: int) -> _Interface:
    if index >= len(interfaces):
        raise _Damaged(say("the next packet came through an interface that the file does not describe"))
    return interfaces[index]


def _packet_bytes(body: bytes, at: int, size: int) -> bytes:
    _check_packet_size(size)
    if at + size > len(body):
        raise _Damaged(say("the next packet is longer than its block, so the file is damaged there"))
    return body[at : at + size]
