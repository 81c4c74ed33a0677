"""The recorder: what it writes is read again, whatever ends it."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from io import FileIO
from pathlib import Path
from typing import Any

import pytest
from captures import AT_US, packet

from resonance.capture.file_parts import MAX_PACKET_BYTES
from resonance.capture.pcapfile import open_capture
from resonance.capture.recorder import Recorder
from resonance.capture.source import CaptureError
from resonance.protocol.packet import LinkType, RawPacket

MIXED = [
    packet(0, size=60),
    packet(1, link=LinkType.RAW, size=41),
    packet(2, size=1514),
    packet(3, link=LinkType.RAW),
    packet(4, link=147, size=0),
]


def read_back(path: Path) -> list[RawPacket]:
    with open_capture(path) as file:
        packets = list(file)
    assert file.problem == ""
    return packets


def test_packets_of_several_link_types(tmp_path: Path) -> None:
    """What was written is read again: times, link types, bytes and order."""
    path = tmp_path / "out.pcapng"
    with Recorder(path) as recorder:
        for one in MIXED:
            recorder.write(one)
    assert read_back(path) == MIXED
    assert (recorder.packets, recorder.problem, recorder.name) == (5, "", "out.pcapng")


def test_program_killed_while_recording(tmp_path: Path) -> None:
    """Every packet written is in the file although nobody closed it."""
    path = tmp_path / "out.pcapng"
    script = (
        "import os, sys\n"
        "from resonance.capture.recorder import Recorder\n"
        "from resonance.protocol.packet import RawPacket\n"
        "recorder = Recorder(sys.argv[1])\n"
        "for number in range(100):\n"
        "    recorder.write(RawPacket(number, 1, bytes(number)))\n"
        "os._exit(9)\n"
    )
    root = Path(__file__).parents[2]
    killed = subprocess.run([sys.executable, "-c", script, path], cwd=root, check=False)
    assert killed.returncode == 9
    assert read_back(path) == [RawPacket(number, 1, bytes(number)) for number in range(100)]


def test_limit_reached(tmp_path: Path) -> None:
    """Recording stops before the file would grow beyond its limit, and says so; the file is whole."""
    path = tmp_path / "out.pcapng"
    with Recorder(path, max_bytes=1000) as recorder:
        for number in range(100):
            recorder.write(packet(number))
    kept = read_back(path)
    assert kept == [packet(number) for number in range(recorder.packets)]
    assert len(kept) == 9
    assert path.stat().st_size <= 1000
    assert recorder.problem == "Recording to out.pcapng has stopped: the limit of 1,000 bytes is reached."


class FullDisk:
    """Takes `room` bytes and then, like a real disk, a part of a block before it refuses."""

    def __init__(self, file: FileIO, room: int) -> None:
        self._file = file
        self._room = room

    def write(self, data: memoryview) -> int:
        if not self._room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        part = data[: self._room]
        self._room -= len(part)
        return self._file.write(part)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def test_disk_full_in_the_middle_of_a_packet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The capture goes on unharmed, the recording says that it has stopped, and holds whole packets only."""
    path = tmp_path / "out.pcapng"
    monkeypatch.setattr(Path, "open", lambda path, mode, buffering: FullDisk(FileIO(path, mode), 500))
    recorder = Recorder(path)
    for number in range(10):
        recorder.write(packet(number))
    recorder.close()
    monkeypatch.undo()
    assert recorder.problem == f"Recording to out.pcapng has stopped: {os.strerror(errno.ENOSPC)}."
    assert read_back(path) == [packet(number) for number in range(recorder.packets)]
    assert recorder.packets == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_disk_full_from_the_first_byte() -> None:
    """A recording that cannot begin is refused with a sentence."""
    with pytest.raises(CaptureError, match="Recording to full has stopped"):
        Recorder("/dev/full")


def test_folder_is_missing(tmp_path: Path) -> None:
    """The user gets a sentence, not a traceback."""
    with pytest.raises(CaptureError, match="cannot be written"):
        Recorder(tmp_path / "none" / "out.pcapng")


@pytest.mark.parametrize("odd", [RawPacket(-5, 1, b"x"), RawPacket(2**80, 1, b"x"), RawPacket(AT_US, 2**40, b"x")])
def test_numbers_no_file_can_hold(tmp_path: Path, odd: RawPacket) -> None:
    """A source with a broken clock or link type cannot stop the recording."""
    path = tmp_path / "out.pcapng"
    with Recorder(path) as recorder:
        recorder.write(odd)
        recorder.write(packet(1))
    assert [got.data for got in read_back(path)] == [b"x", packet(1).data]


def test_packet_longer_than_readers_accept(tmp_path: Path) -> None:
    """It is cut, and the file says how long it was; the recording stays readable."""
    path = tmp_path / "out.pcapng"
    with Recorder(path) as recorder:
        recorder.write(packet(0, size=MAX_PACKET_BYTES + 100))
        recorder.write(packet(1))
    assert read_back(path) == [packet(0, size=MAX_PACKET_BYTES), packet(1)]


def test_write_after_close(tmp_path: Path) -> None:
    """Nothing happens: the thread that captures need not know who closed first."""
    path = tmp_path / "out.pcapng"
    recorder = Recorder(path)
    recorder.write(packet(0))
    recorder.close()
    recorder.close()
    recorder.write(packet(1))
    assert read_back(path) == [packet(0)]
    assert recorder.problem == ""


def test_recording_opens_in_wireshark(tmp_path: Path) -> None:
    """Wireshark's own reader finds the same packets, link types and lengths."""
    tshark = shutil.which("tshark")
    if tshark is None:
        pytest.skip("needs tshark of Wireshark")
    path = tmp_path / "out.pcapng"
    with Recorder(path) as recorder:
        for one in MIXED[:4]:
            recorder.write(one)
    command: list[str | Path] = [tshark, "-n", "-r", path, "-T", "fields"]
    for field in ("frame.time_epoch", "frame.encap_type", "frame.cap_len"):
        command += ["-e", field]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    wireshark_links: dict[int, int] = {LinkType.ETHERNET: 1, LinkType.RAW: 7}
    assert [line.split("\t") for line in lines] == [
        [f"{got.at_us // 10**6}.{got.at_us % 10**6:06}000", str(wireshark_links[got.link]), str(len(got.data))]
        for got in MIXED[:4]
    ]
