"""What no Python meter can do without: the least work that gets the damage records out of the game's bytes.

The stream of the game's connection is handed over ready: no packets, no order to restore, no connection to find. What
is left is to cut it into frames, decompress them with one reused context, parse the messages 45 and 46 with the
generated protobuf classes, and read the fields of each damage record. Nothing is counted, nothing is kept, and nothing
that is broken is survived.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import zstandard

from resonance.protocol.flow import FlowFinder
from resonance.protocol.packet import PacketReader, RawPacket
from resonance.protocol.pb.combat_pb2 import DamageInfo, SyncNearDeltaInfo, SyncToMeDeltaInfo
from resonance.protocol.signature import WORLD_SERVICE
from resonance.protocol.tcp import Piece

NOTIFY, CONTAINER, COMPRESSED = 2, 6, 0x8000
NEAR, TO_ME = 45, 46
_HEADER = struct.Struct("!IH")
_NOTIFY = struct.Struct("!QII")


def streams_of(packets: Sequence[RawPacket]) -> list[bytes]:
    """The bytes of each connection of the game, whole frames from the first to the last."""
    reader, finder = PacketReader(), FlowFinder()
    streams: dict[int, bytearray] = {}
    chunks = [
        chunk for packet in packets if (segment := reader.read(packet)) is not None for chunk in finder.receive(segment)
    ]
    for splitter, item in chunks + finder.finish():
        if isinstance(item, Piece):
            frames = splitter.receive(item)
            joined = streams.setdefault(id(splitter), bytearray())
            for frame in frames:
                joined += _HEADER.pack(len(frame.body) + _HEADER.size, frame.type) + frame.body
    return [bytes(stream) for stream in streams.values()]


def read_damage(stream: bytes) -> int:
    """Read every damage record of a stream; gives their number."""
    decompress = zstandard.ZstdDecompressor().decompress
    count = pos = 0
    while pos < len(stream):
        length, kind = _HEADER.unpack_from(stream, pos)
        if kind & ~COMPRESSED == CONTAINER:
            body = stream[pos + _HEADER.size + 4 : pos + length]
            count += _read_container(decompress(body, 128 << 10) if kind & COMPRESSED else body)
        pos += length
    return count


def _read_container(body: bytes) -> int:
    count = pos = 0
    while pos < len(body):
        length, kind = _HEADER.unpack_from(body, pos)
        if kind == NOTIFY:
            service, _stub, method = _NOTIFY.unpack_from(body, pos + _HEADER.size)
            payload = body[pos + _HEADER.size + _NOTIFY.size : pos + length]
            if service == WORLD_SERVICE and method == NEAR:
                for delta in SyncNearDeltaInfo.FromString(payload).deltas:
                    count += _read_records(delta.skill_effects.damages)
            elif service == WORLD_SERVICE and method == TO_ME:
                to_me = SyncToMeDeltaInfo.FromString(payload).delta
                count += _read_records(to_me.base_delta.skill_effects.damages)
        pos += length
    return count


def _read_records(damages: Sequence[DamageInfo]) -> int:
    for record in damages:
        _fields = (
            record.damage_source,
            record.is_miss,
            record.type_flag,
            record.type,
            record.value,
            record.lucky_value,
            record.hp_lessen,
            record.shield_lessen,
            record.attacker_uuid,
            record.owner_id,
            record.owner_level,
            record.owner_stage,
            record.hit_event_id,
            record.is_dead,
            record.element,
            record.damage_mode,
            record.top_summoner_id,
        )
    return len(damages)
