"""Everything that can happen in the game, as frozen types. Read this file first.

Events are what `protocol/` gives and `combat/` takes: past tense, in the words of the glossary, each with the capture
time of the packet that completed it (`at_ms`, integer Unix milliseconds). They are named tuples because a raid makes
two thousand a second and a named tuple is the cheapest frozen type there is.

An actor is named by its `actor_id`: the game's 64-bit entity id as it came, because a monster and a player may share
the number players know as their uid. `kind_of()` and `uid_of()` take it apart (protocol.md section 6).
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple, TypedDict


class ActorKind(IntEnum):
    """What an actor is: the type bits of its id (protocol.md section 6). Values are the game's own."""

    UNKNOWN = 0
    MONSTER = 1
    NPC = 2
    OBJECT = 3
    ZONE = 5
    BULLET = 6
    CLIENT_BULLET = 7
    PET = 8
    PLAYER = 10
    DUMMY = 11
    DROP = 12
    FIELD = 14
    TRAP = 15
    COLLECTION = 16
    STATIC = 18
    VEHICLE = 19
    TOY = 20
    HOUSE = 21
    HOUSE_ITEM = 22


_KIND_MASK = 0x1F << 6
_PLAYER_BITS = ActorKind.PLAYER << 6
_KIND_BITS = tuple(ActorKind(i) if i in ActorKind._value2member_map_ else ActorKind.UNKNOWN for i in range(32))

ENVIRONMENT = 0
"""The source of damage that names no attacker: falls, lava, shrines."""


def kind_of(actor_id: int) -> ActorKind:
    """The kind of an actor; UNKNOWN for type bits no source describes."""
    return _KIND_BITS[(actor_id >> 6) & 0x1F]


def uid_of(actor_id: int) -> int:
    """The number players and other meters know; unique only within a kind."""
    return actor_id >> 16


def is_player(actor_id: int) -> bool:
    return actor_id & _KIND_MASK == _PLAYER_BITS


def player_id(uid: int) -> int:
    """The actor id of the player with this uid."""
    return (uid << 16) | (ActorKind.PLAYER << 6)


def monster_actor_id(uid: int) -> int:
    """The actor id of a monster body that was not summoned."""
    return (uid << 16) | (ActorKind.MONSTER << 6)


class Origin(IntEnum):
    """The name space of a skill id, from damage_source (protocol.md 5.6): the same number may mean two things."""

    SKILL = 0
    BULLET = 1
    BUFF = 2
    FALL = 3
    FAKE_BULLET = 4
    OTHER = 100


class Outcome(IntEnum):
    """How a hit ended (protocol.md 5.6, field 4)."""

    NORMAL = 0
    MISS = 1
    IMMUNE = 3
    FALL = 4
    ABSORBED = 5


class ActorState(IntEnum):
    """The states a meter needs (protocol.md 7.4, attribute 11); others stay plain integers."""

    DEAD = 9
    TELEPORT = 13
    RESURRECTION = 27


class Facts(TypedDict, total=False):
    """What became known about an actor; a missing key means "nothing new", 0 and "" are real values."""

    name: str
    monster_id: int  # row of the monster table; NPCs, pets and bullets have their own tables
    class_id: int
    level: int
    season_level: int
    ability_score: int
    season_strength: int
    hp: int
    max_hp: int
    shields: tuple[tuple[int, int, int, int], ...]  # all shields on now: (buff instance, value, initial, max)
    state: int  # ActorState or another number of protocol.md 7.4
    in_combat: int  # 1 = the game itself says so
    owner: int  # actor_id of the top summoner; 0 = none
    summoner: int  # actor_id of the direct summoner; 0 = none
    team_id: int  # 0 = no team
    skill_ids: tuple[int, ...]  # equipped skills: class and spec are visible before the first hit
    stun: int
    max_stun: int
    extinction: int  # break gauge
    max_extinction: int
    is_bot: int
    hated_char_id: int
    combat_rank: int  # MonsterRank, attribute 460


class Connected(NamedTuple):
    """The meter began to read another connection of the game. Not in itself a change of scene."""

    at_ms: int
    server: str  # "ip:port", for the diagnostics page only
    from_start: bool  # False: joined in the middle, so names and HP may be missing until the next zone change


class Gap(NamedTuple):
    """Bytes of the stream are lost for good; the frames they held never arrive."""

    at_ms: int
    missing_bytes: int  # 0 when nobody can know how many


class ServerTime(NamedTuple):
    at_ms: int
    server_ms: int


class SceneEntered(NamedTuple):
    """The local player is in a scene. Sent again after a reconnect, so the same scene twice is no change."""

    at_ms: int
    scene_id: int | None
    line: int | None
    scene_uuid: int | None  # the instance; None where the message does not carry it


class LocalPlayerKnown(NamedTuple):
    at_ms: int
    actor: int


class ActorSeen(NamedTuple):
    """An actor appeared, or something about it changed."""

    at_ms: int
    actor: int
    appeared: bool  # True: full picture; False: only what changed
    facts: Facts


class ActorLeft(NamedTuple):
    at_ms: int
    actor: int
    reason: int  # EDisappearType: 0 left view, 1 dead, 2 destroyed, 3 transfer, 4 transfer across a line border


class Hit(NamedTuple):
    """One application of damage, or an attempt at it (miss, immune: amount 0)."""

    at_ms: int
    source: int  # who it is credited to: the top summoner, else the attacker; ENVIRONMENT if neither is named
    target: int
    origin: int  # Origin, or another number of the game
    skill_id: int
    amount: int  # as sent; overkill and what shields took included
    crit: bool
    lucky: bool  # this hit triggered a lucky strike
    lucky_bonus: bool  # this record *is* the bonus damage of a lucky strike
    blocked: bool
    outcome: int  # Outcome
    hp_loss: int  # HP really lost; the server leaves it away where it is 0
    shield_loss: int
    killed: bool
    attacker: int  # the body that hit: a pet or summon where source is its owner
    skill_level: int
    stage: int
    hit_event_id: int
    element: int
    mode: int
    target_lucky: bool

    @property
    def effective(self) -> int:
        """What the target really lost: HP + shield (protocol.md 8.1)."""
        return self.hp_loss + self.shield_loss


class Heal(NamedTuple):
    """One application of healing."""

    at_ms: int
    source: int
    target: int
    origin: int
    skill_id: int
    amount: int  # as sent: the server does not remove overheal
    crit: bool
    lucky: bool
    lucky_bonus: bool
    attacker: int
    skill_level: int
    hit_event_id: int


class Died(NamedTuple):
    """The state of an actor became "dead" while we looked on. The killing hit says so too (`Hit.killed`)."""

    at_ms: int
    actor: int


class Revived(NamedTuple):
    at_ms: int
    actor: int


class SkillUsed(NamedTuple):
    """An actor began to use a skill (attribute 100 in a delta): one cast."""

    at_ms: int
    actor: int
    skill_id: int


class BuffChanged(NamedTuple):
    """A buff was put on, refreshed or changed its layers. None = unchanged."""

    at_ms: int
    host: int
    instance: int  # unique per host while it lasts
    buff_id: int | None
    source: int | None
    level: int | None
    layers: int | None
    duration_ms: int | None  # 0 = until removed
    created_ms: int | None  # server clock


class BuffRemoved(NamedTuple):
    at_ms: int
    host: int
    instance: int


class DungeonChanged(NamedTuple):
    """Dungeon messages were never seen filled in a capture: hearsay (protocol.md 5.11). None = not told."""

    at_ms: int
    state: int | None  # 0 null, 1 active, 2 ready, 3 playing, 4 end, 5 settlement, 6 vote
    difficulty: int | None
    targets: tuple[tuple[int, int, int], ...]  # (target id, progress, complete)
    pass_time_s: int | None
    result: int | None


Event = (
    Connected
    | Gap
    | ServerTime
    | SceneEntered
    | LocalPlayerKnown
    | ActorSeen
    | ActorLeft
    | Hit
    | Heal
    | Died
    | Revived
    | SkillUsed
    | BuffChanged
    | BuffRemoved
    | DungeonChanged
)
