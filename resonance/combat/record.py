"""EncounterRecord: all that is kept of an encounter, live in memory and as rows in the database alike.

`combat/encounter.py` fills it from events, `store/` writes it and reads it back, and `combat/snapshot.py` makes the
picture everybody looks at from it. It holds no formulas.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from resonance.combat.clock import Clock
from resonance.combat.tally import Tally, TallyKey, View
from resonance.events import ActorKind, kind_of, uid_of


class Result(StrEnum):
    """How an encounter ended."""

    RUNNING = "running"
    KILL = "kill"  # a boss died; the encounter may still have gone on
    LEFT = "left"  # another scene
    SILENCE = "silence"  # nobody hit anybody for the configured time
    RESET = "reset"  # by the user
    ENDED = "ended"  # the capture or the program ended


@dataclass(slots=True)
class ActorInfo:
    """Who somebody was during the encounter. None = not known."""

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
    team_id: int | None = None

    @property
    def kind(self) -> ActorKind:
        return kind_of(self.actor_id)

    @property
    def uid(self) -> int:
        return uid_of(self.actor_id)


@dataclass(slots=True)
class Death:
    at_ms: int
    actor: int
    killer: int | None  # actor_id; None = not seen
    skill_id: int | None


@dataclass(slots=True)
class Quality:
    """What is known to be missing."""

    gaps: int = 0
    missing_bytes: int = 0
    dropped_packets: int = 0
    started_late: bool = False  # the meter was started when the fight was already running

    @property
    def complete(self) -> bool:
        return not (self.gaps or self.missing_bytes or self.dropped_packets or self.started_late)


@dataclass(slots=True)
class EncounterRecord:
    """Times are Unix ms of the capture. Actors are named by actor_id everywhere."""

    started_at_ms: int
    scene_id: int | None = None
    line: int | None = None
    local_player: int | None = None
    result: Result = Result.RUNNING
    ended: bool = False
    boss: int | None = None  # actor_id of the boss shown in the header
    bosses: set[int] = field(default_factory=set)  # actor_ids of every boss body that was hit
    clock: Clock = field(default_factory=Clock)  # the group's
    clocks: dict[tuple[View, int], Clock] = field(default_factory=dict)  # personal ones, by actor_id
    tallies: dict[TallyKey, Tally] = field(default_factory=dict)
    actors: dict[int, ActorInfo] = field(default_factory=dict)
    deaths: list[Death] = field(default_factory=list)
    quality: Quality = field(default_factory=Quality)
