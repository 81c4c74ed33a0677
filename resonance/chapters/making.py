"""Moments -> chapters, by the rules of the platforms: the first at 0:00, ascending, none shorter than 10 s."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from resonance.chapters.moments import Moment, Weight
from resonance.texts import say

SHORTEST_MS = 10_000
FEWEST = 3
"""YouTube shows no chapters where there are fewer, or where one is shorter."""

BEGINNINGS = frozenset((Weight.ENCOUNTER, Weight.PULL))
"""Moments after which something goes on."""

ENDS = frozenset((Weight.RESULT, Weight.KILL))
"""Moments with which a pull is over."""

MOST_CHARACTERS = 5_000
"""Of a description on YouTube."""


class Chapter(NamedTuple):
    at_ms: int  # from the beginning of the video
    title: str


Place = Callable[[int], int | None]
"""Unix ms -> ms from the beginning of the video; None = not in it."""


def from_start(start_ms: int) -> Place:
    """Of a video that began at `start_ms` (Unix ms) and was never interrupted."""

    def place(at_ms: int) -> int | None:
        position_ms = at_ms - start_ms
        return position_ms if position_ms >= 0 else None

    return place


def shifted(place: Place, offset_ms: int) -> Place:
    """As if everything had happened `offset_ms` later: what the clocks say is outside of the video may be in it."""
    return lambda at_ms: place(at_ms + offset_ms)


def chapters(moments: Iterable[Moment], place: Place, duration_ms: int | None = None) -> list[Chapter]:
    """In the order of time, the first at 0; empty if no moment is in the video. `duration_ms` None = not known."""
    placed = [(position_ms, each) for each in moments if (position_ms := _placed(each, place)) is not None]
    if duration_ms is not None:
        placed = [(at_ms, each) for at_ms, each in placed if at_ms <= duration_ms]
    if not placed:
        return []
    kept = _far_apart(placed, duration_ms)
    told = {each.at_ms for _, each in kept if each.weight in ENDS}
    first = _at_the_start(placed, told)
    return [first, *(Chapter(at_ms, _title(each, told)) for at_ms, each in kept)]


def _title(moment: Moment, told: Collection[int]) -> str:
    """`told`: the ends that are chapters of their own, Unix ms."""
    return moment.words if moment.end_ms is None or moment.end_ms in told else moment.with_end


def _placed(moment: Moment, place: Place) -> int | None:
    """As `place`; what began moments before the video, as where the pull starts the recording, is at its beginning."""
    position_ms = place(moment.at_ms)
    if position_ms is None and moment.weight in BEGINNINGS:
        soon_ms = place(moment.at_ms + SHORTEST_MS)
        if soon_ms is not None and soon_ms <= SHORTEST_MS:
            return 0
    return position_ms


def _far_apart(placed: Sequence[tuple[int, Moment]], duration_ms: int | None) -> list[tuple[int, Moment]]:
    """Those that can be chapters beside one that begins at 0: the heaviest first, of equals the earlier."""
    kept: list[tuple[int, Moment]] = []
    for at_ms, moment in sorted(placed, key=lambda each: (-each[1].weight, each[0])):
        is_last_long = duration_ms is None or duration_ms - at_ms >= SHORTEST_MS
        if at_ms >= SHORTEST_MS and is_last_long and all(abs(at_ms - other) >= SHORTEST_MS for other, _ in kept):
            kept.append((at_ms, moment))
    return sorted(kept)


def _at_the_start(placed: Sequence[tuple[int, Moment]], told: Collection[int]) -> Chapter:
    """What happens in its first seconds, or nothing much."""
    early = [each for each in placed if each[0] < SHORTEST_MS and each[1].weight > Weight.RESULT]
    if not early:
        return Chapter(0, say("Start"))
    return Chapter(0, _title(min(early, key=lambda each: (-each[1].weight, each[0]))[1], told))


def problem(found: Sequence[Chapter]) -> str:
    """Why YouTube would not show them; "" = it will."""
    if not found:
        return say("Nothing was fought in this time.")
    if len(found) < FEWEST:
        return say("YouTube shows chapters from three on: choose more detail.")
    return ""
