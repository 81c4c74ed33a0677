"""A tab with one row a player."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from resonance import formats
from resonance.combat.line import player_line
from resonance.combat.record import ActorInfo
from resonance.combat.snapshot import PlayerRow, Snapshot
from resonance.combat.tally import View
from resonance.export.people import role
from resonance.names import Names
from resonance.texts import say
from resonance.ui.lines import Entry, letter, line_table, player_name
from resonance.ui.place import Place, Reading
from resonance.ui.table import Table
from resonance.ui.tabs.tab import Tab


@dataclass(frozen=True, slots=True)
class PlayersTab(Tab):
    empty: str  # what is said while nobody has a number
    detail: Callable[[View, int], Place]  # where a click on a player leads

    def body(self, snapshot: Snapshot, reading: Reading) -> Table:
        rows = snapshot.rows(self.view)
        is_mixed = len({row.in_party for row in rows if not row.is_local}) > 1
        return line_table(
            snapshot,
            self.view,
            [self._entry(snapshot, row, reading, is_mixed) for row in rows],
            reading,
            name_title=say("Player"),
            empty=say(self.empty),
            name_help=say("The grey edge at the left marks the members of your party.") if is_mixed else "",
            hint=say("Click a player for skills, targets, timeline and buffs; right click goes back"),
        )

    def _entry(self, snapshot: Snapshot, row: PlayerRow, reading: Reading, is_mixed: bool) -> Entry:
        actor, names = row.actor, reading.names
        return Entry(
            line=player_line(snapshot, row, self.view),
            name=player_name(actor, names, is_local=row.is_local),
            colour=reading.colours.of(actor.class_id, actor.spec),
            letter=letter(actor, names),
            details=_details(actor, names),
            is_local=row.is_local,
            is_marked=is_mixed and row.in_party and not row.is_local,
            opens=self.detail(self.view, actor.actor_id),
            tip=partial(player_tip, row, names),
        )


def _details(actor: ActorInfo, names: Names) -> tuple[str, ...]:
    """Spec, else class, with and without the ability score; empty where nothing is known."""
    words = role(actor, names)
    if words is None and actor.ability_score is None:
        return ()
    score = formats.amount(actor.ability_score)
    return (f"{words} · {score}", words) if words else (score,)


def player_tip(row: PlayerRow, names: Names) -> str:
    """All that is known of somebody, a line each."""
    actor = row.actor
    class_name, spec = names.class_name(actor.class_id), names.spec_name(actor.spec)
    lines = [player_name(actor, names, is_local=row.is_local)]
    if class_name or spec:
        lines.append(" · ".join(filter(None, [class_name, spec])))
    if actor.level is not None:
        lines.append(say("Level {level}", level=actor.level))
    if actor.ability_score is not None:
        lines.append(say("Ability score {score}", score=formats.count(actor.ability_score)))
    if actor.max_hp:
        hp = formats.count(actor.max_hp)
        lines.append(say("{hp} HP", hp=hp))
    if row.deaths:
        lines.append(say("Died {times} times", times=row.deaths) if row.deaths > 1 else say("Died once"))
    return "\n".join(lines)
