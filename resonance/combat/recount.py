"""The entries of a journal -> the record of the encounter, or of a part of it.

They are played to a fresh tracker, so what is counted is what the live one counted: equal to its record field by field,
as long as the program and its table of monsters, scenes and skills are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any, get_args

from resonance.combat import corrections
from resonance.combat.actors import Actor
from resonance.combat.encounter import Encounter
from resonance.combat.entries import (
    ActorKnown,
    Began,
    BuffKnown,
    Correction,
    Entry,
    ExcessKnown,
    Finished,
    JournalError,
    Lost,
    Merged,
    Noted,
    Paused,
    RulesChanged,
    ShieldKnown,
    ShieldWaits,
    Ticked,
    Trained,
    Unreadable,
    WasReset,
    WasSplit,
    WipeMarked,
)
from resonance.combat.record import ActorInfo, EncounterRecord, Result
from resonance.combat.segments import ResetRule
from resonance.combat.tracker import Rules, Tracker
from resonance.names import Names

MOST_SECONDS = 8_000_000
"""In all curves together: 60 MB, two hundred players for four hours. A forged journal has so many with few entries."""
LOOK_EVERY = 1_000  # entries

_EVENTS = frozenset(get_args(Noted))
_CORRECTIONS = get_args(Correction)


def recount(journal: Iterable[Entry], names: Names) -> EncounterRecord:
    """The record of an encounter, as far as its journal goes. JournalError for entries that are no journal."""
    replay = _Replay(names)
    for entry in journal:
        replay.feed(entry)
    return replay.settled().record


def tallies_between(journal: Iterable[Entry], names: Names, from_ms: int, to_ms: int) -> EncounterRecord:
    """The record of what happened from `from_ms` until before `to_ms` (Unix ms). JournalError as `recount`.

    What is counted there is counted as in the whole encounter, in the same segments; segments of which nothing lies in
    the range are left out, and the others cut to it. A range that ends before the encounter does has the result ENDED.
    Whole and parts add up in all tallies, but not in clocks: no clock runs between two parts.
    """
    replay = _Replay(names)
    later: list[Correction] = []
    is_cut = is_part = False
    for entry in journal:
        at_ms = getattr(entry, "at_ms", None)
        if replay.encounter is not None and at_ms is not None:
            is_cut = is_cut or at_ms >= to_ms
            if not is_part and from_ms <= at_ms and from_ms > replay.encounter.started_at_ms:
                is_part = True
                replay.encounter.start_over(from_ms)
        if not is_cut:
            replay.feed(entry)
        elif isinstance(entry, _CORRECTIONS):
            later.append(entry)
    encounter = replay.settled()
    if to_ms <= encounter.started_at_ms or (from_ms > encounter.started_at_ms and not is_part):
        encounter.start_over(from_ms)  # nothing of it lies in the range
    record = encounter.record
    for correction in later:
        corrections.apply(record, correction)
    if is_cut:
        record.ended, record.result = True, Result.ENDED
    if is_cut or is_part:
        _cut_segments(record, from_ms, to_ms)
    return record


def _cut_segments(record: EncounterRecord, from_ms: int, to_ms: int) -> None:
    counted = {key.segment for key in record.tallies}
    kept = [
        index
        for index, segment in enumerate(record.segments)
        if index in counted
        or (segment.started_at_ms < to_ms and (segment.ended_at_ms is None or segment.ended_at_ms >= from_ms))
    ]
    places = {index: place for place, index in enumerate(kept)}
    record.tallies = {key._replace(segment=places[key.segment]): tally for key, tally in record.tallies.items()}
    record.segments = [record.segments[index] for index in kept]
    for segment in record.segments:
        segment.started_at_ms = max(segment.started_at_ms, from_ms)
        if segment.ended_at_ms is not None:
            segment.ended_at_ms = max(segment.ended_at_ms, from_ms)
    bodies = {body for segment in record.segments for body in segment.bodies}
    record.bosses &= bodies
    if record.boss not in bodies:
        record.boss = None


class _Replay:
    """A tracker that is told what a journal tells, and the encounter the journal is of."""

    def __init__(self, names: Names) -> None:
        self.encounter: Encounter | None = None  # None until the hit that began it
        self._tracker = Tracker(names)
        self._has_begun = False
        self._fed = 0
        tracker = self._tracker
        self._answers: dict[type[Any], Callable[[Any], object]] = {
            Began: self._began,
            ActorKnown: self._actor_known,
            BuffKnown: tracker.buffs.restore,
            ShieldKnown: tracker.shields.restore,
            ExcessKnown: tracker.shields.restore,
            ShieldWaits: tracker.shields.restore,
            Ticked: self._ticked,
            Lost: lambda entry: tracker.lost_packets(entry.packets),
            Unreadable: lambda entry: tracker.unreadable(entry.records),
            Paused: self._paused,
            RulesChanged: self._rules_changed,
            Trained: lambda entry: tracker.train(entry.length_ms),
            WasReset: lambda entry: tracker.reset(),
            Finished: lambda entry: tracker.finish(),
            WasSplit: lambda entry: self._begun().split(entry.at_ms),
            Merged: lambda entry: corrections.apply(self._begun().record, entry),
            WipeMarked: lambda entry: corrections.apply(self._begun().record, entry),
        }

    def feed(self, entry: Entry) -> None:
        if self._has_begun == (type(entry) is Began):
            raise JournalError("the journal has no beginning, or two")
        try:
            if type(entry) in _EVENTS:
                self._tracker.ticked_ms = entry.at_ms  # type: ignore[union-attr]  # what time does is noted
                self._tracker.apply(entry)  # type: ignore[arg-type]
                if self.encounter is None:
                    self.encounter = self._tracker.current
                    self._begun()
            else:
                self._answers[type(entry)](entry)
        except (ArithmeticError, LookupError, TypeError) as error:
            raise JournalError(f"an entry that cannot be ({error!r})") from error
        self._fed += 1
        if self._fed % LOOK_EVERY == 0:
            self._check_size()

    def settled(self) -> Encounter:
        """The encounter, its record ready to be read."""
        encounter = self._begun()
        encounter.settle()
        return encounter

    def _begun(self) -> Encounter:
        if self.encounter is None:
            raise JournalError("the journal does not begin with a fight")
        return self.encounter

    def _check_size(self) -> None:
        if self.encounter is not None:
            record = self.encounter.record
            seconds = sum(map(len, record.curves.values())) + sum(map(len, record.boss_hp.values()))
            if seconds > MOST_SECONDS:
                raise JournalError("the journal is of more players than there can be")

    def _began(self, known: Began) -> None:
        self._has_begun = True
        tracker = self._tracker
        tracker.scene_id, tracker.line, tracker.difficulty = known.scene_id, known.line, known.difficulty
        tracker.actors.local_player = known.local_player
        tracker.joined_late_ms, tracker.dungeon_state = known.joined_late_ms, known.dungeon_state
        tracker.objectives = {target: [progress, complete] for target, progress, complete in known.objectives}
        rule = ResetRule(known.dropped_below, known.back_above)
        tracker.rules = Rules(known.silence_ms, known.instance_silence_ms, rule)
        tracker.train(known.training_ms)
        if tracker.training is not None:
            tracker.training.restore(known.dummy, known.training_from_ms, is_over=known.training_is_over)

    def _actor_known(self, known: ActorKnown) -> None:
        info = ActorInfo(*known[: len(fields(ActorInfo))])  # type: ignore[arg-type]  # laid flat, in this order
        state = known.state, known.dead, known.present, known.left_ms
        self._tracker.actors.restore(Actor(info, known.summoner, *state))

    def _ticked(self, entry: Ticked) -> None:
        self._tracker.ticked_ms = entry.at_ms - 1  # a tick of the time told last is none
        self._tracker.tick(entry.at_ms)

    def _paused(self, entry: Paused) -> None:
        self._tracker.paused = entry.on

    def _rules_changed(self, entry: RulesChanged) -> None:
        self._tracker.rules = Rules(entry.silence_ms, entry.instance_silence_ms, self._tracker.rules.reset)
