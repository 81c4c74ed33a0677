"""The last seconds before a death: every hit, heal, shield and buff, and the HP left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resonance import formats
from resonance.combat import metrics
from resonance.combat.record import Death, RecapKind, RecapLine
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.deaths import change_parts, what_happened
from resonance.texts import say
from resonance.ui.details.player import gone, player_sum
from resonance.ui.lines import actor_words, called, widest_amount
from resonance.ui.place import Place, Reading, Sum
from resonance.ui.table import Heading, Row, Table

HURT, HEALED, OTHER = "#e5484d", "#3fb950", "#8a919e"
"""Colours of hits, of heals and shields, and of buffs."""


@dataclass(frozen=True, slots=True)
class Recap:
    actor: int
    at_ms: int
    key = "recap"
    view = View.TAKEN

    def title(self, snapshot: Snapshot | None, reading: Reading) -> str:
        return say("Last seconds")

    def above(self, snapshot: Snapshot, reading: Reading) -> str:
        return called(snapshot, self.actor, reading.names)

    def neighbours(self) -> Sequence[Place]:
        return (self,)

    def sum(self, snapshot: Snapshot, reading: Reading) -> Sum | None:
        return player_sum(snapshot, self.view, self.actor)

    def body(self, snapshot: Snapshot, reading: Reading) -> Table:
        deaths = (death for death in snapshot.deaths if death.actor == self.actor and death.at_ms == self.at_ms)
        death = next(deaths, None)
        if death is None:
            return gone()
        info = snapshot.info(self.actor)
        amount, amount_unit = widest_amount(max((line.amount for line in death.recap), default=0))
        hp = max((line.hp_after or 0 for line in death.recap), default=0)
        max_hp = (info.max_hp if info else None) or hp
        return Table(
            name_title=say("What happened"),
            headings=(
                Heading(say("Amount"), say("Damage below zero, heals and shields above."), f"-{amount}", amount_unit),
                Heading(say("HP left"), say("After it. A dash where it is not known."), *widest_amount(hp)),
                Heading(say("Before"), say("Seconds before the death."), "88.8", "s"),
            ),
            rows=tuple(_row(snapshot, death, line, max_hp, reading) for line in reversed(death.recap)),
            empty=say("Nothing of the last seconds was seen."),
            advice=say("Right click goes back."),
            name_help=say("The grey edge at the left marks the blow that killed. The bars are the HP left."),
        )


def _row(snapshot: Snapshot, death: Death, line: RecapLine, max_hp: int, reading: Reading) -> Row:
    left = line.hp_after
    sign, colour = _SIGNS[RecapKind(line.kind)]
    return Row(
        rank=0,
        letter=sign,
        colour=colour,
        name=what_happened(line, reading.names),
        details=(actor_words(snapshot, line.source, reading.names),) if line.source else (),
        is_local=False,
        fraction=min(1.0, metrics.ratio(left or 0, max_hp)),
        cells=(change_parts(line), formats.amount_parts(left), (f"{(death.at_ms - line.at_ms) / 1000:.1f}", "s")),
        is_marked=line.killed,
    )


_SIGNS = {
    RecapKind.HIT: ("−", HURT),
    RecapKind.HEAL: ("+", HEALED),
    RecapKind.SHIELD: ("+", HEALED),
    RecapKind.BUFF_ON: ("·", OTHER),
    RecapKind.BUFF_OFF: ("·", OTHER),
}
"""What the chip says, and its colour."""
