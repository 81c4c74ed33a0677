"""A server that sends pings without end and reads nothing: every wait for it has an end."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import socket
import threading
from collections.abc import Iterator

import pytest

from helpers import PATIENCE_S
from resonance.obs import client, link
from resonance.obs.client import Client
from resonance.obs.connection import Connection
from resonance.obs.link import try_out
from resonance.obs.wire import ObsError

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
PING = bytes([0x89, 100]) + b"x" * 100


class Flood:
    """Upgrades the connection, says so many of its sentences, each after a word of the other side, and floods."""

    def __init__(self, said: int) -> None:
        hello = {"op": 0, "d": {"obsWebSocketVersion": "5.1.0", "rpcVersion": 1}}
        self._said = [json.dumps(each).encode() for each in (hello, {"op": 2, "d": {"negotiatedRpcVersion": 1}})][:said]
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        peer, _ = self._server.accept()
        with peer, contextlib.suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                request += peer.recv(4096)
            lines = dict(line.split(b": ", 1) for line in request.split(b"\r\n")[1:] if b": " in line)
            accept = base64.b64encode(hashlib.sha1(lines[b"Sec-WebSocket-Key"] + GUID).digest())
            peer.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
            peer.sendall(b"Sec-WebSocket-Protocol: obswebsocket.json\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")
            for sentence in self._said:
                peer.sendall(bytes([0x81, len(sentence)]) + sentence)
                peer.recv(1)
            while True:
                peer.sendall(PING * 100)

    def close(self) -> None:
        self._server.close()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()  # the connection is gone, not just given up


@contextlib.contextmanager
def flood(said: int) -> Iterator[Flood]:
    made = Flood(said)
    yield made
    made.close()


@pytest.mark.parametrize("said", [0, 1, 2])
def test_test_of_a_connection_ends(said: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the flood comes before, in or after the login."""
    monkeypatch.setattr(link, "TEST_S", 0.3)
    with flood(said) as server, pytest.raises(ObsError, match="does not answer"):
        try_out(Connection("0123abcd", "flood", port=server.port), "")


def test_request_and_end_of_a_link_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent waits for ever in the library otherwise, and so does closing."""
    with flood(2) as server:
        connected = Client("127.0.0.1", server.port, "")
        monkeypatch.setattr(client, "SEND_S", 0.3)
        monkeypatch.setattr(client, "ANSWER_S", 0.3)
        for _ in range(2):
            with pytest.raises(ObsError):
                connected.request("GetVersion")
        connected.close()
