"""Counts of what went wrong and how the parts of the program are doing, for the status line and the log.

Every field is written by exactly one thread (named beside it) and read by others; a single assignment or increment by
its one writer needs no lock.
"""

from __future__ import annotations

import queue
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class CaptureState(StrEnum):
    STARTING = "starting"
    RUNNING = "running"
    FAILED = "failed"  # `capture_problem` says why; a live source is tried again
    ENDED = "ended"  # the recording is over, or capture was stopped


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell the user, in words to act on."""

    text: str
    is_error: bool = False


@dataclass(slots=True)
class Spent:
    """How often something was done, and how long it took together. Only grows; whoever looks takes differences."""

    times: int = 0
    seconds: float = 0.0

    def add(self, seconds: float) -> None:
        self.seconds += seconds
        self.times += 1


@dataclass(slots=True)
class Health:
    # capture thread
    capture_state: CaptureState = CaptureState.STARTING
    capture_source: str = ""  # in words: "WinDivert", "boss.pcap"
    capture_problem: str = ""  # reason and advice; empty = none
    capture_advice: str = ""  # the end of it alone: what to do
    packets_captured: int = 0
    packets_dropped: int = 0  # read but thrown away because the engine was too slow, or lost by the driver
    # engine thread
    packets_decoded: int = 0
    packet_errors: int = 0  # of them, those that could not be read: cut, bent, or of an unknown kind of network
    server: str = ""  # "" = no game connection found yet
    messages: int = 0
    methods: Mapping[int, int] = field(default_factory=dict)  # how often the game's world said what; may grow
    unreadable: int = 0  # frames and messages that made no sense
    gaps: int = 0  # in the game's stream
    missing_bytes: int = 0
    clock_set_back_ms: int = 0  # this computer's clock, since the start
    server_ahead_ms: int | None = None  # of the clock that stamps packets; None = the server has not said its time
    orders_waiting: int = 0
    snapshot_time: Spent = field(default_factory=Spent)  # making what windows show
    all_read: bool = False  # the recording is over, and everything in it has been read
    training: str = ""  # how the training on a dummy goes; empty = it is off
    engine_problem: str = ""  # empty = counting
    # writer thread
    orders_saved: int = 0
    write_time: Spent = field(default_factory=Spent)  # transactions
    store_problem: str = ""  # why history is not being saved and what to do; empty = it is
    # Tk thread
    redraw_time: Spent = field(default_factory=Spent)  # of the meter
    # anybody, through the queue
    notices: queue.SimpleQueue[Notice] = field(default_factory=queue.SimpleQueue)

    def tell(self, text: str, *, is_error: bool = False) -> None:
        self.notices.put(Notice(text, is_error))
