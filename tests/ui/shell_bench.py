"""The windows of the program around a desktop and a pipeline that only note what is asked of them."""

from __future__ import annotations

import queue
import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import ttkbootstrap
from fakes import make_health, make_snapshot
from player import Hand

from helpers import wait_until
from resonance.combat.pictures import Scope
from resonance.combat.snapshot import Snapshot
from resonance.settings import Settings
from resonance.ui.desktop.desktop import Limit, Screen
from resonance.ui.geometry import Geometry
from resonance.ui.preferences import Preferences
from resonance.ui.shell import Shell

MAIN = Screen(Geometry(0, 0, 1600, 1000), Geometry(0, 0, 1600, 960))
RIGHT = Screen(Geometry(1600, 0, 1600, 1000), Geometry(1600, 0, 1600, 1000))
SMALL = Screen(Geometry(0, 0, 1024, 700), Geometry(0, 0, 1024, 660))


class FakeDesktop:
    """Has everything, until a test says that it cannot be had."""

    def __init__(self) -> None:
        self.asked: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.dropped: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
        self.accepting: list[tk.Toplevel] = []
        self.screens_now: tuple[Screen, ...] = (MAIN,)
        self.front: str | None = None  # who has the keyboard
        self.refused: dict[str, str] = {}  # sentences by action: their keys cannot be had
        self.can_let_through = True
        self.keys: Mapping[str, str] = {}
        self.trays: list[dict[str, str]] = []  # every menu of the tray so far
        self.is_through = False
        self.dressed = 0
        self.above: list[tk.Toplevel] = []
        self.is_closed = False

    def limits(self) -> Sequence[Limit]:
        return [Limit("Window", "There is no tray here.")]

    def screens(self) -> tuple[Screen, ...]:
        return self.screens_now

    def dress(self, window: tk.Toplevel) -> None:
        assert window.winfo_viewable()
        self.is_through = False  # so it is on Windows: the styles are written anew
        self.dressed += 1

    def let_through(self, window: tk.Toplevel, on: bool) -> bool:
        self.is_through = on and self.can_let_through
        return self.can_let_through

    def put_above(self, window: tk.Toplevel, meter: tk.Toplevel) -> None:
        self.above.append(window)

    def in_front(self) -> str | None:
        return self.front

    def accept_files(self, window: tk.Toplevel) -> bool:
        self.accepting.append(window)
        return True

    def bind(self, keys: Mapping[str, str]) -> dict[str, str]:
        self.keys = dict(keys)
        return {action: words for action, words in self.refused.items() if keys.get(action)}

    def show_tray(self, title: str, entries: Sequence[tuple[str, str]]) -> bool:
        self.trays.append(dict(entries))
        return True

    def close(self) -> None:
        self.is_closed = True


class FakePipeline:
    """What windows may touch of a pipeline."""

    database: Path | None = None

    def offer(self, order: object) -> bool:
        """Nothing is saved."""
        return False

    def __init__(self) -> None:
        self.health = make_health()
        self.newest: Snapshot | None = make_snapshot(8)
        self.commands: list[object] = []
        self.sources: list[Callable[[], object]] = []
        self.is_stopped = False
        self.looks = 0
        self.scopes: list[Scope] = []  # asked for

    def snapshot(self) -> Snapshot | None:
        self.looks += 1
        return self.newest

    def shown(self) -> Snapshot | None:
        return self.newest

    def picture(self, scope: Scope) -> Snapshot | None:
        self.scopes.append(scope)
        return self.snapshot()

    def depths(self) -> tuple[int, int, int]:
        return 3, 0, 2

    def command(self, command: object) -> None:
        self.commands.append(command)

    def change_source(self, open_source: Callable[[], object]) -> None:
        self.sources.append(open_source)

    def stop(self, late_s: float = 0.0) -> bool:
        self.is_stopped = True
        return True


class Bench:
    """A shell, everything around it, and a hand on its meter."""

    def __init__(self, root: ttkbootstrap.App, folder: Path, settings: Settings | None = None) -> None:
        self.root = root
        self.folder = folder
        self.settings = settings or Settings(welcomed=True)
        self.desktop = FakeDesktop()
        self.pipeline = FakePipeline()
        self.quits = 0
        self.is_live = True
        self._jobs: list[str] = []
        root.withdraw()
        root.quit = self._quit  # type: ignore[method-assign]

    def _quit(self) -> None:
        self.quits += 1

    def open(self) -> None:
        """As the program starts; the first snapshot is shown."""
        self.preferences = Preferences(
            self.settings,
            self.folder / "settings.json",
            self._later,
            tell=self.pipeline.health.tell,
            report=self.root.report_callback_exception,
        )
        pipeline: Any = self.pipeline
        self.shell = Shell(
            self.root, pipeline, self.preferences, self.desktop, activity="Capturing", is_live=self.is_live
        )
        self.hand = Hand(self.root, self.shell.meter)
        self.hand.settle()
        self.wait(self.read)

    def close(self) -> None:
        self.shell.close()
        self.settings = self.preferences.settings
        for job in self._jobs:  # the root of a test outlives its windows, and that of the next test its timers
            self.root.after_cancel(job)
        self._jobs.clear()

    def _later(self, pause_ms: int, do: Callable[[], None]) -> None:
        self._jobs.append(self.root.after(pause_ms, do))

    def wait(self, condition: Callable[[], object]) -> None:
        wait_until(condition, pump=self.root.update)

    def turn(self) -> None:
        """Until everything that is asked for now has been done, and looked at once more."""
        looks = self.pipeline.looks
        self.wait(lambda: self.pipeline.looks >= looks + 4)  # two in each turn

    def ask(self, action: str) -> None:
        """As a key or the tray does, from another thread."""
        self.desktop.asked.put(action)
        self.turn()

    def change(self, **values: Any) -> None:
        """As the settings window does."""
        self.preferences.change(**values)
        self.hand.settle()

    def read(self) -> list[str]:
        return self.hand.read()

    @property
    def is_shown(self) -> bool:
        return bool(self.shell.meter.window.winfo_viewable())

    def where(self) -> Geometry:
        """Where the window of the meter really is."""
        self.root.update()
        return self.shell.meter.window.where()
