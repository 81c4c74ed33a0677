"""Builders of capture files, in every variation of the formats. Numbers default to what tests do not care about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from struct import pack

from resonance.capture.pcapfile import CaptureFile, open_capture
from resonance.protocol.packet import LinkType, RawPacket

AT_US = 1_767_225_600_123_456


def packet(number: int = 0, *, at_us: int | None = None, link: int = LinkType.ETHERNET, size: int = 61) -> RawPacket:
    """Packets of different numbers differ in time and bytes. The bytes are no real headers."""
    return RawPacket(AT_US + number * 1_000 if at_us is None else at_us, link, bytes([number % 256]) * size)


def pcap(
    packets: Iterable[RawPacket],
    *,
    order: str = "<",
    magic: int = 0xA1B2C3D4,
    ticks_per_us: int = 1,
    network: int = LinkType.ETHERNET,
    record_tail: bytes = b"",
) -> bytes:
    file = pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262_144, network)
    for at_us, _, data in packets:
        seconds, micros = divmod(at_us, 1_000_000)
        file += pack(order + "IIII", seconds, micros * ticks_per_us, len(data), len(data)) + record_tail + data
    return file


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    body += bytes(-len(body) % 4)
    size = pack(order + "I", 12 + len(body))
    return pack(order + "I", kind) + size + body + size


def option(code: int, value: bytes, order: str = "<") -> bytes:
    return pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)


def section(order: str = "<", options: bytes = b"") -> bytes:
    return block(0x0A0D0D0A, pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1) + options, order)


def interface(
    link: int = LinkType.ETHERNET,
    order: str = "<",
    *,
    snap_bytes: int = 0,
    resolution: int | None = None,
    offset_s: int | None = None,
) -> bytes:
    options = option(2, b"eth0", order)
    if resolution is not None:
        options += option(9, bytes([resolution]), order)
    if offset_s is not None:
        options += option(14, pack(order + "q", offset_s), order)
    return block(1, pack(order + "HHI", link, 0, snap_bytes) + options + option(0, b"", order), order)


def enhanced(data: bytes, ticks: int = AT_US, order: str = "<", *, index: int = 0, options: bytes = b"") -> bytes:
    head = pack(order + "IIIII", index, ticks >> 32, ticks & 0xFFFF_FFFF, len(data), len(data))
    return block(6, head + data + bytes(-len(data) % 4) + options, order)


def obsolete(data: bytes, ticks: int = AT_US, order: str = "<", *, index: int = 0, drops: int = 7) -> bytes:
    head = pack(order + "HHIIII", index, drops, ticks >> 32, ticks & 0xFFFF_FFFF, len(data), len(data))
    return block(2, head + data, order)


def simple(data: bytes, order: str = "<", *, original_bytes: int | None = None) -> bytes:
    size = len(data) if original_bytes is None else original_bytes
    return block(3, pack(order + "I", size) + data, order)


def pcapng(packets: Iterable[RawPacket], order: str = "<") -> bytes:
    """One section and one Ethernet interface."""
    return section(order) + interface(order=order) + b"".join(enhanced(p.data, p.at_us, order) for p in packets)


THREE = [packet(0, size=60), packet(1, size=61), packet(2, size=1514)]


def read_bytes(folder: Path, content: bytes) -> tuple[list[RawPacket], CaptureFile]:
    """The packets of a file called fight.pcap, and the file, closed again."""
    path = folder / "fight.pcap"
    path.write_bytes(content)
    with open_capture(path) as file:
        return list(file), file
