"""Method 6: actors that come into view and leave it."""

from __future__ import annotations

import pytest
from builders import AT_MS, MONSTER, OTHER_PLAYER, PET, PLAYER, Value, actor, attr, attrs, proto

from resonance.events import ActorKind, ActorLeft, ActorSeen, BuffChanged, Event, kind_of, uid_of
from resonance.protocol.entities import near_entities


def entity(uuid: int, values: dict[int, int | str | bytes | None] | None = None, **fields: Value) -> dict[int, Value]:
    """An Entity; other fields as f7=..."""
    more = {int(name[1:]): value for name, value in fields.items()}
    return {1: uuid, 2: uuid >> 6 & 0x1F, 3: attrs(values or {}, uuid), **more}


def nearby(*appear: Value, gone: list[Value] | None = None) -> bytes:
    return proto({1: list(appear), 2: gone or []})


def read(payload: bytes, *, bad: int = 0) -> list[Event]:
    out = near_entities(payload, AT_MS)
    assert out.bad_records == bad
    return out.events


def test_appearance() -> None:
    """The full picture; an attribute without bytes is known to be 0."""
    player = entity(PLAYER, {1: "星痕", 220: 11, 10000: 60, 11310: None, 11320: 250_000, 116: proto({1: {1: 1714}})})
    monster = entity(MONSTER, {10: 1152, 11: 12, 10000: 55})
    assert read(nearby(player, monster)) == [
        ActorSeen(
            *(AT_MS, PLAYER, True),
            {"name": "星痕", "class_id": 11, "level": 60, "hp": 0, "max_hp": 250_000, "skill_ids": (1714,)},
        ),
        ActorSeen(AT_MS, MONSTER, True, {"monster_id": 1152, "state": 12, "level": 55}),
    ]


def test_appearance_of_which_nothing_is_known() -> None:
    assert read(nearby({1: PET})) == [ActorSeen(AT_MS, PET, True, {})]


def test_skill_in_an_appearance_is_no_cast() -> None:
    """Attribute 100 of a full picture began before we looked (protocol.md 7.2)."""
    assert read(nearby(entity(PLAYER, {100: 1714}))) == [ActorSeen(AT_MS, PLAYER, True, {})]


def test_dead_actor_in_an_appearance_did_not_die_now() -> None:
    assert read(nearby(entity(MONSTER, {11: 9}))) == [ActorSeen(AT_MS, MONSTER, True, {"state": 9})]


def test_buffs_of_an_appearance() -> None:
    buffs: dict[int, Value] = {1: PLAYER, 2: [{1: 5, 2: 2110095, 3: 1, 6: 99, 7: OTHER_PLAYER}, {1: 6, 2: 7}]}
    events = read(nearby(entity(PLAYER, {220: 1}, f7=buffs, f8={1: PLAYER, 2: [{1: 1, 2: 5}]})))
    assert events == [
        ActorSeen(AT_MS, PLAYER, True, {"class_id": 1}),
        BuffChanged(AT_MS, PLAYER, 5, 2110095, OTHER_PLAYER, 1, 1, 0, 99),
        BuffChanged(AT_MS, PLAYER, 6, 7, 0, 0, 1, 0, 0),
    ]


@pytest.mark.parametrize("reason", [None, 1, 2, 3, 4, 9])
def test_departure(reason: int | None) -> None:
    """EDisappearType as it came; absent is 0, "left view"."""
    gone = {1: MONSTER} if reason is None else {1: MONSTER, 2: reason}
    assert read(nearby(gone=[gone])) == [ActorLeft(AT_MS, MONSTER, reason or 0)]


def test_fields_a_meter_does_not_need() -> None:
    more = entity(PLAYER, {}, f4={1: {1: 90001, 2: 5}}, f5={1: 1}, f6={1: PLAYER}, f9=1, f10={1: 1, 2: {1: 1}})
    assert read(nearby(more)) == [ActorSeen(AT_MS, PLAYER, True, {})]


@pytest.mark.parametrize(
    ("uuid", "kind", "uid"),
    [
        (29052174976, ActorKind.PLAYER, 443301),
        (61931584, ActorKind.MONSTER, 945),
        (945 << 16 | 0x8040, ActorKind.MONSTER, 945),
        (7 << 16 | 0x8200, ActorKind.PET, 7),
        (7 << 16 | 0x4180, ActorKind.BULLET, 7),
        (actor(7, 31), ActorKind.UNKNOWN, 7),
    ],
)
def test_ids(uuid: int, kind: ActorKind, uid: int) -> None:
    """protocol.md Appendix A, vector 1, and summoned ones (section 6)."""
    [event] = read(nearby({1: uuid}))
    assert isinstance(event, ActorSeen)
    assert (kind_of(event.actor), uid_of(event.actor)) == (kind, uid)


# Bad records


@pytest.mark.parametrize("corrupt", [b"\x08", b"\x1a\x7f", b"\x0f\x00", proto({3: {2: b"\x08"}})])
def test_corrupt_appearance_costs_only_itself(corrupt: bytes) -> None:
    """Others appear, and those that leave leave."""
    payload = nearby(entity(PLAYER, {220: 1}), corrupt, entity(MONSTER), gone=[{1: PET, 2: 3}])
    assert read(payload, bad=1) == [
        ActorSeen(AT_MS, PLAYER, True, {"class_id": 1}),
        ActorSeen(AT_MS, MONSTER, True, {}),
        ActorLeft(AT_MS, PET, 3),
    ]


def test_corrupt_attribute_of_an_appearance_costs_only_itself() -> None:
    """The actor appears with everything else that can be read."""
    damaged = proto({1: PLAYER, 3: {2: [attr(220, 5), b"\x08", attr(10000, 60)]}})
    payload = nearby(damaged, entity(MONSTER))
    assert read(payload, bad=1) == [
        ActorSeen(AT_MS, PLAYER, True, {"class_id": 5, "level": 60}),
        ActorSeen(AT_MS, MONSTER, True, {}),
    ]


def test_corrupt_buff_of_an_appearance_costs_only_itself() -> None:
    """The others are on."""
    buffs = [proto({1: 7, 2: 100, 6: 1}), b"\x08", proto({1: 8, 2: 200, 6: 1})]
    events = read(nearby(proto({1: PLAYER, 7: {2: buffs}})), bad=1)
    assert [type(event).__name__ for event in events] == ["ActorSeen", "BuffChanged", "BuffChanged"]


def test_corrupt_departure_costs_only_itself() -> None:
    payload = nearby(entity(PLAYER), gone=[{1: PET}, b"\x08", {1: MONSTER, 2: 1}])
    assert [event[1] for event in read(payload, bad=1)] == [PLAYER, PET, MONSTER]


def test_bad_value_costs_only_its_attribute() -> None:
    state = proto({2: [attr(220, 5), attr(11310, b"\x80"), attr(1, b"\x09Abc"), attr(10000, 60)]})
    assert read(nearby({1: PLAYER, 3: state}), bad=2) == [ActorSeen(AT_MS, PLAYER, True, {"class_id": 5, "level": 60})]


def test_appearance_of_nobody() -> None:
    """Facts without an actor must not be taken for facts about the local player."""
    assert read(nearby({3: attrs({220: 5})}, entity(PET)), bad=1) == [ActorSeen(AT_MS, PET, True, {})]
