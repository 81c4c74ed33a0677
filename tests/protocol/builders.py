"""Builders of what the game's server sends, from protobuf fields up to segments and packets.

Written from protocol.md alone and sharing no line with the code under test. Names only what matters; numbers default
to what tests do not care about.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from struct import pack
from typing import TypeAlias

import zstandard

from resonance.protocol.packet import LinkType, RawPacket, TcpSegment

AT_US = 1_767_225_600_000_000
AT_MS = AT_US // 1000
SECOND_US = 1_000_000

# Actors (protocol.md 6): uid, then type bits


def actor(uid: int, kind: int) -> int:
    return uid << 16 | kind << 6


PLAYER, OTHER_PLAYER = actor(443301, 10), actor(443302, 10)
MONSTER = actor(945, 1)
PET = actor(77, 8) | 0x8000  # summoned

# Protobuf

Value: TypeAlias = "int | float | bytes | str | Mapping[int, Value] | Sequence[Value]"
"""An int is a varint, a float 32 bits, a mapping a nested message, a list a repeated field."""


def varint(value: int) -> bytes:
    value &= 0xFFFF_FFFF_FFFF_FFFF
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def proto(fields: Mapping[int, Value]) -> bytes:
    return b"".join(_field(number, value) for number, value in fields.items())


def _field(number: int, value: Value) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | 5) + pack("<f", value)
    if isinstance(value, bytes):
        data = value
    elif isinstance(value, str):
        data = value.encode()
    elif isinstance(value, Mapping):
        data = proto(value)
    else:
        return b"".join(_field(number, item) for item in value)
    return varint(number << 3 | 2) + varint(len(data)) + data


# Messages (protocol.md 5 and 7)

DAMAGE = {
    **{"damage_source": 1, "is_miss": 2, "is_crit": 3, "type": 4, "type_flag": 5, "value": 6, "actual_value": 7},
    **{"lucky_value": 8, "hp_lessen": 9, "shield_lessen": 10, "attacker": 11, "owner_id": 12, "owner_level": 13},
    **{"owner_stage": 14, "hit_event_id": 15, "is_normal": 16, "is_dead": 17, "element": 18, "damage_pos": 19},
    **{"part_infos": 20, "top_summoner": 21, "weight": 22, "passive_uuid": 23, "is_rainbow": 24, "mode": 25},
}


def record(**fields: Value) -> bytes:
    """A damage record with just these fields."""
    return proto({DAMAGE[name]: value for name, value in fields.items()})


def hit(value: int = 100, **fields: Value) -> bytes:
    return record(**{"value": value, "hp_lessen": value, "attacker": PLAYER, "owner_id": 1714, **fields})


def attr(number: int, value: int | str | bytes | None) -> bytes:
    """One attribute: a number, a text, raw bytes, or (None) the default value."""
    if value is None:
        return proto({1: number})
    if isinstance(value, int):
        return proto({1: number, 2: varint(value)})
    if isinstance(value, str):
        return proto({1: number, 2: varint(len(value.encode())) + value.encode()})
    return proto({1: number, 2: value})


def attrs(values: Mapping[int, int | str | bytes | None], uuid: int = 0) -> bytes:
    """An AttrCollection."""
    return proto({1: uuid, 2: [attr(number, value) for number, value in values.items()]})


def delta(uuid: int, fields: Mapping[int, Value] | None = None, *, damages: Sequence[bytes] = ()) -> dict[int, Value]:
    """An AoiSyncDelta: other fields by number."""
    effects: dict[int, Value] = {7: {1: uuid, 2: list(damages)}} if damages else {}
    return {1: uuid, **(fields or {}), **effects}


def near(*deltas: Mapping[int, Value] | bytes) -> bytes:
    """Payload of method 45."""
    return proto({1: list(deltas)})


def to_me(base: Mapping[int, Value] | bytes, uuid: int = PLAYER) -> bytes:
    """Payload of method 46."""
    return proto({1: {1: base, 5: uuid}})


# Dirty blobs (protocol.md 5.12)


@dataclass(frozen=True)
class Blob:
    """Writes the values of a dirty blob; every value may be followed by a guard."""

    guard: bytes = bytes.fromhex("efbeadde")

    def number(self, layout: str, value: float) -> bytes:
        return pack("<" + layout, value) + self.guard

    def i32(self, value: int) -> bytes:
        return self.number("i", value)

    def text(self, value: str) -> bytes:
        data = value.encode()
        return self.i32(len(data)) + data + self.guard

    def container(self, fields: Mapping[int, bytes]) -> bytes:
        """Values by field number, already written."""
        body = b"".join(self.i32(number) + value for number, value in fields.items())
        return self.i32(-2) + self.i32(len(body)) + body + self.i32(-3)

    def empty(self) -> bytes:
        return self.i32(-2) + self.i32(-3)


# Frames (protocol.md 3)

NOTIFY, RETURN, ECHO, FRAME_UP, FRAME_DOWN, COUNTER = 2, 3, 4, 5, 6, 7
COMPRESSED = 0x8000
WORLD = 0x63335342
NEAR_DELTAS, TO_ME = 45, 46

_COMPRESSOR = zstandard.ZstdCompressor(write_content_size=False)


def frame(kind: int, body: bytes = b"") -> bytes:
    return pack("!IH", 6 + len(body), kind) + body


def notify(method: int = NEAR_DELTAS, payload: bytes = b"", *, service: int = WORLD) -> bytes:
    return frame(NOTIFY, pack("!QII", service, 0, method) + payload)


def zipped_notify(method: int, payload: bytes) -> bytes:
    return frame(NOTIFY | COMPRESSED, pack("!QII", WORLD, 0, method) + _COMPRESSOR.compress(payload))


def container(*frames: bytes, sequence: int = 1, kind: int = FRAME_DOWN) -> bytes:
    return frame(kind, pack("!I", sequence) + b"".join(frames))


def zipped(*frames: bytes, sequence: int = 1, body: bytes | None = None) -> bytes:
    """A compressed container; `body`: what stands there in place of the compressed frames."""
    body = _COMPRESSOR.compress(b"".join(frames)) if body is None else body
    return frame(FRAME_DOWN | COMPRESSED, pack("!I", sequence) + body)


def echo() -> bytes:
    return frame(ECHO)


def counter(value: int = 12) -> bytes:
    return frame(COUNTER, pack("!I", value))


def answer(call: int = 1, message: bytes = b"\x08\x01") -> bytes:
    return frame(RETURN, pack("!III", 1, call, 0) + message)


def login_answer(call: int = 7) -> bytes:
    """The 98 bytes of method B (protocol.md 1.2)."""
    return answer(call, proto({1: bytes(range(78))}))


# Segments and packets

SERVER, CLIENT = "36.152.0.122", "192.168.0.153"


def flow(port: int = 37230, server: str = SERVER) -> bytes:
    """A flow from a server to one port of the client."""
    return socket.inet_aton(server) + socket.inet_aton(CLIENT) + pack("!HH", 14270, port)


FLOW = flow()


def segment(
    payload: bytes = b"",
    seq: int = 1000,
    at_us: int = AT_US,
    flow: bytes = FLOW,
    *,
    syn: bool = False,
    fin: bool = False,
    rst: bool = False,
) -> TcpSegment:
    return TcpSegment(at_us, flow, seq & 0xFFFF_FFFF, payload, syn, fin, rst)


def pieces(stream: bytes, size: int) -> list[bytes]:
    return [stream[start : start + size] for start in range(0, len(stream), size)]


def segments(
    payloads: Iterable[bytes], seq: int = 1000, at_us: int = AT_US, flow: bytes = FLOW, *, step_us: int = 10_000
) -> list[TcpSegment]:
    """Payloads that continue one another, sent `step_us` apart."""
    out = []
    for payload in payloads:
        out.append(segment(payload, seq, at_us, flow))
        seq += len(payload)
        at_us += step_us
    return out


def packet(segment: TcpSegment) -> RawPacket:
    """A segment in its IPv4 packet."""
    addresses, ports = segment.flow[:8], segment.flow[8:]
    flags = segment.fin | segment.syn << 1 | segment.rst << 2
    tcp = ports + pack("!IIBBHHH", segment.seq, 1, 0x50, flags, 64, 0, 0) + segment.payload
    ip = pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0) + addresses
    return RawPacket(segment.at_us, LinkType.RAW, ip + tcp)
