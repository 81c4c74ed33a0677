"""Method 6: actors come into view and leave it (protocol.md 5.2)."""

from __future__ import annotations

from google.protobuf.message import DecodeError

from resonance.events import ActorLeft, ActorSeen
from resonance.protocol.attributes import read_facts
from resonance.protocol.buffs import read_buff_list
from resonance.protocol.outcome import Decoded
from resonance.protocol.pb.buff_pb2 import BuffInfo
from resonance.protocol.pb.combat_pb2 import LooseEntity, LooseList, LooseSecond
from resonance.protocol.pb.entity_pb2 import DisappearEntity, Entity, SyncNearEntities
from resonance.protocol.salvage import loose_attrs, loose_items


def near_entities(payload: bytes, at_ms: int) -> Decoded:
    """Method 6: any number of appearances and departures."""
    out = Decoded()
    try:
        message = SyncNearEntities.FromString(payload)
    except DecodeError:
        _salvage(payload, at_ms, out)
        return out
    for entity in message.appear:
        appeared(entity, at_ms, out)
    for gone in message.disappear:
        _left(gone, at_ms, out)
    return out


def appeared(entity: Entity, at_ms: int, out: Decoded) -> None:
    """The full picture of one actor, with the buffs it has on."""
    if not entity.uuid:
        out.bad_records += 1
        return
    facts, _skill, bad = read_facts(entity.attrs.attrs)
    out.bad_records += bad
    out.events.append(ActorSeen(at_ms, entity.uuid, True, facts))
    if entity.HasField("buff_infos"):
        read_buff_list(entity.buff_infos.buffs, entity.uuid, at_ms, out)


def _left(gone: DisappearEntity, at_ms: int, out: Decoded) -> None:
    out.events.append(ActorLeft(at_ms, gone.uuid, gone.type))


def _salvage(payload: bytes, at_ms: int, out: Decoded) -> None:
    """A message that does not parse, part by part."""
    for raw in LooseList.FromString(payload).items:
        try:
            appeared(Entity.FromString(raw), at_ms, out)
        except DecodeError:
            out.bad_records += 1
            salvage_entity(raw, at_ms, out)
    for raw in LooseSecond.FromString(payload).items:
        try:
            _left(DisappearEntity.FromString(raw), at_ms, out)
        except DecodeError:
            out.bad_records += 1


def salvage_entity(raw: bytes, at_ms: int, out: Decoded) -> int:
    """An appearance that does not parse: those attributes and buffs that can be read. Who it is; 0 = nobody knows."""
    try:
        loose = LooseEntity.FromString(raw)
    except DecodeError:
        return 0  # not even its outline can be read
    if not loose.uuid:
        return 0
    facts, _skill, bad = read_facts(loose_attrs(loose.attrs, out))
    out.bad_records += bad
    out.events.append(ActorSeen(at_ms, loose.uuid, True, facts))
    for part in loose_items(loose.buff_infos, out):
        try:
            read_buff_list([BuffInfo.FromString(part)], loose.uuid, at_ms, out)
        except DecodeError:
            continue
    return loose.uuid
