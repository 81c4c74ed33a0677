"""Whom an export is about, and what is left of a fight then."""

from __future__ import annotations

from dataclasses import replace

from resonance import names as all_names
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.events import is_player
from resonance.export.export_format import ExportOptions, Players
from resonance.names import Names


def spoken(names: Names, options: ExportOptions) -> Names:
    """The names of this export: players are numbered where it is to be anonymous."""
    return all_names.load(names.language, hide_players=True) if options.anonymise else names


def kept(snapshot: Snapshot, view: View, options: ExportOptions) -> frozenset[int]:
    """The players it is about, by actor_id; of those without a number in the view, too."""
    if options.players is Players.TOP:
        return frozenset(row.actor.actor_id for row in snapshot.rows(view)[: options.top])
    chosen = snapshot.players
    if options.players is Players.ME:
        chosen = tuple(row for row in chosen if row.is_local)
    elif options.players is Players.PARTY:
        chosen = tuple(row for row in chosen if row.is_local or row.in_party)
    return frozenset(row.actor.actor_id for row in chosen)


def narrowed(snapshot: Snapshot, view: View, options: ExportOptions) -> Snapshot:
    """The fight with these players alone. The sums stay those of the whole group, and so do the shares of them."""
    if options.players is Players.ALL:
        return snapshot
    chosen = kept(snapshot, view, options)
    return replace(
        snapshot,
        players=tuple(row for row in snapshot.players if row.actor.actor_id in chosen),
        deaths=tuple(death for death in snapshot.deaths if death.actor in chosen),
        revives=tuple(revive for revive in snapshot.revives if revive.actor in chosen),
        buffs=tuple(row for row in snapshot.buffs if row.host in chosen or not is_player(row.host)),
        curves={key: curve for key, curve in snapshot.curves.items() if key[1] in chosen},
    )
