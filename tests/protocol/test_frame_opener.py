"""One top-level frame -> the messages in it; what lies or is too big costs only itself."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from struct import pack

import pytest
import zstandard
from builders import (
    COMPRESSED,
    FRAME_DOWN,
    FRAME_UP,
    NEAR_DELTAS,
    NOTIFY,
    TO_ME,
    WORLD,
    answer,
    container,
    counter,
    echo,
    frame,
    notify,
    zipped,
    zipped_notify,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from resonance.protocol.frames import MAX_WINDOW, FrameOpener, Message

MIB = 1 << 20
DEEPEST = 4  # containers within containers
ONE, TWO, THREE = (notify(NEAR_DELTAS, name) for name in (b"one", b"two", b"three"))
HEAD = pack("!QII", WORLD, 0, NEAR_DELTAS)


def opened(sent: bytes, opener: FrameOpener | None = None) -> tuple[list[bytes], int]:
    """Payloads of the messages in a frame, and how many parts of it could not be read."""
    opener = opener or FrameOpener()
    before = opener.errors
    messages = opener.open(int.from_bytes(sent[4:6]), sent[6:])
    return [message.payload for message in messages], opener.errors - before


def zstd(data: bytes, *, declared: bool = False) -> bytes:
    return zstandard.ZstdCompressor(write_content_size=declared).compress(data)


def bomb(size: int, *, declared: int | None = None, window_log: int = 21) -> bytes:
    """A zstd frame of `size` zeros in blocks of 128 KiB, four bytes each (RFC 8878, 3.1.1)."""
    head = pack("<IBB", 0xFD2FB528, 0 if declared is None else 0x80, (window_log - 10) << 3)
    if declared is not None:
        head += pack("<I", declared)
    blocks = [128 << 10] * (size >> 17) + [size & 0x1FFFF]
    *most, last = [pack("<I", block << 3 | 2)[:3] + b"\0" for block in blocks]
    return head + b"".join(most) + bytes([last[0] | 1]) + last[1:]


def sized_notify(body: bytes) -> bytes:
    return frame(NOTIFY | COMPRESSED, HEAD + body)


def test_message_holds_service_method_and_payload() -> None:
    """Of any service: whose messages are wanted is decided elsewhere."""
    opener = FrameOpener()
    sent = container(notify(TO_ME, b"x"), notify(3, service=0x399FCA69))
    assert opener.open(FRAME_DOWN, sent[6:]) == [Message(WORLD, TO_ME, b"x"), Message(0x399FCA69, 3, b"")]
    assert opener.notifies == 2


@pytest.mark.parametrize(
    ("sent", "payloads"),
    [
        (ONE, [b"one"]),
        (zipped_notify(NEAR_DELTAS, b"one" * 99), [b"one" * 99]),
        (container(ONE, answer(), TWO), [b"one", b"two"]),
        (container(ONE, TWO, kind=FRAME_UP), [b"one", b"two"]),
        (zipped(ONE, answer(), TWO), [b"one", b"two"]),
        (container(zipped_notify(NEAR_DELTAS, b"zip"), ONE), [b"zip", b"one"]),
        (zipped(zipped_notify(NEAR_DELTAS, b"zip"), ONE), [b"zip", b"one"]),
        (container(container(ONE, TWO), THREE), [b"one", b"two", b"three"]),
        (container(ONE, zipped(TWO), container(kind=FRAME_UP), THREE), [b"one", b"two", b"three"]),
        (zipped(container(zipped(ONE), TWO), THREE), [b"one", b"two", b"three"]),
        (container(), []),
        (zipped(), []),
        (echo(), []),
        (counter(), []),
        (answer(), []),
        (container(echo(), counter(), frame(0), frame(1, bytes(30)), frame(8, b"?"), frame(77), ONE), [b"one"]),
    ],
)
def test_messages_in_order(sent: bytes, payloads: list[bytes]) -> None:
    """Nested ones too, with what stands behind them; types that carry no message are left out."""
    assert opened(sent) == (payloads, 0)


def test_vector_of_the_protocol_notes() -> None:
    """protocol.md Appendix A, vector 4."""
    body = bytes.fromhex("00000001 00000016 0002 0000000063335342 00000000 0000002d")
    assert FrameOpener().open(FRAME_DOWN, body) == [Message(WORLD, 45, b"")]


def test_depth_limit() -> None:
    """Containers beyond the limit are left out, and what stands beside them is not."""
    sent = ONE
    for depth in range(1, 9):
        sent = container(sent, TWO)
        if depth <= DEEPEST:
            assert opened(sent) == ([b"one"] + [b"two"] * depth, 0)
        else:
            assert opened(sent) == ([b"two"] * DEEPEST, 1)


@pytest.mark.parametrize(
    "end",
    [
        pack("!IH", 0, NOTIFY),
        pack("!IH", 5, NOTIFY),
        pack("!IH", 7, NOTIFY),
        pack("!IH", 0xFFFF_FFFF, NOTIFY) + bytes(40),
        *(bytes(size) for size in range(1, 6)),
    ],
    ids=lambda end: end.hex(),
)
@pytest.mark.parametrize("outer", [container, zipped])
def test_length_that_lies_ends_its_container(outer: Callable[..., bytes], end: bytes) -> None:
    """What came before it counts, and what stands behind the container too."""
    assert opened(container(outer(ONE, TWO, end), THREE)) == ([b"one", b"two", b"three"], 1)


@pytest.mark.parametrize(
    "bad",
    [
        frame(NOTIFY, HEAD[:-1]),
        frame(NOTIFY),
        frame(NOTIFY | COMPRESSED, HEAD),
        frame(FRAME_DOWN, b"\0\0\1"),
        frame(FRAME_UP),
        frame(FRAME_DOWN | COMPRESSED, b"\0\0\1"),
        zipped(body=b""),
        zipped(body=b"\x28\xb5\x2f\xfd"),
        zipped(body=b"no zstd at all"),
        zipped(body=zstd(ONE)[:-1]),
        zipped(body=zstd(ONE * 5000)[:-1]),
        zipped(body=zstd(ONE * 5000, declared=True)[:-1]),
        zipped(body=zstd(ONE * 5000)[5:]),
        sized_notify(bomb(9, declared=8)),
        sized_notify(bomb(9, declared=10)),
        sized_notify(bomb(9, window_log=MAX_WINDOW.bit_length())),
        sized_notify(bomb(9, window_log=31)),
        sized_notify(bomb(300_000, window_log=31)),
        sized_notify(bomb(MIB + 1)),
        sized_notify(bomb(9, declared=MIB + 1)),
        sized_notify(bomb(9, declared=0xFFFF_FFFF)),
    ],
)
def test_bad_part_costs_only_itself(bad: bytes) -> None:
    assert opened(container(ONE, bad, TWO)) == ([b"one", b"two"], 1)


# zstd


@pytest.mark.parametrize("size", [0, 1, 512, 513, 128 << 10, (128 << 10) + 1, MIB // 2, MIB])
@pytest.mark.parametrize("declared", [False, True])
def test_unpacked_sizes(size: int, declared: bool) -> None:
    """Up to the bound, whether the size is declared or not (protocol.md 3.4: it never is)."""
    [payload], errors = opened(sized_notify(bomb(size, declared=size if declared else None)))
    assert (payload, errors) == (bytes(size), 0)


@pytest.mark.parametrize("declared", [False, True])
def test_packed_by_the_library(declared: bool) -> None:
    inner = b"".join(notify(NEAR_DELTAS, bytes([number % 256]) * number) for number in range(1000))
    payloads, errors = opened(zipped(body=zstd(inner, declared=declared)))
    assert (payloads, errors) == ([bytes([number % 256]) * number for number in range(1000)], 0)


def test_bytes_behind_the_zstd_frame_are_left_out() -> None:
    assert opened(zipped(body=zstd(ONE) + b"tail")) == ([b"one"], 0)


@pytest.mark.parametrize(
    ("greedy", "fit"),
    [
        (bomb(MIB - 2), 1),
        (bomb(MIB + 1), 0),
        (bomb(1 << 30), 0),
        (bomb(MIB + 1)[:-4], 0),
    ],
    ids=["full", "too_big", "huge", "cut"],
)
def test_budget_is_for_the_whole_frame(greedy: bytes, fit: int) -> None:
    """Thousands of bombs in one frame cost no more than one: what unpacking them took is gone for the others."""
    opener = FrameOpener()
    payloads, errors = opened(container(*[sized_notify(greedy)] * 3, sized_notify(bomb(3)), ONE), opener)
    assert [len(payload) for payload in payloads] == [MIB - 2] * fit + [3]
    assert (payloads[-1], errors) == (b"one", 4 - fit)
    assert opened(sized_notify(bomb(MIB)), opener) == ([bytes(MIB)], 0)


@pytest.mark.parametrize("declared", [None, 1 << 30])
def test_bomb_takes_no_memory(declared: int | None) -> None:
    """33 KB that unpack to 1 GiB: Python's own memory stays below twice the bound of the first try."""
    sent = zipped(body=bomb(1 << 30, declared=declared))
    assert len(sent) < 33_000
    tracemalloc.start()
    try:
        assert opened(sent) == ([], 1)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 512 << 10


PROCESS = """
import resource, sys
sys.path[:0] = {path!r}
from builders import container, zipped
from test_frame_opener import bomb, opened, sized_notify
bombs = [zipped(body=bomb(1 << 30)), zipped(body=bomb(1 << 30, declared=1 << 30)),
         container(*[sized_notify(bomb(1 << 30))] * 50)]
opened(sized_notify(bomb(1000)))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert [opened(sent)[0] for sent in bombs] == [[], [], []]
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of a process as Linux counts it")
def test_bombs_take_no_memory_of_the_process() -> None:
    """With all that zstd allocates outside Python: less than 16 MiB more, of which the window is 2 MiB."""
    script = PROCESS.format(path=[path for path in sys.path if path])
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 16 << 10


# Garbage

PARTS = st.recursive(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from([ONE, TWO, echo(), answer(), zipped(ONE), zipped(body=bomb(1 << 24))]),
        st.builds(lambda length, kind: pack("!IH", length, kind), st.integers(0, 40), st.integers(0, 0xFFFF)),
    ),
    lambda parts: st.one_of(
        st.lists(parts, max_size=4).map(lambda parts: container(*parts)),
        st.lists(parts, max_size=4).map(lambda parts: zipped(*parts)),
        parts.map(lambda part: zipped(body=part)),
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.integers(0, 0xFFFF), PARTS)
def test_garbage_never_raises_and_never_grows(kind: int, body: bytes) -> None:
    opener = FrameOpener()
    messages = opener.open(kind, body) + opener.open(FRAME_DOWN, body) + opener.open(FRAME_DOWN | COMPRESSED, body)
    assert sum(len(message.payload) for message in messages) <= 3 * (MIB + len(body) * DEEPEST)
