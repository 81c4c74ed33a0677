"""Whom a player hit or healed; of damage taken, whom it came from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from resonance.combat.snapshot import Snapshot
from resonance.texts import say
from resonance.ui.details.player import TARGETS, PlayerPlace, gone, targets_table
from resonance.ui.details.skills import TargetSkills
from resonance.ui.place import Reading
from resonance.ui.table import Table


@dataclass(frozen=True, slots=True)
class PlayerTargets(PlayerPlace):
    key = "targets"

    def title(self, snapshot: Snapshot | None, reading: Reading) -> str:
        return say(TARGETS[self.view])

    def body(self, snapshot: Snapshot, reading: Reading) -> Table:
        row = self.row(snapshot)
        if row is None:
            return gone()
        tallies = {each.actor: each.tally for each in row.targets if each.view == self.view and each.tally.hits}
        opens = partial(TargetSkills, self.view, self.actor)
        hint = say("Click one for the skills; right click goes back")
        return targets_table(self, snapshot, row, tallies, reading, opens=opens, hint=hint)
