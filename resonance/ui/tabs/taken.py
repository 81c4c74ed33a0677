"""Damage taken, one row a player; a click leads to the monsters it came from."""

from __future__ import annotations

from resonance.combat.tally import View
from resonance.texts import later
from resonance.ui.details.targets import PlayerTargets
from resonance.ui.tabs.players import PlayersTab

TAB = PlayersTab("taken", later("Taken"), View.TAKEN, later("Nobody has taken damage yet."), PlayerTargets)
