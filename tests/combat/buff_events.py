"""Builders for buff events, and what the tracker does with them."""

from __future__ import annotations

from fights import ANNA, BEN

from resonance.combat.buffs import ActiveBuffs, LayersChanged
from resonance.events import BuffChanged, BuffRemoved

HASTE, BURN = 2_110_000, 2_110_001
LONG_AFTER = 10**9

Event = BuffChanged | BuffRemoved


def on(
    at_ms: int,
    instance: int = 1,
    *,
    host: int = ANNA,
    buff_id: int = HASTE,
    source: int = BEN,
    layers: int = 1,
    duration_ms: int = 0,
    created_ms: int = 0,
) -> BuffChanged:
    return BuffChanged(at_ms, host, instance, buff_id, source, 1, layers, duration_ms, created_ms)


def patch(
    at_ms: int,
    instance: int = 1,
    *,
    host: int = ANNA,
    layers: int | None = None,
    duration_ms: int | None = None,
    created_ms: int | None = None,
) -> BuffChanged:
    return BuffChanged(at_ms, host, instance, None, None, None, layers, duration_ms, created_ms)


def off(at_ms: int, instance: int = 1, host: int = ANNA) -> BuffRemoved:
    return BuffRemoved(at_ms, host, instance)


def changes_of(buffs: ActiveBuffs, events: list[Event], until_ms: int = LONG_AFTER) -> list[LayersChanged]:
    """As the tracker does it: what has ended first, then the event."""
    changes: list[LayersChanged] = []
    for event in events:
        changes += buffs.expire(event.at_ms)
        changes += buffs.changed(event) if isinstance(event, BuffChanged) else buffs.removed(event)
    return changes + buffs.expire(until_ms)
