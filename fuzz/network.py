"""The targets between a packet and an event. Each takes any bytes and raises only when a promise is broken."""

from __future__ import annotations

import random
import struct

import zstandard
from google.protobuf.message import DecodeError

from fuzz import bounds
from fuzz.script import START_US, Script, as_packet, packets_of, segments_of
from resonance.events import Event, Heal, Hit
from resonance.protocol.decoder import MAX_EVENTS, Decoder
from resonance.protocol.deltas import MAX_AMOUNT
from resonance.protocol.dirty import read_blob
from resonance.protocol.errors import ProtocolError
from resonance.protocol.flow import FlowFinder, Joined
from resonance.protocol.frames import (
    COMPRESSED,
    FRAME_DOWN,
    HEADER_SIZE,
    MAX_FRAME,
    MAX_INFLATED,
    NOTIFY,
    FrameOpener,
    FrameSplitter,
)
from resonance.protocol.messages import DECODERS
from resonance.protocol.packet import PacketReader, RawPacket, describe
from resonance.protocol.scene import CHARACTER, DUNGEON
from resonance.protocol.signature import WORLD_SERVICE
from resonance.protocol.tcp import Hole, Piece, TcpStream

METHODS = tuple(DECODERS)
AT_MS = START_US // 1000
MOST_BUILT = 2 << 20  # bytes of a frame that is packed in another, before it is compressed

_PATTERN = random.Random(1).randbytes(0x1_0000) * 2  # what stands at each sequence number
_STEP = struct.Struct("!BiHh")  # how the place is meant, place, bytes, ms
_WORLD = struct.pack("!QII", WORLD_SERVICE, 0, 45)  # what stands ahead of a message
_CUT = struct.Struct("!HBh")  # bytes, hole, ms


def packets(data: bytes) -> None:
    """Headers of any link -> segments. Nothing is raised; a segment is a part of what came."""
    reader = PacketReader()
    for packet in packets_of(data):
        segment = reader.read(packet)
        bounds.check_fragments(reader)
        if segment is not None:
            assert len(segment.flow) in (12, 36)
            assert 0 <= segment.seq < 2**32
            assert len(segment.payload) < 0x1_0000
            assert describe(segment.flow)


def reassembly(data: bytes) -> None:
    """Segments of one stream in any order: every byte stands where it was sent, or a hole says that it is missing."""
    script = Script(data)
    wanted = script.number(4)
    stream = TcpStream(wanted)
    at_us = START_US
    while script:
        how, place, size, after_ms = script.fields(_STEP)
        at_us = max(at_us + after_ms * 1000, 0)
        seq = (place if how & 1 else wanted + place % 0x2_0000 - 0x1_0000) % 2**32
        items = stream.receive(at_us, seq, _sent(seq, size)) + stream.expire(at_us)
        wanted = _follow(items, wanted, seq)
        bounds.check_stream(stream)
    _follow(stream.flush(at_us), wanted, 0)
    assert not stream._waiting


def _sent(seq: int, size: int) -> bytes:
    return _PATTERN[seq % 0x1_0000 :][:size]


def _follow(items: list[Piece | Hole], wanted: int, seq: int) -> int:
    """Compare what came out with what was sent; gives the sequence number that is wanted next."""
    for item in items:
        if isinstance(item, Piece):
            assert item.data == _sent(wanted, len(item.data)) != b""
            wanted += len(item.data)
        else:
            assert item.missing >= 0
            wanted = wanted + item.missing if item.missing else seq
        wanted %= 2**32
    return wanted


def flows(data: bytes) -> None:
    """Segments of many connections -> the pieces of the game's, within what may be kept of all others."""
    finder = FlowFinder()
    for step in segments_of(data):
        chunks = finder.advance(step) if isinstance(step, int) else finder.receive(step)
        bounds.check_flows(finder)
        for splitter, item in chunks:
            assert isinstance(item, Joined | Piece | Hole)
            if isinstance(item, Piece):
                assert item.data
            assert splitter.errors == 0  # nobody has read from it
    finder.finish()
    assert not any(stream.tcp._waiting for stream in finder._streams.values())


def frames(data: bytes) -> None:
    """A stream cut anywhere -> frames. Where nothing is wrong with the stream, cuts make no difference."""
    script = Script(data)
    in_step = script.number(1) & 1 == 1
    cuts = [script.fields(_CUT) for _ in range(script.number(1) % 16)]
    stream = script.rest()
    splitter, opener = FrameSplitter(in_step), FrameOpener()
    whole = FrameSplitter(in_step=True)
    expected = whole.receive(Piece(START_US, stream))
    frames, pos, at_us, is_smooth = [], 0, START_US, in_step
    for size, missing, after_ms in [*cuts, (len(stream), 0, 0)]:
        at_us = max(at_us + after_ms * 1000, 0)
        is_smooth = is_smooth and not missing and not after_ms
        if missing:
            splitter.hole(Hole(at_us, missing if missing < 255 else 0))
            pos += missing
        frames += splitter.receive(Piece(at_us, stream[pos : pos + size]))
        bounds.check_splitter(splitter)
        pos += size
    assert sum(len(frame.body) for frame in frames) <= len(stream)
    if is_smooth and not whole.errors:
        assert [frame[1:] for frame in frames] == [frame[1:] for frame in expected]
        assert not splitter.errors
    for frame in frames:
        _open(opener, frame.type, frame.body)


def containers(data: bytes) -> None:
    """One frame with whatever is packed in it, bombs too: what comes out is bounded, nothing is raised."""
    opener = FrameOpener()
    _open(opener, int.from_bytes(data[:2], "big"), data[2:])
    _open(opener, FRAME_DOWN | COMPRESSED, data)
    frame = _built(Script(data), levels=6)
    _open(opener, int.from_bytes(frame[4:HEADER_SIZE], "big"), frame[HEADER_SIZE:])


def _built(script: Script, levels: int) -> bytes:
    """A frame with right lengths and real zstd, which damage to bytes would hardly ever come upon."""
    how, count = script.number(1), script.number(1)
    if how & 1 and levels:
        kind = FRAME_DOWN
        inside = b"".join(_built(script, levels - 1) for _ in range(count % 8))
    else:
        kind = NOTIFY
        inside = script.take(count)
    most = MOST_BUILT if how & 2 else MAX_FRAME - 64
    inside = (inside * min(1 << (how >> 4), most // max(len(inside), 1) + 1))[:most]
    if how & 2:
        kind |= COMPRESSED
        inside = zstandard.ZstdCompressor(write_checksum=how & 4 != 0, write_content_size=how & 8 != 0).compress(inside)
    body = (bytes(4) if kind & ~COMPRESSED == FRAME_DOWN else _WORLD) + inside
    return struct.pack("!IH", HEADER_SIZE + len(body), kind) + body


def _open(opener: FrameOpener, kind: int, body: bytes) -> None:
    messages = opener.open(kind, body)
    assert sum(len(message.payload) for message in messages) <= MAX_INFLATED + len(body)


def messages(data: bytes) -> None:
    """A message of a known method -> events, or ProtocolError, or protobuf's DecodeError."""
    if data:
        _decode(METHODS[data[0] % len(METHODS)], data[1:])


def _decode(method: int, payload: bytes) -> None:
    try:
        decoded = DECODERS[method](payload, AT_MS)
    except (ProtocolError, DecodeError):
        return
    assert decoded.bad_records >= 0
    assert len(decoded.events) <= 2 * len(payload) + 2
    for event in decoded.events:
        check_event(event)


def check_event(event: Event) -> None:
    """Numbers fit into 64 bits, amounts into sums of them, and texts into UTF-8."""
    for value in event:
        if isinstance(value, int):
            assert -(2**63) <= value < 2**64
        elif isinstance(value, str):
            value.encode()
    if isinstance(event, Hit | Heal):
        assert 0 <= event.amount <= MAX_AMOUNT


def dirty(data: bytes) -> None:
    """A blob of either schema -> fields, or ProtocolError. No byte is read twice."""
    for schema in (CHARACTER, DUNGEON):
        try:
            fields = read_blob(data, schema)
        except ProtocolError:
            continue
        assert _weight(fields) <= len(data)


def _weight(value: object) -> int:
    """Bytes that must have been read for it, at least."""
    if isinstance(value, dict):
        return 4 + sum(4 + _weight(each) for each in value.values())
    return len(value) if isinstance(value, bytes) else 4


def decoder(data: bytes) -> None:
    """Packets of several connections -> events: never one older than the one before, and never too many at once."""
    whole = Decoder()
    now_ms = 0
    for step in segments_of(data):
        packet = RawPacket(step, 1, b"") if isinstance(step, int) else as_packet(step)
        events = whole.receive(packet)
        bounds.check_decoder(whole)
        assert len(events) <= MAX_EVENTS
        now_ms = _check_order(events, now_ms)
    _check_order(whole.finish(), now_ms)


def _check_order(events: list[Event], now_ms: int) -> int:
    for event in events:
        check_event(event)
        assert event.at_ms >= now_ms
        now_ms = event.at_ms
    return now_ms
