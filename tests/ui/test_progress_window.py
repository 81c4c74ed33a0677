"""Bests and progress: what is listed, how it is narrowed and sorted, and where clicks lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import ttkbootstrap
from fakes import BOSS_MONSTER_ID, make_reading, texts
from history_fakes import SCREEN, HistoryBench, at_hour, ended

from helpers import PATIENCE_S
from resonance.settings import Settings
from resonance.store.bests import Best, Pull
from resonance.store.orders import SaveEncounter
from resonance.ui.progress.rows import COLUMNS, Filter, about, bests_table, last_ten, shown
from resonance.ui.progress.window import ProgressWindow
from resonance.ui.words import words_of

READING = make_reading()
GOBLIN, KARTGRIFF = 1400, BOSS_MONSTER_ID


def best(boss: int = KARTGRIFF, class_id: int | None = 1, dps: tuple[float, ...] = (300, 100), pulls: int = 4) -> Best:
    """Killed as often as there are DPS, the newest first."""
    return Best(
        boss_monster_id=boss,
        difficulty=5,
        my_class_id=class_id,
        my_spec=None,
        pulls=pulls,
        kills=len(dps),
        last_at_ms=1_760_000_000_000,
        best_dps=max(dps, default=None),
        median_dps=sum(dps) / len(dps) if dps else None,
        last_dps=dps,
        best_kill_ms=90_000 if dps else None,
        best_key="best" if dps else None,
        newest=(Pull(1_760_000_000_000, "new", False, 90_000, 200.0),),
    )


def test_cells_of_a_boss() -> None:
    """Difficulty, best, median, last ten, pulls, kill rate and fastest kill; unknown is a dash."""
    table = bests_table([best(), best(dps=())], "pulls", READING, None, "")
    assert [heading.key for heading in table.headings] == [column.key for column in COLUMNS]
    assert ["".join(cell) for cell in table.rows[0].cells] == ["5", "300", "200", "200", "4", "50.0%", "01:30"]
    assert ["".join(cell) for cell in table.rows[1].cells] == ["5", "—", "—", "—", "4", "0.0%", "—"]
    assert last_ten(best(dps=(100, 200, 600))) == 300


def test_difficulty_reads_as_in_the_list() -> None:
    """In the words of the scenes where the pulls were; the dungeon's own number where they have none."""
    hard, tier_3 = 6008, 13003
    scenes = (frozenset({hard}), frozenset({tier_3}), frozenset({hard, tier_3}), frozenset({-1}), frozenset[int]())
    bests = [replace(best(), scene_ids=each) for each in scenes]
    bests += [replace(bests[0], is_only=False), replace(bests[-1], difficulty=None)]
    table = bests_table(bests, "pulls", READING, None, "")
    words = ["Hard", "Tier 3", "Hard / Tier 3", "5", "5", "Hard · 5", "—"]
    assert ["".join(row.cells[0]) for row in table.rows] == words


def test_filters() -> None:
    """Part of the name of a boss in any case, and the own class."""
    bests = [best(), best(GOBLIN, class_id=2), best(GOBLIN, class_id=None)]
    assert shown(bests, Filter("  gObLin"), "pulls", READING) == bests[1:]
    assert shown(bests, Filter(class_id=2), "pulls", READING) == [bests[1]]
    assert shown(bests, Filter("kart", 2), "pulls", READING) == []


@pytest.mark.parametrize("column", [column.key for column in COLUMNS])
def test_order(column: str) -> None:
    """Largest first, with a minus smallest first; unknown values last both times."""
    bests = [best(dps=(100,), pulls=9), best(dps=()), best(dps=(500, 700), pulls=2)]
    value = next(each.value for each in COLUMNS if each.key == column)
    for order, is_falling in ((column, True), (f"-{column}", False)):
        values = [value(each) for each in shown(bests, Filter(), order, READING)]
        known = [each for each in values if each is not None]
        assert values[: len(known)] == sorted(known, reverse=is_falling)


class Progress:
    def __init__(self, bench: HistoryBench) -> None:
        self.bench = bench
        self.opened: list[str] = []
        self.window = ProgressWindow(
            bench.root,
            bench.database,
            words_of(Settings(), 1.0),
            open_encounter=self.opened.append,
            closed=lambda: None,
        )
        self.window.dialog.appear("", [SCREEN])
        bench.wait(lambda: self.window.bests is not None and self.window.sheet.winfo_width() > 1)

    def read(self) -> list[str]:
        self.bench.root.update()
        return texts(self.window.sheet)


@pytest.fixture
def bench(tk_root: ttkbootstrap.App, tmp_path: Path) -> Iterator[HistoryBench]:
    made = HistoryBench(tk_root, tmp_path)
    yield made
    assert made.writer.stop(PATIENCE_S)


@pytest.fixture
def progress(bench: HistoryBench) -> Iterator[Progress]:
    bench.save(ended(3, pulls=2), ended(3))
    bench.root.withdraw()  # type: ignore[attr-defined]
    made = Progress(bench)
    yield made
    made.window.close()


def test_window_over_a_history(progress: Progress) -> None:
    """Its bosses, and the newest pulls of the first one as dots that can be pressed."""
    (found,) = progress.window.bests or ()
    assert (found.pulls, found.kills) == (3, 2)
    assert "Kartgriff" in progress.read()
    assert len(progress.window.curve.spots) == 3
    assert any("Kartgriff" in words for words in texts(progress.window.curve_sheet))


def test_open_window_follows_the_history(progress: Progress) -> None:
    """Another kill counts as soon as it is saved; the chosen boss stays the chosen one."""
    before = progress.window.chosen
    progress.bench.write([SaveEncounter("another", at_hour(ended(3), 5))])
    progress.bench.wait(lambda: [each.kills for each in progress.window.bests or ()] == [3])
    assert before is not None
    assert progress.window.chosen is not None
    assert about(progress.window.chosen) == about(before)
    assert len(progress.window.curve.spots) == 4


def test_click_on_a_boss(progress: Progress) -> None:
    """Opens the encounter with the best kill."""
    spot = progress.window.table.hotspot_at(100, 40)
    assert spot is not None
    assert spot.press is not None
    spot.press()
    (found,) = progress.window.bests or ()
    assert progress.opened == [found.best_key]


def test_click_on_a_pull(progress: Progress) -> None:
    """Opens its encounter."""
    spot = progress.window.curve.spots[-1]
    assert spot.press is not None
    spot.press()
    assert progress.opened == ["key 1"]


def test_typing_narrows(progress: Progress) -> None:
    """At every letter; what is left out comes back with the text."""
    progress.window.entry.insert(0, "nobody")
    assert "No boss matches." in progress.read()
    assert progress.window.chosen is None
    progress.window.entry.delete(0, "end")
    assert "Kartgriff" in progress.read()


def test_empty_history(bench: HistoryBench) -> None:
    """It says what will be here, instead of an empty frame."""
    bench.root.withdraw()  # type: ignore[attr-defined]
    progress = Progress(bench)
    assert "No boss was fought yet. Fights that are saved show here." in progress.read()
    progress.window.close()
