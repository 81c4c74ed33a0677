"""Deaths in words: what killed, and what happened in the last seconds."""

from __future__ import annotations

from dataclasses import dataclass

from resonance import formats
from resonance.combat.record import Death, RecapKind, RecapLine
from resonance.combat.snapshot import Snapshot
from resonance.events import Origin
from resonance.export.people import actor_name
from resonance.names import Names
from resonance.texts import say


def last_blow(death: Death) -> RecapLine | None:
    """The hit that killed; None where it was not seen."""
    hits = (line for line in reversed(death.recap) if line.kind == RecapKind.HIT)
    return next((line for line in hits if line.killed or line.amount > 0), None)


@dataclass(frozen=True, slots=True)
class Killed:
    """Who did it, and with what."""

    by: int | None  # actor_id; 0 or None = the environment
    origin: int
    skill_id: int | None  # 0 or None = not known


def killed(death: Death) -> Killed | None:
    """By the last blow; where that was not seen, as the server says. None = neither."""
    blow = last_blow(death)
    if blow is not None:
        return Killed(blow.source, blow.origin, blow.skill_id)
    return Killed(death.killer, Origin.SKILL, death.skill_id) if death.killer is not None else None


def cause(snapshot: Snapshot, death: Death, names: Names) -> str:
    """Who did it, and with what."""
    found = killed(death)
    if found is None:
        return say("killer not seen")
    killer = actor_name(snapshot, found.by, names)
    return f"{killer} · {names.skill(found.origin, found.skill_id)}" if found.skill_id else killer


def what_happened(line: RecapLine, names: Names) -> str:
    if line.kind == RecapKind.BUFF_ON:
        return say("{buff} on", buff=names.buff(line.skill_id))
    if line.kind == RecapKind.BUFF_OFF:
        return say("{buff} off", buff=names.buff(line.skill_id))
    if line.kind == RecapKind.SHIELD:
        return say("Shield: {skill}", skill=names.skill(line.origin, line.skill_id)) if line.skill_id else say("Shield")
    return names.skill(line.origin, line.skill_id) if line.skill_id else say("Unknown")


def change_parts(line: RecapLine) -> tuple[str, str]:
    """Number and unit of what it did to the HP: damage below zero, heals and shields above."""
    if line.kind in (RecapKind.BUFF_ON, RecapKind.BUFF_OFF):
        return formats.DASH, ""
    return formats.amount_parts(-line.amount if line.kind == RecapKind.HIT else line.amount)
