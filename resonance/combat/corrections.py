"""Corrections of wrong guesses, by the user: on a running encounter and on one from the history alike.

They change a record in place. Segments are named by their index; merging renumbers those behind it.
"""

from __future__ import annotations

from resonance.combat.clock import ACTIVE_GAP_MS, Clock, Clocks
from resonance.combat.entries import Correction, WipeMarked
from resonance.combat.record import EncounterRecord, Result, Segment, SegmentKind, SegmentResult
from resonance.combat.tally import Tally, TallyKey

_OF_ENCOUNTER = {SegmentResult.KILL: Result.KILL, SegmentResult.WIPE: Result.WIPE, SegmentResult.LEFT: Result.LEFT}


def apply(record: EncounterRecord, correction: Correction) -> bool:
    """What a journal notes of a correction. False: it could not be done."""
    if isinstance(correction, WipeMarked):
        return mark_wipe(record, *correction)
    return merge(record, correction.segment)


def newest_attempt(record: EncounterRecord) -> int | None:
    """The index of the newest attempt that is over; None = there is none."""
    over = [
        index
        for index, segment in enumerate(record.segments)
        if segment.kind is SegmentKind.BOSS and segment.ended_at_ms is not None
    ]
    return over[-1] if over else None


def mark_wipe(record: EncounterRecord, index: int, on: bool) -> bool:
    """Make an attempt that is over a wipe, or no wipe. False: it is no attempt, or still running."""
    segment = record.segments[index] if 0 <= index < len(record.segments) else None
    if segment is None or segment.kind is SegmentKind.TRASH or segment.ended_at_ms is None:
        return False
    if on:
        segment.result = SegmentResult.WIPE
    elif segment.result is SegmentResult.WIPE:
        segment.result = SegmentResult.KILL if segment.hp_end == 0 else SegmentResult.LEFT
    is_last = not any(each.kind is SegmentKind.BOSS for each in record.segments[index + 1 :])
    if record.ended and is_last:
        record.result = _OF_ENCOUNTER.get(segment.result, record.result)
    return True


def merge(record: EncounterRecord, index: int) -> bool:
    """Merge a segment with the one before it. False: there is none before it."""
    if not 0 < index < len(record.segments):
        return False
    record.segments[index - 1] = _merged(record.segments[index - 1], record.segments.pop(index))
    tallies = list(record.tallies.items())
    record.tallies.clear()
    for key, tally in tallies:
        moved = key if key.segment < index else TallyKey(key.segment - 1, *key[1:])
        record.tallies.setdefault(moved, Tally()).add(tally)
    _number_attempts(record.segments)
    return True


def _merged(first: Segment, second: Segment) -> Segment:
    boss = first if first.kind is SegmentKind.BOSS else second
    return Segment(
        kind=boss.kind,
        started_at_ms=first.started_at_ms,
        ended_at_ms=second.ended_at_ms,
        result=second.result if second.kind is boss.kind else first.result,
        attempt=boss.attempt,
        boss=boss.boss,
        boss_monster_id=boss.boss_monster_id,
        bodies=first.bodies | second.bodies,
        hp_start=boss.hp_start,
        hp_end=second.hp_end if second.boss == boss.boss else boss.hp_end,
        clocks=_merged_clocks(first.clocks, second.clocks),
    )


def _merged_clocks(first: Clocks, second: Clocks) -> Clocks:
    keys = sorted({*first.personal, *second.personal})
    nothing = Clock()
    return Clocks(
        _merged_clock(first.group, second.group),
        _merged_clock(first.boss, second.boss),
        {key: _merged_clock(first.personal.get(key, nothing), second.personal.get(key, nothing)) for key in keys},
    )


def _merged_clock(first: Clock, second: Clock) -> Clock:
    """As if one clock had been fed with the times of both."""
    if first.last_ms is None or second.first_ms is None:
        only = second if first.last_ms is None else first
        return Clock(only.first_ms, only.last_ms, only.active_ms)
    step = second.first_ms - first.last_ms
    between = step if 0 < step <= ACTIVE_GAP_MS else 0
    last_ms = max(first.last_ms, second.last_ms or first.last_ms)
    return Clock(first.first_ms, last_ms, first.active_ms + between + second.active_ms)


def _number_attempts(segments: list[Segment]) -> None:
    counts: dict[int | None, int] = {}
    for segment in segments:
        if segment.kind is SegmentKind.BOSS:
            counts[segment.boss_monster_id] = counts.get(segment.boss_monster_id, 0) + 1
            segment.attempt = counts[segment.boss_monster_id]
