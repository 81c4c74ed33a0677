"""A fight over time: curves of amounts, boss HP, and where pulls lie, for the charts of windows and reports.

A curve has a point for each step of `step_of()` seconds, from the second on in which what is shown began.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, zip_longest

from resonance.combat.record import Segment, SegmentKind
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View

MOST_POINTS = 600
"""Of a curve: more than a window shows, and a fight of hours is no more to draw than one of ten minutes."""

SMOOTH_S = 5
SMOOTH_SHARE = 60
"""A point is the mean of 5 s around it, in a long fight of a sixtieth: single hits would make the curve a hedge."""


def step_of(seconds: int) -> int:
    """Seconds between two points, so that no more than MOST_POINTS are needed; at least 1."""
    return max(1, -(-seconds // MOST_POINTS))


def points_of(values: Sequence[float], seconds: int, step_s: int) -> list[float]:
    """The mean of every step, the last of which may be shorter. `values`: a second each, 0 where there are fewer."""
    starts = range(0, seconds, step_s)
    return [sum(values[start : start + step_s]) / min(step_s, seconds - start) for start in starts]


def smoothed(points: Sequence[float], width: int) -> tuple[float, ...]:
    """As many points, each the mean of about `width` around it.

    Beyond its ends the curve goes on as in a mirror, so that the sum of all points stays what it was.
    """
    half = min(width // 2, len(points))
    mirrored = [*points[:half][::-1], *points, *points[len(points) - half :][::-1]]
    sums = list(accumulate(mirrored, initial=0.0))
    size = 2 * half + 1
    return tuple((sums[index + size] - sums[index]) / size for index in range(len(points)))


def seconds_of(snapshot: Snapshot) -> int:
    """How many seconds the chart has: all from the one in which what is shown began.

    Of a running fight without the newest one, which is not over: the chart is another one only once a second.
    """
    segment = snapshot.segments[snapshot.segment] if snapshot.segment is not None else None
    if segment is not None and segment.ended_at_ms is not None:
        end = (segment.ended_at_ms - snapshot.curves_from_ms) // 1000 + 1
    else:
        end = max(map(len, snapshot.curves.values()), default=0) - (not snapshot.ended)
    return max(0, end - first_second(snapshot))


def curve_of(snapshot: Snapshot, view: View, actors: Sequence[int]) -> tuple[float, ...]:
    """Amount per second of some players together, smoothed, a point for each step of the chart."""
    return smoothed_curve(snapshot, view, actors, seconds_of(snapshot))


def smoothed_curve(snapshot: Snapshot, view: View, actors: Sequence[int], seconds: int) -> tuple[float, ...]:
    """The same with the steps of a chart of so many seconds, which may go on after the fight: the curve does not."""
    own, first = min(seconds, seconds_of(snapshot)), first_second(snapshot)
    step = step_of(seconds)
    curves = [snapshot.curves[view, actor] for actor in actors if (view, actor) in snapshot.curves]
    together = list(map(sum, zip_longest(*(curve[first : first + own] for curve in curves), fillvalue=0)))
    return smoothed(points_of(together, own, step), max(SMOOTH_S, seconds // SMOOTH_SHARE) // step)


def first_second(snapshot: Snapshot) -> int:
    """Index into the curves of the second in which the shown fight begins."""
    return max(0, (snapshot.started_at_ms - snapshot.curves_from_ms) // 1000)


def from_ms(snapshot: Snapshot) -> int:
    """When that second began."""
    return snapshot.curves_from_ms + first_second(snapshot) * 1000


def boss_hp(snapshot: Snapshot) -> tuple[float | None, ...]:
    """In each pull those of its boss. Between pulls, and where the HP are not known, None."""
    seconds, first = seconds_of(snapshot), first_second(snapshot)
    step = step_of(seconds)
    shares: list[float | None] = [None] * -(-seconds // step)
    for segment in boss_segments(snapshot):
        boss = snapshot.info(segment.boss) if segment.boss is not None else None
        if boss is None or not boss.max_hp:
            continue
        curve = snapshot.boss_hp.get(boss.actor_id, ())
        start, end = (int(second) for second in stretch(snapshot, segment))
        end = min(end, seconds - 1)
        for point in range(start // step, end // step + 1):
            second = first + min((point + 1) * step - 1, end)
            if second < len(curve) and curve[second] >= 0:
                shares[point] = min(1.0, curve[second] / boss.max_hp)
    return tuple(shares)


def boss_segments(snapshot: Snapshot) -> list[Segment]:
    """Those in the picture."""
    shown = snapshot.segments if snapshot.segment is None else (snapshot.segments[snapshot.segment],)
    return [segment for segment in shown if segment.kind is SegmentKind.BOSS]


def stretch(snapshot: Snapshot, segment: Segment) -> tuple[float, float]:
    """From when to when, in seconds of the chart; a running one to the end of it."""
    start_ms, end_ms = from_ms(snapshot), segment.ended_at_ms
    end = float(seconds_of(snapshot)) if end_ms is None else (end_ms - start_ms) / 1000
    return max(0.0, (segment.started_at_ms - start_ms) / 1000), end


def tick_step(seconds: int, most: int) -> int:
    """Seconds between two words on the axis: a round number that needs no more than `most` of them."""
    steps = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600)
    return next((step for step in steps if seconds / step <= max(most, 1)), 7_200)
