"""Damage dealt, one row a player."""

from __future__ import annotations

from resonance.combat.tally import View
from resonance.texts import later
from resonance.ui.details.skills import PlayerSkills
from resonance.ui.tabs.players import PlayersTab

TAB = PlayersTab("damage", later("Damage"), View.DAMAGE, later("Nobody has dealt damage yet."), PlayerSkills)
