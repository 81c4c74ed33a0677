"""The program as a user starts it from a terminal, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from helpers import PATIENCE_S, ROOT

Run = Callable[..., subprocess.CompletedProcess[str]]
"""Takes the words of a command, and the exit code it must have if that is not 0."""

PROGRAM = [sys.executable, "-m", "resonance"]

PATIENT = """
import runpy
from resonance import pipeline
for part in ("STOP_CAPTURE_S", "STOP_ENGINE_S", "STOP_S"):  # a busy machine is no reason to give up the last save
    setattr(pipeline, part, 20 * getattr(pipeline, part))
runpy.run_module("resonance", run_name="__main__", alter_sys=True)
"""


def environment(home: Path) -> dict[str, str]:
    """With its data in this folder, and without a display."""
    environ = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    return environ | {"RESONANCE_HOME": str(home), "PYTHONIOENCODING": "utf-8"}


def run(home: Path, *arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
    """`python -m resonance ...` to its end, which must be with this exit code."""
    program = [sys.executable, "-c", PATIENT] if "replay" in arguments else PROGRAM
    done = subprocess.run(
        [*program, *map(str, arguments)],
        cwd=ROOT,
        env=environment(home),
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
    )
    assert done.returncode == code, done.stderr
    return done
