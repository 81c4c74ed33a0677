"""The game's wire format, written: bytes for frames, ids, attributes and dirty blobs.

The counterpart of `resonance.protocol`, and on purpose without a line in common with it: what the two agree on was
written down twice. Sources: protocol.md 1.2, 3, 5.3, 5.12, 6, 7.1.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from enum import IntEnum

import zstandard

WORLD_SERVICE = 0x63335342
"""WorldNtf: the only service seen in Notify frames of the captures (protocol.md 4.1)."""

COMPRESSED = 0x8000
COMPRESS_ABOVE = 512  # bytes of inner data; the server compresses exactly what is larger (protocol.md 3.4)
LOGIN_ANSWER_SIZE = 98


class FrameType(IntEnum):
    CALL = 1
    NOTIFY = 2
    RETURN = 3
    ECHO = 4
    UP = 5
    DOWN = 6
    COUNTER = 7  # unnamed in every source: a number that grows by one


class Method(IntEnum):
    """Methods of WorldNtf (protocol.md 4.2)."""

    ENTER_SCENE = 3
    ENTITIES = 6
    ENTER_GAME = 20
    CONTAINER = 21
    CONTAINER_DIRTY = 22
    DUNGEON = 23
    DUNGEON_DIRTY = 24
    SEASON = 27
    REVIVE = 39
    SERVER_TIME = 43
    NEAR_DELTA = 45
    TO_ME_DELTA = 46
    SHOW_ITEMS = 57


class Attribute(IntEnum):
    """Attribute ids (protocol.md 7.2)."""

    NAME = 1
    CONFIG_ID = 10
    STATE = 11
    CAMP = 13
    SUMMON_FLAG = 22
    DIRECTION = 50
    POSITION = 52
    SUMMONER = 90
    TOP_SUMMONER = 91
    SKILL = 100
    SKILL_LIST = 116
    REMODEL_LEVEL = 121
    TEAM = 194
    DEAD_TIME = 206
    CLASS = 220
    SCENE_NAME = 340
    SCENE_ID = 341
    SCENE_UUID = 342
    SCENE_LINE = 343
    MAX_STUN = 442
    STUN = 443
    MONSTER_RANK = 460
    LEVEL = 10000
    ABILITY_SCORE = 10030
    SEASON_LEVEL = 10070
    HP = 11310
    MAX_HP = 11320
    SEASON_STRENGTH = 11440
    RESOURCE_IDS = 50001
    RESOURCES = 50002
    SHIELDS = 60050


_HEADER = struct.Struct(">IH")
_NOTIFY = struct.Struct(">QII")
_RETURN = struct.Struct(">III")
_U32 = struct.Struct(">I")

_compressor = zstandard.ZstdCompressor(level=3, write_content_size=False, write_checksum=False)


def frame(kind: int, body: bytes) -> bytes:
    """One frame: length with itself, type, body."""
    return _HEADER.pack(_HEADER.size + len(body), kind) + body


def notify(method: int, payload: bytes, service: int = WORLD_SERVICE) -> bytes:
    return frame(FrameType.NOTIFY, _NOTIFY.pack(service, 0, method) + payload)


def call(call_id: int, method: int, payload: bytes, service: int) -> bytes:
    """A question of the client."""
    return frame(FrameType.CALL, _NOTIFY.pack(service, 1, call_id) + _U32.pack(method) + payload)


def answer(call_id: int, payload: bytes, error: int = 0) -> bytes:
    """A Return frame."""
    return frame(FrameType.RETURN, _RETURN.pack(1, call_id, error) + payload)


def frame_down(sequence: int, frames: Iterable[bytes]) -> bytes:
    """The container nearly everything travels in; zstd where the server would compress."""
    inner = b"".join(frames)
    kind = int(FrameType.DOWN)
    if len(inner) > COMPRESS_ABOVE:
        inner = compress(inner)
        kind |= COMPRESSED
    return frame(kind, _U32.pack(sequence) + inner)


def compress(data: bytes) -> bytes:
    """One zstd frame as the server writes it: no content size, no checksum, window of 2 MiB (protocol.md 3.4)."""
    stream = _compressor.compressobj()
    return stream.compress(data) + stream.flush()


def echo() -> bytes:
    return frame(FrameType.ECHO, b"")


def counter(value: int) -> bytes:
    return frame(FrameType.COUNTER, _U32.pack(value))


def login_answer(call_id: int, token: bytes) -> bytes:
    """The 98 bytes by which meters know the login (protocol.md 1.2 B).

    `token`: 78 bytes nobody reads; ValueError for any other number of them.
    """
    if len(token) != LOGIN_ANSWER_SIZE - 20:
        raise ValueError(f"a login token has {LOGIN_ANSWER_SIZE - 20} bytes, not {len(token)}")
    return answer(call_id, field(1, token))


def uuid(uid: int, kind: int, *, summoned: bool = False) -> int:
    """The game's 64-bit entity id (protocol.md 6)."""
    return (uid << 16) | (int(summoned) << 15) | (kind << 6)


def varint(value: int) -> bytes:
    """A protobuf varint; negative numbers become ten bytes."""
    value &= 0xFFFF_FFFF_FFFF_FFFF
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number: int, value: bytes | int) -> bytes:
    """One protobuf field: bytes become length-delimited, numbers varint."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def attribute_int(value: int) -> bytes:
    """Empty for 0: the server leaves defaults out (protocol.md 5.3)."""
    return varint(value) if value else b""


def attribute_text(text: str) -> bytes:
    data = text.encode()
    return varint(len(data)) + data if data else b""


def attribute_ints(values: Iterable[int]) -> bytes:
    packed = b"".join(varint(value) for value in values)
    return field(1, packed) if packed else b""


def attribute_vector(x: float, y: float, z: float) -> bytes:
    return struct.pack("<BfBfBf", 0x0D, x, 0x15, y, 0x1D, z)


# Dirty blobs (protocol.md 5.12): not protobuf; every primitive is followed by a guard.

_GUARD = bytes.fromhex("efbeadde")
_OPEN = -2
_CLOSE = -3
_ABSENT = -4


def blob_int(value: int, size: int = 4) -> bytes:
    """`size` 4 for i32, u32 and enums, 8 for i64."""
    return value.to_bytes(size, "little", signed=True) + _GUARD


def blob_container(fields: Iterable[tuple[int, bytes]]) -> bytes:
    """Field numbers with their written values; none make the 24 bytes the server sends as a sign of life."""
    body = b"".join(blob_int(number) + value for number, value in fields)
    return blob_int(_OPEN) + blob_int(len(body)) + body + blob_int(_CLOSE)


def blob_map(
    added: Iterable[tuple[bytes, bytes]] = (),
    removed: Iterable[bytes] = (),
    updated: Iterable[tuple[bytes, bytes]] = (),
) -> bytes:
    """Three counts and three groups of written keys and values; all empty means "no data"."""
    groups = [[key + value for key, value in added], list(removed), [key + value for key, value in updated]]
    if not any(groups):
        return blob_int(_ABSENT)
    return b"".join(blob_int(len(group)) for group in groups) + b"".join(b"".join(group) for group in groups)
