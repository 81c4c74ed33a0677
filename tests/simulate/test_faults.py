"""Faults change how bytes arrive, never which; on simulated and on recorded packets alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest
from naive_peer import Flow, Segment, game_streams, read_pcap, segments, streams

from helpers import shared_capture
from resonance.protocol.packet import LinkType, RawPacket
from resonance.simulate import faults
from resonance.simulate.recording import generate

Packets = list[RawPacket]

HARMLESS: dict[str, Callable[[Packets], Packets]] = {
    "shuffle": lambda packets: faults.shuffle(packets, 250),
    "duplicate": faults.duplicate,
    "recut": faults.recut,
    "recut small": lambda packets: faults.recut(packets, largest=90, hold_ms=0),
    "retransmit": faults.retransmit,
    "shift_sequence": faults.shift_sequence,
    "fragment": faults.fragment,
    "vlan": faults.vlan,
    "qinq": faults.qinq,
    "ipv6": faults.ipv6,
    "sll": faults.sll,
    "sll2": faults.sll2,
    "null": faults.null,
    "null of a big-endian host": lambda packets: faults.null(packets, big_endian=True),
    "loop": faults.loop,
    "raw": faults.raw,
    "all at once": lambda packets: faults.shuffle(
        faults.duplicate(faults.recut(faults.shift_sequence(packets, 9_000))), 100
    ),
}


@cache
def recording() -> tuple[RawPacket, ...]:
    """A short dungeon among other traffic."""
    return tuple(generate("dungeon", seed=5, seconds=25).packets)


def contents(packets: Packets) -> dict[object, bytes]:
    return {flow: stream.data for flow, stream in streams(packets).items()}


@pytest.mark.parametrize("name", HARMLESS)
def test_no_byte_of_any_stream_changes(name: str) -> None:
    """Every connection carries the same bytes before and after."""
    before = list(recording())
    after = HARMLESS[name](before)
    assert after != before
    assert contents(after) == contents(before)
    assert all(stream.holes == 0 for stream in streams(after).values())


@pytest.mark.parametrize("name", HARMLESS)
def test_input_is_left_alone_and_the_result_repeats(name: str) -> None:
    """Pure functions: the same packets and seed give the same packets."""
    before = list(recording())
    copy = list(before)
    assert HARMLESS[name](before) == HARMLESS[name](before)
    assert before == copy


@pytest.mark.parametrize("name", HARMLESS)
def test_capture_times_never_go_back(name: str) -> None:
    """A capture's packets are in the order of their times, faults or not."""
    times = [packet.at_us for packet in HARMLESS[name](list(recording()))]
    assert times == sorted(times)


@pytest.mark.parametrize("file", ["boss-fight.pcap", "town.pcap"])
def test_recorded_packets_keep_their_bytes_too(file: str) -> None:
    """The faults take real captures as they are."""
    before = read_pcap(shared_capture(file))[:600]
    expected = list(contents(before).values())
    for name in ("recut", "shift_sequence", "ipv6", "fragment", "all at once"):
        assert list(contents(HARMLESS[name](before)).values()) == expected, name


def test_shuffled_packets_stay_near_their_place() -> None:
    """No packet is moved by more than the time asked for, and none is lost."""
    before = list(recording())
    after = faults.shuffle(before, 250)
    assert sorted(packet.data for packet in after) == sorted(packet.data for packet in before)
    assert [packet.at_us for packet in after] == [packet.at_us for packet in before]
    when = {packet.data: packet.at_us for packet in before}
    assert len(when) == len(before), "every packet has an identification of its own"
    assert max(abs(packet.at_us - when[packet.data]) for packet in after) <= 250_000


def test_cuts_fall_across_the_borders_of_messages() -> None:
    """Held segments are joined before they are cut: some begin neither where one began before nor where one ended."""
    before = {(each.flow, each.seq) for each in segments(recording())}
    after = [each for each in segments(faults.recut(recording()[:400], hold_ms=400)) if each.payload]
    across = [each for each in after if inside(each, before)]
    assert len(across) > 20


def inside(segment: Segment, starts: set[tuple[Flow, int]]) -> bool:
    """Does a segment of before begin in the middle of this one?"""
    numbers = range(segment.seq + 1, segment.seq + len(segment.payload))
    return any((segment.flow, number) in starts for number in numbers)


def test_shifted_sequence_numbers_wrap() -> None:
    """Every longer stream passes 2**32 after the bytes asked for."""
    found = [each for each in segments(faults.shift_sequence(recording(), wrap_after=3_000)) if each.payload]
    for flow, stream in streams(recording()).items():
        numbers = [each.seq for each in found if each.flow == flow]
        wraps = sum(later < earlier for earlier, later in pairwise(numbers))
        assert wraps == (1 if len(stream.data) > 3_000 else 0)


def test_dropped_segments_are_missing_and_nothing_else() -> None:
    """What is left and what is missing are the input; the hole is as long as the missing payload."""
    before = list(recording())
    stream = max(game_streams(before), key=lambda each: len(each.data))
    port = next(flow[1] for flow, each in streams(before).items() if each.data == stream.data)
    kept, missing = faults.drop(before, count=3, seed=2, server_port=port)
    assert len(missing) == 3
    assert len(kept) == len(before) - 3
    lost = sum(len(each.payload) for each in segments(missing))
    assert sum(each.holes for each in streams(kept).values()) == lost


def test_other_link_types_are_named() -> None:
    """A packet says what it starts with."""
    links = {
        faults.raw: LinkType.RAW,
        faults.null: LinkType.NULL,
        faults.loop: LinkType.LOOP,
        faults.sll: LinkType.LINUX_SLL,
        faults.sll2: LinkType.LINUX_SLL2,
    }
    for fault, link in links.items():
        assert {packet.link for packet in fault(recording())} == {link}


def test_large_packets_only_are_fragmented() -> None:
    """Fragments fit the size asked for, and the last one comes first."""
    after = faults.fragment(recording(), mtu=600)
    sizes = [int.from_bytes(packet.data[16:18], "big") for packet in after if packet.data[20] & 0x20]
    assert sizes
    assert max(sizes) <= 600
