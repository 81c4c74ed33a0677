"""Windows that the tests of several files look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from helpers import PATIENCE_S

if TYPE_CHECKING:
    import ttkbootstrap
    from history_fakes import HistoryBench
    from player import Player
    from shell_bench import Bench


@pytest.fixture(autouse=True)
def patient_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, the threads that hold hotkeys and tray are waited for."""
    monkeypatch.setattr("resonance.ui.desktop.windows_loop.PATIENCE_S", PATIENCE_S)
    monkeypatch.setattr("resonance.ui.desktop.x11_keys._PATIENCE_S", PATIENCE_S)


# What the fixtures are made of needs tkinter, which tk_root has found when they are asked for.


@pytest.fixture
def bench(tk_root: ttkbootstrap.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """The windows of the program, open, and quick to see what is new."""
    from shell_bench import Bench

    monkeypatch.setattr("resonance.ui.poll.TURN_MS", 20)
    made = Bench(tk_root, tmp_path)
    made.open()
    yield made
    made.close()


@pytest.fixture
def player(tk_root: ttkbootstrap.App) -> Iterator[Player]:
    """A meter alone, and a hand on it."""
    from player import Player

    tk_root.withdraw()
    made = Player(tk_root)
    yield made
    made.meter.close()


@pytest.fixture
def history(tk_root: ttkbootstrap.App, tmp_path: Path) -> Iterator[HistoryBench]:
    """A history window, still to be opened, over a database with nothing in it."""
    from history_fakes import HistoryBench

    made = HistoryBench(tk_root, tmp_path)
    yield made
    made.close()
