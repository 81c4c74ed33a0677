"""The self-test of the program: that it passes, and that it can fail."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import ROOT
from resonance import cli, selftest
from resonance.protocol import runtime


def start(*command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where the program puts its temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("command", [("-m", "resonance", "selftest"), ("resonance_logs.pyw", "--selftest")])
def test_program_that_works(display: None, temporary: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    """One line of figures on the output and in the file; nothing is left behind."""
    pytest.importorskip("tkinter", reason="this Python has no tkinter")
    report = tmp_path / "report.txt"
    done = start(*command, "--report", str(report), "--began", "1.5", TMPDIR=str(temporary))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == report.read_text(encoding="utf-8")
    [line] = done.stdout.splitlines()
    figures = dict(part.split("=") for part in line.removeprefix("Self-test passed: ").split())
    assert figures["form"] == "source"
    assert figures["protobuf"] == "upb"
    assert all(int(figures[name]) > 0 for name in ("first_paint_ms", "copied", "packets", "damage", "encounters"))
    assert list(temporary.iterdir()) == []


def test_program_without_a_display(temporary: Path) -> None:
    """A sentence says what is missing, and the exit code that it failed."""
    pytest.importorskip("tkinter", reason="this Python has no tkinter")
    if not sys.platform.startswith("linux"):
        pytest.skip("a display is always there")
    done = start("-m", "resonance", "selftest", DISPLAY="", TMPDIR=str(temporary))
    assert done.returncode == selftest.FAILED
    assert done.stdout == "Self-test failed while opening the window: There is no display for the window.\n"
    assert list(temporary.iterdir()) == []


def test_program_that_hangs(temporary: Path, tmp_path: Path) -> None:
    """Its time is limited, whatever it waits for; the sentence tells what it was doing."""
    report = tmp_path / "report.txt"
    done = start(
        "-m", "resonance", "selftest", "--seconds", "0.001", "--report", str(report), DISPLAY="", TMPDIR=str(temporary)
    )
    assert done.returncode == selftest.FAILED
    assert report.read_text(encoding="utf-8").startswith("Self-test failed")


def test_slow_protobuf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A program with the wrong runtime would lag in every raid: it does not pass."""
    monkeypatch.setattr(runtime, "kind", lambda: "python")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert cli.main(["selftest"]) == selftest.FAILED
    assert "protobuf runs on its python runtime in place of upb." in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"something else"])
def test_wrong_driver_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    """A build without the driver, or with another one, does not pass."""
    from resonance.capture import driver_files

    if content is not None:
        for name in driver_files.PINNED:
            (tmp_path / name).write_bytes(content)
    monkeypatch.setattr(driver_files, "packaged", lambda: tmp_path)
    monkeypatch.setattr(selftest, "ON_WINDOWS", True)
    assert cli.main(["selftest"]) == selftest.FAILED
    printed = capsys.readouterr().out
    assert driver_files.DLL in printed
    assert printed.startswith("Self-test failed while looking at what is inside: ")


def test_program_without_any_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A windowed exe has no standard output: the file alone gets the line."""
    monkeypatch.setattr(runtime, "kind", lambda: "python")
    monkeypatch.setattr(sys, "stdout", None)
    assert cli.main(["selftest", "--report", str(tmp_path / "report.txt")]) == selftest.FAILED
    assert (tmp_path / "report.txt").read_text(encoding="utf-8").count("\n") == 1
