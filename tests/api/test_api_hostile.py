"""Requests that nobody honest sends, over raw sockets."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_bench import Bench, Reader, read_reply

from export_fights import SCRIPTS, make_snapshot
from helpers import PATIENCE_S
from resonance.api import handler, request_reader, server
from resonance.api.guard import own_names

HOSTILE_PATHS = [
    "/../../etc/passwd",
    "/overlay/../openapi.json",
    "/overlay/..%2f..%2fREADME.md",
    "/overlay/%2e%2e/overlay.css",
    "/overlay/overlay.js",
    "/overlay/meter",
    "/overlay/meter.html/",
    "/overlay/meter.html%00",
    "/overlay//etc/passwd",
    "/overlay/C:\\windows\\win.ini",
    "/assets/openapi.json",
    "/api/v1",
    "/api/v1/live/",
    "//api/v2/live",
    "/",
    "*",
]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One for all: whatever one of them sends, the next is served."""
    bench = Bench(tmp_path_factory.mktemp("hostile"), make_snapshot(*SCRIPTS))
    bench.open()
    yield bench
    bench.close()


@pytest.fixture
def bench(running: Bench) -> Bench:
    running.asked.clear()
    return running


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Bench]:
    """With all its places free."""
    bench = Bench(tmp_path, make_snapshot(*SCRIPTS))
    bench.open()
    yield bench
    bench.close()


def is_alive(bench: Bench) -> bool:
    return bench.ask("/api/v1/health").status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost.evil.example:{port}",
        "[::1]:{port}",
        "127.0.0.1:{port}@evil.example",
        "192.168.0.2:{port}",
        "",
    ],
)
def test_name_that_was_made_to_point_here(bench: Bench, host: str) -> None:
    """DNS rebinding: a page of a stranger keeps its own name in Host, and gets nothing."""
    reply = bench.ask("/api/v1/live", host=host.format(port=bench.port) or " ")
    assert reply.status == 403
    assert b"encounter" not in reply.body


def test_own_names(bench: Bench) -> None:
    """Both ways to write this computer, and no header but one of them."""
    assert bench.ask("/api/v1/health", host=f"LOCALHOST:{bench.port}").status == 200
    assert bench.ask("/api/v1/health", "GET", "Host: evil.example").status == 400
    assert bench.send(b"GET /api/v1/health HTTP/1.0\r\n\r\n").status == 400
    assert own_names("192.168.0.7", 8217) == {"192.168.0.7:8217"}


@pytest.mark.parametrize(
    "line",
    [
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: https://127.0.0.1:{port}",
        "Origin: http://127.0.0.1:1",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site",
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "live"), ("GET", "events"), ("POST", "reset")])
def test_page_from_elsewhere(bench: Bench, line: str, method: str, path: str) -> None:
    """The browser tells where a page is from: it gets nothing and moves nothing, even with the token."""
    token = f"Authorization: Bearer {bench.token}"
    reply = bench.ask(f"/api/v1/{path}", method, line.format(port=bench.port), token)
    assert reply.status == 403
    assert "access-control-allow-origin" not in reply.headers
    assert bench.asked == []


def test_own_page(bench: Bench) -> None:
    """The overlay asks from here."""
    assert bench.ask("/api/v1/live", "GET", f"Origin: http://127.0.0.1:{bench.port}").status == 200


def test_preflight_is_refused(bench: Bench) -> None:
    """So no page from elsewhere may send the token."""
    assert bench.ask("/api/v1/reset", "OPTIONS").status == 405


@pytest.mark.parametrize("token", ["", "x", "ü", "A" * 43, "a" * 9_000])
def test_wrong_token(bench: Bench, token: str) -> None:
    """Nothing is done."""
    assert bench.post("reset", token=token).status == 401
    assert bench.asked == []


def test_token_in_the_wrong_place(bench: Bench) -> None:
    """An address ends up in logs and histories: only the header counts."""
    assert bench.ask(f"/api/v1/reset?token={bench.token}", "POST").status == 401
    assert bench.ask(f"/api/v1/reset?key={bench.token}", "POST").status == 401
    twice = [f"Authorization: Bearer {bench.token}"] * 2
    assert bench.ask("/api/v1/reset", "POST", *twice).status == 401
    assert bench.asked == []


@pytest.mark.parametrize("path", ["live", "reset", "pause", "encounters", "health"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "BREW", "get"])
def test_only_post_changes_anything(bench: Bench, path: str, method: str) -> None:
    """Every other method shows, or is refused."""
    reply = bench.ask(f"/api/v1/{path}", method, f"Authorization: Bearer {bench.token}")
    shows = method == "GET" and path not in ("reset", "pause")
    assert reply.status == (200 if shows else 405)
    assert bench.asked == []


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_path_that_leads_elsewhere(bench: Bench, path: str) -> None:
    """Nothing of a path is ever the name of a file."""
    assert bench.ask(path).status in (400, 404)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /" + b"a" * request_reader.MOST_BYTES + b" HTTP/1.1\r\n\r\n",
        b"GET /api/v1/live HTTP/1.1\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"GET /api/v1/live HTTP/1.1\r\n" + b"X: y\r\n" * 5_000 + b"\r\n",
        b"\0" * 20_000,
    ],
)
def test_huge_request(bench: Bench, request_bytes: bytes) -> None:
    """Is not read to its end."""
    with bench.connect() as connection:
        try:
            connection.sendall(request_bytes)
            status = read_reply(connection).status
        except ConnectionError:
            status = 0
    assert status in (0, 400, 431)
    assert is_alive(bench)


def test_huge_body(bench: Bench) -> None:
    """Is not read at all."""
    about = [f"Authorization: Bearer {bench.token}", "Content-Type: application/json"]
    assert bench.ask("/api/v1/pause", "POST", *about, "Content-Length: 999999999").status == 413
    assert bench.ask("/api/v1/pause", "POST", *about, "Content-Length: -1").status == 400
    assert bench.ask("/api/v1/pause", "POST", *about, "Transfer-Encoding: chunked").status == 501
    assert bench.ask("/api/v1/pause", "POST", *about, "Content-Length: 3", "Content-Length: 4").status == 400
    assert bench.asked == []


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\r\n\r\n",
        b"\x16\x03\x01\x02\x00\n",
        b"GET / HTTP/1.1\r\nno header at all\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_garbage(bench: Bench, request_bytes: bytes) -> None:
    """Ends with a refusal, or without a word."""
    assert bench.send(request_bytes).status in (0, 400, 403, 505)
    assert is_alive(bench)


def test_half_a_request(bench: Bench) -> None:
    """A command that is cut off is none."""
    about = [f"Authorization: Bearer {bench.token}", "Content-Type: application/json", "Content-Length: 5"]
    whole = bench.request("/api/v1/reset", "POST", *about)
    with bench.connect() as connection:
        connection.sendall(whole + b"{}")
        connection.shutdown(socket.SHUT_WR)
        assert read_reply(connection).status == 0
    assert bench.asked == []


def test_slow_loris(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gives a byte now and then is let go when the time of the whole request is over, and others are served."""
    reader = request_reader.RequestReader
    seconds = [0.3]  # for the first; the others have as long as they need
    monkeypatch.setattr(
        handler,
        "RequestReader",
        lambda connection: reader(connection, seconds=seconds.pop() if seconds else PATIENCE_S),
    )
    with bench.connect() as slow:
        slow.sendall(b"GET /api/v1/live HT")
        bench.wait_for(lambda: not seconds)
        assert is_alive(bench)
        slow.settimeout(0.05)
        ended = False
        for _ in range(200):
            try:
                slow.sendall(b"T")
                ended = slow.recv(1) == b""
            except TimeoutError:
                continue
            except ConnectionError:
                ended = True
            if ended:
                break
        assert ended


def test_many_clients(fresh: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than there are places for are told so at once; when they go, there are places again."""
    reader = request_reader.RequestReader
    monkeypatch.setattr(handler, "RequestReader", lambda connection: reader(connection, seconds=PATIENCE_S))
    crowd = [fresh.connect() for _ in range(server.MOST_CONNECTIONS)]
    try:
        running = fresh.api._server
        assert running is not None
        fresh.wait_for(lambda: running.connections == server.MOST_CONNECTIONS)
        assert fresh.ask("/api/v1/health").status in (0, 503)
    finally:
        for connection in crowd:
            connection.close()
    fresh.wait_for(lambda: is_alive(fresh))


def test_many_readers(fresh: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than there may be is told to come back later, and everything else is answered."""
    monkeypatch.setattr(server, "MOST_STREAMS", 2)
    readers = [Reader(fresh), Reader(fresh)]
    for reader in readers:
        reader.next("snapshot")
    reply = fresh.ask("/api/v1/events")
    assert (reply.status, reply.headers["retry-after"]) == (503, "5")
    assert is_alive(fresh)
    for reader in readers:
        reader.close()


def test_pipelining(bench: Bench) -> None:
    """One request a connection: what comes behind it is not answered, and never done."""
    reset = bench.request("/api/v1/reset", "POST", f"Authorization: Bearer {bench.token}", "Content-Length: 0")
    reply = bench.send(bench.request("/api/v1/health") + reset)
    assert reply.status == 200
    assert reply.body.count(b"HTTP/1.1") == 0
    assert bench.asked == []


def test_stalled_reader(fresh: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who takes nothing is let go; the newest state goes to everybody else meanwhile."""
    monkeypatch.setattr(handler, "SEND_S", 0.3)
    running = fresh.api._server
    assert running is not None
    stalled = socket.socket()
    stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    stalled.connect(("127.0.0.1", fresh.port))
    stalled.sendall(fresh.request("/api/v1/events"))
    assert stalled.recv(1) == b"H"  # by now its limit is set
    monkeypatch.setattr(handler, "SEND_S", PATIENCE_S)  # for who takes it, on a busy machine too
    other = Reader(fresh)
    death = b'"' + b"x" * 4_000 + b'"'
    hub = running.site.hub
    for _ in range(250):  # a megabyte: the system by itself would keep four for who takes nothing
        hub.publish("death", death, hub.epoch)
        other.next("death")
    fresh.wait_for(lambda: running.streams == 1)
    assert is_alive(fresh)
    other.close()
    stalled.close()
