"""Formulas. Every number a player sees is made here (protocol.md section 11).

Most give `Terms`, the parts of a fraction, so that the number in a table and the explanation of it cannot differ.
Ratios are 0..1 and become percent only in `formats`. None means "cannot be known"; it is shown as a dash, never as 0.
"""

from __future__ import annotations

from typing import NamedTuple

from resonance.combat.clock import SHORTEST_MS
from resonance.combat.line import Line
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import Tally
from resonance.texts import later

PER_SECOND = 1_000  # ms
PER_MINUTE = 60_000


class Terms(NamedTuple):
    """What a number is made of.

    `words` explain it, for `texts.say()`: {part} and {whole} are filled with all their digits, {seconds} with a `whole`
    and {time} with a `part` that is in ms. "" = the number speaks for itself.
    """

    words: str
    part: int
    whole: int | None = None  # None = nothing divides the part
    per: int = 1  # how much of `whole` the number is for

    @property
    def value(self) -> float:
        """The number; 0 where the whole is empty."""
        if self.whole is None:
            return self.part
        return self.part * self.per / self.whole if self.whole else 0.0


def per_second(amount: int, clock_ms: int) -> float:
    """Amount per second; a clock below one second counts as one second."""
    return amount * PER_SECOND / max(clock_ms, SHORTEST_MS)


def ratio(part: int, whole: int) -> float:
    """part / whole as 0..1; 0 where the whole is empty."""
    return part / whole if whole else 0.0


# By View.
_AMOUNT = (later("{part} damage"), later("{part} healing"), later("{part} damage taken"))
_AMOUNT_IN = (
    later("{part} damage in {seconds} s"),
    later("{part} healing in {seconds} s"),
    later("{part} damage taken in {seconds} s"),
)
_HITS_IN = (
    later("{part} hits in {seconds} s"),
    later("{part} heals in {seconds} s"),
    later("{part} hits taken in {seconds} s"),
)
_CRITS = (later("{part} crits of {whole} hits"), later("{part} crits of {whole} heals"), "")
_LUCKIES = (later("{part} lucky strikes of {whole} hits"), later("{part} lucky strikes of {whole} heals"), "")
_AVERAGE = (later("{part} damage in {whole} hits"), later("{part} healing in {whole} heals"), _AMOUNT[2])
_MAX = (later("{part} in one hit"), later("{part} in one heal"), later("{part} in one hit"))


def amount(snapshot: Snapshot, line: Line) -> Terms:
    return Terms(_AMOUNT[line.view], snapshot.amount(line.tally))


def amount_per_second(snapshot: Snapshot, line: Line) -> Terms:
    """By the chosen clock."""
    return _by_time(_AMOUNT_IN[line.view], snapshot.amount(line.tally), snapshot.clock_ms(line.view, line.player))


def active_per_second(snapshot: Snapshot, line: Line) -> Terms:
    """By the active clock of the group, whatever clock is chosen."""
    return _by_time(_AMOUNT_IN[line.view], snapshot.amount(line.tally), snapshot.active_ms)


def share(snapshot: Snapshot, line: Line) -> Terms:
    words = later("{part} of {whole}") if line.is_part else later("{part} of the {whole} of all players")
    return Terms(words, snapshot.amount(line.tally), snapshot.amount(line.whole))


def boss_amount(snapshot: Snapshot, line: Line) -> Terms | None:
    """None without a boss."""
    if snapshot.boss is None:
        return None
    return Terms(later("{part} damage on bosses"), snapshot.amount(line.player.boss_damage))


def boss_per_second(snapshot: Snapshot, line: Line) -> Terms | None:
    """By the boss clock; None without a boss."""
    if snapshot.boss is None:
        return None
    dealt = snapshot.amount(line.player.boss_damage)
    return _by_time(later("{part} damage on bosses in {seconds} s at them"), dealt, snapshot.boss_ms)


def boss_share(snapshot: Snapshot, line: Line) -> Terms | None:
    """None without a boss."""
    if snapshot.boss is None:
        return None
    words = later("{part} of the {whole} damage on bosses of all players")
    return Terms(words, snapshot.amount(line.player.boss_damage), snapshot.amount(snapshot.boss_damage))


def effective(snapshot: Snapshot, line: Line) -> Terms:
    return Terms(later("{part} effective healing"), line.tally.effective)


def effective_per_second(snapshot: Snapshot, line: Line) -> Terms:
    """By the chosen clock."""
    clock_ms = snapshot.clock_ms(line.view, line.player)
    return _by_time(later("{part} effective healing in {seconds} s"), line.tally.effective, clock_ms)


def overheal(snapshot: Snapshot, line: Line) -> Terms:
    return Terms(later("{part} overheal"), line.tally.amount - line.tally.effective)


def overheal_rate(snapshot: Snapshot, line: Line) -> Terms | None:
    """None without healing."""
    heal = line.tally
    return _fraction(later("{part} overheal of {whole} healing"), heal.amount - heal.effective, heal.amount)


def shielding(snapshot: Snapshot, line: Line) -> Terms:
    return Terms(later("{part} of shields put up"), line.player.shielding.amount)


def crit_rate(snapshot: Snapshot, line: Line) -> Terms | None:
    """Crits by records with an amount; None without any, and where crits are hidden."""
    return None if line.player.flags_are_hidden else _fraction(_CRITS[line.view], line.tally.crits, line.tally.hits)


def crit_share(snapshot: Snapshot, line: Line) -> Terms | None:
    """None without an amount, and where crits are hidden."""
    if line.player.flags_are_hidden:
        return None
    return _fraction(later("{part} critical of {whole}"), line.tally.crit_amount, line.tally.amount)


def lucky_rate(snapshot: Snapshot, line: Line) -> Terms | None:
    """Lucky strikes by the hits that could set one off: bonus records are no such hits (protocol.md 8.2)."""
    if line.player.flags_are_hidden:
        return None
    return _fraction(_LUCKIES[line.view], line.tally.lucky_triggers, _chances(line.tally))


def lucky_share(snapshot: Snapshot, line: Line) -> Terms | None:
    """None without an amount, and where lucky strikes are hidden."""
    if line.player.flags_are_hidden:
        return None
    return _fraction(later("{part} by lucky strikes of {whole}"), line.tally.lucky_amount, line.tally.amount)


def average(snapshot: Snapshot, line: Line) -> Terms | None:
    """None without a record that has an amount."""
    return _fraction(_AVERAGE[line.view], line.tally.amount, line.tally.hits)


def largest(snapshot: Snapshot, line: Line) -> Terms:
    return Terms(_MAX[line.view], line.tally.max)


def hits(snapshot: Snapshot, line: Line) -> Terms:
    return Terms("", line.tally.hits)


def hits_per_minute(snapshot: Snapshot, line: Line) -> Terms:
    """By the chosen clock."""
    clock_ms = snapshot.clock_ms(line.view, line.player)
    return _by_time(_HITS_IN[line.view], line.tally.hits, clock_ms, PER_MINUTE)


def blocked_rate(snapshot: Snapshot, line: Line) -> Terms | None:
    """None without a hit. Blocked records without an amount exist (protocol.md 8.2): never more than all hits."""
    tally = line.tally
    return _fraction(later("{part} blocked of {whole} hits"), min(tally.blocked, tally.hits), tally.hits)


def absorbed(snapshot: Snapshot, line: Line) -> Terms:
    """What shields took."""
    return Terms(later("{part} taken by shields"), line.tally.shield_amount)


def missed(snapshot: Snapshot, line: Line) -> Terms:
    return Terms("", line.tally.missed)


def immune(snapshot: Snapshot, line: Line) -> Terms:
    return Terms("", line.tally.immune)


def kills(snapshot: Snapshot, line: Line) -> Terms:
    return Terms("", line.tally.kills)


def deaths(snapshot: Snapshot, line: Line) -> Terms:
    return Terms("", line.player.deaths)


def death_time(snapshot: Snapshot, line: Line) -> Terms | None:
    """Of the last death, in ms since the start; None for who did not die."""
    times = [death.at_ms for death in snapshot.deaths if death.actor == line.player.actor.actor_id]
    return Terms(later("{time} after the start"), max(times) - snapshot.started_at_ms) if times else None


def _by_time(words: str, part: int, clock_ms: int, per: int = PER_SECOND) -> Terms:
    """A clock below one second counts as one second."""
    return Terms(words, part, max(clock_ms, SHORTEST_MS), per)


def _fraction(words: str, part: int, whole: int) -> Terms | None:
    """None where there is nothing to be a part of."""
    return Terms(words, part, whole) if whole > 0 else None


def _chances(tally: Tally) -> int:
    return tally.hits - tally.lucky_hits
