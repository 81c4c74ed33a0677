"""Which buffs are on: a table of the game's messages, and how many layers there are after each."""

from __future__ import annotations

import pytest
from buff_events import BURN, HASTE, LONG_AFTER, Event, changes_of, off, on, patch
from fights import ANNA, BEN, BOSS, CLEO

from resonance.combat.buffs import LATE_MS, ActiveBuffs, Applied, LayersChanged

# (at_ms, layers, put_on) of each change of HASTE on Anna

STORIES: dict[str, tuple[list[Event], list[tuple[int, int, bool]]]] = {
    "permanent": ([on(5)], [(5, 1, True)]),
    "removed": ([on(5), off(9)], [(5, 1, True), (9, 0, False)]),
    "removed twice": ([on(5), off(9), off(10)], [(5, 1, True), (9, 0, False)]),
    "removed, never seen": ([off(9)], []),
    "ends by itself": ([on(5, duration_ms=10)], [(5, 1, True), (15, 0, False)]),
    "ends early": ([on(5, duration_ms=10), off(9)], [(5, 1, True), (9, 0, False)]),
    "removed late": ([on(5, duration_ms=10), off(17)], [(5, 1, True), (15, 0, False)]),
    "a negative duration": ([on(5, duration_ms=-1)], [(5, 1, True)]),
    "no layers told": ([on(5)._replace(layers=None)], [(5, 1, True)]),
    # refreshes
    "the same again": ([on(5, duration_ms=10), on(12, duration_ms=10)], [(5, 1, True), (22, 0, False)]),
    "the same again, created anew": (
        [on(5, duration_ms=10, created_ms=100), on(12, duration_ms=10, created_ms=107)],
        [(5, 1, True), (22, 0, False)],
    ),
    "told again": (
        [on(5, duration_ms=10, created_ms=100), on(12, duration_ms=10, created_ms=100)],
        [(5, 1, True), (15, 0, False)],
    ),
    "told again, now longer": (
        [on(5, duration_ms=10, created_ms=100), on(12, duration_ms=18, created_ms=100)],
        [(5, 1, True), (23, 0, False)],
    ),
    "told again, now shorter": (
        [on(5, duration_ms=100, created_ms=100), on(12, duration_ms=18, created_ms=100)],
        [(5, 1, True), (23, 0, False)],
    ),
    "a new duration": ([on(5, duration_ms=10), patch(12, duration_ms=30)], [(5, 1, True), (42, 0, False)]),
    "a new creation": ([on(5, duration_ms=10), patch(12, created_ms=107)], [(5, 1, True), (22, 0, False)]),
    "both new": ([on(5, duration_ms=10), patch(12, duration_ms=30, created_ms=7)], [(5, 1, True), (42, 0, False)]),
    "now permanent": ([on(5, duration_ms=10), patch(12, duration_ms=0)], [(5, 1, True)]),
    "no longer permanent": ([on(5), patch(12, duration_ms=30)], [(5, 1, True), (42, 0, False)]),
    "refreshed as it ends": (
        [on(5, duration_ms=10), patch(15, created_ms=110)],
        [(5, 1, True), (15, 0, False), (15, 1, False), (25, 0, False)],
    ),
    "refreshed too late by the network": (
        [on(5, duration_ms=10), patch(17, created_ms=110)],
        [(5, 1, True), (15, 0, False), (17, 1, False), (27, 0, False)],
    ),
    "refreshed long after it ended": (
        [on(5, duration_ms=10), patch(15 + LATE_MS, created_ms=110)],
        [(5, 1, True), (15, 0, False)],
    ),
    "put on again after it ended": (
        [on(5, duration_ms=10), on(15 + LATE_MS, duration_ms=10)],
        [(5, 1, True), (15, 0, False), (5_015, 1, True), (5_025, 0, False)],
    ),
    "changed after it ended": (
        [on(5, duration_ms=10, layers=3), patch(17, layers=2)],
        [(5, 3, True), (15, 0, False), (17, 2, False), (27, 0, False)],
    ),
    "put on again after it was removed": (
        [on(5, duration_ms=10), off(9), on(12, duration_ms=10)],
        [(5, 1, True), (9, 0, False), (12, 1, True), (22, 0, False)],
    ),
    # layers
    "more layers": ([on(5), patch(6, layers=2), patch(7, layers=3)], [(5, 1, True), (6, 2, False), (7, 3, False)]),
    "layers do not refresh": (
        [on(5, layers=3, duration_ms=10), patch(9, layers=2)],
        [(5, 3, True), (9, 2, False), (15, 0, False)],
    ),
    "as many layers": ([on(5, layers=2), patch(6, layers=2)], [(5, 2, True)]),
    "no layers left": ([on(5, layers=2), patch(6, layers=0), off(7)], [(5, 2, True), (6, 0, False)]),
    "fewer than none": ([on(5), patch(6, layers=-3), patch(7, layers=1)], [(5, 1, True), (6, 0, False), (7, 1, False)]),
    "layers of an instance nobody knows": ([patch(6, layers=2), patch(7, 2, layers=2)], []),
    # several instances
    "two appliers": (
        [on(5, 1, layers=2), on(6, 2, source=CLEO), off(7, 1), off(8, 2)],
        [(5, 2, True), (6, 3, True), (7, 1, False), (8, 0, False)],
    ),
    "two that end by themselves": (
        [on(5, 1, duration_ms=10), on(6, 2, duration_ms=5)],
        [(5, 1, True), (6, 2, True), (11, 1, False), (15, 0, False)],
    ),
    "another buff": ([on(5), on(6, 2, buff_id=BURN), off(7, 2)], [(5, 1, True)]),
    "another host": ([on(5), on(6, host=BOSS), off(7, host=BOSS)], [(5, 1, True)]),
    "the instance is given to another buff": (
        [on(5, duration_ms=10), on(9, buff_id=BURN), off(12)],
        [(5, 1, True), (9, 0, False)],
    ),
}


@pytest.mark.parametrize(("events", "expected"), STORIES.values(), ids=STORIES.keys())
def test_what_is_on(events: list[Event], expected: list[tuple[int, int, bool]]) -> None:
    """Layers of a buff on a host over time, whichever instances they come from."""
    changes = changes_of(ActiveBuffs(), events)
    haste = [change for change in changes if (change.host, change.buff_id) == (ANNA, HASTE)]
    assert [(change.at_ms, change.layers, change.put_on) for change in haste] == expected
    assert [change.at_ms for change in changes] == sorted(change.at_ms for change in changes)


def test_who_put_it_on() -> None:
    """Every change names the applier of the instance that changed, and an instance can be asked for its own."""
    buffs = ActiveBuffs()
    events: list[Event] = [on(5, 1), on(6, 2, source=CLEO), on(7, 3)._replace(source=None), off(8, 1)]
    assert [change.source for change in changes_of(buffs, events)] == [BEN, CLEO, 0, BEN]
    assert buffs.applied(ANNA, 2) == Applied(HASTE, CLEO)
    assert [buffs.applied(ANNA, 1), buffs.applied(BEN, 2)] == [None, None]
    changes_of(buffs, [on(9, 2, source=BEN), on(9, 2, source=0)])
    assert buffs.applied(ANNA, 2) == Applied(HASTE, BEN), "not told is no news"


def test_on_lists_what_is_on() -> None:
    """With all instances of a buff summed up; what has ended is not in it."""
    buffs = ActiveBuffs()
    events: list[Event] = [on(1, 1), on(1, 2, layers=3), on(1, 3, buff_id=BURN, duration_ms=5), on(1, 4, host=BOSS)]
    changes_of(buffs, events, until_ms=5)
    assert sorted(buffs.on(ANNA)) == [(HASTE, 4), (BURN, 1)]
    buffs.expire(6)
    assert buffs.on(ANNA) == [(HASTE, 4)]
    assert buffs.on(CLEO) == []


def test_actor_leaves() -> None:
    """All buffs of the actor are off at that time, and nothing of them comes later."""
    buffs = ActiveBuffs()
    changes_of(buffs, [on(1, 1), on(1, 2), on(1, 3, buff_id=BURN, duration_ms=50), on(1, host=BOSS)], until_ms=1)
    assert buffs.left(ANNA, 9) == [
        LayersChanged(9, ANNA, HASTE, 0, False, 0),
        LayersChanged(9, ANNA, BURN, 0, False, 0),
    ]
    assert buffs.left(ANNA, 10) == []
    assert changes_of(buffs, [patch(11, layers=5), off(12)]) == []
    assert buffs.on(BOSS) == [(HASTE, 1)]


def test_another_scene() -> None:
    buffs = ActiveBuffs()
    changes_of(buffs, [on(1, duration_ms=50)], until_ms=1)
    buffs.clear()
    assert buffs.on(ANNA) == []
    assert buffs.expire(LONG_AFTER) == []


def test_nothing_stays_of_those_whose_buffs_have_ended() -> None:
    """A thousand passers-by leave neither hosts nor ends behind."""
    buffs = ActiveBuffs()
    for passer_by in range(1_000):
        changes_of(buffs, [on(passer_by, host=passer_by, duration_ms=5), on(passer_by, 2, host=passer_by)], passer_by)
        buffs.removed(off(passer_by + 1, 2, host=passer_by))
    buffs.expire(LONG_AFTER)
    assert (buffs._hosts, buffs._ends) == ({}, [])
