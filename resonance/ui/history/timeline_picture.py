"""A stored fight over time, as much as is in view: curves of players, boss HP, deaths, attempts. No Tk in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resonance.combat.columns import BY_KEY
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.combat.timeline import (
    SMOOTH_S,
    boss_hp,
    first_second,
    points_of,
    seconds_of,
    smoothed,
    step_of,
)
from resonance.texts import say
from resonance.ui.chart import Curve
from resonance.ui.details.timeline import fight_chart
from resonance.ui.lines import called
from resonance.ui.place import Reading
from resonance.ui.plot_area import Mark, Span

USUALLY_CHOSEN = 5
"""Players whose curves are shown until the user chooses: those with the largest numbers, and the local one."""

SMOOTH_SHARE = 60
"""A point is the mean of a sixtieth of what is in view, but of no less than SMOOTH_S."""

SHORTEST_VIEW_S = 10
ZOOM = 0.75
"""What is in view after one step of the wheel, by what was."""

View_s = tuple[int, int]
"""First second in view, and the one behind the last."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of the legend."""

    actor: int
    name: str
    colour: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Picture:
    first: int  # second of the fight
    last: int  # behind the last one in view
    step_s: int
    legend: tuple[Entry, ...]
    curves: tuple[Curve, ...]  # a point for each step from `first` on
    hp: tuple[tuple[float, float | None], ...]  # (second, 0..1); None = not known
    hp_label: str
    marks: tuple[Mark, ...]
    spans: tuple[Span, ...]
    unit: str
    empty: str


def picture_of(
    snapshot: Snapshot, view: View, reading: Reading, chosen: frozenset[int] | None, in_view: View_s | None
) -> Picture:
    """`chosen`: players by actor_id, None = the usual ones. `in_view` None = all of it."""
    rows = snapshot.rows(view)
    actors = usually_chosen(snapshot, view) if chosen is None else chosen
    first, last = in_view or (0, max(1, seconds_of(snapshot)))
    frame = fight_chart(snapshot, view, (), reading)
    legend, curves = [], []
    for row in rows:
        actor = row.actor
        name = called(snapshot, actor.actor_id, reading.names)
        colour = reading.colours.of(actor.class_id, actor.spec)
        is_chosen = actor.actor_id in actors
        legend.append(Entry(actor.actor_id, name, colour, is_chosen))
        if is_chosen:
            curves.append(Curve(name, colour, _curve(snapshot, view, actor.actor_id, first, last)))
    return Picture(
        first=first,
        last=last,
        step_s=step_of(last - first),
        legend=tuple(legend),
        curves=tuple(curves),
        hp=_hp_between(snapshot, frame.step_s, first, last),
        hp_label=frame.hp_label,
        marks=tuple(mark for mark in frame.marks if first <= mark.second <= last),
        spans=tuple(span for span in frame.spans if span.end > first and span.start < last),
        unit=say(BY_KEY["per_second"].title(view)),
        empty=_empty_words(snapshot, view, frame.empty),
    )


def _empty_words(snapshot: Snapshot, view: View, nothing: str) -> str:
    rows = snapshot.rows(view)
    has_curves = seconds_of(snapshot) > 1 and any((view, row.actor.actor_id) in snapshot.curves for row in rows)
    return "" if has_curves else say("Too short for curves.") if rows else nothing


def usually_chosen(snapshot: Snapshot, view: View) -> frozenset[int]:
    rows = snapshot.rows(view)
    return frozenset(row.actor.actor_id for row in [*rows[:USUALLY_CHOSEN], *(each for each in rows if each.is_local)])


def zoomed(in_view: View_s, seconds: int, at: float, steps: int) -> View_s | None:
    """What is in view after some steps of the wheel (negative: nearer); `at` stays where it is. None = all."""
    first, last = in_view
    width = (last - first) * ZOOM**-steps
    width = max(float(min(SHORTEST_VIEW_S, seconds)), width)
    if width >= seconds:
        return None
    share = (at - first) / max(1, last - first)
    start = round(min(max(0.0, at - share * width), seconds - width))
    return start, min(seconds, start + round(width))


def _curve(snapshot: Snapshot, view: View, actor: int, first: int, last: int) -> tuple[float, ...]:
    """Amount per second, smoothed, a point for each step."""
    start = first_second(snapshot) + first
    seconds = last - first
    amounts = snapshot.curves.get((view, actor), ())[start : start + seconds]
    step = step_of(seconds)
    return smoothed(points_of(amounts, seconds, step), max(SMOOTH_S, seconds // SMOOTH_SHARE) // step)


def _hp_between(snapshot: Snapshot, step_s: int, first: int, last: int) -> tuple[tuple[float, float | None], ...]:
    shares: Sequence[float | None] = boss_hp(snapshot)
    found = ((point * step_s + step_s / 2, share) for point, share in enumerate(shares))
    return tuple((second, share) for second, share in found if first <= second <= last)
