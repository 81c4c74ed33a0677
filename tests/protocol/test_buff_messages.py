"""Buffs in deltas, in the layouts of before and since about January 2026."""

from __future__ import annotations

import pytest
from builders import AT_MS, MONSTER, OTHER_PLAYER, PLAYER, Value, delta, hit, near, proto

from resonance.events import BuffChanged, BuffRemoved, Event, Hit
from resonance.protocol.deltas import near_deltas

CREATED_MS = 1_761_503_704_000
ADDED, REMOVED, STACKED, UNSTACKED = 1, 2, 5, 6  # EBuffEventType
FAKE_BULLET = proto({1: 3, 2: 880101, 3: MONSTER, 4: 1, 5: {1: 1.5}, 6: {1: 0.5}, 7: 2})


def info(fields: dict[int, Value] | None = None) -> dict[int, Value]:
    """A BuffInfo as it comes, with other fields on top."""
    return {
        **{1: 55, 2: 2110095, 3: 4, 5: 2_110_095, 6: CREATED_MS, 7: OTHER_PLAYER, 8: 2, 10: -1, 11: 15_000},
        **{12: {1: 0, 2: 1714}},
        **(fields or {}),
    }


ON = BuffChanged(AT_MS, PLAYER, 55, 2110095, OTHER_PLAYER, 4, 2, 15_000, CREATED_MS)


def change(
    instance: int, layers: int | None = None, duration_ms: int | None = None, created_ms: int | None = None
) -> BuffChanged:
    return BuffChanged(AT_MS, PLAYER, instance, None, None, None, layers, duration_ms, created_ms)


def effect(kind: int, instance: int = 55, host: int = PLAYER, logic: list[Value] | None = None) -> dict[int, Value]:
    return {1: kind, 2: instance, 3: host, 4: CREATED_MS, 5: logic or []}


def effects(*items: Value, uuid: int = PLAYER) -> bytes:
    """A BuffEffectSync (or, of other items, a BuffInfoSync)."""
    return proto({1: uuid, 2: list(items)})


def events(fields: dict[int, Value], *, bad: int = 0) -> list[Event]:
    out = near_deltas(near(delta(PLAYER, fields)), AT_MS)
    assert out.bad_records == bad
    return out.events


# Field 10 as a list of buffs


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ON),
        ({4: MONSTER}, ON._replace(host=MONSTER)),
        ({8: 0}, ON._replace(layers=1)),
        ({8: 99}, ON._replace(layers=99)),
        ({11: 0}, ON._replace(duration_ms=0)),
        ({11: -1}, ON._replace(duration_ms=0)),
        ({7: 0}, ON._replace(source=0)),
        ({3: 0}, ON._replace(level=0)),
        ({13: {1: 0, 2: b"\x08\x01"}, 14: 3}, ON),
    ],
    ids=str,
)
def test_buff_put_on_in_the_old_layout(fields: dict[int, Value], expected: BuffChanged) -> None:
    """protocol.md 5.7; without a layer there is one, without a duration it is permanent."""
    assert events({10: effects(info(fields))}) == [expected]


def test_several_buffs_and_the_effects_behind_them() -> None:
    """Fields 10 and 11 of the old layout in one delta."""
    fields: dict[int, Value] = {10: effects(info(), info({1: 56})), 11: effects(effect(REMOVED, 54))}
    assert events(fields) == [ON, ON._replace(instance=56), BuffRemoved(AT_MS, PLAYER, 54)]


# Effects, in field 11 of the old layout and in field 10 of the new one


@pytest.mark.parametrize("number", [10, 11], ids=["new_layout", "old_layout"])
@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (effect(ADDED), []),
        (effect(REMOVED), [BuffRemoved(AT_MS, PLAYER, 55)]),
        (effect(REMOVED, host=0), [BuffRemoved(AT_MS, PLAYER, 55)]),
        (effect(REMOVED, host=MONSTER), [BuffRemoved(AT_MS, MONSTER, 55)]),
        (effect(STACKED, logic=[{1: 16, 2: {1: 7}}]), [change(55, layers=7)]),
        (effect(UNSTACKED, logic=[{1: 16, 2: {1: 6}}, {1: 16, 2: {1: 5}}]), [change(55, 6), change(55, 5)]),
        (effect(UNSTACKED, logic=[{1: 16}]), [change(55, layers=0)]),
        (effect(ADDED, logic=[{1: 18, 2: info()}]), [ON]),
        (effect(ADDED, logic=[{1: 18, 2: info({8: 0})}]), [ON._replace(layers=1)]),
        (effect(ADDED, host=MONSTER, logic=[{1: 18, 2: info()}]), [ON._replace(host=MONSTER)]),
        (effect(3, logic=[{1: 19, 2: {1: 3}}]), [change(55, layers=3)]),
        (effect(3, logic=[{1: 19, 2: {2: 9_000, 3: 77}}]), [change(55, duration_ms=9_000, created_ms=77)]),
        (effect(3, logic=[{1: 19, 2: {1: 0}}]), [change(55, layers=0)]),
        (effect(REMOVED, logic=[{1: 16, 2: {1: 1}}]), [change(55, layers=1), BuffRemoved(AT_MS, PLAYER, 55)]),
        (effect(ADDED, logic=[{2: {1: 880}}, {1: 11, 2: {1: {1: 13170}}}, {1: 14, 2: {1: 5}}]), []),
        (effect(10001, logic=[{1: 77, 2: b"\xff\xff"}]), []),
    ],
)
def test_effects(number: int, sent: dict[int, Value], expected: list[Event]) -> None:
    """The layouts are told apart by what is in them; logic effects come before the event they belong to."""
    assert events({number: effects(sent)}) == expected


@pytest.mark.parametrize("uuid", [0, MONSTER])
def test_host_of_an_effect_that_names_none(uuid: int) -> None:
    """It is the sync's, else the delta's."""
    [removed] = events({11: effects(effect(REMOVED, host=0), uuid=uuid)})
    assert removed == BuffRemoved(AT_MS, uuid or PLAYER, 55)


def test_fake_bullets_of_the_new_layout() -> None:
    """Field 11 is another message there, and any number of them; none of them is read as an effect."""
    fields: dict[int, Value] = {10: effects(effect(REMOVED)), 11: [FAKE_BULLET, FAKE_BULLET, b""]}
    assert events(fields) == [BuffRemoved(AT_MS, PLAYER, 55)]


def test_layouts_side_by_side() -> None:
    """Each delta is judged by itself."""
    old = delta(PLAYER, {10: effects(info()), 11: effects(effect(REMOVED))})
    new = delta(PLAYER, {10: effects(effect(ADDED, logic=[{1: 18, 2: info()}])), 11: FAKE_BULLET})
    removed = BuffRemoved(AT_MS, PLAYER, 55)
    assert near_deltas(near(old, new, old), AT_MS).events == [ON, removed, ON, ON, removed]


def test_buff_with_hardly_any_fields_among_others() -> None:
    """One that looks like an effect does not turn the whole list into effects."""
    assert events({10: effects({1: 2, 2: 2110095}, info())})[1:] == [ON]


# Bad records


@pytest.mark.parametrize("corrupt", [b"\x08", b"\x32\x7f", b"\x0f\x00", b"\x0c", b"\x00\x01"])
def test_corrupt_buff_costs_only_itself(corrupt: bytes) -> None:
    fields: dict[int, Value] = {10: effects(info(), corrupt, info({1: 56})), 11: effects(effect(REMOVED, 54))}
    out = near_deltas(near(delta(PLAYER, fields, damages=[hit(7)]), delta(PLAYER, damages=[hit(8)])), AT_MS)
    assert [type(event) for event in out.events] == [Hit, BuffChanged, BuffChanged, BuffRemoved, Hit]
    assert out.bad_records == 1


@pytest.mark.parametrize("number", [10, 11])
@pytest.mark.parametrize("corrupt", [b"\x08", b"\x2a\x7f", b"\x0f\x00", proto({1: 2, 2: 99, 5: b"\x08"})])
def test_corrupt_effect_costs_only_itself(number: int, corrupt: bytes) -> None:
    out = near_deltas(near(delta(PLAYER, {number: effects(effect(REMOVED, 1), corrupt, effect(REMOVED, 2))})), AT_MS)
    assert out.events == [BuffRemoved(AT_MS, PLAYER, 1), BuffRemoved(AT_MS, PLAYER, 2)]
    assert out.bad_records == 1


def test_corrupt_logic_costs_only_itself() -> None:
    logic: list[Value] = [{1: 16, 2: b"\x08"}, {1: 18, 2: b"\x0a\x7f"}, {1: 19, 2: b"\x0f"}, {1: 16, 2: {1: 3}}]
    assert events({11: effects(effect(REMOVED, logic=logic))}, bad=3) == [
        change(55, layers=3),
        BuffRemoved(AT_MS, PLAYER, 55),
    ]


@pytest.mark.parametrize("number", [10, 11])
def test_corrupt_field_costs_only_itself(number: int) -> None:
    other = {21 - number: effects(effect(REMOVED))}
    assert events({number: b"\x12\x7f", **other}, bad=1) == [BuffRemoved(AT_MS, PLAYER, 55)]
