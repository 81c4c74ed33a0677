"""Messages about scenes, dungeons and the local player's own record (protocol.md 5.9 to 5.12)."""

from __future__ import annotations

from resonance.protocol.packet import RawPacket
from resonance.protocol.pb import entity_pb2, world_pb2
from resonance.simulate import deltas, encode
from resonance.simulate.deltas import Layout
from resonance.simulate.encode import Attribute, Method
from resonance.simulate.world import World

PLAYING, END = 3, 4  # dungeon states (protocol.md 5.11)


def enter(world: World, scene_id: int, line: int, name: str = "") -> list[RawPacket]:
    """Change to a scene or line: a new connection, the own character in full, and nothing else in view."""
    packets = world.disconnect()
    world.truth.scenes.append((world.now_ms, scene_id, line))
    world.scene_uuid += 1
    time = world_pb2.ServerTime(server_ms=world.server_ms)  # at login without the client's time
    return packets + world.connect(
        [
            encode.notify(Method.ENTER_GAME, b""),
            encode.notify(Method.CONTAINER, container(world, scene_id, line)),
            encode.notify(Method.ENTER_SCENE, enter_scene(world, scene_id, line, name)),
            encode.notify(Method.DUNGEON, encode.field(1, b"")),
            encode.notify(Method.SERVER_TIME, time.SerializeToString()),
            encode.notify(Method.SEASON, encode.field(1, 4)),
            encode.notify(Method.CONTAINER_DIRTY, dirty(encode.blob_container(()))),
        ]
    )


def enter_scene(world: World, scene_id: int, line: int, name: str) -> bytes:
    """Method 3, with the two guids where the layout of the time has them."""
    values = (
        (Attribute.SCENE_NAME, encode.attribute_text(name)),
        (Attribute.SCENE_ID, encode.attribute_int(scene_id)),
        (Attribute.SCENE_UUID, encode.attribute_int(world.scene_uuid)),
        (Attribute.SCENE_LINE, encode.attribute_int(line)),
    )
    info = world_pb2.EnterSceneInfo(player=deltas.entity(world.local))
    info.scene_attrs.attrs.extend(entity_pb2.Attr(id=number, raw_data=data) for number, data in values)
    first_guid = 7 if world.layout is Layout.OLD else 3
    guid = f"{world.scene_uuid:08x}-0000-4000-8000-{scene_id:012x}".encode()
    data = info.SerializeToString() + encode.field(first_guid, guid) + encode.field(first_guid + 1, guid)
    return encode.field(1, data)


def container(world: World, scene_id: int, line: int) -> bytes:
    """Method 21: the own character."""
    local = world.local
    data = world_pb2.CharSerialize(
        char_id=local.uid,
        base=world_pb2.CharBase(char_id=local.uid, name=local.name.encode(), fight_point=local.ability_score),
        scene=world_pb2.SceneData(map_id=scene_id, level_map_id=scene_id, line_id=line),
        fight=world_pb2.UserFightAttr(cur_hp=local.hp, max_hp=local.max_hp),
        level=world_pb2.RoleLevel(level=local.level),
        profession=world_pb2.ProfessionList(current=local.class_id),
    )
    return world_pb2.SyncContainerData(data=data).SerializeToString()


def dirty(blob: bytes) -> bytes:
    """Methods 22 and 24."""
    return world_pb2.SyncDirtyData(blob=world_pb2.DirtyBlob(data=blob)).SerializeToString()


def score_changed(world: World, ability_score: int) -> None:
    """The own ability score changed: as a dirty blob and as an attribute."""
    local = world.local
    local.ability_score = ability_score
    base = encode.blob_container([(35, encode.blob_int(ability_score))])
    world.say(Method.CONTAINER_DIRTY, dirty(encode.blob_container([(2, base)])))
    world.set(local, Attribute.ABILITY_SCORE, ability_score)


def currency_gained(world: World, currency_id: int, amount: int) -> None:
    """A dirty blob no meter needs, with a map in it: currency 10002 is the one of the captures."""
    entry = (encode.blob_int(currency_id), encode.blob_container([(2, encode.blob_int(amount, 8))]))
    currencies = encode.blob_container([(2, encode.blob_map(updated=[entry]))])
    world.say(Method.CONTAINER_DIRTY, dirty(encode.blob_container([(79, currencies)])))


def items_shown(world: World) -> None:
    """Loot: a method a meter does not decode."""
    world.say(Method.SHOW_ITEMS, encode.field(1, encode.field(1, 1) + encode.field(2, world.rng.randbytes(24))))


def dungeon_begins(world: World, difficulty: int, target_id: int) -> None:
    """The whole state of the dungeon: playing, with one open objective."""
    data = world_pb2.DungeonSyncData(
        scene_uuid=world.scene_uuid,
        flow=world_pb2.DungeonFlow(state=PLAYING),
        scene=world_pb2.DungeonSceneInfo(difficulty=difficulty),
    )
    data.target.targets[target_id].target_id = target_id
    world.say(Method.DUNGEON, world_pb2.SyncDungeonData(data=data).SerializeToString())


def objective_changed(world: World, target_id: int, progress: int, *, complete: bool) -> None:
    number = encode.blob_int
    target = encode.blob_container([(1, number(target_id)), (2, number(progress)), (3, number(int(complete)))])
    targets = encode.blob_container([(1, encode.blob_map(updated=[(number(target_id), target)]))])
    world.say(Method.DUNGEON_DIRTY, dirty(encode.blob_container([(4, targets)])))


def dungeon_ends(world: World, pass_time_s: int) -> None:
    """State "end", and the time it took."""
    flow = encode.blob_container([(1, encode.blob_int(END)), (8, encode.blob_int(0))])
    settlement = encode.blob_container([(1, encode.blob_int(pass_time_s))])
    world.say(Method.DUNGEON_DIRTY, dirty(encode.blob_container([(2, flow), (7, settlement)])))
