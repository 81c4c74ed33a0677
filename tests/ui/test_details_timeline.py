"""A player over time: curves that keep their sum, cut at the right second, with deaths, pulls and boss HP."""

from __future__ import annotations

from array import array
from dataclasses import replace

import pytest
from fakes import make_snapshot
from fight_fakes import (
    ANNA,
    BEN,
    BOSS,
    BOSS_MONSTER,
    CLEO,
    SECOND,
    WOLF,
    brawl,
    dungeon,
    heal,
    hit,
    picture,
    play,
    player,
    reading,
    seen,
    table,
)

from resonance.combat.clock import ClockChoice
from resonance.combat.record import EncounterRecord, SegmentKind, SegmentResult
from resonance.combat.snapshot import Snapshot, build
from resonance.combat.tally import View
from resonance.combat.timeline import MOST_POINTS, curve_of, seconds_of
from resonance.events import Died
from resonance.ui.chart import Chart
from resonance.ui.details.timeline import PlayerTimeline


def chart_of(snapshot: Snapshot, actor: int = ANNA, view: View = View.DAMAGE) -> Chart:
    body = PlayerTimeline(view, actor).body(snapshot, reading())
    assert isinstance(body, Chart)
    return body


def long_fight(seconds: int) -> EncounterRecord:
    """Anna deals 100 and Ben 50 each second."""
    record = play([hit(), hit(source=BEN)], ended=True)
    record.curves[View.DAMAGE, ANNA] = array("q", [100] * seconds)
    record.curves[View.DAMAGE, BEN] = array("q", [50] * seconds)
    return record


# Curves


def test_smoothed_curve_keeps_the_sum() -> None:
    """Of an ended fight of some minutes every point of damage is under the curve."""
    events = [hit(second * SECOND, amount=1_000 * (second % 7 + 1)) for second in range(0, 100, 3)]
    snapshot = picture(events, ended=True)
    _, own = chart_of(snapshot).curves
    assert len(own.values) == seconds_of(snapshot) == 100
    assert sum(own.values) == pytest.approx(player(snapshot, ANNA).damage.amount)


def test_own_curve_beside_the_average_of_the_group() -> None:
    """The own one under the player's name and colour; the average is of those with a number in this view."""
    snapshot, how = picture([hit(), hit(amount=400, source=BEN), heal(SECOND), hit(9 * SECOND)], ended=True), reading()
    average, own = chart_of(snapshot, BEN).curves
    assert (average.label, own.label, own.colour) == ("Group average", "Ben", how.colours.of(5, None))
    assert sum(average.values) == pytest.approx(600 / 2)
    assert sum(own.values) == pytest.approx(400)
    assert chart_of(snapshot).curves[1].label == "You"
    healing = chart_of(snapshot, BEN, View.HEALING)
    assert (healing.unit, sum(healing.curves[0].values)) == ("HPS", pytest.approx(50))


@pytest.mark.parametrize("view", View)
def test_curves_of_a_dungeon_run_add_up_to_the_players(view: View) -> None:
    """In every view, from packets to the points of the chart."""
    snapshot = build(dungeon(), ClockChoice.ACTIVE)
    for row in snapshot.rows(view):
        values = curve_of(snapshot, view, [row.actor.actor_id])
        assert sum(values) == pytest.approx(row.tally(view).amount)


def test_running_fight_leaves_out_the_second_that_is_not_over() -> None:
    """So the chart is the same one until the next second begins, and is not drawn anew five times a second."""
    before = [hit(second * SECOND) for second in range(9)]
    charts = [chart_of(picture([*before, hit(9_000 + ms)])) for ms in (0, 300, 900)]
    assert charts[0] == charts[1] == charts[2]
    assert charts[0].seconds == 9
    assert chart_of(picture([*before, hit(10_100)])) != charts[0]


@pytest.mark.parametrize("hours", [1, 2, 4])
def test_fight_of_hours_has_no_more_points_than_one_of_minutes(hours: int) -> None:
    """A point is the mean of a step, so what it says stays amount per second."""
    snapshot = build(long_fight(hours * 3_600), ClockChoice.ACTIVE)
    made = chart_of(snapshot)
    average, own = made.curves
    assert len(own.values) <= MOST_POINTS
    assert made.seconds == hours * 3_600
    assert len(own.values) * made.step_s >= made.seconds
    assert set(map(round, own.values)) == {100}
    assert set(map(round, average.values)) == {75}


# Segments


def two_pulls() -> EncounterRecord:
    """Boss for ten seconds until 10.4 s, another from 20.6 s on; each hit is 100. Neither begins with a full second."""
    second_boss = BOSS + (50 << 16)
    first = [hit(second * SECOND + 400) for second in range(10)]
    other = seen(second_boss, monster_id=BOSS_MONSTER, hp=500, max_hp=500)._replace(at_ms=15 * SECOND)
    later = [hit(20_600 + 1_000 * second, target=second_boss) for second in range(5)]
    return play([*first, hit(10_400, killed=True), other, *later], ended=True)


def test_segment_cuts_the_curves_at_its_first_and_last_second() -> None:
    """Both pulls together are the encounter; none has a second of the other."""
    record = two_pulls()
    bosses = [index for index, each in enumerate(record.segments) if each.kind is SegmentKind.BOSS]
    pictures = [build(record, ClockChoice.ACTIVE, segment=index) for index in bosses]
    sums = [sum(chart_of(each).curves[1].values) for each in pictures]
    assert sums == [pytest.approx(player(each, ANNA).damage.amount) for each in pictures]
    assert [seconds_of(each) for each in pictures] == [11, 5]
    whole = build(record, ClockChoice.ACTIVE)
    assert sum(chart_of(whole).curves[1].values) == pytest.approx(sum(sums))


def test_pulls_are_marked_in_the_encounter_and_not_in_themselves() -> None:
    """Each where it was, by its number, a running one to the end; a picture of one pull needs no mark of it."""
    record = two_pulls()
    spans = chart_of(build(record, ClockChoice.ACTIVE)).spans
    assert [span.label for span in spans] == ["Pull 1", "Pull 2"]
    assert [(span.start, span.end) for span in spans] == [(0.0, 10.0), (20.2, 25.0)]
    assert chart_of(build(record, ClockChoice.ACTIVE, segment=0)).spans == ()


# Deaths and the boss


def test_deaths_are_marked_where_they_happened() -> None:
    """By name, the own one as You; one after the last hit stands at the end and not beyond it."""
    events = [
        *[hit(second * SECOND) for second in range(10)],
        hit(4_500, BOSS, BEN, killed=True),
        hit(9_990, BOSS, ANNA, killed=True),
    ]
    marks = chart_of(picture(sorted(events, key=lambda event: event.at_ms), ended=True)).marks
    assert [(mark.label, mark.second) for mark in marks] == [("Ben died", 4.5), ("You died", pytest.approx(9.99))]
    late = chart_of(picture([hit(), hit(source=BEN), hit(2 * SECOND), Died(9 * SECOND, BEN)], ended=True))
    assert (late.seconds, [mark.second for mark in late.marks]) == (3, [3])


def test_boss_hp_of_each_pull() -> None:
    """Falling within a pull, unknown between pulls and of another body in the next; between 0 and 1."""
    record = two_pulls()
    first, second = (each.boss for each in record.segments if each.kind is SegmentKind.BOSS)
    assert first is not None
    assert second is not None
    record.boss_hp[first] = array("q", [1_000_000 - 90_000 * at for at in range(11)])
    record.boss_hp[second] = array("q", [-1] * 20 + [500 - 100 * at for at in range(5)])
    made = chart_of(build(record, ClockChoice.ACTIVE))
    assert made.hp_label == "Kartgriff"
    assert made.hp[:11] == pytest.approx([1 - 0.09 * at for at in range(11)])
    assert set(made.hp[11:20]) == {None}
    assert made.hp[20:25] == pytest.approx([1.0, 0.8, 0.6, 0.4, 0.2])
    alone = chart_of(build(record, ClockChoice.ACTIVE, segment=record.segments.index(record.segments[-1])))
    assert alone.hp == pytest.approx([1.0, 0.8, 0.6, 0.4, 0.2])


def test_boss_hp_in_a_long_fight() -> None:
    """The last HP known within each step."""
    record = long_fight(3_000)
    boss = record.segments[0].boss
    assert boss is not None
    record.segments[0].ended_at_ms = record.started_at_ms + 2_999_000
    record.boss_hp[boss] = array("q", [1_000_000 - 300 * second for second in range(3_000)])
    made = chart_of(build(record, ClockChoice.ACTIVE))
    assert made.step_s == 5
    assert len(made.hp) == 600
    assert made.hp[0] == pytest.approx(1 - 300 * 4 / 1_000_000)
    assert made.hp[-1] == pytest.approx(1 - 300 * 2_999 / 1_000_000)


def test_fight_without_a_boss_has_no_hp() -> None:
    """Neither a line nor a wrong name."""
    made = chart_of(picture([hit(target=WOLF), hit(3 * SECOND, target=WOLF)], ended=True))
    assert set(made.hp) == {None}
    assert made.spans == ()


def test_different_bosses_are_not_given_one_name() -> None:
    """The label says Boss where pulls were of several kinds."""
    snapshot = make_snapshot(3, pulls=(SegmentResult.KILL, SegmentResult.RUNNING))
    assert chart_of(snapshot, snapshot.players[0].actor.actor_id).hp_label == "Kartgriff"
    changed = (snapshot.segments[0], replace(snapshot.segments[1], boss_monster_id=1))
    several = replace(snapshot, segments=changed)
    assert chart_of(several, several.players[0].actor.actor_id).hp_label == "Boss"


# Nothing to draw


def test_player_who_is_not_in_the_fight() -> None:
    """Words, as in the other details, in place of a chart of others."""
    gone = table(PlayerTimeline(View.DAMAGE, CLEO).body(picture(brawl()), reading()))
    assert gone.empty
    assert gone.advice


def test_view_without_numbers_is_said_in_words() -> None:
    """Nobody has healed: the chart is empty and says so; with the first second it is not yet there."""
    made = chart_of(picture([hit(), hit(5 * SECOND)], ended=True), view=View.HEALING)
    assert made.is_empty
    assert made.empty == "No healing done in the shown fight."
    assert chart_of(picture([hit()])).is_empty
