"""Corrections of wrong guesses, by the user: on a running encounter and on one from the history alike.

They change a record in place. Segments are named by their index; merging and splitting renumber those behind it.
A record alone does not know what was counted before a moment, so splitting needs its journal: see recount.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from resonance.combat.clock import Clocks
from resonance.combat.entries import Correction, SplitAt, WipeMarked
from resonance.combat.pieces import Piece, clocks_of, merged_clocks, move_tallies, times_of
from resonance.combat.record import EncounterRecord, Result, Segment, SegmentKind, SegmentResult

_OF_ENCOUNTER = {SegmentResult.KILL: Result.KILL, SegmentResult.WIPE: Result.WIPE, SegmentResult.LEFT: Result.LEFT}


def apply(record: EncounterRecord, correction: Correction, pieces: Sequence[Piece] = ()) -> bool:
    """What a journal notes of a correction. False: it could not be done.

    `pieces`: what was put aside of the record, to be corrected with it.
    """
    if isinstance(correction, WipeMarked):
        return mark_wipe(record, *correction)
    if isinstance(correction, SplitAt):
        return split(record, correction.segment, correction.moment_ms, pieces)
    return merge(record, correction.segment, pieces)


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


def merge(record: EncounterRecord, index: int, pieces: Sequence[Piece] = ()) -> bool:
    """Merge a segment with the one before it. False: there is none before it."""
    if not 0 < index < len(record.segments):
        return False
    record.segments[index - 1] = _merged(record.segments[index - 1], record.segments.pop(index))
    move_tallies(record.tallies, index, -1)
    for piece in pieces:
        move_tallies(piece.tallies, index, -1)
        if index < len(piece.clocks):
            piece.clocks[index - 1] = merged_clocks(piece.clocks[index - 1], piece.clocks.pop(index))
    _number_attempts(record.segments)
    return True


def split(record: EncounterRecord, index: int, moment_ms: int, pieces: Sequence[Piece]) -> bool:
    """Make two segments of one, as if the user had split the running fight at that moment; `merge` is the reverse.

    False: there is no such segment, or it had not begun by then, or was over.
    """
    segment = record.segments[index] if 0 <= index < len(record.segments) else None
    if segment is None or not may_split(segment, moment_ms):
        return False
    before = [piece for piece in pieces if piece.until_ms <= moment_ms]
    after = [piece for piece in pieces if piece.until_ms > moment_ms]
    record.segments[index : index + 1] = _parted(segment, index, moment_ms, before, after)
    for piece in before:
        move_tallies(piece.tallies, index + 1, 1)
        _make_room(piece.clocks, index + 1)
    for piece in after:
        move_tallies(piece.tallies, index, 1)
        _make_room(piece.clocks, index)
    move_tallies(record.tallies, index, 1)
    _number_attempts(record.segments)
    return True


def split_at(record: EncounterRecord, moment_ms: int) -> SplitAt:
    """Of the segment that was on at a moment; if there was none, one that cannot be done."""
    places = [index for index, each in enumerate(record.segments) if may_split(each, moment_ms)]
    return SplitAt(places[0] if places else len(record.segments), moment_ms)


def may_split(segment: Segment, moment_ms: int) -> bool:
    return segment.started_at_ms < moment_ms and (segment.ended_at_ms is None or moment_ms <= segment.ended_at_ms)


def _parted(
    segment: Segment, index: int, moment_ms: int, before: Sequence[Piece], after: Sequence[Piece]
) -> tuple[Segment, Segment]:
    """The clocks of the first are in the pieces alone, those of the second also in the record."""
    first_times = [at_ms for clocks in clocks_of(before, index) for at_ms in times_of(clocks)]
    second_times = [at_ms for clocks in (*clocks_of(after, index), segment.clocks) for at_ms in times_of(clocks)]
    hp = before[-1].hp.get(segment.boss) if before and segment.boss is not None else None
    first = replace(
        segment,
        ended_at_ms=max(first_times, default=moment_ms),
        result=SegmentResult.LEFT,
        bodies=set(segment.bodies),
        hp_end=hp,
        clocks=Clocks(),
    )
    second = replace(segment, started_at_ms=min(second_times, default=moment_ms), hp_start=hp)
    return first, second


def _make_room(clocks: list[Clocks], index: int) -> None:
    if index <= len(clocks):
        clocks.insert(index, Clocks())


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
        clocks=merged_clocks(first.clocks, second.clocks),
    )


def _number_attempts(segments: list[Segment]) -> None:
    counts: dict[int | None, int] = {}
    for segment in segments:
        if segment.kind is SegmentKind.BOSS:
            counts[segment.boss_monster_id] = counts.get(segment.boss_monster_id, 0) + 1
            segment.attempt = counts[segment.boss_monster_id]
