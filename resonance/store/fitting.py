"""Numbers that no column holds, as the nearest that one does: the sums of forged traffic are saved all the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from resonance.combat.record import EncounterRecord
from resonance.store import rows
from resonance.store.packing import HIGHEST, LOWEST


def encounter_row(key: str, record: EncounterRecord) -> rows.Row:
    """As rows.encounter_row gives it, but with numbers that fit, and in the quality one more that made no sense."""
    quality = replace(record.quality, unreadable=record.quality.unreadable + 1)
    return _fitted(rows.encounter_row(key, replace(record, quality=quality)))


def part_rows(part: rows.Rows) -> rows.Rows:
    return {_fitted(key): _fitted(row) for key, row in part.items()}


def _fitted(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(min(max(value, LOWEST), HIGHEST) if isinstance(value, int) else value for value in row)
