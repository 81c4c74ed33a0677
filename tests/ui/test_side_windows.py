"""Comparison and bests: opened once each, brought to the front, placed, closed, and nothing of them is left."""

from __future__ import annotations

import gc
import tkinter as tk
import weakref
from collections.abc import Iterator

import pytest
from history_fakes import SCREEN, HistoryBench, ended

from resonance.settings import Settings
from resonance.ui.compare.subjects import Subjects
from resonance.ui.side_windows import COMPARE_PLACE, PROGRESS_PLACE, SideWindows
from resonance.ui.words import words_of


class Desk:
    def __init__(self, bench: HistoryBench) -> None:
        self.bench = bench
        self.above: list[tk.Toplevel] = []
        self.side = SideWindows(bench.root, bench.preferences, lambda: [SCREEN], self.above.append, lambda key: None)

    def compare(self, left: int = 1, right: int = 0) -> None:
        rows = self.bench.rows()
        self.side.compare(self.bench.database, Subjects(rows[left], rows[right]))
        self.bench.wait(lambda: self.side.comparison is not None and self.side.comparison.sides())

    def progress(self) -> None:
        self.side.open_progress(self.bench.database)
        self.bench.wait(lambda: self.side.progress is not None and self.side.progress.bests)


@pytest.fixture
def desk(history: HistoryBench) -> Iterator[Desk]:
    history.open_with(ended(3), ended(6))
    made = Desk(history)
    yield made
    made.side.close()


def test_one_window_of_each(desk: Desk) -> None:
    """Asked again, the open one shows what was asked for."""
    desk.compare()
    desk.progress()
    first = desk.side.comparison, desk.side.progress
    desk.compare(0, 1)
    desk.progress()
    assert (desk.side.comparison, desk.side.progress) == first
    assert len(desk.above) == 2
    assert first[0] is not None
    assert first[0].subjects.left == desk.bench.rows()[0]


def test_escape_closes(desk: Desk) -> None:
    """And the place of the window is kept."""
    desk.compare()
    desk.progress()
    for window in (desk.side.comparison, desk.side.progress):
        assert window is not None
        window.dialog.keyboard.focus_force()
        desk.bench.root.update()
        window.dialog.keyboard.event_generate("<Escape>")
    assert desk.side.comparison is None
    assert desk.side.progress is None
    assert {COMPARE_PLACE, PROGRESS_PLACE} <= set(desk.bench.preferences.settings.places)


def test_other_look(desk: Desk) -> None:
    """Theme and size follow, with what was shown."""
    desk.compare()
    desk.progress()
    window, progress = desk.side.comparison, desk.side.progress
    assert window is not None
    assert progress is not None
    window.show("skills")
    desk.side.apply(words_of(Settings(theme="light", font_size=20), 1.0))
    desk.bench.wait(window.sides)
    assert window.mode == "skills"
    for sheet in (window.panes.body, progress.sheet):
        assert sheet.cget("background") == "#f6f7f9"


def test_nothing_is_left_of_closed_windows(desk: Desk) -> None:
    """Neither widgets nor the windows' own objects."""
    desk.compare()
    desk.progress()
    left = [weakref.ref(each) for each in (desk.side.comparison, desk.side.progress) if each is not None]
    before = [dialog for dialog in desk.above if dialog.winfo_exists()]
    desk.side.close()
    desk.bench.root.update()
    assert len(before) == 2
    assert not any(dialog.winfo_exists() for dialog in desk.above)
    desk.above.clear()
    del before
    gc.collect()
    assert [each() for each in left] == [None, None]
