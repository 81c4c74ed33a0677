"""The program sends nothing, anywhere: whatever it is asked to do, it opens no connection.

Each command runs in a process of its own where everything Python can do with a network is refused and noted, but for
the raw sockets that only capture. Where strace is installed, the system's own calls are looked at too, so that no
library can go another way.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import ROOT
from resonance.capture.pcapfile import write_pcap
from resonance.protocol.packet import LinkType
from resonance.simulate.recording import generate

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the raw sockets and strace of Linux")

PROGRAM = """
import sys
noted, CAPTURES, HARMLESS = sys.argv.pop(1), 17, ("ldconfig", "gcc", "cc", "ld", "objdump")

def refuse(event, args):
    if event.startswith("socket.") or event == "subprocess.Popen":
        if event == "socket.__new__" and args[1] == CAPTURES:  # AF_PACKET
            return
        if event == "socket.bind" and args[0].family == CAPTURES:
            return
        if event == "subprocess.Popen" and str(args[0]).rpartition("/")[2] in HARMLESS:  # looking for a library
            return
        with open(noted, "a") as file:
            print(event, [str(each) for each in args], file=file)
        raise PermissionError(event)

sys.addaudithook(refuse)
from resonance import pipeline
from resonance.cli import main
for part in ("STOP_CAPTURE_S", "STOP_ENGINE_S", "STOP_S"):  # a busy machine is no reason to give up the last save
    setattr(pipeline, part, 20 * getattr(pipeline, part))
sys.exit(main(sys.argv[1:]))
"""
"""Takes a file to note in what was refused, and a command."""

ADDRESSED = re.compile(r"^\d+ +(?:connect|bind|sendto|sendmsg|sendmmsg)\(.*AF_INET.*", re.MULTILINE)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a recording, and a home with the fight in it."""
    folder = tmp_path_factory.mktemp("private")
    write_pcap(folder / "fight.pcap", generate("dungeon").packets, LinkType.ETHERNET)
    run(folder, "replay", "fight.pcap", "--speed", "max", "--save", "--terminal", "--seconds", "100")
    run(folder, "export", "1", "rlog", "--out", "fight.rlog")
    return folder


def environment(folder: Path, home: str) -> dict[str, str]:
    return os.environ | {"RESONANCE_HOME": str(folder / home), "PYTHONPATH": str(ROOT)}


def run(folder: Path, *command: str, home: str = "home") -> None:
    """The command works, and nothing was refused."""
    noted = folder / "noted"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(noted), *command],
        cwd=folder,
        env=environment(folder, home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert not noted.exists(), noted.read_text()
    assert done.returncode in (0, 1), done.stderr  # 1: the doctor found something
    assert "Traceback" not in done.stderr


COMMANDS = {
    "analyze": ("analyze", "fight.pcap"),
    "history": ("history",),
    "export to a page": ("export", "1", "html", "--out", "fight.html"),
    "export to a picture": ("export", "1", "png", "--out", "fight.png"),
    "simulate": ("simulate", "dummy", "--out", "dummy.pcap"),
    "rebuild": ("rebuild",),
    "backup": ("backup", "--out", "."),
    "doctor": ("doctor", "--seconds", "1", "--zip", "support.zip", "--force", "--recording", "fight.pcap"),
    "record": ("record", "out.pcapng", "--seconds", "1"),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@on_linux
def test_command_opens_no_connection(home: Path, command: tuple[str, ...]) -> None:
    """Whatever it reads or writes, it is files."""
    if command[0] == "record" and os.geteuid() != 0:
        pytest.skip("capturing needs root here")
    run(home, *command)


@on_linux
def test_import_opens_no_connection(home: Path) -> None:
    """Somebody else's fight is a file, too."""
    run(home, "import", "fight.rlog", home="other home")


WINDOWS = {
    "demo": ("demo",),
    "replay": ("replay", "fight.pcap", "--save"),
    "live": ("live", "--source", "afpacket"),
}


@pytest.mark.parametrize("command", WINDOWS.values(), ids=WINDOWS)
@on_linux
def test_window_opens_no_connection(home: Path, display: None, command: tuple[str, ...]) -> None:
    """But to the screen, which is this computer's own and not Python's to open."""
    run(home, *command, "--seconds", "4")


@on_linux
def test_refusal_is_noted(tmp_path: Path) -> None:
    """The tests above can fail: a program that connects is caught."""
    code = PROGRAM.replace("from resonance.cli import main", "import socket; main = lambda _: socket.socket()")
    noted = tmp_path / "noted"
    done = subprocess.run([sys.executable, "-c", code, str(noted)], capture_output=True, text=True, check=False)
    assert "socket.__new__" in noted.read_text()
    assert "PermissionError" in done.stderr


@on_linux
def test_no_call_of_the_system_has_an_internet_address(home: Path, display: None, tmp_path: Path) -> None:
    """Seen from outside the process, and of all its threads: libraries in C included."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    trace = tmp_path / "trace"
    command = [sys.executable, "-m", "resonance", "live", "--source", "afpacket", "--seconds", "4"]
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=network", "-o", str(trace), *command],
        cwd=ROOT,
        env=environment(home, "traced home"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if "Operation not permitted" in done.stderr and not trace.read_text():
        pytest.skip("this system lets no program be traced")
    text = trace.read_text(errors="replace")
    assert done.returncode == 0, done.stderr
    assert "AF_UNIX" in text  # the screen: so calls were seen
    assert not ADDRESSED.findall(text)
