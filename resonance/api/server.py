"""The server: a thread a connection, and never more of them than it may have."""

from __future__ import annotations

import contextlib
import logging
import socket
import socketserver
import sys
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import Any

from resonance import outbound
from resonance.api.guard import is_loopback
from resonance.api.handler import Handler
from resonance.api.site import Site

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 48
MOST_FROM_NETWORK = 24
"""Of those; so that other machines never take all the places of this one."""

MOST_STREAMS = 32

POLL_S = 0.1
"""How long the end may take to be noticed."""

END_S = 0.5
"""How long threads may take to notice that their connections are closed."""

BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 2\r\nConnection: close\r\n\r\n"


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = MOST_CONNECTIONS  # with the usual 5, pages opened at once wait for seconds
    block_on_close = False
    allow_reuse_address = sys.platform != "win32"  # there it would let another program take the port over

    def __init__(self, address: str, port: int, site: Site) -> None:
        """Listens from now on. OSError where the port cannot be had."""
        self.site = site
        self._lock = threading.Condition()
        self._open: dict[socket.socket, bool] = {}  # whether it is of this computer
        self._streams = 0
        super().__init__((address, port), Handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(POLL_S,), name="api", daemon=True)
        self._thread.start()

    def server_bind(self) -> None:
        """Without HTTPServer's question for a name of this computer, which may go out to the network."""
        if sys.platform == "win32":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._take_place(request, is_loopback(client_address[0])):
            super().process_request(request, client_address)
            return
        with contextlib.suppress(OSError):
            request.setblocking(False)  # nobody is waited for here
            request.send(BUSY)
            outbound.record("api", client_address[0], len(BUSY))
        self.shutdown_request(request)

    def _take_place(self, request: socket.socket, is_here: bool) -> bool:
        with self._lock:
            others = sum(not here for here in self._open.values())
            if len(self._open) >= MOST_CONNECTIONS or (not is_here and others >= MOST_FROM_NETWORK):
                return False
            self._open[request] = is_here
            return True

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self._lock:
            self._open.pop(request, None)
            self._lock.notify_all()

    @contextlib.contextmanager
    def stream_place(self) -> Iterator[bool]:
        """Whether there is one more place for a reader of events, as long as this lasts."""
        with self._lock:
            is_free = self._streams < MOST_STREAMS
            self._streams += is_free
        try:
            yield is_free
        finally:
            with self._lock:
                self._streams -= is_free

    @property
    def streams(self) -> int:
        """Readers of events."""
        return self._streams

    @property
    def connections(self) -> int:
        with self._lock:
            return len(self._open)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Costs one answer, and nothing else."""
        log.warning("a request to the local API has failed", exc_info=True)

    def stop(self) -> None:
        """No thread of it works on after this, unless one is in the middle of a question to the history."""
        self.shutdown()
        self.server_close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._lock.wait_for(lambda: not self._open, END_S)
        self._thread.join()
