"""Counts of what went wrong and how the parts of the program are doing, for the status line and the log.

Every field is written by exactly one thread (named beside it) and read by others; a single assignment or increment by
its one writer needs no lock.
"""

from __future__ import annotations

import queue
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
class Health:
    # capture thread
    capture_state: CaptureState = CaptureState.STARTING
    capture_source: str = ""  # in words: "WinDivert", "boss.pcap"
    capture_problem: str = ""  # reason and advice; empty = none
    packets_captured: int = 0
    packets_dropped: int = 0  # read but thrown away because the engine was too slow, or lost by the driver
    # engine thread
    packets_decoded: int = 0
    server: str = ""  # "" = no game connection found yet
    messages: int = 0
    orders_waiting: int = 0
    all_read: bool = False  # the recording is over, and everything in it has been read
    training: str = ""  # how the training on a dummy goes; empty = it is off
    engine_problem: str = ""  # empty = counting
    # writer thread
    orders_saved: int = 0
    store_problem: str = ""  # why history is not being saved and what to do; empty = it is
    # anybody, through the queue
    notices: queue.SimpleQueue[Notice] = field(default_factory=queue.SimpleQueue)

    def tell(self, text: str, *, is_error: bool = False) -> None:
        self.notices.put(Notice(text, is_error))
