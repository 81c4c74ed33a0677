"""Which TCP connections belong to the game's own process, where the system tells: a hint, never needed.

protocol.md section 1.3, method D. On Windows from the system's lists of processes and connections, on Linux (the game
runs there under Proton) from /proc. The game's process itself is not opened.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

PROGRAMS = frozenset(
    (
        "bpsr",
        "bpsr_epic",
        "bpsr_steam",
        "star",
        "starasia",
        "starasia_steam",
        "starsea",
        "starsea_steam",
        "startw",
    )
)
"""Names of the game's program in its editions, without ".exe"."""

LOOK_EVERY_S = 3.0

_COMM_CHARS = 15  # Linux cuts the names of processes to so many
_COMMS = frozenset(name for stem in PROGRAMS for name in (f"{stem}.exe"[:_COMM_CHARS], stem))


def ports(proc: Path = Path("/proc")) -> frozenset[int]:
    """Local ports of the game's TCP connections; empty = it does not run, has none, or nobody can tell."""
    try:
        if sys.platform == "win32":
            return _windows_ports()
        if sys.platform == "linux":
            return _linux_ports(proc)
    except OSError:
        pass
    return frozenset()


def runs(proc: Path = Path("/proc")) -> bool | None:
    """Is the game's program among those that run on this computer? None = nobody can tell."""
    try:
        if sys.platform == "win32":
            from resonance.capture import windows_processes

            return any(map(is_game, windows_processes.names().values()))
        if sys.platform == "linux":
            return any(process.name.isdecimal() and _is_game_process(process) for process in proc.iterdir())
    except OSError:
        pass
    return None


def is_game(program: str) -> bool:
    """Is this the name of the game's program, in whatever case?"""
    return program.lower().removesuffix(".exe") in PROGRAMS


def _windows_ports() -> frozenset[int]:
    from resonance.capture import windows_processes

    games = {process for process, name in windows_processes.names().items() if is_game(name)}
    if not games:
        return frozenset()
    return frozenset(port for process, port in windows_processes.tcp_ports() if process in games)


def _linux_ports(proc: Path) -> frozenset[int]:
    sockets: set[str] = set()
    for process in proc.iterdir():
        if process.name.isdecimal():
            sockets |= _game_sockets(process)
    if not sockets:
        return frozenset()
    return frozenset(
        int(columns[1].rpartition(":")[2], 16)
        for table in ("tcp", "tcp6")
        for columns in _table(proc / "net" / table)
        if columns[9] in sockets
    )


def _game_sockets(process: Path) -> set[str]:
    """Inodes of its sockets; empty if it is not the game, has ended, or is somebody else's."""
    try:
        if not _is_game_process(process):
            return set()
        links = [os.readlink(descriptor) for descriptor in (process / "fd").iterdir()]
    except OSError:
        return set()
    return {link[len("socket:[") : -1] for link in links if link.startswith("socket:[")}


def _is_game_process(process: Path) -> bool:
    """By its folder in /proc; False where it has ended."""
    try:
        return (process / "comm").read_text(errors="replace").strip().lower() in _COMMS
    except OSError:
        return False


def _table(path: Path) -> list[list[str]]:
    try:
        lines = path.read_text().splitlines()[1:]
    except OSError:  # a system without IPv6
        return []
    return [columns for line in lines if len(columns := line.split()) > 9]


class GameWatch:
    """A thread that looks for the game's ports now and then, and tells when they are others."""

    def __init__(
        self, tell: Callable[[frozenset[int]], None], find: Callable[[], frozenset[int]] | None = None
    ) -> None:
        """`tell` is called on the thread. `find` None: ports()."""
        self._tell = tell
        self._find = find or ports
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="game process", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Whether it has ended in time."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        told: frozenset[int] = frozenset()
        while not self._stopping.is_set():
            found = self._find()
            if found != told:
                told = found
                self._tell(found)
            self._stopping.wait(LOOK_EVERY_S)
