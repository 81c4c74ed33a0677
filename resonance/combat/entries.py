"""What a journal is made of: what was known when an encounter began, and everything that was done to it since.

An entry is an event of the game, an input of the user or the program (`Ticked` ... `SplitAt`), or something that was
known before (`Began` and the `...Known`): about an actor it stands before the first entry that concerns them. Journals
begin with `Began` and are otherwise in the order of what happened. They hold all that happens to those who take part;
bystanders are left out until they do.

None = not known, unless said otherwise. `at_ms` is Unix ms on the clock of the events.
"""

from __future__ import annotations

from typing import NamedTuple

from resonance.events import (
    ActorLeft,
    ActorSeen,
    BuffChanged,
    BuffRemoved,
    Connected,
    Died,
    DungeonChanged,
    Gap,
    Heal,
    Hit,
    LocalPlayerKnown,
    Revived,
    SceneEntered,
    SkillUsed,
)


class JournalError(ValueError):
    """This is no journal, or a damaged one, or one of a newer version."""


class Began(NamedTuple):
    """What the tracker knew just before the hit that began the encounter."""

    scene_id: int | None
    line: int | None
    difficulty: int | None
    local_player: int | None
    joined_late_ms: int | None  # when the connection was joined; None = from its start
    dungeon_state: int | None
    objectives: tuple[tuple[int, int, int], ...]  # (target id, progress, complete)
    silence_ms: int
    instance_silence_ms: int
    dropped_below: float  # ResetRule
    back_above: float
    training_ms: int | None  # length of a run; None = no training
    dummy: int | None  # body of the run; None = armed
    training_from_ms: int
    training_is_over: bool


class ActorKnown(NamedTuple):
    """actors.Actor, with its info laid flat."""

    actor: int
    name: str | None
    class_id: int | None
    spec: str | None
    level: int | None
    ability_score: int | None
    hp: int | None
    max_hp: int | None
    monster_id: int | None
    owner: int | None
    team_id: int | None
    stun: int | None
    max_stun: int | None
    extinction: int | None
    max_extinction: int | None
    summoner: int
    state: int | None
    dead: bool
    present: bool
    left_ms: int | None


class BuffKnown(NamedTuple):
    """An instance of a buff in buffs.ActiveBuffs."""

    host: int
    instance: int
    buff_id: int
    source: int
    layers: int
    started_at_ms: int
    created_ms: int
    duration_ms: int
    due_ms: int | None
    lapsed: bool


class ShieldKnown(NamedTuple):
    """A shield that is on, in shields.Shields."""

    host: int
    instance: int
    value: int
    buff_id: int | None
    source: int | None


class ExcessKnown(NamedTuple):
    """What a hit did just now beyond the HP it cost."""

    host: int
    hit_ms: int
    amount: int


class ShieldWaits(NamedTuple):
    """A change of a shield that is not yet judged."""

    host: int
    changed_ms: int
    instance: int
    value: int
    buff_id: int | None
    source: int | None
    put_up: int
    rest: int
    is_up: bool  # the shield is one of the ShieldKnown


class Ticked(NamedTuple):
    """Time passed, and something may have come of it."""

    at_ms: int


class Lost(NamedTuple):
    packets: int


class Unreadable(NamedTuple):
    records: int


class Paused(NamedTuple):
    on: bool


class RulesChanged(NamedTuple):
    silence_ms: int
    instance_silence_ms: int


class Trained(NamedTuple):
    """Training was armed, or turned off."""

    length_ms: int | None  # None = off


class WasReset(NamedTuple):
    """The user wanted a fresh start."""


class Finished(NamedTuple):
    """No more events came: the capture or the program ended."""


class WasSplit(NamedTuple):
    at_ms: int


class Merged(NamedTuple):
    """corrections.merge"""

    segment: int


class WipeMarked(NamedTuple):
    """corrections.mark_wipe"""

    segment: int
    on: bool


class SplitAt(NamedTuple):
    """corrections.split"""

    segment: int
    moment_ms: int  # Unix ms; noted later than it, so it is not the time of the entry


Correction = Merged | WipeMarked | SplitAt
Known = ActorKnown | BuffKnown | ShieldKnown | ExcessKnown | ShieldWaits
Input = Ticked | Lost | Unreadable | Paused | RulesChanged | Trained | WasReset | Finished | WasSplit | Correction
Noted = (
    Hit
    | Heal
    | ActorSeen
    | ActorLeft
    | Died
    | Revived
    | BuffChanged
    | BuffRemoved
    | SceneEntered
    | DungeonChanged
    | LocalPlayerKnown
    | Connected
    | Gap
    | SkillUsed
)
"""The events of the game that are noted."""

Entry = Began | Known | Noted | Input
