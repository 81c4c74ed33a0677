"""Methods 45 and 46 -> hits, heals, changed actors; a bad record costs only itself."""

from __future__ import annotations

from typing import Any

import pytest
from builders import AT_MS, MONSTER, PET, PLAYER, Value, attr, attrs, delta, hit, near, proto, record, to_me
from hypothesis import given, settings
from hypothesis import strategies as st

from resonance.events import (
    ENVIRONMENT,
    ActorSeen,
    BuffChanged,
    BuffRemoved,
    Died,
    Event,
    Heal,
    Hit,
    LocalPlayerKnown,
    Origin,
    Outcome,
    SkillUsed,
)
from resonance.protocol.deltas import MAX_AMOUNT, near_deltas, to_me_delta

NOTHING = Hit(
    at_ms=AT_MS,
    source=ENVIRONMENT,
    target=MONSTER,
    origin=Origin.SKILL,
    skill_id=0,
    amount=0,
    crit=False,
    lucky=False,
    lucky_bonus=False,
    blocked=False,
    outcome=Outcome.NORMAL,
    hp_loss=0,
    shield_loss=0,
    killed=False,
    attacker=0,
    skill_level=0,
    stage=0,
    hit_event_id=0,
    element=0,
    mode=0,
    target_lucky=False,
)
HEAL_OF_7 = Heal(
    at_ms=AT_MS,
    source=ENVIRONMENT,
    target=MONSTER,
    origin=Origin.SKILL,
    skill_id=0,
    amount=7,
    crit=False,
    lucky=False,
    lucky_bonus=False,
    attacker=0,
    skill_level=0,
    hit_event_id=0,
)


def events(payload: bytes) -> list[Event]:
    out = near_deltas(payload, AT_MS)
    assert out.bad_records == 0
    return out.events


def one(**fields: int | float | bytes) -> Event:
    [event] = events(near(delta(MONSTER, damages=[record(**fields)])))
    return event


# Damage: every field of protocol.md 5.6


@pytest.mark.parametrize(
    ("sent", "changes"),
    [
        ({}, {}),
        ({"damage_source": 4}, {"origin": Origin.FAKE_BULLET}),
        ({"damage_source": 100}, {"origin": Origin.OTHER}),
        ({"damage_source": 77}, {"origin": 77}),
        ({"is_miss": 1}, {"outcome": Outcome.MISS}),
        ({"is_miss": 1, "value": 90}, {"outcome": Outcome.MISS}),
        ({"is_crit": 1}, {}),
        ({"type": 1, "value": 5}, {"outcome": Outcome.MISS}),
        ({"type": 3}, {"outcome": Outcome.IMMUNE}),
        ({"type": 3, "value": 5}, {"outcome": Outcome.IMMUNE}),
        ({"type": 4, "value": 90}, {"outcome": Outcome.FALL, "amount": 90}),
        ({"type": 5, "value": 90}, {"outcome": Outcome.ABSORBED, "amount": 90}),
        ({"type": 6, "value": 90}, {"outcome": 6, "amount": 90}),
        ({"type_flag": 1}, {"crit": True}),
        ({"type_flag": 2}, {"blocked": True}),
        ({"type_flag": 4}, {"lucky": True}),
        ({"type_flag": 8}, {"target_lucky": True}),
        ({"type_flag": 5}, {"crit": True, "lucky": True}),
        ({"type_flag": 15}, {"crit": True, "blocked": True, "lucky": True, "target_lucky": True}),
        ({"type_flag": -1}, {"crit": True, "blocked": True, "lucky": True, "target_lucky": True}),
        ({"type_flag": 16}, {}),
        ({"value": 7_999_999, "hp_lessen": 5_500_921}, {"amount": 7_999_999, "hp_loss": 5_500_921}),
        ({"value": 2**62}, {"amount": MAX_AMOUNT}),
        ({"actual_value": 9}, {}),
        ({"lucky_value": 400}, {"amount": 400, "lucky_bonus": True}),
        ({"value": 100, "lucky_value": 400}, {"amount": 100}),
        ({"value": -5}, {}),
        ({"lucky_value": -5}, {}),
        ({"hp_lessen": 312}, {"hp_loss": 312}),
        ({"hp_lessen": -312, "shield_lessen": -1}, {}),
        ({"shield_lessen": 50}, {"shield_loss": 50}),
        ({"attacker": PLAYER}, {"attacker": PLAYER, "source": PLAYER}),
        ({"attacker": PET, "top_summoner": PLAYER}, {"attacker": PET, "source": PLAYER}),
        ({"top_summoner": PLAYER}, {"source": PLAYER}),
        ({"owner_id": 220101}, {"skill_id": 220101}),
        ({"owner_level": 30}, {"skill_level": 30}),
        ({"owner_stage": 2}, {"stage": 2}),
        ({"hit_event_id": 11}, {"hit_event_id": 11}),
        ({"is_normal": 1}, {}),
        ({"is_dead": 1}, {"killed": True}),
        ({"element": 7}, {"element": 7}),
        ({"mode": 1}, {"mode": 1}),
        ({"damage_pos": proto({1: 1.0}), "part_infos": proto({1: 3, 3: 50}), "weight": b"", "is_rainbow": 1}, {}),
        ({"passive_uuid": 2**32 - 1}, {}),
    ],
    ids=str,
)
def test_each_field_of_a_hit(sent: dict[str, int], changes: dict[str, Any]) -> None:
    """Fields that are absent have their default; those a meter does not need change nothing."""
    assert one(**sent) == NOTHING._replace(**changes)


@pytest.mark.parametrize(
    ("sent", "changes"),
    [
        ({"hp_lessen": 7}, {}),
        ({"attacker": PET, "top_summoner": PLAYER}, {"attacker": PET, "source": PLAYER}),
        ({"attacker": PLAYER}, {"attacker": PLAYER, "source": PLAYER}),
        ({"damage_source": 2, "owner_id": 2110}, {"origin": Origin.BUFF, "skill_id": 2110}),
        ({"type_flag": 1}, {"crit": True}),
        ({"type_flag": 4}, {"lucky": True}),
        ({"type_flag": 2}, {}),
        ({"owner_level": 30, "hit_event_id": 2}, {"skill_level": 30, "hit_event_id": 2}),
        ({"value": 0, "lucky_value": 9}, {"amount": 9, "lucky_bonus": True}),
        ({"is_miss": 1}, {}),
    ],
    ids=str,
)
def test_each_field_of_a_heal(sent: dict[str, int], changes: dict[str, Any]) -> None:
    assert one(**{"type": 2, "value": 7, **sent}) == HEAL_OF_7._replace(**changes)


@pytest.mark.parametrize("fields", [{}, {"value": 0}, {"value": -3}, {"hp_lessen": 5}, {"lucky_value": -1}])
def test_heal_without_an_amount_is_nothing(fields: dict[str, int]) -> None:
    assert events(near(delta(MONSTER, damages=[record(type=2, **fields)]))) == []


def test_vector_of_the_protocol_notes() -> None:
    """protocol.md Appendix A, vectors 1 and 7: the player's killing blow of the sample F2."""
    raw = bytes.fromhex("30eb08 48b802 2801 60c5b70d 880101") + record(attacker=29052174976)
    [killing] = events(near(delta(61931584, damages=[raw])))
    assert killing == NOTHING._replace(
        source=PLAYER,
        attacker=PLAYER,
        target=MONSTER,
        skill_id=220101,
        amount=1131,
        hp_loss=312,
        crit=True,
        killed=True,
    )


def test_lucky_pair() -> None:
    """First the bonus, then the hit that triggered it; both flags are never on one record (protocol.md 8.2)."""
    pair = [record(lucky_value=800, owner_id=2031109), record(value=500, type_flag=5, owner_id=1714)]
    bonus, trigger = events(near(delta(MONSTER, damages=pair)))
    assert isinstance(bonus, Hit)
    assert isinstance(trigger, Hit)
    assert (bonus.amount, bonus.lucky_bonus, bonus.lucky) == (800, True, False)
    assert (trigger.amount, trigger.lucky_bonus, trigger.lucky, trigger.crit) == (500, False, True, True)


def test_effective_is_hp_and_shield() -> None:
    event = one(value=100, hp_lessen=30, shield_lessen=60)
    assert isinstance(event, Hit)
    assert event.effective == 90


# Attributes


@pytest.mark.parametrize(
    ("state", "more"),
    [(9, [Died(AT_MS, PLAYER)]), (27, []), (13, []), (None, [])],
)
def test_change_of_state(state: int | None, more: list[Event]) -> None:
    """protocol.md 7.4: 9 is dead; absent is the default state."""
    payload = near(delta(PLAYER, {2: attrs({11: state, 11310: None})}))
    assert events(payload) == [ActorSeen(AT_MS, PLAYER, False, {"state": state or 0, "hp": 0}), *more]


def test_skill_that_began() -> None:
    assert events(near(delta(PLAYER, {2: attrs({100: 1714})}))) == [SkillUsed(AT_MS, PLAYER, 1714)]


def test_order_within_a_delta() -> None:
    """Hits come first: the attributes already hold the state after them (protocol.md 8.4). Buffs come last."""
    fields: dict[int, Value] = {2: attrs({11310: None, 11: 9}), 11: {2: {1: 2, 2: 5}}}
    kinds = [type(event) for event in events(near(delta(MONSTER, fields, damages=[hit(5), hit(6, type=2)])))]
    assert kinds == [Hit, Heal, ActorSeen, Died, BuffRemoved]


def test_deltas_stay_in_order() -> None:
    payload = near(delta(MONSTER, damages=[hit(1), hit(2)]), delta(PLAYER), delta(PLAYER, damages=[hit(3)]))
    assert [(event.target, event.amount) for event in events(payload) if isinstance(event, Hit)] == [
        (MONSTER, 1),
        (MONSTER, 2),
        (PLAYER, 3),
    ]


# The own character


def test_method_46_tells_who_the_local_player_is() -> None:
    payload = to_me(delta(PLAYER, {2: attrs({11310: 5})}), PLAYER)
    assert to_me_delta(payload, AT_MS).events == [
        LocalPlayerKnown(AT_MS, PLAYER),
        ActorSeen(AT_MS, PLAYER, False, {"hp": 5}),
    ]


def test_method_46_without_a_part() -> None:
    """Either part may be missing; a delta that does not say whose it is belongs to the local player."""
    assert to_me_delta(b"", AT_MS).events == []
    assert to_me_delta(proto({1: {5: PLAYER}}), AT_MS).events == [LocalPlayerKnown(AT_MS, PLAYER)]
    nobody = delta(0, {2: attrs({11310: 5})}, damages=[hit(3)])
    assert [event[1:3] for event in to_me_delta(to_me(nobody), AT_MS).events[1:]] == [
        (PLAYER, PLAYER),  # a hit of the player on itself
        (PLAYER, False),
    ]
    corrupt = proto({1: {1: {7: {2: [b"\x08", hit(3)]}}, 5: PLAYER}})
    assert [type(event) for event in to_me_delta(corrupt, AT_MS).events] == [LocalPlayerKnown, Hit]


@pytest.mark.parametrize("damage", [hit(3), b"\x08"])
def test_delta_of_nobody(damage: bytes) -> None:
    """Facts without an actor must not be taken for facts about the local player."""
    nobody: dict[int, Value] = {2: attrs({11310: 5}), 7: {2: [damage]}}
    out = near_deltas(near(nobody, delta(MONSTER, damages=[hit(4)])), AT_MS)
    assert [event.amount for event in out.events if isinstance(event, Hit)] == [4]
    assert len(out.events) == 1
    assert out.bad_records == 1


# Bad records

CORRUPT = [b"\x08", b"\x0a\x7f", b"\x0f\x00", b"\x0c", b"\x00\x01", b"\x30" + b"\xff" * 11, b"\x9a\x01\x02\x0d\x00"]
"""Cut in a value, longer than the rest, unknown wire type, lone end of a group, field 0, endless, bad position."""


@pytest.mark.parametrize("corrupt", CORRUPT, ids=lambda corrupt: corrupt.hex())
@pytest.mark.parametrize("as_own", [False, True])
def test_corrupt_damage_record_costs_only_itself(corrupt: bytes, as_own: bool) -> None:
    """The other records of its delta, its attributes, its buffs and the other deltas still come."""
    buffs = proto({2: {1: 6, 2: 3, 6: 99}})
    hurt = delta(MONSTER, {2: attrs({11310: 5}), 10: buffs}, damages=[hit(1), hit(2) + corrupt, hit(3)])
    if as_own:
        out = to_me_delta(to_me(hurt), AT_MS)
    else:
        out = near_deltas(near(delta(PLAYER, damages=[hit(9)]), hurt, delta(PLAYER, damages=[hit(10)])), AT_MS)
    amounts = [event.amount for event in out.events if isinstance(event, Hit)]
    assert amounts == ([1, 3] if as_own else [9, 1, 3, 10])
    assert ActorSeen(AT_MS, MONSTER, False, {"hp": 5}) in out.events
    assert any(isinstance(event, BuffChanged) for event in out.events)
    assert out.bad_records == 1


@pytest.mark.parametrize("corrupt", [b"\x08", b"\x12\x7f", b"\x0f\x00", b"\x0c", b"\x00\x01"])
def test_corrupt_attribute_costs_only_itself(corrupt: bytes) -> None:
    state = proto({1: MONSTER, 2: [attr(11310, 5), corrupt, attr(220, 1)]})
    payload = near(delta(PLAYER, damages=[hit(9)]), delta(MONSTER, {2: state}, damages=[hit(1)]))
    out = near_deltas(payload, AT_MS)
    assert [event.amount for event in out.events if isinstance(event, Hit)] == [9, 1]
    assert out.events[-1] == ActorSeen(AT_MS, MONSTER, False, {"hp": 5, "class_id": 1})
    assert out.bad_records == 1


@pytest.mark.parametrize("part", [2, 7], ids=["attributes", "damages"])
def test_corrupt_list_costs_only_itself(part: int) -> None:
    """Not even the outline of one of the lists can be read, which begins as if it told HP."""
    fields = {**delta(MONSTER, {2: attrs({11310: 5})}, damages=[hit(1)]), part: b"\x12\x7f" + attr(11310, 5)}
    out = near_deltas(near(fields, delta(PLAYER, damages=[hit(9)])), AT_MS)
    assert [type(event) for event in out.events] == ([Hit, Hit] if part == 2 else [ActorSeen, Hit])
    assert out.bad_records > 0


def test_corrupt_delta_costs_only_itself() -> None:
    payload = near(delta(MONSTER, damages=[hit(1)]), b"\x08\x40\x12\x7f", delta(MONSTER, damages=[hit(2)]))
    out = near_deltas(payload, AT_MS)
    assert [event.amount for event in out.events if isinstance(event, Hit)] == [1, 2]
    assert out.bad_records == 1


RECORDS = st.lists(st.binary(max_size=30), max_size=3)


@settings(deadline=None)
@given(RECORDS, RECORDS, st.binary(max_size=30), st.booleans())
def test_hits_beside_any_bytes_still_come(first: list[bytes], second: list[bytes], buffs: bytes, own: bool) -> None:
    """Whatever stands in one record, the good ones around it come, once each and in order."""
    marked = [hit(1_000_001), *first, hit(1_000_002)]
    fields = delta(MONSTER, {2: {2: second}, 10: buffs, 11: buffs}, damages=marked)
    out = to_me_delta(to_me(fields), AT_MS) if own else near_deltas(near(fields), AT_MS)
    marks = [event.amount for event in out.events if isinstance(event, Hit) and 1_000_000 < event.amount < 1_000_003]
    assert marks == [1_000_001, 1_000_002]
