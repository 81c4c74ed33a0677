"""Healing done, one row a player."""

from __future__ import annotations

from resonance.combat.tally import View
from resonance.texts import later
from resonance.ui.details.skills import PlayerSkills
from resonance.ui.tabs.players import PlayersTab

TAB = PlayersTab("healing", later("Healing"), View.HEALING, later("Nobody has healed yet."), PlayerSkills)
