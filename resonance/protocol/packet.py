"""RawPacket: what a capture source gives. Link, IP and TCP headers -> TcpSegment.

Every packet of the machine may come through here, so the way of an ordinary packet is short: a table look-up, three
header reads, one TcpSegment. Checksums are not looked at: a sending network card fills them in after the capture.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from ipaddress import ip_address
from struct import Struct
from struct import error as StructError
from typing import NamedTuple

MAX_VLAN_TAGS = 8
MAX_EXTENSION_HEADERS = 16

MAX_DATAGRAMS = 64  # waiting for their fragments at the same time; a busy gateway has a handful
MAX_FRAGMENTS = 128  # of one datagram: 64 KiB cut for the 576 bytes every IPv4 link carries
MAX_DATAGRAM_BYTES = 0xFFFF
MAX_HELD_BYTES = 2 * MAX_DATAGRAM_BYTES  # of one datagram, overlaps counted twice
MAX_FRAGMENT_AGE_US = 30_000_000  # packet time


class LinkType(IntEnum):
    """What a packet starts with; values are libpcap's LINKTYPE numbers, as they stand in capture files."""

    NULL = 0  # 4 bytes of address family in host byte order
    ETHERNET = 1
    RAW = 101  # an IP header at once
    LOOP = 108  # like NULL, big endian
    LINUX_SLL = 113
    IPV4 = 228
    IPV6 = 229
    LINUX_SLL2 = 276


class RawPacket(NamedTuple):
    """A packet off the card or out of a file."""

    at_us: int  # capture time, Unix microseconds
    link: int  # LinkType, or a number we do not know
    data: bytes


class TcpSegment(NamedTuple):
    """One TCP segment, in one direction."""

    at_us: int  # capture time of the packet that completed it
    flow: bytes  # who sends to whom: both addresses, then both ports; see describe()
    seq: int  # sequence number of the first payload byte, or of the SYN
    payload: bytes  # shorter than what was sent if the capture cut the packet
    syn: bool
    fin: bool
    rst: bool


def describe(flow: bytes) -> str:
    """The sending end of a flow: "36.152.0.122:14270" or "[2001:db8::1]:14270"."""
    address = ip_address(flow[: (len(flow) - 4) // 2])
    port = int.from_bytes(flow[-4:-2])
    return f"{address}:{port}" if address.version == 4 else f"[{address}]:{port}"


class PacketReader:
    """Finds the TCP segment in a packet. Its only state: IP fragments that wait for the others."""

    def __init__(self) -> None:
        self.malformed = 0  # packets cut or bent so that no segment could be read
        self.unknown_links = 0  # packets of a link type we cannot read
        self._fragments = _Fragments()

    @property
    def errors(self) -> int:
        """Packets that could not be read."""
        return self.malformed + self.unknown_links

    def read(self, packet: RawPacket) -> TcpSegment | None:
        """The packet's segment. None: not TCP, the first parts of a datagram, malformed, or an unknown link type.

        Raises nothing, whatever the bytes are.
        """
        at_us, link, data = packet
        find_ip = _LINKS.get(link)
        if find_ip is None:
            self.unknown_links += 1
            return None
        try:
            at = find_ip(data)
            if at is None:
                return None
            version = data[at] >> 4
            if version == 4:
                return self._read_ipv4(at_us, data, at)
            if version == 6:
                return self._read_ipv6(at_us, data, at)
        except (_Malformed, IndexError, StructError):  # the last two: a header ends too soon
            pass
        self.malformed += 1
        return None

    def _read_ipv4(self, at_us: int, data: bytes, at: int) -> TcpSegment | None:
        first, total_bytes, ident, fragment, protocol, addresses = _IPV4.unpack_from(data, at)
        if protocol != _TCP_PROTOCOL:
            return None
        header_bytes = (first & 0x0F) * 4
        if header_bytes < _IPV4.size:
            raise _Malformed
        start = at + header_bytes
        # Segmentation offload leaves 0 for a packet too long for the field: it fills what was captured.
        end = at + total_bytes if total_bytes else len(data)
        if fragment & 0x3FFF:  # more fragments, or an offset
            key = addresses + ident
            offset, is_last = (fragment & 0x1FFF) * 8, not fragment & 0x2000
            whole = self._fragments.add(at_us, key, offset, _whole(data, start, end), is_last)
            return None if whole is None else _segment(at_us, addresses, whole, 0, len(whole))
        return _segment(at_us, addresses, data, start, end)

    def _read_ipv6(self, at_us: int, data: bytes, at: int) -> TcpSegment | None:
        payload_bytes, header = _IPV6.unpack_from(data, at)
        start = at + _IPV6.size
        end = start + payload_bytes if payload_bytes else len(data)  # 0: as in IPv4, or a jumbogram
        return self._read_ipv6_payload(at_us, data[at + 8 : at + 40], header, data, start, end)

    def _read_ipv6_payload(
        self, at_us: int, addresses: bytes, header: int, data: bytes, start: int, end: int
    ) -> TcpSegment | None:
        """`header` is the type of what lies at `start`: TCP, one of a few extension headers, or something else."""
        for _ in range(MAX_EXTENSION_HEADERS):
            if header == _TCP_PROTOCOL:
                return _segment(at_us, addresses, data, start, end)
            if header == _FRAGMENT_HEADER:
                header, fragment, ident = _IPV6_FRAGMENT.unpack_from(data, start)
                start += _IPV6_FRAGMENT.size
                if fragment & 0xFFF9:  # more fragments, or an offset; otherwise the datagram is whole
                    key = addresses + ident + header.to_bytes()
                    offset, is_last = fragment & 0xFFF8, not fragment & 1
                    whole = self._fragments.add(at_us, key, offset, _whole(data, start, end), is_last)
                    if whole is None:
                        return None
                    # Nests no deeper than there are waiting datagrams: a completed one is forgotten first.
                    return self._read_ipv6_payload(at_us, addresses, header, whole, 0, len(whole))
            elif header in _EXTENSION_HEADERS:
                header, start = data[start], start + 8 * (data[start + 1] + 1)
            else:
                return None
        raise _Malformed


class _Malformed(Exception):
    """A packet contradicts itself. Never leaves this module."""


_TCP_PROTOCOL = 6
_FRAGMENT_HEADER = 44
_EXTENSION_HEADERS = frozenset({0, 43, 60})  # hop by hop, routing, destination options
_IPV4 = Struct("!BxH2sHxB2x8s")  # version and size, total length, id, fragment, protocol, addresses
_IPV6 = Struct("!4xHBx32x")  # payload length, next header
_IPV6_FRAGMENT = Struct("!BxH4s")  # next header, offset and more, id
_TCP = Struct("!4sI4xBB6x")  # ports, sequence number, data offset, flags


def _segment(at_us: int, addresses: bytes, data: bytes, start: int, end: int) -> TcpSegment:
    """The TCP segment at `start`; `end` is where the IP header says it ends, before padding or behind a cut."""
    ports, seq, size, flags = _TCP.unpack_from(data, start)
    payload_at = start + (size >> 4) * 4
    if payload_at < start + _TCP.size or payload_at > end:
        raise _Malformed
    payload = data[payload_at:end]
    return TcpSegment(at_us, addresses + ports, seq, payload, flags & 2 != 0, flags & 1 != 0, flags & 4 != 0)


# Link layers: bytes of the packet -> where its IP header starts, or None if it carries something else.

_IP_ETHERTYPES = frozenset({0x0800, 0x86DD})
_IP_MARKS = frozenset(each.to_bytes(2) for each in _IP_ETHERTYPES)
_VLAN_ETHERTYPES = frozenset({0x8100, 0x88A8, 0x9100})
_IP_FAMILIES = frozenset({2, 10, 23, 24, 28, 30})  # IPv4, and IPv6 on Linux, Windows and the BSDs
_U16 = Struct("!H")
_FAMILY_LITTLE = Struct("<I")
_FAMILY_BIG = Struct(">I")


def _after_ethertype(data: bytes, type_at: int, ip_at: int) -> int | None:
    """Past VLAN tags: each is two bytes of tag and the type of what follows."""
    for _ in range(1 + MAX_VLAN_TAGS):
        (ethertype,) = _U16.unpack_from(data, type_at)
        if ethertype in _IP_ETHERTYPES:
            return ip_at
        if ethertype not in _VLAN_ETHERTYPES:
            return None
        type_at, ip_at = ip_at + 2, ip_at + 4
    raise _Malformed


def _after_ethernet(data: bytes) -> int | None:
    if data[12:14] in _IP_MARKS:  # nearly always
        return 14
    return _after_ethertype(data, 12, 14)


def _after_sll(data: bytes) -> int | None:
    return _after_ethertype(data, 14, 16)


def _after_sll2(data: bytes) -> int | None:
    return _after_ethertype(data, 0, 20)


def _after_family(data: bytes) -> int | None:
    """The family is small, so of the two byte orders the right one gives the smaller number."""
    family = min(_FAMILY_LITTLE.unpack_from(data)[0], _FAMILY_BIG.unpack_from(data)[0])
    return 4 if family in _IP_FAMILIES else None


def _at_once(data: bytes) -> int:
    return 0


_LINKS: dict[int, Callable[[bytes], int | None]] = {
    LinkType.ETHERNET: _after_ethernet,
    LinkType.NULL: _after_family,
    LinkType.LOOP: _after_family,
    LinkType.LINUX_SLL: _after_sll,
    LinkType.LINUX_SLL2: _after_sll2,
    LinkType.RAW: _at_once,
    LinkType.IPV4: _at_once,
    LinkType.IPV6: _at_once,
    12: _at_once,  # RAW in files of programs that wrote their system's own number
    14: _at_once,  # the same on OpenBSD
}


# Fragments


def _whole(data: bytes, start: int, end: int) -> bytes:
    """A fragment's bytes. One that was cut by the capture cannot help: the stream must see its datagram as a hole."""
    if not start < end <= len(data):
        raise _Malformed
    return data[start:end]


class _Datagram:
    def __init__(self, at_us: int) -> None:
        self.at_us = at_us  # of its first fragment
        self.size: int | None = None  # unknown until the last fragment is here
        self.pieces: dict[int, bytes] = {}  # by offset
        self.held_bytes = 0

    def add(self, offset: int, piece: bytes, is_last: bool) -> None:
        if is_last:
            self.size = offset + len(piece)
        known = self.pieces.get(offset, b"")
        if len(piece) > len(known):
            self.pieces[offset] = piece
            self.held_bytes += len(piece) - len(known)

    def is_too_much(self) -> bool:
        return len(self.pieces) > MAX_FRAGMENTS or self.held_bytes > MAX_HELD_BYTES

    def joined(self) -> bytes | None:
        """The whole datagram; None while something is missing. Of overlapping pieces the first counts."""
        if self.size is None or self.held_bytes < self.size:
            return None
        whole = bytearray()
        for offset, piece in sorted(self.pieces.items()):
            if offset > len(whole):
                return None
            whole += piece[len(whole) - offset :]
        return bytes(whole[: self.size])


class _Fragments:
    """Datagrams of which a part has come; bounded in number, bytes and packet time, so no flood fills memory."""

    def __init__(self) -> None:
        self._datagrams: dict[bytes, _Datagram] = {}  # oldest first

    def add(self, at_us: int, key: bytes, offset: int, piece: bytes, is_last: bool) -> bytes | None:
        """The whole datagram if this piece completes it."""
        if offset + len(piece) > MAX_DATAGRAM_BYTES:
            raise _Malformed
        self._forget_old(at_us)
        datagram = self._datagrams.get(key)
        if datagram is None:
            if len(self._datagrams) >= MAX_DATAGRAMS:
                del self._datagrams[next(iter(self._datagrams))]
            datagram = self._datagrams[key] = _Datagram(at_us)
        datagram.add(offset, piece, is_last)
        whole = datagram.joined()
        if whole is not None or datagram.is_too_much():
            del self._datagrams[key]
        return whole

    def _forget_old(self, at_us: int) -> None:
        # Either way: after a clock that was set back, an id may belong to another datagram just as well.
        old = [key for key, datagram in self._datagrams.items() if abs(at_us - datagram.at_us) > MAX_FRAGMENT_AGE_US]
        for key in old:
            del self._datagrams[key]
