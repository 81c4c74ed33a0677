"""What can happen to packets on their way into a capture, as pure functions over any list of packets.

They take recorded packets as well as simulated ones. Ethernet/IPv4/TCP packets are taken apart and rebuilt with right
lengths and checksums; whatever else is in the list is left as it is. The same seed always gives the same result.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterable, Iterator

from resonance.protocol.packet import LinkType, RawPacket
from resonance.simulate import headers
from resonance.simulate.headers import ACK, FIN, PSH, RST, SYN, TcpPacket

_WRAP = 1 << 32
_MAC_SIZE = 12
_ETHERNET_SIZE = 14
_ROUTER = b"\x02\xc1\xa0\x00\x00\xfe"
_IPV6_PREFIX = bytes.fromhex("0064ff9b" + "00" * 8)

Flow = tuple[bytes, int, bytes, int]


def shuffle(packets: Iterable[RawPacket], within_ms: int, seed: int = 1) -> list[RawPacket]:
    """Packets overtake each other, none by more than so much time.

    Capture times stay in order: the packets change places, the times do not.
    """
    rng = random.Random(seed)
    ordered = list(packets)
    moved = sorted(ordered, key=lambda packet: packet.at_us + rng.uniform(0, within_ms * 1000))
    return [packet._replace(at_us=place.at_us) for packet, place in zip(moved, ordered, strict=True)]


def duplicate(packets: Iterable[RawPacket], share: float = 0.2, within_ms: int = 50, seed: int = 1) -> list[RawPacket]:
    """A share (0..1) of the packets comes a second time, at most so much later."""
    rng = random.Random(seed)
    result = []
    for packet in packets:
        result.append(packet)
        if rng.random() < share:
            result.append(packet._replace(at_us=packet.at_us + rng.randint(0, within_ms * 1000)))
    return sorted(result, key=lambda packet: packet.at_us)


def recut(
    packets: Iterable[RawPacket], largest: int = 1400, smallest: int = 1, hold_ms: int = 20, seed: int = 1
) -> list[RawPacket]:
    """The same bytes in other segments, cut at random places.

    Segments of a flow that follow each other within `hold_ms` are joined first, so that cuts also fall across the
    borders of messages; the pieces carry the time of the last of them.
    """
    rng = random.Random(seed)
    waiting: dict[Flow, list[TcpPacket]] = {}
    result: list[RawPacket] = []

    def flush(flow: Flow) -> None:
        run = waiting.pop(flow, None)
        if run:
            result.extend(headers.build(piece) for piece in _cut(run, smallest, largest, rng))

    for packet in packets:
        for flow in [flow for flow, run in waiting.items() if packet.at_us - run[0].at_us > hold_ms * 1000]:
            flush(flow)
        tcp = headers.parse(packet)
        if tcp is None:
            result.append(packet)
            continue
        run = waiting.get(tcp.flow)
        if run is not None and (run[-1].seq + len(run[-1].payload)) % _WRAP != tcp.seq:
            flush(tcp.flow)
        if tcp.payload and not tcp.flags & (SYN | FIN | RST):
            waiting.setdefault(tcp.flow, []).append(tcp)
        else:
            flush(tcp.flow)
            result.append(packet)
    for flow in list(waiting):
        flush(flow)
    return sorted(result, key=lambda packet: packet.at_us)


def _cut(run: list[TcpPacket], smallest: int, largest: int, rng: random.Random) -> Iterator[TcpPacket]:
    data = b"".join(tcp.payload for tcp in run)
    place = 0
    while place < len(data):
        size = rng.randint(smallest, largest)
        last = place + size >= len(data)
        yield run[-1]._replace(
            seq=(run[0].seq + place) % _WRAP,
            flags=ACK | PSH if last else ACK,
            payload=data[place : place + size],
            identification=rng.getrandbits(16),
        )
        place += size


def retransmit(packets: Iterable[RawPacket], share: float = 0.1, seed: int = 1) -> list[RawPacket]:
    """A share (0..1) of the segments is followed by a retransmission cut differently, overlapping its neighbours."""
    rng = random.Random(seed)
    result: list[RawPacket] = []
    before: dict[Flow, TcpPacket] = {}
    for packet in packets:
        result.append(packet)
        tcp = headers.parse(packet)
        if tcp is None or not tcp.payload:
            continue
        last = before.get(tcp.flow)
        before[tcp.flow] = tcp
        if last is None or (last.seq + len(last.payload)) % _WRAP != tcp.seq or rng.random() >= share:
            continue
        keep = rng.randint(1, len(last.payload))
        joined = last.payload[-keep:] + tcp.payload[: rng.randint(1, len(tcp.payload))]
        result.append(headers.build(tcp._replace(seq=(tcp.seq - keep) % _WRAP, payload=joined)))
    return result


def drop(
    packets: Iterable[RawPacket], count: int = 1, seed: int = 1, *, server_port: int | None = None
) -> tuple[list[RawPacket], list[RawPacket]]:
    """Segments that never arrive: (what is left, what is missing). Only segments with a payload are taken.

    `server_port`: only from segments this port sent.
    """
    kept = list(packets)
    candidates = []
    for index, packet in enumerate(kept):
        tcp = headers.parse(packet)
        if tcp is not None and tcp.payload and server_port in (None, tcp.source_port):
            candidates.append(index)
    chosen = sorted(random.Random(seed).sample(candidates, count))
    missing = [kept[index] for index in chosen]
    for index in reversed(chosen):
        del kept[index]
    return kept, missing


def shift_sequence(packets: Iterable[RawPacket], wrap_after: int = 20_000) -> list[RawPacket]:
    """Other sequence numbers: every direction of every connection passes 2**32 after so many bytes."""
    shifts: dict[Flow, int] = {}
    result = []
    for packet in packets:
        tcp = headers.parse(packet)
        if tcp is None:
            result.append(packet)
            continue
        if tcp.flow not in shifts:
            shifts[tcp.flow] = _WRAP - wrap_after - tcp.seq
        source, source_port, target, target_port = tcp.flow
        back = (target, target_port, source, source_port)
        if tcp.flags & ACK and back not in shifts:
            # First seen by its acknowledgement: the next byte of that direction has this number.
            shifts[back] = _WRAP - wrap_after - tcp.ack
        ack = (tcp.ack + shifts.get(back, 0)) % _WRAP
        result.append(headers.build(tcp._replace(seq=(tcp.seq + shifts[tcp.flow]) % _WRAP, ack=ack)))
    return result


def fragment(packets: Iterable[RawPacket], mtu: int = 600) -> list[RawPacket]:
    """IPv4 packets larger than `mtu` bytes come in fragments, the last one first."""
    size = (mtu - 20) // 8 * 8
    result = []
    for packet in packets:
        tcp = headers.parse(packet)
        data = b"" if tcp is None else headers.segment(tcp, tcp.source, tcp.target)
        if tcp is None or len(data) <= size:
            result.append(packet)
            continue
        for place in reversed(range(0, len(data), size)):
            more = 0x2000 if place + size < len(data) else 0
            # A last fragment always has an offset, so neither is ever the 0 that means "do not fragment".
            flags = more | place // 8
            body = data[place : place + size]
            ip = headers.ipv4(tcp.source, tcp.target, headers.TCP, body, tcp.identification, fragment=flags)
            ethernet = tcp.macs + headers.ETHERTYPE_IPV4 + ip
            result.append(packet._replace(data=ethernet.ljust(headers.SHORTEST_FRAME, b"\0")))
    return result


# Other link types and layers around the same packets. Nothing but Ethernet is changed.


def vlan(packets: Iterable[RawPacket], tag: int = 100) -> list[RawPacket]:
    """An 802.1Q tag."""
    return [_tagged(packet, struct.pack(">HH", 0x8100, tag)) for packet in packets]


def qinq(packets: Iterable[RawPacket], outer: int = 7, inner: int = 100) -> list[RawPacket]:
    """Two tags: 802.1ad around 802.1Q."""
    return [_tagged(packet, struct.pack(">HHHH", 0x88A8, outer, 0x8100, inner)) for packet in packets]


def _tagged(packet: RawPacket, tags: bytes) -> RawPacket:
    if packet.link != LinkType.ETHERNET:
        return packet
    return packet._replace(data=packet.data[:_MAC_SIZE] + tags + packet.data[_MAC_SIZE:])


def raw(packets: Iterable[RawPacket]) -> list[RawPacket]:
    """No link header at all."""
    return [_relinked(packet, LinkType.RAW, lambda ethertype: b"") for packet in packets]


def null(packets: Iterable[RawPacket], *, big_endian: bool = False) -> list[RawPacket]:
    """BSD loopback in the byte order of either kind of host; 2 is AF_INET."""
    header = struct.pack(">I" if big_endian else "<I", 2)
    return [_relinked(packet, LinkType.NULL, lambda ethertype: header) for packet in packets]


def loop(packets: Iterable[RawPacket]) -> list[RawPacket]:
    """OpenBSD loopback: like NULL, always big endian."""
    return [_relinked(packet, LinkType.LOOP, lambda ethertype: struct.pack(">I", 2)) for packet in packets]


def sll(packets: Iterable[RawPacket]) -> list[RawPacket]:
    """Linux "any" device: 16 bytes, the ethertype at their end."""
    header = struct.pack(">HHH8s", 0, 1, 6, _ROUTER)
    return [_relinked(packet, LinkType.LINUX_SLL, lambda ethertype: header + ethertype) for packet in packets]


def sll2(packets: Iterable[RawPacket]) -> list[RawPacket]:
    """The newer form: 20 bytes, the ethertype at their beginning."""
    header = struct.pack(">HIHBB8s", 0, 2, 1, 0, 6, _ROUTER)
    return [_relinked(packet, LinkType.LINUX_SLL2, lambda ethertype: ethertype + header) for packet in packets]


def _relinked(packet: RawPacket, link: LinkType, header: Callable[[bytes], bytes]) -> RawPacket:
    """`header` makes the new link header from the ethertype."""
    if packet.link != LinkType.ETHERNET:
        return packet
    ethertype, body = packet.data[_MAC_SIZE:_ETHERNET_SIZE], packet.data[_ETHERNET_SIZE:]
    return RawPacket(packet.at_us, link, header(ethertype) + body)


def ipv6(packets: Iterable[RawPacket]) -> list[RawPacket]:
    """TCP over IPv6, every address as 64:ff9b::a.b.c.d; whatever is not TCP stays IPv4."""
    result = []
    for packet in packets:
        tcp = headers.parse(packet)
        if tcp is None:
            result.append(packet)
            continue
        source, target = _IPV6_PREFIX + tcp.source, _IPV6_PREFIX + tcp.target
        segment = headers.segment(tcp, source, target)
        ip = struct.pack(">IHBB", 6 << 28, len(segment), headers.TCP, 64) + source + target
        result.append(packet._replace(data=tcp.macs + b"\x86\xdd" + ip + segment))
    return result
