"""Ethernet, IPv4 and TCP headers: written for packets that were never sent, and read back to be changed."""

from __future__ import annotations

import struct
from typing import NamedTuple

from resonance.protocol.packet import LinkType, RawPacket

FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10

TCP, UDP = 6, 17
ETHERTYPE_IPV4 = b"\x08\x00"

SHORTEST_FRAME = 60  # bytes; network cards pad what they send, so what arrives is never shorter

_ETHERNET_SIZE = 14
_IPV4 = struct.Struct(">BBHHHBBH4s4s")
_TCP = struct.Struct(">HHIIBBHHH")
_SMALLEST = _ETHERNET_SIZE + _IPV4.size + _TCP.size
_PLAIN_IPV4 = ETHERTYPE_IPV4 + b"\x45"  # version 4, a header of 5 words: no options


class TcpPacket(NamedTuple):
    """A TCP segment over IPv4 over Ethernet, taken apart. Addresses are raw bytes."""

    at_us: int
    macs: bytes  # 12 bytes: destination, source
    identification: int
    source: bytes
    target: bytes
    source_port: int
    target_port: int
    seq: int
    ack: int
    flags: int
    window: int
    options: bytes
    payload: bytes

    @property
    def flow(self) -> tuple[bytes, int, bytes, int]:
        """This direction of the connection."""
        return (self.source, self.source_port, self.target, self.target_port)

    @property
    def length(self) -> int:
        """How far this segment moves the sequence number: SYN and FIN count as one byte each."""
        return len(self.payload) + bool(self.flags & SYN) + bool(self.flags & FIN)


def checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071): the 16-bit ones' complement sum is the remainder by 65,535."""
    if len(data) % 2:
        data += b"\0"
    return 0xFFFF - int.from_bytes(data, "big") % 0xFFFF


def parse(packet: RawPacket) -> TcpPacket | None:
    """Take a packet apart; None for everything but whole TCP segments over IPv4 without IP options."""
    data = packet.data
    if packet.link != LinkType.ETHERNET or len(data) < _SMALLEST or data[12:15] != _PLAIN_IPV4 or data[23] != TCP:
        return None
    fields = _IPV4.unpack_from(data, _ETHERNET_SIZE)
    total, fragment = fields[2], fields[4] & 0x3FFF
    if fragment:
        return None
    start = _ETHERNET_SIZE + _IPV4.size
    source_port, target_port, seq, ack, offset, flags, window, _, _ = _TCP.unpack_from(data, start)
    body = start + (offset >> 4) * 4
    return TcpPacket(
        at_us=packet.at_us,
        macs=data[:12],
        identification=fields[3],
        source=fields[8],
        target=fields[9],
        source_port=source_port,
        target_port=target_port,
        seq=seq,
        ack=ack,
        flags=flags,
        window=window,
        options=data[start + _TCP.size : body],
        payload=data[body : _ETHERNET_SIZE + total],
    )


def build(tcp: TcpPacket) -> RawPacket:
    """The packet again, with right lengths and checksums, padded to the shortest frame."""
    ip = ipv4(tcp.source, tcp.target, TCP, segment(tcp, tcp.source, tcp.target), tcp.identification)
    data = tcp.macs + ETHERTYPE_IPV4 + ip
    return RawPacket(tcp.at_us, LinkType.ETHERNET, data.ljust(SHORTEST_FRAME, b"\0"))


def ipv4(source: bytes, target: bytes, protocol: int, payload: bytes, identification: int, fragment: int = 0) -> bytes:
    """An IPv4 packet. `fragment`: the 16 bits of flags and offset; 0 sets "do not fragment"."""
    flags = fragment or 0x4000
    size = _IPV4.size + len(payload)
    head = _IPV4.pack(0x45, 0, size, identification, flags, 64, protocol, 0, source, target)
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def segment(tcp: TcpPacket, source: bytes, target: bytes) -> bytes:
    """TCP header and payload with a checksum for these addresses, IPv4 or IPv6."""
    offset = (_TCP.size + len(tcp.options)) // 4 << 4
    head = _TCP.pack(tcp.source_port, tcp.target_port, tcp.seq, tcp.ack, offset, tcp.flags, tcp.window, 0, 0)
    data = head + tcp.options + tcp.payload
    # Both pseudo headers add up alike: addresses, length and protocol; only their zero bytes differ.
    total = checksum(source + target + struct.pack(">IHH", len(data), 0, TCP) + data)
    return data[:16] + struct.pack(">H", total) + data[18:]
