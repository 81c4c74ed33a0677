"""The facts as the computer and the pipeline give them."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from engines import engine_with, play
from resonance.doctor import gathering
from resonance.doctor.facts import FileState
from resonance.health import CaptureState, Health
from resonance.paths import Paths
from resonance.protocol import runtime
from resonance.simulate.recording import generate

DRIVER = "WinDivert64.sys"


def test_this_computer(tmp_path: Path) -> None:
    """Every fact is found out, or stays unknown; nothing is left behind."""
    found = gathering.computer(Paths(tmp_path, tmp_path, False))
    assert found.system == sys.platform
    assert found.write_problem == ""
    assert found.free_bytes
    assert found.folder == str(tmp_path)
    assert not list(tmp_path.iterdir())


def test_folder_that_is_gone(tmp_path: Path) -> None:
    """Why it cannot be written to is said, and nothing is raised."""
    found = gathering.computer(Paths(tmp_path / "gone", tmp_path, False))
    assert "No such file or directory" in found.write_problem
    assert str(tmp_path / "gone") in found.write_advice
    assert found.free_bytes is None


def test_database_that_is_a_folder(tmp_path: Path) -> None:
    """The folder can be written to, but not the database in it."""
    (tmp_path / "resonance.db").mkdir()
    assert "is not a file" in gathering.write_problem(Paths(tmp_path, tmp_path, False))[0]


def test_history_that_cannot_be_used(tmp_path: Path) -> None:
    """What SQLite says of it is the doctor's sentence, with its own thing to do; the file stays as it is."""
    database = tmp_path / "resonance.db"
    database.write_bytes(b"history")
    found = gathering.computer(Paths(tmp_path, tmp_path, False))
    assert "is damaged" in found.write_problem
    assert "Start the meter anew" in found.write_advice
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("resonance.db", b"history")]


def test_runtime_that_decodes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is the one of this process."""
    monkeypatch.setattr(runtime, "kind", lambda: "python")
    assert gathering.computer(Paths(tmp_path, tmp_path, False)).protobuf == "python"


@pytest.mark.parametrize(
    ("status", "has"),
    [
        ("Name:\tx\nCapEff:\t000001ffffffffff\n", True),
        ("CapEff:\t0000000000002000\n", True),
        ("CapEff:\t0000000000001fff\n", False),
        ("Name:\tx\n", None),
    ],
)
def test_right_to_listen_on_linux(status: str, has: bool | None) -> None:
    """One bit of a number that the kernel writes."""
    assert gathering.net_raw_of(status) is has


def test_driver_file_by_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Right where it is brought; and where it is used too, if it is there."""
    brought, used = tmp_path / "brought", tmp_path / "used"
    brought.mkdir()
    used.mkdir()
    monkeypatch.setattr(gathering, "PINNED", {DRIVER: hashlib.sha256(b"driver").hexdigest()})
    states = [gathering.state_of(DRIVER, brought, used)]
    (brought / DRIVER).write_bytes(b"driver")
    states.append(gathering.state_of(DRIVER, brought, used))
    (used / DRIVER).write_bytes(b"something else")
    states.append(gathering.state_of(DRIVER, brought, used))
    assert states == [FileState.MISSING, FileState.RIGHT, FileState.CHANGED]


def test_traffic_of_a_fight_that_was_read() -> None:
    """The counts of the engine come through: messages, known ones among them, and the server's time."""
    engine = engine_with()
    play(engine, generate("dungeon").packets)
    found = gathering.traffic(engine.health, is_live=True, listened_s=9.0, messages_per_s=7)
    assert found.has_server
    assert found.messages > found.known > 100
    assert found.gaps == found.missing_bytes == found.clock_set_back_ms == 0
    assert found.server_ahead_ms is not None
    assert (found.is_live, found.listened_s, found.messages_per_s) == (True, 9.0, 7)


def test_packets_that_cannot_be_read_are_counted() -> None:
    """Of an unknown kind of network, or cut: among a fight's, whoever's they are."""
    engine = engine_with()
    packets = list(generate("dungeon").packets)
    first = packets[0]
    play(engine, [first._replace(link=147), first._replace(data=first.data[:30]), *packets])
    found = gathering.traffic(engine.health, is_live=True, listened_s=9.0, messages_per_s=7)
    assert found.packet_errors == 2


def test_reason_and_advice_of_a_failed_capture_are_told_apart() -> None:
    """The status line has them together, the doctor apart."""
    health = Health(capture_state=CaptureState.FAILED, capture_problem="It broke. Mend it.", capture_advice="Mend it.")
    found = gathering.traffic(health, is_live=True, listened_s=1.0, messages_per_s=None)
    assert (found.problem, found.advice) == ("It broke.", "Mend it.")
