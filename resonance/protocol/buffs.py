"""Buffs in deltas and in appearing actors, in both layouts (protocol.md 5.4 and 5.7).

| delta field | clients before about January 2026 | since (hearsay) |
|---|---|---|
| 10 | buffs put on or refreshed | buff effects; a new buff travels in one, as logic type 18 |
| 11 | buff effects | fake bullets |

The layouts are told apart by content, message by message.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TypeVar

from google.protobuf.message import DecodeError

from resonance.events import BuffChanged, BuffRemoved
from resonance.protocol.outcome import Decoded
from resonance.protocol.pb.buff_pb2 import BuffEffect, BuffInfo, BuffLayers, BuffPatch
from resonance.protocol.pb.combat_pb2 import LooseSecond

Parsed = TypeVar("Parsed", BuffInfo, BuffEffect)

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
    if field_10:
        uuid, items = _items(field_10, out)
        infos = _parsed(BuffInfo, items)
        if _is_buff_list(infos):
            out.bad_records += len(items) - len(infos)
            read_buff_list(infos, actor, at_ms, out)
        else:
            _effects(items, uuid or actor, at_ms, out)
    for raw in field_11:
        uuid, items = _items(raw, out)
        _effects(items, uuid or actor, at_ms, out)


def _items(raw: bytes, out: Decoded) -> tuple[int, list[bytes]]:
    """The uuid and the unparsed items of a BuffInfoSync or BuffEffectSync, so that a bad item costs only itself."""
    try:
        sync = LooseSecond.FromString(raw)
    except DecodeError:
        out.bad_records += 1
        return 0, []
    return sync.uuid, list(sync.items)


def _parsed(kind: type[Parsed], items: list[bytes]) -> list[Parsed]:
    """Those of the items that can be parsed."""
    try:
        return list(map(kind.FromString, items))
    except DecodeError:
        pass
    parsed = []
    for raw in items:
        with suppress(DecodeError):
            parsed.append(kind.FromString(raw))
    return parsed


def _is_buff_list(infos: Iterable[BuffInfo]) -> bool:
    """Is this field 10 of the old layout? A buff has fields beyond 5, an effect has not."""
    return any(info.create_time or info.fire_uuid or info.layer or info.count or info.duration for info in infos)


def _effects(items: list[bytes], actor: int, at_ms: int, out: Decoded) -> None:
    effects = _parsed(BuffEffect, items)
    out.bad_records += len(items) - len(effects)
    for effect in effects:
        host = effect.host_uuid or actor
        if effect.logic:
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
