"""PRESETS: which columns a role wants to see, by view."""

from __future__ import annotations

from resonance.combat.tally import View

PRESETS: dict[str, dict[View, tuple[str, ...]]] = {
    "damage": {
        View.DAMAGE: ("amount", "per_second", "boss_per_second", "share", "crit_rate"),
        View.HEALING: ("amount", "per_second", "effective", "share", "crit_rate"),
        View.TAKEN: ("amount", "per_second", "share", "hits", "deaths"),
    },
    "healer": {
        View.DAMAGE: ("amount", "per_second", "share", "deaths"),
        View.HEALING: ("amount", "per_second", "effective_per_second", "overheal", "shielding", "share", "crit_rate"),
        View.TAKEN: ("amount", "per_second", "share", "max", "deaths", "death_time"),
    },
    "tank": {
        View.DAMAGE: ("amount", "per_second", "boss_per_second", "share", "deaths"),
        View.HEALING: ("amount", "per_second", "effective", "shielding", "share"),
        View.TAKEN: ("amount", "per_second", "share", "max", "blocked_rate", "absorbed", "deaths"),
    },
}
"""Keys of columns by role and view."""

DEFAULT_KEYS = PRESETS["damage"]
"""What a view shows until the user chooses otherwise."""
