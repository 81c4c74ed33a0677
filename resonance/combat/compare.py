"""Two fights or two players side by side: the columns of every table, asked of both, and what differs.

A side is a player of a fight, or everybody in it together. There is no formula in here: each number is a column's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from resonance.combat.column import Column, Number
from resonance.combat.columns import meaningful
from resonance.combat.line import Line, part_line
from resonance.combat.record import ActorInfo
from resonance.combat.snapshot import PlayerRow, Snapshot
from resonance.combat.sums import together
from resonance.combat.tally import Tally, View, total, values_of
from resonance.combat.timeline import seconds_of, smoothed_curve

NOBODY = 0
"""actor_id of all players together."""

_LESS_IS_BETTER = frozenset(("overheal", "overheal_amount", "missed", "immune", "deaths"))
_MORE_IS_BETTER_TAKEN = frozenset(("blocked_rate", "absorbed", "missed", "immune", "death_time"))
_NEITHER_TAKEN = frozenset(("share", "kills"))


@dataclass(frozen=True, slots=True)
class Pair:
    """A number of the left side and the same of the right one; None = not known."""

    left: Number
    right: Number

    @property
    def difference(self) -> Number:
        """What the right side has more; negative: less. None where one of them is not known."""
        if self.left is None or self.right is None:
            return None
        return self.right - self.left

    @property
    def change(self) -> Number:
        """The difference by the left number, 0.25 = a quarter more. None where there is nothing to divide by."""
        difference = self.difference
        return difference / abs(self.left) if difference is not None and self.left else None


@dataclass(frozen=True, slots=True)
class Side:
    """A fight, and whom of it is compared."""

    snapshot: Snapshot
    player: PlayerRow  # that of all players together has the actor_id NOBODY

    @property
    def actor(self) -> int:
        return self.player.actor.actor_id

    @property
    def is_group(self) -> bool:
        return self.actor == NOBODY

    def line(self, view: View) -> Line:
        return Line(view, self.player, self.player.tally(view), self.snapshot.total(view))


@dataclass(frozen=True, slots=True)
class NumberPair:
    column: Column
    pair: Pair


@dataclass(frozen=True, slots=True)
class SkillPair:
    """One skill on both sides; the numbers of a side that did not use it are those of an empty tally."""

    origin: int
    skill_id: int
    left: Line
    right: Line


def side_of(snapshot: Snapshot, actor: int) -> Side:
    """A player by actor_id; all together for NOBODY, and for who is not in the fight."""
    row = next((row for row in snapshot.players if row.actor.actor_id == actor), None)
    return Side(snapshot, row or group_row(snapshot))


def group_row(snapshot: Snapshot) -> PlayerRow:
    """All players as if they were one. The personal clock of a group is that of the fight."""
    players = snapshot.players
    # What is hidden of one of them is not known of all.
    is_hidden = any(row.flags_are_hidden and (row.damage.hits or row.healing.hits) for row in players)
    known: Callable[[Tally], Tally] = _without_flags if is_hidden else Tally.copy
    parts = together(row.parts for row in players)
    return PlayerRow(
        actor=ActorInfo(NOBODY),
        is_local=False,
        in_party=False,
        damage=known(snapshot.damage),
        boss_damage=known(snapshot.boss_damage),
        healing=known(snapshot.healing),
        taken=snapshot.taken,
        shielding=total(row.shielding for row in players),
        active_ms=(snapshot.active_ms,) * 3,
        deaths=sum(row.deaths for row in players),
        revives=sum(row.revives for row in players),
        parts={part: values_of(known(Tally(*values))) for part, values in parts.items()},
    )


def partner_of(row: PlayerRow, snapshot: Snapshot) -> int:
    """Whom of the other fight one compares with somebody: the same player, else one of the same spec, else class.

    NOBODY where nobody is alike.
    """
    ranked = [each.actor for each in snapshot.rows(View.DAMAGE)]
    actor = row.actor
    alike: tuple[Callable[[ActorInfo], bool], ...] = (
        lambda each: each.actor_id == actor.actor_id,
        lambda each: each.spec is not None and each.spec == actor.spec,
        lambda each: each.class_id is not None and each.class_id == actor.class_id,
    )
    found = (each.actor_id for is_alike in alike for each in ranked if is_alike(each))
    return next(found, NOBODY)


def numbers(left: Side, right: Side, view: View, columns: Iterable[Column]) -> list[NumberPair]:
    """The columns that say something of one of the sides, in their order."""
    wanted = tuple(columns)
    kept = {column.key for side in (left, right) for column in meaningful(wanted, side.snapshot, [side.line(view)])}
    return [
        NumberPair(column, pair_of(column, (left, left.line(view)), (right, right.line(view))))
        for column in wanted
        if column.key in kept
    ]


def pair_of(column: Column, left: tuple[Side, Line], right: tuple[Side, Line]) -> Pair:
    return Pair(*(_finite(column.value(side.snapshot, line)) for side, line in (left, right)))


def skills(left: Side, right: Side, view: View) -> list[SkillPair]:
    """Every skill that one of them used, by the larger amount of both, largest first."""
    by_id = [
        {(skill.origin, skill.skill_id): skill.tally for skill in side.player.skills if skill.view == view}
        for side in (left, right)
    ]
    pairs = []
    for key in by_id[0] | by_id[1]:
        lines = (
            part_line(side.player, view, tallies.get(key, Tally()))
            for side, tallies in zip((left, right), by_id, strict=True)
        )
        pairs.append(SkillPair(*key, *lines))
    pairs.sort(key=lambda pair: (-max(_amounts(left, right, pair)), pair.skill_id, pair.origin))
    return pairs


def part_columns(columns: Iterable[Column], left: Side, right: Side, pairs: Sequence[SkillPair]) -> list[Column]:
    """Those that can be told of a skill, and say something of one of these."""
    wanted = tuple(column for column in columns if column.for_parts)
    of_left = meaningful(wanted, left.snapshot, [pair.left for pair in pairs])
    of_right = meaningful(wanted, right.snapshot, [pair.right for pair in pairs])
    return [column for column in wanted if column in of_left or column in of_right]


def verdict(column: Column, view: View, difference: Number) -> int:
    """1 = the right side does better, -1 = worse, 0 = neither."""
    if not difference or (view is View.TAKEN and column.key in _NEITHER_TAKEN):
        return 0
    is_more_better = column.key not in _LESS_IS_BETTER
    if view is View.TAKEN:
        is_more_better = column.key in _MORE_IS_BETTER_TAKEN
    return 1 if (difference > 0) == is_more_better else -1


def seconds_together(left: Side, right: Side) -> int:
    """Of a chart that has room for both fights."""
    return max(seconds_of(left.snapshot), seconds_of(right.snapshot))


def curve(side: Side, view: View, seconds: int) -> tuple[float, ...]:
    """Amount per second, smoothed, from the start of the fight to its end.

    A point for each step of a chart of so many seconds, which may be for a longer fight.
    """
    rows = side.snapshot.rows(view) if side.is_group else [side.player]
    return smoothed_curve(side.snapshot, view, [row.actor.actor_id for row in rows], seconds)


def _amounts(left: Side, right: Side, pair: SkillPair) -> tuple[int, int]:
    return left.snapshot.amount(pair.left.tally), right.snapshot.amount(pair.right.tally)


def _finite(value: Number) -> Number:
    return value if value is not None and math.isfinite(value) else None


def _without_flags(tally: Tally) -> Tally:
    return replace(tally, crits=0, crit_amount=0, lucky_triggers=0)
