"""Shields: stories in the order the game tells them (attributes, hits, buffs), and what each shield did."""

from __future__ import annotations

import pytest
from fights import ANNA, BEN, BOSS, CLEO, WOLF, hit

from resonance.combat.buffs import Applied
from resonance.combat.shields import SAME_MOMENT_MS, ShieldChange, Shields
from resonance.events import Hit

BARRIER, WARD = 2_110_000, 2_110_001  # buff ids
BUFFS = {1: Applied(BARRIER, BEN), 2: Applied(WARD, CLEO)}
LATER = SAME_MOMENT_MS + 1

State = tuple[int, dict[int, int]]  # (at_ms, value by instance): all shields on Anna now
Story = list[State | Hit]


def play(story: Story, buffs: dict[int, Applied] | None = None) -> list[ShieldChange]:
    known = BUFFS if buffs is None else buffs
    shields = Shields(lambda host, instance: known.get(instance) if host == ANNA else None)
    changes: list[ShieldChange] = []
    for event in story:
        at_ms = event.at_ms if isinstance(event, Hit) else event[0]
        changes += shields.judge(at_ms)
        if isinstance(event, Hit):
            shields.hit(event)
        else:
            changes += shields.changed(at_ms, ANNA, listed(event[1]))
    return changes + shields.judge(10**9)


def listed(values: dict[int, int]) -> list[tuple[int, int, int, int]]:
    return [(instance, value, value, value) for instance, value in values.items()]


def blow(at_ms: int, amount: int, hp_loss: int = 0, **more: object) -> Hit:
    return hit(at_ms, WOLF, ANNA, amount, hp_loss=hp_loss, **more)


STORIES: dict[str, tuple[Story, list[tuple[int, int, int]]]] = {  # (source, put up, absorbed)
    "nothing": ([(0, {})], []),
    "put up": ([(0, {1: 100})], [(BEN, 100, 0)]),
    "told twice": ([(0, {1: 100}), (1, {1: 100})], [(BEN, 100, 0)]),
    "two of them": ([(0, {1: 100, 2: 50})], [(BEN, 100, 0), (CLEO, 50, 0)]),
    "grows": ([(0, {1: 100}), (9, {1: 130})], [(BEN, 100, 0), (BEN, 30, 0)]),
    "takes a hit": ([(0, {1: 100}), (900, {1: 60}), blow(900, 40)], [(BEN, 100, 0), (BEN, 0, 40)]),
    "is empty and stays": ([(0, {1: 100}), (900, {1: 0}), (999, {})], [(BEN, 100, 0), (BEN, 0, 100)]),
    "breaks; the hit is told after it": (
        [(0, {1: 100}), (900, {}), blow(900, 300, 200)],
        [(BEN, 100, 0), (BEN, 0, 100)],
    ),
    "breaks; the hit is told before it": ([(0, {1: 100}), blow(900, 100), (950, {})], [(BEN, 100, 0), (BEN, 0, 100)]),
    "breaks; the hit tells of it": (
        [(0, {1: 100}), (900, {}), blow(900, 200, 200, shield_loss=100)],
        [(BEN, 100, 0), (BEN, 0, 100)],
    ),
    "breaks under two hits": (
        [(0, {1: 100}), (900, {}), blow(900, 60), blow(901, 70, 30)],
        [(BEN, 100, 0), (BEN, 0, 100)],
    ),
    "breaks with the victim": (
        [(0, {1: 100}), (900, {}), blow(900, 999, 200, killed=True)],
        [(BEN, 100, 0), (BEN, 0, 100)],
    ),
    "expires": ([(0, {1: 100}), (900, {})], [(BEN, 100, 0)]),
    "expires long after a hit": ([(0, {1: 100}), blow(900, 50), (900 + LATER, {})], [(BEN, 100, 0)]),
    "expires long before a hit": ([(0, {1: 100}), (900, {}), blow(900 + LATER, 50)], [(BEN, 100, 0)]),
    "expires during a hit that it did not take": ([(0, {1: 100}), (900, {}), blow(900, 50, 50)], [(BEN, 100, 0)]),
    "takes some and expires": (
        [(0, {1: 100}), (900, {1: 70}), blow(900, 30), (950, {})],
        [(BEN, 100, 0), (BEN, 0, 30)],
    ),
    "one breaks, the other takes the rest": (
        [(0, {1: 100, 2: 50}), (900, {2: 30}), blow(900, 120)],
        [(BEN, 100, 0), (CLEO, 50, 0), (CLEO, 0, 20), (BEN, 0, 100)],
    ),
    "two vanish, a hit took one": (
        [(0, {1: 100, 2: 50}), (900, {}), blow(900, 120)],
        [(BEN, 100, 0), (CLEO, 50, 0), (BEN, 0, 100), (CLEO, 0, 20)],
    ),
    "one drops without a hit, the other expires": (
        [(0, {1: 100, 2: 50}), (900, {1: 60})],
        [(BEN, 100, 0), (CLEO, 50, 0), (BEN, 0, 40)],
    ),
    "a buff nobody knows": ([(0, {7: 100}), (900, {7: 60})], [(0, 100, 0), (0, 0, 40)]),
    "less than nothing": ([(0, {1: -5})], []),
}


@pytest.mark.parametrize(("story", "expected"), STORIES.values(), ids=STORIES.keys())
def test_what_a_shield_did(story: Story, expected: list[tuple[int, int, int]]) -> None:
    """New points were put up; points that hits took were absorbed; what was left at its end is neither."""
    changes = play(story)
    assert [(change.source, change.put_up, change.absorbed) for change in changes] == expected
    assert {change.host for change in changes} <= {ANNA}


def test_its_buff_is_told_after_the_shield() -> None:
    """Attributes come before buffs, so whose it is waits for the buff, and both get the time of the shield."""
    buffs: dict[int, Applied] = {}
    shields = Shields(lambda _host, instance: buffs.get(instance))
    assert shields.changed(500, ANNA, listed({1: 100})) == []
    buffs[1] = BUFFS[1]
    assert shields.judge(500 + SAME_MOMENT_MS) == []
    assert shields.judge(500 + LATER) == [ShieldChange(500, ANNA, BEN, BARRIER, 100, 0)]
    assert shields.judge(10**9) == []


@pytest.mark.parametrize("in_view", [True, False], ids=["seen coming up", "up before"])
def test_its_buff_is_gone_before_it_is_clear_who_broke_it(in_view: bool) -> None:
    """Whose it was is remembered from before."""
    buffs = dict(BUFFS)
    shields = Shields(lambda _host, instance: buffs.get(instance))
    if in_view:
        shields.changed(0, ANNA, listed({1: 100}))
    else:
        shields.seen(ANNA, listed({1: 100}))
    shields.changed(900, ANNA, [])
    del buffs[1]
    shields.hit(blow(900, 100))
    assert shields.judge(900 + LATER) == [ShieldChange(900, ANNA, BEN, BARRIER, 0, 100)]


def test_two_shields_of_one_buff_are_one() -> None:
    """They share the instance; their values add up."""
    shields = Shields(lambda _host, instance: BUFFS.get(instance))
    changes = shields.changed(0, ANNA, [(1, 60, 60, 60), (1, 40, 40, 40)])
    changes += shields.changed(1, ANNA, [(1, 40, 40, 40)])
    assert changes == [ShieldChange(0, ANNA, BEN, BARRIER, 100, 0), ShieldChange(1, ANNA, BEN, BARRIER, 0, 60)]


def test_a_host_comes_into_view_with_shields() -> None:
    """Nobody saw these put up; what they take from then on counts."""
    shields = Shields(lambda _host, instance: BUFFS.get(instance))
    shields.seen(ANNA, listed({1: 100}))
    assert shields.changed(5, ANNA, listed({1: 70})) == [ShieldChange(5, ANNA, BEN, BARRIER, 0, 30)]
    shields.seen(ANNA, [])
    assert shields.changed(6, ANNA, []) == []
    shields.hit(blow(6, 70))
    assert shields.judge(10**9) == []


@pytest.mark.parametrize("way", ["left", "another scene"])
def test_a_host_leaves_with_shields(way: str) -> None:
    """What happens out of view is not known; the next shields of the host are new ones."""
    shields = Shields(lambda _host, instance: BUFFS.get(instance))
    shields.changed(0, ANNA, listed({1: 100}))
    if way == "left":
        shields.left(ANNA)
    else:
        shields.changed(1, ANNA, listed({7: 100}))  # its buff is still to come
        shields.clear()
    shields.hit(blow(1, 100))
    assert shields.judge(10**8) == []
    assert shields.changed(10**8, ANNA, listed({1: 40})) == [ShieldChange(10**8, ANNA, BEN, BARRIER, 40, 0)]


def test_hits_on_others_break_nothing_here() -> None:
    shields = Shields(lambda _host, instance: BUFFS.get(instance))
    shields.changed(0, ANNA, listed({1: 100}))
    shields.changed(0, BOSS, listed({2: 100}))
    shields.changed(900, ANNA, [])
    shields.hit(hit(900, ANNA, BOSS, 100, hp_loss=0))
    assert shields.judge(900 + LATER) == []


def test_long_fight_keeps_only_the_last_moments() -> None:
    """Ten thousand hits on a shielded player leave no more behind than a few."""
    shields = Shields(lambda _host, instance: BUFFS.get(instance))
    kept = []
    for turn in range(10_000):
        at_ms = 20 * turn
        shields.judge(at_ms)
        shields.changed(at_ms, ANNA, listed({1: 1_000_000 - turn} if turn % 7 else {}))
        shields.hit(blow(at_ms, 5))
        kept.append(sum(map(len, shields._taken.values())) + len(shields._waiting))
    assert max(kept[100:]) <= max(kept[:100])
