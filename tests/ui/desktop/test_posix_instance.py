"""One meter at a time: a second start shows the first one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from helpers import ROOT, wait_until

pytest.importorskip("fcntl", reason="Windows has its own kind of lock")

from resonance.running import LOCK_NAME
from resonance.ui.desktop import posix_instance
from resonance.ui.desktop.posix_instance import Instance

_FIRST = """
import os, signal, sys
from pathlib import Path
from resonance.ui.desktop.posix_instance import acquire
woken, wake = os.pipe()
os.set_blocking(wake, False)
signal.set_wakeup_fd(wake)  # signal.pause() would miss one that comes just before it
instance = acquire(Path(sys.argv[1]), lambda: print("shown", flush=True))
print("running" if instance else "another one runs", flush=True)
while instance:
    os.read(woken, 1)
"""


@contextmanager
def running_meter(folder: Path) -> Iterator[Callable[[], str]]:
    """Another process that has it; gives the next line it writes, and fails the test if it ends by the signal."""
    process = subprocess.Popen(
        [sys.executable, "-c", _FIRST, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdout is not None
    try:
        yield lambda: process.stdout.readline().strip()  # type: ignore[union-attr]
    finally:
        process.kill()
        assert process.wait() == -signal.SIGKILL
        process.stdout.close()


def acquire(folder: Path, shown: list[str]) -> Instance | None:
    return posix_instance.acquire(folder, lambda: shown.append("shown"))


def test_second_start_shows_the_first(tmp_path: Path) -> None:
    """It learns that another one runs; that one is asked once each time, and goes on."""
    with running_meter(tmp_path) as line:
        assert line() == "running"
        for _ in range(2):
            assert acquire(tmp_path, []) is None
            assert line() == "shown"


def test_second_start_from_another_process(tmp_path: Path) -> None:
    """The first one's function is called in its main thread."""
    shown: list[str] = []
    first = acquire(tmp_path / "new folder", shown)
    assert first is not None
    words = [sys.executable, "-c", _FIRST, str(tmp_path / "new folder")]
    second = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=True)
    assert second.stdout.strip() == "another one runs"
    wait_until(lambda: shown == ["shown"])
    first.close()


def test_lock_of_a_process_that_was_killed(tmp_path: Path) -> None:
    """It is gone with the process: the next start runs, and nobody is asked."""
    with running_meter(tmp_path) as line:
        assert line() == "running"
    second = acquire(tmp_path, [])
    assert second is not None
    second.close()


def test_first_one_that_ended_properly(tmp_path: Path) -> None:
    """The next one may run, and the signal is what it was before; closing twice does no harm."""
    before = signal.getsignal(signal.SIGUSR1)
    first = acquire(tmp_path, [])
    assert first is not None
    assert (tmp_path / LOCK_NAME).read_text() == str(os.getpid())
    first.close()
    first.close()
    assert signal.getsignal(signal.SIGUSR1) == before
    assert (tmp_path / LOCK_NAME).read_text() == ""
    with running_meter(tmp_path) as line:
        assert line() == "running"


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """No lock, but a meter."""
    (tmp_path / "file").write_text("")
    instance = acquire(tmp_path / "file" / "folder", [])
    assert instance is not None
    instance.close()


def test_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network drives have none: a meter, and no open file left behind."""

    def flock(_file: int, _operation: int) -> None:
        raise OSError("no locks available")

    monkeypatch.setattr("fcntl.flock", flock)
    before = len(os.listdir("/proc/self/fd"))
    instance = acquire(tmp_path, [])
    assert instance is not None
    instance.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_first_one_that_never_says_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds the lock without a word is not asked for ever, and nobody else is."""
    monkeypatch.setattr(posix_instance, "_PATIENCE_S", 0.05)
    with running_meter(tmp_path) as line:
        assert line() == "running"
        (tmp_path / LOCK_NAME).write_text("")
        assert acquire(tmp_path, []) is None
