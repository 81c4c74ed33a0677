"""One connection to one OBS. For one thread, which also receives: no event is lost while an answer is awaited."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from resonance import outbound
from resonance.obs import wire
from resonance.obs.wire import Event, ObsError, Op
from resonance.texts import say

OPEN_S = 3.0
ANSWER_S = 5.0
SEND_S = 5.0
CLOSE_S = 0.5

LARGEST_BYTES = 1 << 20

_MOST_RECEIVED = 200
"""Messages in one turn: a server that never stops talking must not keep the thread."""

# What the library writes at its most talkative holds every frame, also the answer to the challenge.
_quiet = logging.getLogger("resonance.obs.websockets")
_quiet.setLevel(logging.CRITICAL)


class Lost(ObsError):
    """The connection is gone."""


class Client:
    def __init__(
        self,
        host: str,
        port: int,
        password: str,
        on_event: Callable[[Event], None] = lambda event: None,
        *,
        lives_s: float | None = None,
    ) -> None:
        """Connect and log in. ObsError. `on_event` gets each event in its order, whatever is awaited meanwhile.

        `lives_s`: after so long it is cut, whatever it is busy with; None = it lives until it is closed.
        """
        self._on_event = on_event
        self._peer = f"{host}:{port}"
        self._number = 0
        self._responses: dict[str, dict[str, Any]] = {}
        self._awaited = ""
        self.version = ""  # of obs-websocket
        self._is_cut = False
        self._stack = contextlib.ExitStack()
        self._socket = self._open(host, port)
        if lives_s is not None:
            self._stack.enter_context(self._cut_after(lives_s))
        try:
            self._log_in(password)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        with self._cut_after(CLOSE_S):
            self._stack.close()

    def request(self, kind: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask, and give the answer. ObsError if OBS refuses, or does not answer in time. Lost."""
        self._number += 1
        number = self._awaited = str(self._number)
        self._send(wire.request(kind, number, data))
        end_s = time.monotonic() + ANSWER_S
        try:
            while number not in self._responses:
                if not self._receive(end_s - time.monotonic()):
                    raise ObsError(say("OBS does not answer."))
            return wire.answer(kind, self._responses[number])
        finally:
            self._awaited = ""
            self._responses.clear()

    def wait_for(self, is_it: Callable[[Event], bool], timeout_s: float, after: Callable[[], object]) -> bool:
        """Whether such an event came after `after` was called; all events go to `on_event` as always. Lost."""
        self.turn(0.0)
        found: list[Event] = []
        before = self._on_event

        def hear(event: Event) -> None:
            before(event)
            found.append(event)

        self._on_event = hear
        try:
            after()
            end_s = time.monotonic() + timeout_s
            while not any(map(is_it, found)):
                left_s = end_s - time.monotonic()
                if left_s <= 0:
                    return False
                self._receive(left_s)
            return True
        finally:
            self._on_event = before

    def turn(self, timeout_s: float) -> None:
        """Take what came, and wait so long if nothing did. Lost."""
        for _ in range(_MOST_RECEIVED):
            if not self._receive(timeout_s):
                return
            timeout_s = 0.0

    def _open(self, host: str, port: int) -> Any:
        # Only now: who never uses OBS has no use for the library either.
        from websockets.exceptions import WebSocketException
        from websockets.sync.client import connect
        from websockets.typing import Subprotocol

        try:
            return self._stack.enter_context(
                connect(
                    f"ws://{_in_url(host)}:{port}",
                    subprotocols=[Subprotocol(wire.SUBPROTOCOL)],
                    compression=None,
                    proxy=None,
                    open_timeout=OPEN_S,
                    close_timeout=CLOSE_S,
                    max_size=LARGEST_BYTES,
                    user_agent_header=None,
                    logger=_quiet,
                    legacy=True,
                )
            )
        # AssertionError: of the library, where the other side talks nonsense before it was asked anything.
        except (OSError, WebSocketException, ValueError, AssertionError) as error:
            raise ObsError(
                say("{peer} cannot be reached ({reason}).", peer=self._peer, reason=_reason(error))
            ) from error

    @contextlib.contextmanager
    def _cut_after(self, seconds: float) -> Iterator[None]:
        """Cut the connection if this takes longer.

        Where the other side sends pings without end and reads no answer, the library would wait for ever to send one,
        and whoever sends something else would wait for the library.
        """

        def cut() -> None:
            self._is_cut = True
            with contextlib.suppress(OSError):
                self._socket.socket.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _log_in(self, password: str) -> None:
        hello = self._expect(Op.HELLO)
        self.version = wire.short(wire.text_of(hello, "obsWebSocketVersion") or "")
        self._send(wire.identify(hello, password))
        self._expect(Op.IDENTIFIED)

    def _expect(self, wanted: Op) -> dict[str, Any]:
        end_s = time.monotonic() + ANSWER_S
        while (left_s := end_s - time.monotonic()) > 0:
            text = self._read(left_s)
            if text is not None:
                op, data = wire.read(text)
                if op == wanted:
                    return data
        raise ObsError(say("OBS does not answer."))

    def _receive(self, timeout_s: float) -> bool:
        """Take one message, if one comes in time."""
        text = self._read(timeout_s)
        if text is None:
            return False
        op, data = wire.read(text)
        if op == Op.EVENT:
            self._on_event(wire.event(data, time.time_ns() // 1_000_000))
        elif op == Op.RESPONSE and data.get("requestId") == self._awaited:
            self._responses[self._awaited] = data  # any other one came too late, and nobody waits for it
        return True

    def _read(self, timeout_s: float) -> str | bytes | None:
        from websockets.exceptions import WebSocketException

        try:
            text: str | bytes = self._socket.recv(timeout=max(0.0, timeout_s))
            return text
        except TimeoutError:
            return None
        except (OSError, WebSocketException) as error:
            raise self._lost(error) from error

    def _send(self, text: str) -> None:
        from websockets.exceptions import WebSocketException

        try:
            with self._cut_after(SEND_S):
                self._socket.send(text)
        except (OSError, WebSocketException) as error:
            raise self._lost(error) from error
        outbound.record("obs", self._peer, len(text.encode()))

    def _lost(self, error: Exception) -> Lost:
        from websockets.exceptions import ConnectionClosed

        if self._is_cut:
            return Lost(say("OBS does not answer."))
        if isinstance(error, ConnectionClosed):
            return _closed(error.rcvd.code if error.rcvd is not None else 0)
        return Lost(say("The connection to OBS is lost ({reason}).", reason=_reason(error)))


def _closed(code: int) -> Lost:
    if code == wire.AUTHENTICATION_FAILED:
        return Lost(say("The password is wrong."), code)
    if code == wire.UNSUPPORTED_RPC_VERSION:
        return Lost(say("This OBS speaks another version of obs-websocket than this program."), code)
    return Lost(say("The connection to OBS is lost."), code)


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _reason(error: Exception) -> str:
    words = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return wire.short(words)
