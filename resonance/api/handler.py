"""One connection, one request: read within limits, checked, answered, closed."""

from __future__ import annotations

import contextlib
import io
import logging
import re
import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from resonance import outbound
from resonance.api import guard
from resonance.api.answers import Answer, problem
from resonance.api.hub import Hub, Message
from resonance.api.request_reader import MOST_BYTES, RequestReader, TooLarge
from resonance.api.site import COMMANDS, EVENTS

if TYPE_CHECKING:
    from resonance.api.server import Server

log = logging.getLogger(__name__)

MOST_BODY = 1_024  # bytes
MOST_PARAMETERS = 32

SEND_S = 5.0
"""A reader that does not take what it is sent for so long is let go."""

BUFFERED = 65_536  # bytes
"""What the system keeps of a stream for a reader that does not take it. By itself it would be megabytes: minutes."""

PING_S = 5.0
"""Between two signs of life in a quiet stream, so that a reader that has gone is noticed."""

RETRY_MS = 1_000
"""After which a browser comes back to a stream that has ended."""

LINGER_S = 0.5
LINGER_BYTES = 262_144
"""A refused client is listened to for a moment more: closed at once, it might never read why."""

ALWAYS = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("Connection", "close"),
)


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    command = requestline = ""  # until the request has said
    request_version = protocol_version

    def setup(self) -> None:
        super().setup()
        # One read may give less than is asked for, so that who sends slowly is measured by the whole request.
        self.rfile = io.BufferedReader(RequestReader(self.connection))

    def handle(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):  # the client has gone, or is too slow
            try:
                self._handle()
            except TooLarge:
                self._refuse(431, f"A request may have {MOST_BYTES} bytes.")

    def _handle(self) -> None:
        self.raw_requestline = self.rfile.readline(MOST_BYTES + 1)
        if not self.raw_requestline.strip() or not self.parse_request():
            return
        if self.request_version == "HTTP/0.9":
            return
        refused = self._refusal()
        if refused is not None:
            self._send(refused)
        elif self.command == "POST":
            self._post()
        elif self._path == EVENTS:
            self._stream()
        else:
            self._answer(lambda: self.server.site.get(self._path, self._given))

    def _refusal(self) -> Answer | None:
        """Why this request is not answered, cheapest reasons first. Fills in path and parameters."""
        address, port = self.connection.getsockname()[:2]
        if answer := guard.stranger(self.headers, guard.own_names(address, port)):
            return answer
        try:
            parts = urlsplit(self.path)
            pairs = parse_qsl(
                parts.query, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS, separator="&"
            )
        except ValueError:
            return problem(400, "The address makes no sense.")
        self._path, self._given = parts.path, dict(pairs)
        if parts.scheme or parts.netloc or len(self._given) != len(pairs):
            return problem(400, "The address makes no sense.")
        if answer := self._locked():
            return answer
        methods = self.server.site.methods(self._path)
        if not methods:
            return problem(404, "There is nothing here.")
        if self.command not in methods:
            return problem(405, "Not with this method.", ("Allow", ", ".join(methods)))
        return None

    def _locked(self) -> Answer | None:
        """Commands need the token; from the local network even looking needs a key."""
        site = self.server.site
        key = self._given.pop("key", "")
        unlocked = guard.has_token(self.headers, site.token)
        if self._path in COMMANDS and self.command == "POST" and not unlocked:
            return problem(401, "This needs the token.", ("WWW-Authenticate", "Bearer"))
        if guard.is_loopback(self.client_address[0]) or unlocked or guard.same(key, site.view_key):
            return None
        return problem(401, "This needs the key.", ("WWW-Authenticate", "Bearer"))

    def _post(self) -> None:
        if self.headers.get("Transfer-Encoding") is not None:
            return self._send(problem(501, "Only bodies of a stated length."))
        lengths = self.headers.get_all("Content-Length") or ["0"]
        if len(lengths) != 1 or not re.fullmatch(r"[0-9]{1,9}", lengths[0].strip()):
            return self._send(problem(400, "The length makes no sense."))
        length = int(lengths[0])
        if length > MOST_BODY:
            return self._send(problem(413, f"A body may have {MOST_BODY} bytes."))
        if length and self.headers.get_content_type() != "application/json":
            return self._send(problem(415, "Only JSON."))
        body = self.rfile.read(length)
        if len(body) < length:
            return None  # half a request is none
        return self._answer(lambda: self.server.site.post(self._path, body))

    # Sending

    def _answer(self, make: Callable[[], Answer]) -> None:
        """What `make` gives; a fault in it costs this answer alone."""
        try:
            answer = make()
        except Exception:
            log.warning("a request to the local API has failed", exc_info=True)
            answer = problem(500, "Something in the meter is broken; its log file tells more.")
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        self.connection.settimeout(SEND_S)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in (*answer.headers, *ALWAYS):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self._write(answer.body)
        if answer.status >= 400:
            self._linger()

    def _write(self, data: bytes) -> None:
        outbound.record("api", self.client_address[0], len(data))
        self.wfile.write(data)

    def _linger(self) -> None:
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(LINGER_S)
        left = LINGER_BYTES
        while left > 0 and (part := self.connection.recv(min(left, 65_536))):
            left -= len(part)

    def _stream(self) -> None:
        if self._given:
            self._send(problem(400, "There are no parameters here."))
            return
        with self.server.stream_place() as is_free:
            if not is_free:
                self._send(problem(503, "Too many readers.", ("Retry-After", "5")))
                return
            self.connection.settimeout(SEND_S)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFERED)
            # Before the head is sent: who has that misses nothing that comes afterwards.
            hub = self.server.site.hub
            seen, messages = hub.last, hub.opening(self.headers.get("Last-Event-ID"))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream; charset=utf-8")
            for name, value in ALWAYS:
                self.send_header(name, value)
            self.end_headers()
            self._tell(hub, seen, messages)

    def _tell(self, hub: Hub, seen: int, messages: list[Message]) -> None:
        """`messages`: what to begin with; `seen`: the last that there was by then."""
        self._write(f"retry: {RETRY_MS}\n\n".encode())
        while not hub.is_closed:
            if messages:
                self._write(b"".join(message.wire for message in messages))
                seen = max(seen, messages[-1].sequence)
            else:
                self._write(b": \n\n")
            messages = hub.wait(seen, PING_S)

    # What http.server would do in its own way

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        self._refuse(int(code), "This request cannot be read.")

    def _refuse(self, status: int, sentence: str) -> None:
        """In the newest version, whatever the client speaks: nobody knows."""
        self.request_version = self.protocol_version
        self._send(problem(status, sentence))

    def version_string(self) -> str:
        return "ResonanceLogs"

    def log_message(self, *_: object) -> None:
        """Addresses may hold keys, and strangers must not fill the log."""
