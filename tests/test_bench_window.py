"""The window benchmark, with numbers so small that it measures nothing: does it still run, and print its table?"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from helpers import ROOT

LINES = (
    "another snapshot",
    "of that, the numbers put into words",
    "of that, the items brought up to date",
    "of that, drawing by Tk",
    "the same snapshot again",
    "floor: a plain canvas with as many texts and bars",
    "floor: a Tk loop that does nothing",
    "nothing received yet",
    "the fight is over",
    "fight of 20 players, usual size",
    "fight of 20 players, 20 rows x 10 columns",
    "the same, hidden",
    "the whole program, fight of the demo",
    "of that, the thread of the window",
    "Python alone",
    "floor: an empty Tk window",
    "an empty ttkbootstrap window",
    "the program, running the demo",
    "nothing but packets, MB",
    "engine, a snapshot a second, MB",
    "and window that shows it, MB",
    "and writer with journal and database, MB",
    "items on the canvas",
    "Tcl commands",
)


def test_table_has_a_number_in_every_line(display: None) -> None:
    """Each thing the benchmark promises to measure has its line, with at least one number behind its words."""
    pytest.importorskip("tkinter", reason="this Python has no tkinter")
    command = [sys.executable, str(ROOT / "bench" / "window.py"), "--passes", "1", "--seconds", "0.5"]
    done = subprocess.run([*command, "--hours", "0.005"], capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr
    printed = done.stdout.splitlines()
    for words in LINES:
        assert any(re.match(rf"  {re.escape(words)}.*? {{2,}}-?[\d,.]+( |$)", line) for line in printed), (
            f"no line {words!r} in:\n{done.stdout}"
        )
