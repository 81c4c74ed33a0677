"""What the window benchmark measures with prepared snapshots: redraws, CPU of an open window, memory over hours.

    python bench/window_parts.py PART NUMBER ...

Each part has a process of its own, so that none stands on the memory of another; bench/window.py starts them all. The
last line a part prints is its result, as JSON.
"""

from __future__ import annotations

import contextlib
import json
import marshal
import os
import statistics
import subprocess
import sys
import time
import tkinter as tk
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from window_opened import USUAL, WHOLE_RAID, Film, Opened, fight, hidden_root, moments, pump_until

from resonance import heap, names
from resonance.combat.snapshot import Snapshot
from resonance.diagnostics_process import resident_bytes
from resonance.engine import Engine
from resonance.engine_loop import SNAPSHOT_EVERY_S
from resonance.health import Health
from resonance.protocol.packet import RawPacket
from resonance.settings import Settings
from resonance.store.writer import Writer
from resonance.ui.poll import TURN_MS
from resonance.ui.table import Table
from resonance.ui.theme import Look

STEPS = 60
STEP_S = 5.0
"""Of the fight, between two redraws: so far apart that nearly every number has changed."""

WARM_UP_S = 60.0
"""Of the fight, before the window at 5 Hz is measured."""

SETTLE_S = 1.0
"""After a window was opened, before its CPU is measured."""


class Counting:
    """A Tcl interpreter that counts what it is asked for."""

    def __init__(self, tcl: object) -> None:
        self._tcl = tcl
        self.calls = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._tcl, name)

    def call(self, *words: object) -> object:
        self.calls += 1
        return self._tcl.call(*words)


class Bare:
    """The least that can show as many numbers: a plain canvas, a text a cell and a rectangle a row."""

    def __init__(self, root: tk.Misc, look: Look, width: int, height: int, rows: int, columns: int) -> None:
        self.window = tk.Toplevel(root)
        self.window.geometry(f"{width}x{height}+0+0")
        self._canvas = canvas = tk.Canvas(self.window, background="black", highlightthickness=0)
        canvas.pack(fill="both", expand=True)
        step = width / (columns + 1)
        tops = [row * look.row_height for row in range(rows)]
        self._boxes = [canvas.create_rectangle(0, top, 1, top + look.row_height, width=0, fill="#335") for top in tops]
        self._texts = [
            [
                canvas.create_text((column + 2) * step, top, font=look.row, anchor="ne", fill="white")
                for column in range(columns)
            ]
            for top in tops
        ]
        self._shown: dict[int, object] = {}
        self._look, self._width = look, width

    def show(self, table: Table) -> None:
        for index, (row, box, texts) in enumerate(zip(table.rows, self._boxes, self._texts, strict=True)):
            if self._shown.get(box) != row.fraction:
                self._shown[box] = row.fraction
                top = index * self._look.row_height
                self._canvas.coords(box, 0, top, row.fraction * self._width, top + self._look.row_height)
            for cell, item in zip(row.cells, texts, strict=True):
                if self._shown.get(item) != cell:
                    self._shown[item] = cell
                    self._canvas.itemconfigure(item, text="".join(cell))


# Redraw


def redraw(passes: int) -> dict[str, object]:
    """CPU in ms and calls into Tk of one redraw. `update_idletasks` lets Tk draw, but no timer run."""
    pictures = moments(10.0, STEP_S, STEPS)
    root = hidden_root()
    calls = count_calls(root, pictures)
    opened, bare, tables = side_by_side(root, pictures)
    lines = {
        "bare": lambda: each(tables, bare.show, root.update_idletasks),
        "show": lambda: each(pictures, opened.show, root.update_idletasks),
        "same": lambda: each([pictures[-1]] * STEPS, opened.show, root.update_idletasks),
        "table": lambda: each(pictures, opened.table),
    }
    costs: dict[str, list[list[float]]] = {name: [] for name in lines}
    for _ in range(passes):
        for name, line in lines.items():
            costs[name].append(line())
    changed = statistics.mean(map(changed_share, tables, tables[1:]))
    rows, columns = opened.grid()
    medians = {name: [statistics.median(part) for part in zip(*cost, strict=True)] for name, cost in costs.items()}
    opened.close()
    root.destroy()
    return {"rows": rows, "columns": columns, "changed": changed, "calls": calls, **medians}


def side_by_side(root: tk.Tk, pictures: Sequence[Snapshot]) -> tuple[Opened, Bare, list[Table]]:
    """The meter, the floor with as many rows and columns, and what the floor is to show."""
    opened = Opened(root, lambda: pictures[0], WHOLE_RAID)
    opened.show(pictures[0])
    bare = Bare(root, opened.meter.look, *WHOLE_RAID, *opened.grid())
    pump_until(root, bare.window.winfo_viewable)
    return opened, bare, [opened.table(picture) for picture in pictures]


def each(things: Iterable[object], *steps: Callable[..., object]) -> list[float]:
    """Mean CPU in ms of each step; the first gets the thing, the others nothing."""
    spent_s = [0.0] * len(steps)
    count = 0
    for count, thing in enumerate(things, start=1):  # noqa: B007
        for index, step in enumerate(steps):
            began = time.process_time()
            step(*([thing] if index == 0 else []))
            spent_s[index] += time.process_time() - began
    return [spent * 1000 / count for spent in spent_s]


def count_calls(root: tk.Tk, pictures: Sequence[Snapshot]) -> dict[str, float]:
    """Calls into Tk a redraw. Apart from the timing, which the counting would slow down."""
    tcl, root.tk = root.tk, Counting(root.tk)
    opened, bare, tables = side_by_side(root, pictures)
    found = {}
    for name, things, step in (
        ("bare", tables, bare.show),
        ("show", pictures, opened.show),
        ("same", [pictures[-1]] * STEPS, opened.show),
    ):
        before = root.tk.calls
        for thing in things:
            step(thing)
        found[name] = (root.tk.calls - before) / len(things)
    bare.window.destroy()
    opened.close()
    root.tk = tcl
    return found


def changed_share(before: Table, after: Table) -> float:
    """Of the cells, 0..1."""
    pairs = [
        pair
        for rows in zip(before.rows, after.rows, strict=True)
        for pair in zip(*(row.cells for row in rows), strict=True)
    ]
    return sum(old != new for old, new in pairs) / len(pairs)


# CPU of an open window


def cpu(seconds: float) -> dict[str, object]:
    """Percent of one core, and draws a second, by scene."""
    pictures = moments(WARM_UP_S, SNAPSHOT_EVERY_S, int((seconds + SETTLE_S) / SNAPSHOT_EVERY_S) + 2)
    root = hidden_root()
    found: dict[str, object] = {"loop": [loop_cpu(root, seconds), 0.0]}
    scenes = {
        "waiting": ([None], USUAL, False),
        "over": (pictures[:1], USUAL, False),
        "fight": (pictures, USUAL, False),
        "raid": (pictures, WHOLE_RAID, False),
        "hidden": (pictures, WHOLE_RAID, True),
    }
    for name, (given, size, is_hidden) in scenes.items():
        found[name] = scene_cpu(root, given, size, is_hidden, seconds)
    root.destroy()
    return found


def scene_cpu(
    root: tk.Tk, given: Sequence[Snapshot | None], size: tuple[int, int], is_hidden: bool, seconds: float
) -> list[float]:
    film = Film(given)
    opened = Opened(root, film.newest, size)
    if is_hidden:
        opened.hide()
    film.restart()
    run_for(root, min(SETTLE_S, seconds))
    opened.draws = 0
    percent = run_for(root, seconds)
    opened.close()
    return [percent, opened.draws / seconds]


def loop_cpu(root: tk.Tk, seconds: float) -> float:
    """Of a Tk that is woken as often as the meter, and does nothing."""

    def turn() -> None:
        nonlocal job
        job = root.after(TURN_MS, turn)

    job = root.after(TURN_MS, turn)
    percent = run_for(root, seconds)
    root.after_cancel(job)
    return percent


def run_for(root: tk.Tk, seconds: float) -> float:
    """Let the window live for so long. Gives the CPU it took, in percent of one core."""
    root.after(round(seconds * 1000), root.quit)
    began, cpu_began = time.monotonic(), time.process_time()
    root.mainloop()
    return (time.process_time() - cpu_began) / (time.monotonic() - began) * 100


# Memory


def play(hours: float) -> None:
    """Write the packets of a fight to the standard output."""
    for at_s, packet in fight(hours * 3600):
        marshal.dump((at_s, packet.at_us, int(packet.link), packet.data), sys.stdout.buffer)


def played(hours: float) -> Iterator[tuple[float, RawPacket]]:
    """The same, from a process of its own: the simulator's memory is none of the program's."""
    command = [sys.executable, __file__, "play", str(hours)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        with contextlib.suppress(EOFError):
            while True:
                at_s, *packet = marshal.load(process.stdout)
                yield at_s, RawPacket(*packet)
    if process.returncode:
        raise RuntimeError("the simulator has failed")


def memory(hours: float, layers: int) -> dict[str, object]:
    """RSS in MB at four times of a fight.

    `layers`: 1 nothing but the packets, 2 also the engine with a snapshot a second, 3 also the window that shows it, 4
    also the writer with journal and database. For the writer the fight waits when it is behind, as no fight does that
    is not played as fast as it can.
    """
    heap.share_among_threads()  # as the program does
    marks = [hours * 3600 * part for part in (1 / 12, 1 / 2, 1)]
    health = Health()
    writer = Writer(Path(os.environ["RESONANCE_HOME"]) / "memory.db", health) if layers > 3 else None
    if writer is not None:
        writer.start()
    engine = Engine(names.load(), Settings(), health, writer.offer if writer else None) if layers > 1 else None
    root = hidden_root() if layers > 2 else None
    opened = Opened(root, engine.snapshot, WHOLE_RAID) if root is not None else None
    found = {"rss": [rss_mb()], "items": [], "commands": [], "draws": 0}
    note_tk(opened, found)
    draw_s = 1.0
    for at_s, packet in played(hours):
        if engine is not None:
            engine.receive(packet)
        if engine is not None and at_s >= draw_s:
            draw_s = at_s + 1.0
            engine.tick(packet.at_us // 1000)
            while writer is not None and writer.waiting() > 2:
                time.sleep(0.001)
            picture = engine.snapshot()
            if opened is not None and picture is not None:
                found["draws"] += 1
                opened.show(picture)
                root.update()
        if len(marks) > 1 and at_s >= marks[0]:
            marks.pop(0)
            found["rss"].append(rss_mb())
            note_tk(opened, found)
    found["rss"].append(rss_mb())
    note_tk(opened, found)
    if opened is not None:
        opened.close()
    if engine is not None and writer is not None:
        engine.finish()
        if not writer.stop(60.0):
            raise RuntimeError("the writer did not end")
    return found


def note_tk(opened: Opened | None, found: dict[str, list[int]]) -> None:
    if opened is not None:
        found["items"].append(len(opened.meter.face.sheet.find_all()))
        found["commands"].append(len(opened.root.tk.splitlist(opened.root.tk.call("info", "commands"))))


def rss_mb() -> float:
    """Of this process; 0 where the system does not tell."""
    return (resident_bytes() or 0) / 1e6


PARTS: dict[str, Callable[..., dict[str, object]]] = {
    "redraw": lambda passes: redraw(int(passes)),
    "cpu": lambda seconds: cpu(float(seconds)),
    "memory": lambda hours, layers: memory(float(hours), int(layers)),
}

if __name__ == "__main__":
    if sys.argv[1] == "play":
        play(float(sys.argv[2]))
        sys.exit()
    print(json.dumps(PARTS[sys.argv[1]](*sys.argv[2:])))
