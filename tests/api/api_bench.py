"""A local API around a meter that shows what a test gives it, and a client that speaks in raw bytes."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from helpers import PATIENCE_S, wait_until
from resonance.api import control
from resonance.api.control import LocalApi
from resonance.api.site import Actions
from resonance.combat.snapshot import Snapshot
from resonance.health import Health
from resonance.settings import Settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Reply(NamedTuple):
    status: int  # 0 = the connection ended without a word
    headers: dict[str, str]  # by names in small letters
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)


class Bench:
    def __init__(self, folder: Path, snapshot: Snapshot | None = None, database: Path | None = None) -> None:
        self.folder = folder
        self.snapshot = snapshot
        self.shown: Snapshot | None = None  # in the meter, where that is another one
        self.database = database
        self.health = Health()
        self.settings = Settings(api_enabled=True, api_port=free_port())
        self.asked: list[object] = []
        self.paused = False

    def open(self) -> None:
        actions = Actions(lambda: self.asked.append("reset"), self.asked.append, lambda: self.paused)
        self.api = LocalApi(
            self._newest,
            lambda: self.shown or self._newest(),
            self.health,
            self.settings,
            self.folder,
            self.database,
            actions,
        )
        self.wait_for(lambda: self.api.status.addresses)

    def _newest(self) -> Snapshot | None:
        return self.snapshot

    def close(self) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(control, "STOP_S", PATIENCE_S)  # however busy the machine is
            assert self.api.stop()

    def change(self, **values: Any) -> None:
        self.settings = replace(self.settings, **values)
        self.api.apply(self.settings)

    def show_nothing(self) -> Reader:
        """A reader who has been told so: no fight that was shown before is in what he hears from now on."""
        self.snapshot = None
        reader = Reader(self)
        self.wait_for(lambda: reader.next("snapshot").data["encounter"] is None)
        return reader

    @property
    def port(self) -> int:
        return self.settings.api_port

    @property
    def token(self) -> str:
        return self.api.status.token

    @staticmethod
    def wait_for(condition: Callable[[], object]) -> None:
        wait_until(condition)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)

    def request(self, path: str, method: str = "GET", *lines: str, host: str | None = None, body: bytes = b"") -> bytes:
        head = [f"{method} {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.port}'}", *lines]
        return "\r\n".join([*head, "", ""]).encode() + body

    def ask(self, path: str, method: str = "GET", *lines: str, host: str | None = None, body: bytes = b"") -> Reply:
        """Lines are headers."""
        return self.send(self.request(path, method, *lines, host=host, body=body))

    def post(self, path: str, said: object = None, *lines: str, token: str | None = None) -> Reply:
        body = b"" if said is None else json.dumps(said).encode()
        kind = ["Content-Type: application/json"] if body else []
        secret = self.token if token is None else token
        about = [f"Authorization: Bearer {secret}", f"Content-Length: {len(body)}", *kind, *lines]
        return self.ask(f"/api/v1/{path}", "POST", *about, body=body)

    def send(self, request: bytes) -> Reply:
        with self.connect() as connection:
            connection.sendall(request)
            return read_reply(connection)


def read_reply(connection: socket.socket) -> Reply:
    """All that comes until the server closes."""
    parts = []
    try:
        while part := connection.recv(65_536):
            parts.append(part)
    except ConnectionError:
        pass
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    if not head:
        return Reply(0, {}, b"")
    first, *lines = head.decode().split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return Reply(int(first.split()[1]), {name.lower(): value for name, _, value in pairs}, body)


class Event(NamedTuple):
    id: str
    name: str
    data: Any


class Reader:
    """Of the event stream."""

    def __init__(self, bench: Bench, last_id: str | None = None) -> None:
        self.connection = bench.connect()
        lines = [f"Last-Event-ID: {last_id}"] if last_id else []
        self.connection.sendall(bench.request("/api/v1/events", "GET", *lines))
        self._file = self.connection.makefile("rb")
        while self._file.readline().strip():
            """The head of the answer."""

    def next(self, name: str | None = None) -> Event:
        """The next event, or the next of this name. AssertionError when it does not come."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            fields: dict[str, str] = {}
            while line := self._file.readline().decode().rstrip("\n"):
                key, _, value = line.partition(": ")
                fields[key] = value
            if "data" not in fields:
                assert fields, "the stream has ended"
                continue
            event = Event(fields["id"], fields["event"], json.loads(fields["data"]))
            if name in (None, event.name):
                return event
        raise AssertionError(f"nothing of {name} has come")

    def has_ended(self) -> bool:
        """Reads to the end of the stream."""
        try:
            while self._file.readline():
                pass
        except ConnectionError:
            pass
        return True

    def close(self) -> None:
        self._file.close()
        self.connection.close()
