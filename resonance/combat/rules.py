"""Rules: when time alone ends an encounter. What the user may choose of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from resonance.combat.encounter import Encounter
from resonance.combat.record import Result
from resonance.combat.segments import ResetRule

OPEN_WORLD = frozenset((None, "open_world", "city", "home", "guild", "world_event", "world_boss", "event"))
"""Kinds of scenes.tsv where one fight has nothing to do with the next; None = a scene nobody knows."""

BOSS_SILENCE_MS = 120_000
"""How long a boss that is neither dead nor gone may stand there untouched."""

LONGEST_MS = 20 * 60_000
"""An open-world encounter is cut here; a dungeon may take longer, its segments may not (segments.LONGEST_MS)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """0 = silence never ends an encounter."""

    silence_ms: int = 15_000  # in the open world
    instance_silence_ms: int = 0  # in dungeons, raids, trials
    reset: ResetRule = field(default_factory=ResetRule)

    def ending(self, encounter: Encounter, scene_kind: str | None, now_ms: int) -> Result | None:
        """How time has ended an encounter that runs; None = it has not."""
        in_open_world = scene_kind in OPEN_WORLD
        silence_ms = self.silence_ms if in_open_world else self.instance_silence_ms
        quiet_ms = now_ms - encounter.fought_ms
        is_quiet = bool(silence_ms) and quiet_ms > silence_ms
        if is_quiet and (quiet_ms > BOSS_SILENCE_MS or not encounter.segments.boss_is_on(now_ms)):
            return Result.SILENCE
        if in_open_world and now_ms - encounter.started_at_ms > LONGEST_MS:
            return Result.CUT
        return None
