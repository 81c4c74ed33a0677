"""The loop of the engine thread: packets and commands come through queues, and the newest snapshot goes to a slot."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Mapping

from resonance.capture.thread import Captured, EndOfCapture
from resonance.combat.pictures import Scope
from resonance.combat.snapshot import Snapshot
from resonance.engine import Engine
from resonance.engine_commands import Command, Quit

SNAPSHOT_EVERY_S = 0.2
IDLE_WAIT_S = 0.1  # how long the loop waits for a packet before it looks at the clock and at commands
PACKETS_A_TURN = 500  # read in one go before the clock and the commands are looked at ...
TURN_S = 0.1  # ... but not for longer: in a crowd a packet may hold a hundred hits
DRAIN_S = 0.3  # how long Quit may wait for packets still queued, and for the writer to take the last order

PacketQueue = queue.Queue[Captured]


class Slot:
    """The newest snapshots, from the engine thread to the windows; older ones are worthless."""

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None  # of the encounter
        self.shown: Snapshot | None = None  # what the meter shows
        self.pictures: Mapping[Scope, Snapshot | None] = {}  # that windows look at; replaced as a whole

    def fill(self, engine: Engine) -> None:
        began_s = time.perf_counter()
        self.snapshot, self.pictures = engine.snapshot(), engine.pictures()
        self.shown = engine.shown()
        engine.health.snapshot_time.add(time.perf_counter() - began_s)


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
        while not commands.empty():
            command = commands.get()
            if isinstance(command, Quit):
                _drain(engine, packets, now_ms)
                slot.fill(engine)
                return
            engine.command(command)
            next_snapshot = 0.0
        if now_ms:
            engine.tick(now_ms)
        if time.monotonic() >= next_snapshot:
            next_snapshot = time.monotonic() + SNAPSHOT_EVERY_S
            slot.fill(engine)


def _drain(engine: Engine, packets: PacketQueue, now_ms: int) -> None:
    """Read what is queued, for a bounded time, and close the encounter."""
    end = time.monotonic() + DRAIN_S
    while not packets.empty() and time.monotonic() < end:
        now_ms = _read_packets(engine, packets, now_ms)
    engine.give_up(packets.qsize())
    engine.finish()
    while engine.unsaved and time.monotonic() < end:
        time.sleep(0.01)
        engine.tick(now_ms)


def _read_packets(engine: Engine, packets: PacketQueue, now_ms: int) -> int:
    """Read packets for one turn, waiting a little for the first; gives the time of the newest one."""
    wait = True
    end_s = time.monotonic() + TURN_S
    for _ in range(PACKETS_A_TURN):
        try:
            packet = packets.get(wait, IDLE_WAIT_S)
        except queue.Empty:
            break
        wait = False
        if isinstance(packet, EndOfCapture):
            engine.finish()
            engine.health.all_read = True
            break
        engine.receive(packet)
        now_ms = packet.at_us // 1000
        if time.monotonic() >= end_s:
            break
    return now_ms
