"""Starting the program again, with other arguments or other rights."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from resonance import elevation


@pytest.mark.parametrize(
    ("original", "own", "expected"),
    [
        (["python", "-m", "resonance", "live"], ["live"], ["-m", "resonance", "replay", "x.pcap"]),
        (["pythonw", "resonance_logs.pyw"], [], ["resonance_logs.pyw", "replay", "x.pcap"]),
        (["ResonanceLogs.exe", "live"], ["live"], ["replay", "x.pcap"]),
    ],
)
def test_program_starts_itself_again(
    original: list[str], own: list[str], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From source by module or by file, and built: the same program, with other arguments of its own."""
    monkeypatch.setattr(sys, "orig_argv", original)
    monkeypatch.setattr(sys, "argv", ["program", *own])
    assert elevation.command(["replay", "x.pcap"]) == [sys.executable, *expected]


class FakeShell:
    """ShellExecuteW, and what it was asked for."""

    def __init__(self, result: int) -> None:
        self.asked: list[Any] = []
        self._result = result
        self.ShellExecuteW: Any = self.execute_function()

    def execute_function(self) -> Any:
        def execute(window: None, verb: Any, program: Any, arguments: Any, folder: Any, show: int) -> int:
            self.asked = [verb.value, program.value, arguments.value, folder.value]
            return self._result

        return execute


@pytest.mark.parametrize(("result", "started"), [(42, True), (5, False)])
def test_restart_as_administrator(result: int, started: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same arguments, and to wait for this process; the user may refuse."""
    shell = FakeShell(result)
    monkeypatch.setattr(elevation, "_library", lambda name: shell)
    monkeypatch.setattr(sys, "orig_argv", ["python", "-m", "resonance", "live", "--source", "windivert"])
    monkeypatch.setattr(sys, "argv", ["resonance", "live", "--source", "windivert"])
    assert elevation.restart() is started
    arguments = f"-m resonance live --source windivert --after {os.getpid()}"
    assert shell.asked == ["runas", sys.executable, arguments, os.getcwd()]


@pytest.mark.parametrize(("is_admin", "missing"), [(0, True), (1, False)])
def test_rights_on_windows(is_admin: int, missing: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows says."""
    monkeypatch.setattr(elevation, "ON_WINDOWS", True)
    monkeypatch.setattr(elevation, "_library", lambda name: SimpleNamespace(IsUserAnAdmin=lambda: is_admin))
    assert elevation.is_missing() is missing


@pytest.mark.skipif(sys.platform == "win32", reason="there it is real")
def test_other_systems_have_no_such_rights() -> None:
    """Nothing is missing, and nothing is waited for."""
    assert not elevation.is_missing()
    elevation.wait_for(os.getpid())


@pytest.mark.skipif(sys.platform != "win32", reason="needs Windows or Wine")
def test_wait_for_a_process_that_has_ended() -> None:
    """It comes back at once; so it does for one that never was."""
    elevation.wait_for(4_000_000)
    assert elevation.is_missing() in (True, False)
