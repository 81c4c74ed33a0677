"""Length-prefixed frames, frames within frames, zstd -> Message (protocol.md section 3).

`FrameSplitter` cuts the pieces of one stream into top-level frames and finds its way again after a hole or when the
stream was joined in the middle. `open_frame` turns one top-level frame into the messages in it.

While in step, a frame is where the one before ended. Out of step, the next *plausible* header is searched: only the
three kinds the server sends at top level are believed there (containers, echoes, counters: protocol.md 13.1), because
each of them has at least ten fixed bits more than its length.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from typing import NamedTuple

import zstandard

from resonance.protocol.errors import ProtocolError
from resonance.protocol.tcp import Hole, Piece

HEADER_SIZE = 6  # u32 length of the whole frame, u16 type
EMPTY_CONTAINER = 10  # u32 sequence, and nothing in it
MAX_FRAME = 1 << 20
"""Longest frame believed; the longest seen has 21,018 bytes (protocol.md 2)."""

MAX_FRAME_US = 5_000_000
"""Longest time between the first and the last byte of a frame (packet time); the server writes frames whole."""

MAX_INFLATED = 1 << 20  # nested containers together; the most seen is 50,624
"""Most bytes one top-level frame may unpack to. Two can be an event: 1 MiB costs up to 70 MB while it is read."""

USUAL_INFLATED = 128 << 10
"""Bound of the first try: up to here zstandard reuses its buffer, beyond it is about nine times slower."""

MAX_WINDOW = 8 << 20  # the server's window is 2 MiB (protocol.md 3.4); a larger one would cost memory
MAX_DEPTH = 4  # containers within containers; never seen deeper than one
ENOUGH_NESTED = 100  # a plain container of so many frames is believed: forged ones, all of them walked, take seconds

COMPRESSED = 0x8000
NOTIFY, RETURN, ECHO, FRAME_UP, FRAME_DOWN, COUNTER = 2, 3, 4, 5, 6, 7
LAST_TYPE = 8
SEEN_NESTED = frozenset({NOTIFY, RETURN})  # nothing else was ever found in a container (protocol.md 3)
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"

_HEADER = struct.Struct("!IH")
_NOTIFY = struct.Struct("!Q4xI")  # service, method; between them the stub, which says nothing
_PLAIN_NOTIFY = struct.Struct("!6xQ4xI")  # with the header of the frame
# The server compresses every container above 522 bytes (protocol.md 3.4): a plain one of 64 KiB is a number misread.
_SEARCH = re.compile(rb"(?s)\x00(?:\x00..\x00[\x04\x06\x07]|[\x00-\x10]..\x80\x06)")
_SEARCH_TAIL = 5  # a header split between two pieces may have this many bytes in the first


class Message(NamedTuple):
    """One call from the server."""

    service: int
    method: int
    payload: bytes


class Frame(NamedTuple):
    """One top-level frame with the capture time of its last byte."""

    at_us: int
    type: int  # with the COMPRESSED bit
    body: bytes


def plausible_frame(data: bytes | bytearray, pos: int) -> int | None:
    """Could a top-level frame begin here? Its length if so, 0 if not, None if that takes more bytes."""
    if len(data) - pos < HEADER_SIZE:
        return None
    length: int
    length, kind = _HEADER.unpack_from(data, pos)
    if kind == ECHO:
        return length if length == HEADER_SIZE else 0
    if kind == COUNTER:
        return length if length == HEADER_SIZE + 4 else 0
    if kind & ~COMPRESSED != FRAME_DOWN or not EMPTY_CONTAINER <= length <= MAX_FRAME:
        return 0
    if kind & COMPRESSED:
        return _if_prefix(data, pos + EMPTY_CONTAINER, ZSTD_MAGIC, length)
    return _if_filled(data, pos, length)


def _if_prefix(data: bytes | bytearray, pos: int, prefix: bytes, length: int) -> int | None:
    have = bytes(data[pos : pos + len(prefix)])
    if not prefix.startswith(have):
        return 0
    return length if have == prefix else None


def _if_filled(data: bytes | bytearray, pos: int, length: int) -> int | None:
    """Do frames such as were seen in containers fill this one exactly? None may be in it: seen, rare."""
    end = pos + length
    pos += EMPTY_CONTAINER
    for _ in range(ENOUGH_NESTED):
        if pos == end:
            break
        if len(data) - pos < HEADER_SIZE:
            return None
        inner, kind = _HEADER.unpack_from(data, pos)
        if not HEADER_SIZE <= inner <= end - pos or kind & ~COMPRESSED not in SEEN_NESTED:
            return 0
        pos += inner
    return length


def _is_absurd_container(data: bytes | bytearray, pos: int, length: int, kind: int) -> bool:
    """Said of a container that stands where one must: can it not be read at all?"""
    if length < EMPTY_CONTAINER:
        return True
    pos += EMPTY_CONTAINER
    if kind & COMPRESSED:
        return _if_prefix(data, pos, ZSTD_MAGIC, length) == 0
    if length == EMPTY_CONTAINER or len(data) - pos < HEADER_SIZE:
        return False
    inner, inner_kind = _HEADER.unpack_from(data, pos)
    return not (HEADER_SIZE <= inner <= length - EMPTY_CONTAINER and 1 <= inner_kind & ~COMPRESSED <= LAST_TYPE)


def _frame_end(data: bytes | bytearray, pos: int) -> int | None:
    """While in step, the end of the frame at `pos`; None = not all here yet; 0 = no frame begins here."""
    if len(data) - pos < HEADER_SIZE:
        return None
    length: int
    length, kind = _HEADER.unpack_from(data, pos)
    if not HEADER_SIZE <= length <= MAX_FRAME or kind & ~COMPRESSED > LAST_TYPE:
        return 0
    if kind & ~COMPRESSED == FRAME_DOWN and _is_absurd_container(data, pos, length, kind):
        return 0  # a false length of a megabyte would hold up the stream for seconds
    end = pos + length
    return end if end <= len(data) else None


def whole_frames(data: bytes, pos: int, most: int) -> tuple[int, int]:
    """Walk at most `most` whole plausible frames from `pos`: how many there are, and where the last one ends."""
    count = 0
    while count < most and (length := plausible_frame(data, pos)) and pos + length <= len(data):
        count += 1
        pos += length
    return count, pos


@dataclass(slots=True)
class FrameSplitter:
    """Pieces of one stream -> frames. `errors` counts headers that made no sense while in step."""

    in_step: bool
    errors: int = 0
    _data: bytearray = field(default_factory=bytearray)  # of the frame that has begun
    _skip: int = 0  # bytes after a hole that still belong to the frame it cut
    _begun_us: int | None = None  # when the frame began that is not whole yet; None = there is none

    def receive(self, piece: Piece) -> list[Frame]:
        data: bytes | bytearray = piece.data
        if self._skip:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            data = data[skipped:]
        if self._data:  # seldom, and then appending must not copy what is there
            self._data += data
            data = self._data
        frames: list[Frame] = []
        pos = 0
        while True:
            if not self.in_step:
                pos = self._search(data, pos)
                if not self.in_step:
                    break
            end = _frame_end(data, pos)
            if end is None and not self._is_stuck(len(data) - pos, piece.at_us):
                break
            self._begun_us = None
            if end:
                kind = _HEADER.unpack_from(data, pos)[1]
                frames.append(Frame(piece.at_us, kind, bytes(data[pos + HEADER_SIZE : end])))
                pos = end
            else:
                self.errors += 1
                self.in_step = False
                pos += 1
        if data is self._data:
            del self._data[:pos]
        else:
            self._data += data[pos:]
        return frames

    def _is_stuck(self, begun_bytes: int, at_us: int) -> bool:
        """Does a frame of which so much is here take longer to arrive than any real one? Then its length was false."""
        if not begun_bytes:
            self._begun_us = None
            return False
        if self._begun_us is None or at_us < self._begun_us:
            self._begun_us = at_us
        return at_us - self._begun_us > MAX_FRAME_US

    def hole(self, hole: Hole) -> None:
        """Bytes are missing here. The frame they cut is lost; where it ends beyond the hole is known exactly."""
        rest = self._skip or self._rest_of_begun_frame()
        if self.in_step and 0 < hole.missing <= rest:
            self._skip = rest - hole.missing
        else:  # frames begin within the hole
            self._skip = 0
            self.in_step = False
        self._data.clear()
        self._begun_us = None

    def _rest_of_begun_frame(self) -> int:
        """Bytes still missing of the frame that has begun; 0 if none has, or its length is not here yet."""
        if len(self._data) < HEADER_SIZE:
            return 0
        length: int = _HEADER.unpack_from(self._data)[0]
        return length - len(self._data)

    def _search(self, data: bytes | bytearray, pos: int) -> int:
        """Look for a plausible header from `pos`; gives where to go on, in step or at what must be kept."""
        while match := _SEARCH.search(data, pos):
            pos = match.start()
            length = plausible_frame(data, pos)
            follower = plausible_frame(data, pos + length) if length else 0
            if length is None or (follower is None and length <= EMPTY_CONTAINER):
                return pos  # more bytes will tell; a frame without content proves little by itself
            if follower != 0:
                self.in_step = True
                return pos
            pos += 1
        return max(pos, len(data) - _SEARCH_TAIL)


class FrameOpener:
    """Top-level frames -> messages. Holds the zstd context and what it counted; `notifies` counts every Notify."""

    def __init__(self) -> None:
        self.errors = 0
        self.notifies = 0
        self._inflater = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW)

    def open(self, kind: int, body: bytes) -> list[Message]:
        """All messages in one frame, in order. What cannot be read is counted and left out, and costs only itself."""
        messages: list[Message] = []
        self._budget = MAX_INFLATED
        self._open(kind, body, 0, messages)
        return messages

    def _open(self, kind: int, body: bytes, depth: int, messages: list[Message]) -> None:
        try:
            plain = kind & ~COMPRESSED
            if plain == NOTIFY:
                messages.append(self._notify(kind, body))
            elif plain in (FRAME_DOWN, FRAME_UP):
                self._container(kind, body, depth, messages)
        except ProtocolError:
            self.errors += 1

    def _notify(self, kind: int, body: bytes) -> Message:
        if len(body) < _NOTIFY.size:
            raise ProtocolError(f"a Notify of {len(body)} bytes cannot hold its {_NOTIFY.size}-byte header")
        service, method = _NOTIFY.unpack_from(body)
        payload = body[_NOTIFY.size :]
        if kind & COMPRESSED:
            payload = self._inflate(payload)
        self.notifies += 1
        return Message(service, method, payload)

    def _container(self, kind: int, body: bytes, depth: int, messages: list[Message]) -> None:
        if depth >= MAX_DEPTH:
            raise ProtocolError(f"containers nested deeper than {MAX_DEPTH}")
        if len(body) < 4:
            raise ProtocolError("a container without its sequence number")
        inner = self._inflate(body[4:]) if kind & COMPRESSED else body
        pos, end = (0 if kind & COMPRESSED else 4), len(inner)
        while pos < end:
            if end - pos < HEADER_SIZE:
                raise ProtocolError(f"{end - pos} bytes left over in a container")
            length, inner_kind = _HEADER.unpack_from(inner, pos)
            if not HEADER_SIZE <= length <= end - pos:
                raise ProtocolError(f"a frame of {length} bytes in a container with {end - pos} left")
            if inner_kind == NOTIFY and length >= _PLAIN_NOTIFY.size:  # nearly always
                service, method = _PLAIN_NOTIFY.unpack_from(inner, pos)
                messages.append(Message(service, method, inner[pos + _PLAIN_NOTIFY.size : pos + length]))
                self.notifies += 1
            else:
                self._open(inner_kind, inner[pos + HEADER_SIZE : pos + length], depth + 1, messages)
            pos += length

    def _inflate(self, data: bytes) -> bytes:
        """Unpack one zstd frame within the budget (protocol.md 3.4: size absent, so it cannot be asked beforehand)."""
        try:
            declared = zstandard.frame_content_size(data)  # -1 = not declared
            if self._budget <= 0 or declared > self._budget:
                raise ProtocolError(f"a zstd frame that declares {declared} bytes, with {self._budget} allowed")
            try:
                out = self._inflater.decompress(data, max_output_size=min(USUAL_INFLATED, self._budget))
            except zstandard.ZstdError:
                return self._inflater.decompress(data, max_output_size=self._measure(data))
        except zstandard.ZstdError as error:
            self._budget -= USUAL_INFLATED  # nobody knows how much was unpacked until the damage
            raise ProtocolError(f"zstd: {error}") from None
        self._budget -= len(out)
        return out

    def _measure(self, data: bytes) -> int:
        """Unpacked size, found without keeping what is unpacked. Counts against the budget even if all was in vain."""
        size = 0
        with self._inflater.stream_reader(data) as reader:
            while chunk := reader.read(USUAL_INFLATED):
                size += len(chunk)
                self._budget -= len(chunk)
                if self._budget < 0:
                    raise ProtocolError("a zstd frame of more bytes than are allowed")
        return max(size, 1)
