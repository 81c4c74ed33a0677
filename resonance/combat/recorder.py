"""Passes on to a tracker what happens, and notes for the journal what an encounter is counted from (entries.py).

What is noted of an encounter begins with what was known before the hit that began it. Afterwards everything is noted
that may change it. What is known of an actor is noted before the first entry that concerns them; until then they are
bystanders, of whom nothing is noted. Of the local player's team all are noted, since a wipe depends on all of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from resonance.combat import corrections
from resonance.combat.actors import Actor
from resonance.combat.encounter import Encounter
from resonance.combat.entries import (
    ActorKnown,
    Began,
    Correction,
    Entry,
    ExcessKnown,
    Finished,
    Lost,
    Merged,
    Noted,
    Paused,
    RulesChanged,
    Ticked,
    Trained,
    Unreadable,
    WasReset,
    WasSplit,
    WipeMarked,
)
from resonance.combat.rules import Rules
from resonance.combat.tracker import Tracker
from resonance.events import (
    ActorLeft,
    ActorSeen,
    BuffChanged,
    BuffRemoved,
    Died,
    Event,
    Heal,
    Hit,
    LocalPlayerKnown,
    Revived,
    ServerTime,
    SkillUsed,
)


class Recorder:
    """All input of a tracker goes through here. Nothing is noted while no encounter runs, but its corrections."""

    def __init__(self, tracker: Tracker, *, is_on: bool = True) -> None:
        """`is_on` False: nothing is noted at all."""
        self.tracker = tracker
        self._is_on = is_on
        self._notes = _Notes(tracker)  # about tracker.current
        self._left_over: list[Entry] = []  # about the encounter before it, never taken

    @property
    def waiting(self) -> int:
        """How many entries take() would give."""
        return len(self._notes.entries)

    def take(self) -> list[Entry]:
        """What was noted of the tracker's current encounter since this was called last."""
        taken, self._notes.entries = self._notes.entries, []
        return taken

    def take_left_over(self) -> list[Entry]:
        """What was never taken of the encounter before it."""
        taken, self._left_over = self._left_over, []
        return taken

    # --- what the tracker is told

    def apply(self, event: Event) -> None:
        tracker = self.tracker
        if not self._is_on or isinstance(event, ServerTime):
            tracker.apply(event)
            return
        if event.at_ms != tracker.ticked_ms and type(event) is not SkillUsed:
            self.tick(event.at_ms)
        before = tracker.current
        runs = before is not None and not before.record.ended
        beginning = None
        if type(event) is Hit and not (runs and tracker.training is None) and tracker.may_begin(event):
            beginning = self._beginning(event)
        if runs:
            self._notes.event(event)
        tracker.apply(event)
        if beginning is not None and tracker.current is not before:
            self._put_away(beginning)

    def _put_away(self, beginning: _Notes) -> None:
        """The notes are no longer about the current encounter."""
        self._left_over += self._notes.entries
        self._notes = beginning

    def _beginning(self, hit: Hit) -> _Notes:
        """Of an encounter that this hit may begin."""
        tracker, notes = self.tracker, _Notes(self.tracker)
        notes.entries.append(_began(tracker))
        notes.introduce([tracker.local_player or 0, *tracker.actors.teamed()])
        notes.event(hit)
        return notes

    def tick(self, now_ms: int) -> None:
        tracker = self.tracker
        if now_ms == tracker.ticked_ms:
            return
        if self._is_on and tracker.running is not None:
            if not tracker.is_due(now_ms):
                tracker.ticked_ms = now_ms
                return
            self._notes.entries.append(Ticked(now_ms))
        tracker.tick(now_ms)

    def reset(self) -> None:
        self._add(WasReset())
        self.tracker.reset()
        self._put_away(_Notes(self.tracker))

    def finish(self) -> None:
        self._add(Finished())
        self.tracker.finish()

    def lost_packets(self, count: int) -> None:
        self._add(Lost(count))
        self.tracker.lost_packets(count)

    def unreadable(self, count: int) -> None:
        if count:
            self._add(Unreadable(count))
            self.tracker.unreadable(count)

    def pause(self, on: bool) -> None:
        self._add(Paused(on))
        self.tracker.paused = on

    def change_rules(self, rules: Rules) -> None:
        self._add(RulesChanged(rules.silence_ms, rules.instance_silence_ms))
        self.tracker.rules = rules

    def train(self, length_ms: int | None) -> None:
        self._add(Trained(length_ms))
        self.tracker.train(length_ms)

    def _add(self, entry: Entry) -> None:
        if self._is_on and self.tracker.running is not None:
            self._notes.entries.append(entry)

    # --- corrections by the user, of the current encounter

    def split(self, at_ms: int) -> None:
        """The next hit begins another segment."""
        if self.tracker.running is not None:
            self._add(WasSplit(at_ms))
            self.tracker.running.split(at_ms)

    def merge(self) -> None:
        """The newest segment belongs to the one before it."""
        if self.tracker.current is not None:
            self._correct(self.tracker.current, Merged(len(self.tracker.current.record.segments) - 1))

    def mark_wipe(self, on: bool) -> None:
        """The newest attempt that is over was a wipe, or was none."""
        current = self.tracker.current
        if current is not None:
            attempt = corrections.newest_attempt(current.record)
            if attempt is not None:
                self._correct(current, WipeMarked(attempt, on))

    def _correct(self, encounter: Encounter, correction: Correction) -> None:
        if self._is_on:
            self._notes.entries.append(correction)
        corrections.apply(encounter.record, correction)
        encounter.version += 1


class _Notes:
    """What is noted of one encounter."""

    def __init__(self, tracker: Tracker) -> None:
        self.entries: list[Entry] = []
        self._tracker = tracker
        self._known = {0}  # actors of whom everything is noted from now on

    def event(self, event: Noted) -> None:
        """Something is about to happen."""
        if type(event) is Hit or type(event) is Heal:
            if event.source not in self._known or event.target not in self._known:
                self.introduce((event.source, event.target))
        elif self._is_about_bystander(event):
            return
        else:
            self.introduce(_concerned(event))
        self.entries.append(event)

    def _is_about_bystander(self, event: Noted) -> bool:
        """Does it change nothing but what will be noted of somebody when they take part?"""
        if type(event) is ActorSeen:
            if event.actor in self._known or event.facts.get("team_id"):
                return False
            actor = self._tracker.actors.find(event.actor)
            return actor is None or not (actor.dead or actor.info.team_id)
        if type(event) is BuffChanged or type(event) is BuffRemoved:
            return event.host not in self._known
        if type(event) is SkillUsed or type(event) is ActorLeft or type(event) is Died:
            return event.actor not in self._known
        return False

    def introduce(self, actors: Iterable[int]) -> None:
        """Note what is known of actors, and of those whom that names."""
        tracker = self._tracker
        waiting = list(actors)
        while waiting:
            actor_id = waiting.pop()
            if actor_id in self._known:
                continue
            self._known.add(actor_id)
            actor = tracker.actors.find(actor_id)
            if actor is not None:
                self.entries.append(_known(actor))
                waiting += (actor.info.owner or 0, actor.summoner)
            for known in (*tracker.buffs.known(actor_id), *tracker.shields.known(actor_id)):
                self.entries.append(known)
                if not isinstance(known, ExcessKnown):
                    waiting.append(known.source or 0)


def _concerned(event: Noted) -> tuple[int, ...]:
    """Whom the event is about, and whom it names as an owner or as the source of a buff."""
    if isinstance(event, ActorSeen):
        return event.actor, event.facts.get("owner", 0), event.facts.get("summoner", 0)
    if isinstance(event, BuffChanged):
        return event.host, event.source or 0
    if isinstance(event, Revived | LocalPlayerKnown):
        return (event.actor,)
    return ()


def _known(actor: Actor) -> ActorKnown:
    info = actor.info
    return ActorKnown(
        info.actor_id,
        info.name,
        info.class_id,
        info.spec,
        info.level,
        info.ability_score,
        info.hp,
        info.max_hp,
        info.monster_id,
        info.owner,
        info.team_id,
        info.stun,
        info.max_stun,
        info.extinction,
        info.max_extinction,
        actor.summoner,
        actor.state,
        actor.dead,
        actor.present,
        actor.left_ms,
    )


def _began(tracker: Tracker) -> Began:
    rules, training = tracker.rules, tracker.training
    return Began(
        tracker.scene_id,
        tracker.line,
        tracker.difficulty,
        tracker.local_player,
        tracker.joined_late_ms,
        tracker.dungeon.state,
        tuple((target, progress, complete) for target, (progress, complete) in tracker.dungeon.objectives.items()),
        rules.silence_ms,
        rules.instance_silence_ms,
        rules.reset.dropped_below,
        rules.reset.back_above,
        training.length_ms if training is not None else None,
        training.dummy if training is not None else None,
        training.started_ms if training is not None else 0,
        training.is_over if training is not None else False,
    )
