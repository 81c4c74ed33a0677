"""Xlib by ctypes, in processes of their own: what could end one, and servers that only the test knows."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from x11_client import needs_linux

from helpers import ROOT

pytestmark = needs_linux

needs_xvfb = pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")

_SERVER = """
import os, subprocess, tkinter as tk
read_end, write_end = os.pipe()
xvfb = subprocess.Popen(
    ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1600x900x24", "-nolisten", "tcp", "-terminate"],
    pass_fds=[write_end],
)
with open(read_end) as answer:
    root = tk.Tk(screenName=":" + answer.readline().strip())
from resonance.ui.desktop.x11 import X11Desktop
desktop = X11Desktop(root)
"""

_GOES_AWAY = """
assert desktop.bind({"show": "Ctrl+F9"}) == {}, "a fresh server has a free key"
assert desktop.in_front() is None, "nobody manages its windows"
xvfb.kill()
xvfb.wait()
print(len(desktop.screens()), desktop.in_front(), *desktop.bind({"show": "Ctrl+F9"}))
desktop.close()
print("closed", flush=True)
os._exit(0)  # Tk's own connection is lost too, and would end the process at its next step
"""

_MONITORS = """
import ctypes
from resonance.ui.desktop import x11_api, x11_connection
x, randr = x11_connection.Connection(root.winfo_screen()), x11_api.xrandr()
randr.XRRSetMonitor.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.POINTER(x11_api.MonitorInfo))
for name, primary, left in ((b"left", False, 0), (b"right", True, 900)):
    atom = x.lib.XInternAtom(x.display, name, False)
    monitor = x11_api.MonitorInfo(name=atom, primary=primary, x=left, width=700, height=900, width_mm=1, height_mm=1)
    randr.XRRSetMonitor(x.display, x.root, monitor)
assert x.sync() == []
print([screen.whole.words() for screen in desktop.screens()])
xvfb.kill()
os._exit(0)
"""

_NO_LIBRARIES = """
import ctypes
load = ctypes.CDLL
def load_some(file):
    if file.startswith(MISSING):
        raise OSError(f"{file} is not there")
    return load(file)
ctypes.CDLL = load_some
"""

_DOES_WITHOUT = """
window = tk.Toplevel(root)
window.wait_visibility()
print(desktop.let_through(window, True), [screen.whole.words() for screen in desktop.screens()])
xvfb.kill()
os._exit(0)
"""

_ERROR_HANDLERS = """
import ctypes, os
from resonance.ui.desktop.x11_connection import Connection
lib, heard = ctypes.CDLL("libX11.so.6"), []
HANDLER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
handler = HANDLER(lambda display, _event: heard.append(display) or 0)  # Tk's
lib.XSetErrorHandler(handler)
lib.XOpenDisplay.restype = ctypes.c_void_p
tks = ctypes.c_void_p(lib.XOpenDisplay(None))
ours = Connection(os.environ["DISPLAY"])
NO_WINDOW = 0x7FFFFFF
ours.lib.XUngrabKey(ours.display, 0, 1 << 15, NO_WINDOW)
print(ours.sync(), heard)
lib.XMapWindow(tks, ctypes.c_ulong(NO_WINDOW))
lib.XSync(tks, 0)
print(heard == [tks.value])
"""


def test_errors_of_other_connections(display: None) -> None:
    """Those of Tk go to Tk's handler, ours stay here; neither ends the process, as Xlib would."""
    assert run_python(_ERROR_HANDLERS).stdout.splitlines() == ["[3] []", "True"]


@needs_xvfb
def test_server_that_goes_away() -> None:
    """Questions get empty answers, keys get a sentence, and the exit hangs at nothing."""
    done = run_python(_SERVER + _GOES_AWAY)
    assert done.stdout.splitlines() == ["1 None show", "closed"], done.stderr


@needs_xvfb
def test_several_monitors() -> None:
    """Each is told, the main one first."""
    done = run_python(_SERVER + _MONITORS)
    assert done.stdout.startswith("['700x900+900+0', "), done.stderr
    assert "'700x900+0+0'" in done.stdout


@needs_xvfb
def test_system_without_the_libraries() -> None:
    """Without Xlib there is no such desktop; without the extensions there is one that says it cannot."""
    done = run_python('MISSING = "libX11."' + _NO_LIBRARIES + _SERVER)
    assert "OSError: libX11.so.6 is not there" in done.stderr
    done = run_python('MISSING = ("libXfixes.", "libXrandr.")' + _NO_LIBRARIES + _SERVER + _DOES_WITHOUT)
    assert done.stdout.strip() == "False ['1600x900+0+0']", done.stderr


def run_python(program: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", program]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
