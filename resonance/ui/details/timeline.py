"""A player over the time of the fight: amount per second, beside the average of the group, boss HP, and deaths."""

from __future__ import annotations

from dataclasses import dataclass

from resonance.combat.columns import BY_KEY
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.combat.timeline import boss_hp, boss_segments, curve_of, from_ms, seconds_of, step_of, stretch
from resonance.texts import say
from resonance.ui.chart import Chart, Curve
from resonance.ui.details.player import NOTHING, PlayerPlace, gone
from resonance.ui.lines import called
from resonance.ui.place import Body, Reading
from resonance.ui.plot_area import Mark, Span
from resonance.ui.table import Table

QUIET = "#8a919e"
PULL, DEATH = "#4c5a75", "#e5484d"


@dataclass(frozen=True, slots=True)
class PlayerTimeline(PlayerPlace):
    key = "timeline"

    def title(self, snapshot: Snapshot | None, reading: Reading) -> str:
        return say("Timeline")

    def body(self, snapshot: Snapshot, reading: Reading) -> Body:
        row = self.row(snapshot)
        if row is None:
            return gone()
        if snapshot.encounters is not None:
            return Table(empty=say("An evening has no timeline."), advice=say("Show one encounter to see its curves."))
        own = Curve(
            self.above(snapshot, reading),
            reading.colours.of(row.actor.class_id, row.actor.spec),
            curve_of(snapshot, self.view, [self.actor]),
        )
        others = [row.actor.actor_id for row in snapshot.rows(self.view)]
        group = curve_of(snapshot, self.view, others)
        average = tuple(value / max(len(others), 1) for value in group)
        return fight_chart(snapshot, self.view, (Curve(say("Group average"), QUIET, average), own), reading)


def fight_chart(snapshot: Snapshot, view: View, curves: tuple[Curve, ...], reading: Reading) -> Chart:
    """The curves, with all that is known of the fight besides."""
    seconds, start_ms = seconds_of(snapshot), from_ms(snapshot)
    marks = []
    for death in snapshot.deaths:
        label = say("{name} died", name=called(snapshot, death.actor, reading.names))
        marks.append(Mark(min((death.at_ms - start_ms) / 1000, seconds), label, DEATH))
    return Chart(
        seconds=seconds,
        step_s=step_of(seconds),
        curves=curves,
        hp=boss_hp(snapshot),
        hp_label=_boss_words(snapshot, reading),
        marks=tuple(marks),
        spans=_pulls(snapshot),
        unit=say(BY_KEY["per_second"].title(view)),
        empty=say(NOTHING[view]),
    )


def _boss_words(snapshot: Snapshot, reading: Reading) -> str:
    monsters = {segment.boss_monster_id for segment in boss_segments(snapshot)}
    return reading.names.monster(monsters.pop()) if len(monsters) == 1 else say("Boss")


def _pulls(snapshot: Snapshot) -> tuple[Span, ...]:
    if snapshot.segment is not None:
        return ()
    return tuple(
        Span(*stretch(snapshot, segment), say("Pull {number}", number=segment.attempt), PULL)
        for segment in boss_segments(snapshot)
    )
