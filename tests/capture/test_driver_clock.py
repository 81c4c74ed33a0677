"""Ticks of the driver become times of day, whatever happens to the clocks."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from resonance.capture import driver_clock
from resonance.capture.driver_clock import DriverClock


class Clocks:
    """The two clocks of the computer, set by hand."""

    def __init__(self) -> None:
        self.ticks = 5_000_000_000
        self.ticks_per_s = 3_579_545
        self.unix_us = 1_760_000_000_000_000

    def advance(self, seconds: float) -> None:
        self.ticks += round(seconds * self.ticks_per_s)
        self.unix_us += round(seconds * 1_000_000)


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    hands = Clocks()
    monkeypatch.setattr(driver_clock, "performance_counter", lambda: (hands.ticks, hands.ticks_per_s))
    monkeypatch.setattr(driver_clock, "time", SimpleNamespace(time_ns=lambda: hands.unix_us * 1000))
    return hands


def test_ticks_become_unix_time(clocks: Clocks) -> None:
    """Whatever the frequency, ticks since the anchor are microseconds since the anchor."""
    clock = DriverClock()
    clocks.advance(3600)
    assert clock.unix_us(clocks.ticks) == clocks.unix_us
    assert clock.unix_us(clocks.ticks - clocks.ticks_per_s // 5) == clocks.unix_us - 200_000


def test_distances_are_the_drivers_own(clocks: Clocks) -> None:
    """A wall clock that moves in coarse steps does not disturb the distance of two packets."""
    clock = DriverClock()
    first = clock.unix_us(clocks.ticks)
    clocks.unix_us += 15_600
    assert clock.unix_us(clocks.ticks + 3_579_545) - first == 1_000_000


@pytest.mark.parametrize("jump_s", [-7200, -2, 30, 86_400])
def test_wall_clock_that_was_set(jump_s: int, clocks: Clocks) -> None:
    """After the clock was set, or the computer slept, packets follow the wall clock again."""
    clock = DriverClock()
    clocks.unix_us += jump_s * 1_000_000
    assert clock.unix_us(clocks.ticks) == clocks.unix_us
    assert clock.unix_us(clocks.ticks - clocks.ticks_per_s // 5) == clocks.unix_us - 200_000


@pytest.mark.parametrize("ticks", [0, -1, 2**62])
def test_time_stamp_that_makes_no_sense(ticks: int, clocks: Clocks) -> None:
    """A driver's zero or garbage is replaced by the time of reading."""
    assert DriverClock().unix_us(ticks) == clocks.unix_us
