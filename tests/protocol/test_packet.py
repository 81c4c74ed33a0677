"""Headers of links, IP and TCP -> segments; anything else -> None or a count."""

from __future__ import annotations

from collections.abc import Callable
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packets import (
    ACK,
    AT_US,
    BODY,
    FIN,
    FLOW6,
    PUSH,
    RST,
    SYN,
    TCP,
    UDP,
    assert_ignored,
    assert_malformed,
    ethernet,
    extension,
    fragment4,
    fragment6,
    ipv4,
    ipv6,
    read,
    segment,
    tcp,
)

from resonance.protocol.packet import LinkType, PacketReader, RawPacket, TcpSegment, describe

# Links

SLL_HEAD, SLL2_TAIL = bytes(14), bytes(18)


@pytest.mark.parametrize(
    ("link", "head4", "head6"),
    [
        (LinkType.ETHERNET, bytes(12) + b"\x08\x00", bytes(12) + b"\x86\xdd"),
        (LinkType.LINUX_SLL, SLL_HEAD + b"\x08\x00", SLL_HEAD + b"\x86\xdd"),
        (LinkType.LINUX_SLL, SLL_HEAD + b"\x81\x00\x00\x2a\x08\x00", SLL_HEAD + b"\x81\x00\x00\x2a\x86\xdd"),
        (LinkType.LINUX_SLL2, b"\x08\x00" + SLL2_TAIL, b"\x86\xdd" + SLL2_TAIL),
        (LinkType.RAW, b"", b""),
        (12, b"", b""),
        (14, b"", b""),
        (LinkType.NULL, pack("<I", 2), pack("<I", 24)),
        (LinkType.NULL, pack(">I", 2), pack("<I", 28)),
        (LinkType.NULL, pack("<I", 2), pack("<I", 30)),
        (LinkType.NULL, pack("<I", 2), pack("<I", 23)),
        (LinkType.LOOP, pack(">I", 2), pack(">I", 10)),
        (LinkType.LOOP, pack("<I", 2), pack("<I", 24)),
    ],
)
def test_every_link_type_with_ipv4_and_ipv6(link: int, head4: bytes, head6: bytes) -> None:
    """The same segment comes out, whatever the packet began with."""
    assert read(head4 + ipv4(tcp()), link) == segment()
    assert read(head6 + ipv6(tcp()), link) == segment(flow=FLOW6)


def test_links_of_one_ip_version() -> None:
    """IPV4 and IPV6 packets begin with their IP header."""
    assert read(ipv4(tcp()), LinkType.IPV4) == segment()
    assert read(ipv6(tcp()), LinkType.IPV6) == segment(flow=FLOW6)


@pytest.mark.parametrize("tags", [(0x8100,), (0x88A8, 0x8100), (0x9100, 0x8100), (0x8100, 0x8100), (0x8100,) * 8])
def test_vlan_tags(tags: tuple[int, ...]) -> None:
    """802.1Q and QinQ tags are stepped over, also several."""
    assert read(ethernet(ipv4(tcp()), tags=tags), LinkType.ETHERNET) == segment()
    assert read(ethernet(ipv6(tcp()), tags=tags, ethertype=0x86DD), LinkType.ETHERNET) == segment(flow=FLOW6)


def test_tags_without_end() -> None:
    """More tags than any network has are no packet."""
    assert_malformed(ethernet(ipv4(tcp()), tags=(0x8100,) * 9), LinkType.ETHERNET)


@pytest.mark.parametrize(
    ("link", "data"),
    [
        (LinkType.ETHERNET, ethernet(bytes(46), ethertype=0x0806)),
        (LinkType.ETHERNET, ethernet(bytes(46), ethertype=0x0806, tags=(0x8100,))),
        (LinkType.ETHERNET, ethernet(bytes(46), ethertype=46)),
        (LinkType.NULL, pack("<I", 7) + bytes(40)),
        (LinkType.RAW, ipv4(bytes(30), protocol=UDP)),
        (LinkType.RAW, ipv6(bytes(30), header=UDP)),
        (LinkType.RAW, ipv6(extension(UDP) + bytes(30), header=0)),
    ],
)
def test_other_traffic(link: int, data: bytes) -> None:
    """ARP, old Ethernet, other families and UDP are neither segments nor malformed."""
    assert_ignored(data, link)


def test_unknown_link_type() -> None:
    """It is counted, so that "no packets" can be explained."""
    reader = PacketReader()
    assert reader.read(RawPacket(AT_US, 147, ipv4(tcp()))) is None
    assert (reader.unknown_links, reader.malformed) == (1, 0)


# Headers


def test_short_frame_with_padding() -> None:
    """Padding behind the IP packet is not payload; an empty segment stays empty."""
    assert read(ethernet(ipv4(tcp(b""))).ljust(60, b"\0"), LinkType.ETHERNET) == segment(b"")
    assert read(ethernet(ipv6(tcp(b"a")) + b"FCS!", ethertype=0x86DD), LinkType.ETHERNET) == segment(b"a", flow=FLOW6)


def test_options_of_ipv4_and_tcp() -> None:
    """Payload starts where the header lengths say."""
    assert read(ipv4(tcp(options=bytes(40)), options=bytes(40))) == segment()


@pytest.mark.parametrize("headers", [(0,), (0, 60, 43, 60), (43,)])
def test_ipv6_extension_headers(headers: tuple[int, ...]) -> None:
    """Hop-by-hop, routing and destination headers of any length are stepped over."""
    body = tcp()
    following = TCP
    for units, header in enumerate(reversed(headers)):
        body, following = extension(following, units) + body, header
    assert read(ipv6(body, header=following)) == segment(flow=FLOW6)


def test_ipv6_headers_without_end() -> None:
    """More extension headers than any packet has are no packet."""
    assert_malformed(ipv6(extension(60) * 100, header=60))


def test_segmentation_offload_leaves_the_length_0() -> None:
    """A length of 0 means: to the end of what was captured."""
    payload = bytes(range(256)) * 300
    assert read(ipv4(tcp(payload), total_bytes=0)) == segment(payload)
    assert read(ipv6(tcp(payload), payload_bytes=0)) == segment(payload, flow=FLOW6)


@pytest.mark.parametrize("build", [ipv4, ipv6])
def test_packet_cut_by_the_capture(build: Callable[..., bytes]) -> None:
    """What is there is given; what is missing stays missing and is not replaced."""
    whole = build(tcp(b"hello world"))
    assert read(whole[:-6]).payload == b"hello"
    assert read(whole[:-11]).payload == b""


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (SYN, (True, False, False)),
        (SYN | ACK, (True, False, False)),
        (FIN | ACK, (False, True, False)),
        (RST, (False, False, True)),
        (PUSH | ACK, (False, False, False)),
    ],
)
def test_flags(flags: int, expected: tuple[bool, bool, bool]) -> None:
    """SYN, FIN and RST are told apart from the flags a meter does not need."""
    got = read(ipv4(tcp(flags=flags)))
    assert (got.syn, got.fin, got.rst) == expected


def test_sequence_numbers_are_unsigned() -> None:
    """The largest sequence number is not -1."""
    assert read(ipv4(tcp(seq=2**32 - 1))).seq == 2**32 - 1


def test_two_directions_are_two_flows() -> None:
    """A flow names its sender, so the answers belong to another one."""
    there = ipv4(tcp())
    ports = pack("!HH", 37230, 14270)
    back = there[:12] + there[16:20] + there[12:16] + ports + there[24:]
    assert describe(read(there).flow) == "36.152.0.122:14270"
    assert describe(read(back).flow) == "192.168.0.153:37230"
    assert describe(read(ipv6(tcp())).flow) == "[2001:db8::1]:14270"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x50" + ipv4(tcp())[1:],
        b"\x44" + ipv4(tcp())[1:],
        ipv4(tcp(), total_bytes=30),
        ipv4(tcp()[:12] + b"\x40" + tcp()[13:]),
        ipv4(tcp()[:12] + b"\xf0" + tcp()[13:]),
        ipv6(tcp(), payload_bytes=19),
        ipv6(bytes([TCP, 255]) + bytes(6) + tcp(), header=0),
    ],
)
def test_headers_that_contradict_themselves(data: bytes) -> None:
    """They are counted and give nothing."""
    assert_malformed(data)


@pytest.mark.parametrize("link", list(LinkType))
def test_headers_cut_at_every_byte(link: int) -> None:
    """A packet that ends inside its headers is counted and gives nothing."""
    heads: dict[int, bytes] = {
        LinkType.ETHERNET: bytes(12) + b"\x81\x00\x00\x01\x08\x00",
        LinkType.NULL: pack("<I", 2),
        LinkType.LOOP: pack(">I", 2),
        LinkType.LINUX_SLL: SLL_HEAD + b"\x08\x00",
        LinkType.LINUX_SLL2: b"\x08\x00" + SLL2_TAIL,
        LinkType.IPV6: ipv6(extension(TCP) + tcp(), header=0)[:48],
    }
    head = heads.get(link, b"")
    packet = head + (tcp() if link == LinkType.IPV6 else ipv4(tcp()))
    for size in range(len(packet) - len("hello")):
        assert_malformed(packet[:size], link)


# Any garbage

LINKS = st.sampled_from([*map(int, LinkType), 12, 14, 147])
VALID = [
    ethernet(ipv4(tcp())),
    ethernet(ipv6(tcp()), tags=(0x88A8, 0x8100), ethertype=0x86DD),
    ipv4(tcp(options=bytes(12)), options=bytes(8)),
    ipv6(extension(43) + extension(TCP) + tcp(), header=0),
    fragment4(BODY, 64, 128),
    fragment6(BODY, 64, 128),
    pack("<I", 2) + ipv4(tcp()),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(LINKS, st.binary(max_size=120)), max_size=8))
def test_random_bytes(packets: list[tuple[int, bytes]]) -> None:
    """Nothing is raised, and every packet is a segment, None, or counted."""
    reader = PacketReader()
    for link, data in packets:
        assert isinstance(reader.read(RawPacket(AT_US, link, data)), TcpSegment | None)
    assert 0 <= reader.malformed + reader.unknown_links <= len(packets)


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_some_bytes_of_valid_packets_changed(data: st.DataObject) -> None:
    """Nothing is raised, and no payload is longer than what came."""
    reader = PacketReader()
    came_bytes = 0
    for _ in range(data.draw(st.integers(1, 6))):
        packet = bytearray(data.draw(st.sampled_from(VALID)))
        for _ in range(data.draw(st.integers(0, 4))):
            packet[data.draw(st.integers(0, len(packet) - 1))] = data.draw(st.integers(0, 255))
        came_bytes += len(packet)
        got = reader.read(RawPacket(AT_US, data.draw(LINKS), bytes(packet)))
        assert got is None or len(got.payload) < came_bytes
