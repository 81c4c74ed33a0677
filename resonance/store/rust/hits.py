"""Single hits and heals, which most versions keep as a list in JSON beside each sum.

Two layouts are known: "timestamp", "damage" or "heal", "crit", "lucky", "hp_loss", "shield_loss", and an older one with
the first letters "t", "v", "c", "l", "h", "s". Times are Unix ms.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from resonance.combat.tally import Tally
from resonance.store.foreign_file import ForeignDatabase, TooMuch
from resonance.store.rust.checks import AMOUNT, TIME
from resonance.store.rust.tables import Details, RowError, Sum, Table

MOST_HITS = 500_000
"""Of one encounter; a raid of twenty minutes has a tenth of it."""

MOST_BEFORE_MS = 60_000
"""A hit may be a little older than its encounter: two clocks are at work."""


class Hit(NamedTuple):
    at_ms: int
    amount: int
    effective: int
    shield_loss: int
    crit: bool
    lucky: bool


Key = tuple[int, int | None, int]
"""(source, target, skill id)"""

_LAYOUTS = (
    ("timestamp", ("damage", "heal"), "crit", "lucky", "hp_loss", "shield_loss"),
    ("t", ("v",), "c", "l", "h", "s"),
)


def read(
    database: ForeignDatabase, table: Table[Details], encounter_id: int, sums: Sequence[Sum], started_at_ms: int
) -> dict[Key, list[Hit]] | None:
    """The hits behind each sum; None unless every one of them is there, and they add up to the sums."""
    try:
        rows = table.read(database, encounter_id)
        found: dict[Key, list[Hit]] = {}
        room = MOST_HITS
        for row in rows:
            hits = _hits(row.text, started_at_ms)
            room -= len(hits)
            if room < 0:
                return None
            found.setdefault((row.source, row.target, row.skill_id), []).extend(hits)
    except (sqlite3.Error, RowError, TooMuch, ValueError, TypeError, RecursionError, MemoryError):
        return None
    return found if _expected(sums) == {key: _outline(tally_of(hits)) for key, hits in found.items()} else None


def tally_of(hits: Iterable[Hit]) -> Tally:
    tally = Tally()
    for hit in hits:
        add(tally, hit)
    return tally


def add(tally: Tally, hit: Hit) -> None:
    tally.hits += 1
    tally.amount += hit.amount
    tally.effective += hit.effective
    tally.shield_amount += hit.shield_loss
    tally.max = max(tally.max, hit.amount)
    if hit.crit:
        tally.crits += 1
        tally.crit_amount += hit.amount
    if hit.lucky:
        tally.lucky_triggers += 1  # each bonus record was set off by one
        tally.lucky_hits += 1
        tally.lucky_amount += hit.amount


def sum_of(row: Sum) -> Tally:
    """The same from the sums alone: without the largest hit."""
    told = row.hp_loss is not None and row.shield_loss is not None
    return Tally(
        hits=row.hits,
        amount=row.amount,
        effective=(row.hp_loss or 0) + (row.shield_loss or 0) if told else row.amount,
        crits=row.crits,
        crit_amount=row.crit_amount,
        lucky_triggers=row.lucky_hits,
        lucky_hits=row.lucky_hits,
        lucky_amount=row.lucky_amount,
        shield_amount=row.shield_loss or 0,
    )


def _expected(sums: Sequence[Sum]) -> dict[Key, tuple[int, ...]]:
    expected: dict[Key, Tally] = {}
    for row in sums:
        expected.setdefault((row.source, row.target, row.skill_id), Tally()).add(sum_of(row))
    return {key: _outline(tally) for key, tally in expected.items()}


def _outline(tally: Tally) -> tuple[int, ...]:
    return (tally.hits, tally.amount, tally.crits, tally.crit_amount, tally.lucky_hits, tally.lucky_amount)


def _hits(text: str | None, started_at_ms: int) -> list[Hit]:
    """ValueError, TypeError, RecursionError for anything but a list of hits."""
    items = json.loads(text) if text else []
    if not isinstance(items, list):
        raise ValueError("no list")
    hits = [_hit(item) for item in items]
    if hits and min(hits).at_ms < started_at_ms - MOST_BEFORE_MS:
        raise ValueError("older than the encounter")
    return hits


def _hit(item: Any) -> Hit:
    if not isinstance(item, dict):
        raise ValueError("no hit")
    time, amounts, crit, lucky, hp_loss, shield_loss = _LAYOUTS[0] if "timestamp" in item else _LAYOUTS[1]
    amount = AMOUNT(next((item[key] for key in amounts if key in item), None))
    shield = AMOUNT(item.get(shield_loss))
    # A heal has no such fields: how much of it was overheal is not told.
    effective = AMOUNT(item[hp_loss]) + shield if hp_loss in item else amount
    return Hit(TIME(item.get(time)), amount, effective, shield, bool(item.get(crit)), bool(item.get(lucky)))
