"""RawPackets -> a .pcapng file, for bug reports and tests. Replay, Wireshark and tcpdump read it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from struct import Struct
from typing import Self

from resonance.capture.file_parts import MAX_AT_US, MAX_PACKET_BYTES
from resonance.capture.source import CaptureError
from resonance.protocol.packet import RawPacket
from resonance.texts import later, say

_ADVICE = later("Choose another file or folder to record to.")
_BLOCK_HEAD = Struct("<II")  # type, length
_BLOCK_TAIL = Struct("<I")  # the length again
_SECTION = Struct("<IHHq").pack(0x1A2B3C4D, 1, 0, -1)  # byte order mark, version, section length unknown
_INTERFACE = Struct("<HxxI")  # link type, longest packet; the times' unit is microseconds if nothing else is said
_PACKET = Struct("<IIIII")  # interface, time (high, low), captured bytes, original bytes


class Recorder:
    """Writes packets to a file until it is closed, full, or the disk is. Used by the capture thread alone.

    The file is pcapng because that may hold several link types: each has its own interface, described when its first
    packet comes. Every packet is handed to the system at once, so a program that is killed loses none.
    """

    def __init__(self, path: Path | str, *, max_bytes: int | None = None) -> None:
        """Replaces a file of that name. `max_bytes`: the file never grows beyond; None = no limit.

        CaptureError if the file cannot be made.
        """
        path = Path(path)
        self.name = path.name
        self.packets = 0  # written
        self.problem = ""  # a sentence: why recording has stopped by itself; empty = it has not
        self._max_bytes = max_bytes
        self._interfaces: dict[int, int] = {}  # link type -> number of its interface
        self._size = 0  # bytes of the file's whole blocks
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise CaptureError(
                say("{name} cannot be written: {reason}.", name=path, reason=error.strerror), say(_ADVICE)
            ) from None
        if not self._append(_block(0x0A0D0D0A, _SECTION)):
            raise CaptureError(self.problem, say(_ADVICE))

    def write(self, packet: RawPacket) -> None:
        """Append a packet. Raises nothing: when it cannot, recording stops and `problem` says why."""
        if self._file.closed:
            return
        blocks = b""
        interface = self._interfaces.get(packet.link)
        if interface is None:
            interface = self._interfaces[packet.link] = len(self._interfaces)
            blocks = _block(1, _INTERFACE.pack(packet.link & 0xFFFF, MAX_PACKET_BYTES))
        at_us = min(max(packet.at_us, 0), MAX_AT_US)
        data = packet.data[:MAX_PACKET_BYTES]
        head = _PACKET.pack(interface, at_us >> 32, at_us & 0xFFFF_FFFF, len(data), len(packet.data))
        if self._append(blocks + _block(6, head + data)):
            self.packets += 1

    def close(self) -> None:
        """End the recording. May be called twice."""
        try:
            self._file.close()
        except OSError as error:  # some network drives report a full disk only now
            self.problem = self.problem or say(
                "{name} may be incomplete: {reason}.", name=self.name, reason=error.strerror
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _append(self, blocks: bytes) -> bool:
        """Whether all of it is in the file now; otherwise recording has stopped behind the last whole block."""
        if self._max_bytes is not None and self._size + len(blocks) > self._max_bytes:
            self._stop(say("the limit of {size} bytes is reached", size=f"{self._max_bytes:,}"))
            return False
        rest = memoryview(blocks)
        try:
            while rest:  # a disk that is nearly full takes a part first
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self._stop(error.strerror or str(error))
            return False
        self._size += len(blocks)
        return True

    def _stop(self, reason: str) -> None:
        self.problem = say("Recording to {name} has stopped: {reason}.", name=self.name, reason=reason)
        with suppress(OSError):
            self._file.truncate(self._size)
        self.close()


def _block(kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    size = 12 + len(body)
    return _BLOCK_HEAD.pack(kind, size) + body + _BLOCK_TAIL.pack(size)
