"""Snapshot: the frozen picture of an encounter that everybody else reads.

Only `build()` makes one: from the record of the running encounter, or from the same record read back from the
database. Meter, history, clipboard, JSON and terminal take nothing else, so one fight cannot show two numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from resonance.combat.clock import Clock, ClockChoice
from resonance.combat.record import ActorInfo, Death, EncounterRecord, Quality, Result
from resonance.combat.tally import Kind, Tally, View, total
from resonance.events import is_player


@dataclass(frozen=True, slots=True)
class SkillRow:
    """What one skill did for one player. For View.TAKEN: what one skill did *to* the player."""

    view: View
    origin: int  # name space of skill_id, see events.Origin
    skill_id: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class PlayerRow:
    """One player. The tallies are sums made for this snapshot; nobody changes them."""

    actor: ActorInfo
    is_local: bool
    damage: Tally
    boss_damage: Tally  # the part of `damage` on bosses
    healing: Tally
    taken: Tally
    active_ms: tuple[int, int, int]  # personal clocks, by View
    deaths: int
    skills: tuple[SkillRow, ...]  # every view, largest amount first within a view

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
    elapsed_ms: int
    active_ms: int
    clock: ClockChoice
    scene_id: int | None
    line: int | None
    result: Result
    ended: bool
    local_player: int | None
    boss: ActorInfo | None
    players: tuple[PlayerRow, ...]
    damage: Tally  # sums over players
    boss_damage: Tally
    healing: Tally
    taken: Tally
    deaths: tuple[Death, ...]
    quality: Quality
    actors: tuple[ActorInfo, ...]  # everybody who took part, monsters and summons too

    def total(self, view: View) -> Tally:
        return (self.damage, self.healing, self.taken)[view]

    def clock_ms(self, view: View, row: PlayerRow | None = None) -> int:
        """What "per second" divides by: for a row, or for the group (which has no personal clock)."""
        if self.clock is ClockChoice.ELAPSED:
            return self.elapsed_ms
        if self.clock is ClockChoice.PERSONAL and row is not None:
            return row.active_ms[view]
        return self.active_ms

    def rows(self, view: View) -> list[PlayerRow]:
        """The players with a number in this view, largest first."""
        rows = [row for row in self.players if row.tally(view).amount]
        rows.sort(key=lambda row: (-row.tally(view).amount, row.actor.uid, row.actor.actor_id))
        return rows


class _Sums:
    """What one player adds up to while the tallies are walked once."""

    __slots__ = ("boss_damage", "skills", "views")

    def __init__(self) -> None:
        self.views = (Tally(), Tally(), Tally())
        self.boss_damage = Tally()
        self.skills: dict[tuple[View, int, int], Tally] = {}

    def add(self, view: View, origin: int, skill_id: int, tally: Tally) -> None:
        self.views[view].add(tally)
        key = (view, origin, skill_id)
        skill = self.skills.get(key)
        if skill is None:
            skill = self.skills[key] = Tally()
        skill.add(tally)


def build(record: EncounterRecord, clock: ClockChoice) -> Snapshot:
    """The picture of a record as it is now; later changes of the record do not show in it."""
    players = [_row(record, actor_id, sums) for actor_id, sums in _sum_players(record).items()]
    players.sort(key=lambda row: (-row.damage.amount, row.actor.uid, row.actor.actor_id))
    boss = record.actors.get(record.boss) if record.boss is not None else None
    return Snapshot(
        started_at_ms=record.started_at_ms,
        elapsed_ms=record.clock.elapsed_ms,
        active_ms=record.clock.active_ms,
        clock=clock,
        scene_id=record.scene_id,
        line=record.line,
        result=record.result,
        ended=record.ended,
        local_player=record.local_player,
        boss=replace(boss) if boss else None,
        players=tuple(players),
        damage=total(row.damage for row in players),
        boss_damage=total(row.boss_damage for row in players),
        healing=total(row.healing for row in players),
        taken=total(row.taken for row in players),
        deaths=tuple(replace(death) for death in record.deaths),
        quality=replace(record.quality),
        actors=tuple(replace(record.actors[actor_id]) for actor_id in sorted(record.actors)),
    )


def _sum_players(record: EncounterRecord) -> dict[int, _Sums]:
    players: dict[int, _Sums] = {}

    def sums_of(actor_id: int) -> _Sums:
        sums = players.get(actor_id)
        if sums is None:
            sums = players[actor_id] = _Sums()
        return sums

    for key, tally in record.tallies.items():
        if key.kind == Kind.HEAL:
            if is_player(key.source):
                sums_of(key.source).add(View.HEALING, key.origin, key.skill_id, tally)
            continue
        if is_player(key.target):
            sums_of(key.target).add(View.TAKEN, key.origin, key.skill_id, tally)
        elif is_player(key.source):
            sums = sums_of(key.source)
            sums.add(View.DAMAGE, key.origin, key.skill_id, tally)
            if key.target in record.bosses:
                sums.boss_damage.add(tally)
    for death in record.deaths:
        if is_player(death.actor):
            sums_of(death.actor)
    return players


def _row(record: EncounterRecord, actor_id: int, sums: _Sums) -> PlayerRow:
    info = record.actors.get(actor_id) or ActorInfo(actor_id)
    skills = [SkillRow(view, origin, skill_id, tally) for (view, origin, skill_id), tally in sums.skills.items()]
    skills.sort(key=lambda row: (row.view, -row.tally.amount, row.skill_id, row.origin))
    clocks = [record.clocks.get((view, actor_id), _STOPPED).active_ms for view in View]
    return PlayerRow(
        actor=replace(info),
        is_local=actor_id == record.local_player,
        damage=sums.views[View.DAMAGE],
        boss_damage=sums.boss_damage,
        healing=sums.views[View.HEALING],
        taken=sums.views[View.TAKEN],
        active_ms=(clocks[0], clocks[1], clocks[2]),
        deaths=sum(1 for death in record.deaths if death.actor == actor_id),
        skills=tuple(skills),
    )


_STOPPED = Clock()
