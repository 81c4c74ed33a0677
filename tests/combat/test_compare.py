"""Two fights or players side by side: the same numbers as in their tables, and honest differences."""

from __future__ import annotations

import pytest

from fight_events import ANNA, BEN, BOSS, BOSS_MONSTER, CLEO, hit
from resonance import names
from resonance.combat import compare
from resonance.combat.clock import ClockChoice
from resonance.combat.columns import BY_KEY, columns_for
from resonance.combat.compare import NOBODY, Pair, side_of
from resonance.combat.line import part_line, player_line
from resonance.combat.record import ActorInfo, EncounterRecord
from resonance.combat.rules import Rules
from resonance.combat.snapshot import Snapshot, build
from resonance.combat.tally import View, total
from resonance.combat.timeline import seconds_of
from resonance.combat.tracker import Tracker
from resonance.events import ActorSeen, Hit, LocalPlayerKnown


def fight(*hits: Hit) -> EncounterRecord:
    """Anna's client listens."""
    tracker = Tracker(names.load(), Rules(0))
    tracker.apply(LocalPlayerKnown(0, ANNA))
    tracker.apply(ActorSeen(0, BOSS, True, {"monster_id": BOSS_MONSTER, "hp": 10_000, "max_hp": 10_000}))
    for each in hits:
        tracker.apply(each)
    assert tracker.current is not None
    tracker.current.settle()
    tracker.current.record.ended = True
    return tracker.current.record


def picture(*hits: tuple[int, int, int, int], clock: ClockChoice = ClockChoice.ACTIVE) -> Snapshot:
    """(ms, who, skill, amount) each."""
    events = [hit(at_ms, who, BOSS, amount, skill_id=skill, crit=skill == 7) for at_ms, who, skill, amount in hits]
    return build(fight(*events), clock)


FIRST = ((0, ANNA, 7, 100), (1_000, ANNA, 8, 300), (2_000, BEN, 8, 600), (4_000, ANNA, 7, 200))
SECOND = ((0, ANNA, 7, 500), (1_000, BEN, 9, 700), (2_000, ANNA, 9, 400))


@pytest.mark.parametrize(
    ("pair", "difference", "change"),
    [
        (Pair(200, 250), 50, 0.25),
        (Pair(200, 100), -100, -0.5),
        (Pair(-4, -2), 2, 0.5),
        (Pair(0, 70), 70, None),
        (Pair(0, 0), 0, None),
        (Pair(None, 70), None, None),
        (Pair(70, None), None, None),
    ],
)
def test_difference_and_change(pair: Pair, difference: float | None, change: float | None) -> None:
    """What is not known has no difference, and nothing is divided by nothing."""
    assert (pair.difference, pair.change) == (difference, change)


@pytest.mark.parametrize("clock", list(ClockChoice))
def test_players_have_the_numbers_of_their_tables(clock: ClockChoice) -> None:
    """By every clock: each pair is what the columns say of the two lines."""
    left, right = picture(*FIRST, clock=clock), picture(*SECOND, clock=clock)
    found = compare.numbers(side_of(left, ANNA), side_of(right, BEN), View.DAMAGE, columns_for(View.DAMAGE))
    assert {"amount", "per_second"} <= {each.column.key for each in found}
    rows = [
        next(row for row in fight.players if row.actor.actor_id == who) for fight, who in ((left, ANNA), (right, BEN))
    ]
    for each in found:
        wanted = [
            each.column.value(fight, player_line(fight, row, View.DAMAGE))
            for fight, row in zip((left, right), rows, strict=True)
        ]
        assert [each.pair.left, each.pair.right] == wanted


def test_group_is_the_sum_of_its_players() -> None:
    """Amounts, skills and shares add up, and its DPS is that of the header."""
    snapshot = picture(*FIRST)
    group = side_of(snapshot, NOBODY)
    assert group.is_group
    assert group.line(View.DAMAGE).tally.amount == total(row.damage for row in snapshot.players).amount == 1_200
    assert sum(skill.tally.amount for skill in group.player.skills) == 1_200
    assert BY_KEY["share"].value(snapshot, group.line(View.DAMAGE)) == 1
    assert BY_KEY["per_second"].value(snapshot, group.line(View.DAMAGE)) == 1_200 * 1_000 / snapshot.active_ms


def test_group_with_hidden_flags() -> None:
    """Where the crits of one player are hidden, those of all together are not known."""
    record = fight(hit(0, ANNA, BOSS, 100, crit=True), hit(1_000, BEN, BOSS, 100))
    snapshot = build(record, ClockChoice.ACTIVE)
    assert BY_KEY["crit_rate"].value(snapshot, side_of(snapshot, ANNA).line(View.DAMAGE)) == 1
    assert BY_KEY["crit_rate"].value(snapshot, side_of(snapshot, NOBODY).line(View.DAMAGE)) is None


def test_stranger_is_compared_as_the_group() -> None:
    """Whoever is not in the fight has no numbers there."""
    assert side_of(picture(*FIRST), CLEO).is_group


def test_skills_are_aligned_by_their_ids() -> None:
    """One row a skill of either side; a side without it has 0, and no crit rate."""
    left, right = side_of(picture(*FIRST), ANNA), side_of(picture(*SECOND), ANNA)
    pairs = compare.skills(left, right, View.DAMAGE)
    amounts = {pair.skill_id: (pair.left.tally.amount, pair.right.tally.amount) for pair in pairs}
    assert amounts == {7: (300, 500), 8: (300, 0), 9: (0, 400)}
    assert [pair.skill_id for pair in pairs] == [7, 9, 8]  # by the larger amount
    missing = next(pair for pair in pairs if pair.skill_id == 9)
    crit = compare.pair_of(BY_KEY["crit_rate"], (left, missing.left), (right, missing.right))
    assert crit == Pair(None, 0)


def test_skill_numbers_are_those_of_the_player_s_table() -> None:
    """Of every column that can be told of a skill."""
    left, right = side_of(picture(*FIRST), ANNA), side_of(picture(*SECOND), ANNA)
    pairs = compare.skills(left, right, View.DAMAGE)
    columns = compare.part_columns(columns_for(View.DAMAGE), left, right, pairs)
    assert columns
    assert all(column.for_parts for column in columns)
    skill = next(each for each in right.player.skills if each.skill_id == 9)
    pair = next(each for each in pairs if each.skill_id == 9)
    for column in columns:
        wanted = column.value(right.snapshot, part_line(right.player, View.DAMAGE, skill.tally))
        assert compare.pair_of(column, (left, pair.left), (right, pair.right)).right == wanted


@pytest.mark.parametrize(
    ("key", "view", "difference", "wanted"),
    [
        ("per_second", View.DAMAGE, 5.0, 1),
        ("per_second", View.DAMAGE, -5.0, -1),
        ("overheal", View.HEALING, 0.1, -1),
        ("amount", View.TAKEN, 5.0, -1),
        ("blocked_rate", View.TAKEN, 0.1, 1),
        ("share", View.TAKEN, 0.1, 0),
        ("amount", View.DAMAGE, 0.0, 0),
        ("amount", View.DAMAGE, None, 0),
    ],
)
def test_verdict(key: str, view: View, difference: float | None, wanted: int) -> None:
    """More is better, except for what one would rather not have."""
    assert compare.verdict(BY_KEY[key], view, difference) == wanted


def test_curves_share_one_time_axis() -> None:
    """The curve of the shorter fight ends with it, and no amount is lost."""
    left, right = side_of(picture(*FIRST), ANNA), side_of(picture(*SECOND), ANNA)
    seconds = compare.seconds_together(left, right)
    curves = [compare.curve(side, View.DAMAGE, seconds) for side in (left, right)]
    assert [len(curve) for curve in curves] == [seconds_of(side.snapshot) for side in (left, right)]
    assert min(map(len, curves)) < max(map(len, curves)) == seconds
    assert [round(sum(curve)) for curve in curves] == [600, 900]
    group = compare.curve(side_of(left.snapshot, NOBODY), View.DAMAGE, seconds)
    assert round(sum(group)) == 1_200


def test_partner_in_another_fight() -> None:
    """The same player, else one of the spec, else of the class, else nobody."""
    events = [hit(0, BEN, BOSS, 900), hit(1, CLEO, BOSS, 500)]
    record = fight(*events)
    record.actors[BEN] = ActorInfo(BEN, class_id=1, spec="iaido")
    record.actors[CLEO] = ActorInfo(CLEO, class_id=2, spec="icicle")
    other = build(record, ClockChoice.ACTIVE)
    first = fight(hit(0, ANNA, BOSS, 1), hit(0, CLEO, BOSS, 1))
    for spec, class_id, wanted in (
        ("icicle", 2, CLEO),
        ("moonstrike", 1, BEN),
        ("smite", 5, NOBODY),
        (None, None, NOBODY),
    ):
        first.actors[ANNA] = ActorInfo(ANNA, class_id=class_id, spec=spec)
        row = side_of(build(first, ClockChoice.ACTIVE), ANNA).player
        assert compare.partner_of(row, other) == wanted
    assert compare.partner_of(side_of(build(first, ClockChoice.ACTIVE), CLEO).player, other) == CLEO
