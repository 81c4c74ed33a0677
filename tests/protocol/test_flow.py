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
    TO_ME,
    answer,
    container,
    counter,
    delta,
    echo,
    flow,
    frame,
    hit,
    login_answer,
    near,
    notify,
    pieces,
    segment,
    segments,
    zipped,
)

from resonance.protocol.flow import FlowFinder, Joined
from resonance.protocol.frames import FrameSplitter
from resonance.protocol.packet import TcpSegment
from resonance.protocol.tcp import Hole

TICK_US = 80_000  # the server writes this often
COMBAT = near(delta(61931584, damages=[hit(100 + number) for number in range(30)]))
OTHER = flow(40_000)  # another connection of the same client
CLIENT_SIDE = FLOW[4:8] + FLOW[:4] + FLOW[10:] + FLOW[8:10]


def game(count: int = 40, first: int = 1) -> list[bytes]:
    """Top-level frames as they come: scene containers, long ones, keep-alives."""
    kinds = [
        lambda n: container(notify(payload=b"\x0a\x00" * n), sequence=n),
        lambda n: zipped(notify(payload=COMBAT + bytes([n % 128])), sequence=n),
        lambda n: container(answer(n), notify(TO_ME, b"\x0a" * n), notify(), sequence=n),
        lambda n: echo(),
        lambda n: container(notify(6, bytes(300)), sequence=n),
        lambda n: counter(n),
    ]
    return [kinds[number % len(kinds)](number) for number in range(first, first + count)]


GAME = game()
STREAM = b"".join(GAME)
MORE = game(40, first=100)


class Listener:
    """What came out of a FlowFinder: whom it joined, the frames, the holes."""

    def __init__(self) -> None:
        self.finder = FlowFinder()
        self.joined: list[tuple[bytes, bool]] = []
        self.frames: list[bytes] = []
        self.holes: list[int] = []
        self.errors = 0

    def hear(self, sent: Iterable[TcpSegment]) -> Listener:
        for item in sent:
            self._take(self.finder.receive(item))
        return self

    def finish(self) -> Listener:
        self._take(self.finder.finish())
        return self

    def _take(self, chunks: list) -> None:  # type: ignore[type-arg]
        for splitter, item in chunks:
            assert isinstance(splitter, FrameSplitter)
            before = splitter.errors
            if isinstance(item, Joined):
                self.joined.append((item.flow, item.from_start))
            elif isinstance(item, Hole):
                splitter.hole(item)
                self.holes.append(item.missing)
            else:
                self.frames += [frame(kind, body) for _at_us, kind, body in splitter.receive(item)]
            self.errors += splitter.errors - before


def syn(seq: int = 1000, at_us: int = AT_US, flow: bytes = FLOW) -> TcpSegment:
    """The server's answer to a client that opens a connection; the first byte comes at seq + 1."""
    return segment(b"", seq, at_us, flow, syn=True)


def play(
    frames: list[bytes], at_us: int = AT_US, flow: bytes = FLOW, *, seq: int = 1001, tick_us: int = TICK_US
) -> list[TcpSegment]:
    return segments(frames, seq, at_us, flow, step_us=tick_us)


def connection(frames: list[bytes], at_us: int = AT_US, flow: bytes = FLOW, *, seq: int = 1000) -> list[TcpSegment]:
    return [syn(seq, at_us, flow), *play(frames, at_us + 1000, flow, seq=seq + 1)]


def after(sent: list[TcpSegment], us: int = TICK_US) -> int:
    return sent[-1].at_us + us


def shuffled(sent: list[TcpSegment], within_us: int = 250_000, *, keep_times: bool = True) -> list[TcpSegment]:
    """Each one late by less than `within_us`; packet times as they were, or in order as a capture writes them."""
    chance = random.Random(1)
    late = sorted(sent, key=lambda item: item.at_us + chance.uniform(0, within_us))
    if keep_times:
        return late
    times = sorted(item.at_us for item in sent)
    return [item._replace(at_us=at_us) for item, at_us in zip(late, times, strict=True)]


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
    for sent in (others, keep_alives, [bytes(1000)] * 40, [random.Random(2).randbytes(1460)] * 40):
        assert Listener().hear(connection(sent)).finish().joined == []
        assert Listener().hear(play(sent)).finish().joined == []


def test_found_among_busy_flows() -> None:
    """A hundred other flows that talk all the time do not push the game's out of sight; it may take a signature more."""
    noise = [play([bytes(300)] * len(GAME), flow=flow(50_000 + number)) for number in range(100)]
    sent = sorted([*play(GAME), *[item for one in noise for item in one]], key=lambda item: item.at_us)
    heard = Listener().hear(sent).finish()
    assert heard.joined == [(FLOW, False)]
    assert heard.frames == GAME[1:]


# Not fooled by a signature within something else

HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 999999\r\n\r\n"
DOWNLOADS: dict[str, list[bytes]] = {
    "headers_in_the_same_segment": [HEADERS + STREAM],
    "headers_in_the_segment_before": [HEADERS, STREAM],
    "headers_and_a_part": [HEADERS + STREAM[:500], *pieces(STREAM[500:], 1460)],
    "body_in_segments": [HEADERS, *pieces(STREAM, 1460)],
    "body_in_frames": [HEADERS, *GAME],
    "body_in_pairs_of_frames": [HEADERS, *(b"".join(GAME[n : n + 2]) for n in range(0, len(GAME), 2))],
    "everything_in_small_pieces": pieces(HEADERS + STREAM, 100),
    "everything_in_tiny_pieces": pieces(HEADERS + STREAM, 7),
    "everything_in_bytes": pieces(HEADERS + STREAM[:4000], 1),
    "other_data_first": [HEADERS, bytes(3000), *GAME],
    "long_download": [HEADERS, *pieces(STREAM * 60, 1460)],
    "long_download_in_frames": [HEADERS, *GAME * 30],
    "login_answer": [HEADERS, login_answer(), *GAME],
}


def download(name: str, *, with_syn: bool, at_us: int = AT_US, step_us: int = 9_000) -> list[TcpSegment]:
    sent = segments(DOWNLOADS[name], 1001, at_us + 1000, OTHER, step_us=step_us)
    return [syn(1000, at_us, OTHER), *sent] if with_syn else sent


@pytest.mark.parametrize("with_syn", [True, False])
@pytest.mark.parametrize("name", DOWNLOADS)
def test_recording_of_the_game_downloaded_over_http(name: str, with_syn: bool) -> None:
    """The stream of the game, whole and true, but in a web server's answer."""
    assert Listener().hear(download(name, with_syn=with_syn)).finish().joined == []


@pytest.mark.parametrize("with_syn", [True, False])
@pytest.mark.parametrize("name", DOWNLOADS)
def test_download_while_playing(name: str, with_syn: bool) -> None:
    """It does not take the place of the game's connection."""
    playing = connection(GAME + MORE)
    sent = sorted([*playing, *download(name, with_syn=with_syn, at_us=AT_US + SECOND_US)], key=lambda item: item.at_us)
    heard = Listener().hear(sent).finish()
    assert heard.joined == [(FLOW, True)]
    assert (heard.frames, heard.holes) == (GAME + MORE, [])


@pytest.mark.parametrize("with_syn", [True, False])
@pytest.mark.parametrize("name", ["headers_in_the_segment_before", "body_in_segments", "body_in_frames"])
def test_download_whose_headers_come_late(name: str, with_syn: bool) -> None:
    """The segment with the headers is overtaken by the body."""
    sent = download(name, with_syn=with_syn)
    headers = sent.pop(int(with_syn))
    sent.insert(int(with_syn) + 1, headers._replace(at_us=sent[int(with_syn)].at_us + 10))
    assert Listener().hear(sent).finish().joined == []


def test_download_before_the_game_does_not_hide_it() -> None:
    """The game is found while a download runs, and after it."""
    loading = download("long_download", with_syn=False)
    sent = sorted([*loading, *play(GAME, AT_US + SECOND_US)], key=lambda item: item.at_us)
    assert Listener().hear(sent).finish().frames == GAME


@pytest.mark.parametrize("start", ["POST /logs HTTP/1.1\r\n\r\n", "PUT /logs HTTP/1.1\r\n\r\n"])
@pytest.mark.parametrize("with_syn", [True, False])
def test_recording_sent_to_somebody(start: str, with_syn: bool) -> None:
    """A bug report with a recording in it goes the other way, and has its own first words."""
    sent = segments([start.encode(), *GAME * 30], 1001, flow=CLIENT_SIDE, step_us=9_000)
    assert Listener().hear([syn(flow=CLIENT_SIDE), *sent] if with_syn else sent).finish().joined == []


# Another connection


def test_new_connection_replaces_the_old_one() -> None:
    """A line change: the client connects elsewhere, and the old connection just falls silent."""
    old = connection(GAME)
    new = connection(MORE, after(old), OTHER)
    heard = Listener().hear(old + new).finish()
    assert heard.joined == [(FLOW, True), (OTHER, True)]
    assert (heard.frames, heard.holes) == (GAME + MORE, [])


@pytest.mark.parametrize("same_numbers", [True, False])
@pytest.mark.parametrize("goodbye", ["fin", "rst", None])
def test_same_ports_again(goodbye: str | None, same_numbers: bool) -> None:
    """A new SYN on the ports of the known connection begins a new stream, with or without a goodbye."""
    old = connection(GAME[:-1] + [GAME[-1][:20]])
    if goodbye == "fin":
        old.append(segment(b"", 9_999, after(old), fin=True))
    if goodbye == "rst":
        old.append(segment(b"", 9_999, after(old), rst=True))
    new = connection(MORE, after(old), seq=1500 if same_numbers else 3_000_000_000)
    heard = Listener().hear(old + new).finish()
    assert heard.joined == [(FLOW, True), (FLOW, True)]
    assert (heard.frames, heard.errors) == (GAME[:-1] + MORE, 0)


@pytest.mark.parametrize("flag", ["fin", "rst"])
def test_goodbye_with_the_last_bytes(flag: str) -> None:
    """The payload of the last segment counts, and so does one that comes after it."""
    old = connection(GAME)
    old[-1] = old[-1]._replace(fin=flag == "fin", rst=flag == "rst")
    heard = Listener().hear(old[:-2] + [old[-1], old[-2]]).finish()
    assert heard.frames == GAME


@pytest.mark.parametrize("flag", ["fin", "rst"])
def test_older_connection_takes_over_after_a_goodbye(flag: str) -> None:
    """With two clients on one machine, the numbers go on with the one that is left."""
    first, second = connection(GAME), connection(game(20, 500), AT_US + 5 * TICK_US, OTHER)
    both = sorted(first + second, key=lambda item: item.at_us)
    ended = after(both)
    goodbye = segment(b"", 1001 + len(b"".join(game(20, 500))), ended, OTHER, fin=flag == "fin", rst=flag == "rst")
    rest = play(MORE, ended + TICK_US, seq=1001 + len(STREAM))
    heard = Listener().hear([*both, goodbye, *rest]).finish()
    assert [name for name, _ in heard.joined] == [FLOW, OTHER, FLOW]
    assert heard.frames[-len(MORE) :] == MORE


def test_late_segments_of_the_old_connection_count() -> None:
    """A hole in the old stream is filled after the new connection was found."""
    old = connection(GAME)
    late = old.pop(-2)
    new = connection(MORE, after(old), OTHER)
    heard = Listener().hear([*old, *new[:6], late._replace(at_us=new[5].at_us), *new[6:]]).finish()
    assert sorted(heard.frames) == sorted(GAME + MORE)
    assert heard.holes == []


def test_old_connection_does_not_steal_back() -> None:
    """It may go on talking for long, scene traffic included."""
    old, new = connection(GAME), connection(MORE + GAME, AT_US + 10 * TICK_US, OTHER)
    still = play(MORE * 2, after(old), seq=1001 + len(STREAM))
    sent = sorted(old + new + still, key=lambda item: item.at_us)
    heard = Listener().hear(sent).finish()
    assert [name for name, _ in heard.joined] == [FLOW, OTHER]


def test_ports_of_a_former_connection_used_again() -> None:
    """What the former one still sent long after it was replaced is not taken for the beginning of the new one."""
    old = connection(GAME)
    new = connection(MORE, after(old), OTHER)
    straggler = segment(GAME[1], 1001 + len(STREAM), after(new, 3 * SECOND_US))
    again = connection(MORE, after([straggler]), seq=3_000_000_000)
    heard = Listener().hear([*old, *new, straggler, *again]).finish()
    assert [name for name, _ in heard.joined] == [FLOW, OTHER, FLOW]
    assert (heard.frames, heard.holes) == (GAME + MORE + MORE, [])


def test_silent_connection_may_be_replaced_by_an_older_one() -> None:
    """The current one vanished without a goodbye; the other client's goes on."""
    old, new = connection(GAME), connection(GAME[:5], AT_US + 5 * TICK_US, OTHER)
    quiet = sorted(old + new, key=lambda item: item.at_us)
    rest = play(MORE, after(quiet, 11 * SECOND_US), seq=1001 + len(STREAM))
    heard = Listener().hear(quiet + rest).finish()
    assert [name for name, _ in heard.joined] == [FLOW, OTHER, FLOW]
    assert heard.frames[-len(MORE) :] == MORE


@pytest.mark.parametrize("noise", [0, 100])
@pytest.mark.parametrize("ticks", [1, 3, 25])
def test_second_client_does_not_flip(ticks: int, noise: int) -> None:
    """Two clients play side by side, both joined in the middle: the one first chosen stays, whatever else goes on."""
    first = play(GAME * 5)
    second = play(MORE * 5, AT_US + 7_000, OTHER, tick_us=TICK_US * ticks)
    others = [play([bytes(200)] * 300, flow=flow(50_000 + number)) for number in range(noise)]
    sent = sorted([*first, *second, *[i for one in others for i in one]], key=lambda item: item.at_us)
    heard = Listener().hear([item for item in sent if item.at_us <= first[-1].at_us]).finish()
    [(chosen, from_start)] = heard.joined
    assert not from_start
    sent_there = (GAME * 5) if chosen == FLOW else (MORE * 5)
    assert heard.frames == sent_there[: len(heard.frames)]
    assert len(heard.frames) > 5


# SYNs


@pytest.mark.parametrize("at", [1, 2, 10, 41])
def test_syn_repeated(at: int) -> None:
    """A SYN that is sent again, or overtaken by data, is no new connection."""
    sent = connection(GAME)
    sent.insert(at, sent[0]._replace(at_us=sent[at - 1].at_us))
    heard = Listener().hear(sent).finish()
    assert heard.joined == [(FLOW, True)]
    assert heard.frames == GAME


@pytest.mark.parametrize("behind", [1, 2, 9, 20])
def test_syn_that_comes_late(behind: int) -> None:
    """Behind data, it still is the beginning of that same connection."""
    sent = connection(GAME)
    sent.insert(behind, sent.pop(0)._replace(at_us=sent[behind - 1].at_us))
    heard = Listener().hear(sent).finish()
    assert [name for name, _ in heard.joined] == [FLOW]
    assert (heard.frames, heard.holes) == (GAME, [])


def test_syn_with_data() -> None:
    """TCP Fast Open: the first bytes come with the SYN, one number further on."""
    sent = [segment(GAME[0], 1000, syn=True), *play(GAME[1:], seq=1001 + len(GAME[0]))]
    assert Listener().hear(sent).finish().frames == GAME


def test_first_segment_lost() -> None:
    """The connection is found and read from the second one on."""
    sent = connection(GAME)
    del sent[1]
    heard = Listener().hear(sent).finish()
    assert [name for name, _ in heard.joined] == [FLOW]
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
    heard = Listener().hear(sent)
    heard._take(heard.finder.advance(after(sent, 3 * SECOND_US)))
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
    peak, heard = peak_bytes(segment(bytes(1460), number, AT_US + number * 50, ports[number]) for number in range(20_000))
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


# Time


@pytest.mark.parametrize("back_us", [SECOND_US, 4 * SECOND_US, 3600 * SECOND_US])
def test_clock_set_back_while_playing(back_us: int) -> None:
    """Nothing is lost of the stream, and a line change afterwards is followed."""
    old = connection(GAME)
    then = after(old) - back_us
    more = play(MORE, then, seq=1001 + len(STREAM))
    new = connection(GAME, after(more), OTHER)
    heard = Listener().hear(old + more + new).finish()
    assert heard.joined == [(FLOW, True), (OTHER, True)]
    assert (heard.frames, heard.holes) == (GAME + MORE + GAME, [])


def test_clock_set_back_while_joining() -> None:
    """The wait for segments that belong ahead ends all the same."""
    sent = play(GAME[:4]) + play(GAME[4:] + MORE, AT_US - 3600 * SECOND_US, seq=1001 + len(b"".join(GAME[:4])))
    heard = Listener().hear(sent)
    assert heard.joined == [(FLOW, False)]
    assert heard.finish().frames == GAME + MORE


def test_clock_set_back_with_a_hole() -> None:
    """A lost segment costs its frames, not an hour."""
    old = connection(GAME)
    del old[-3]
    more = play(MORE * 2, after(old) - 3600 * SECOND_US, seq=1001 + len(STREAM))
    heard = Listener().hear(old + more)
    assert heard.holes == [len(GAME[-3])]
    assert heard.frames == GAME[:-3] + GAME[-2:] + MORE * 2
