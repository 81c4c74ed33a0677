"""Diagnostics: how the program itself is doing, a sample a second over the last ten minutes.

Everything sampled is counted anyway: a sample reads a dozen numbers, and costs some 20 µs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from resonance import diagnostics_process as process
from resonance.health import Health, Spent
from resonance.texts import later

EVERY_S = 1.0
SAMPLES = 600  # ten minutes

Depths = Callable[[], tuple[int, int, int]]
"""How many packets, commands and orders wait in the queues."""


class Sample(NamedTuple):
    """Counts are those of the second before it; None = cannot be had, or there was none to measure."""

    cpu: float  # 1.0 = one core
    memory: float | None  # bytes
    packets_waiting: int
    commands_waiting: int
    orders_waiting: int
    packets: float  # a second, as are the next five
    messages: float
    dropped: float
    unreadable: float
    gaps: float
    saved: float  # orders
    write_ms: float | None  # the mean of a transaction, likewise below
    snapshot_ms: float | None
    redraw_ms: float | None


@dataclass(frozen=True, slots=True)
class Metric:
    """How a field of a sample is read."""

    field: str
    title: str  # marked for say()
    help: str  # likewise
    unit: str  # "%", "MB", "/s", "ms" or ""
    scale: float = 1.0  # what the value is multiplied with for this unit
    is_trouble: bool = False  # anything but 0 is


METRICS = (
    Metric("cpu", later("CPU"), later("Of this program; 100 % is one core."), "%", 100),
    Metric("memory", later("Memory"), later("What this program takes."), "MB", 1e-6),
    Metric("packets", later("Packets"), later("Captured, before they are looked into."), "/s"),
    Metric("messages", later("Messages"), later("Of the game."), "/s"),
    Metric(
        "packets_waiting",
        later("Packets that wait"),
        later("Captured, and not read yet. Where the queue is full, packets are dropped."),
        "",
    ),
    Metric("commands_waiting", later("Commands that wait"), later("From the windows to the engine."), ""),
    Metric("orders_waiting", later("Saves that wait"), later("For the history to be written."), ""),
    Metric(
        "dropped",
        later("Packets dropped"),
        later("The engine was too slow, or the driver lost them."),
        "/s",
        is_trouble=True,
    ),
    Metric("gaps", later("Gaps"), later("In the game's stream: bytes that never came."), "/s", is_trouble=True),
    Metric(
        "unreadable",
        later("Decode errors"),
        later("Frames and messages that made no sense."),
        "/s",
        is_trouble=True,
    ),
    Metric("saved", later("Saves"), later("Orders written to the history."), "/s"),
    Metric("write_ms", later("Time of a write"), later("One transaction of the history, the mean of a second."), "ms"),
    Metric("snapshot_ms", later("Time of a snapshot"), later("What the windows show, made by the engine."), "ms"),
    Metric("redraw_ms", later("Time of a redraw"), later("Of the meter."), "ms"),
)


class _Counts(NamedTuple):
    """What only grows."""

    at_s: float
    cpu_s: float
    packets: int
    messages: int
    dropped: int
    unreadable: int
    gaps: int
    saved: int
    writes: tuple[int, float]  # times and seconds, likewise below
    snapshots: tuple[int, float]
    redraws: tuple[int, float]


class Diagnostics:
    """For one thread, which calls turn() again and again."""

    def __init__(self, health: Health, depths: Depths, now_s: float) -> None:
        """`now_s`: a clock that never goes back, here and in turn()."""
        self.samples: deque[Sample] = deque(maxlen=SAMPLES)
        self.taken = 0  # samples since the start
        self._health = health
        self._depths = depths
        self._before = self._counts(now_s)

    def turn(self, now_s: float) -> None:
        """Take a sample when it is due."""
        if now_s - self._before.at_s < EVERY_S:
            return
        before, now = self._before, self._counts(now_s)
        self._before = now
        span_s = now.at_s - before.at_s
        self.samples.append(
            Sample(
                (now.cpu_s - before.cpu_s) / span_s,
                process.resident_bytes(),
                *self._depths(),
                *(max(0.0, (new - old) / span_s) for new, old in zip(now[2:8], before[2:8], strict=True)),
                *(_mean_ms(new, old) for new, old in zip(now[8:], before[8:], strict=True)),
            )
        )
        self.taken += 1

    def _counts(self, now_s: float) -> _Counts:
        health = self._health
        return _Counts(
            now_s,
            process.cpu_s(),
            health.packets_captured,
            health.messages,
            health.packets_dropped,
            health.unreadable,
            health.gaps,
            health.orders_saved,
            _spent(health.write_time),
            _spent(health.snapshot_time),
            _spent(health.redraw_time),
        )


def _spent(spent: Spent) -> tuple[int, float]:
    return spent.times, spent.seconds


def _mean_ms(new: tuple[int, float], old: tuple[int, float]) -> float | None:
    times = new[0] - old[0]
    return (new[1] - old[1]) * 1000 / times if times > 0 else None


def values(samples: deque[Sample], metric: Metric) -> list[float | None]:
    """In the unit of the metric, the oldest first."""
    found = (getattr(sample, metric.field) for sample in samples)
    return [None if value is None else value * metric.scale for value in found]
