"""Snapshot: the frozen picture of an encounter, or of one segment of it, that everybody else reads.

Only `build()` makes one: from the record of the running encounter, or from the same record read back from the
database. Meter, history, clipboard, JSON and terminal take nothing else, so one fight cannot show two numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from resonance.combat.clock import ClockChoice, Clocks
from resonance.combat.curves import Frozen
from resonance.combat.record import ActorInfo, BuffTrack, Death, EncounterRecord, Quality, Result, Revive, Segment
from resonance.combat.segments import belongs
from resonance.combat.sums import Part, PlayerSums, Sums
from resonance.combat.tally import Tally, TallyValues, View, total

TIME_TO_KILL_FROM_S = 15
"""The newest seconds whose boss damage tells how long the boss will last."""


class AmountChoice(StrEnum):
    """Which amounts are shown: one setting for the whole program."""

    RAW = "raw"  # as the game sends them: overkill, overheal and what shields took included
    EFFECTIVE = "effective"  # HP and shield really lost, HP really gained


@dataclass(frozen=True, slots=True)
class SkillRow:
    """What one skill did for one player. For View.TAKEN: what one skill did *to* the player."""

    view: View
    origin: int  # name space of skill_id, see events.Origin
    skill_id: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class TargetRow:
    """What one player did to one target. For View.TAKEN: what one source did to the player; 0 = environment."""

    view: View
    actor: int
    tally: Tally
    skills: tuple[SkillRow, ...]  # largest first


@dataclass(frozen=True, slots=True)
class BuffRow:
    """One buff on one host."""

    host: int
    buff_id: int
    uptime: float  # 0..1 of the time the encounter lasted
    count: int  # times it was put on
    average_layers: float  # while it was on
    damage_share: float | None  # 0..1: the host's damage done meanwhile; None for hosts without damage


@dataclass(frozen=True)
class PlayerRow:
    """One player. The tallies are sums made for this snapshot; nobody changes them.

    Rows of skills and targets are made when somebody looks at the player: of twenty players that is seldom more than
    one, and they are most of a snapshot.
    """

    actor: ActorInfo
    is_local: bool
    in_party: bool  # of the local player's team
    damage: Tally
    boss_damage: Tally  # the part of `damage` on bosses
    healing: Tally
    taken: Tally
    shielding: Tally  # shields put up: amount = their size, effective = what they took
    active_ms: tuple[int, int, int]  # personal clocks, by View
    deaths: int
    revives: int
    parts: Mapping[Part, TallyValues]  # what the tallies above but `shielding` are sums of

    @cached_property
    def skills(self) -> tuple[SkillRow, ...]:
        """Every view, largest amount first within a view."""
        return _skills(self.targets)

    @cached_property
    def targets(self) -> tuple[TargetRow, ...]:
        """Likewise."""
        return _targets(self.parts)

    def tally(self, view: View) -> Tally:
        return (self.damage, self.healing, self.taken)[view]

    @property
    def flags_are_hidden(self) -> bool:
        """Newer servers tell crits and luckies of the local player only (protocol.md 8.2): 0 is then no 0 %."""
        flags = (self.damage.crits, self.damage.lucky_triggers, self.healing.crits, self.healing.lucky_triggers)
        return not self.is_local and not any(flags)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Times in ms; actors by actor_id. `players` holds everybody with a number, sorted by damage, then uid."""

    started_at_ms: int
    curves_from_ms: int  # when the curves begin: with the encounter, also in the picture of a later segment
    elapsed_ms: int
    active_ms: int
    boss_ms: int  # the boss clock
    clock: ClockChoice
    amounts: AmountChoice
    scene_id: int | None
    line: int | None
    difficulty: int | None
    result: Result
    ended: bool
    local_player: int | None
    boss: ActorInfo | None
    time_to_kill_s: float | None  # None = no boss, or it is not losing HP
    players: tuple[PlayerRow, ...]
    damage: Tally  # sums over players
    boss_damage: Tally
    healing: Tally
    taken: Tally
    deaths: tuple[Death, ...]
    revives: tuple[Revive, ...]
    buffs: tuple[BuffRow, ...]  # of the whole encounter
    curves: Mapping[tuple[View, int], Sequence[int]]  # amount per second since curves_from_ms, by player
    boss_hp: Mapping[int, Sequence[int]]  # by body; -1 = not known
    segments: tuple[Segment, ...]  # of the whole encounter
    segment_damage: tuple[int, ...]  # of all players, by segment
    segment: int | None  # the one this is a picture of; None = the whole encounter
    quality: Quality
    actors: tuple[ActorInfo, ...]  # everybody who took part, monsters and summons too
    encounters: int | None = None  # how many it sums up, see evening.py; None = it is a picture of one
    stretch_ms: tuple[int, int] | None = None  # of the encounter: nothing else is in it; None = all is

    def total(self, view: View) -> Tally:
        return (self.damage, self.healing, self.taken)[view]

    def amount(self, tally: Tally) -> int:
        """What is shown of a tally: raw or effective."""
        return tally.effective if self.amounts is AmountChoice.EFFECTIVE else tally.amount

    def clock_ms(self, view: View, row: PlayerRow | None = None) -> int:
        """What "per second" divides by: for a row, or for the group (which has no personal clock)."""
        if self.clock is ClockChoice.ELAPSED:
            return self.elapsed_ms
        if self.clock is ClockChoice.BOSS and self.boss_ms:
            return self.boss_ms
        # Blows taken are far apart: a clock of their own would hardly run, and divide by nothing.
        if self.clock is ClockChoice.PERSONAL and row is not None and view is not View.TAKEN:
            return row.active_ms[view]
        return self.active_ms

    def rows(self, view: View) -> list[PlayerRow]:
        """The players with a number in this view, largest first."""
        rows = [row for row in self.players if self.amount(row.tally(view))]
        rows.sort(key=lambda row: (-self.amount(row.tally(view)), row.actor.uid, row.actor.actor_id))
        return rows

    def info(self, actor_id: int) -> ActorInfo | None:
        """Who took part; None for the environment and for strangers."""
        return next((info for info in self.actors if info.actor_id == actor_id), None)


def build(
    record: EncounterRecord,
    clock: ClockChoice,
    amounts: AmountChoice = AmountChoice.RAW,
    segment: int | None = None,
) -> Snapshot:
    """The picture of a record as it is now; later changes of the record do not show in it.

    `segment`: an index into record.segments; None = the whole encounter.
    """
    part = record.segments[segment] if segment is not None else None
    clocks = part.clocks if part is not None else record.clocks
    sums = Sums(record, segment)
    died, revived = record.deaths, record.revives
    if segment is not None:
        died = [death for death in died if belongs(record.segments, segment, death.at_ms)]
        revived = [revive for revive in revived if belongs(record.segments, segment, revive.at_ms)]
    deaths = tuple(replace(death, recap=list(death.recap)) for death in died)
    revives = tuple(replace(revive) for revive in revived)
    players = [_row(record, clocks, actor_id, each, deaths, revives) for actor_id, each in sums.players.items()]
    players.sort(key=lambda row: (-row.damage.amount, row.actor.uid, row.actor.actor_id))
    boss_id = part.boss if part is not None and part.boss is not None else record.boss
    boss = record.actors.get(boss_id) if boss_id is not None else None
    return Snapshot(
        started_at_ms=part.started_at_ms if part is not None else record.started_at_ms,
        curves_from_ms=record.started_at_ms,
        elapsed_ms=clocks.group.elapsed_ms,
        active_ms=clocks.group.active_ms,
        boss_ms=clocks.boss.active_ms,
        clock=clock,
        amounts=amounts,
        scene_id=record.scene_id,
        line=record.line,
        difficulty=record.difficulty,
        result=record.result,
        ended=record.ended,
        local_player=record.local_player,
        boss=boss.copy() if boss else None,
        time_to_kill_s=_time_to_kill_s(record, boss_id),
        players=tuple(players),
        damage=total(row.damage for row in players),
        boss_damage=total(row.boss_damage for row in players),
        healing=total(row.healing for row in players),
        taken=total(row.taken for row in players),
        deaths=deaths,
        revives=revives,
        buffs=_buffs(record, sums.dealt),
        curves={key: Frozen(curve) for key, curve in record.curves.items()},
        boss_hp={body: Frozen(curve) for body, curve in record.boss_hp.items()},
        segments=tuple(replace(each, bodies=set(each.bodies), clocks=each.clocks.copy()) for each in record.segments),
        segment_damage=tuple(sums.segment_damage),
        segment=segment,
        quality=replace(record.quality),
        actors=tuple(record.actors[actor_id].copy() for actor_id in sorted(record.actors)),
    )


def _row(
    record: EncounterRecord,
    clocks: Clocks,
    actor_id: int,
    sums: PlayerSums,
    deaths: tuple[Death, ...],
    revives: tuple[Revive, ...],
) -> PlayerRow:
    info = record.actors.get(actor_id) or ActorInfo(actor_id)
    local = record.actors.get(record.local_player) if record.local_player is not None else None
    damage = sums.total(View.DAMAGE)
    active = [clocks.personal[view, actor_id].active_ms if (view, actor_id) in clocks.personal else 0 for view in View]
    return PlayerRow(
        actor=info.copy(),
        is_local=actor_id == record.local_player,
        in_party=bool(local and local.team_id and local.team_id == info.team_id),
        damage=damage,
        boss_damage=sums.boss_damage(damage),
        healing=sums.total(View.HEALING),
        taken=sums.total(View.TAKEN),
        shielding=sums.shielding,
        active_ms=(active[0], active[1], active[2]),
        deaths=sum(1 for death in deaths if death.actor == actor_id),
        revives=sum(1 for revive in revives if revive.actor == actor_id),
        parts=sums.parts,
    )


def _skills(targets: Iterable[TargetRow]) -> tuple[SkillRow, ...]:
    by_skill: dict[tuple[View, int, int], list[SkillRow]] = {}
    for target in targets:
        for row in target.skills:
            by_skill.setdefault((row.view, row.origin, row.skill_id), []).append(row)
    rows = [
        # A snapshot never changes, so the sum over one target is the target's own row.
        same[0] if len(same) == 1 else SkillRow(view, origin, skill_id, total(row.tally for row in same))
        for (view, origin, skill_id), same in by_skill.items()
    ]
    rows.sort(key=lambda row: (row.view, -row.tally.amount, row.skill_id, row.origin))
    return tuple(rows)


def _targets(parts: Mapping[Part, TallyValues]) -> tuple[TargetRow, ...]:
    by_target: dict[tuple[View, int], list[SkillRow]] = {}
    for (view, actor, origin, skill_id), values in parts.items():
        by_target.setdefault((view, actor), []).append(SkillRow(view, origin, skill_id, Tally(*values)))
    rows = []
    for (view, actor), skills in by_target.items():
        skills.sort(key=lambda row: (-row.tally.amount, row.skill_id, row.origin))
        rows.append(TargetRow(view, actor, total(skill.tally for skill in skills), tuple(skills)))
    rows.sort(key=lambda row: (row.view, -row.tally.amount, row.actor))
    return tuple(rows)


def _buffs(record: EncounterRecord, dealt: Mapping[int, int]) -> tuple[BuffRow, ...]:
    """`dealt`: damage by player in the whole encounter."""
    elapsed_ms = record.clocks.group.elapsed_ms
    return tuple(
        _buff_row(host, buff_id, track, elapsed_ms, dealt.get(host, 0))
        for (host, buff_id), track in sorted(record.buffs.items())
    )


def _buff_row(host: int, buff_id: int, track: BuffTrack, elapsed_ms: int, dealt: int) -> BuffRow:
    layer_ms = sum(layers * on_ms for layers, on_ms in track.layers_ms.items())
    return BuffRow(
        host,
        buff_id,
        uptime=min(track.on_ms / elapsed_ms, 1.0) if elapsed_ms else 0.0,
        count=track.count,
        average_layers=layer_ms / track.on_ms if track.on_ms else 0.0,
        damage_share=min(track.damage / dealt, 1.0) if dealt else None,
    )


def _time_to_kill_s(record: EncounterRecord, boss: int | None) -> float | None:
    """HP left by the HP lost a second over the newest seconds of the boss's own curve."""
    curve = record.boss_hp.get(boss) if boss is not None else None
    if not curve or curve[-1] <= 0:
        return None
    window = [hp for hp in curve[-TIME_TO_KILL_FROM_S - 1 :] if hp >= 0]
    lost = window[0] - window[-1] if len(window) > 1 else 0
    return window[-1] * (len(window) - 1) / lost if lost > 0 else None
