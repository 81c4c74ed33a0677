"""Buffs in words: one buff on a host, or on several."""

from __future__ import annotations

from collections.abc import Sequence

from resonance import formats
from resonance.combat.snapshot import BuffRow

MANY_LAYERS = 1.05
"""From this average on, layers are worth a number: below it they would be "1.0"."""


def uptime(rows: Sequence[BuffRow]) -> float:
    """0..1, on average of those who had it; at least one row."""
    return sum(row.uptime for row in rows) / len(rows)


def buff_cells(rows: Sequence[BuffRow]) -> tuple[tuple[str, str], ...]:
    """Uptime, times, layers and part of the damage, each as number and unit; at least one row.

    Averages of those who had it, and how often it was put on in all.
    """
    layers = sum(row.average_layers for row in rows) / len(rows)
    shares = [row.damage_share for row in rows if row.damage_share is not None]
    return (
        formats.percent_parts(uptime(rows)),
        (formats.count(sum(row.count for row in rows)), ""),
        (formats.decimal(layers) if layers >= MANY_LAYERS else formats.DASH, ""),
        formats.percent_parts(sum(shares) / len(shares) if shares else None),
    )
