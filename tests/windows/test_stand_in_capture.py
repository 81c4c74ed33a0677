"""The real pydivert, in a Windows Python, over a stand-in for the driver's library that plays a recording."""

from __future__ import annotations

import os
import queue
import threading
from pathlib import Path

import pytest
from stand_in import Driver

from helpers import wait_until
from resonance.capture import driver_files, driver_service, open_source
from resonance.capture.source import CaptureError
from resonance.capture.thread import Captured, CaptureThread
from resonance.capture.windivert import WinDivert
from resonance.capture.windivert_errors import OPEN_ERRORS
from resonance.health import CaptureState, Health
from resonance.protocol.packet import LinkType, RawPacket
from resonance.simulate.recording import generate

ETHERNET_HEADER = 14
WAIT_S = 30.0
SNIFF, RECV_ONLY, NO_INSTALL = 1, 4, 16
REFLECT = 4


@pytest.fixture
def recorded(tmp_path: Path, driver: Driver) -> list[bytes]:
    """A dungeon for the stand-in to play, as fast as it is read; IP packets."""
    from resonance.capture.pcapfile import write_pcap

    packets = list(generate("dungeon", seed=3).packets)
    write_pcap(tmp_path / "dungeon.pcap", packets, LinkType.ETHERNET)
    driver.say("STAND_IN_PCAP", str(tmp_path / "dungeon.pcap"))
    return [packet.data[ETHERNET_HEADER:] for packet in packets]


def test_every_packet_comes_byte_for_byte_and_in_order(recorded: list[bytes]) -> None:
    """Through pydivert, source, capture thread and queue; and the thread ends when it is told to."""
    packets: queue.Queue[Captured] = queue.Queue(len(recorded) + 1)
    health = Health()
    capture = CaptureThread(lambda: open_source("windivert"), packets, health)
    capture.start()
    wait_until(lambda: packets.qsize() >= len(recorded), WAIT_S)
    assert capture.stop(WAIT_S)
    got = [packets.get() for _ in recorded]
    assert all(isinstance(packet, RawPacket) and packet.link == LinkType.RAW for packet in got)
    assert [packet.data for packet in got if isinstance(packet, RawPacket)] == recorded
    assert (health.capture_source, health.capture_problem) == ("WinDivert", "")
    assert health.capture_state is CaptureState.ENDED


def test_library_is_asked_to_sniff_and_never_to_send(recorded: list[bytes], driver: Driver) -> None:
    """What arrives at the library's own functions: sniff and receive-only, and nothing that sends or overlaps."""
    source = WinDivert()
    for _ in recorded:
        source.read()
    source.close()
    first, *rest = driver.calls
    assert first == f"open layer=0 priority=0 flags={SNIFF | RECV_ONLY} filter=tcp and not loopback"
    assert [call for call in rest if not call.startswith("set ")] == ["shutdown 1", "close"]


def test_close_ends_a_read_that_waits_in_the_library(driver: Driver) -> None:
    """Nothing to play: read() sits in WinDivertRecv until close(), and the handle is closed behind it."""
    source = WinDivert()
    ended = threading.Event()
    thread = threading.Thread(target=lambda: (source.read(), ended.set()), daemon=True)
    thread.start()
    assert not ended.is_set()
    source.close()
    thread.join(WAIT_S)
    assert ended.is_set()
    assert driver.calls[-2:] == ["shutdown 1", "close"]


def test_driver_that_fails_while_it_is_read(driver: Driver) -> None:
    """The code of WinDivertRecv reaches the user, and the handle is closed all the same."""
    driver.say("STAND_IN_STOP", "995")
    source = WinDivert()
    with pytest.raises(CaptureError, match="995"):
        source.read()
    source.close()
    assert driver.calls[-1] == "close"


@pytest.mark.parametrize("code", [*sorted(OPEN_ERRORS), 1114])
def test_every_error_of_opening_has_its_sentence(code: int, driver: Driver) -> None:
    """Raised by the library itself, through the real pydivert."""
    driver.say("STAND_IN_ERROR", str(code))
    with pytest.raises(CaptureError) as caught:
        WinDivert()
    assert str(code) in caught.value.reason
    if code in OPEN_ERRORS:
        assert caught.value.reason.startswith(OPEN_ERRORS[code][0])
        assert caught.value.advice == OPEN_ERRORS[code][1]


def test_open_that_fails_without_a_code(driver: Driver) -> None:
    """An invalid handle that pydivert takes for an open one."""
    driver.say("STAND_IN_ERROR", "0")
    with pytest.raises(CaptureError, match="gave no reason"):
        WinDivert()


def test_processes_that_have_the_driver_open(driver: Driver) -> None:
    """Asked of the reflect layer, by a handle that neither loads the driver nor sends."""
    driver.say("STAND_IN_USERS", "12,34")
    assert driver_service.WindowsService().users() == [12, 34]
    assert f"open layer={REFLECT} priority=0 flags={SNIFF | RECV_ONLY | NO_INSTALL} filter=true" in driver.calls


def test_files_lie_in_the_fixed_folder_and_stay_as_they_are(driver: Driver) -> None:
    """Once the library is loaded nobody can write to either file, or put another in its place."""
    WinDivert().close()
    for name in driver_files.PINNED:
        path = driver_files.folder() / name
        with pytest.raises(PermissionError):
            path.write_bytes(b"something else")
        with pytest.raises(PermissionError):
            os.replace(path, path.with_name("aside"))


def test_left_over_service_is_removed_and_opening_tried_again(driver: Driver, left_over_service: str) -> None:
    """Windows looks for the driver in a folder that is gone: the entry goes, and the library is asked once more."""
    driver.say("STAND_IN_ERROR", "3")
    before = len(driver.calls)
    with pytest.raises(CaptureError, match="folder that is gone"):
        WinDivert()
    assert len([call for call in driver.calls[before:] if call.startswith("open")]) == 2
    assert driver_service.WindowsService().look() is None
