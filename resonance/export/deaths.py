"""Deaths in words: what killed, and what happened in the last seconds."""

from __future__ import annotations

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


def cause(snapshot: Snapshot, death: Death, names: Names) -> str:
    """Who did it, and with what."""
    blow = last_blow(death)
    if blow is None and death.killer is None:
        return say("killer not seen")
    killer = actor_name(snapshot, blow.source if blow is not None else death.killer, names)
    origin, skill_id = (blow.origin, blow.skill_id) if blow is not None else (Origin.SKILL, death.skill_id)
    return f"{killer} · {names.skill(origin, skill_id)}" if skill_id else killer


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
