"""What the meter window costs: one run, one table, medians of several passes, ratios within the run.

    python bench/window.py [--passes N] [--seconds S] [--hours H]

It needs a display; on Linux without one: xvfb-run -a -s "-screen 0 1600x1000x24" python bench/window.py. Each part runs
in a process of its own. "by floor" compares with the least that can do the same, measured side by side.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import tkinter
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent

SCENES = {
    "loop": "floor: a Tk loop that does nothing",
    "waiting": "nothing received yet",
    "over": "the fight is over",
    "fight": "fight of 20 players, usual size",
    "raid": "fight of 20 players, {rows} rows x {columns} columns",
    "hidden": "the same, hidden",
}
LAYERS = {
    1: "nothing but packets",
    2: "engine, a snapshot a second",
    3: "and window that shows it",
    4: "and writer with journal and database",
}
STARTS = {
    "python": "Python alone",
    "tkinter": "floor: an empty Tk window",
    "ttkbootstrap": "an empty ttkbootstrap window",
    "program": "the program, running the demo",
}


def child(script: str, *arguments: object) -> dict:
    """Run a part, and give what its last line says."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{script} {arguments[0]} has failed.")
    return json.loads(done.stdout.splitlines()[-1])


def title(words: str, *columns: str) -> None:
    print(f"\n{words:58}" + "".join(f"{column:>10}" for column in columns))


def line(words: str, *numbers: float | None, digits: int = 2) -> None:
    """None leaves its column empty."""
    print(f"  {words:56}" + "".join(f"{'':10}" if each is None else f"{each:10,.{digits}f}" for each in numbers))


def redraws(passes: int) -> tuple[int, int]:
    """Gives rows and columns."""
    found = child("window_parts.py", "redraw", passes)
    rows, columns, calls = found["rows"], found["columns"], found["calls"]
    floor_ms, show_ms, same_ms = (sum(found[name]) for name in ("bare", "show", "same"))
    title(f"Redraw in place, {rows} rows x {columns} columns", "ms CPU", "by floor", "Tk calls")
    line(f"another snapshot, {found['changed']:.0%} of the cells differ", show_ms, show_ms / floor_ms, calls["show"])
    line("of that, the numbers put into words", found["table"][0], None, None)
    line("of that, the items brought up to date", found["show"][0] - found["table"][0], None, None)
    line("of that, drawing by Tk", found["show"][1], None, None)
    line("the same snapshot again", same_ms, same_ms / floor_ms, calls["same"])
    line("floor: a plain canvas with as many texts and bars", floor_ms, 1.0, calls["bare"])
    return rows, columns


def processor(seconds: float, rows: int, columns: int) -> None:
    title("CPU of the open window, prepared snapshots at 5 Hz", "% of core", "draws/s")
    for name, (percent, draws) in child("window_parts.py", "cpu", seconds).items():
        line(SCENES[name].format(rows=rows, columns=columns), percent, draws)
    whole, window = child("window_start.py", "work", seconds)
    line("the whole program, fight of the demo", whole, None)
    line("of that, the thread of the window", window, None)


def memory(hours: float) -> None:
    """The layers at the same time: they are not timed."""
    command = [sys.executable, str(HERE / "window_parts.py"), "memory", str(hours)]
    running = {layer: subprocess.Popen([*command, str(layer)], stdout=subprocess.PIPE, text=True) for layer in LAYERS}
    found = {layer: json.loads(process.communicate()[0].splitlines()[-1]) for layer, process in running.items()}
    marks = [f"{hours * 60 * part:.3g} min" for part in (1 / 12, 1 / 2, 1)]
    title("Memory (RSS) over one fight of 20 players, 200 hits/s", "start", *marks, "growth")
    for layer, words in LAYERS.items():
        sizes = found[layer]["rss"]
        line(f"{words}, MB", *sizes, sizes[-1] - sizes[1], digits=1)
    for name, words in (("items", "items on the canvas"), ("commands", "Tcl commands")):
        counts = found[3][name]
        line(words, *counts, counts[-1] - counts[1], digits=0)
    print(f"  drawn {found[3]['draws']:,} times, about once a second of the fight; growth since {marks[0]}")


def starts(passes: int) -> None:
    """In turns, so that whatever else the machine does meets all of them. The first start of all is not counted."""
    times_ms: dict[str, list[float]] = {name: [] for name in STARTS}
    child("window_start.py", "program", time.monotonic())  # writes the compiled modules that later starts find
    for _ in range(passes):
        for name, found in times_ms.items():
            found.append(child("window_start.py", name, time.monotonic()))
    medians = {name: statistics.median(found) for name, found in times_ms.items()}
    title("Start to first paint", "ms", "by floor")
    for name, words in STARTS.items():
        line(words, medians[name], medians[name] / medians["tkinter"], digits=1)


def versions() -> str:
    toolkit = f"Tk {tkinter.Tcl().eval('info patchlevel')}, ttkbootstrap {version('ttkbootstrap')}"
    return f"Python {platform.python_version()}, {toolkit}, {platform.system()} {platform.machine()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passes", type=int, default=9, help="of redraws and starts (9)")
    parser.add_argument("--seconds", type=float, default=20.0, help="that each open window is watched (20)")
    parser.add_argument("--hours", type=float, default=2.0, help="of the simulated fight whose memory is watched (2)")
    chosen = parser.parse_args()
    print(f"{versions()}, medians of {chosen.passes} passes")
    with tempfile.TemporaryDirectory() as home:  # the user's own settings and history stay as they are
        os.environ["RESONANCE_HOME"] = home
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(home) / "compiled")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        (Path(home) / "settings.json").write_text('{"welcomed": true}')
        rows, columns = redraws(chosen.passes)
        processor(chosen.seconds, rows, columns)
        starts(chosen.passes)
        memory(chosen.hours)


if __name__ == "__main__":
    main()
