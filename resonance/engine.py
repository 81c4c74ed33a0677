"""Owns the fight: packets and commands in, snapshots and save orders out.

It has no thread in it and reads no clock, so all of it is tested without either: engine_loop.py is the loop around it.
"""

from __future__ import annotations

import logging
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Mapping

from resonance import formats
from resonance.combat.clock import ClockChoice
from resonance.combat.encounter import Encounter
from resonance.combat.entries import Entry
from resonance.combat.pictures import Pictures, Scope
from resonance.combat.record import ActorInfo
from resonance.combat.recorder import Recorder
from resonance.combat.rules import Rules
from resonance.combat.segments import ResetRule
from resonance.combat.snapshot import AmountChoice, Snapshot
from resonance.combat.tracker import Tracker
from resonance.combat.training import Training
from resonance.engine_commands import (
    Command,
    Configure,
    MarkWipe,
    Merge,
    Pause,
    Prefer,
    Reset,
    Show,
    Split,
    Train,
    Watch,
)
from resonance.events import Connected, Event, SceneEntered, ServerTime
from resonance.health import Health
from resonance.names import Names
from resonance.protocol.decoder import Decoder
from resonance.protocol.packet import RawPacket
from resonance.settings import Settings
from resonance.store.orders import AppendJournal, Order, SaveEncounter, SavePeople
from resonance.store.people import Person
from resonance.texts import say

log = logging.getLogger(__name__)

OVER = "the encounter is over: %s"
_RARE = frozenset((ServerTime, Connected, SceneEntered))
JOURNAL_EVERY_MS = 2_000  # what a crash may cost
JOURNAL_ENTRIES = 20_000  # or so many, whichever comes first; a chunk holds no more (journal.MOST_ENTRIES)
WAITING_UNPACKED = 10  # orders; what a slow writer is behind by more takes little memory


class Engine:
    """Decoder, tracker and what is still to be saved. For one thread."""

    def __init__(
        self,
        names: Names,
        settings: Settings,
        health: Health,
        offer: Callable[[Order], bool] | None = None,
        *,
        keep: bool = False,
    ) -> None:
        """`offer` hands an order to the writer and says whether it was taken; None = nothing is saved.

        `keep`: have all encounters in `encounters`, oldest first, for the analysis of a recording.
        """
        self.decoder = Decoder()
        self.tracker = Tracker(names, _rules(settings))
        self.encounters: list[Encounter] = []
        self._recorder = Recorder(self.tracker, is_on=offer is not None)
        self._keep = keep
        self._pictures = Pictures(Scope(settings.scope))
        self._now_ms = 0
        self.health = health
        self._offer = offer
        self._current: Encounter | None = None
        self._key = ""  # names the current encounter in the database
        self._saved_version = 0
        self._saved_ms = 0
        self._sequence: int | None = 0  # of the next chunk of its journal; None = behind whatever is there
        self._journal_ms = 0  # when the last one was made
        self._unsaved: deque[Order] = deque()
        self._dropped = 0  # packets, as far as the tracker has been told
        self._unreadable = 0  # likewise, frames and records
        self._configure(settings)
        health.methods = self.decoder.counts.methods

    def remember(self, people: Iterable[Person]) -> None:
        """Players known from earlier; to be called before the first packet."""
        self.tracker.actors.remember(
            ActorInfo(each.actor_id, each.name, each.class_id, each.spec, each.level, each.ability_score)
            for each in people
        )

    def receive(self, packet: RawPacket) -> None:
        self._note_drops()
        self._now_ms = packet.at_us // 1000 + self.decoder.clock_offset_ms
        self._apply(self.decoder.receive(packet))
        self.health.packets_decoded += 1

    def command(self, command: Command) -> None:
        """Do what the user asks for; Quit is for the loop around the engine."""
        log.debug("asked for: %s", type(command).__name__)
        if isinstance(command, Reset):
            self._recorder.reset()
            self._follow()
        elif isinstance(command, Pause):
            self._recorder.pause(command.on)
        elif isinstance(command, Show):
            self._pictures.show(command.scope)
        elif isinstance(command, Watch):
            self._pictures.watch(command.scopes)
        elif isinstance(command, Train):
            self._recorder.train(command.length_ms if command.on else None)
        elif isinstance(command, Configure):
            self._configure(command.settings)
        elif isinstance(command, Prefer):
            self.decoder.prefer(command.ports)
        elif isinstance(command, Split):
            self._recorder.split(self._now_ms)
        elif isinstance(command, Merge):
            self._recorder.merge()
        elif isinstance(command, MarkWipe):
            self._recorder.mark_wipe(command.on)

    def _configure(self, settings: Settings) -> None:
        self._pictures.use(ClockChoice(settings.clock), AmountChoice(settings.amounts))
        self._save_every_ms = settings.save_every_s * 1000
        self._recorder.change_rules(_rules(settings))

    def tick(self, now_ms: int) -> None:
        """Time has passed: end what is silent, save what is due. `now_ms` runs with the times of the packets."""
        self._note_drops()
        now_ms += self.decoder.clock_offset_ms
        self._now_ms = now_ms
        self._recorder.tick(now_ms)
        is_due = not 0 <= now_ms - self._saved_ms < self._save_every_ms
        current = self._current
        is_save_due = current is not None and (is_due or current.record.ended)
        if is_save_due or self._is_journal_due(now_ms):
            # Before the record, so that whatever a crash leaves in the file, the journal is not behind it.
            self._append_journal(self._recorder.take())
            self._journal_ms = now_ms
        if current is not None and is_save_due:
            self._save_if_changed(current)
        if is_due:
            self._saved_ms = now_ms
            self._save_people()
        self._hand_over()
        self._report(now_ms)

    def give_up(self, packets: int) -> None:
        """Packets that were captured, and will not be read any more: the encounter says so."""
        if packets:
            self._recorder.lost_packets(packets)

    def finish(self) -> None:
        """No more packets will come."""
        self._note_drops()
        self._apply(self.decoder.finish())
        self._recorder.finish()
        self._append_journal(self._recorder.take())
        if self._current is not None:
            self._save_if_changed(self._current)
            log.debug(OVER, self._current.record.result)
        self._save_people()
        self._hand_over()

    @property
    def unsaved(self) -> int:
        """Orders the writer has not taken yet; tick() offers them again."""
        return len(self._unsaved)

    def snapshot(self) -> Snapshot | None:
        """Of the encounter, the same object again while nothing changes. None = none since the start or last reset."""
        return self._pictures.encounter()

    def shown(self) -> Snapshot | None:
        """What the meter shows, as of the last look at `pictures`. None = nothing."""
        return self._pictures.shown()

    def pictures(self) -> Mapping[Scope, Snapshot | None]:
        """What windows look at. None = there is nothing to show yet."""
        return self._pictures.looked_at()

    def _apply(self, events: list[Event]) -> None:
        for event in events:
            self._recorder.apply(event)
            if type(event) in _RARE:
                self._remark(event)
            if self.tracker.current is not self._current:
                self._follow()
        counts = self.decoder.counts
        unreadable = counts.frame_errors + counts.message_errors
        self._recorder.unreadable(unreadable - self._unreadable)
        self._unreadable = unreadable

    def _remark(self, event: Event) -> None:
        """What is told of the rarest events; nothing of it counts."""
        if isinstance(event, ServerTime):
            self.health.server_ahead_ms = event.server_ms - (event.at_ms - self.decoder.clock_offset_ms)
        elif isinstance(event, Connected):
            log.debug("reading a connection of the game from its %s", "start" if event.from_start else "middle")
        elif isinstance(event, SceneEntered):
            log.debug("in scene %s, line %s", event.scene_id, event.line)

    def _follow(self) -> None:
        """Another encounter began, or none is shown any more: the one before is final."""
        before = self._current
        if before is not None:
            self._append_journal(self._recorder.take_left_over())
            self._save_if_changed(before)
            log.debug(OVER, before.record.result)
        self._current = self.tracker.current
        self._pictures.follow(self._current)
        if self._current is not None:
            log.debug("an encounter begins in scene %s", self._current.record.scene_id)
            self._key = uuid.uuid4().hex
            self._saved_version = -1
            self._sequence = 0
            if self._keep:
                self.encounters.append(self._current)

    def _save_if_changed(self, encounter: Encounter) -> None:
        if self._offer is None or encounter.version == self._saved_version:
            return
        self._saved_version = encounter.version
        encounter.settle()
        order = SaveEncounter(self._key, encounter.record.detached())
        for place, older in enumerate(self._unsaved):  # a picture of it that the writer has not taken
            if isinstance(older, SaveEncounter) and older.key == self._key:
                self._unsaved[place] = order  # in its place: an encounter must be there before its journal
                return
        self._unsaved.append(order)

    def _is_journal_due(self, now_ms: int) -> bool:
        return not 0 <= now_ms - self._journal_ms < JOURNAL_EVERY_MS or self._recorder.waiting >= JOURNAL_ENTRIES

    def _append_journal(self, entries: list[Entry]) -> None:
        """Of the encounter that is or was the current one. Its first save comes before."""
        if self._offer is None or not entries:
            return
        if self._sequence == 0 and self._current is not None:
            self._save_if_changed(self._current)
        for start in range(0, len(entries), JOURNAL_ENTRIES):
            order = AppendJournal(self._key, self._sequence, tuple(entries[start : start + JOURNAL_ENTRIES]))
            self._unsaved.append(order if len(self._unsaved) < WAITING_UNPACKED else order.packed())
            if self._sequence is not None:
                self._sequence += 1
        if self._current is not None and self._current.record.ended:
            self._sequence = None  # what comes now are corrections, and the history may have some of its own by then

    def _save_people(self) -> None:
        news = self.tracker.actors.take_news()
        if self._offer is not None and news:
            self._unsaved.append(SavePeople(tuple(_person(info, self._now_ms) for info in news)))

    def _hand_over(self) -> None:
        while self._offer is not None and self._unsaved and self._offer(self._unsaved[0]):
            self._unsaved.popleft()

    def _note_drops(self) -> None:
        dropped = self.health.packets_dropped
        if dropped != self._dropped:
            self._recorder.lost_packets(dropped - self._dropped)
            self._dropped = dropped

    def _report(self, now_ms: int) -> None:
        health = self.health
        counts = self.decoder.counts
        health.messages = counts.notifies
        health.packet_errors = counts.packet_errors
        health.unreadable = counts.frame_errors + counts.message_errors
        health.gaps, health.missing_bytes = counts.gaps, counts.missing_bytes
        health.clock_set_back_ms = self.decoder.clock_offset_ms
        health.server = self.decoder.server
        health.orders_waiting = len(self._unsaved)
        training = self.tracker.training
        health.training = training_words(training, now_ms) if training is not None else ""


def _rules(settings: Settings) -> Rules:
    reset = ResetRule(settings.reset_dropped_percent / 100, settings.reset_back_percent / 100)
    return Rules(settings.silence_s * 1000, settings.instance_silence_s * 1000, reset)


def _person(info: ActorInfo, now_ms: int) -> Person:
    return Person(info.actor_id, now_ms, info.name, info.class_id, info.spec, info.level, info.ability_score)


def training_words(training: Training, now_ms: int) -> str:
    """How the training goes, in one sentence."""
    result = training.result()
    if training.dummy is None:
        return say("Training: hit a dummy to begin")
    if not training.is_over or result is None:
        left_ms = max(training.started_ms + training.length_ms - now_ms, 0)
        return say("Training: {time} left", time=formats.duration(left_ms))
    spread = f", ± {formats.short(result.deviation)}" if result.deviation is not None else ""
    mean, best = formats.short(result.mean), formats.short(result.best)
    if result.runs == 1:
        return say("Training: 1 run, mean {mean}, best {best}", mean=mean, best=best) + spread
    return say("Training: {runs} runs, mean {mean}, best {best}", runs=result.runs, mean=mean, best=best) + spread
