"""EncounterRecord: all that is kept of an encounter, live in memory and as rows in the database alike.

`combat/encounter.py` fills it from events, `store/` writes it and reads it back, and `combat/snapshot.py` makes the
picture everybody looks at from it. It holds no formulas.

Times are Unix ms of the capture, durations ms. Actors are named by actor_id everywhere. None = not known.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from enum import IntEnum, StrEnum
from operator import attrgetter
from typing import Any, NamedTuple, cast

from resonance.combat.clock import Clocks
from resonance.combat.curves import Frozen
from resonance.combat.tally import Tally, TallyKey, View
from resonance.events import ActorKind, kind_of, uid_of


class Result(StrEnum):
    """How an encounter ended."""

    RUNNING = "running"
    KILL = "kill"  # the boss fought last died
    WIPE = "wipe"  # the last attempt was one
    LEFT = "left"  # another scene
    SILENCE = "silence"  # nobody hit anybody for the configured time
    RESET = "reset"  # by the user
    CUT = "cut"  # longer than any fight: see rules.LONGEST_MS
    ENDED = "ended"  # the capture or the program ended


class SegmentKind(StrEnum):
    BOSS = "boss"
    TRASH = "trash"


class SegmentResult(StrEnum):
    """How a segment ended. For trash: RUNNING or LEFT."""

    RUNNING = "running"
    KILL = "kill"  # every boss body that was fought is dead
    WIPE = "wipe"  # everybody known in the party was dead at the same time
    RESET = "reset"  # the boss is back at full HP without a wipe
    LEFT = "left"


DECIDING = {SegmentResult.KILL: Result.KILL, SegmentResult.WIPE: Result.WIPE}
"""An encounter whose last attempt ended so ended so itself, whatever else made an end of it."""


@dataclass(slots=True)
class Segment:
    """A stretch of an encounter against one kind of enemy. A boss segment is one attempt."""

    kind: SegmentKind
    started_at_ms: int
    ended_at_ms: int | None = None  # of the last event that belongs to it; None = running
    result: SegmentResult = SegmentResult.RUNNING
    attempt: int | None = None  # 1, 2, ... by boss; None for trash
    boss: int | None = None  # the body it is about; None for trash
    boss_monster_id: int | None = None
    bodies: set[int] = field(default_factory=set)  # every boss body fought in it
    hp_start: int | None = None  # of `boss`
    hp_end: int | None = None  # 0 for a kill; before the reset for a reset
    clocks: Clocks = field(default_factory=Clocks)


@dataclass(slots=True)
class ActorInfo:
    """Who somebody was during the encounter."""

    actor_id: int
    name: str | None = None
    class_id: int | None = None
    spec: str | None = None  # key of specs.tsv, such as "iaido"
    level: int | None = None
    ability_score: int | None = None
    hp: int | None = None
    max_hp: int | None = None
    monster_id: int | None = None
    owner: int | None = None  # actor_id
    team_id: int | None = None  # 0 = no team
    stun: int | None = None
    max_stun: int | None = None
    extinction: int | None = None  # break gauge
    max_extinction: int | None = None

    @property
    def kind(self) -> ActorKind:
        return kind_of(self.actor_id)

    @property
    def uid(self) -> int:
        return uid_of(self.actor_id)

    def copy(self) -> ActorInfo:
        return ActorInfo(*_values(self))  # every change of everybody takes one, and replace() is eight times slower


_values: Callable[[object], tuple[Any, ...]] = attrgetter(*(each.name for each in fields(ActorInfo)))


class RecapKind(IntEnum):
    """What a line of a death recap tells."""

    HIT = 0
    HEAL = 1
    SHIELD = 2  # a shield came up; amount = its size
    BUFF_ON = 3
    BUFF_OFF = 4


class RecapLine(NamedTuple):
    """One thing that happened to a victim in the last seconds."""

    at_ms: int
    kind: int  # RecapKind
    source: int  # actor_id; 0 = environment or not known
    origin: int  # name space of skill_id; BUFF for buffs
    skill_id: int  # or the buff's id
    amount: int
    hp_before: int | None
    hp_after: int | None
    killed: bool


@dataclass(slots=True)
class Death:
    """`recap`: oldest first, the killing blow last."""

    at_ms: int
    actor: int
    killer: int | None  # actor_id; None = not seen, or the environment
    skill_id: int | None
    recap: list[RecapLine] = field(default_factory=list)


@dataclass(slots=True)
class Revive:
    at_ms: int
    actor: int  # who was revived
    by: int | None  # who did it; None = not seen


@dataclass(slots=True)
class BuffTrack:
    """What one buff did on one host. All instances of the buff on the host together."""

    count: int = 0  # times it was put on
    on_ms: int = 0  # with at least one layer
    damage: int = 0  # what the host, if a player, dealt meanwhile
    layers_ms: dict[int, int] = field(default_factory=dict)  # number of layers -> time with so many


@dataclass(slots=True)
class Quality:
    """What is known to be missing."""

    gaps: int = 0
    missing_bytes: int = 0
    dropped_packets: int = 0
    started_late: bool = False  # the meter was started when the fight was already running
    unreadable: int = 0  # frames, messages or records that made no sense
    paused: int = 0  # hits and heals left out: the user had the meter paused, or waiting for a dummy

    @property
    def complete(self) -> bool:
        lost = self.gaps or self.missing_bytes or self.dropped_packets or self.unreadable
        return not (lost or self.started_late or self.paused)


@dataclass(slots=True)
class EncounterRecord:
    started_at_ms: int
    scene_id: int | None = None
    line: int | None = None
    difficulty: int | None = None  # the dungeon's own number; hearsay (protocol.md 5.11)
    local_player: int | None = None
    result: Result = Result.RUNNING
    ended: bool = False
    boss: int | None = None  # actor_id of the boss shown in the header
    bosses: set[int] = field(default_factory=set)  # actor_ids of every boss body that was fought
    segments: list[Segment] = field(default_factory=list)  # TallyKey.segment is an index into it
    clocks: Clocks = field(default_factory=Clocks)
    tallies: dict[TallyKey, Tally] = field(default_factory=dict)
    actors: dict[int, ActorInfo] = field(default_factory=dict)
    deaths: list[Death] = field(default_factory=list)
    revives: list[Revive] = field(default_factory=list)
    buffs: dict[tuple[int, int], BuffTrack] = field(default_factory=dict)  # by (host, buff id)
    curves: dict[tuple[View, int], array[int]] = field(default_factory=dict)  # amount per second, by actor_id
    boss_hp: dict[int, array[int]] = field(default_factory=dict)  # at the end of each second, by body; -1 = not known
    quality: Quality = field(default_factory=Quality)

    def detached(self) -> EncounterRecord:
        """A copy that nobody who goes on counting changes. Its curves can be read, not added to."""
        return replace(
            self,
            bosses=set(self.bosses),
            segments=[replace(each, bodies=set(each.bodies), clocks=each.clocks.copy()) for each in self.segments],
            clocks=self.clocks.copy(),
            tallies={key: tally.copy() for key, tally in self.tallies.items()},
            actors={actor_id: info.copy() for actor_id, info in self.actors.items()},
            deaths=[replace(death, recap=list(death.recap)) for death in self.deaths],
            revives=[replace(revive) for revive in self.revives],
            buffs={key: replace(track, layers_ms=dict(track.layers_ms)) for key, track in self.buffs.items()},
            # Hours of them are some megabytes, and who saves a record only reads them.
            curves={key: cast("array[int]", Frozen(curve)) for key, curve in self.curves.items()},
            boss_hp={key: cast("array[int]", Frozen(curve)) for key, curve in self.boss_hp.items()},
            quality=replace(self.quality),
        )
