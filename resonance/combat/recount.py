"""The entries of a journal -> the record of the encounter, or of a part of it.

They are played to a fresh tracker, so what is counted is what the live one counted: equal to its record field by field,
as long as the program and its table of monsters, scenes and skills are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
    SplitAt,
    Ticked,
    Trained,
    Unreadable,
    WasReset,
    WasSplit,
    WipeMarked,
)
from resonance.combat.pieces import Piece, put_aside, put_together
from resonance.combat.record import ActorInfo, EncounterRecord, Result
from resonance.combat.rules import Rules
from resonance.combat.segments import ResetRule
from resonance.combat.tracker import Tracker
from resonance.names import Names

MOST_SECONDS = 8_000_000
"""In all curves together: 60 MB, two hundred players for four hours. A forged journal has so many with few entries."""
LOOK_EVERY = 1_000  # entries

_EVENTS = frozenset(get_args(Noted))
_CORRECTIONS = get_args(Correction)


def recount(journal: Iterable[Entry], names: Names) -> EncounterRecord:
    """The record of an encounter, as far as its journal goes. JournalError for entries that are no journal.

    One that was split later is gone through twice.
    """
    replay = _Replay(names)
    for entry in journal:
        replay.feed(entry)
    if replay.unknown_moments:
        replay = _Replay(names, replay.unknown_moments)
        for entry in journal:
            replay.feed(entry)
    return replay.settled().record


def tallies_between(journal: Iterable[Entry], names: Names, from_ms: int, to_ms: int) -> EncounterRecord:
    """The record of what happened from `from_ms` until before `to_ms` (Unix ms). JournalError as `recount`.

    What is counted there is counted as in the whole encounter, in the same segments; segments of which nothing lies in
    the range are left out, and the others cut to it. A range that ends before the encounter does has the result ENDED.
    Whole and parts add up in all tallies, but not in clocks: no clock runs between two parts.
    """
    record, unknown_moments = _between(journal, _Replay(names), from_ms, to_ms)
    if unknown_moments:
        record, _ = _between(journal, _Replay(names, unknown_moments), from_ms, to_ms)
    return record


def _between(
    journal: Iterable[Entry], replay: _Replay, from_ms: int, to_ms: int
) -> tuple[EncounterRecord, Sequence[int]]:
    """With the moments of which the replay should have known."""
    later: list[Correction] = []
    is_cut = is_part = False
    for entry in journal:
        at_ms = getattr(entry, "at_ms", None)
        if replay.encounter is not None and at_ms is not None:
            is_cut = is_cut or at_ms >= to_ms
            if not is_part and from_ms <= at_ms and from_ms > replay.encounter.started_at_ms:
                is_part = True
                replay.start_over(from_ms)
        if not is_cut:
            replay.feed(entry)
        elif isinstance(entry, _CORRECTIONS):
            later.append(entry)
    if (
        replay.encounter is None
        or to_ms <= replay.encounter.started_at_ms
        or (from_ms > replay.encounter.started_at_ms and not is_part)
    ):
        replay.start_over(from_ms)  # nothing of it lies in the range
    for correction in later:
        replay.correct(correction)
    record = replay.settled().record
    if is_cut:
        record.ended, record.result = True, Result.ENDED
    if is_cut or is_part:
        _cut_segments(record, from_ms, to_ms)
    return record, replay.unknown_moments


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

    def __init__(self, names: Names, moments: Sequence[int] = ()) -> None:
        """`moments`: at which the journal will say that the encounter was split, Unix ms."""
        self.encounter: Encounter | None = None  # None until the hit that began it
        self.unknown_moments: list[int] = []  # which the journal said, but nobody had told us
        self._known_moments = frozenset(moments)
        self._moments = sorted(self._known_moments)  # those to come
        self._pieces: list[Piece] = []  # for those of them that are over
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
            Merged: self.correct,
            WipeMarked: self.correct,
            SplitAt: self.correct,
        }

    def feed(self, entry: Entry) -> None:
        """JournalError for an entry that cannot stand here."""
        if self._has_begun == (type(entry) is Began):
            raise JournalError("the journal has no beginning, or two")
        try:
            if type(entry) in _EVENTS:
                if self._moments and entry.at_ms >= self._moments[0]:  # type: ignore[union-attr]
                    self._put_aside(entry.at_ms)  # type: ignore[union-attr]
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
        """The encounter, its record ready to be read. Nothing can be fed any more."""
        encounter = self._begun()
        encounter.settle()
        if self._pieces:
            put_together(encounter.record, self._pieces)
        return encounter

    def start_over(self, at_ms: int) -> None:
        """As Encounter.start_over; of the moments before nothing remains but where they were."""
        encounter = self._begun()
        encounter.start_over(at_ms)
        hp = self._boss_hp(encounter)
        self._pieces = [Piece(piece.until_ms, hp) for piece in self._pieces]

    def correct(self, correction: Correction) -> None:
        if isinstance(correction, SplitAt):
            if correction.moment_ms not in self._known_moments:
                self.unknown_moments.append(correction.moment_ms)
                return
            self._put_aside(correction.moment_ms)
        corrections.apply(self._begun().record, correction, self._pieces)

    def _put_aside(self, now_ms: int) -> None:
        """At every moment that has come."""
        while self._moments and self._moments[0] <= now_ms:
            moment_ms = self._moments.pop(0)
            if self.encounter is not None:
                self._pieces.append(put_aside(self.encounter.record, moment_ms, self._boss_hp(self.encounter)))

    def _boss_hp(self, encounter: Encounter) -> dict[int, int | None]:
        return {boss: self._tracker.actors.info(boss).hp for boss in encounter.record.bosses}

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
        tracker.joined_late_ms, tracker.dungeon.state = known.joined_late_ms, known.dungeon_state
        tracker.dungeon.objectives = {target: [progress, complete] for target, progress, complete in known.objectives}
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
