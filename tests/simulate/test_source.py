"""The demo's capture source: the same packets as the recording, at their time, and gone at once when closed."""

from __future__ import annotations

import threading

import pytest

from helpers import PATIENCE_S, wait_until
from resonance.capture.source import Source
from resonance.protocol.packet import RawPacket
from resonance.simulate.recording import generate
from resonance.simulate.source import SimulatedSource

NOW_MS = 1_800_000_000_000


def test_without_a_loop_the_source_gives_the_recording_and_ends() -> None:
    """As fast as possible, packet for packet; None at the end, and again."""
    source: Source = SimulatedSource("dummy", started_at_ms=NOW_MS, seed=3, speed=None, loop=False, seconds=5)
    packets = list(iter(source.read, None))
    assert packets == list(generate("dummy", 3, NOW_MS, seconds=5).packets)
    assert source.read() is None
    assert source.dropped() == 0
    assert not source.is_live
    assert source.name == "simulated Training dummy"


def test_loop_goes_on_with_another_round_after_a_pause() -> None:
    """The next round has the next seed, and its packets are later than all before."""
    source = SimulatedSource("dummy", started_at_ms=NOW_MS, seed=1, speed=None, loop=True, seconds=3, noise=False)
    first = source.recording
    times: list[int] = []
    while source.recording is first or len(times) < 5:
        packet = source.read()
        assert packet is not None
        times.append(packet.at_us)
    assert source.recording.seed == 2
    assert times == sorted(times)
    later = [source.read() for _ in range(20)]
    assert all(packet is not None and packet.at_us > times[-2] for packet in later)
    source.close()


def test_closing_frees_a_reader_that_waits() -> None:
    """At a hundredth of the game's speed the next packet is far away; close() does not wait for it."""
    source = SimulatedSource("dummy", started_at_ms=NOW_MS, speed=0.01, noise=False)
    given: list[RawPacket] = []

    def read_all() -> None:
        given.extend(iter(source.read, None))

    reader = threading.Thread(target=read_all, daemon=True)
    reader.start()
    wait_until(lambda: len(given) > 3)
    source.close()
    source.close()
    reader.join(PATIENCE_S)
    assert not reader.is_alive()
    assert source.read() is None


def test_fast_playing_does_not_change_packet_times() -> None:
    """Speed is how fast packets are given out; what they say about the game's time stays the same."""
    source = SimulatedSource("dummy", started_at_ms=NOW_MS, speed=500.0, loop=False, seconds=5)
    assert list(iter(source.read, None)) == list(generate("dummy", 1, NOW_MS, seconds=5).packets)


@pytest.mark.parametrize("speed", [0.0, -1.0])
def test_impossible_speed_is_refused(speed: float) -> None:
    """The error names the value."""
    with pytest.raises(ValueError, match=str(speed)):
        SimulatedSource("dummy", started_at_ms=NOW_MS, speed=speed)
