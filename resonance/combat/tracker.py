"""When an encounter begins and ends. All events in; the encounter to look at is `current`.

* It begins with the first damage by or on a player. Falls do not count: nobody fights the ground.
* It ends with another scene, with silence (no damage for a configurable time), or when the user resets it.
* Another connection of the same scene changes nothing, and neither does a pause of the fight.
* One that has ended stays `current` until the next begins, so that the last fight stays on the screen.

Silence is judged by the times in the events, so a replay at any speed splits fights as the live meter did.
"""

from __future__ import annotations

from resonance.combat.actors import Actors
from resonance.combat.clock import ACTIVE_GAP_MS
from resonance.combat.encounter import Encounter
from resonance.combat.record import Result
from resonance.events import (
    ActorLeft,
    ActorSeen,
    Connected,
    Died,
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


class Tracker:
    """The combat side of the meter: actors, and one encounter after the other."""

    def __init__(self, names: Names, silence_ms: int) -> None:
        """`silence_ms`: 0 = silence never ends an encounter."""
        self.actors = Actors(names)
        self.current: Encounter | None = None
        self.local_player: int | None = None
        self.scene_id: int | None = None
        self.line: int | None = None
        self.paused = False
        self.silence_ms = silence_ms
        self._joined_late_ms: int | None = None  # when a connection was joined in the middle
        self._handlers = {
            Hit: self._hit,
            Heal: self._heal,
            ActorSeen: self._actor_seen,
            ActorLeft: self._actor_left,
            Died: self._died,
            Revived: self._revived,
            SceneEntered: self._scene_entered,
            LocalPlayerKnown: self._local_player_known,
            Connected: self._connected,
            Gap: self._gap,
        }

    @property
    def running(self) -> Encounter | None:
        """The encounter that is being counted now."""
        return self.current if self.current is not None and not self.current.record.ended else None

    @property
    def local_player_uid(self) -> int | None:
        return uid_of(self.local_player) if self.local_player is not None else None

    def apply(self, event: Event) -> None:
        handler = self._handlers.get(type(event))
        if handler is not None:
            handler(event)  # type: ignore[operator]

    def tick(self, now_ms: int) -> None:
        """Time has passed without an event."""
        running = self.running
        if running is not None and self.silence_ms and now_ms - running.last_combat_ms > self.silence_ms:
            running.end(Result.SILENCE)

    def reset(self) -> None:
        """The user wants a fresh start: the next damage begins another encounter."""
        self._end(Result.RESET)
        self.current = None

    def finish(self) -> None:
        """No more events will come."""
        self._end(Result.ENDED)

    def lost_packets(self, count: int) -> None:
        """Packets were dropped before they could be read."""
        if self.running is not None:
            self.running.lost(0, 0, count)

    def _end(self, result: Result) -> None:
        if self.running is not None:
            self.running.end(result)

    # --- combat

    def _hit(self, hit: Hit) -> None:
        self.tick(hit.at_ms)
        if self.paused:
            return
        running = self.running
        if running is None:
            if not self._begins_encounter(hit):
                return
            running = self._begin(hit.at_ms)
        running.hit(hit)

    def _begins_encounter(self, hit: Hit) -> bool:
        if hit.amount <= 0 or hit.outcome == Outcome.FALL or hit.origin == Origin.FALL:
            return False
        return is_player(hit.target) or is_player(self.actors.credited(hit.source))

    def _begin(self, at_ms: int) -> Encounter:
        encounter = self.current = Encounter(self.actors, at_ms, self.scene_id, self.line)
        encounter.record.local_player = self.local_player
        late = self._joined_late_ms is not None and at_ms - self._joined_late_ms <= ACTIVE_GAP_MS
        encounter.record.quality.started_late = late
        return encounter

    def _heal(self, heal: Heal) -> None:
        self.tick(heal.at_ms)
        if self.paused:
            return
        if self.running is not None:
            self.running.heal(heal)
        else:
            self.actors.gain_hp(heal.target, heal.amount)

    def _died(self, event: Died) -> None:
        actor = self.actors.get(event.actor)
        actor.dead = True
        actor.info.hp = 0
        if self.running is not None and not self.paused:
            self.running.died(event.at_ms, event.actor)

    def _revived(self, event: Revived) -> None:
        self.actors.get(event.actor).dead = False
        if self.running is not None:
            self.running.revived(event.actor)

    # --- who and where

    def _actor_seen(self, event: ActorSeen) -> None:
        was_dead = self.actors.get(event.actor).dead
        actor = self.actors.see(event)
        if self.running is not None:
            self.running.actor_changed(event.actor)
            if was_dead and not actor.dead:
                self.running.revived(event.actor)

    def _actor_left(self, event: ActorLeft) -> None:
        if event.reason == DEAD_ON_LEAVING and not is_player(event.actor):
            self._died(Died(event.at_ms, event.actor))

    def _scene_entered(self, event: SceneEntered) -> None:
        """The server says it again after a reconnect, so the same scene twice is no change (protocol.md A)."""
        scene_changed = event.scene_id is not None and event.scene_id != self.scene_id
        line_changed = event.line is not None and self.line is not None and event.line != self.line
        if scene_changed or line_changed:
            self._end(Result.LEFT)
            self.actors.leave_scene()
            self.scene_id, self.line = event.scene_id or self.scene_id, event.line
        elif event.line is not None:
            self.line = event.line
            if self.running is not None:
                self.running.record.line = event.line
                self.running.version += 1

    def _local_player_known(self, event: LocalPlayerKnown) -> None:
        self.local_player = event.actor
        if self.running is not None:
            self.running.record.local_player = event.actor
            self.running.version += 1

    def _connected(self, event: Connected) -> None:
        self._joined_late_ms = None if event.from_start else event.at_ms

    def _gap(self, event: Gap) -> None:
        if self.running is not None:
            self.running.lost(1, event.missing_bytes, 0)
