"""A recording -> only what the game's server sent, under made-up addresses.

What is inside of the game's messages stays as it is, or the meter could not be tested with it: names of players, their
numbers and what they write are in there, in part compressed. So nobody gets one without having asked for it.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from resonance.capture.pcapfile import open_capture
from resonance.capture.recorder import Recorder
from resonance.capture.source import CaptureError
from resonance.protocol.flow import FlowFinder
from resonance.protocol.joined import Joined
from resonance.protocol.packet import LinkType, PacketReader, RawPacket, TcpSegment
from resonance.texts import say

LARGEST_BYTES = 50_000_000

_SERVER, _CLIENT = bytes((10, 0, 0, 1)), bytes((10, 0, 0, 2))
_SERVER_PORT, _CLIENT_PORT = 5_000, 50_000
_FIN, _SYN, _RST, _ACK = 1, 2, 4, 16
_IPV4 = struct.Struct(">BBHHHBBH4s4s")
_TCP = struct.Struct(">HHIIBBHHH")
_LARGEST_PAYLOAD = 0xFFFF - _IPV4.size - _TCP.size


def game_only(path: Path) -> bytes:
    """A .pcapng with the game's packets of a recording. CaptureError: unreadable, too large, nothing of the game."""
    flows = game_flows(_packets(path))
    if not flows:
        raise CaptureError(say("Nothing of the game was recognised in the recording."), say("Open another recording."))
    with tempfile.TemporaryDirectory(prefix="resonance-support-") as folder:
        out = Path(folder) / "game.pcapng"
        with Recorder(out, max_bytes=LARGEST_BYTES) as recorder:
            for segment in segments(_packets(path)):
                if segment.flow in flows:
                    for packet in packets_of(segment, flows.index(segment.flow)):
                        recorder.write(packet)
        if recorder.problem:
            raise CaptureError(recorder.problem, say("Record a shorter stretch."))
        return out.read_bytes()


def game_flows(packets: Iterable[RawPacket]) -> list[bytes]:
    """The directions of connections in which the game's server was recognised, in that order."""
    finder = FlowFinder()
    found: list[bytes] = []
    for segment in segments(packets):
        for chunk in finder.receive(segment):
            if isinstance(chunk.item, Joined) and chunk.item.flow not in found:
                found.append(chunk.item.flow)
    return found


def segments(packets: Iterable[RawPacket]) -> Iterator[TcpSegment]:
    reader = PacketReader()
    for packet in packets:
        segment = reader.read(packet)
        if segment is not None:
            yield segment


def packets_of(segment: TcpSegment, number: int) -> Iterator[RawPacket]:
    """A segment written anew. `number`: of its connection; each has a port of its own."""
    seq, payload = segment.seq, segment.payload
    flags = _ACK | segment.syn * _SYN | segment.fin * _FIN | segment.rst * _RST
    while True:
        piece, payload = payload[:_LARGEST_PAYLOAD], payload[_LARGEST_PAYLOAD:]
        last = not payload
        tcp = _TCP.pack(
            *(_SERVER_PORT, _CLIENT_PORT + number % 10_000, seq, 0),
            *(5 << 4, flags if last else flags & ~_FIN, 0xFFFF, 0, 0),
        )
        total = _IPV4.size + len(tcp) + len(piece)
        head = _IPV4.pack(0x45, 0, total, 0, 0x4000, 64, 6, 0, _SERVER, _CLIENT)
        yield RawPacket(segment.at_us, LinkType.RAW, head + tcp + piece)
        if last:
            return
        seq = (seq + len(piece)) % 2**32


def _packets(path: Path) -> Iterator[RawPacket]:
    """CaptureError."""
    with closing(open_capture(path)) as file:
        yield from file
