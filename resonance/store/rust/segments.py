"""Attempts and dungeon segments -> segments.

An attempt tells why it began, which is how the one before it ended; the last one ended well if its boss was defeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from resonance.combat.record import DECIDING, Result, Segment, SegmentKind, SegmentResult
from resonance.store.rust.cast import Cast
from resonance.store.rust.source import Source
from resonance.store.rust.tables import Attempt, DungeonSegment

MOST_SEGMENTS = 1_000

_ENDED_BY = {"wipe": SegmentResult.WIPE, "hp_rollback": SegmentResult.RESET}


@dataclass(frozen=True, slots=True)
class Bosses:
    """`bodies`: by name, each body that players did damage to. `main`: the one most was done to; None = no boss."""

    bodies: dict[str, set[int]]
    defeated: frozenset[str]
    main: int | None
    main_name: str | None

    def name_of(self, body: int | None) -> str | None:
        return next((name for name, bodies in self.bodies.items() if body in bodies), None)

    def is_defeated(self, body: int | None) -> bool:
        return self.name_of(body) in self.defeated


def plan(source: Source, cast: Cast, bosses: Bosses, end_ms: int) -> list[Segment]:
    """At least one, in order of time. `end_ms`: of the encounter, Unix ms."""
    attempts = sorted(source.attempts, key=lambda row: (row.started_at_ms, row.attempt_index))[:MOST_SEGMENTS]
    kinds = {"boss": SegmentKind.BOSS, "trash": SegmentKind.TRASH}
    known = [row for row in source.dungeon if row.segment_type in kinds]
    rows = sorted(known, key=lambda row: row.started_at_ms)[:MOST_SEGMENTS]
    if rows:
        segments = _of_dungeon(rows, attempts, cast, bosses, end_ms)
    elif bosses.main is None:
        segments = [Segment(SegmentKind.TRASH, source.encounter.started_at_ms, end_ms, SegmentResult.LEFT)]
    else:
        body, start_ms = bosses.main, source.encounter.started_at_ms
        segments = _pulls(_boss_segment(start_ms, end_ms, body), attempts, is_all=True)
    segments[0].started_at_ms = min(segments[0].started_at_ms, source.encounter.started_at_ms)
    _finish(segments, cast, bosses)
    return segments


def joined(segments: Sequence[Segment]) -> list[Segment]:
    """One in place of several, for sums that cannot be told apart. That of the last boss, if there is one."""
    bosses = [segment for segment in segments if segment.kind is SegmentKind.BOSS]
    last = bosses[-1] if bosses else segments[-1]
    last.bodies = {body for segment in segments for body in segment.bodies}
    last.started_at_ms = segments[0].started_at_ms
    last.ended_at_ms = max(segment.ended_at_ms or segment.started_at_ms for segment in segments)
    last.attempt = 1 if bosses else None
    last.hp_start = next((each.hp_start for each in bosses if each.boss == last.boss), None)
    return [last]


def result_of(segments: Sequence[Segment], source: Source) -> Result:
    bosses = [segment for segment in segments if segment.kind is SegmentKind.BOSS]
    if bosses and bosses[-1].result in DECIDING:
        return DECIDING[bosses[-1].result]
    if source.encounter.is_manually_reset:
        return Result.RESET
    return Result.ENDED if source.encounter.ended_at_ms is None else Result.LEFT


def _boss_segment(start_ms: int, end_ms: int, body: int | None) -> Segment:
    return Segment(SegmentKind.BOSS, start_ms, end_ms, SegmentResult.LEFT, boss=body)


def _of_dungeon(
    rows: Sequence[DungeonSegment], attempts: Sequence[Attempt], cast: Cast, bosses: Bosses, end_ms: int
) -> list[Segment]:
    segments: list[Segment] = []
    for row, following in pairwise([*rows, None]):
        assert row is not None
        until_ms = following.started_at_ms if following is not None else end_ms
        ended_ms = max(row.started_at_ms, row.ended_at_ms if row.ended_at_ms is not None else until_ms)
        if row.segment_type == "trash":
            segments.append(Segment(SegmentKind.TRASH, row.started_at_ms, ended_ms, SegmentResult.LEFT))
        else:
            segment = _boss_segment(row.started_at_ms, ended_ms, _body(row, cast, bosses))
            segments += _pulls(segment, attempts, is_all=False)
    return sorted(segments, key=lambda segment: segment.started_at_ms)


def _body(row: DungeonSegment, cast: Cast, bosses: Bosses) -> int | None:
    if row.boss_entity_id is not None and row.boss_entity_id > 0:
        return cast.monster(row.boss_entity_id, row.boss_name, row.boss_monster_type_id)
    bodies = bosses.bodies.get(row.boss_name or "")
    return min(bodies) if bodies else bosses.main


def _pulls(whole: Segment, attempts: Sequence[Attempt], *, is_all: bool) -> list[Segment]:
    """A boss segment cut where attempts begin in it. `is_all`: the attempts are all of its own."""
    end_ms = whole.ended_at_ms or whole.started_at_ms
    inside = [row for row in attempts if whole.started_at_ms < row.started_at_ms < end_ms]
    first = next((row for row in attempts if is_all and row not in inside), None)
    pulls = [whole]
    if first is not None:
        whole.hp_start, whole.hp_end = first.boss_hp_start, first.boss_hp_end
    for row in inside:
        before = pulls[-1]
        before.ended_at_ms = row.started_at_ms
        before.result = _ENDED_BY.get(row.reason or "", SegmentResult.LEFT)
        pull = _boss_segment(row.started_at_ms, end_ms, whole.boss)
        pull.hp_start, pull.hp_end = row.boss_hp_start, row.boss_hp_end
        pulls.append(pull)
    return pulls


def _finish(segments: Sequence[Segment], cast: Cast, bosses: Bosses) -> None:
    """Numbers of attempts, monsters, and the kill: the last segment about a boss that was defeated."""
    counts: dict[int | None, int] = {}
    last: dict[int | None, Segment] = {}
    for segment in segments:
        if segment.kind is SegmentKind.BOSS:
            counts[segment.boss] = segment.attempt = counts.get(segment.boss, 0) + 1
            last[segment.boss] = segment
            if segment.boss is not None:
                segment.bodies.add(segment.boss)
                segment.boss_monster_id = cast.record.actors[segment.boss].monster_id
    for body, segment in last.items():
        if bosses.is_defeated(body):
            segment.result, segment.hp_end = SegmentResult.KILL, 0
