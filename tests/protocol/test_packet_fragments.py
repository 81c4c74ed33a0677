"""IP fragments -> the one segment they carry, within bounds of memory and packet time."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from itertools import permutations
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packets import (
    AT_US,
    BODY,
    FLOW6,
    FRAGMENT,
    SECOND_US,
    TCP,
    UDP,
    assert_ignored,
    assert_malformed,
    extension,
    fragment4,
    fragment6,
    ipv4,
    ipv6,
    read,
    segment,
    tcp,
)

from resonance.protocol.packet import LinkType, PacketReader, RawPacket, TcpSegment

WHOLE4 = segment(bytes(range(200)))
WHOLE6 = segment(bytes(range(200)), flow=FLOW6)


@pytest.mark.parametrize(("build", "whole"), [(fragment4, WHOLE4), (fragment6, WHOLE6)])
def test_fragments_in_any_order(build: Callable[..., bytes], whole: TcpSegment) -> None:
    """The segment comes with the last missing fragment, once, whichever that is."""
    pieces = [build(BODY, start, stop) for start, stop in ((0, 8), (8, 64), (64, 128), (128, len(BODY)))]
    for order in permutations(pieces):
        reader = PacketReader()
        got = [reader.read(RawPacket(AT_US, LinkType.RAW, piece)) for piece in order]
        assert got == [None, None, None, whole]
        assert reader.malformed == 0


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_fragments_repeated_and_overlapping(data: st.DataObject) -> None:
    """However a datagram is cut, also twice in different ways, the first complete cover gives exactly its bytes."""
    bounds = st.lists(st.integers(1, len(BODY) // 8), max_size=6).map(lambda at: [0, *sorted({8 * x for x in at})])
    pieces = []
    for cuts in data.draw(st.lists(bounds, min_size=1, max_size=3)):
        stops = [*cuts[1:], len(BODY)]
        pieces += [fragment4(BODY, start, stop) for start, stop in zip(cuts, stops, strict=True) if start < stop]
    pieces = data.draw(st.permutations(pieces + pieces))
    reader = PacketReader()
    got = [found for piece in pieces if (found := reader.read(RawPacket(AT_US, LinkType.RAW, piece)))]
    assert got
    assert set(got) == {WHOLE4}
    assert reader.malformed == 0


@pytest.mark.parametrize(
    "pieces",
    [
        [fragment4(BODY, 0, 128), fragment4(BODY, 0, 64), fragment4(BODY, 128, len(BODY))],
        [fragment4(BODY, 0, 64), fragment4(BODY + bytes(40), 64, len(BODY) + 36), fragment4(BODY, 128, len(BODY))],
    ],
    ids=["a shorter repeat", "a piece beyond the end"],
)
def test_repeats_that_do_not_fit(pieces: list[bytes]) -> None:
    """A shorter repeat takes nothing away, and a piece that goes beyond the last fragment adds nothing."""
    reader = PacketReader()
    got = [reader.read(RawPacket(AT_US, LinkType.RAW, piece)) for piece in pieces]
    assert got == [None, None, WHOLE4]


@pytest.mark.parametrize(("build", "whole"), [(fragment4, WHOLE4), (fragment6, WHOLE6)])
def test_two_datagrams_at_the_same_time(build: Callable[..., bytes], whole: TcpSegment) -> None:
    """Fragments of different ids do not mix."""
    other = tcp(b"B" * 200)
    reader = PacketReader()
    got = [
        reader.read(RawPacket(AT_US, LinkType.RAW, piece))
        for piece in (
            build(BODY, 0, 64, ident=1),
            build(other, 0, 64, ident=2),
            build(other, 64, 220, ident=2),
            build(BODY, 64, 220, ident=1),
        )
    ]
    assert got == [None, None, whole._replace(payload=b"B" * 200), whole]


def test_time_of_a_fragmented_segment() -> None:
    """It is the time of the packet that completed it."""
    reader = PacketReader()
    reader.read(RawPacket(AT_US, LinkType.RAW, fragment4(BODY, 0, 64)))
    got = reader.read(RawPacket(AT_US + 5, LinkType.RAW, fragment4(BODY, 64, len(BODY))))
    assert got == WHOLE4._replace(at_us=AT_US + 5)


def test_atomic_ipv6_fragment() -> None:
    """A fragment header on a whole datagram changes nothing."""
    assert read(fragment6(BODY, 0, len(BODY))) == WHOLE6


def test_ipv6_fragments_with_extension_headers() -> None:
    """Extension headers may stand before the fragment header and in the fragmented part."""
    body = extension(TCP, 3) + BODY
    reader = PacketReader()
    got = None
    for start, stop in ((0, 16), (16, len(body))):
        inner = pack("!BBHI", 60, 0, start | (stop < len(body)), 7) + body[start:stop]
        got = reader.read(RawPacket(AT_US, LinkType.RAW, ipv6(extension(FRAGMENT) + inner, header=0)))
    assert got == WHOLE6


@pytest.mark.parametrize(
    ("step_us", "arrives"), [(30 * SECOND_US, True), (31 * SECOND_US, False), (-31 * SECOND_US, False)]
)
def test_fragment_that_comes_late(step_us: int, arrives: bool) -> None:
    """After 30 s of packet time, or a clock set back as far, the id may mean another datagram."""
    reader = PacketReader()
    reader.read(RawPacket(AT_US, LinkType.RAW, fragment4(BODY, 0, 64)))
    got = reader.read(RawPacket(AT_US + step_us, LinkType.RAW, fragment4(BODY, 64, len(BODY))))
    assert (got is not None) == arrives


def test_more_datagrams_than_are_kept() -> None:
    """Of 65 datagrams the oldest is given up, and only that one."""
    reader = PacketReader()
    for ident in range(65):
        reader.read(RawPacket(AT_US, LinkType.RAW, fragment4(BODY, 0, 64, ident=ident)))
    rest = [RawPacket(AT_US, LinkType.RAW, fragment4(BODY, 64, len(BODY), ident=ident)) for ident in range(65)]
    assert [reader.read(packet) is not None for packet in rest[1:]] == [True] * 64
    assert reader.read(rest[0]) is None


@pytest.mark.parametrize("is_overlapping", [False, True])
def test_flood_of_fragments(is_overlapping: bool) -> None:
    """Neither many datagrams nor one that overlaps itself without end can fill memory."""
    reader = PacketReader()
    tracemalloc.start()
    for number in range(3000):
        ident, fragment = (7, 0x2001 + number) if is_overlapping else (number, 0x2000)
        reader.read(RawPacket(AT_US, LinkType.RAW, ipv4(bytes(32_000), ident=ident, fragment=fragment)))
    kept_bytes = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept_bytes < 9_000_000


@pytest.mark.parametrize(
    "data",
    [
        ipv4(bytes(16), fragment=0x1FFF),
        fragment4(BODY, 0, 64)[:-1],
        fragment4(BODY, 64, 64),
        fragment6(BODY, 0, 64)[:-1],
        ipv6(bytes(7), header=FRAGMENT),
    ],
)
def test_fragments_nothing_can_be_made_of(data: bytes) -> None:
    """Beyond the largest datagram, cut by the capture, or empty: counted, and not kept."""
    assert_malformed(data)


def test_fragments_of_udp() -> None:
    """They are other traffic."""
    assert_ignored(fragment4(BODY, 0, 64, protocol=UDP))
    reader = PacketReader()
    for start, stop in ((0, 64), (64, len(BODY))):
        packet = fragment6(BODY, start, stop, header=UDP)
        assert reader.read(RawPacket(AT_US, LinkType.RAW, packet)) is None
    assert reader.malformed == 0
