"""Tally: a sum of hits or heals that can be added to other sums.

An encounter keeps one table of tallies by `TallyKey`; damage dealt, taken, per skill, per target and per segment are
all sums over it, and the database holds the same table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from operator import attrgetter
from typing import NamedTuple

from resonance.events import Heal, Hit, Outcome


class Kind(IntEnum):
    """What a tally sums."""

    DAMAGE = 0
    HEAL = 1
    SHIELD = 2  # put up: amount = its size, effective = what it took


class View(IntEnum):
    """From which side a player is looked at: one table each in the meter, and one personal clock each."""

    DAMAGE = 0  # dealt
    HEALING = 1  # done
    TAKEN = 2  # damage received


class TallyKey(NamedTuple):
    segment: int  # index into the encounter's segments; 0 where there is only one
    kind: int  # Kind
    source: int  # actor_id credited with it: the owner of a summon, ENVIRONMENT for none
    target: int  # actor_id
    origin: int  # Origin: the name space of skill_id
    skill_id: int


@dataclass(slots=True)
class Tally:
    """Counts are records, amounts are points of HP. Every field but `max` adds up."""

    hits: int = 0  # records with an amount; lucky bonus records included
    amount: int = 0  # as sent: overkill, overheal and what shields took included
    effective: int = 0  # HP and shield really lost, or HP really gained
    crits: int = 0
    crit_amount: int = 0
    lucky_triggers: int = 0  # hits that set off a lucky strike (protocol.md 8.2)
    lucky_hits: int = 0  # the bonus records those strikes made
    lucky_amount: int = 0
    shield_amount: int = 0  # the part of `effective` that shields took
    blocked: int = 0
    missed: int = 0  # records without an amount are counted here and nowhere else
    immune: int = 0
    absorbed: int = 0
    kills: int = 0
    max: int = 0  # largest single record

    def add_hit(self, hit: Hit) -> None:
        if hit.amount > 0:
            self._add_amount(hit)
            shield_loss = hit.shield_loss
            self.effective += hit.hp_loss + shield_loss
            self.shield_amount += shield_loss
        if hit.blocked:
            self.blocked += 1
        if hit.killed:
            self.kills += 1
        if hit.outcome != Outcome.NORMAL:
            self._add_outcome(hit.outcome)

    def add_heal(self, heal: Heal, effective: int) -> None:
        """`effective`: the part that was not overheal; the server does not tell (protocol.md 8.4)."""
        self._add_amount(heal)
        self.effective += effective

    def add_shield(self, put_up: int, absorbed: int) -> None:
        """A shield came up or grew (a record with an amount), or took damage."""
        if put_up:
            self.hits += 1
            self.amount += put_up
            self.max = max(self.max, put_up)
        self.effective += absorbed

    def _add_amount(self, record: Hit | Heal) -> None:
        amount = record.amount
        self.hits += 1
        self.amount += amount
        if amount > self.max:
            self.max = amount
        if record.crit:
            self.crits += 1
            self.crit_amount += amount
        if record.lucky:
            self.lucky_triggers += 1
        if record.lucky_bonus:
            self.lucky_hits += 1
            self.lucky_amount += amount

    def _add_outcome(self, outcome: int) -> None:
        if outcome == Outcome.MISS:
            self.missed += 1
        elif outcome == Outcome.IMMUNE:
            self.immune += 1
        elif outcome == Outcome.ABSORBED:
            self.absorbed += 1

    def copy(self) -> Tally:
        return Tally(*values_of(self))

    def add(self, other: Tally) -> None:
        """Add another sum to this one."""
        self.hits += other.hits
        self.amount += other.amount
        self.effective += other.effective
        self.crits += other.crits
        self.crit_amount += other.crit_amount
        self.lucky_triggers += other.lucky_triggers
        self.lucky_hits += other.lucky_hits
        self.lucky_amount += other.lucky_amount
        self.shield_amount += other.shield_amount
        self.blocked += other.blocked
        self.missed += other.missed
        self.immune += other.immune
        self.absorbed += other.absorbed
        self.kills += other.kills
        if other.max > self.max:
            self.max = other.max


TALLY_FIELDS = tuple(f.name for f in fields(Tally))
"""In the order of the database columns."""

TallyValues = tuple[int, ...]
"""A tally that nobody changes, in the order of TALLY_FIELDS: a third of the time and memory of a copy."""

values_of: Callable[[Tally], TallyValues] = attrgetter(*TALLY_FIELDS)


def sum_of_values(values: Sequence[TallyValues]) -> Tally:
    """As `total`; a raid needs thousands of such additions a second, so the columns are added at once."""
    if len(values) < 2:
        return Tally(*values[0]) if values else Tally()
    columns = list(zip(*values, strict=True))
    return Tally(*(*map(sum, columns[:-1]), max(columns[-1])))


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of some tallies; an empty Tally for none."""
    result = Tally()
    for tally in tallies:
        result.add(tally)
    return result
