"""The whole program in a window, started and ended as a user or the system would."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import PATIENCE_S, ROOT, wait_until

RUNS = "the main loop runs"

PROGRAM = f"""
import sys
import tkinter
from resonance import pipeline
from resonance.cli import main
for part in ("STOP_CAPTURE_S", "STOP_ENGINE_S", "STOP_S"):  # a busy machine is no reason to give up the last save
    setattr(pipeline, part, 20 * getattr(pipeline, part))
mainloop = tkinter.Misc.mainloop

def tell_and_run(root, n=0):
    print({RUNS!r}, flush=True)
    mainloop(root, n)

tkinter.Misc.mainloop = tell_and_run
sys.exit(main(["demo"]))
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX, a screen of X11")


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=lambda end: end.name)
def test_program_ended_from_outside_in_mid_fight(end: signal.Signals, display: None, tmp_path: Path) -> None:
    """Ctrl-C and the end of the session close the window properly: the fight is saved, and so are the settings."""
    output = tmp_path / "output.txt"
    log = output.open("w+")
    meter = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | {"RESONANCE_HOME": str(tmp_path / "home")},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    database = tmp_path / "home" / "demo.db"
    try:
        wait_until(lambda: RUNS in output.read_text())  # the fight begins before there is a window to close
        wait_until(lambda: saved_damage(database) > 0)
        meter.send_signal(end)
        assert meter.wait(PATIENCE_S) == 0
    finally:
        meter.kill()
        meter.wait()
    log.seek(0)
    assert "Traceback" not in log.read()
    log.close()
    assert saved_damage(database) > 0
    assert ended(database) == [1]
    assert "clock" in json.loads((tmp_path / "home" / "settings.json").read_text())


def ask(database: Path, question: str) -> list[int]:
    if not database.exists():
        return []
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return [row[0] for row in connection.execute(question)]
    except sqlite3.OperationalError:  # not made yet
        return []
    finally:
        connection.close()


def saved_damage(database: Path) -> int:
    return sum(ask(database, "SELECT damage FROM encounters"))


def ended(database: Path) -> list[int]:
    return ask(database, "SELECT ended FROM encounters")
