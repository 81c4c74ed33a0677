"""Schedules of faults that hypothesis thinks of: whatever happens in whatever order, the sums are right or flagged.

RESONANCE_CHAOS_SCHEDULES=500 tries so many instead of a few (docs/testing.md).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from raids import Amounts, Session, Step, check, check_saved, raid

from resonance.capture.source import CaptureError
from resonance.protocol.packet import RawPacket
from resonance.simulate import faults, headers
from resonance.simulate.headers import FIN

WANTED = os.environ.get("RESONANCE_CHAOS_SCHEDULES", "")
SCHEDULES = int(WANTED or 15)
DAY_MS = 86_400_000

Packets = list[RawPacket]

ON_THE_WIRE: dict[str, Callable[[Packets, int], Packets]] = {
    "reorder": lambda packets, seed: faults.shuffle(packets, 20 + seed % 200, seed),
    "duplicate": lambda packets, seed: faults.duplicate(packets, 0.3, seed=seed),
    "retransmit": lambda packets, seed: faults.retransmit(packets, 0.2, seed),
    "recut": lambda packets, seed: faults.recut(packets, 200 + seed % 1200, seed=seed),
    "wrap": lambda packets, seed: faults.shift_sequence(packets, 1 + seed),
    "lose": lambda packets, seed: faults.drop(packets, 1 + seed % 30, seed)[0],
    "no goodbye": lambda packets, _: [each for each in packets if not _has(each, FIN)],
}
FAILURES = (CaptureError("The card is gone.", "Plug it in."), OSError("no device"), KeyError("a fault of our own"))


def _has(packet: RawPacket, flag: int) -> bool:
    tcp = headers.parse(packet)
    return tcp is not None and bool(tcp.flags & flag)


class Event(NamedTuple):
    """Something that happens at a place, a share (0..1) of the packets."""

    place: float
    what: str  # fail, miss or jump
    strength: int


class Schedule(NamedTuple):
    seed: int
    wire: list[str]
    events: list[Event]
    stop: float | None  # the program is closed when this share of the packets has been read; None = at the end

    @property
    def steps(self) -> list[Step]:
        packets = list(raid(seconds=6.0, logins=3, seed=1 + self.seed % 3).packets)
        for fault in self.wire:
            packets = ON_THE_WIRE[fault](packets, self.seed)
        steps: list[Step] = list(packets)
        for event in sorted(self.events, reverse=True):
            self._happen(steps, int(event.place * len(steps)), event)
        return steps

    def _happen(self, steps: list[Step], place: int, event: Event) -> None:
        if event.what == "fail":
            steps.insert(place, FAILURES[event.strength % len(FAILURES)])
        elif event.what == "miss":
            del steps[place : place + event.strength % 40]
        elif event.what == "jump":
            jump_us = (event.strength - 500) * DAY_MS // 500 * 1000
            later = steps[place:]
            steps[place:] = [
                each._replace(at_us=each.at_us + jump_us) if isinstance(each, RawPacket) else each for each in later
            ]

    @property
    def truth(self) -> Amounts:
        return raid(seconds=6.0, logins=3, seed=1 + self.seed % 3).amounts


events = st.builds(
    Event, st.floats(0, 1, exclude_max=True), st.sampled_from(["fail", "miss", "jump"]), st.integers(0, 1000)
)
schedules = st.builds(
    Schedule,
    seed=st.integers(0, 5_000),
    wire=st.lists(st.sampled_from(sorted(ON_THE_WIRE)), max_size=3, unique=True),
    events=st.lists(events, max_size=6),
    stop=st.none() | st.floats(0, 1),
)


@settings(
    max_examples=SCHEDULES,
    deadline=None,
    derandomize=not WANTED,  # the quick run tries the same everywhere, a long one something new
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(schedules)
def test_any_schedule_of_faults(schedule: Schedule) -> None:
    """Live, saved and counted again are one; nothing is more than was played, and less only where it is said."""
    with tempfile.TemporaryDirectory() as folder:
        steps = schedule.steps
        session = Session(steps, Path(folder) / "history.db")
        if schedule.stop is None:
            session.play()
            check(session, schedule.truth)
            return
        with session:
            session.wait_for(int(schedule.stop * sum(isinstance(step, RawPacket) for step in steps)))
            assert session.pipeline.stop()
        check_saved(session, schedule.truth)
