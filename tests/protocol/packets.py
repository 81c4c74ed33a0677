"""Builders of packets, from the link header to the TCP payload."""

from __future__ import annotations

import socket
from struct import pack

from resonance.protocol.packet import LinkType, PacketReader, RawPacket, TcpSegment

AT_US = 1_767_225_600_000_000
SECOND_US = 1_000_000
SERVER, CLIENT = "36.152.0.122", "192.168.0.153"
SERVER6, CLIENT6 = "2001:db8::1", "fe80::2"
PORTS = pack("!HH", 14270, 37230)
FLOW = socket.inet_aton(SERVER) + socket.inet_aton(CLIENT) + PORTS
FIN, SYN, RST, PUSH, ACK = 1, 2, 4, 8, 16
TCP, UDP, FRAGMENT = 6, 17, 44


def ip6(address: str) -> bytes:
    return socket.inet_pton(socket.AF_INET6, address)


FLOW6 = ip6(SERVER6) + ip6(CLIENT6) + PORTS


def tcp(payload: bytes = b"hello", *, seq: int = 1000, flags: int = ACK, options: bytes = b"") -> bytes:
    return PORTS + pack("!IIBBHHH", seq, 1, (20 + len(options)) // 4 << 4, flags, 64, 0, 0) + options + payload


def ipv4(
    body: bytes,
    *,
    protocol: int = TCP,
    options: bytes = b"",
    total_bytes: int | None = None,
    ident: int = 0,
    fragment: int = 0,
) -> bytes:
    header_bytes = 20 + len(options)
    total_bytes = header_bytes + len(body) if total_bytes is None else total_bytes
    head = pack("!BBHHHBBH", 0x40 | header_bytes // 4, 0, total_bytes, ident, fragment, 64, protocol, 0)
    return head + socket.inet_aton(SERVER) + socket.inet_aton(CLIENT) + options + body


def ipv6(body: bytes, *, header: int = TCP, payload_bytes: int | None = None) -> bytes:
    payload_bytes = len(body) if payload_bytes is None else payload_bytes
    return pack("!IHBB", 0x6000_0000, payload_bytes, header, 64) + ip6(SERVER6) + ip6(CLIENT6) + body


def extension(following: int, units: int = 0) -> bytes:
    return bytes([following, units]) + bytes(6 + 8 * units)


def fragment4(body: bytes, start: int, stop: int, *, ident: int = 7, protocol: int = TCP) -> bytes:
    more = 0x2000 if stop < len(body) else 0
    return ipv4(body[start:stop], protocol=protocol, ident=ident, fragment=more | start // 8)


def fragment6(body: bytes, start: int, stop: int, *, ident: int = 7, header: int = TCP) -> bytes:
    more = 1 if stop < len(body) else 0
    return ipv6(pack("!BBHI", header, 0, start | more, ident) + body[start:stop], header=FRAGMENT)


def ethernet(body: bytes, *, tags: tuple[int, ...] = (), ethertype: int = 0x0800) -> bytes:
    return bytes(12) + b"".join(pack("!HH", tag, 42) for tag in tags) + pack("!H", ethertype) + body


def segment(payload: bytes = b"hello", *, at_us: int = AT_US, flow: bytes = FLOW, seq: int = 1000) -> TcpSegment:
    return TcpSegment(at_us, flow, seq, payload, False, False, False)


def read(data: bytes, link: int = LinkType.RAW) -> TcpSegment:
    """The segment of a packet that must have one."""
    result = PacketReader().read(RawPacket(AT_US, link, data))
    assert result is not None
    return result


def assert_ignored(data: bytes, link: int = LinkType.RAW) -> None:
    """Neither a segment nor malformed."""
    reader = PacketReader()
    assert reader.read(RawPacket(AT_US, link, data)) is None
    assert (reader.malformed, reader.unknown_links) == (0, 0)


def assert_malformed(data: bytes, link: int = LinkType.RAW) -> None:
    reader = PacketReader()
    assert reader.read(RawPacket(AT_US, link, data)) is None
    assert reader.malformed == 1


BODY = tcp(bytes(range(200)))  # of a datagram long enough to be cut
