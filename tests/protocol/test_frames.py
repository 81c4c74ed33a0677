"""Pieces of a stream, cut anywhere and with holes -> the frames that were sent, and no others."""

from __future__ import annotations

from struct import pack

import pytest
from builders import (
    COMPRESSED,
    FRAME_DOWN,
    TO_ME,
    answer,
    container,
    counter,
    delta,
    echo,
    frame,
    hit,
    near,
    notify,
    pieces,
    proto,
    zipped,
    zipped_notify,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from resonance.protocol.frames import MAX_FRAME_US, Frame, FrameSplitter
from resonance.protocol.tcp import Hole, Piece

LONGEST = 1 << 20
"""Bytes of a frame that is believed."""

COMBAT = near(delta(61931584, damages=[hit(100 + number, hp_lessen=0) for number in range(40)]))
SENT = [
    echo(),
    container(notify(45, b"\x0a\x00"), sequence=4),
    container(notify(), notify(TO_ME, b"abc"), answer(3), sequence=5),
    zipped(notify(45, COMBAT), notify(6, bytes(100)), sequence=6),
    container(sequence=7),
    counter(12),
    container(notify(45, bytes(300)), sequence=8),
    zipped(notify(45, COMBAT[:600]), sequence=9),
    echo(),
    container(notify(43, b"\x10\x01"), sequence=10),
]
STREAM = b"".join(SENT)


def rebuilt(frames: list[Frame]) -> list[bytes]:
    return [frame(kind, body) for _at_us, kind, body in frames]


def read(stream: list[bytes | int], *, in_step: bool = True) -> tuple[list[bytes], FrameSplitter]:
    """The frames in a stream; a number stands for a hole of that many bytes."""
    splitter, frames = FrameSplitter(in_step=in_step), []
    for item in stream:
        if isinstance(item, int):
            splitter.hole(Hole(0, item))
        else:
            frames += rebuilt(splitter.receive(Piece(0, item)))
    return frames, splitter


def untouched(sent: list[bytes], holes: list[tuple[int, int]]) -> list[bytes]:
    """The frames that have no byte in any of the holes (start, stop)."""
    out, start = [], 0
    for item in sent:
        stop = start + len(item)
        if not any(start < hole_stop and hole_start < stop for hole_start, hole_stop in holes):
            out.append(item)
        start = stop
    return out


def with_holes(stream: bytes, holes: list[tuple[int, int]], size: int = 1 << 20) -> list[bytes | int]:
    """The stream in pieces of `size`, and its holes; they must be in order and apart."""
    out: list[bytes | int] = []
    at = 0
    for start, stop in holes:
        out += [*pieces(stream[at:start], size), stop - start]
        at = stop
    return [*out, *pieces(stream[at:], size)]


# Cuts


@pytest.mark.parametrize(
    ("sent", "kind", "body"),
    [
        ("00 00 00 06 00 04", 4, ""),
        ("00 00 00 0a 00 07 00 00 00 0c", 7, "00 00 00 0c"),
        (
            "00 00 00 20 00 06 00 00 00 01 00 00 00 16 00 02 00 00 00 00 63 33 53 42 00 00 00 00 00 00 00 2d",
            6,
            "00 00 00 01 00 00 00 16 00 02 00 00 00 00 63 33 53 42 00 00 00 00 00 00 00 2d",
        ),
    ],
    ids=["echo", "counter", "container"],
)
@pytest.mark.parametrize("in_step", [True, False])
def test_vectors_of_the_protocol_notes(sent: str, kind: int, body: str, in_step: bool) -> None:
    """protocol.md Appendix A, vectors 2 to 4; behind each an echo, because one that joins must see what follows."""
    splitter = FrameSplitter(in_step=in_step)
    first, *_rest = splitter.receive(Piece(5, bytes.fromhex(sent) + echo()))
    assert first == Frame(5, kind, bytes.fromhex(body))


def test_every_cut_into_two_pieces() -> None:
    for cut in range(len(STREAM) + 1):
        frames, splitter = read([STREAM[:cut], STREAM[cut:]])
        assert (frames, splitter.errors) == (SENT, 0), cut


@pytest.mark.parametrize("size", [1, 2, 5, 7, 100])
def test_every_size_of_piece(size: int) -> None:
    assert read([*pieces(STREAM, size)])[0] == SENT


def test_frame_has_the_time_of_its_last_byte() -> None:
    splitter = FrameSplitter(in_step=True)
    assert splitter.receive(Piece(1, SENT[1][:9])) == []
    frames = splitter.receive(Piece(2, SENT[1][9:] + SENT[2][:3])) + splitter.receive(Piece(3, SENT[2][3:]))
    assert [item.at_us for item in frames] == [2, 3]


@pytest.mark.parametrize("kind", range(9))
def test_frames_of_every_type_pass_while_in_step(kind: int) -> None:
    """Types without a meaning for a meter are cut like the others, so that they cost nothing around them."""
    odd = frame(kind, container(notify())[6:])
    assert read([SENT[1] + odd + SENT[2]])[0] == [SENT[1], odd, SENT[2]]


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_joined_at_every_byte(size: int) -> None:
    """A stream joined in the middle gives every frame that begins from there on, and nothing else."""
    for start in range(len(STREAM)):
        frames, _splitter = read([*pieces(STREAM[start:], size)], in_step=False)
        assert frames == untouched(SENT, [(0, start)]), start


# Holes


@pytest.mark.parametrize("length", [1, 3, 6, 40, 200, 500])
def test_hole_at_every_byte(length: int) -> None:
    """Only the frames it touched are missing: inside one, at a border, over several."""
    for start in range(len(STREAM) - length):
        holes = [(start, start + length)]
        frames, splitter = read(with_holes(STREAM, holes))
        assert (frames, splitter.errors) == (untouched(SENT, holes), 0), start


@pytest.mark.parametrize("number", range(len(SENT)))
def test_hole_of_exactly_one_frame(number: int) -> None:
    start = len(b"".join(SENT[:number]))
    frames, _splitter = read(with_holes(STREAM, [(start, start + len(SENT[number]))]))
    assert frames == SENT[:number] + SENT[number + 1 :]


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_two_holes_in_one_frame_cost_one_frame(size: int) -> None:
    """Where it ends is known all the while, so even a frame that could not be found by its looks comes behind it."""
    sent = [*SENT[:4], answer(3), *SENT[4:]]
    stream = b"".join(sent)
    start = len(b"".join(SENT[:3]))
    stop = start + len(SENT[3])
    for second in ((start + 60, start + 90), (start + 21, stop), (stop - 1, stop)):
        holes = [(start + 10, start + 20), second]
        frames, splitter = read(with_holes(stream, holes, size))
        assert (frames, splitter.errors) == (untouched(sent, holes), 0)


def test_hole_of_unknown_length() -> None:
    """After it the next plausible frame is looked for, even if the one before was whole."""
    assert read([SENT[1], 0, *pieces(b"".join(SENT[1:4]), 9)])[0] == [SENT[1], *SENT[1:4]]
    assert read([SENT[1] + SENT[2][:20], 0, SENT[3][50:] + SENT[4] + SENT[5]])[0] == [SENT[1], SENT[4], SENT[5]]


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
@pytest.mark.parametrize(
    "fake",
    [
        echo(),
        counter(),
        container(),
        pack("!IHIIH", 300, FRAME_DOWN, 1, 40, 2),
        pack("!IHIIH", 2_000, FRAME_DOWN, 1, 40, 2),
        pack("!IHIIH", 70_000, FRAME_DOWN, 1, 69_990, 2),
    ],
    ids=["echo", "counter", "empty_container", "container", "container_beyond_the_frame", "container_beyond_all"],
)
def test_bytes_within_a_frame_that_look_like_one(fake: bytes, size: int) -> None:
    """What stands behind them tells that they are none."""
    outer = container(notify(45, b"\x0a" * 50 + fake + b"\x0a" * 400))
    assert read([*pieces(outer[20:] + STREAM, size)], in_step=False)[0] == SENT


@pytest.mark.parametrize(("inner", "kind"), [(6, 9), (6, FRAME_DOWN), (6, 0), (5, 2), (7, 2), (0, 2), (300, 3)])
def test_container_that_would_hold_what_none_ever_did(inner: int, kind: int) -> None:
    """It stands right in front of a real frame, but its own content speaks against it."""
    fake = pack("!IHIIH", 16, FRAME_DOWN, 1, inner, kind)
    outer = container(notify(45, b"\x0a" * 50 + fake))
    assert read([outer[20:] + STREAM], in_step=False)[0] == SENT


def test_hole_while_joining() -> None:
    """What was held for a header that never came whole is not joined to the bytes behind the hole."""
    frames, _splitter = read([SENT[1][:3], 4, SENT[1][3:] + SENT[2] + SENT[3]], in_step=False)
    assert frames == [SENT[2], SENT[3]]


ANY_BYTES = st.one_of(
    st.binary(max_size=200),
    st.lists(st.sampled_from(b"\x00\x00\x00\x02\x06\x07\x0a\x80\x28\xb5\x2f\xfd"), max_size=80).map(bytes),
    st.sampled_from([COMBAT, COMBAT[3:90], b"", bytes(64), pack("<10i", *range(10)), pack("!10i", *range(10))]),
)
NESTED = st.one_of(
    st.builds(lambda method, inside: notify(method, proto({1: inside})), st.integers(0, 90), ANY_BYTES),
    st.builds(lambda call, inside: answer(call, proto({1: inside})), st.integers(0, 2**32 - 1), ANY_BYTES),
)
SEQUENCE = st.one_of(st.integers(0, 20), st.integers(0, 2**32 - 1))
TOP_FRAME = st.one_of(
    st.just(echo()),
    st.builds(counter, SEQUENCE),
    st.builds(lambda frames, sequence: container(*frames, sequence=sequence), st.lists(NESTED, max_size=4), SEQUENCE),
    st.builds(lambda frames, sequence: zipped(*frames, sequence=sequence), st.lists(NESTED, max_size=6), SEQUENCE),
)


# Not at random: luck may put a whole frame into a message, and nobody could tell it from a real one.
@settings(deadline=None, derandomize=True)
@given(st.data(), st.lists(TOP_FRAME, min_size=1, max_size=12), st.booleans())
def test_random_holes_in_random_streams(draw: st.DataObject, sent: list[bytes], joined: bool) -> None:
    """Never a frame that was not sent, and none missing that was not touched, whatever is in and around them.

    An echo, a counter or an empty container may be lost between two holes: a header that makes one wait for more bytes
    than they have can seem to stand in front of them.
    """
    end = len(b"".join(sent))
    sent = [*sent, *SENT[:3]]  # a header at the very end may take more bytes to believe
    stream = b"".join(sent)
    cuts = sorted(draw.draw(st.sets(st.integers(1, end), max_size=8).filter(lambda cuts: len(cuts) % 2 == 0)))
    holes = list(zip(cuts[::2], cuts[1::2], strict=True))
    size = draw.draw(st.integers(1, len(stream)))
    if joined:
        holes.insert(0, (0, draw.draw(st.integers(0, cuts[0] - 1 if cuts else end))))
        stream_in = with_holes(stream, holes, size)[1:]
    else:
        stream_in = with_holes(stream, holes, size)
    frames, _splitter = read(stream_in, in_step=not joined)
    expected = untouched(sent, holes)
    assert [item for item in frames if len(item) > 10] == [item for item in expected if len(item) > 10]
    rest = iter(expected)
    assert all(item in rest for item in frames), "a frame that was not sent, or not there"


# Headers that lie


@pytest.mark.parametrize(
    "lie",
    [
        pack("!IH", 0, FRAME_DOWN),
        pack("!IH", 5, FRAME_DOWN),
        pack("!IH", LONGEST + 1, FRAME_DOWN),
        pack("!IH", 0xFFFF_FFFF, 2),
        pack("!IH", 60, 9),
        pack("!IH", 60, 0x7FFF),
        pack("!IH", 9, FRAME_DOWN) + bytes(3),
        pack("!IHIIH", 5_000_000, FRAME_DOWN, 1, 6_000_000, 2),
        pack("!IHIIH", 5_000_000, FRAME_DOWN, 1, 22, 0),
        pack("!IHI", 5_000_000, FRAME_DOWN | COMPRESSED, 1) + b"no magic",
    ],
    ids=lambda lie: lie[:6].hex(),
)
def test_header_that_makes_no_sense(lie: bytes) -> None:
    """It is counted once, and the next frames are found again."""
    frames, splitter = read([SENT[1] + lie + b"".join(SENT[2:])])
    assert (frames, splitter.errors) == ([SENT[1], *SENT[2:]], 1)


def test_longest_frame() -> None:
    """A frame of exactly the greatest length believed, in the pieces TCP makes of it."""
    big = frame(2, bytes(LONGEST - 6))
    frames, splitter = read([*pieces(big + SENT[1], 65_000)])
    assert (frames, splitter.errors) == ([big, SENT[1]], 0)


def test_compressed_notify_is_a_frame_like_others() -> None:
    assert read([zipped_notify(45, COMBAT) + echo()])[0] == [zipped_notify(45, COMBAT), echo()]


@settings(deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=400), st.integers(0, 100), st.sampled_from(SENT))), st.booleans())
def test_garbage_never_raises_and_the_rest_still_comes(garbage: list[bytes | int], in_step: bool) -> None:
    """After bytes of any kind, a hole nobody knows the length of is enough to be in step again."""
    frames, _splitter = read([*garbage, 0, STREAM], in_step=in_step)
    assert frames[-len(SENT) :] == SENT


def test_false_length_does_not_hold_up_the_stream() -> None:
    """A length of a megabyte is believed for some seconds of packet time, then the frames behind it are found."""
    lie = pack("!IH", 1 << 20, 2)
    splitter = FrameSplitter(in_step=True)
    assert splitter.receive(Piece(0, lie + STREAM)) == []
    assert splitter.receive(Piece(MAX_FRAME_US, STREAM)) == []
    frames = splitter.receive(Piece(MAX_FRAME_US + 1, STREAM))
    assert splitter.errors == 1
    assert len(frames) == 3 * len(SENT)


def test_long_frame_after_a_silence() -> None:
    """The time a frame takes runs from its own first byte, not from the end of the one before it."""
    splitter = FrameSplitter(in_step=True)
    assert rebuilt(splitter.receive(Piece(0, STREAM))) == SENT
    late_us = 10 * MAX_FRAME_US
    cuts = (STREAM[:3], STREAM[3:20], STREAM[20:])
    frames = [frame for step, cut in enumerate(cuts) for frame in splitter.receive(Piece(late_us + step, cut))]
    assert (rebuilt(frames), splitter.errors) == (SENT, 0)
