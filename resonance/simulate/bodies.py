"""Body: a player, monster or summon of the simulated game, and the picture of it the server sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from resonance.events import ActorKind, ActorState, uid_of
from resonance.protocol.pb import combat_pb2, entity_pb2
from resonance.simulate import encode
from resonance.simulate.encode import Attribute


class Skill(NamedTuple):
    """What a hit or heal comes from, in the words of the wire: damage_source and owner_id (protocol.md 5.6)."""

    origin: int
    skill_id: int


@dataclass(slots=True)
class Buff:
    instance: int
    base_id: int
    layers: int
    duration_ms: int  # 0 = until removed
    created_ms: int  # server clock
    source: int  # uuid of who put it on
    until_ms: int = 0  # capture clock; 0 = until removed


@dataclass(slots=True)
class Shield:
    value: int
    initial: int


@dataclass(slots=True)
class Body:
    uuid: int
    max_hp: int = 0  # 0 = has no HP of its own, as most summons
    hp: int = 0
    name: str = ""
    config_id: int = 0  # row of the monster, pet or dummy table; 0 for players
    class_id: int = 0
    level: int = 0
    season_level: int = 0
    ability_score: int = 0
    season_strength: int = 0
    skill_ids: tuple[int, ...] = ()
    team_id: int = 0
    owner: Body | None = None
    is_boss: bool = False
    state: int = 0
    max_stun: int = 0
    stun: int = 0
    x: float = 0.0
    z: float = 0.0
    shields: dict[int, Shield] = field(default_factory=dict)  # by buff instance
    buffs: dict[int, Buff] = field(default_factory=dict)  # by buff instance
    last_instance: int = 0

    @property
    def uid(self) -> int:
        return uid_of(self.uuid)

    @property
    def kind(self) -> int:
        return (self.uuid >> 6) & 0x1F

    @property
    def is_player(self) -> bool:
        return self.kind == ActorKind.PLAYER

    @property
    def alive(self) -> bool:
        return self.state != ActorState.DEAD

    @property
    def shield(self) -> int:
        """Points of all shields."""
        return sum(shield.value for shield in self.shields.values())

    @property
    def position(self) -> combat_pb2.Position:
        return combat_pb2.Position(x=self.x, y=12.5, z=self.z)


def skill_list(skill_ids: tuple[int, ...]) -> bytes:
    """Attribute 116: equipped skills (protocol.md 7.1)."""
    items = [entity_pb2.SkillLevel(skill_id=skill_id, level=30) for skill_id in skill_ids]
    return entity_pb2.SkillLevelList(items=items).SerializeToString()


def shield_list(body: Body) -> bytes:
    """Attribute 60050; empty without shields."""
    items = [
        entity_pb2.Shield(
            buff_uuid=instance, shield_type=1, value=shield.value, initial=shield.initial, max=shield.initial
        )
        for instance, shield in body.shields.items()
    ]
    return entity_pb2.ShieldList(items=items).SerializeToString()


def appearance(body: Body) -> list[entity_pb2.Attr]:
    """Every attribute of a body, as sent when it comes into view (protocol.md 7.2)."""
    return [entity_pb2.Attr(id=number, raw_data=data) for number, data in _attributes(body)]


def _attributes(body: Body) -> Iterator[tuple[int, bytes]]:
    number = encode.attribute_int
    if body.name:
        yield Attribute.NAME, encode.attribute_text(body.name)
    if body.config_id:
        yield Attribute.CONFIG_ID, number(body.config_id)
    yield Attribute.STATE, number(body.state)
    yield Attribute.CAMP, number(1 if body.kind == ActorKind.MONSTER and body.owner is None else 999)
    yield Attribute.DIRECTION, number(int(body.x * 97 + body.z * 31) % 36_000)
    yield Attribute.POSITION, encode.attribute_vector(body.x, 12.5, body.z)
    if body.skill_ids:
        yield Attribute.SKILL_LIST, skill_list(body.skill_ids)
    if body.owner is not None:
        yield Attribute.SUMMON_FLAG, number(1)
        yield Attribute.SUMMONER, number(body.owner.uuid)
        yield Attribute.TOP_SUMMONER, number(body.owner.uuid)
        yield Attribute.REMODEL_LEVEL, number(5)
        return
    if body.is_player:
        yield Attribute.CLASS, number(body.class_id)
        yield Attribute.TEAM, number(body.team_id)
        yield Attribute.RESOURCE_IDS, encode.attribute_ints((22_001, 22_007, 22_011))
        yield Attribute.RESOURCES, encode.attribute_ints((0, 120, 30))
    else:
        yield Attribute.MONSTER_RANK, number(2 if body.is_boss else 0)
        yield Attribute.MAX_STUN, number(body.max_stun)
        yield Attribute.STUN, number(body.stun)
    yield Attribute.LEVEL, number(body.level)
    yield Attribute.SEASON_LEVEL, number(body.season_level)
    yield Attribute.ABILITY_SCORE, number(body.ability_score)
    yield Attribute.SEASON_STRENGTH, number(body.season_strength)
    yield Attribute.MAX_HP, number(body.max_hp)
    yield Attribute.HP, number(body.hp)
    if body.shields:
        yield Attribute.SHIELDS, shield_list(body)
