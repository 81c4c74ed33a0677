"""Recordings of the game in other connections: downloads and uploads do not fool the meter."""

from __future__ import annotations

import pytest
from builders import (
    AT_US,
    FLOW,
    SECOND_US,
    container,
    login_answer,
    notify,
    pieces,
    segments,
)
from flows import (
    CLIENT_SIDE,
    GAME,
    MORE,
    OTHER,
    STREAM,
    Listener,
    connection,
    play,
    syn,
)

from resonance.protocol.packet import TcpSegment

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
    "answer_behind_another": [bytes(500) + HEADERS, *[container(notify(6, bytes(300)))] * 20],
    "other_data_first": [HEADERS, bytes(3000), *GAME],
    "long_download": [HEADERS, *pieces(STREAM * 60, 1460)],
    "long_download_in_frames": [HEADERS, *GAME * 30],
    "recording_file": [HEADERS, *pieces(b"".join(bytes(70) + item for item in GAME * 30), 1460)],
    "recording_file_by_packet": [HEADERS, *(bytes(70) + item for item in GAME * 30)],
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


@pytest.mark.parametrize("greeting", [b"SSH-2.0-x\r\n", bytes.fromhex("d4c3b2a10200"), bytes.fromhex("16030300")])
def test_recording_in_another_protocol(greeting: bytes) -> None:
    """A connection whose first bytes are no frame is not the game's, whatever comes later."""
    sent = segments([greeting, *GAME], 1001, flow=OTHER, step_us=9_000)
    assert Listener().hear([syn(flow=OTHER), *sent]).finish().joined == []


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
