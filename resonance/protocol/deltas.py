"""Methods 45 and 46: what happened to the actors around, and to the local player (protocol.md 5.4 to 5.7).

Order of events within one delta: hits and heals first, then attributes, then deaths, then buffs. The attributes of a
message already hold the state *after* its damage (protocol.md 8.4), so whoever wants the HP before a blow must hear of
the blow first.

A message is parsed in one go. If that fails its parts are parsed one by one, so that a bad one costs only itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from google.protobuf.message import DecodeError

from resonance.events import (
    ActorSeen,
    ActorState,
    Died,
    Heal,
    Hit,
    LocalPlayerKnown,
    SkillUsed,
)
from resonance.protocol.attributes import read_facts, tells_facts
from resonance.protocol.buffs import read_buff_fields
from resonance.protocol.outcome import Decoded
from resonance.protocol.pb.combat_pb2 import (
    DamageInfo,
    Delta,
    LooseDelta,
    LooseList,
    LooseToMe,
    SyncNearDeltaInfo,
    SyncToMeDeltaInfo,
)
from resonance.protocol.pb.entity_pb2 import Attr, AttrCollection
from resonance.protocol.salvage import loose_attrs, loose_items

MAX_AMOUNT = 10**13
"""Beyond any hit of the game (9,899,999 was the largest seen); sums of such still fit the database's 64 bits."""

TYPE_MISS, TYPE_HEAL, TYPE_IMMUNE = 1, 2, 3
FLAG_CRIT, FLAG_BLOCKED, FLAG_LUCKY, FLAG_TARGET_LUCKY = 1, 2, 4, 8


def near_deltas(payload: bytes, at_ms: int) -> Decoded:
    """Method 45: any number of deltas of actors around."""
    out = Decoded()
    try:
        deltas = SyncNearDeltaInfo.FromString(payload).deltas
    except DecodeError:
        for raw in LooseList.FromString(payload).items:
            _salvage_delta(raw, 0, at_ms, out)
        return out
    for delta in deltas:
        _delta(delta, 0, at_ms, out)
    return out


def to_me_delta(payload: bytes, at_ms: int) -> Decoded:
    """Method 46: one delta of the local player, whose id only this message tells in mid-session."""
    out = Decoded()
    try:
        to_me = SyncToMeDeltaInfo.FromString(payload).delta
    except DecodeError:
        for raw in LooseList.FromString(payload).items:
            loose = LooseToMe.FromString(raw)
            _local_player(loose.uuid, at_ms, out)
            _salvage_delta(loose.base_delta, loose.uuid, at_ms, out)
        return out
    _local_player(to_me.uuid, at_ms, out)
    if to_me.HasField("base_delta"):
        _delta(to_me.base_delta, to_me.uuid, at_ms, out)
    return out


def _local_player(actor: int, at_ms: int, out: Decoded) -> None:
    if actor:
        out.events.append(LocalPlayerKnown(at_ms, actor))


def _delta(delta: Delta, owner: int, at_ms: int, out: Decoded) -> None:
    """`owner`: whose it is if it does not say so; 0 = nobody knows."""
    attrs, buffs_10, buffs_11 = delta.attrs, delta.buffs_10, delta.buffs_11
    has_facts = bool(attrs) and tells_facts(attrs) is not None
    has_effects = delta.HasField("skill_effects")
    if not (has_facts or has_effects or buffs_10 or buffs_11):  # positions and the like: four of five
        return
    actor = delta.uuid or owner
    if not actor:  # of nobody; 0 is not to be taken for the local player later
        out.bad_records += 1
        return
    if has_effects:
        events = out.events
        for damage in delta.skill_effects.damages:
            event = read_damage(damage, actor, at_ms)
            if event is not None:
                events.append(event)
    if has_facts:
        _attributes(_collection(attrs, out), actor, at_ms, out)
    if buffs_10 or buffs_11:
        read_buff_fields(buffs_10, buffs_11, actor, at_ms, out)


def read_damage(damage: DamageInfo, target: int, at_ms: int) -> Hit | Heal | None:
    """One damage record (protocol.md 5.6, 8.1, 8.2). None for a heal without an amount."""
    value = damage.value
    lucky_value = damage.lucky_value
    amount = value or lucky_value
    if not 0 <= amount <= MAX_AMOUNT:
        amount = _clamped(amount)
    lucky_bonus = not value and lucky_value > 0
    kind = damage.type
    if kind == TYPE_HEAL:
        return _heal(damage, target, at_ms, amount, lucky_bonus=lucky_bonus) if amount else None
    flags = damage.type_flag
    attacker = damage.attacker_uuid
    source = damage.top_summoner_id or attacker
    if damage.is_miss:
        kind = TYPE_MISS
    if kind in (TYPE_MISS, TYPE_IMMUNE):
        amount = 0
    hp_loss, shield_loss = damage.hp_lessen, damage.shield_lessen
    if not 0 <= hp_loss <= MAX_AMOUNT:
        hp_loss = _clamped(hp_loss)
    if not 0 <= shield_loss <= MAX_AMOUNT:
        shield_loss = _clamped(shield_loss)
    return Hit(
        at_ms,
        source,
        target,
        damage.damage_source,
        damage.owner_id,
        amount,
        flags & FLAG_CRIT != 0,
        flags & FLAG_LUCKY != 0,
        lucky_bonus,
        flags & FLAG_BLOCKED != 0,
        kind,
        hp_loss,
        shield_loss,
        damage.is_dead,
        attacker,
        damage.owner_level,
        damage.owner_stage,
        damage.hit_event_id,
        damage.element,
        damage.damage_mode,
        flags & FLAG_TARGET_LUCKY != 0,
    )


def _heal(damage: DamageInfo, target: int, at_ms: int, amount: int, *, lucky_bonus: bool) -> Heal:
    flags = damage.type_flag
    attacker = damage.attacker_uuid
    return Heal(
        at_ms,
        damage.top_summoner_id or attacker,
        target,
        damage.damage_source,
        damage.owner_id,
        amount,
        flags & FLAG_CRIT != 0,
        flags & FLAG_LUCKY != 0,
        lucky_bonus,
        attacker,
        damage.owner_level,
        damage.hit_event_id,
    )


def _clamped(amount: int) -> int:
    return min(max(amount, 0), MAX_AMOUNT)


def _collection(raw: bytes, out: Decoded) -> Iterable[Attr]:
    try:
        return AttrCollection.FromString(raw).attrs
    except DecodeError:
        out.bad_records += 1
        return loose_attrs(raw, out)


def _attributes(attrs: Iterable[Attr], actor: int, at_ms: int, out: Decoded) -> None:
    facts, skill_used, bad = read_facts(attrs)
    out.bad_records += bad
    if facts:
        out.events.append(ActorSeen(at_ms, actor, False, facts))
        if facts.get("state") == ActorState.DEAD:
            out.events.append(Died(at_ms, actor))
    if skill_used > 0:
        out.events.append(SkillUsed(at_ms, actor, skill_used))


def _salvage_delta(raw: bytes, owner: int, at_ms: int, out: Decoded) -> None:
    """A delta of a message that does not parse: whole if it does, else part by part. `owner`: whose if it says not."""
    try:
        delta = Delta.FromString(raw)
    except DecodeError:
        out.bad_records += 1
    else:
        _delta(delta, owner, at_ms, out)
        return
    try:
        loose = LooseDelta.FromString(raw)
    except DecodeError:
        return  # not even its outline can be read
    actor = loose.uuid or owner
    if not actor:
        return
    for part in loose_items(loose.skill_effects, out):
        try:
            event = read_damage(DamageInfo.FromString(part), actor, at_ms)
        except DecodeError:
            continue
        if event is not None:
            out.events.append(event)
    _attributes(loose_attrs(loose.attrs, out), actor, at_ms, out)
    read_buff_fields(loose.buffs_10, loose.buffs_11, actor, at_ms, out)
