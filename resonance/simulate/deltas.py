"""What changed about a body since the last message, and the delta that says so, in both layouts (protocol.md 5.4)."""

from __future__ import annotations

from enum import StrEnum

from resonance.protocol.pb import buff_pb2, combat_pb2, entity_pb2
from resonance.simulate import encode
from resonance.simulate.bodies import Body, Buff, appearance

BUFF_ADDED, BUFF_REMOVED, LAYERS_CHANGED = 1, 2, 6  # EBuffEventType (protocol.md 5.7)

_LOGIC_LAYERS, _LOGIC_ADD, _LOGIC_CHANGE = 16, 18, 19
_EMPTY_TEMP_ATTRIBUTES = encode.field(3, b"")  # present in every delta of the captures


class Layout(StrEnum):
    """Where a delta carries its buffs."""

    OLD = "old"  # field 10 states of buffs, field 11 events of buffs; proven by captures
    NEW = "new"  # from about January 2026: field 10 events, which carry the states; hearsay


def buff_info(buff: Buff, host: Body) -> buff_pb2.BuffInfo:
    return buff_pb2.BuffInfo(
        buff_uuid=buff.instance,
        base_id=buff.base_id,
        level=1,
        host_uuid=host.uuid,
        create_time=buff.created_ms,
        fire_uuid=buff.source,
        layer=buff.layers,
        count=-1,
        duration=buff.duration_ms,
        source=buff_pb2.BuffSource(type=6, config_id=buff.base_id // 100),
    )


class Pending:
    """Everything of one body that waits for the next message. Attributes hold the newest state only."""

    __slots__ = ("_events", "_infos", "attributes", "damages")

    def __init__(self) -> None:
        self.attributes: dict[int, bytes] = {}
        self.damages: list[combat_pb2.DamageInfo] = []
        self._infos: list[buff_pb2.BuffInfo] = []
        self._events: list[buff_pb2.BuffEffect] = []

    def buff_on(self, buff: Buff, host: Body, layout: Layout, server_ms: int) -> None:
        info = buff_info(buff, host)
        logic = [buff_pb2.BuffLogic(raw_data=encode.field(1, 9_000 + buff.base_id % 1_000))]
        if layout is Layout.OLD:
            self._infos.append(info)
        else:
            logic.insert(0, buff_pb2.BuffLogic(effect_type=_LOGIC_ADD, raw_data=info.SerializeToString()))
        self._event(BUFF_ADDED, buff, host, server_ms, logic)

    def buff_layers(self, buff: Buff, host: Body, layout: Layout, server_ms: int) -> None:
        if layout is Layout.OLD:
            payload = buff_pb2.BuffLayers(layer=buff.layers).SerializeToString()
            logic = buff_pb2.BuffLogic(effect_type=_LOGIC_LAYERS, raw_data=payload)
        else:
            patch = buff_pb2.BuffPatch(layer=buff.layers, duration=buff.duration_ms, create_time=buff.created_ms)
            logic = buff_pb2.BuffLogic(effect_type=_LOGIC_CHANGE, raw_data=patch.SerializeToString())
        self._event(LAYERS_CHANGED, buff, host, server_ms, [logic])

    def buff_off(self, buff: Buff, host: Body, server_ms: int) -> None:
        self._event(BUFF_REMOVED, buff, host, server_ms, [])

    def _event(self, kind: int, buff: Buff, host: Body, server_ms: int, logic: list[buff_pb2.BuffLogic]) -> None:
        self._events.append(
            buff_pb2.BuffEffect(
                type=kind, buff_uuid=buff.instance, host_uuid=host.uuid, trigger_time=server_ms, logic=logic
            )
        )

    def delta(self, body: Body, layout: Layout) -> bytes:
        """A serialized AoiSyncDelta."""
        attrs = [entity_pb2.Attr(id=number, raw_data=data) for number, data in self.attributes.items()]
        collection = entity_pb2.AttrCollection(uuid=body.uuid, attrs=attrs)
        delta = combat_pb2.Delta(uuid=body.uuid, attrs=collection.SerializeToString())
        if self.damages:
            delta.skill_effects.uuid = body.uuid
            delta.skill_effects.damages.extend(self.damages)
        events = buff_pb2.BuffEffectSync(uuid=body.uuid, effects=self._events).SerializeToString()
        if layout is Layout.NEW:
            if self._events:
                delta.buffs_10 = events
            return delta.SerializeToString() + _EMPTY_TEMP_ATTRIBUTES
        if self._infos:
            delta.buffs_10 = _info_sync(body.uuid, self._infos)
        if self._events:
            delta.buffs_11.append(events)
        return delta.SerializeToString() + _EMPTY_TEMP_ATTRIBUTES


def _info_sync(uuid: int, infos: list[buff_pb2.BuffInfo]) -> bytes:
    """A BuffInfoSync with the table_uuid every captured one has: it is what tells the layouts apart."""
    items = (encode.field(2, info.SerializeToString() + encode.field(5, info.buff_uuid)) for info in infos)
    return encode.field(1, uuid) + b"".join(items)


def to_me_delta(delta: bytes, local: Body) -> bytes:
    """Method 46: a delta of the local player, and who that is."""
    return encode.field(1, encode.field(1, delta) + encode.field(5, local.uuid))


def entity(body: Body) -> entity_pb2.Entity:
    """The whole picture of a body, as sent when it comes into view."""
    result = entity_pb2.Entity(uuid=body.uuid, ent_type=body.kind)
    result.attrs.uuid = body.uuid
    result.attrs.attrs.extend(appearance(body))
    if body.buffs:
        result.buff_infos.uuid = body.uuid
        result.buff_infos.buffs.extend(buff_info(buff, body) for buff in body.buffs.values())
    return result
