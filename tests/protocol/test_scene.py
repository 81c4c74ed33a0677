"""Scene, own character, dungeon, revive and server time: methods 3, 21, 22, 23, 24, 39 and 43."""

from __future__ import annotations

import pytest
from builders import AT_MS, MONSTER, PLAYER, Blob, Value, attr, attrs, proto

from resonance.events import (
    ActorSeen,
    BuffChanged,
    DungeonChanged,
    Event,
    Facts,
    LocalPlayerKnown,
    Revived,
    SceneEntered,
    ServerTime,
)
from resonance.protocol import scene
from resonance.protocol.errors import ProtocolError
from resonance.protocol.messages import DECODERS, Decode

B = Blob()
LOCAL = 0  # "whoever the local player is"


def read(decode: Decode, payload: bytes, *, bad: int = 0) -> list[Event]:
    out = decode(payload, AT_MS)
    assert out.bad_records == bad
    return out.events


def wrapped(fields: dict[int, Value]) -> bytes:
    return proto({1: fields})


def dirty(fields: dict[int, bytes], blob: Blob = B) -> bytes:
    """Payload of methods 22 and 24."""
    return proto({1: {1: blob.container(fields)}})


@pytest.mark.parametrize("method", sorted(DECODERS))
def test_empty_message(method: int) -> None:
    """Dungeon and container messages come empty after the login (protocol.md 4.2); no decoder minds."""
    events = read(DECODERS[method], b"")
    assert events == ([SceneEntered(AT_MS, None, None, None)] if method == 3 else [])


# Method 3

SCENE = attrs({340: "asteria", 341: 7, 342: 88_000_000_001, 343: 1, 345: 70})


def test_scene_entered() -> None:
    """Scene and instance come from attributes 341 and 342; the channel, 343, is not the line (protocol.md 14)."""
    player: dict[int, Value] = {
        1: PLAYER,
        2: 10,
        3: attrs({1: "Abc", 11310: 1638, 11320: 1638}),
        7: {2: {1: 5, 2: 6, 6: 99}},
    }
    guids: dict[int, Value] = {7: "a" * 36, 8: "b" * 36, 9: {1: 5}}
    newer: dict[int, Value] = {3: "a" * 36, 4: "b" * 36, 5: {1: 5}}
    for layout in (guids, newer):
        assert read(scene.enter_scene, wrapped({1: SCENE, 2: player, **layout})) == [
            SceneEntered(AT_MS, 7, None, 88_000_000_001),
            LocalPlayerKnown(AT_MS, PLAYER),
            ActorSeen(AT_MS, PLAYER, True, {"name": "Abc", "hp": 1638, "max_hp": 1638}),
            BuffChanged(AT_MS, PLAYER, 5, 6, 0, 0, 1, 0, 99),
        ]


def test_scene_without_its_parts() -> None:
    assert read(scene.enter_scene, wrapped({1: attrs({341: None}), 2: {3: attrs({10000: 3})}})) == [
        SceneEntered(AT_MS, None, None, None)
    ]


@pytest.mark.parametrize("number", [341, 342])
def test_bad_scene_attribute_costs_only_itself(number: int) -> None:
    values = proto({2: [attr(number, b"\x80"), attr(683 - number, 9)]})
    events = read(scene.enter_scene, wrapped({1: values, 2: {1: PLAYER}}), bad=1)
    assert events == [
        SceneEntered(AT_MS, None, None, 9) if number == 341 else SceneEntered(AT_MS, 9, None, None),
        LocalPlayerKnown(AT_MS, PLAYER),
        ActorSeen(AT_MS, PLAYER, True, {}),
    ]


# Method 21


def test_own_character() -> None:
    """Every part a meter needs of it (protocol.md 5.10); the level map is the scene, not the map."""
    character: dict[int, Value] = {
        **{1: 443301, 2: {1: 443301, 3: 5, 5: "Élodie", 35: 51_700}, 3: {1: 8, 6: 7, 15: 2, 13: "guid"}},
        **{7: {1: b""}, 16: {1: 1200, 2: 1638, 3: 1.5}, 22: {1: 60, 2: 999}, 61: {1: 11, 4: {1: 11, 2: {1: 11}}}},
    }
    facts: Facts = {"name": "Élodie", "ability_score": 51_700, "hp": 1200, "max_hp": 1638, "level": 60, "class_id": 11}
    assert read(scene.container_data, wrapped(character)) == [
        LocalPlayerKnown(AT_MS, PLAYER),
        ActorSeen(AT_MS, PLAYER, False, facts),
        SceneEntered(AT_MS, 7, 2, None),
    ]


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        ({3: {1: 8}}, [SceneEntered(AT_MS, 8, None, None)]),
        ({2: {1: 443301}}, [LocalPlayerKnown(AT_MS, PLAYER), ActorSeen(AT_MS, PLAYER, False, {})]),
        (
            {1: 443301, 16: {2: 1638}},
            [LocalPlayerKnown(AT_MS, PLAYER), ActorSeen(AT_MS, PLAYER, False, {"hp": 0, "max_hp": 1638})],
        ),
        (
            {1: 443301, 2: {5: b"A\xff"}},
            [LocalPlayerKnown(AT_MS, PLAYER), ActorSeen(AT_MS, PLAYER, False, {"name": "A\ufffd"})],
        ),
        ({16: {1: 5}}, []),
    ],
    ids=["scene_only", "id_in_the_base", "dead", "bad_name", "nobody"],
)
def test_parts_of_the_own_character(character: dict[int, Value], expected: list[Event]) -> None:
    assert read(scene.container_data, wrapped(character)) == expected


# Method 22


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({2: B.container({5: B.text("星痕")})}, [ActorSeen(AT_MS, LOCAL, False, {"name": "星痕"})]),
        ({2: B.container({35: B.i32(51_700)})}, [ActorSeen(AT_MS, LOCAL, False, {"ability_score": 51_700})]),
        ({16: B.container({1: B.number("q", 0)})}, [ActorSeen(AT_MS, LOCAL, False, {"hp": 0})]),
        ({16: B.container({2: B.number("q", 1638)})}, [ActorSeen(AT_MS, LOCAL, False, {"max_hp": 1638})]),
        ({22: B.container({1: B.i32(60), 11: b"?"})}, [ActorSeen(AT_MS, LOCAL, False, {"level": 60})]),
        ({61: B.container({1: B.i32(11)})}, [ActorSeen(AT_MS, LOCAL, False, {"class_id": 11})]),
        ({3: B.container({1: B.number("I", 8)})}, [SceneEntered(AT_MS, 8, None, None)]),
        (
            {3: B.container({1: B.number("I", 8), 6: B.number("I", 7), 15: B.number("I", 2)})},
            [SceneEntered(AT_MS, 7, 2, None)],
        ),
        ({3: B.container({15: B.number("I", 2)})}, []),
        ({104: B.number("q", 5)}, []),
        ({}, []),
        (
            {1: B.number("q", 443301), 16: B.container({2: B.number("q", 9), 1: B.number("q", 8)}), 99: b"?"},
            [ActorSeen(AT_MS, LOCAL, False, {"hp": 8, "max_hp": 9})],
        ),
        (
            {2: B.container({26: B.number("Q", 595621), 32: B.number("Q", 9), 41: B.number("q", 16283), 35: B.i32(7)})},
            [ActorSeen(AT_MS, LOCAL, False, {"ability_score": 7})],
        ),
    ],
)
def test_what_changed_in_the_own_character(fields: dict[int, bytes], expected: list[Event]) -> None:
    """Fields that are known are read, those behind an unknown one are not (protocol.md 5.12)."""
    assert read(scene.container_dirty, dirty(fields)) == expected


def test_dirty_data_without_guards() -> None:
    bare = Blob(b"")
    fields = {16: bare.container({1: bare.number("q", 5)})}
    assert read(scene.container_dirty, dirty(fields, bare)) == [ActorSeen(AT_MS, LOCAL, False, {"hp": 5})]


@pytest.mark.parametrize("decode", [scene.container_dirty, scene.dungeon_dirty])
def test_dirty_data_that_is_none(decode: Decode) -> None:
    with pytest.raises(ProtocolError):
        decode(proto({1: {1: b"no blob"}}), AT_MS)


# Methods 23 and 24


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, None),
        ({1: 5, 3: {1: 2}}, None),
        ({2: {1: 3}}, DungeonChanged(AT_MS, 3, None, (), None, 0)),
        ({2: {1: 5, 4: 1_761_503_704, 8: 1}}, DungeonChanged(AT_MS, 5, None, (), None, 1)),
        ({2: b""}, DungeonChanged(AT_MS, 0, None, (), None, 0)),
        ({21: {1: 4}}, DungeonChanged(AT_MS, None, 4, (), None, None)),
        ({7: {1: 754, 5: 9}}, DungeonChanged(AT_MS, None, None, (), 754, None)),
        (
            {4: {1: [{1: 10, 2: {1: 10, 2: 3, 3: 1}}]}},
            DungeonChanged(AT_MS, None, None, ((10, 3, 1),), None, None),
        ),
    ],
)
def test_dungeon(data: dict[int, Value], expected: DungeonChanged | None) -> None:
    """What is not told stays None; a message that tells nothing is no event."""
    assert read(scene.dungeon_data, wrapped(data)) == ([expected] if expected else [])


TARGETS = B.i32(-1) + B.i32(2) + B.i32(10) + B.container({2: B.i32(3)}) + B.i32(11) + B.container({1: B.i32(12)})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, None),
        ({1: B.i32(5)}, None),
        ({1: B.number("q", 5), 2: B.container({1: B.i32(3)})}, DungeonChanged(AT_MS, 3, None, (), None, None)),
        (
            {2: B.container({1: B.i32(5), 4: B.i32(1_761_503_704), 8: B.i32(2)})},
            DungeonChanged(AT_MS, 5, None, (), None, 2),
        ),
        (
            {4: B.container({1: TARGETS}), 7: B.container({1: B.i32(754)})},
            DungeonChanged(AT_MS, None, None, ((10, 3, 0), (12, 0, 0)), 754, None),
        ),
        (
            {5: B.container({1: B.i32(-4)}), 14: B.container({1: B.i32(9)}), 21: B.container({1: B.i32(4)})},
            DungeonChanged(AT_MS, None, 4, (), None, None),
        ),
    ],
)
def test_what_changed_in_the_dungeon(fields: dict[int, bytes], expected: DungeonChanged | None) -> None:
    assert read(scene.dungeon_dirty, dirty(fields)) == ([expected] if expected else [])


# Methods 39 and 43


@pytest.mark.parametrize("actor", [PLAYER, MONSTER])
def test_revive(actor: int) -> None:
    assert read(scene.revive_user, proto({1: actor})) == [Revived(AT_MS, actor)]


@pytest.mark.parametrize("fields", [{1: 1_761_503_692_300, 2: 1_761_503_692_365}, {2: 1_761_503_692_365}])
def test_server_time(fields: dict[int, Value]) -> None:
    """At the login the client's time is left away (protocol.md 4.2)."""
    assert read(scene.server_time, proto(fields)) == [ServerTime(AT_MS, 1_761_503_692_365)]


def test_corrupt_attribute_of_the_player_costs_only_itself() -> None:
    """The scene is entered, and the local player is known with everything else that can be read."""
    player = proto({1: PLAYER, 3: {2: [attr(220, 5), b"\x08"]}})
    events = read(scene.enter_scene, wrapped({1: SCENE, 2: player}), bad=1)
    assert sorted(type(event).__name__ for event in events) == ["ActorSeen", "LocalPlayerKnown", "SceneEntered"]
    facts = next(event.facts for event in events if isinstance(event, ActorSeen))
    assert facts == {"class_id": 5}
