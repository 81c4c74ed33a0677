"""All segments of a machine -> the stream of the game's server, and of nobody else."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterable

import pytest
from builders import (
    AT_US,
    FLOW,
    SECOND_US,
    answer,
    container,
    counter,
    echo,
    flow,
    frame,
    login_answer,
    notify,
    pieces,
    segment,
    segments,
    zipped,
)
from flows import (
    CLIENT_SIDE,
    COMBAT,
    GAME,
    STREAM,
    TICK_US,
    Listener,
    after,
    connection,
    play,
    shuffled,
    syn,
)

from resonance.protocol.packet import TcpSegment

# Finding it


@pytest.mark.parametrize(
    "first",
    [
        [login_answer()],
        [answer(1), login_answer(), echo()],
        [answer(1), answer(2, bytes(400)), echo(), counter(4)],
        [zipped(notify(3, COMBAT), notify(21, bytes(900))), container()],
        [],
    ],
    ids=["login_answer", "login_answer_second", "answers", "scene_entry", "scene_at_once"],
)
def test_connection_seen_from_its_start(first: list[bytes]) -> None:
    """Every frame since the first byte comes out, also those ahead of the signature."""
    heard = Listener().hear(connection(first + GAME)).finish()
    assert heard.joined == [(FLOW, True)]
    assert (heard.frames, heard.holes, heard.errors) == (first + GAME, [], 0)


def test_login_answer_is_enough() -> None:
    """Method B finds the server before the first scene traffic (protocol.md 1.2)."""
    assert Listener().hear(connection([login_answer()])).joined == [(FLOW, True)]
    assert Listener().hear(play([login_answer(), answer()])).finish().joined == [(FLOW, False)]


def test_scene_that_loads_slowly() -> None:
    """What the server said at once is kept while it says nothing more for many seconds."""
    entry = zipped(notify(3, COMBAT), notify(21, bytes(900)))
    first = connection([answer(1), entry])
    heard = Listener().hear([*first, *play(GAME, after(first, 20 * SECOND_US), seq=1001 + len(answer(1) + entry))])
    assert heard.finish().frames == [answer(1), entry, *GAME]
    assert heard.holes == []


def test_joined_at_a_frame() -> None:
    heard = Listener().hear(play(GAME)).finish()
    assert heard.joined == [(FLOW, False)]
    assert (heard.frames, heard.holes) == (GAME, [])


@pytest.mark.parametrize("start", [1, 5, 9, 33, 100, 300, 700, 1000])
@pytest.mark.parametrize("size", [100, 333, 1460])
def test_joined_within_a_frame(start: int, size: int) -> None:
    """Segments need not begin where frames do: then a few frames in a row are the proof."""
    heard = Listener().hear(segments(pieces(STREAM[start:], size))).finish()
    assert heard.joined == [(FLOW, False)]
    first = next(number for number in range(len(GAME)) if len(b"".join(GAME[:number])) >= start)
    assert (heard.frames, heard.holes) == (GAME[first:], [])


@pytest.mark.parametrize("size", [1, 7, 100])
@pytest.mark.parametrize("order", ["in_order", "late_times_kept", "late_times_sorted"])
@pytest.mark.parametrize("first_seq", [1000, 2**32 - 700])
@pytest.mark.parametrize("from_start", [True, False])
def test_stream_in_small_pieces(size: int, order: str, first_seq: int, from_start: bool) -> None:
    """Nothing is missing of a stream cut small and shuffled within a quarter second, wherever its numbers begin."""
    sent, seq = [], first_seq + 1
    for number, item in enumerate(GAME):
        sent += segments(pieces(item, size), seq, AT_US + number * TICK_US, step_us=10)
        seq += len(item)
    if order != "in_order":
        sent = shuffled(sent, keep_times=order == "late_times_kept")
    heard = Listener().hear([syn(first_seq), *sent] if from_start else sent).finish()
    assert heard.joined == [(FLOW, from_start)]
    assert (heard.frames, heard.holes, heard.errors) == (GAME, [], 0)


def test_only_what_the_server_sends() -> None:
    """The client's direction is another flow; what it sends has no signature."""
    calls = [container(frame(1, bytes(60)), sequence=number, kind=5) for number in range(40)]
    both = [item for pair in zip(play(GAME), play(calls, flow=CLIENT_SIDE), strict=True) for item in pair]
    heard = Listener().hear(both).finish()
    assert heard.joined == [(FLOW, False)]
    assert heard.frames == GAME
    assert Listener().hear(play(calls, flow=CLIENT_SIDE)).finish().joined == []


def test_traffic_without_a_signature_is_not_the_game() -> None:
    """Frames of the right shape alone do not do, nor a signature for another service."""
    others = [container(notify(service=0x0626AD66), sequence=number) for number in range(40)]
    keep_alives = [echo(), counter()] * 20
    lone = [b"\x01" * 500, GAME[1]] * 20
    for sent in (others, keep_alives, lone, [bytes(1000)] * 40, [random.Random(2).randbytes(1460)] * 40):
        assert Listener().hear(connection(sent)).finish().joined == []
        assert Listener().hear(play(sent)).finish().joined == []


def test_found_among_busy_flows() -> None:
    """A hundred other flows that talk all the time do not push the game's out of sight: one more signature does it."""
    noise = [play([bytes(300)] * len(GAME), flow=flow(50_000 + number)) for number in range(100)]
    sent = sorted([*play(GAME), *[item for one in noise for item in one]], key=lambda item: item.at_us)
    heard = Listener().hear(sent).finish()
    assert heard.joined == [(FLOW, False)]
    assert heard.frames == GAME[1:]


def test_recording_shorter_than_the_wait_for_late_segments() -> None:
    """The end of a recording ends the waiting too."""
    heard = Listener().hear(play(GAME[1:4]))
    assert heard.joined == []
    assert heard.finish().frames == GAME[1:4]


def test_time_passes_with_other_packets() -> None:
    """A hole is given up although the server sends nothing more."""
    sent = connection(GAME)
    del sent[-2]
    heard = Listener().hear(sent).wait(after(sent, 3 * SECOND_US))
    assert (heard.frames, heard.holes) == (GAME[:-2] + GAME[-1:], [len(GAME[-2])])


# Bounds


def peak_bytes(sent: Iterable[TcpSegment]) -> tuple[int, Listener]:
    """Most memory taken at any time while listening."""
    heard = Listener()
    tracemalloc.start()
    try:
        heard.hear(sent)
        return tracemalloc.get_traced_memory()[1], heard
    finally:
        tracemalloc.stop()


def test_ten_thousand_unknown_flows() -> None:
    """Memory does not grow with the number of flows."""
    ports = [flow(1024 + number % 10_000, f"36.152.{number % 250}.1") for number in range(20_000)]
    peak, heard = peak_bytes(
        segment(bytes(1460), number, AT_US + number * 50, ports[number]) for number in range(20_000)
    )
    assert heard.joined == []
    assert peak < 2 << 20


@pytest.mark.parametrize(
    ("size", "count", "step_us"),
    [(1460, 70_000, 10), (60_000, 1_700, 500), (48, 30_000, 50)],
    ids=["segments", "offloaded", "small"],
)
def test_foreign_traffic_is_not_hoarded(size: int, count: int, step_us: int) -> None:
    """100 MB of a download, and many small segments: only a few hundred KB are kept of a flow."""
    payload = random.Random(3).randbytes(size)
    peak, heard = peak_bytes(segment(payload, number * size, AT_US + number * step_us) for number in range(count))
    assert heard.joined == []
    assert peak < 3 << 20


def test_packet_times_that_stand_still() -> None:
    """A recording without times: the server is found, and waiting is bounded by bytes."""
    sent = [item._replace(at_us=0) for item in play(GAME * 60)]
    peak, heard = peak_bytes(sent)
    assert heard.joined == [(FLOW, False)]
    assert heard.finish().frames == GAME * 60
    assert peak < 4 << 20
