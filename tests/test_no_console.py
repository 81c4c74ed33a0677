"""Commands of the built program, which has no console on Windows."""

from __future__ import annotations

import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from resonance import cli, no_console


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What message boxes showed."""
    shown: list[str] = []
    monkeypatch.setenv("RESONANCE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(no_console, "show", shown.append)
    return shown


def start(*arguments: str) -> int:
    """A command of which nothing reads what is printed."""
    with redirect_stdout(None), redirect_stderr(None):
        return cli.main(list(arguments))


def test_command_that_prints(boxes: list[str]) -> None:
    """What it says is shown in one box."""
    assert start("history") == 0
    assert boxes == ["No encounter has been saved yet."]


def test_streams_are_given_back(boxes: list[str]) -> None:
    """Afterwards there is no output again, as before."""
    with redirect_stdout(None), redirect_stderr(None):
        cli.main(["history"])
        assert (sys.stdout, sys.stderr) == (None, None)


@pytest.mark.parametrize("arguments", [["nonsense"], ["export", "1"], []])
def test_command_that_is_not_understood(arguments: list[str], boxes: list[str]) -> None:
    """The usage, and what is wrong."""
    with pytest.raises(SystemExit):
        start(*arguments)
    [text] = boxes
    assert "usage:" in text
    assert "error:" in text


@pytest.mark.parametrize("command", ["replay", "analyze"])
def test_file_that_is_not_there(command: str, boxes: list[str], tmp_path: Path) -> None:
    """The sentence, from commands with a window and without one."""
    assert start(command, str(tmp_path / "gone.pcap")) == cli.UNUSABLE
    [text] = boxes
    assert "gone.pcap" in text


def test_much_output(boxes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The beginning, and how to get all of it."""
    monkeypatch.setattr(no_console, "MOST_LINES", 10)
    recording = tmp_path / "fight.pcap"
    assert start("simulate", "dungeon", "--out", str(recording)) == 0
    assert start("analyze", str(recording)) == 0
    lines = boxes[-1].splitlines()
    assert len(lines) == 10 + 2
    assert "> FILE.txt" in lines[-1]


@pytest.mark.parametrize(
    "arguments",
    [["demo", "--terminal"], ["record", "gone/x.pcapng"], ["restore", "x.zip"]],
    ids=lambda found: str(found[0]),
)
def test_command_that_needs_a_terminal(arguments: list[str], boxes: list[str]) -> None:
    """It does not begin what nobody could see or end."""
    assert start(*arguments) == cli.UNUSABLE
    [text] = boxes
    assert text.startswith("There is no terminal here")


def test_output_that_is_read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In a file or a pipe: no box."""
    monkeypatch.setattr(no_console, "show", pytest.fail)
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert capsys.readouterr().out.startswith("Resonance Logs ")


def test_usage_of_the_built_program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It calls itself by its own name."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(Path("folder") / "ResonanceLogs.exe"))
    with pytest.raises(SystemExit):
        cli.main(["nonsense"])
    assert "usage: ResonanceLogs.exe " in capsys.readouterr().err
