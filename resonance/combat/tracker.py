"""When an encounter begins and ends. All events in; the encounter to look at is `current`.

* It begins with the first damage by or on a player. Falls do not count: nobody fights the ground.
* It ends with another scene, when the dungeon says that it is over, with silence (no damage for a configurable time,
  another one in the open world than in a dungeon), or when the user resets it. A boss that stands there untouched is
  no silence, and an open-world fight that never ends is cut.
* Another connection of the same scene changes nothing, and neither does a pause of the fight.
* One that has ended stays `current` until the next begins, so that the last fight stays on the screen.

Everything is judged by the times in the events, so a replay at any speed splits fights as the live meter did.
"""

from __future__ import annotations

from resonance.combat.actors import Actors, gain_hp
from resonance.combat.buffs import ActiveBuffs, LayersChanged
from resonance.combat.clock import ACTIVE_GAP_MS
from resonance.combat.dungeon import Dungeon
from resonance.combat.encounter import Encounter
from resonance.combat.record import Result
from resonance.combat.rules import Rules
from resonance.combat.shields import ShieldChange, Shields
from resonance.combat.training import Training
from resonance.events import (
    ActorLeft,
    ActorSeen,
    ActorState,
    BuffChanged,
    BuffRemoved,
    Connected,
    Died,
    DungeonChanged,
    Event,
    Gap,
    Heal,
    Hit,
    LocalPlayerKnown,
    Origin,
    Outcome,
    Revived,
    SceneEntered,
    is_player,
    uid_of,
)
from resonance.names import Names

DEAD_ON_LEAVING = 1  # EDisappearType (protocol.md 5.2)
WIPE_BUFF = 510072  # put on the local player by a wipe (protocol.md 10.3; hearsay)


class Tracker:
    """The combat side of the meter: actors, buffs, and one encounter after the other."""

    def __init__(self, names: Names, rules: Rules | None = None) -> None:
        self.actors = Actors(names)
        self.buffs = ActiveBuffs()
        self.shields = Shields(self.buffs.applied)
        self.current: Encounter | None = None
        self.scene_id: int | None = None
        self.line: int | None = None
        self.difficulty: int | None = None
        self.paused = False
        self.training: Training | None = None
        self.rules = rules or Rules()
        self._names = names
        self.joined_late_ms: int | None = None  # when a connection was joined in the middle
        self.dungeon = Dungeon()
        self.ticked_ms = 0  # the time told last
        self._handlers = {
            Hit: self._hit,
            Heal: self._heal,
            ActorSeen: self._actor_seen,
            ActorLeft: self._actor_left,
            Died: self._died,
            Revived: self._revived,
            BuffChanged: self._buff_changed,
            BuffRemoved: self._buff_removed,
            SceneEntered: self._scene_entered,
            DungeonChanged: self._dungeon_changed,
            LocalPlayerKnown: self._local_player_known,
            Connected: self._connected,
            Gap: self._gap,
        }

    @property
    def running(self) -> Encounter | None:
        """The encounter that is being counted now."""
        return self.current if self.current is not None and not self.current.record.ended else None

    @property
    def local_player(self) -> int | None:
        return self.actors.local_player

    @property
    def local_player_uid(self) -> int | None:
        return uid_of(self.local_player) if self.local_player is not None else None

    def apply(self, event: Event) -> None:
        handler = self._handlers.get(type(event))
        if handler is not None:
            if event.at_ms != self.ticked_ms:  # all events of a packet have one time
                self.tick(event.at_ms)
            handler(event)  # type: ignore[operator]

    def tick(self, now_ms: int) -> None:
        """Time has passed."""
        if now_ms == self.ticked_ms:
            return
        self.ticked_ms = now_ms
        if self.running is not None and not self.is_due(now_ms):
            return
        self._spread(self.buffs.expire(now_ms))
        self._spread_shields(self.shields.judge(now_ms))
        if self.training is not None:
            self.training.tick(now_ms)
            if self.training.is_over:
                self._end(Result.ENDED)
        running = self.running
        if running is None:
            self.actors.forget_gone(now_ms)
            return
        if self.dungeon.is_over(now_ms):
            self._end(Result.ENDED)
            return
        if self.dungeon.has_moved_on(now_ms):
            running.segments.objective_changed()
            self.dungeon.split_due_ms = None
        running.segments.tick(now_ms)
        ending = self._ending_by(running, now_ms)
        if ending is not None:
            self._end(ending)

    def is_due(self, now_ms: int) -> bool:
        """Would a tick change the running encounter, or anything it will be counted by? Rather once too often."""
        running = self.running
        if running is None:
            return False
        return (
            self.buffs.is_due(now_ms)
            or self.shields.is_due(now_ms)
            or (self.training is not None and (self.training.is_over or self.training.is_due(now_ms)))
            or self.dungeon.is_over(now_ms)
            or self.dungeon.has_moved_on(now_ms)
            or running.segments.is_due(now_ms)
            or self._ending_by(running, now_ms) is not None
        )

    def _ending_by(self, running: Encounter, now_ms: int) -> Result | None:
        """How time alone has ended the encounter; None = it has not."""
        return self.rules.ending(running, self._names.scene_kind(self.scene_id), now_ms)

    def reset(self) -> None:
        """The user wants a fresh start: the next damage begins another encounter."""
        self._end(Result.RESET)
        self.current = None
        if self.training is not None:
            self.training.arm()

    def finish(self) -> None:
        """No more events will come."""
        self._end(Result.ENDED)

    def train(self, length_ms: int | None) -> None:
        """Arm the training dummy for runs of this length; None = go back to counting everything."""
        if length_ms is None:
            self.training = None
        elif self.training is None or self.training.length_ms != length_ms:
            self.training = Training(length_ms)
        else:
            self.training.arm()

    def lost_packets(self, count: int) -> None:
        """Packets were dropped before they could be read."""
        if self.running is not None:
            self.running.lost(0, 0, count)

    def unreadable(self, count: int) -> None:
        """Frames, messages or records came that could not be read."""
        if count and self.running is not None:
            self.running.record.quality.unreadable += count
            self.running.version += 1

    def _end(self, result: Result) -> None:
        self.dungeon.clear_due()
        if self.running is not None:
            self.running.end(result)

    # --- combat

    def _hit(self, hit: Hit) -> None:
        self.shields.hit(hit)
        if self.paused:
            self._left_out(hit)
            if hit.killed:
                self._died(Died(hit.at_ms, hit.target))
            return
        if self.training is not None and not self.training.takes(hit, self):
            if self.training.dummy is None:  # a fight of before goes on, but training waits for a dummy
                self._left_out(hit)
            return
        encounter = self.current
        if encounter is None or encounter.record.ended:
            if not self._begins_encounter(hit):
                return
            encounter = self._begin(hit.at_ms)
        encounter.hit(hit)

    def _left_out(self, event: Hit | Heal) -> None:
        """Not counted, because the user wants it so; the encounter says that it is not all there."""
        if self.running is not None and event.amount > 0:
            self.running.record.quality.paused += 1
            self.running.version += 1
            if type(event) is Hit:
                self.running.fought_ms = max(self.running.fought_ms, event.at_ms)

    def may_begin(self, hit: Hit) -> bool:
        """Will this hit perhaps begin an encounter? Rather once too often."""
        training = self.training
        if self.running is not None and (training is None or training.dummy is not None):
            return False
        if self.paused or (training is not None and not training.wants(hit, self)):
            return False
        return self._begins_encounter(hit)

    def _begins_encounter(self, hit: Hit) -> bool:
        if hit.amount <= 0 or hit.outcome == Outcome.FALL or hit.origin == Origin.FALL:
            return False
        return is_player(hit.target) or is_player(self.actors.credited(hit.source))

    def _begin(self, at_ms: int) -> Encounter:
        self.dungeon.clear_due()
        encounter = self.current = Encounter(self.actors, self.buffs, at_ms, self.scene_id, self.line, self.rules.reset)
        encounter.record.local_player = self.local_player
        encounter.record.difficulty = self.difficulty
        late = self.joined_late_ms is not None and at_ms - self.joined_late_ms <= ACTIVE_GAP_MS
        encounter.record.quality.started_late = late
        return encounter

    def _heal(self, heal: Heal) -> None:
        if self.paused:
            self._left_out(heal)
            return
        if self.running is not None:
            self.running.heal(heal)
        else:
            gain_hp(self.actors.get(heal.target).info, heal.amount)

    def _died(self, event: Died) -> None:
        actor = self.actors.get(event.actor)
        actor.dead = True
        actor.info.hp = 0
        if self.running is not None:
            self.running.died(event.at_ms, event.actor, is_counted=not self.paused)

    def _revived(self, event: Revived) -> None:
        self.actors.get(event.actor).dead = False
        if self.running is not None:
            self.running.revived(event.at_ms, event.actor)

    # --- buffs

    def _buff_changed(self, event: BuffChanged) -> None:
        changes = self.buffs.changed(event)
        if changes:
            self._spread(changes)
        if event.buff_id == WIPE_BUFF and event.host == self.local_player:
            self._sign_of_wipe(event.at_ms)

    def _is_one_of_us(self, actor: int) -> bool:
        return actor == self.local_player or actor in self.actors.party()

    def _sign_of_wipe(self, at_ms: int) -> None:
        if self.running is not None:
            self.running.segments.sign_of_wipe(at_ms)
            self.running.version += 1

    def _buff_removed(self, event: BuffRemoved) -> None:
        self._spread(self.buffs.removed(event))

    def _spread(self, changes: list[LayersChanged]) -> None:
        running = self.running
        if running is not None:
            for change in changes:
                running.buff(change)

    def _spread_shields(self, changes: list[ShieldChange]) -> None:
        if self.running is not None and not self.paused:
            for change in changes:
                self.running.shield(change)

    # --- who and where

    def _actor_seen(self, event: ActorSeen) -> None:
        was_dead = self.actors.get(event.actor).dead
        if was_dead and event.facts.get("state") == ActorState.TELEPORT and self._is_one_of_us(event.actor):
            self._sign_of_wipe(event.at_ms)  # from death to the entrance (protocol.md 10.4)
        actor = self.actors.see(event)
        if self.running is not None:
            self.running.actor_changed(event.at_ms, event.actor, hp_told="hp" in event.facts)
            if was_dead and not actor.dead:
                self.running.revived(event.at_ms, event.actor)
        if event.appeared:
            self.shields.seen(event.actor, event.facts.get("shields", ()))
        elif "shields" in event.facts:
            self._spread_shields(self.shields.changed(event.at_ms, event.actor, event.facts["shields"]))

    def _actor_left(self, event: ActorLeft) -> None:
        self.actors.left(event.actor, event.at_ms)
        self._spread(self.buffs.left(event.actor, event.at_ms))
        self.shields.left(event.actor)
        if event.reason == DEAD_ON_LEAVING and not is_player(event.actor):
            self._died(Died(event.at_ms, event.actor))

    def _scene_entered(self, event: SceneEntered) -> None:
        """The server says it again after a reconnect, so the same scene twice is no change (protocol.md A)."""
        scene_changed = event.scene_id is not None and event.scene_id != self.scene_id
        line_changed = event.line is not None and self.line is not None and event.line != self.line
        if scene_changed or line_changed:
            self._end(Result.LEFT)
            if self.training is not None and not self.training.is_over:
                self.training.arm()
            self.actors.leave_scene()
            self.buffs.clear()
            self.shields.clear()
            self.scene_id, self.line, self.difficulty = event.scene_id or self.scene_id, event.line, None
            self.dungeon.leave()
        elif event.line is not None:
            self.line = event.line
            if self.running is not None:
                self.running.record.line = event.line
                self.running.version += 1

    def _dungeon_changed(self, event: DungeonChanged) -> None:
        if event.difficulty is not None:
            self.difficulty = event.difficulty
            if self.running is not None:
                self.running.record.difficulty = event.difficulty
                self.running.version += 1
        if self.dungeon.begins(event):
            self._end(Result.LEFT)
        self.dungeon.changed(event)

    def _local_player_known(self, event: LocalPlayerKnown) -> None:
        self.actors.local_player = event.actor
        if self.running is not None:
            self.running.record.local_player = event.actor
            self.running.version += 1

    def _connected(self, event: Connected) -> None:
        self.joined_late_ms = None if event.from_start else event.at_ms

    def _gap(self, event: Gap) -> None:
        if self.running is not None:
            self.running.lost(1, event.missing_bytes, 0)
