"""Reads one request off a connection, and no more bytes or seconds than a request may take."""

from __future__ import annotations

import io
import socket
import time

MOST_BYTES = 16_384
"""Request line, headers and body together. Browsers send one or two kilobytes."""

MOST_SECONDS = 5.0
"""For all of it. A client that gives a byte now and then must not hold a thread."""


class TooLarge(Exception):
    """The request has more bytes than it may have."""


class RequestReader(io.RawIOBase):
    def __init__(self, connection: socket.socket, most_bytes: int = MOST_BYTES, seconds: float = MOST_SECONDS) -> None:
        self._connection = connection
        self._left = most_bytes
        self._deadline_s = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """TooLarge; TimeoutError; OSError."""
        if self._left <= 0:
            raise TooLarge
        left_s = self._deadline_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the request takes too long")
        self._connection.settimeout(left_s)
        count = self._connection.recv_into(memoryview(buffer)[: self._left])
        self._left -= count
        return count
