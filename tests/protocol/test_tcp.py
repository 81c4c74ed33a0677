"""Segments in any order -> the bytes that were sent, or a Hole where they never came."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resonance.protocol.tcp import (
    MAX_JUMP,
    MAX_WAIT_US,
    MAX_WAITING_BYTES,
    MAX_WAITING_PIECES,
    Hole,
    Piece,
    TcpStream,
)

DATA = bytes(range(65, 91))  # A..Z
WRAP = 1 << 32


def given_out(items: list[Piece | Hole]) -> bytes:
    """The bytes of pieces; there must be no hole."""
    assert not any(isinstance(item, Hole) for item in items), items
    return b"".join(item.data for item in items if isinstance(item, Piece))


def holes(items: list[Piece | Hole]) -> list[int]:
    return [item.missing for item in items if isinstance(item, Hole)]


def send(stream: TcpStream, start: int, stop: int, *, first: int = 0, at_us: int = 0) -> list[Piece | Hole]:
    return stream.receive(at_us, (first + start) % WRAP, DATA[start:stop])


ORDERS: dict[str, list[tuple[int, int]]] = {
    "in_order": [(0, 4), (4, 9), (9, 26)],
    "reversed": [(20, 26), (9, 20), (4, 9), (0, 4)],
    "one_late": [(0, 4), (9, 26), (4, 9)],
    "repeated": [(0, 4), (0, 4), (4, 26), (0, 4), (4, 26)],
    "repeated_while_it_waits": [(4, 9), (4, 9), (0, 4), (9, 26)],
    "empty_ones_between": [(0, 0), (0, 4), (4, 4), (9, 9), (4, 26), (26, 26)],
    "overlap_with_what_was_given_out": [(0, 9), (4, 26)],
    "overlap_among_those_that_wait": [(4, 12), (8, 26), (0, 4)],
    "hole_covered_by_longer_retransmission": [(0, 4), (8, 12), (2, 26)],
    "retransmission_cut_in_other_places": [(6, 12), (12, 18), (0, 3), (3, 8), (8, 14), (14, 26)],
    "shorter_one_with_the_same_start": [(4, 26), (4, 9), (0, 4)],
    "longer_one_with_the_same_start": [(4, 9), (4, 26), (0, 4)],
    "one_inside_another_that_waits": [(4, 26), (8, 12), (0, 4)],
    "one_inside_another_longer_filler": [(8, 12), (16, 20), (24, 26), (0, 24)],
    "two_holes_filled_from_behind": [(8, 12), (16, 26), (12, 16), (0, 8)],
    "two_holes_filled_from_the_front": [(8, 12), (16, 26), (0, 8), (12, 16)],
}


@pytest.mark.parametrize("first", [0, 1000, WRAP - 6, WRAP // 2 - 6, WRAP - 1])
@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_any_order_gives_the_bytes_once_and_in_order(order: list[tuple[int, int]], first: int) -> None:
    """Also where the sequence number wraps, or passes the middle of its range."""
    stream = TcpStream(first)
    out = [item for start, stop in order for item in send(stream, start, stop, first=first)]
    assert given_out(out) == DATA
    assert stream.next_offset == len(DATA)
    assert stream.flush(0) == []


@settings(deadline=None)
@given(st.data(), st.binary(min_size=1, max_size=300), st.integers(0, WRAP - 1))
def test_random_cuts_shuffled_repeated_and_overlapping(draw: st.DataObject, sent: bytes, first: int) -> None:
    """Whatever segments the bytes come in, they come out as they were."""
    end = len(sent)
    cuts = sorted(draw.draw(st.sets(st.integers(0, end))) | {0, end})
    needed = list(pairwise(cuts))
    more = draw.draw(st.lists(st.tuples(st.integers(0, end), st.integers(0, end)), max_size=20))
    stream, out = TcpStream(first), b""
    for start, stop in draw.draw(st.permutations(needed + more)):
        out += given_out(stream.receive(0, (first + start) % WRAP, sent[start:stop]))
    assert out == sent


def test_more_bytes_than_there_are_sequence_numbers() -> None:
    """A connection may outlive its numbers: after 5 GiB they have wrapped, and order still holds."""
    payload, first = bytes(1 << 16), WRAP - 5
    stream = TcpStream(first)
    count = (5 << 30) // len(payload)
    for number in range(count):
        assert len(stream.receive(0, (first + number * len(payload)) % WRAP, payload)) == 1
    assert stream.next_offset == 5 << 30
    end = (first + (5 << 30)) % WRAP
    assert stream.receive(0, (end + 2) % WRAP, b"cd") == []
    assert given_out(stream.receive(0, end, b"ab")) == b"abcd"


def test_pieces_carry_the_time_of_their_own_packet() -> None:
    """What waited for a late segment keeps the time it came at."""
    stream = TcpStream(0)
    send(stream, 4, 8, at_us=10)
    assert send(stream, 0, 4, at_us=20) == [Piece(20, b"ABCD"), Piece(10, b"EFGH")]


# Holes


def test_hole_is_kept_open_until_the_time_is_over() -> None:
    """Nothing is given up a microsecond too soon, and nothing of what waited is lost then."""
    stream = TcpStream(0)
    assert send(stream, 4, 8, at_us=100) == []
    assert stream.expire(100 + MAX_WAIT_US) == []
    assert stream.expire(101 + MAX_WAIT_US) == [Hole(101 + MAX_WAIT_US, 4), Piece(100, b"EFGH")]
    assert stream.expire(10 * MAX_WAIT_US) == []
    assert given_out(send(stream, 8, 12)) == b"IJKL"


def test_hole_filled_late_is_no_hole() -> None:
    """A retransmission within the time costs nothing."""
    stream = TcpStream(0)
    send(stream, 4, 8)
    assert stream.expire(MAX_WAIT_US) == []
    assert given_out(send(stream, 0, 4, at_us=MAX_WAIT_US)) == b"ABCDEFGH"
    assert stream.expire(9 * MAX_WAIT_US) == []


def test_segment_that_comes_after_its_hole_was_given_up() -> None:
    """It is dropped: the bytes behind it are out already."""
    stream = TcpStream(0)
    send(stream, 4, 8)
    stream.expire(1 + MAX_WAIT_US)
    assert send(stream, 0, 4, at_us=2 + MAX_WAIT_US) == []
    assert given_out(send(stream, 0, 12, at_us=3 + MAX_WAIT_US)) == b"IJKL"


def test_one_hole_behind_another_has_its_own_time() -> None:
    """Giving up the first does not cut short the wait for the second, nor begin it anew."""
    stream = TcpStream(0)
    send(stream, 4, 8, at_us=0)
    send(stream, 12, 16, at_us=1_000_000)
    first = stream.expire(MAX_WAIT_US + 1)
    assert holes(first) == [4]
    assert stream.expire(MAX_WAIT_US + 1_000_000) == []
    assert stream.expire(MAX_WAIT_US + 1_000_001) == [Hole(MAX_WAIT_US + 1_000_001, 4), Piece(1_000_000, b"MNOP")]


def test_several_old_holes_are_given_up_together() -> None:
    """After a long silence nothing has to wait for one call a hole."""
    stream = TcpStream(0)
    for start in (4, 12, 20):
        send(stream, start, start + 4)
    out = stream.expire(3 * MAX_WAIT_US)
    assert holes(out) == [4, 4, 4]
    assert [item.data for item in out if isinstance(item, Piece)] == [b"EFGH", b"MNOP", b"UVWX"]


def test_hole_still_ends_after_the_clock_was_set_back() -> None:
    """Packet time that jumps an hour back does not block the stream for an hour."""
    stream = TcpStream(0)
    hour_us = 3_600_000_000
    send(stream, 4, 8, at_us=hour_us)
    assert holes(stream.expire(0)) == [4]


def test_flush_gives_up_every_hole() -> None:
    stream = TcpStream(0)
    send(stream, 4, 8)
    send(stream, 12, 16)
    out = stream.flush(7)
    assert holes(out) == [4, 4]
    assert stream.flush(7) == []


def test_too_many_bytes_behind_a_hole() -> None:
    """The bound of bytes ends a hole even if packet time stands still; then the wait is over for all of them."""
    stream, payload = TcpStream(0), bytes(1460)
    offset = 100
    out: list[Piece | Hole] = []
    while not out:
        assert stream.receive(0, offset, payload) == []
        offset += len(payload)
        out = stream.expire(0)
    assert holes(out) == [100]
    assert MAX_WAITING_BYTES < offset - 100 <= MAX_WAITING_BYTES + len(payload)
    assert stream.next_offset == offset


@pytest.mark.parametrize(
    ("size", "step"),
    [(1, 2), (1, 3), (1460, 1461), (60_000, 60_001), (65_000, 1)],
    ids=["single_bytes", "single_bytes_far_apart", "full_segments", "huge_segments", "huge_overlapping_segments"],
)
def test_memory_of_what_waits_is_bounded(size: int, step: int) -> None:
    """A hole before every segment, packet time standing still: memory stays near the bounds the module names."""
    stream = TcpStream(0)
    tracemalloc.start()
    try:
        for number in range(20_000 if size == 1 else 1_000):
            stream.receive(0, 100 + number * step, bytes(size))
            stream.expire(0)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MAX_WAITING_BYTES + MAX_WAITING_PIECES * 400 + 200_000


def test_growing_retransmissions_count_once() -> None:
    """Only the longest of those with one start is kept, and counted."""
    stream = TcpStream(0)
    for size in range(1, 3_000):
        stream.receive(0, 100, bytes(size))
    assert stream.expire(0) == []


def test_few_large_segments_behind_many_small_ones() -> None:
    """Each hole that is given up frees one byte here, and the bound holds all the same."""
    stream, size = TcpStream(0), 60_000
    for number in range(1_000):
        stream.receive(0, 100 + 2 * number, b"x")
    for number in range(200):
        start = 10_000 + number * (size + 1)
        stream.receive(0, start, bytes(size))
        stream.expire(0)
        assert start + size - stream.next_offset <= MAX_WAITING_BYTES + 64_000


# Sequence numbers that are elsewhere


@pytest.mark.parametrize("jump", [MAX_JUMP + 1, 1 << 31, WRAP - MAX_JUMP - 1], ids=["ahead", "opposite", "back"])
def test_far_jump_begins_again_there(jump: int) -> None:
    """Another connection on the same ports: what waited comes out, then the new numbers count."""
    stream = TcpStream(0)
    send(stream, 0, 4)
    send(stream, 8, 12)
    out = stream.receive(5, (4 + jump) % WRAP, b"new")
    assert out == [Hole(5, 4), Piece(0, b"IJKL"), Hole(5, 0), Piece(5, b"new")]
    assert given_out(stream.receive(6, (4 + jump + 3) % WRAP, b" data")) == b" data"
    assert stream.receive(6, (4 + jump + 10) % WRAP, b"late") == []


@pytest.mark.parametrize("jump", [MAX_JUMP, WRAP - MAX_JUMP], ids=["ahead", "back"])
def test_jump_within_reach_is_a_hole_or_a_repetition(jump: int) -> None:
    stream = TcpStream(0)
    assert stream.receive(0, jump, b"far") == []
    assert holes(stream.flush(0)) == ([MAX_JUMP] if jump == MAX_JUMP else [])
