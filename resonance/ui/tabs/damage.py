"""Damage dealt, one row a player."""

from __future__ import annotations

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.names import Names
from resonance.ui.table import Table
from resonance.ui.tabs.players import player_table
from resonance.ui.tabs.tab import Tab


def table(snapshot: Snapshot, names: Names) -> Table:
    return player_table(snapshot, names, View.DAMAGE, empty="Nobody has dealt damage yet.")


TAB = Tab("damage", "Damage", View.DAMAGE, table)
