"""Who died, when and of what; a click leads to the last seconds before it."""

from __future__ import annotations

from dataclasses import dataclass

from resonance import formats
from resonance.combat.record import ActorInfo, Death
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.deaths import killed, last_blow
from resonance.names import Names
from resonance.texts import later, say
from resonance.ui.details.recap import Recap
from resonance.ui.lines import actor_words, letter, widest_amount
from resonance.ui.place import Reading
from resonance.ui.table import Heading, Row, Table
from resonance.ui.tabs.tab import Tab


@dataclass(frozen=True, slots=True)
class DeathsTab(Tab):
    def title(self, snapshot: Snapshot | None, reading: Reading) -> str:
        count = len(snapshot.deaths) if snapshot else 0
        return f"{say(self.name)} {count}" if count else say(self.name)

    def body(self, snapshot: Snapshot, reading: Reading) -> Table:
        """The newest first: that is the one people ask about."""
        deaths = sorted(snapshot.deaths, key=lambda death: -death.at_ms)
        blows = [blow.amount for blow in map(last_blow, deaths) if blow is not None]
        help_words = say("The blow that killed, overkill included.")
        return Table(
            name_title=say("Player"),
            headings=(
                Heading(say("Last blow"), help_words, *widest_amount(max(blows, default=0))),
                Heading(say("Time"), say("Since the beginning of what is shown."), "8:88:88", ""),
            ),
            rows=tuple(_row(snapshot, death, reading) for death in deaths),
            empty=say("Nobody has died."),
            explain=lambda row, column: say("Click for the last seconds before this death."),
            hint=say("Click a death for the last seconds before it"),
        )


def _row(snapshot: Snapshot, death: Death, reading: Reading) -> Row:
    names = reading.names
    actor = snapshot.info(death.actor) or ActorInfo(death.actor)
    blow = last_blow(death)
    return Row(
        rank=0,
        letter=letter(actor, names),
        colour=reading.colours.of(actor.class_id, actor.spec),
        name=actor_words(snapshot, death.actor, names),
        details=_details(snapshot, death, names),
        is_local=death.actor == snapshot.local_player,
        fraction=0.0,
        cells=(
            formats.amount_parts(blow.amount if blow is not None else None),
            (formats.duration(death.at_ms - snapshot.started_at_ms), ""),
        ),
        opens=Recap(death.actor, death.at_ms),
    )


def _details(snapshot: Snapshot, death: Death, names: Names) -> tuple[str, ...]:
    """Who did it, and with what: the longest first."""
    found = killed(death)
    if found is None:
        return (say("killer not seen"),)
    killer = actor_words(snapshot, found.by, names)
    return (f"{killer} · {names.skill(found.origin, found.skill_id)}", killer) if found.skill_id else (killer,)


TAB = DeathsTab("deaths", later("Deaths"), View.TAKEN)
