"""One encounter: events in, one table of tallies out. What it has counted is `record`.

When an encounter begins and ends is `tracker.py`'s business. A reset is a new Encounter.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from resonance.combat.actors import Actors
from resonance.combat.clock import Clock
from resonance.combat.record import Death, EncounterRecord, Result
from resonance.combat.tally import Kind, Tally, TallyKey, View
from resonance.events import Heal, Hit, is_player

SAME_DEATH_MS = 2_000
"""A death is told by the killing hit and by the state of the victim; within this time both are the same death."""

BOSS_HOLD_MS = 10_000
"""With several bosses, the one in the header changes when it was not hit for so long, or is dead."""


class Blow(NamedTuple):
    """The newest hit on somebody: what killed them, if they die now."""

    source: int
    skill_id: int


class Encounter:
    """Counts from the first event on. Not for use by several threads."""

    def __init__(self, actors: Actors, started_at_ms: int, scene_id: int | None, line: int | None) -> None:
        self.record = EncounterRecord(started_at_ms, scene_id=scene_id, line=line)
        self.last_combat_ms = started_at_ms
        self.version = 0  # goes up with every change
        self._actors = actors
        self._blows: dict[int, Blow] = {}  # by victim
        self._fresh_deaths: dict[int, Death] = {}  # the newest of each player since the last revive
        self._dead_bosses: set[int] = set()
        self._boss_hit_ms = started_at_ms

    @property
    def boss_is_dead(self) -> bool:
        return self.record.boss in self._dead_bosses

    def hit(self, hit: Hit) -> None:
        source, target = self._actors.credited(hit.source), hit.target
        self._take_part(source, target)
        self._tally(Kind.DAMAGE, source, target, hit.origin, hit.skill_id).add_hit(hit)
        self._actors.lose_hp(target, hit.hp_loss, killed=hit.killed)
        self.record.actors[target].hp = self._actors.get(target).info.hp
        self._blows[target] = Blow(source, hit.skill_id)
        if is_player(target):
            self._feed(View.TAKEN, target, hit)
        elif is_player(source):
            self._player_damage(hit, source)
        if hit.killed:
            self.died(hit.at_ms, target)
        self.last_combat_ms = max(self.last_combat_ms, hit.at_ms)
        self.version += 1

    def _player_damage(self, hit: Hit, source: int) -> None:
        if hit.amount > 0:
            self.record.clock.feed(hit.at_ms)
            self._feed(View.DAMAGE, source, hit)
        self._used_skill(source, hit.skill_id)
        if self._actors.is_boss(hit.target):
            self._boss_hit(hit.at_ms, hit.target)

    def _boss_hit(self, at_ms: int, boss: int) -> None:
        record = self.record
        record.bosses.add(boss)
        self._dead_bosses.discard(boss)  # a body that is hit again is not dead
        if record.boss is None or self.boss_is_dead or at_ms - self._boss_hit_ms > BOSS_HOLD_MS:
            record.boss = boss
        if record.boss == boss:
            self._boss_hit_ms = at_ms

    def heal(self, heal: Heal) -> None:
        source, target = self._actors.credited(heal.source), heal.target
        effective = self._actors.gain_hp(target, heal.amount)
        self._take_part(source, target)
        self._tally(Kind.HEAL, source, target, heal.origin, heal.skill_id).add_heal(heal, effective)
        if is_player(source):
            self._feed(View.HEALING, source, heal)
            self._used_skill(source, heal.skill_id)
        self.version += 1

    def died(self, at_ms: int, actor: int) -> None:
        """By the killing hit, or by the victim's state; whichever comes second only completes the first."""
        if actor not in self.record.actors:
            return
        self._actors.lose_hp(actor, 0, killed=True)
        self.record.actors[actor].hp = 0
        if actor in self.record.bosses:
            self._dead_bosses.add(actor)
        if is_player(actor):
            self._player_died(at_ms, actor)
        self.version += 1

    def _player_died(self, at_ms: int, actor: int) -> None:
        death = self._fresh_deaths.get(actor)
        if death is None or at_ms - death.at_ms > SAME_DEATH_MS:
            death = self._fresh_deaths[actor] = Death(at_ms, actor, None, None)
            self.record.deaths.append(death)
        blow = self._blows.get(actor)
        if blow is not None:
            death.killer, death.skill_id = blow.source or None, blow.skill_id

    def revived(self, actor: int) -> None:
        """The next death is another one, however soon it comes."""
        self._fresh_deaths.pop(actor, None)

    def actor_changed(self, actor: int) -> None:
        """Something became known about somebody; of interest only if they take part."""
        if actor in self.record.actors:
            self._refresh(actor)
            self.version += 1

    def lost(self, gaps: int, missing_bytes: int, dropped_packets: int) -> None:
        quality = self.record.quality
        quality.gaps += gaps
        quality.missing_bytes += missing_bytes
        quality.dropped_packets += dropped_packets
        self.version += 1

    def end(self, result: Result) -> None:
        """No more events will come. A boss that died makes it a kill, however it ended."""
        self.record.ended = True
        self.record.result = Result.KILL if self.boss_is_dead else result
        self.version += 1

    def _tally(self, kind: Kind, source: int, target: int, origin: int, skill_id: int) -> Tally:
        tallies = self.record.tallies
        key: Any = (0, kind, source, target, origin, skill_id)  # equal to the TallyKey, and cheaper to make
        tally: Tally | None = tallies.get(key)
        if tally is None:
            tally = tallies[TallyKey(0, kind, source, target, origin, skill_id)] = Tally()
        return tally

    def _feed(self, view: View, actor: int, event: Hit | Heal) -> None:
        if event.amount > 0:
            clock = self.record.clocks.get((view, actor))
            if clock is None:
                clock = self.record.clocks[view, actor] = Clock()
            clock.feed(event.at_ms)

    def _used_skill(self, actor: int, skill_id: int) -> None:
        if self._actors.used_skill(actor, skill_id):
            self._refresh(actor)

    def _take_part(self, *actors: int) -> None:
        for actor in actors:
            if actor and actor not in self.record.actors:
                self._refresh(actor)

    def _refresh(self, actor: int) -> None:
        self.record.actors[actor] = self._actors.info(actor)
