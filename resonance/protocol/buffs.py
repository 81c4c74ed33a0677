"""Buffs in deltas and in appearing actors, in both layouts (protocol.md 5.4 and 5.7).

| delta field | clients before about January 2026 | since (hearsay) |
|---|---|---|
| 10 | buffs put on or refreshed | buff effects; a new buff travels in one, as logic type 18 |
| 11 | buff effects | fake bullets |

The layouts are told apart by content, message by message.
"""

from __future__ import annotations

from collections.abc import Iterable

from google.protobuf.message import DecodeError

from resonance.events import BuffChanged, BuffRemoved
from resonance.protocol.outcome import Decoded
from resonance.protocol.pb.buff_pb2 import BuffEffect, BuffEffectSync, BuffInfo, BuffInfoSync, BuffLayers, BuffPatch

REMOVED = 2  # EBuffEventType
LAYERS, ADDED, PATCHED = 16, 18, 19  # logic effect types


def read_buff_list(buffs: Iterable[BuffInfo], host: int, at_ms: int, out: Decoded) -> None:
    """Buffs that are on now, complete: an upsert by (host, instance)."""
    for info in buffs:
        out.events.append(_buff_on(info, info.host_uuid or host, at_ms))


def read_buff_fields(field_10: bytes, field_11: Iterable[bytes], actor: int, at_ms: int, out: Decoded) -> None:
    """Fields 10 and 11 of a delta, whichever layout they are in.

    A fake bullet needs no test: its field 2 is a number, so it holds no effects when it is read as a list of them.
    """
    try:
        if field_10:
            sync = BuffInfoSync.FromString(field_10)
            if _is_buff_list(sync):
                read_buff_list(sync.buffs, actor, at_ms, out)
            else:
                _effects(BuffEffectSync.FromString(field_10), actor, at_ms, out)
        for raw in field_11:
            _effects(BuffEffectSync.FromString(raw), actor, at_ms, out)
    except DecodeError:
        out.bad_records += 1


def _is_buff_list(sync: BuffInfoSync) -> bool:
    """Is this field 10 of the old layout? A buff has fields beyond 5, an effect has not."""
    return all(info.create_time or info.fire_uuid or info.layer or info.count or info.duration for info in sync.buffs)


def _effects(sync: BuffEffectSync, actor: int, at_ms: int, out: Decoded) -> None:
    for effect in sync.effects:
        host = effect.host_uuid or sync.uuid or actor
        _logic(effect, host, at_ms, out)
        if effect.type == REMOVED:
            out.events.append(BuffRemoved(at_ms, host, effect.buff_uuid))


def _logic(effect: BuffEffect, host: int, at_ms: int, out: Decoded) -> None:
    for logic in effect.logic:
        try:
            if logic.effect_type == LAYERS:
                layers = BuffLayers.FromString(logic.raw_data).layer
                out.events.append(_change(at_ms, host, effect.buff_uuid, layers, None, None))
            elif logic.effect_type == ADDED:
                out.events.append(_buff_on(BuffInfo.FromString(logic.raw_data), host, at_ms))
            elif logic.effect_type == PATCHED:
                patch = BuffPatch.FromString(logic.raw_data)
                layers_or_none = patch.layer if patch.HasField("layer") else None
                duration = patch.duration if patch.HasField("duration") else None
                created = patch.create_time if patch.HasField("create_time") else None
                out.events.append(_change(at_ms, host, effect.buff_uuid, layers_or_none, duration, created))
        except DecodeError:
            out.bad_records += 1


def _buff_on(info: BuffInfo, host: int, at_ms: int) -> BuffChanged:
    return BuffChanged(
        at_ms,
        host,
        info.buff_uuid,
        info.base_id,
        info.fire_uuid,
        info.level,
        max(info.layer, 1),
        max(info.duration, 0),
        info.create_time,
    )


def _change(
    at_ms: int, host: int, instance: int, layers: int | None, duration: int | None, created: int | None
) -> BuffChanged:
    return BuffChanged(at_ms, host, instance, None, None, None, layers, duration, created)
