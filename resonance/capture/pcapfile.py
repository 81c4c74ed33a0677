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
from struct import Struct, unpack
from struct import error as StructError
from typing import NamedTuple, Self

from resonance.capture.file_parts import (
    CUT,
    MAX_PACKET_BYTES,
    ORDERS,
    US_PER_S,
    ByteOrder,
    Damaged,
    check_packet_size,
    read,
)
from resonance.capture.pcapng import SECTION, pcapng_packets
from resonance.capture.source import CaptureError
from resonance.protocol.packet import RawPacket
from resonance.texts import say

_GZIP = b"\x1f\x8b"


class CaptureFile:
    """The packets of a capture file, in the order of the file. To be used by one thread at a time."""

    def __init__(self, name: str, stream: io.BufferedIOBase, packets: Iterator[RawPacket]) -> None:
        self.name = name
        self.packets_read = 0
        self.problem = ""  # a sentence: why reading ended before the end of the file; empty = so far it did not
        self._stream = stream
        self._packets = packets

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> RawPacket:
        try:
            packet = next(self._packets)
        except (Damaged, OSError, EOFError, zlib.error, StructError) as error:
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
    if magic == SECTION:
        return CaptureFile(path.name, stream, pcapng_packets(stream))
    if magic in _LAYOUTS:
        return CaptureFile(path.name, stream, _pcap_packets(stream, _LAYOUTS[magic]))
    stream.close()
    if not magic:
        raise CaptureError(say("{name} is empty.", name=path.name), say("Choose another recording."))
    raise CaptureError(say("{name} is no capture file.", name=path.name), say("Choose a .pcap or .pcapng file."))


def is_recording(head: bytes) -> bool:
    """By the first bytes of a file that gzip has not packed."""
    return head[: len(SECTION)] == SECTION or head[:4] in _LAYOUTS


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
                seconds, micros = divmod(at_us, US_PER_S)
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
            stream = gzip.open(path)  # noqa: SIM115, the caller closes it
            magic = stream.read(4)
    except BaseException:
        stream.close()
        raise
    return stream, magic


def _reason(error: Exception) -> str:
    if isinstance(error, StructError):
        return say("a block is too short for what it should hold")
    if isinstance(error, EOFError):  # of gzip
        return say(CUT)
    if isinstance(error, gzip.BadGzipFile | zlib.error):
        return say("its gzip data is damaged there")
    return (isinstance(error, OSError) and error.strerror) or str(error)


# .pcap

_PCAP_RECORD = Struct("<IIII")  # seconds, fraction, captured bytes, original bytes


class _Layout(NamedTuple):
    order: ByteOrder
    ticks_per_us: int
    record: str  # of struct; the modified variant has interface, protocol and packet type behind the usual four


_LAYOUTS = {
    magic.to_bytes(4, name): _Layout(order, ticks_per_us, order + record)
    for magic, ticks_per_us, record in (
        (0xA1B2C3D4, 1, "IIII"),
        (0xA1B23C4D, 1000, "IIII"),
        (0xA1B2CD34, 1, "IIII8x"),
    )
    for name, order in ORDERS.items()
}


def _pcap_packets(stream: io.BufferedIOBase, layout: _Layout) -> Iterator[RawPacket]:
    """The stream stands behind the magic number."""
    (network,) = unpack(layout.order + "16xI", read(stream, 20))
    link = network & 0xFFFF  # above it: length of the frame check sequence, which the IP header's length leaves out
    record = Struct(layout.record)
    while header := stream.read(record.size):
        if len(header) < record.size:
            raise Damaged(say(CUT))
        seconds, fraction, captured_bytes, _ = record.unpack(header)
        if not seconds and not captured_bytes:
            raise Damaged(say("only zeros follow, as after a power cut"))
        check_packet_size(captured_bytes)
        data = read(stream, captured_bytes)
        yield RawPacket(seconds * US_PER_S + fraction // layout.ticks_per_us, link, data)
