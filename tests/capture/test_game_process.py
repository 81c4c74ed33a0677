"""Which ports are the game's own: from /proc, and told when they change."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from helpers import PATIENCE_S, wait_until
from resonance.capture import game_process
from resonance.capture.game_process import GameWatch, is_game, ports

TCP = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0
   1: 0A00000A:C350 0A01020A:138B 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 100 0 0 10 0
"""
TCP6 = """  sl  local_address                         remote_address                        st tx_queue rx_queue
   0: 00000000000000000000000001000000:D431 00000000000000000000000001000000:138B 01 0:0 00:0 0 0 0 333 1 0
"""


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    """A /proc with the game, under Proton, and somebody else."""
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "tcp").write_text(TCP)
    (tmp_path / "net" / "tcp6").write_text(TCP6)
    for process, comm, sockets in ((10, "StarSEA_Steam.e", (222, 333)), (11, "firefox", (111,))):
        folder = tmp_path / str(process) / "fd"
        folder.mkdir(parents=True)
        (folder.parent / "comm").write_text(comm + "\n")
        for number, inode in enumerate(sockets):
            (folder / str(number)).symlink_to(f"socket:[{inode}]")
        (folder / "9").symlink_to("/dev/null")
    return tmp_path


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")


@on_linux
def test_ports_of_the_game_under_proton(proc: Path) -> None:
    """Its connections over IPv4 and IPv6, and nobody else's; names are cut to 15 letters."""
    assert ports(proc) == {0xC350, 0xD431}


@on_linux
def test_game_that_does_not_run_or_may_not_be_looked_at(proc: Path, tmp_path: Path) -> None:
    """Nobody can tell, and nothing fails."""
    (proc / "10" / "comm").write_text("bash\n")
    assert ports(proc) == frozenset()
    assert ports(tmp_path / "nowhere") == frozenset()


@pytest.mark.parametrize(
    ("program", "expected"),
    [("BPSR_STEAM.exe", True), ("StarSEA.exe", True), ("star", True), ("starcraft.exe", False), ("", False)],
)
def test_names_of_the_game(program: str, expected: bool) -> None:
    """In any case, and no other program that begins alike."""
    assert is_game(program) is expected


def test_watch_tells_only_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """The game starts, stays, and ends: two changes are told, and the thread ends with the meter."""
    monkeypatch.setattr(game_process, "LOOK_EVERY_S", 0.001)
    found = iter([frozenset(), frozenset({5}), frozenset({5}), frozenset()])
    over = threading.Event()
    told: list[frozenset[int]] = []

    def find() -> frozenset[int]:
        try:
            return next(found)
        except StopIteration:
            over.set()
            return frozenset()

    watch = GameWatch(told.append, find)
    watch.start()
    wait_until(over.is_set)
    assert watch.stop(PATIENCE_S)
    assert told == [{5}, frozenset()]


@on_linux
def test_game_among_the_programs(proc: Path, tmp_path: Path) -> None:
    """It runs, whoever started it; without it nothing else is taken for it, and no list is no answer."""
    assert game_process.runs(proc) is True
    (proc / "10" / "comm").write_text("bash\n")
    assert game_process.runs(proc) is False
    assert game_process.runs(tmp_path / "none") is None
