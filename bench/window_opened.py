"""The window of the program, fed with prepared snapshots: what the parts of the window benchmark stand on."""

from __future__ import annotations

import gc
import sys
import tempfile
import time
import tkinter as tk
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import ttkbootstrap

from resonance import names
from resonance.combat.snapshot import Snapshot
from resonance.engine import Engine
from resonance.engine_loop import SNAPSHOT_EVERY_S
from resonance.health import CaptureState, Health
from resonance.protocol.packet import RawPacket
from resonance.settings import Settings
from resonance.ui.desktop import open_desktop
from resonance.ui.geometry import Geometry
from resonance.ui.meter import DEFAULT_SIZE
from resonance.ui.preferences import Preferences
from resonance.ui.shell import Shell
from resonance.ui.table import Table
from resonance.ui.words import words_of

PLAYERS = 20
HITS_PER_SECOND = 200.0
COLUMNS = (
    "amount",
    "per_second",
    "boss_amount",
    "boss_per_second",
    "share",
    "crit_rate",
    "crit_share",
    "lucky_rate",
    "hits",
    "hits_per_minute",
)
WHOLE_RAID = (1_180, 800)
"""Logical pixels: room for all players and all of COLUMNS."""

USUAL = DEFAULT_SIZE


class Prepared:
    """Stands where the window expects the pipeline: gives out snapshots that were made before."""

    database = None

    def __init__(self, snapshot: Callable[[], Snapshot | None]) -> None:
        self.snapshot = snapshot
        self.health = Health(capture_state=CaptureState.RUNNING, capture_source="prepared snapshots", messages=1)

    def offer(self, order: object) -> bool:
        """Nothing is saved."""
        return False

    def picture(self, scope: object) -> Snapshot | None:
        """Whatever is asked for."""
        return self.snapshot()

    def depths(self) -> tuple[int, int, int]:
        """Nothing waits."""
        return 0, 0, 0

    def command(self, command: object) -> None:
        """There is no engine that could obey."""


class Film:
    """Gives out snapshots at the pace at which the engine makes them; the last one stays."""

    def __init__(self, pictures: Sequence[Snapshot | None]) -> None:
        self._pictures = pictures
        self.restart()

    def restart(self) -> None:
        self._began_s = time.monotonic()

    def newest(self) -> Snapshot | None:
        index = int((time.monotonic() - self._began_s) / SNAPSHOT_EVERY_S)
        return self._pictures[min(index, len(self._pictures) - 1)]


def fight(seconds: float) -> Iterator[tuple[float, RawPacket]]:
    """The packets of a raid, each with its second."""
    from resonance.simulate.recording import STARTED_AT_MS, generate  # no part of a program that meters a real fight

    raid = generate("load", players=PLAYERS, hits_per_second=HITS_PER_SECOND, seconds=seconds, noise=False)
    for packet in raid.packets:
        yield packet.at_us / 1e6 - STARTED_AT_MS / 1e3, packet


def moments(from_s: float, step_s: float, count: int) -> list[Snapshot]:
    """Pictures of one fight, so far apart, made by the engine."""
    engine = Engine(names.load(), Settings(), Health())
    pictures: list[Snapshot] = []
    due_s = from_s
    for at_s, packet in fight(from_s + step_s * (count + 1)):
        if at_s >= due_s and len(pictures) < count:
            pictures.append(engine.snapshot())
            due_s += step_s
        engine.receive(packet)
    gc.collect()
    gc.freeze()  # or else collections would walk through thousands of snapshots that no running meter keeps
    return pictures


class Opened:
    """The window of the program, drawn once, fed with prepared snapshots."""

    def __init__(self, root: tk.Tk, snapshot: Callable[[], Snapshot | None], size: tuple[int, int]) -> None:
        columns = COLUMNS if size == WHOLE_RAID else ()
        settings = Settings(welcomed=True, columns_damage=columns)
        self.root = root
        self.words = words_of(settings)
        self.pipeline = Prepared(snapshot)
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "settings.json"
        preferences = Preferences(settings, path, root.after, tell=sys.exit, report=root.report_callback_exception)
        desktop = open_desktop(root, None)
        self._shell = Shell(root, self.pipeline, preferences, desktop, activity="Benchmark", is_live=False)
        self.meter = self._shell.meter
        width, height = (self.meter.look.px(side) for side in size)
        self.meter.move_to(Geometry(0, 0, width, height))
        pump_until(root, lambda: self.meter.face.sheet.winfo_width() >= width - 2)
        self.draws = 0
        self._draw, self.meter.face.draw = self.meter.face.draw, self._counted_draw

    def _counted_draw(self, *state: object) -> None:
        self.draws += 1
        self._draw(*state)

    def hide(self) -> None:
        self._shell.toggle_shown()

    def show(self, snapshot: Snapshot) -> None:
        self.meter.show(snapshot, self.pipeline.health, False)

    def table(self, snapshot: Snapshot) -> Table:
        """What is drawn of it, without drawing it."""
        return self.meter.trail.here.body(snapshot, self.words.reading)

    def grid(self) -> tuple[int, int]:
        """How many rows and columns are on the screen."""
        table, sheet = self.meter.face.view.table, self.meter.face.sheet
        spots = [table.hotspot_at(sheet.winfo_width() // 2, y) for y in range(sheet.winfo_height())]
        rows = {spot.key.split()[1] for spot in spots if spot is not None and spot.key.startswith("row")}
        return len(rows), len(table.title_hotspots()) - 1  # without that of the name

    def close(self) -> None:
        self._shell.close()
        self._folder.cleanup()


def pump_until(root: tk.Tk, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        if time.monotonic() > deadline:
            sys.exit("The window did not get its size.")
        root.update()
        time.sleep(0.01)


def hidden_root() -> tk.Tk:
    root = ttkbootstrap.App(theme="bootstrap-dark")
    root.withdraw()
    return root
