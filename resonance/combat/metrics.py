"""Formulas over tallies and milliseconds. Every number a player sees is made here (protocol.md section 11).

Ratios are 0..1 and become percent only in `formats`. None means "cannot be known"; it is shown as a dash, never as 0.
"""

from __future__ import annotations

from resonance.combat.clock import SHORTEST_MS
from resonance.combat.tally import Tally


def per_second(amount: int, clock_ms: int) -> float:
    """Amount per second; a clock below one second counts as one second."""
    return amount * 1000 / max(clock_ms, SHORTEST_MS)


def ratio(part: int, whole: int) -> float:
    """part / whole as 0..1; 0 where the whole is empty."""
    return part / whole if whole else 0.0


def crit_rate(tally: Tally) -> float | None:
    """Crits by records with an amount; None without any."""
    return tally.crits / tally.hits if tally.hits else None


def crit_share(tally: Tally) -> float | None:
    return tally.crit_amount / tally.amount if tally.amount else None


def lucky_rate(tally: Tally) -> float | None:
    """Lucky strikes by the hits that could set one off: bonus records are no such hits (protocol.md 8.2)."""
    chances = tally.hits - tally.lucky_hits
    return tally.lucky_triggers / chances if chances > 0 else None


def lucky_share(tally: Tally) -> float | None:
    return tally.lucky_amount / tally.amount if tally.amount else None


def average(tally: Tally) -> float | None:
    return tally.amount / tally.hits if tally.hits else None


def overheal_rate(heal: Tally) -> float | None:
    return (heal.amount - heal.effective) / heal.amount if heal.amount else None
