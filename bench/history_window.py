"""How long the history window takes with a long history: medians of several passes, in milliseconds.

    python bench/history_window.py [--encounters N] [--passes N]

It needs a display; on Linux without one: xvfb-run -a -s "-screen 0 1600x1000x24" python bench/history_window.py.
What is measured ends when the rows in view are drawn, questions on the other thread included.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
import tkinter as tk
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from history import fill
from window_opened import hidden_root

from resonance.settings import Settings
from resonance.ui.desktop.desktop import Screen
from resonance.ui.geometry import Geometry
from resonance.ui.history.window import HistoryWindow
from resonance.ui.preferences import Preferences
from resonance.ui.words import words_of

SCREEN = Screen(Geometry(0, 0, 1600, 1000), Geometry(0, 0, 1600, 960))
PAUSE_S = 0.001
SETTLED_S = 0.3


class Opened:
    def __init__(self, root: tk.Tk, database: Path) -> None:
        settings = Settings()
        preferences = Preferences(
            settings,
            database.with_name("settings.json"),
            root.after,
            tell=sys.exit,
            report=root.report_callback_exception,
        )
        self.root = root
        self.window = HistoryWindow(root, database, preferences, words_of(settings), closed=lambda: None)
        self.window.dialog.appear("", [SCREEN])
        self.wait(self.is_drawn)

    def is_drawn(self) -> bool:
        """All rows in view are known, and on the screen."""
        window, pages = self.window, self.window.finding.pages
        first, count = window.list.view.first, window.list.view.fitting
        known = [pages.row(index) for index in range(first, min(first + count, pages.count))]
        return pages.is_known and bool(known) and None not in known

    def wait(self, is_done: Callable[[], bool]) -> None:
        while not is_done():
            self.root.update()
            time.sleep(PAUSE_S)
        self.root.update_idletasks()

    def settle(self) -> None:
        """So that nothing of before is measured with the next."""
        until = time.monotonic() + SETTLED_S
        self.wait(lambda: time.monotonic() > until)

    def after(self, do: Callable[[], object]) -> float:
        """ms until the rows that this leads to are drawn."""
        self.settle()
        pages = self.window.finding.pages
        query = pages.query
        began = time.perf_counter()
        do()
        if pages.query is not query:
            pages.is_known = False
        self.wait(self.is_drawn)
        return (time.perf_counter() - began) * 1000


def steps(window: HistoryWindow) -> dict[str, Callable[[], object]]:
    finding, shown = window.finding, window.list
    return {
        "sorted by my DPS": lambda: finding.sort("my_dps"),
        "sorted by players": lambda: finding.sort("players"),
        "filtered by a player's name": lambda: window.bar.change(about=finding.about("ka")),
        "filters removed": lambda: window.bar.remove("about"),
        "a page down": lambda: shown.scroll(shown.view.fitting),
        "jump to the end": lambda: shown.choose(finding.pages.count - 1),
        "jump to the middle": lambda: shown.scroll(-finding.pages.count // 2),
    }


def measure(root: tk.Tk, database: Path, passes: int) -> None:
    """The first window of all is not counted: it finds the tables of names unread."""
    times: dict[str, list[float]] = {}
    for number in range(passes + 1):
        began = time.perf_counter()
        opened = Opened(root, database)
        found = {"window opened, first page drawn": (time.perf_counter() - began) * 1000}
        found |= {name: opened.after(do) for name, do in steps(opened.window).items()}
        opened.window.close()
        root.update()  # the end of one window is no part of the next
        for name, spent in found.items() if number else ():
            times.setdefault(name, []).append(spent)
    for name, each in times.items():
        print(f"{name:40} {statistics.median(each):8.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--encounters", type=int, default=10_000)
    parser.add_argument("--passes", type=int, default=7)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "history.db"
        fill(database, chosen.encounters)
        root = hidden_root()
        measure(root, database, chosen.passes)
        root.destroy()


if __name__ == "__main__":
    main()
