"""Scene, own character, dungeon, revive, server time: methods 3, 21, 22, 23, 24, 39 and 43.

Seen in captures: 3, 21, 22, 43 (protocol.md 5.9, 5.10, 13). Hearsay, and never seen filled: 23, 24, 39 (5.11).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from google.protobuf.message import DecodeError

from resonance.events import (
    ActorSeen,
    DungeonChanged,
    Facts,
    LocalPlayerKnown,
    Revived,
    SceneEntered,
    ServerTime,
    player_id,
)
from resonance.protocol.attributes import SCENE_ID, SCENE_UUID, integer
from resonance.protocol.dirty import MapOf, Scalar, Schema, read_blob
from resonance.protocol.entities import appeared, salvage_entity
from resonance.protocol.errors import ProtocolError
from resonance.protocol.outcome import Decoded
from resonance.protocol.pb import world_pb2 as pb
from resonance.protocol.pb.combat_pb2 import LooseList
from resonance.protocol.pb.entity_pb2 import Attr
from resonance.protocol.salvage import loose_attrs

I32, U32, I64, U64, F32, TEXT = Scalar.I32, Scalar.U32, Scalar.I64, Scalar.U64, Scalar.F32, Scalar.TEXT

MAX_CHAR_ID = (1 << 47) - 1  # what fits into an actor id beside its kind (protocol.md 6)

_CHAR_BASE: dict[int, Schema] = {
    **{1: I64, 2: TEXT, 3: I64, 4: U32, 5: TEXT, 6: I32},
    **{10: F32, 11: F32, 12: F32, 13: F32, 15: U32, 16: I64, 17: I64, 18: I64},
    **{21: U64, 22: I32, 26: U64, 27: TEXT, 28: I32, 29: I32, 31: I32, 32: U64, 33: I32, 34: TEXT},
    **{35: I32, 36: I64, 37: TEXT, 38: I64, 39: I32, 40: I64, 41: I64, 42: I64},
}
"""Every plain field of CharBaseInfo (protocol.md 5.10), since a field that is not listed hides those behind it."""

CHARACTER: dict[int, Schema] = {
    1: I64,
    2: _CHAR_BASE,
    3: {1: U32, 2: U32, 4: I64, 6: U32, 7: I32, 9: I32, 10: I32, 13: TEXT, 14: TEXT, 15: U32},
    16: {1: I64, 2: I64},
    22: {1: I32, 2: I64},
    61: {1: I32},
    104: I64,
}

_FLOW: dict[int, Schema] = dict.fromkeys(range(1, 9), I32)
_TARGET: dict[int, Schema] = {1: I32, 2: I32, 3: I32}

DUNGEON: dict[int, Schema] = {
    1: Scalar.I32_OR_I64,
    2: _FLOW,
    4: {1: MapOf(I32, _TARGET)},
    5: {1: MapOf(I64, I64)},
    7: {1: I32},
    14: {1: I32, 2: I32},
    15: dict.fromkeys(range(1, 12), I32),
    21: {1: I32},
}


def enter_scene(payload: bytes, at_ms: int) -> Decoded:
    """Method 3. The line is not taken from here: its channel and the line players see differ (protocol.md 14)."""
    out = Decoded()
    try:
        info = pb.EnterScene.FromString(payload).info
    except DecodeError:
        for raw in LooseList.FromString(payload).items:
            _salvage_scene(pb.LooseSceneInfo.FromString(raw), at_ms, out)
        return out
    scene_id, scene_uuid = _scene_ids(info.scene_attrs.attrs, out)
    out.events.append(SceneEntered(at_ms, scene_id, None, scene_uuid))
    if info.HasField("player") and info.player.uuid:
        out.events.append(LocalPlayerKnown(at_ms, info.player.uuid))
        appeared(info.player, at_ms, out)
    return out


def _salvage_scene(loose: pb.LooseSceneInfo, at_ms: int, out: Decoded) -> None:
    """What can be read of a scene that does not parse: its ids, and who the local player is."""
    out.bad_records += 1
    scene_id, scene_uuid = _scene_ids(loose_attrs(loose.scene_attrs, out), out)
    out.events.append(SceneEntered(at_ms, scene_id, None, scene_uuid))
    player = salvage_entity(loose.player, at_ms, out)
    if player:
        out.events.append(LocalPlayerKnown(at_ms, player))


def _scene_ids(attrs: Iterable[Attr], out: Decoded) -> tuple[int | None, int | None]:
    values: dict[int, int] = {}
    for attr in attrs:
        if attr.id in (SCENE_ID, SCENE_UUID):
            try:
                values[attr.id] = integer(attr.raw_data)
            except ProtocolError:
                out.bad_records += 1
    return values.get(SCENE_ID) or None, values.get(SCENE_UUID) or None


def container_data(payload: bytes, at_ms: int) -> Decoded:
    """Method 21: the own character whole, sent at login and with every full change of zone."""
    out = Decoded()
    data = pb.SyncContainerData.FromString(payload).data
    char_id = data.char_id or data.base.char_id
    facts: Facts = {}
    if data.base.name:
        facts["name"] = data.base.name.decode("utf-8", "replace")
    if data.base.fight_point:
        facts["ability_score"] = data.base.fight_point
    if data.HasField("fight"):
        facts["hp"], facts["max_hp"] = data.fight.cur_hp, data.fight.max_hp
    if data.level.level:
        facts["level"] = data.level.level
    if data.profession.current:
        facts["class_id"] = data.profession.current
    if not 0 <= char_id <= MAX_CHAR_ID:
        raise ProtocolError(f"a character with the number {char_id}")
    if char_id:
        actor = player_id(char_id)
        out.events.append(LocalPlayerKnown(at_ms, actor))
        out.events.append(ActorSeen(at_ms, actor, False, facts))
    scene_id = data.scene.level_map_id or data.scene.map_id
    if scene_id:
        out.events.append(SceneEntered(at_ms, scene_id, data.scene.line_id or None, None))
    return out


def container_dirty(payload: bytes, at_ms: int) -> Decoded:
    """Method 22: what changed in the own character (protocol.md 5.12).

    It does not say whose: actor 0 stands for the local player, whom the decoder knows.
    """
    out = Decoded()
    fields = _blob(payload, CHARACTER)
    base, fight = fields.get(2, {}), fields.get(16, {})
    facts: Facts = {}
    if 5 in base:
        facts["name"] = base[5].decode("utf-8", "replace")
    if 35 in base:
        facts["ability_score"] = base[35]
    if 1 in fight:
        facts["hp"] = fight[1]
    if 2 in fight:
        facts["max_hp"] = fight[2]
    if 1 in fields.get(22, {}):
        facts["level"] = fields[22][1]
    if 1 in fields.get(61, {}):
        facts["class_id"] = fields[61][1]
    if facts:
        out.events.append(ActorSeen(at_ms, 0, False, facts))
    scene = fields.get(3, {})
    scene_id = scene.get(6) or scene.get(1)
    if scene_id:
        out.events.append(SceneEntered(at_ms, scene_id, scene.get(15) or None, None))
    return out


def dungeon_data(payload: bytes, at_ms: int) -> Decoded:
    """Method 23, hearsay: the dungeon's state whole."""
    out = Decoded()
    message = pb.SyncDungeonData.FromString(payload)
    if not message.HasField("data"):
        return out
    data = message.data
    targets = tuple((t.target_id, t.nums, t.complete) for t in data.target.targets.values())
    flow = data.flow if data.HasField("flow") else None
    settlement = data.settlement if data.HasField("settlement") else None
    change = DungeonChanged(
        at_ms,
        flow.state if flow else None,
        data.scene.difficulty if data.HasField("scene") else None,
        targets,
        settlement.pass_time if settlement else None,
        flow.result if flow else None,
    )
    _append_if_told(change, out)
    return out


def dungeon_dirty(payload: bytes, at_ms: int) -> Decoded:
    """Method 24, hearsay: what changed in the dungeon."""
    out = Decoded()
    fields = _blob(payload, DUNGEON)
    flow = fields.get(2, {})
    targets = tuple(
        (target.get(1, key), target.get(2, 0), target.get(3, 0)) for key, target in fields.get(4, {}).get(1, {}).items()
    )
    change = DungeonChanged(
        at_ms,
        flow.get(1),
        fields.get(21, {}).get(1),
        targets,
        fields.get(7, {}).get(1),
        flow.get(8),
    )
    _append_if_told(change, out)
    return out


def _append_if_told(change: DungeonChanged, out: Decoded) -> None:
    if change != DungeonChanged(change.at_ms, None, None, (), None, None):
        out.events.append(change)


def revive_user(payload: bytes, at_ms: int) -> Decoded:
    """Method 39, hearsay: somebody was revived."""
    actor = pb.NotifyReviveUser.FromString(payload).actor_uuid
    return Decoded([Revived(at_ms, actor)] if actor else [])


def server_time(payload: bytes, at_ms: int) -> Decoded:
    """Method 43: the server's clock, every 5 s."""
    server_ms = pb.ServerTime.FromString(payload).server_ms
    return Decoded([ServerTime(at_ms, server_ms)] if server_ms else [])


def _blob(payload: bytes, schema: dict[int, Schema]) -> dict[int, Any]:
    data = pb.SyncDirtyData.FromString(payload).blob.data
    return read_blob(data, schema) if data else {}
