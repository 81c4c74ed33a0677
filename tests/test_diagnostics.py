"""Samples of how the program is doing: taken once a second, from what is counted anyway."""

from __future__ import annotations

import sys
import time

import pytest

from resonance import diagnostics_process
from resonance.diagnostics import METRICS, SAMPLES, Diagnostics, Sample, values
from resonance.health import Health


class Desk:
    """A health, and clocks that stand still until they are told."""

    def __init__(self) -> None:
        self.health = Health()
        self.cpu_s = 5.0
        self.memory: int | None = 80_000_000
        self.asked = 0

    def start(self) -> None:
        self.diagnostics = Diagnostics(self.health, self.depths, 100.0)

    def depths(self) -> tuple[int, int, int]:
        self.asked += 1
        return 7, 1, 3


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk()
    monkeypatch.setattr(diagnostics_process, "cpu_s", lambda: desk.cpu_s)
    monkeypatch.setattr(diagnostics_process, "resident_bytes", lambda: desk.memory)
    desk.start()
    return desk


def test_sample_is_what_happened_since_the_last_one(desk: Desk) -> None:
    """By second, however long the turn took; times are means."""
    health = desk.health
    desk.cpu_s += 0.5
    health.packets_captured, health.messages, health.gaps = 400, 100, 2
    health.packets_dropped, health.unreadable, health.orders_saved = 6, 4, 8
    health.write_time.add(0.010)
    health.write_time.add(0.030)
    health.redraw_time.add(0.004)
    desk.diagnostics.turn(102.0)
    (sample,) = desk.diagnostics.samples
    assert sample == Sample(
        cpu=0.25,
        memory=80_000_000,
        packets_waiting=7,
        commands_waiting=1,
        orders_waiting=3,
        packets=200,
        messages=50,
        dropped=3,
        unreadable=2,
        gaps=1,
        saved=4,
        write_ms=sample.write_ms,
        snapshot_ms=None,
        redraw_ms=sample.redraw_ms,
    )
    assert sample.write_ms == pytest.approx(20)
    assert sample.redraw_ms == pytest.approx(4)


def test_one_sample_a_second_and_ten_minutes_of_them(desk: Desk) -> None:
    """Turns in between cost nothing but a comparison, and memory does not grow."""
    for turn in range(5 * (SAMPLES + 10)):
        desk.diagnostics.turn(100.0 + turn / 5)
    assert desk.asked == desk.diagnostics.taken == SAMPLES + 9
    assert len(desk.diagnostics.samples) == SAMPLES


def test_counter_that_starts_again_is_no_negative_rate(desk: Desk) -> None:
    """Another connection counts from nothing."""
    desk.health.messages = 900
    desk.diagnostics.turn(101.0)
    desk.health.messages = 10
    desk.diagnostics.turn(102.0)
    assert [sample.messages for sample in desk.diagnostics.samples] == [900, 0]


def test_every_field_has_a_metric_in_a_unit(desk: Desk) -> None:
    """Nothing is sampled that nobody sees, and what is not known stays so."""
    assert {metric.field for metric in METRICS} == set(Sample._fields)
    desk.memory = None
    desk.cpu_s += 0.1
    desk.diagnostics.turn(101.0)
    found = {metric.field: values(desk.diagnostics.samples, metric) for metric in METRICS}
    assert found["memory"] == [None]
    assert found["cpu"] == [pytest.approx(10.0)]
    assert found["packets_waiting"] == [7]


@pytest.mark.skipif(not sys.platform.startswith(("linux", "win32")), reason="nobody knows how")
def test_this_process() -> None:
    """It takes some megabytes, and its CPU time grows with work."""
    before = diagnostics_process.cpu_s()
    end = time.process_time() + 0.02
    while time.process_time() < end:
        pass
    assert diagnostics_process.cpu_s() > before
    resident = diagnostics_process.resident_bytes()
    assert resident is not None
    assert 5_000_000 < resident < 10_000_000_000
