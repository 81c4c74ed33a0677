"""Curves: which second an amount and the HP of a boss belong to."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonance.combat.curves import LARGEST, MAX_SECONDS, NOT_KNOWN, UNSETTLED_S, Frozen, add, set_hp
from resonance.combat.tally import View

ANNA, BEN, BOSS = 1, 2, 3


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([(0, 5)], [5]),
        ([(0, 5), (0, 7)], [12]),
        ([(0, 5), (3, 7)], [5, 0, 0, 7]),
        ([(2, 5)], [0, 0, 5]),
        ([(3, 5), (1, 7)], [0, 7, 0, 5]),
        ([(2, 1), (-1, 5)], [5, 0, 1]),
        ([(-9, 5)], [5]),
        ([(1, 0)], [0, 0]),
        ([(0, LARGEST), (0, 1)], [LARGEST]),
    ],
    ids=[
        "one",
        "the same second twice",
        "a pause",
        "nothing at first",
        "out of order",
        "from before the beginning",
        "only from before the beginning",
        "nothing",
        "more than a bucket holds",
    ],
)
def test_amounts_in_their_seconds(amounts: list[tuple[int, int]], expected: list[int]) -> None:
    """One bucket for each second from the beginning to the last one in which something happened."""
    curves: dict[tuple[View, int], array[int]] = {}
    for second, amount in amounts:
        add(curves, View.DAMAGE, ANNA, second, amount)
    assert list(curves[View.DAMAGE, ANNA]) == expected


def test_views_and_actors_have_their_own_curves() -> None:
    curves: dict[tuple[View, int], array[int]] = {}
    add(curves, View.DAMAGE, ANNA, 0, 1)
    add(curves, View.HEALING, ANNA, 0, 2)
    add(curves, View.DAMAGE, BEN, 1, 3)
    assert {key: list(curve) for key, curve in curves.items()} == {
        (View.DAMAGE, ANNA): [1],
        (View.HEALING, ANNA): [2],
        (View.DAMAGE, BEN): [0, 3],
    }


@given(
    st.lists(
        st.tuples(st.sampled_from(View), st.sampled_from([ANNA, BEN]), st.integers(-5, 300), st.integers(0, 10**12))
    )
)
def test_sums_are_conserved(amounts: list[tuple[View, int, int, int]]) -> None:
    """All buckets of a curve add up to all amounts that went into it."""
    curves: dict[tuple[View, int], array[int]] = {}
    naive: dict[tuple[View, int], int] = {}
    for view, actor, second, amount in amounts:
        add(curves, view, actor, second, amount)
        naive[view, actor] = naive.get((view, actor), 0) + amount
    assert {key: sum(curve) for key, curve in curves.items()} == naive


def test_a_curve_is_as_long_as_the_time_and_no_longer_than_four_hours() -> None:
    """Neither many amounts in a second nor an endless fight make it larger."""
    curves: dict[tuple[View, int], array[int]] = {}
    for _ in range(1_000):
        add(curves, View.DAMAGE, ANNA, 9, 1)
    assert len(curves[View.DAMAGE, ANNA]) == 10
    for second in (MAX_SECONDS - 1, MAX_SECONDS, 10**12):
        add(curves, View.DAMAGE, ANNA, second, 7)
        add(curves, View.DAMAGE, BEN, second + 1, 7)
    assert len(curves[View.DAMAGE, ANNA]) == MAX_SECONDS
    assert curves[View.DAMAGE, ANNA][-1] == 7
    assert (View.DAMAGE, BEN) not in curves


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([(0, 100)], [100]),
        ([(0, 100), (0, 90)], [90]),
        ([(2, 90)], [NOT_KNOWN, NOT_KNOWN, 90]),
        ([(0, 100), (3, 70), (4, 60)], [100, 100, 100, 70, 60]),
        ([(1, 0), (3, 100)], [NOT_KNOWN, 0, 0, 100]),
        ([(-2, 100), (1, 90)], [100, 90]),
        ([(0, -5)], [0]),
        ([(0, 2**64)], [LARGEST]),
        ([(MAX_SECONDS, 100)], None),
    ],
    ids=[
        "at the beginning",
        "the last of a second",
        "not known at first",
        "seconds without any",
        "dead and back",
        "from before the beginning",
        "less than none",
        "forged",
        "too late",
    ],
)
def test_hp_of_each_second(told: list[tuple[int, int]], expected: list[int] | None) -> None:
    """What was told last, -1 before anything was."""
    boss_hp: dict[int, array[int]] = {}
    for second, hp in told:
        set_hp(boss_hp, BOSS, second, hp)
    assert boss_hp == ({BOSS: array("q", expected)} if expected is not None else {})


def test_two_bodies_have_their_own_hp() -> None:
    boss_hp: dict[int, array[int]] = {}
    set_hp(boss_hp, BOSS, 0, 5)
    set_hp(boss_hp, BEN, 1, 6)
    assert {body: list(curve) for body, curve in boss_hp.items()} == {BOSS: [5], BEN: [NOT_KNOWN, 6]}


@pytest.mark.parametrize("seconds", [0, 1, UNSETTLED_S, UNSETTLED_S + 1, 5 * UNSETTLED_S])
def test_frozen_curve(seconds: int) -> None:
    """It stays as it was, however the curve goes on, and can be read like any sequence."""
    before = list(range(seconds))
    curve = array("q", before)
    frozen = Frozen(curve)
    for second in range(max(seconds - UNSETTLED_S, 0), seconds):
        curve[second] += 1_000
    curve.extend(range(100))
    assert list(frozen) == before
    assert len(frozen) == seconds
    assert [frozen[second] for second in range(-seconds, seconds)] == before * 2
    assert list(frozen[1:-1:2]) == before[1:-1:2]
    assert frozen == Frozen(array("q", before))
    assert frozen != Frozen(curve)
    for beyond in (seconds, -seconds - 1):
        with pytest.raises(IndexError):
            frozen[beyond]
