"""Two sides over the time of their fights, both from the start: amount per second, and deaths. No Tk in here."""

from __future__ import annotations

from resonance.combat import compare
from resonance.combat.columns import BY_KEY
from resonance.combat.compare import Side
from resonance.combat.tally import View
from resonance.combat.timeline import from_ms, step_of
from resonance.texts import say
from resonance.ui.chart import Chart, Curve
from resonance.ui.compare.tables import LEFT, RIGHT, side_name
from resonance.ui.details.player import NOTHING
from resonance.ui.lines import called
from resonance.ui.place import Reading
from resonance.ui.plot_area import Mark

COLOURS = ("#e6a23c", "#4c9be8")
"""Of A and B: the same for everybody, because two players may be of one class."""


def chart_of(left: Side, right: Side, view: View, reading: Reading) -> Chart:
    seconds = compare.seconds_together(left, right)
    sides = tuple(zip((LEFT, RIGHT), (left, right), COLOURS, strict=True))
    return Chart(
        seconds=seconds,
        step_s=step_of(seconds),
        curves=tuple(
            Curve(f"{letter} · {side_name(side, reading)}", colour, compare.curve(side, view, seconds))
            for letter, side, colour in sides
        ),
        marks=tuple(mark for letter, side, colour in sides for mark in _deaths(letter, side, colour, reading)),
        unit=say(BY_KEY["per_second"].title(view)),
        empty=say(NOTHING[view]),
    )


def _deaths(letter: str, side: Side, colour: str, reading: Reading) -> list[Mark]:
    """Of who is compared."""
    start_ms = from_ms(side.snapshot)
    return [
        Mark(
            (death.at_ms - start_ms) / 1000,
            f"{letter} · {say('{name} died', name=called(side.snapshot, death.actor, reading.names))}",
            colour,
        )
        for death in side.snapshot.deaths
        if side.is_group or death.actor == side.actor
    ]
