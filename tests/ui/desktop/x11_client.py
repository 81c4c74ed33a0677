"""Another program on the same screen, and a user with a mouse and a keyboard."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_char_p, c_int, c_ulong, c_void_p
from pathlib import Path

import pytest

from helpers import PATIENCE_S, wait_until
from resonance.ui.desktop.x11_connection import Connection

needs_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is tested on Linux")
needs_xdotool = pytest.mark.skipif(shutil.which("xdotool") is None, reason="needs xdotool")

_REPLACE = 0

_PROGRAM = """
import socket, sys, tkinter
title, class_name, geometry = sys.argv[1:]
root = tkinter.Tk(className=class_name)
root.title(title)
root.client(socket.gethostname())  # only then Tk tells the id of its process too
root.geometry(geometry)
for event in ("<FocusIn>", "<Button>", "<Key>"):
    root.bind(event, lambda event: print(event.type.name, event.keysym, flush=True))
root.after_idle(root.focus_force)
root.mainloop()
"""


class OtherProgram:
    def __init__(self, heard: Path) -> None:
        self._heard = heard

    def heard(self) -> list[str]:
        """What came to its window: "FocusIn ??", "ButtonPress ??", "KeyPress F9", ..."""
        return self._heard.read_text(encoding="utf-8").splitlines()

    def clicks(self) -> int:
        return sum(line.startswith("Button") for line in self.heard())


@contextmanager
def other_program(
    folder: Path, *, title: str = "Other", class_name: str = "Other", geometry: str = "400x300+200+200"
) -> Iterator[OtherProgram]:
    """A window of another process, as soon as it has the keyboard."""
    heard = folder / "heard"
    with open(heard, "w", encoding="utf-8") as output:
        process = subprocess.Popen([sys.executable, "-c", _PROGRAM, title, class_name, geometry], stdout=output)
    try:
        program = OtherProgram(heard)
        wait_until(lambda: any(line.startswith("FocusIn") for line in program.heard()))
        yield program
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def set_property(x: Connection, window: int, name: str, kind: str, value: list[int] | bytes) -> None:
    """`kind`: the name of its type, such as "CARDINAL"."""
    name_atom, kind_atom = (x.lib.XInternAtom(x.display, each.encode(), False) for each in (name, kind))
    size, data = (8, value) if isinstance(value, bytes) else (32, (ctypes.c_ulong * len(value))(*value))
    change = x.lib["XChangeProperty"]
    change.argtypes = (c_void_p, c_ulong, c_ulong, c_ulong, c_int, c_int, c_char_p if size == 8 else c_void_p, c_int)
    change(x.display, window, name_atom, kind_atom, size, _REPLACE, data, len(value))
    assert x.sync() == []


def xdotool(*words: str) -> str:
    return subprocess.run(
        ["xdotool", *words], check=True, capture_output=True, text=True, timeout=PATIENCE_S
    ).stdout.strip()


def click(x: int, y: int) -> None:
    xdotool("mousemove", str(x), str(y), "click", "1")
