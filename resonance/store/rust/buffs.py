"""When buffs were on: lists in JSON of "start", "end", "duration" and "stackCount", in ms since the fight began."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from resonance.combat.record import BuffTrack
from resonance.store.rust.checks import EARLIEST_MS

MOST_EVENTS = 100_000
MOST_LAYERS = 10_000

Interval = tuple[int, int, int]
"""(from, to, layers) in ms since the start of the encounter"""


def track(text: str | None, started_at_ms: int, elapsed_ms: int, dealt: Sequence[tuple[int, int]]) -> BuffTrack | None:
    """`dealt`: the host's (ms since the start, damage), by time. None if it never was on for a known time.

    Buffs without a duration are such: when they ended is not in the file. ValueError, TypeError, RecursionError for
    anything but a list of events.
    """
    items = json.loads(text) if text else []
    if not isinstance(items, list) or len(items) > MOST_EVENTS:
        raise ValueError("no list of events")
    intervals = sorted(filter(None, (_interval(item, started_at_ms, elapsed_ms) for item in items)))
    if not intervals:
        return None
    found = BuffTrack(count=len(intervals))
    stretches = _one_after_the_other(intervals)
    for begin, end, layers in stretches:
        found.on_ms += end - begin
        found.layers_ms[layers] = found.layers_ms.get(layers, 0) + end - begin
    found.damage = _dealt_in(stretches, dealt)
    return found


def _interval(item: Any, started_at_ms: int, elapsed_ms: int) -> Interval | None:
    """Cut to the encounter; None if nothing of it is left."""
    if not isinstance(item, dict):
        raise ValueError("no event")
    begin, end = _number(item, "start", "start_ms", "startMs"), _number(item, "end", "end_ms", "endMs")
    if begin >= EARLIEST_MS:  # before a fight began, the time of day was noted
        begin, end = begin - started_at_ms, end - started_at_ms
    layers = _number(item, "stackCount", "stack_count", default=1)
    begin, end = max(begin, 0), min(end, elapsed_ms)
    return (begin, end, min(max(layers, 1), MOST_LAYERS)) if end > begin else None


def _number(item: dict[str, Any], *names: str, default: int | None = None) -> int:
    value = next((item[name] for name in names if name in item), default)
    if type(value) is not int or abs(value) > 2**62:
        raise ValueError("no number")
    return value


def _one_after_the_other(intervals: Sequence[Interval]) -> list[Interval]:
    """Where two overlap, the later one holds from its beginning on."""
    stretches: list[Interval] = []
    for begin, end, layers in intervals:
        before_end = 0
        if stretches and stretches[-1][1] > begin:
            before_begin, before_end, before_layers = stretches.pop()
            if begin > before_begin:
                stretches.append((before_begin, begin, before_layers))
        stretches.append((begin, max(end, before_end), layers))
    return stretches


def _dealt_in(stretches: Sequence[Interval], dealt: Sequence[tuple[int, int]]) -> int:
    """Both are in order of time."""
    total = place = 0
    for at_ms, amount in dealt:
        while place < len(stretches) and stretches[place][1] < at_ms:
            place += 1
        if place == len(stretches):
            break
        if stretches[place][0] <= at_ms:
            total += amount
    return total
