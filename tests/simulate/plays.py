"""Recordings of scenarios, made once for all tests and read by the independent decoder, and questions to them."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import naive_peer
from naive_peer import Message, attributes, number

from resonance.events import player_id
from resonance.protocol.packet import RawPacket
from resonance.protocol.pb import buff_pb2, combat_pb2
from resonance.simulate.recording import generate
from resonance.simulate.truth import Truth

HP, MAX_HP, STATE = 11_310, 11_320, 11
DEAD = b"\x09"


class Played(NamedTuple):
    packets: list[RawPacket]
    messages: list[Message]
    truth: Truth


@cache
def played(name: str, seed: int = 1, **options: Any) -> Played:
    recording = generate(name, seed, **options)
    packets = list(recording.packets)
    return Played(packets, naive_peer.all_messages(packets), recording.truth)


def local_uuid(truth: Truth) -> int:
    return player_id(truth.local_uid)


def infos(delta: combat_pb2.Delta) -> list[buff_pb2.BuffInfo]:
    """Of a delta in the old layout."""
    return list(buff_pb2.BuffInfoSync.FromString(delta.buffs_10).buffs)


def parsed_info(data: bytes) -> buff_pb2.BuffInfo:
    return buff_pb2.BuffInfo.FromString(data)


def seen(messages: list[Message]) -> list[Any]:
    return [entity for _, change in naive_peer.entities(messages) for entity in change.appear]


def monster_uuid(messages: list[Message], monster_id: int) -> int:
    """The one body of this monster."""
    [uuid] = [entity.uuid for entity in seen(messages) if number(attributes(entity.attrs).get(10, b"")) == monster_id]
    return int(uuid)


def span_ms(truth: Truth) -> int:
    assert truth.first_damage_at_ms is not None
    assert truth.last_damage_at_ms is not None
    return truth.last_damage_at_ms - truth.first_damage_at_ms
