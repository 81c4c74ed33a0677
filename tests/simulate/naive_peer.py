"""A second reader of the game's bytes, as simple as it can be, to hold the simulator's encoder and truth against.

It knows all packets before it begins, so it needs no waiting and no guessing, and it shares no line with
`resonance.simulate` or with the product's decoder but the generated protobuf classes.
"""

from __future__ import annotations

import bisect
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import zstandard

from resonance.protocol.packet import LinkType, RawPacket
from resonance.protocol.pb import combat_pb2, entity_pb2

LOGIN = bytes.fromhex("00000062000300000001")
PLAYER = 10

Flow = tuple[bytes, int, bytes, int]


class Segment(NamedTuple):
    at_us: int
    flow: Flow
    seq: int
    flags: int
    payload: bytes


class Message(NamedTuple):
    at_ms: int
    method: int
    payload: bytes


def ip_of(packet: RawPacket) -> bytes:
    """What is left without the link header."""
    data = packet.data
    if packet.link == LinkType.ETHERNET:
        place = 12
        while data[place : place + 2] in (b"\x81\x00", b"\x88\xa8"):
            place += 4
        return data[place + 2 :]
    sizes = {LinkType.RAW: 0, LinkType.NULL: 4, LinkType.LOOP: 4, LinkType.LINUX_SLL: 16, LinkType.LINUX_SLL2: 20}
    return data[sizes[LinkType(packet.link)] :]


def segments(packets: Iterable[RawPacket]) -> Iterator[Segment]:
    """TCP only. IPv4 fragments are put together; checksums must be right."""
    parts: dict[bytes, dict[int, bytes]] = defaultdict(dict)
    sizes: dict[bytes, int] = {}
    for packet in packets:
        ip = ip_of(packet)
        if ip[0] >> 4 == 6:
            size = struct.unpack(">H", ip[4:6])[0]
            protocol, source, target, body = ip[6], ip[8:24], ip[24:40], ip[40 : 40 + size]
        else:
            assert ones_sum(ip[:20]) == 0xFFFF
            size, ident, fragment = struct.unpack(">HHH", ip[2:8])
            protocol, source, target, body = ip[9], ip[12:16], ip[16:20], ip[20:size]
            if fragment & 0x3FFF:
                key = source + target + ident.to_bytes(2, "big")
                offset = (fragment & 0x1FFF) * 8
                parts[key][offset] = body
                if not fragment & 0x2000:
                    sizes[key] = offset + len(body)
                if sum(map(len, parts[key].values())) != sizes.get(key):
                    continue
                body = b"".join(part for _, part in sorted(parts.pop(key).items()))
                del sizes[key]
        if protocol != 6:
            continue
        assert ones_sum(source + target + struct.pack(">HH", 6, len(body)) + body) == 0xFFFF
        source_port, target_port, seq = struct.unpack(">HHI", body[:8])
        start = (body[12] >> 4) * 4
        yield Segment(packet.at_us, (source[-4:], source_port, target[-4:], target_port), seq, body[13], body[start:])


def ones_sum(data: bytes) -> int:
    """RFC 1071, word by word."""
    total = 0
    for index in range(0, len(data), 2):
        total += int.from_bytes(data[index : index + 2].ljust(2, b"\0"), "big")
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total


@dataclass
class Stream:
    """One direction of a connection, whole."""

    data: bytes
    holes: int  # bytes that never came
    ends: list[int]  # offsets at which segments end, ascending
    times: list[int]  # at_us of each of them


def streams(packets: Iterable[RawPacket]) -> dict[Flow, Stream]:
    """Every flow with a payload, in the order of first sight, whatever order its segments came in."""
    flows: dict[Flow, list[Segment]] = {}
    for segment in segments(packets):
        flows.setdefault(segment.flow, []).append(segment)
    return {flow: joined(pieces) for flow, pieces in flows.items() if any(piece.payload for piece in pieces)}


def joined(pieces: list[Segment]) -> Stream:
    syns = [piece.seq + 1 for piece in pieces if piece.flags & 2]
    near = syns[0] if syns else next(piece.seq for piece in pieces if piece.payload)
    placed = [((piece.seq - near + (1 << 31)) % (1 << 32) - (1 << 31), piece) for piece in pieces if piece.payload]
    first = min(offset for offset, _ in placed)
    size = max(offset + len(piece.payload) for offset, piece in placed) - first
    data, seen = bytearray(size), bytearray(size)
    for offset, piece in placed:
        place = slice(offset - first, offset - first + len(piece.payload))
        assert all(not old or old == new for old, new in zip(data[place], piece.payload, strict=True))
        data[place] = piece.payload
        seen[place] = b"\1" * len(piece.payload)
    ends = sorted((offset - first + len(piece.payload), piece.at_us) for offset, piece in placed)
    return Stream(bytes(data), seen.count(0), [end for end, _ in ends], [time for _, time in ends])


def game_streams(packets: Iterable[RawPacket]) -> list[Stream]:
    """The connections that begin with the server's answer to a login."""
    return [stream for stream in streams(packets).values() if stream.data.startswith(LOGIN)]


def frames(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """(type with its compression bit, body, offset of the end)."""
    place = 0
    while place < len(data):
        size, kind = struct.unpack_from(">IH", data, place)
        assert size >= 6
        assert place + size <= len(data)
        place += size
        yield kind, data[place - size + 6 : place], place


def messages(stream: Stream) -> Iterator[Message]:
    """Every Notify, in order. FrameDown sequence numbers have no holes."""
    sequence = 0
    for kind, body, end in frames(stream.data):
        if kind & 0x7FFF != 6:
            continue
        sequence += 1
        assert int.from_bytes(body[:4], "big") == sequence
        inner = body[4:]
        if kind & 0x8000:
            inner = zstandard.ZstdDecompressor().decompressobj().decompress(inner)
            assert len(inner) > 512
        else:
            assert len(inner) <= 512
        at_ms = stream.times[bisect.bisect_left(stream.ends, end)] // 1000
        for nested, content, _ in frames(inner):
            if nested == 2:
                service, stub, method = struct.unpack_from(">QII", content)
                assert (service, stub) == (0x63335342, 0)
                yield Message(at_ms, method, content[16:])


def all_messages(packets: Iterable[RawPacket]) -> list[Message]:
    return [message for stream in game_streams(packets) for message in messages(stream)]


def deltas(found: Iterable[Message]) -> Iterator[tuple[Message, combat_pb2.Delta]]:
    """Of the methods 45 and 46."""
    for message in found:
        if message.method == 45:
            for delta in combat_pb2.SyncNearDeltaInfo.FromString(message.payload).deltas:
                yield message, delta
        elif message.method == 46:
            yield message, combat_pb2.SyncToMeDeltaInfo.FromString(message.payload).delta.base_delta


def entities(found: Iterable[Message]) -> Iterator[tuple[Message, entity_pb2.SyncNearEntities]]:
    for message in found:
        if message.method == 6:
            yield message, entity_pb2.SyncNearEntities.FromString(message.payload)


def attributes(collection: entity_pb2.AttrCollection) -> dict[int, bytes]:
    return {attr.id: attr.raw_data for attr in collection.attrs}


def changes(delta: combat_pb2.Delta) -> dict[int, bytes]:
    return attributes(entity_pb2.AttrCollection.FromString(delta.attrs))


def number(data: bytes) -> int:
    """A varint; absent means 0."""
    return sum((byte & 0x7F) << 7 * index for index, byte in enumerate(data))


@dataclass
class Sums:
    """What one player adds up to, by the rules of the recorded captures."""

    damage: int = 0
    hits: int = 0
    crits: int = 0
    lucky_hits: int = 0
    healing: int = 0
    heals: int = 0
    taken: int = 0
    hits_taken: int = 0
    shield_absorbed: int = 0
    deaths: int = 0
    skills: dict[tuple[str, int, int], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0, 0, 0]))

    def skill(self, kind: str, info: combat_pb2.DamageInfo, amount: int) -> None:
        row = self.skills[kind, info.damage_source, info.owner_id]
        row[0] += amount
        row[1] += 1
        row[2] += info.type_flag & 1
        row[3] += 0 if info.value else 1
        row[4] = max(row[4], amount)


@dataclass
class Tallies:
    players: dict[int, Sums] = field(default_factory=lambda: defaultdict(Sums))
    first_damage_at_ms: int | None = None
    last_damage_at_ms: int | None = None

    def add(self, message: Message, target: int, info: combat_pb2.DamageInfo) -> None:
        amount = info.value or info.lucky_value
        source = info.top_summoner_id or info.attacker_uuid
        if not amount or info.type == 3:
            return
        if info.type == 2:
            if kind_of(source) == PLAYER:
                self.players[source >> 16].healing += amount
                self.players[source >> 16].heals += 1
                self.players[source >> 16].skill("heal", info, amount)
        elif kind_of(target) == PLAYER:
            sums = self.players[target >> 16]
            sums.taken += amount
            sums.hits_taken += 1
            sums.shield_absorbed += info.shield_lessen
            sums.skill("taken", info, amount)
        elif kind_of(source) == PLAYER:
            sums = self.players[source >> 16]
            sums.damage += amount
            sums.hits += 1
            sums.crits += info.type_flag & 1
            sums.lucky_hits += 0 if info.value else 1
            sums.skill("damage", info, amount)
            self.first_damage_at_ms = self.first_damage_at_ms or message.at_ms
            self.last_damage_at_ms = message.at_ms


def kind_of(uuid: int) -> int:
    return (uuid >> 6) & 31


def tallies(found: Iterable[Message]) -> Tallies:
    result = Tallies()
    for message, delta in deltas(found):
        for info in delta.skill_effects.damages:
            result.add(message, delta.uuid, info)
        if kind_of(delta.uuid) == PLAYER and changes(delta).get(11) == b"\x09":
            result.players[delta.uuid >> 16].deaths += 1
    return result


def read_pcap(path: Path) -> list[RawPacket]:
    """A little-endian Ethernet capture in microseconds, as the recorded ones are."""
    data = path.read_bytes()
    assert data[:4] == bytes.fromhex("d4c3b2a1")
    packets, place = [], 24
    while place < len(data):
        seconds, micros, size, _ = struct.unpack_from("<IIII", data, place)
        place += 16 + size
        packets.append(RawPacket(seconds * 1_000_000 + micros, LinkType.ETHERNET, data[place - size : place]))
    return packets
