"""Owns the fight: packets and commands in, snapshots and save orders out.

`Engine` has no thread in it and reads no clock, so all of it is tested without either; `run` is the loop around it,
which belongs to the engine thread (architecture: packets come through a queue that says what happens when it is full).
"""

from __future__ import annotations

import copy
import queue
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from resonance.capture.thread import Captured, EndOfCapture
from resonance.combat.clock import ClockChoice
from resonance.combat.encounter import Encounter
from resonance.combat.record import EncounterRecord
from resonance.combat.snapshot import Snapshot, build
from resonance.combat.tracker import Tracker
from resonance.events import Event
from resonance.health import Health
from resonance.names import Names
from resonance.protocol.decoder import Decoder
from resonance.protocol.packet import RawPacket
from resonance.settings import Settings
from resonance.store.writer import Order, SaveEncounter

SNAPSHOT_EVERY_S = 0.2
IDLE_WAIT_S = 0.1  # how long the loop waits for a packet before it looks at the clock and at commands
PACKETS_A_TURN = 500  # read in one go before the clock and the commands are looked at
DRAIN_S = 2.0  # how long Quit may wait for packets still queued, and for the writer to take the last order


@dataclass(frozen=True, slots=True)
class Reset:
    """Close the encounter; the next damage begins another."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Count nothing, or go on counting."""

    on: bool


@dataclass(frozen=True, slots=True)
class Quit:
    """Read what is queued, close the encounter, save it, and end."""


Command = Reset | Pause | Quit
PacketQueue = queue.Queue[Captured]


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
        self.tracker = Tracker(names, settings.silence_s * 1000)
        self.encounters: list[Encounter] = []
        self._keep = keep
        self._clock = ClockChoice(settings.clock)
        self._save_every_ms = settings.save_every_s * 1000
        self._health = health
        self._offer = offer
        self._current: Encounter | None = None
        self._key = ""  # names the current encounter in the database
        self._saved_version = 0
        self._saved_ms = 0
        self._unsaved: deque[SaveEncounter] = deque()
        self._dropped = 0
        self._snapshot: Snapshot | None = None
        self._snapshot_version = 0

    def receive(self, packet: RawPacket) -> None:
        self._note_drops()
        self._apply(self.decoder.receive(packet))
        self._health.packets_decoded += 1

    def command(self, command: Reset | Pause) -> None:
        if isinstance(command, Reset):
            self.tracker.reset()
            self._follow()
        else:
            self.tracker.paused = command.on

    def tick(self, now_ms: int) -> None:
        """Time has passed: end what is silent, save what is due. `now_ms` runs with the times of the packets."""
        self.tracker.tick(now_ms)
        current = self._current
        if current is not None and (current.record.ended or not 0 <= now_ms - self._saved_ms < self._save_every_ms):
            self._saved_ms = now_ms
            self._save_if_changed(current)
        self._hand_over()
        self._report(now_ms)

    def finish(self) -> None:
        """No more packets will come."""
        self._apply(self.decoder.finish())
        self.tracker.finish()
        if self._current is not None:
            self._save_if_changed(self._current)
        self._hand_over()

    @property
    def unsaved(self) -> int:
        """Orders the writer has not taken yet; tick() offers them again."""
        return len(self._unsaved)

    def snapshot(self) -> Snapshot | None:
        """The same object again while nothing changes. None = nothing to show since the start or the last reset."""
        current = self._current
        if current is None:
            self._snapshot = None
        elif self._snapshot is None or self._snapshot_version != current.version:
            self._snapshot = build(current.record, self._clock)
            self._snapshot_version = current.version
        return self._snapshot

    def _apply(self, events: list[Event]) -> None:
        for event in events:
            self.tracker.apply(event)
            if self.tracker.current is not self._current:
                self._follow()

    def _follow(self) -> None:
        """Another encounter began, or none is shown any more: the one before is final."""
        before = self._current
        if before is not None:
            self._save_if_changed(before)
        self._current = self.tracker.current
        self._snapshot = None
        if self._current is not None:
            self._key = uuid.uuid4().hex
            self._saved_version = -1
            if self._keep:
                self.encounters.append(self._current)

    def _save_if_changed(self, encounter: Encounter) -> None:
        if self._offer is None or encounter.version == self._saved_version:
            return
        self._saved_version = encounter.version
        if self._unsaved and self._unsaved[-1].key == self._key:
            self._unsaved.pop()  # an older picture of the same encounter
        self._unsaved.append(SaveEncounter(self._key, _detached(encounter.record)))

    def _hand_over(self) -> None:
        while self._offer is not None and self._unsaved and self._offer(self._unsaved[0]):
            self._unsaved.popleft()

    def _note_drops(self) -> None:
        dropped = self._health.packets_dropped
        if dropped != self._dropped:
            self.tracker.lost_packets(dropped - self._dropped)
            self._dropped = dropped

    def _report(self, now_ms: int) -> None:
        health, notifies = self._health, self.decoder.counts.notifies
        if health.messages != notifies:
            health.messages = notifies
            health.last_message_at_ms = now_ms
        health.server = self.decoder.server
        health.orders_waiting = len(self._unsaved)


def _detached(record: EncounterRecord) -> EncounterRecord:
    """A copy that the engine's later changes do not reach."""
    return replace(
        record,
        bosses=set(record.bosses),
        clock=replace(record.clock),
        clocks={key: replace(clock) for key, clock in record.clocks.items()},
        tallies={key: copy.copy(tally) for key, tally in record.tallies.items()},
        actors={actor_id: replace(info) for actor_id, info in record.actors.items()},
        deaths=[replace(death) for death in record.deaths],
        quality=replace(record.quality),
    )


class Slot:
    """The newest snapshot, from the engine thread to the window; an older one is worthless."""

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None


def run(
    engine: Engine,
    packets: PacketQueue,
    commands: queue.SimpleQueue[Command],
    slot: Slot,
    *,
    recorded: bool,
    wall_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
) -> None:
    """The engine thread, until Quit.

    While no packet comes from a live source, time is told by the wall clock, which also stamps its packets; in a
    recording by the packets alone.
    """
    now_ms = 0
    next_snapshot = 0.0
    while True:
        now_ms = _read_packets(engine, packets, now_ms)
        if not recorded and packets.empty():
            now_ms = wall_ms()
        if not commands.empty():
            command = commands.get()
            if isinstance(command, Quit):
                break
            engine.command(command)
            next_snapshot = 0.0
        if now_ms:
            engine.tick(now_ms)
        if time.monotonic() >= next_snapshot:
            next_snapshot = time.monotonic() + SNAPSHOT_EVERY_S
            slot.snapshot = engine.snapshot()
    _drain(engine, packets, now_ms)
    slot.snapshot = engine.snapshot()


def _drain(engine: Engine, packets: PacketQueue, now_ms: int) -> None:
    """Read what is queued, for a bounded time, and close the encounter."""
    end = time.monotonic() + DRAIN_S
    while not packets.empty() and time.monotonic() < end:
        now_ms = _read_packets(engine, packets, now_ms)
    engine.finish()
    while engine.unsaved and time.monotonic() < end:
        time.sleep(0.01)
        engine.tick(now_ms)


def _read_packets(engine: Engine, packets: PacketQueue, now_ms: int) -> int:
    """Read up to PACKETS_A_TURN packets, waiting a little for the first; gives the time of the newest one."""
    wait = True
    for _ in range(PACKETS_A_TURN):
        try:
            packet = packets.get(wait, IDLE_WAIT_S)
        except queue.Empty:
            break
        wait = False
        if isinstance(packet, EndOfCapture):
            engine.finish()
            break
        engine.receive(packet)
        now_ms = packet.at_us // 1000
    return now_ms
