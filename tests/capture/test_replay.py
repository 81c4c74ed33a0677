"""The source that plays a recording: what comes out, when it is due, and how it is stopped."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from captures import AT_US, packet, pcap, pcapng

from helpers import PATIENCE_S
from resonance.capture.replay import Replay
from resonance.capture.source import CaptureError, Source
from resonance.protocol.packet import RawPacket

HOUR_US = 3_600_000_000

Recording = Callable[[list[RawPacket]], Path]


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    """Packets -> the path of their recording."""

    def write(packets: list[RawPacket]) -> Path:
        path = tmp_path / "fight.pcap"
        path.write_bytes(pcap(packets))
        return path

    return write


def read_all(source: Source) -> list[RawPacket]:
    packets = []
    while (got := source.read()) is not None:
        packets.append(got)
    source.close()
    return packets


def test_as_fast_as_possible(recording: Recording) -> None:
    """Recorded pauses are not waited for, recorded times stay, and the end is None for good."""
    packets = [packet(at_us=AT_US + hour * HOUR_US) for hour in range(100)]
    replay = Replay(recording(packets))
    assert read_all(replay) == packets
    assert replay.read() is None
    assert (replay.name, replay.is_live, replay.dropped(), replay.problem) == ("fight.pcap", False, 0, "")


def test_pcapng_many_times_faster_than_the_game(tmp_path: Path) -> None:
    """The speed changes when packets come, never their recorded times."""
    packets = [packet(at_us=AT_US + hour * HOUR_US) for hour in (0, 1, 3, 2, 4)]
    path = tmp_path / "fight.pcapng"
    path.write_bytes(pcapng(packets))
    assert read_all(Replay(path, speed=1e9)) == packets


def test_close_while_waiting_for_the_next_packet(recording: Recording) -> None:
    """A read() that waits for a packet due in many years returns None at once, and the source stays closed."""
    replay = Replay(recording([packet(0), packet(at_us=AT_US + 20 * 365 * 24 * HOUR_US)]), speed=1.0)
    results: queue.Queue[RawPacket | None] = queue.Queue()

    def read_three_times() -> None:
        for _ in range(3):
            results.put(replay.read())

    thread = threading.Thread(target=read_three_times, daemon=True)
    thread.start()
    assert results.get(timeout=PATIENCE_S) == packet(0)
    replay.close()
    replay.close()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    assert [results.get_nowait(), results.get_nowait()] == [None, None]


def test_recording_that_is_cut_off(recording: Recording) -> None:
    """Everything before the cut is played, then the problem can be shown."""
    path = recording([packet(0), packet(1)])
    path.write_bytes(path.read_bytes()[:-1])
    replay = Replay(path)
    assert read_all(replay) == [packet(0)]
    assert "cut off" in replay.problem


def test_file_that_is_no_recording(tmp_path: Path) -> None:
    """The constructor says so, as every source does."""
    with pytest.raises(CaptureError, match="There is no file"):
        Replay(tmp_path / "none.pcap")


@pytest.mark.parametrize("speed", [0, -1.0, float("nan"), float("inf")])
def test_speed_without_sense(recording: Recording, speed: float) -> None:
    """Refused at once, not discovered as an endless wait."""
    with pytest.raises(ValueError, match="speed"):
        Replay(recording([]), speed=speed)
