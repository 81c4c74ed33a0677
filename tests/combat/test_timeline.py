"""Curves of a fight for charts."""

from __future__ import annotations

from array import array

import pytest

from resonance.combat.clock import ClockChoice
from resonance.combat.record import ActorInfo, EncounterRecord, Segment, SegmentKind
from resonance.combat.snapshot import Snapshot, build
from resonance.combat.tally import View
from resonance.combat.timeline import boss_hp, curve_of, points_of, seconds_of, smoothed, step_of, stretch, tick_step
from resonance.events import monster_actor_id, player_id

ANNA, BOSS = player_id(1), monster_actor_id(9)


def picture(*amounts: int, ended: bool = True, segment: int | None = None) -> Snapshot:
    """A fight with these amounts a second; a boss that loses a tenth of its HP a second, from second 2 to 5."""
    record = EncounterRecord(1_000_000, ended=ended)
    record.actors[ANNA] = ActorInfo(ANNA)
    record.actors[BOSS] = ActorInfo(BOSS, monster_id=1, max_hp=100)
    record.curves[View.DAMAGE, ANNA] = array("q", amounts)
    record.boss_hp[BOSS] = array("q", [-1, -1, *(100 - 10 * second for second in range(len(amounts) - 2))])
    record.segments = [Segment(SegmentKind.BOSS, 1_002_000, 1_005_500, boss=BOSS, boss_monster_id=1, attempt=1)]
    return build(record, ClockChoice.ACTIVE, segment=segment)


@pytest.mark.parametrize("seconds", [1, 2, 59, 600, 601, 7_200, 100_000])
def test_sum_of_a_curve(seconds: int) -> None:
    """However long the fight is, a curve is drawn with few points, and nothing of it is lost."""
    step = step_of(seconds)
    values = [float(second % 7) for second in range(seconds)]
    points = points_of(values, seconds, step)
    assert len(points) <= 600
    last = seconds - step * (len(points) - 1)
    assert sum(points[:-1]) * step + points[-1] * last == pytest.approx(sum(values))
    assert sum(smoothed(points, 5)) == pytest.approx(sum(points))


def test_smoothing_nothing() -> None:
    """A curve of one point, and one without any."""
    assert smoothed([3.0], 5) == (3.0,)
    assert smoothed([], 5) == ()


def test_curve_begins_with_what_is_shown() -> None:
    """Of a pull, with the pull; a running fight is drawn without the second that is not over."""
    assert seconds_of(picture(*[5] * 10)) == 10
    assert seconds_of(picture(*[5] * 10, ended=False)) == 9
    pull = picture(*[5] * 10, segment=0)
    assert seconds_of(pull) == 4
    assert curve_of(pull, View.DAMAGE, [ANNA]) == pytest.approx([5.0] * 4)
    assert curve_of(pull, View.HEALING, [ANNA]) == (0.0,) * 4


def test_boss_hp_only_while_it_was_fought() -> None:
    """Before and after the pull they are not drawn."""
    shares = boss_hp(picture(*[5] * 10))
    assert [share is not None for share in shares] == [False] * 2 + [True] * 4 + [False] * 4
    assert shares[2] == 1.0
    assert shares[5] == pytest.approx(0.7)


def test_stretch_of_a_pull() -> None:
    """In seconds of the chart."""
    snapshot = picture(*[5] * 10)
    assert stretch(snapshot, snapshot.segments[0]) == (2.0, 5.5)


@pytest.mark.parametrize(
    ("seconds", "most", "step"), [(20, 10, 5), (413, 10, 60), (7_200, 4, 1_800), (90_000, 1, 7_200)]
)
def test_round_times_on_the_axis(seconds: int, most: int, step: int) -> None:
    """No more of them than there is room for."""
    assert tick_step(seconds, most) == step
