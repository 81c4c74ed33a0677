"""What the history offers to compare: two chosen encounters, or a player with another of the same fight. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.store.history import EncounterSummary
from resonance.texts import say
from resonance.ui.compare.subjects import Compare, Subjects
from resonance.ui.lines import called
from resonance.ui.menu import Entry, Groups
from resonance.ui.place import Reading


def encounters_menu(chosen: Sequence[EncounterSummary], view: View, compare: Compare | None) -> Groups:
    """For the chosen ones of the list, in the order they were chosen; A is the one that was fought first."""
    if compare is None or len(chosen) != 2:
        return ()
    left, right = sorted(chosen, key=lambda each: each.started_at_ms)
    return ((Entry(say("Compare"), partial(compare, Subjects(left, right, view=view))),),)


def player_menu(
    summary: EncounterSummary,
    fight: Snapshot,
    view: View,
    actor: int,
    reading: Reading,
    compare: Compare | None,
) -> Groups:
    """For a player of the opened fight: everybody else with a number there."""
    if compare is None:
        return ()
    others = [row.actor.actor_id for row in fight.rows(view) if row.actor.actor_id != actor]
    return (
        tuple(
            Entry(
                say("Compare with {name}", name=called(fight, other, reading.names)),
                partial(compare, Subjects(summary, summary, actor, other, view)),
            )
            for other in others
        ),
    )
