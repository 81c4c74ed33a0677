"""One encounter: events in, one table of tallies out. What it has counted is `record`.

When an encounter begins and ends is `tracker.py`'s business, when a segment does `segments.py`'s. A reset is a new
Encounter.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from resonance.combat import curves
from resonance.combat.actors import Actors
from resonance.combat.buffs import ActiveBuffs, BuffTracks, LayersChanged
from resonance.combat.clock import Clock, Clocks
from resonance.combat.deaths import Deaths
from resonance.combat.record import EncounterRecord, Quality, Result, SegmentKind, SegmentResult
from resonance.combat.segments import ResetRule, Segments
from resonance.combat.shields import ShieldChange
from resonance.combat.tally import Kind, Tally, TallyKey, View
from resonance.events import ActorState, Heal, Hit, Origin, is_player

BOSS_HOLD_MS = 10_000
"""With several bosses, the one in the header changes when it was not hit for so long, or is dead."""

_RESULTS = {SegmentResult.KILL: Result.KILL, SegmentResult.WIPE: Result.WIPE}


class _Fed(NamedTuple):
    """The clocks that run while an actor does something, found once for thousands of amounts."""

    clocks: Clocks  # of the segment it was found for
    encounter: Clock
    segment: Clock


class Encounter:
    """Counts from the first event on. Not for use by several threads."""

    def __init__(
        self,
        actors: Actors,
        buffs: ActiveBuffs,
        started_at_ms: int,
        scene_id: int | None,
        line: int | None,
        reset_rule: ResetRule | None = None,
    ) -> None:
        self.record = record = EncounterRecord(started_at_ms, scene_id=scene_id, line=line)
        self.segments = Segments(record.segments, actors, reset_rule)
        self.started_at_ms = started_at_ms
        self.last_combat_ms = started_at_ms  # of the newest damage that was counted
        self.fought_ms = started_at_ms  # of the newest damage, counted or left out by a pause
        self.version = 0  # goes up with every change
        self._actors = actors
        self._active_buffs = buffs
        self._buffs = self._new_tracks()
        self._deaths = Deaths(record)
        self._dealt_by: dict[int, int] = {}  # damage of each player so far
        self._dead_bosses: set[int] = set()
        self._boss_hit_ms = started_at_ms
        self._fed: dict[tuple[View, int], _Fed] = {}  # by view and actor, in the newest segment

    def _new_tracks(self) -> BuffTracks:
        return BuffTracks(self.record.buffs, self._dealt, lambda: self.last_combat_ms)

    def _dealt(self, actor: int) -> int:
        return self._dealt_by.get(actor, 0)

    # --- what happens

    def hit(self, hit: Hit) -> None:
        at_ms, target, amount = hit.at_ms, hit.target, hit.amount
        source = self._actors.credited(hit.source)
        by_player, on_player = is_player(source), is_player(target)
        self._take_part(at_ms, source, target)
        body = None  # the boss of a hit between a player and a boss
        if (by_player or on_player) and self._actors.is_boss(other := target if by_player else source):
            body = other
        index = self.segments.place(at_ms, source, target, body)
        self._tally(index, Kind.DAMAGE, source, target, hit.origin, hit.skill_id).add_hit(hit)
        hp_before, hp = self._actors.lose_hp(target, hit.hp_loss, killed=hit.killed)
        self.record.actors[target].hp = hp
        if body is not None:
            self._boss_fought(at_ms, body, is_hit=body == target and amount > 0)
        if on_player:
            self._deaths.hit(hit, source, hp_before, hp)
            if amount > 0:
                self._feed(View.TAKEN, target, at_ms, amount, index)
        elif by_player:
            self._by_player(hit, source, index, body)
        if body is not None:
            self.segments.boss_hp(at_ms, body, told=False)
            self._plot_boss(at_ms, body)
        if hit.killed:
            self.died(at_ms, target)
        if amount > 0 and (by_player or on_player) and at_ms > self.last_combat_ms:
            self.last_combat_ms = self.fought_ms = at_ms
        self.version += 1

    def _by_player(self, hit: Hit, source: int, index: int, body: int | None) -> None:
        self._acted(hit, source)
        self._used_skill(source, hit.skill_id)
        if hit.amount <= 0:
            return
        self._dealt_by[source] = self._dealt_by.get(source, 0) + hit.amount
        self._feed(View.DAMAGE, source, hit.at_ms, hit.amount, index)
        segment = self.record.segments[index]
        for clocks in (self.record.clocks, segment.clocks):
            clocks.group.feed(hit.at_ms)
            if body is not None:
                clocks.boss.feed(hit.at_ms)

    def _boss_fought(self, at_ms: int, boss: int, *, is_hit: bool) -> None:
        record = self.record
        record.bosses.add(boss)
        if is_hit and self._actors.get(boss).info.hp != 0:
            self._dead_bosses.discard(boss)  # a body that has HP again is not dead
        if record.boss is None or record.boss in self._dead_bosses or at_ms - self._boss_hit_ms > BOSS_HOLD_MS:
            record.boss = boss
        if record.boss == boss:
            self._boss_hit_ms = at_ms

    def heal(self, heal: Heal) -> None:
        source, target = self._actors.credited(heal.source), heal.target
        info = self._actors.get(target).info
        before = info.hp
        effective = self._actors.gain_hp(target, heal.amount)
        self._take_part(heal.at_ms, source, target)
        index = self.segments.place_heal(heal.at_ms, source, target)
        self._tally(index, Kind.HEAL, source, target, heal.origin, heal.skill_id).add_heal(heal, effective)
        if is_player(source):
            self._feed(View.HEALING, source, heal.at_ms, heal.amount, index)
            self._used_skill(source, heal.skill_id)
        if is_player(target):
            self._deaths.heal(heal, source, before, info.hp)
        self.version += 1

    def buff(self, change: LayersChanged) -> None:
        self._buffs.apply(change)
        if is_player(change.host) and change.host in self.record.actors:
            self._deaths.buff(change._replace(source=self._actors.credited(change.source)))
        self.version += 1

    def shield(self, change: ShieldChange) -> None:
        """A shield came up or took damage; its size is counted for who put it up."""
        if change.host not in self.record.actors:
            return
        source = self._actors.credited(change.source)
        self._take_part(change.at_ms, source)
        index = len(self.record.segments) - 1
        tally = self._tally(index, Kind.SHIELD, source, change.host, Origin.BUFF, change.buff_id)
        tally.add_shield(change.put_up, change.absorbed)
        if change.put_up and is_player(change.host):
            self._deaths.shield(change.at_ms, change.host, source, change.buff_id, change.put_up)
        self.version += 1

    def died(self, at_ms: int, actor: int) -> None:
        """By the killing hit, or by the victim's state; whichever comes second only completes the first."""
        if actor not in self.record.actors:
            return
        self._actors.lose_hp(actor, 0, killed=True)
        self._actors.get(actor).dead = True
        self.record.actors[actor].hp = 0
        if actor in self.record.bosses:
            self._dead_bosses.add(actor)
            self.segments.body_died(at_ms, actor)
        if is_player(actor):
            self._deaths.died(at_ms, actor)
            self.segments.player_died(at_ms)
        self.version += 1

    def revived(self, at_ms: int, actor: int) -> None:
        """The next death is another one, however soon it comes."""
        self.segments.player_lives()
        if actor in self.record.actors:
            self._deaths.revived(at_ms, actor)
            self.version += 1

    def actor_changed(self, at_ms: int, actor: int, *, hp_told: bool) -> None:
        """Something became known about somebody, perhaps their HP; of interest only if they take part."""
        if actor not in self.record.actors:
            return
        self._refresh(actor)
        if actor in self.record.bosses:
            self.segments.boss_hp(at_ms, actor, told=hp_told)
            self._plot_boss(at_ms, actor)
        self.version += 1

    def lost(self, gaps: int, missing_bytes: int, dropped_packets: int) -> None:
        quality = self.record.quality
        quality.gaps += gaps
        quality.missing_bytes += missing_bytes
        quality.dropped_packets += dropped_packets
        self.version += 1

    def split(self, at_ms: int) -> None:
        """The next hit begins another segment, because the user wants it."""
        self.segments.split(at_ms)
        self.version += 1

    def settle(self) -> None:
        """Bring the record up to the last hit, for whoever is about to read it."""
        self._buffs.settle()

    def end(self, result: Result) -> None:
        """No more events will come. How the last attempt ended says how the encounter did."""
        self.segments.end()
        attempts = [each for each in self.record.segments if each.kind is SegmentKind.BOSS]
        self.record.ended = True
        self.record.result = _RESULTS.get(attempts[-1].result, result) if attempts else result
        self.settle()
        self.version += 1

    def start_over(self, at_ms: int) -> None:
        """Forget what was counted so far, but not how the fight stands: the record becomes one of the rest of it.

        It keeps its segments, so that the rest is counted in them.
        """
        self.settle()
        record = self.record
        record.started_at_ms = at_ms
        for table in (record.tallies, record.deaths, record.revives, record.buffs, record.curves, record.boss_hp):
            table.clear()
        record.quality = Quality()
        record.clocks = Clocks()
        for each in record.segments:
            each.clocks = Clocks()
        self._dealt_by.clear()
        self._buffs = self._new_tracks()
        for actor in record.actors:
            if is_player(actor) or self._actors.is_boss(actor):
                self._buffs.join(actor, at_ms, self._active_buffs.on(actor))
        for boss in record.bosses - self._dead_bosses:
            self._plot_boss(at_ms, boss)
        segment = self.segments.open
        if segment is not None and segment.boss is not None:
            segment.hp_start = self._actors.info(segment.boss).hp

    # --- how it is counted

    def _tally(self, segment: int, kind: Kind, source: int, target: int, origin: int, skill_id: int) -> Tally:
        tallies = self.record.tallies
        key: Any = (segment, kind, source, target, origin, skill_id)  # equal to the TallyKey, and cheaper to make
        tally: Tally | None = tallies.get(key)
        if tally is None:
            tally = tallies[TallyKey(segment, kind, source, target, origin, skill_id)] = Tally()
        return tally

    def _feed(self, view: View, actor: int, at_ms: int, amount: int, index: int) -> None:
        record = self.record
        clocks = record.segments[index].clocks
        fed = self._fed.get((view, actor))
        if fed is None or fed.clocks is not clocks:  # another segment, a merged one, or the encounter started over
            fed = self._fed[view, actor] = _Fed(
                clocks,
                record.clocks.personal_of(view, actor),
                clocks.personal_of(view, actor),
            )
        fed.encounter.feed(at_ms)
        fed.segment.feed(at_ms)
        curves.add(record.curves, view, actor, (at_ms - record.started_at_ms) // 1000, amount)

    def _plot_boss(self, at_ms: int, boss: int) -> None:
        hp = self._actors.get(boss).info.hp
        if hp is not None:
            curves.set_hp(self.record.boss_hp, boss, (at_ms - self.record.started_at_ms) // 1000, hp)

    def _acted(self, hit: Hit, actor: int) -> None:
        """Whoever uses a skill lives, where the game did not tell of their state. Buffs of the dead go on hitting."""
        known = self._actors.get(actor)
        if known.dead and hit.origin == Origin.SKILL and known.state not in (ActorState.DEAD, ActorState.RESURRECTION):
            known.dead = False
            self.segments.player_lives()

    def _used_skill(self, actor: int, skill_id: int) -> None:
        if self._actors.used_skill(actor, skill_id):
            self._refresh(actor)

    def _take_part(self, at_ms: int, *actors: int) -> None:
        known = self.record.actors
        for actor in actors:
            if actor not in known and actor:
                self._refresh(actor)
                if is_player(actor) or self._actors.is_boss(actor):
                    self._buffs.join(actor, at_ms, self._active_buffs.on(actor))

    def _refresh(self, actor: int) -> None:
        self.record.actors[actor] = self._actors.info(actor)
