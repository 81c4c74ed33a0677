"""The built program has no console on Windows: what a command says is shown in a message box there.

Only where it would be lost: with `> FILE` or `| more` behind the command it goes there, as from any program.
"""

from __future__ import annotations

import argparse
import ctypes
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from resonance.texts import say

MOST_LINES = 40
"""Of one message box: a longer one would not fit on the screen."""

_INFORMATION = 0x40  # MB_ICONINFORMATION


def is_missing() -> bool:
    """Nothing reads what is printed."""
    return sys.stdout is None


@contextmanager
def in_a_box() -> Iterator[None]:
    """What is printed meanwhile is shown at the end; does nothing where something reads it."""
    if not is_missing():
        yield
        return
    before, written = (sys.stdout, sys.stderr), io.BytesIO()
    page = io.TextIOWrapper(written, encoding="utf-8", errors="replace", write_through=True)
    sys.stdout = sys.stderr = page
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
        text = written.getvalue().decode("utf-8", "replace").strip()
        if text:
            show(shortened(text))


def shortened(text: str) -> str:
    lines = text.splitlines()
    if len(lines) <= MOST_LINES:
        return text
    more = say("This is only the beginning. With > FILE.txt behind the command, all of it goes into that file.")
    return "\n".join([*lines[:MOST_LINES], "", more])


def show(text: str) -> None:
    """Waits until it was read. Windows only: elsewhere a program always has somewhere to print to."""
    system: Any = ctypes
    system.WinDLL("user32").MessageBoxW(None, text, "Resonance Logs", _INFORMATION)


def refusal(chosen: argparse.Namespace) -> str:
    """A sentence for a command that makes no sense where nobody can read it or end it; empty = it does."""
    if not is_missing():
        return ""
    if getattr(chosen, "terminal", False):
        return say("There is no terminal here. Leave out --terminal.")
    if chosen.command == "record" and chosen.seconds is None:
        return say("There is no terminal here in which Ctrl-C could end the recording. Add --seconds N.")
    if chosen.command == "restore" and not chosen.yes:
        return say("There is no terminal here in which you could be asked. Add --yes.")
    return ""
