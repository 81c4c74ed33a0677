"""Who somebody is, in words that can be pasted and sent: players, monsters, the environment."""

from __future__ import annotations

from resonance.combat.record import ActorInfo
from resonance.combat.snapshot import Snapshot
from resonance.events import ActorKind, is_player
from resonance.names import Names
from resonance.texts import say


def player_name(actor: ActorInfo, names: Names) -> str:
    """In an export the local player is called like everybody else: "You" would be its reader."""
    return names.display_name(actor.name, actor.uid)


def role(actor: ActorInfo, names: Names) -> str | None:
    """Spec, else class; None where neither is known."""
    return names.spec_name(actor.spec) or names.class_name(actor.class_id)


def actor_name(snapshot: Snapshot, actor_id: int | None, names: Names) -> str:
    """Anybody's: a player's, a monster's, or that of the environment (0 or None)."""
    if not actor_id:
        return say("Environment")
    info = snapshot.info(actor_id) or ActorInfo(actor_id)
    if is_player(actor_id):
        return player_name(info, names)
    if info.kind is ActorKind.MONSTER and (info.monster_id is not None or not info.name):
        return names.monster(info.monster_id)
    # A summon may be called after its owner.
    return names.shown_name(info.name) or say("Unknown")
