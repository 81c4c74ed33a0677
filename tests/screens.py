"""Screens for the tests that open windows: an Xvfb of their own, with a window manager."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers import PATIENCE_S, wait_until

SCREEN = "1600x1000x24"


@contextmanager
def virtual_screen() -> Iterator[str]:
    """Start Xvfb and give its DISPLAY. It picks a free number itself, so that no two test runs meet."""
    read_end, write_end = os.pipe()
    xvfb = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        with open(read_end) as answer:
            number = answer.readline().strip()
        assert number, f"Xvfb ended at once, with code {xvfb.wait()}"
        yield f":{number}"
    finally:
        stop(xvfb)


@contextmanager
def window_manager(folder: Path) -> Iterator[None]:
    """Start openbox and wait until it manages windows: without one, none stays on top and none gets the keyboard."""
    ready = folder / "ready"
    openbox = subprocess.Popen(
        ["openbox", "--sm-disable", "--startup", f"touch {shlex.quote(str(ready))}"], stderr=subprocess.DEVNULL
    )
    try:
        wait_until(ready.exists)
        yield
    finally:
        stop(openbox)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
