"""Which runtime of protobuf decodes, and that the user hears of the wrong one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from command_line import PROGRAM, environment
from helpers import ROOT
from resonance.protocol import runtime


@pytest.mark.parametrize("kind", ["upb", "python"])
def test_start_with_a_runtime(kind: str, dungeon: Path, tmp_path: Path) -> None:
    """The log names it; one that is too slow is told the user, and the log says what to do."""
    chosen = environment(tmp_path / "home") | {"PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": kind}
    command = [*PROGRAM, "replay", str(dungeon), "--speed", "max", "--terminal", "--seconds", "0.2"]
    done = subprocess.run(command, cwd=ROOT, env=chosen, capture_output=True, encoding="utf-8", check=True)
    assert ("slow part of protobuf (python)" in done.stdout) == (kind == "python")
    [log] = (tmp_path / "home" / "logs").iterdir()
    logged = log.read_text("utf-8")
    assert f"protobuf runs on {kind}" in logged
    assert ("Remove the environment variable PROTOCOL_BUFFERS" in logged) == (kind == "python")


def test_runtime_of_the_tests() -> None:
    """The packages that are pinned bring the fast one along."""
    assert runtime.kind() == runtime.FAST
