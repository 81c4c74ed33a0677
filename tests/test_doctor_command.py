"""`python -m resonance doctor`."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from helpers import PATIENCE_S
from resonance import cli, doctor_command
from resonance.capture.pcapfile import write_pcap
from resonance.capture.source import CaptureError, Source
from resonance.doctor import gathering
from resonance.doctor.facts import Computer
from resonance.health import CaptureState, Health
from resonance.pipeline import Pipeline
from resonance.protocol.packet import LinkType
from resonance.simulate.recording import generate
from resonance.simulate.source import SimulatedSource

STARTED_AT_MS = 1_787_022_000_000


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh folder of data, and a computer where all is well."""
    monkeypatch.setenv("RESONANCE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(
        gathering, "computer", lambda paths: Computer(has_rights=True, game_runs=True, game_connections=1)
    )
    monkeypatch.setattr(doctor_command, "LOOK_S", 0.02)
    return tmp_path / "home"


def capture_with(monkeypatch: pytest.MonkeyPatch, make: Callable[[], Source]) -> None:
    monkeypatch.setattr(doctor_command, "open_source", lambda choice, interface: make())


def listen_until(monkeypatch: pytest.MonkeyPatch, is_enough: Callable[[Health], object]) -> None:
    """The time for listening is over when so much has happened, however long this machine takes for it."""
    heard: list[Health] = []
    last_s = time.monotonic() + PATIENCE_S

    def pipeline_of(*arguments: Any, **named: Any) -> Pipeline:
        made = Pipeline(*arguments, **named)
        heard.append(made.health)
        return made

    def now_s() -> float:
        return 60.0 if time.monotonic() > last_s or any(map(is_enough, heard)) else 0.0

    monkeypatch.setattr(doctor_command, "Pipeline", pipeline_of)
    monkeypatch.setattr(doctor_command, "time", SimpleNamespace(monotonic=now_s, sleep=time.sleep))


def has_failed(health: Health) -> bool:
    return health.capture_state is CaptureState.FAILED


def broken() -> Source:
    raise CaptureError("The card is gone.", "Put it back.")


def test_capture_that_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Reason and advice are shown, the verdict names the light, and the exit code tells scripts."""
    capture_with(monkeypatch, broken)
    listen_until(monkeypatch, has_failed)
    assert cli.main(["doctor"]) == doctor_command.NOT_WELL
    out = capsys.readouterr().out
    assert "[BAD] Capture: The card is gone.\n     → Put it back." in out
    assert "Look at “Capture” first" in out


def test_game_that_is_heard(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything that was heard of it is green."""
    capture_with(monkeypatch, lambda: SimulatedSource("dungeon", started_at_ms=STARTED_AT_MS, speed=None, loop=False))
    listen_until(monkeypatch, lambda health: health.all_read)
    assert cli.main(["doctor"]) == 0
    out = capsys.readouterr().out
    for title in ("Packets", "The game's signature", "Messages", "Unknown messages"):
        assert f"[ok] {title}: " in out


def test_support_zip(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Its contents are listed before it is written, with this start's log, and the recording that was asked for."""
    capture_with(monkeypatch, broken)
    listen_until(monkeypatch, has_failed)
    recording, out = tmp_path / "fight.pcap", tmp_path / "support.zip"
    write_pcap(recording, generate("dummy").packets, LinkType.ETHERNET)
    cli.main(["doctor", "--zip", str(out), "--recording", str(recording), "--force"])
    with zipfile.ZipFile(out) as archive:
        found = archive.namelist()
        assert b"The card is gone." in archive.read("report.txt")
    printed = capsys.readouterr().out
    assert [name for name in found if f"  {name}  " not in printed] == []
    assert {"report.txt", "settings.json", "game.pcapng"} < set(found)
    assert any(name.startswith("logs/resonance-") for name in found)


class Terminal(io.StringIO):
    """Somebody who types this."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "is_shown", "is_written"),
    [("y\n", False, True), ("s\ny\n", True, True), ("s\nn\n", True, False), ("\n", False, False), ("", False, False)],
    ids=["yes", "show, yes", "show, no", "enter", "Ctrl-D"],
)
def test_support_zip_is_shown_and_asked_for(
    typed: str,
    is_shown: bool,
    is_written: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """In a terminal: every text of it on request, and it is written only by a yes."""
    capture_with(monkeypatch, broken)
    listen_until(monkeypatch, has_failed)
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    out = tmp_path / "support.zip"
    cli.main(["doctor", "--zip", str(out)])
    printed = capsys.readouterr().out
    assert ('"log_verbosity": "info"' in printed, "resonance.logs: version" in printed) == (is_shown, is_shown)
    assert out.exists() == is_written
    assert ("Nothing was written." in printed) != is_written


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (("--zip", "there.zip"), "is there already"),
        (("--recording", "x.pcap"), "goes into a support zip"),
        (("--zip", "new.zip"), "Add --force"),
        (("--zip", "gone/new.zip", "--force"), "gone/new.zip cannot be written (No such file or directory)"),
        (("--zip", ".", "--force"), "cannot be written (Is a directory)"),
        (("--zip", "new.zip", "--force", "--recording", "none.pcap"), "none.pcap"),
        (("--zip", "new.zip", "--force", "--recording", "there.zip"), "there.zip"),
    ],
)
def test_misuse(
    more: tuple[str, ...],
    complaint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Refused before anything is listened to; somebody's file stays, and there is no other."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(doctor_command, "_listen", lambda *_: pytest.fail("it listens"))
    (tmp_path / "there.zip").write_bytes(b"mine")
    assert cli.main(["doctor", *more]) == cli.UNUSABLE
    assert complaint in capsys.readouterr().err
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("there.zip", b"mine")]


def test_listening_saves_nothing(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """The history stays as it is: there was none, and there is none."""
    capture_with(monkeypatch, lambda: SimulatedSource("dungeon", started_at_ms=STARTED_AT_MS, speed=None, loop=False))
    listen_until(monkeypatch, lambda health: health.all_read)
    cli.main(["doctor"])
    assert [each.name for each in home.iterdir()] == ["logs"]
