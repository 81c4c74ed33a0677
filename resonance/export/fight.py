"""Where a fight is, and its boss, as they are told beside the numbers."""

from __future__ import annotations

from dataclasses import replace

from resonance import formats
from resonance.combat import metrics
from resonance.combat.record import ActorInfo
from resonance.combat.snapshot import Snapshot
from resonance.export.plain_text import shown_segment
from resonance.names import Names
from resonance.texts import say

LONGEST_S = 3_600
"""A boss that would last longer than this is not being killed: nothing is foretold."""


def shown_boss(snapshot: Snapshot) -> ActorInfo | None:
    """The boss, None without one; after a pull with the HP it had at its end, not with those it went back to."""
    boss, segment = snapshot.boss, shown_segment(snapshot)
    if boss is None or segment is None or segment.boss != boss.actor_id:
        return boss
    if segment.ended_at_ms is None or segment.hp_end is None:
        return boss
    return replace(boss, hp=segment.hp_end)


def place_words(snapshot: Snapshot, names: Names) -> tuple[str, str]:
    """Scene and difficulty, "" where not known; of an evening what it is the sum of."""
    if snapshot.encounters is not None:
        count = snapshot.encounters
        words = say("{count} encounter", count=1) if count == 1 else say("{count} encounters", count=count)
        return say("This evening"), words
    return names.scene(snapshot.scene_id) or "", names.scene_difficulty(snapshot.scene_id) or ""


def hp_share(actor: ActorInfo) -> float | None:
    """0..1; None while HP or max HP are not known."""
    if actor.hp is None or not actor.max_hp:
        return None
    return min(1.0, max(0.0, metrics.ratio(actor.hp, actor.max_hp)))


def dead_in(snapshot: Snapshot) -> str:
    """ "dead in ~1:12"; "" where it cannot be told, and for a fight that is over."""
    segment = shown_segment(snapshot)
    is_over = snapshot.ended or (segment is not None and segment.ended_at_ms is not None)
    if is_over or snapshot.time_to_kill_s is None or snapshot.time_to_kill_s > LONGEST_S:
        return ""
    return say("dead in ~{time}", time=formats.duration(round(snapshot.time_to_kill_s) * 1000).removeprefix("0"))
