"""When packets are due: their recorded distances, whatever the reader and the recording do."""

from __future__ import annotations

import pytest
from captures import AT_US

from resonance.capture.pace import Pace

HOUR_US = 3_600_000_000


@pytest.mark.parametrize(
    ("speed", "expected"), [(1.0, [0, 0.5, 30, 30]), (10.0, [0, 0.05, 3, 3]), (0.5, [0, 1, 60, 60])]
)
def test_waits_are_recorded_distances_by_speed(speed: float, expected: list[float]) -> None:
    """Counted from the first packet; also a pause of half a minute keeps its true length."""
    pace = Pace(speed)
    recorded = [AT_US + us for us in (0, 500_000, 30_000_000, 30_000_000)]
    assert [pace.wait_s(at_us, now_s=1000.0) for at_us in recorded] == pytest.approx(expected)


def test_late_wake_ups_do_not_add_up() -> None:
    """A reader that came 0.3 s late waits 0.3 s less for the next packet, and not at all when it is behind."""
    pace = Pace(1.0)
    pace.wait_s(AT_US, now_s=50.0)
    assert pace.wait_s(AT_US + 1_000_000, now_s=50.3) == pytest.approx(0.7)
    assert pace.wait_s(AT_US + 2_000_000, now_s=53.0) <= 0


def test_packets_slightly_out_of_order() -> None:
    """A packet from before its neighbour is due at once and moves nothing for those behind it."""
    pace = Pace(1.0)
    pace.wait_s(AT_US, now_s=50.0)
    pace.wait_s(AT_US + 900_000, now_s=50.0)
    assert pace.wait_s(AT_US + 600_000, now_s=50.9) <= 0
    assert pace.wait_s(AT_US + 2_000_000, now_s=50.9) == pytest.approx(1.1)


def test_recorded_time_jumps_back_by_an_hour() -> None:
    """The rest plays at its own pace from there: neither an hour of waiting nor everything in one rush."""
    pace = Pace(1.0)
    pace.wait_s(AT_US, now_s=50.0)
    assert pace.wait_s(AT_US - HOUR_US, now_s=60.0) <= 0
    assert pace.wait_s(AT_US - HOUR_US + 2_000_000, now_s=60.5) == pytest.approx(1.5)
