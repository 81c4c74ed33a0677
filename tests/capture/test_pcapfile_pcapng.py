"""The blocks of pcapng: sections, interfaces and their clocks, every kind of packet, damage."""

from __future__ import annotations

from pathlib import Path
from struct import pack

import pytest
from captures import (
    AT_US,
    THREE,
    block,
    enhanced,
    interface,
    obsolete,
    option,
    pcapng,
    read_bytes,
    section,
    simple,
)

from resonance.protocol.packet import LinkType, RawPacket


@pytest.mark.parametrize("order", ["<", ">"])
def test_pcapng_in_either_byte_order(tmp_path: Path, order: str) -> None:
    """Times, links and bytes come out the same."""
    assert read_bytes(tmp_path, pcapng(THREE, order))[0] == THREE


def test_sections_of_different_byte_order(tmp_path: Path) -> None:
    """Each section brings its own byte order and its own interfaces, numbered from 0."""
    content = (
        section("<", option(4, b"Somebody's recorder"))
        + interface(LinkType.LINUX_SLL, "<")
        + enhanced(b"little", order="<")
        + section(">")
        + interface(LinkType.RAW, ">")
        + enhanced(b"big", order=">")
    )
    assert read_bytes(tmp_path, content)[0] == [
        RawPacket(AT_US, LinkType.LINUX_SLL, b"little"),
        RawPacket(AT_US, LinkType.RAW, b"big"),
    ]


def test_interface_of_an_earlier_section_is_gone(tmp_path: Path) -> None:
    """A packet of the second section cannot come through an interface of the first."""
    got, file = read_bytes(tmp_path, pcapng(THREE) + section() + enhanced(b"x"))
    assert got == THREE
    assert "does not describe" in file.problem


def test_several_interfaces(tmp_path: Path) -> None:
    """Every packet has the link type and the clock of its own interface."""
    content = section() + interface(LinkType.ETHERNET) + interface(LinkType.LINUX_SLL2, resolution=9)
    content += enhanced(b"two", AT_US * 1000 + 999, index=1) + enhanced(b"one", AT_US)
    assert read_bytes(tmp_path, content)[0] == [
        RawPacket(AT_US, LinkType.LINUX_SLL2, b"two"),
        RawPacket(AT_US, LinkType.ETHERNET, b"one"),
    ]


@pytest.mark.parametrize(
    ("resolution", "offset_s", "ticks", "at_us"),
    [
        (None, None, AT_US, AT_US),
        (6, 0, AT_US, AT_US),
        (9, None, AT_US * 1000 + 999, AT_US),
        (3, None, 1_767_225_600_123, 1_767_225_600_123_000),
        (0, None, 1_767_225_600, 1_767_225_600_000_000),
        (0x80 | 10, None, (1_767_225_600 << 10) + 512, 1_767_225_600_500_000),
        (0x80 | 32, None, (1_767_225_600 << 32) + 1, 1_767_225_600_000_000),
        (6, 1_767_225_600, 1_500_000, 1_767_225_601_500_000),
        (9, -10, (1_767_225_600 * 10**9) + 2_000, 1_767_225_590_000_002),
    ],
)
def test_clock_of_an_interface(
    tmp_path: Path, resolution: int | None, offset_s: int | None, ticks: int, at_us: int
) -> None:
    """Units of tens and of twos and an offset in seconds give exact microseconds."""
    content = section() + interface(resolution=resolution, offset_s=offset_s) + enhanced(b"x", ticks)
    assert read_bytes(tmp_path, content)[0] == [RawPacket(at_us, LinkType.ETHERNET, b"x")]


@pytest.mark.parametrize(("ticks", "offset_s"), [(AT_US, -(2**63)), (2**64 - 1, 0), (1, 2**63 - 1), (0, -1)])
def test_impossible_time(tmp_path: Path, ticks: int, offset_s: int | None) -> None:
    """Nobody downstream gets a time that no date and no database can hold."""
    got, file = read_bytes(tmp_path, section() + interface(offset_s=offset_s) + enhanced(b"x", ticks))
    assert got == []
    assert "impossible time" in file.problem


def test_simple_packets(tmp_path: Path) -> None:
    """They have no time and no interface: they get the time of the packet before and the first interface."""
    content = section() + interface(LinkType.RAW, snap_bytes=4) + simple(b"abcd", original_bytes=900)
    content += enhanced(b"x", AT_US) + simple(b"abc")
    assert read_bytes(tmp_path, content)[0] == [
        RawPacket(0, LinkType.RAW, b"abcd"),
        RawPacket(AT_US, LinkType.RAW, b"x"),
        RawPacket(AT_US, LinkType.RAW, b"abc"),
    ]


@pytest.mark.parametrize("order", ["<", ">"])
def test_obsolete_packet_block(tmp_path: Path, order: str) -> None:
    """Files of 2009 still open."""
    content = section(order) + interface(order=order) + interface(LinkType.RAW, order)
    assert read_bytes(tmp_path, content + obsolete(b"old", order=order, index=1))[0] == [
        RawPacket(AT_US, LinkType.RAW, b"old")
    ]


def test_unknown_blocks_and_packet_options(tmp_path: Path) -> None:
    """Names, statistics, secrets, custom blocks and options of packets are passed over."""
    content = section() + block(4, bytes(200_000)) + interface() + block(0x0BAD, b"") + block(5, bytes(32))
    content += enhanced(b"abc", options=option(1, b"a comment") + option(0, b"")) + block(0x8000_0001, b"1234")
    content += enhanced(b"def")
    assert [got.data for got in read_bytes(tmp_path, content)[0]] == [b"abc", b"def"]


@pytest.mark.parametrize(
    "damaged",
    {
        "length below the least": pack("<II", 6, 8) + bytes(40),
        "length of a kept block absurd": pack("<II", 6, 0x7FFF_FFFC) + bytes(40),
        "length of a skipped block absurd": pack("<II", 5, 0xFFFF_FFFC) + bytes(40),
        "lengths disagree": enhanced(b"abcd")[:-4] + pack("<I", 99),
        "packet block too short": block(6, bytes(16)),
        "interface block too short": block(1, b""),
        "option too short": block(1, pack("<HHI", 1, 0, 0) + pack("<HH", 14, 8) + bytes(4)),
        "packet longer than its block": block(6, pack("<IIIII", 0, 0, 0, 5, 5) + b"abcd"),
        "packet absurdly long": block(6, pack("<IIIII", 0, 0, 0, 300_000, 300_000) + bytes(300_000)),
        "section in no byte order": block(0x0A0D0D0A, bytes(16)),
        "zeros": bytes(512),
    }.items(),
    ids=lambda item: item[0],
)
def test_damaged_block(tmp_path: Path, damaged: tuple[str, bytes]) -> None:
    """Damage ends reading, and keeps what was before."""
    got, file = read_bytes(tmp_path, pcapng(THREE) + damaged[1])
    assert got == THREE
    assert "up to packet 3 only" in file.problem
