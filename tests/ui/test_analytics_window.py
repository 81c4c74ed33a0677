"""The analytics window: its pages over a real history, what is sorted, chosen, copied and opened."""

from __future__ import annotations

import csv
import io
import tkinter as tk
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import ttkbootstrap
from fakes import make_reading, texts
from history_fakes import HOUR_MS, MORNING_MS, SCREEN, HistoryBench, at_hour, ended

from helpers import PATIENCE_S
from resonance.combat.record import EncounterRecord, Result, SegmentResult
from resonance.export.plot import Plot
from resonance.settings import Settings
from resonance.store.analytics import Character, Day, Kill
from resonance.store.dungeons import Dungeon, Try
from resonance.store.migrations import open_newest
from resonance.store.orders import SaveEncounter
from resonance.store.saver import Saver
from resonance.ui.analytics import characters, days, deaths, dungeons, players
from resonance.ui.analytics.page import PERIODS
from resonance.ui.analytics.window import PAGES, AnalyticsWindow
from resonance.ui.side_table import in_order
from resonance.ui.words import words_of

READING = make_reading()
NOW_MS = MORNING_MS + 24 * HOUR_MS


def wiped(players: int = 5) -> EncounterRecord:
    record = ended(players, result=Result.WIPE)
    record.segments[-1].result = SegmentResult.WIPE
    return record


class Analytics:
    def __init__(self, bench: HistoryBench, database: Path | None = None) -> None:
        self.bench = bench
        self.opened: list[str] = []
        self.window = AnalyticsWindow(
            bench.root,
            database or bench.database,
            words_of(Settings(), 1.0),
            open_encounter=self.opened.append,
            closed=lambda: None,
            now_ms=lambda: NOW_MS,
        )
        self.window.dialog.appear("", [SCREEN])
        bench.wait(lambda: self.window.items is not None and self.window.sheet.winfo_width() > 1)

    def open(self, key: str) -> None:
        self.window.open_page(next(page for page in PAGES if page.key == key))
        self.bench.wait(lambda: self.window.items is not None)

    @property
    def plot(self) -> Plot:
        plot = self.window.plot.plot
        assert plot is not None
        return plot

    def read(self) -> list[str]:
        return [*texts(self.window.plot_sheet), *texts(self.window.sheet)]

    def pasted(self) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.window.dialog.clipboard_get())))


@pytest.fixture
def bench(tk_root: ttkbootstrap.App, tmp_path: Path) -> Iterator[HistoryBench]:
    tk_root.withdraw()
    bench = HistoryBench(tk_root, tmp_path)
    yield bench
    assert bench.writer.stop(PATIENCE_S)


@pytest.fixture
def analytics(bench: HistoryBench) -> Iterator[Analytics]:
    """Two kills and a wipe on one morning."""
    bench.save(ended(), wiped(), ended(8))
    shown = Analytics(bench)
    yield shown
    shown.window.close()


def test_days(analytics: Analytics) -> None:
    """The day with its time, its hour, its pulls and kills."""
    (day,) = analytics.window.items or []
    assert (day.day, day.encounters, day.pulls, day.kills) == ("2026-03-10", 3, 3, 2)
    assert {"2026-03-10", "09:00", "Time in combat"} <= set(analytics.read())


def test_every_page_shows_its_rows_and_its_plot(analytics: Analytics) -> None:
    """Nothing is empty over a history with kills, wipes, people and deaths."""
    for page in PAGES:
        analytics.open(page.key)
        analytics.bench.wait(lambda: not analytics.plot.is_empty)
        assert analytics.window.items
        assert analytics.plot.title in analytics.read()


def test_progress_curve_of_a_dungeon(analytics: Analytics) -> None:
    """A dot a pull, filled for a kill; a click opens its encounter."""
    analytics.open("dungeons")
    analytics.bench.wait(lambda: len(analytics.plot.points) == 3)
    points = analytics.plot.points
    assert [point.is_filled for point in points] == [True, False, True]
    assert [point.opens for point in points] == ["key 0", "key 1", "key 2"]
    assert points[0].value == points[2].value == 0.0
    assert 0 < (points[1].value or 0) < 1
    spot = analytics.window.plot.drawing.spots[1]
    found = analytics.window.plot.hotspot_at(round((spot.left + spot.right) / 2), round(spot.top) + 3)
    assert found is not None
    assert found.press is not None
    assert "wipe" in found.tip
    found.press()
    assert analytics.opened == ["key 1"]


def test_copied_as_lines(analytics: Analytics) -> None:
    """The chart and the table, raw numbers with keys above them."""
    analytics.window.copy_table()
    header, row = analytics.pasted()
    assert header == ["name", "combat_ms", "peak_hour", "encounters", "pulls", "kills"]
    assert row[0] == "2026-03-10"
    assert row[2:] == ["9", "3", "3", "2"]
    analytics.open("dungeons")
    analytics.bench.wait(lambda: len(analytics.plot.points) == 3)
    analytics.window.copy_chart()
    header, *rows = analytics.pasted()
    assert header[-1] == "hp_left"
    assert [row[3] for row in rows] == ["kill", "wipe", "kill"]
    assert str(analytics.window.told.cget("text")) == "Copied to the clipboard."


def test_copied_as_picture(analytics: Analytics, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown, as PNG; a desktop that takes no pictures says so."""
    taken: list[bytes] = []

    def take(window: tk.Misc, png: bytes) -> bool:
        taken.append(png)
        return len(taken) == 1

    monkeypatch.setattr("resonance.ui.export.clipboard.copy_picture", take)
    analytics.window.copy_picture()
    assert taken[0].startswith(b"\x89PNG")
    assert str(analytics.window.told.cget("text")) == "Copied to the clipboard."
    analytics.window.copy_picture()
    assert "cannot be copied" in str(analytics.window.told.cget("text"))


def test_open_window_follows_the_history(analytics: Analytics) -> None:
    """What has ended is counted as soon as it is saved, a running one is not asked for; the chosen row stays."""
    analytics.open("dungeons")
    analytics.bench.wait(lambda: len(analytics.plot.points) == 3)
    asked: list[int] = []
    watch = analytics.window._watch
    assert watch is not None

    def note_and_refresh() -> None:
        asked.append(1)
        analytics.window.refresh()

    watch._is_over = note_and_refresh
    running = ended()
    running.ended, running.segments[-1].result = False, SegmentResult.RUNNING
    analytics.bench.write([SaveEncounter("running", at_hour(running, 6))])
    looked = watch._before
    analytics.bench.wait(lambda: watch._before is not None and watch._before is not looked)
    assert asked == []
    analytics.bench.write([SaveEncounter("another", at_hour(wiped(), 7))])
    analytics.bench.wait(lambda: len(analytics.plot.points) == 4)
    (dungeon,) = analytics.window.items or []
    assert asked == [1]
    assert analytics.window.chosen == dungeon
    assert dungeon.pulls == 4


def test_f5_asks_anew(analytics: Analytics) -> None:
    """As in other programs."""
    analytics.window.items = None
    analytics.window.dialog.focus_force()
    analytics.window.dialog.event_generate("<F5>")
    analytics.bench.wait(lambda: analytics.window.items is not None)


def test_history_that_begins_while_the_window_is_open(bench: HistoryBench, tmp_path: Path) -> None:
    """The first encounter that is saved shows."""
    database = tmp_path / "later.db"
    empty = Analytics(bench, database)
    assert empty.window.items == []
    with closing(Saver(open_newest(database))) as saver:
        saver.write([SaveEncounter("first", at_hour(ended(), 0))])
    bench.wait(lambda: empty.window.items)
    empty.window.close()


def test_difficulty_is_told_in_words() -> None:
    """As the list of encounters tells it; with the number where two rows of a place differ in that alone."""
    hard, unknown = 6008, -1
    rows = [
        Dungeon(hard, 3, None, 4, 1, 2, True, None, None),
        Dungeon(hard, 3, None, 4, 1, 2, False, None, None),
        Dungeon(hard, None, None, 4, 1, 2, False, None, None),
        Dungeon(unknown, 3, None, 4, 1, 2, True, None, None),
        Dungeon(unknown, None, None, 4, 1, 2, True, None, None),
    ]
    difficulty = dungeons.COLUMNS[0]
    cells = ["".join(difficulty.cell(each, READING)) for each in rows]
    assert cells == ["Hard", "Hard · 3", "Hard", "3", "—"]


def test_counts_and_rates_have_names_of_their_own() -> None:
    """ "Kills" is a number of kills on every page; a part of the pulls is called otherwise."""
    for page in PAGES:
        for column in page.columns:
            assert (column.title == "Kills") == (column.key == "kills")
            assert (column.title == "Kill rate") == (column.key == "kill_rate")


def test_period(analytics: Analytics) -> None:
    """Only encounters of the last days count."""
    analytics.window._now_ms = lambda: MORNING_MS + 7 * 24 * HOUR_MS + HOUR_MS // 2
    analytics.window.since(7)
    analytics.bench.wait(lambda: [day.encounters for day in analytics.window.items or []] == [2])
    analytics.window._now_ms = lambda: MORNING_MS + 99 * 24 * HOUR_MS
    analytics.window.since(30)
    analytics.bench.wait(lambda: "Nothing was saved in this time." in analytics.read())


def test_period_chosen_from_the_list(analytics: Analytics) -> None:
    """It takes effect, and its words are not left marked as if to be copied."""
    period = analytics.window.period
    period.current([days for _, days in PERIODS].index(7))
    period.selection_range(0, "end")
    period.event_generate("<<ComboboxSelected>>")
    assert analytics.window.days == 7
    assert not period.selection_present()


def test_other_settings(analytics: Analytics) -> None:
    """The window is built anew in the other theme, with the page it had; hidden names are hidden."""
    analytics.open("players")
    before = analytics.window.sheet
    analytics.window.apply(words_of(Settings(theme="light", hide_names=True), 1.0))
    assert not before.winfo_exists()
    assert analytics.window.page is players.PAGE
    analytics.bench.wait(lambda: any(text.startswith("Player ") for text in analytics.read()))
    assert "Momoko" not in analytics.read()


def test_other_seconds_and_amounts(analytics: Analytics, monkeypatch: pytest.MonkeyPatch) -> None:
    """The DPS of kills are asked for anew, and are those of the bests; other settings ask nothing."""
    analytics.open("characters")
    (before,) = analytics.window.items or []
    words = words_of(Settings(clock="elapsed", amounts="effective"), 1.0)
    analytics.window.apply(words)
    analytics.bench.wait(lambda: [before] != analytics.window.items)
    (after,) = analytics.window.items or []
    (best,) = analytics.window._history.bests(None, *words.choices)
    assert (after.best_dps, after.median_dps) == (best.best_dps, best.median_dps)
    assert analytics.window.chosen == after
    asked: list[int] = []
    monkeypatch.setattr(analytics.window, "refresh", lambda: asked.append(1))
    analytics.window.apply(words_of(Settings(clock="elapsed", amounts="effective", theme="light"), 1.0))
    assert asked == []


def test_empty_history(bench: HistoryBench) -> None:
    """Every page says so."""
    shown = Analytics(bench)
    for page in PAGES:
        shown.open(page.key)
        bench.wait(lambda page=page: page.empty in shown.read())
        assert len(texts(shown.window.plot_sheet)) == 1, "the plot has its title alone"
    shown.window.close()


def test_sorted_by_a_column() -> None:
    """Largest first, then smallest first; unknown last both times; by nothing as they came."""
    pulls = [Day(str(number), 1, 5, 3, number, 0) for number in (2, 9, 4)]
    assert [day.pulls for day in in_order(pulls, days.COLUMNS, "pulls")] == [9, 4, 2]
    assert [day.pulls for day in in_order(pulls, days.COLUMNS, "-pulls")] == [2, 4, 9]
    assert in_order(pulls, days.COLUMNS, "") == pulls


def test_days_without_a_fight_have_room() -> None:
    """As in a calendar, and no more than fit."""
    known = [Day("2026-03-28", 1, 5, 3, 1, 0), Day("2026-03-31", 1, 5, 3, 1, 0)]
    assert [day.day[5:] for day in days.calendar(known)] == ["03-28", "03-29", "03-30", "03-31"]
    assert len(days.calendar([Day("2020-01-01", 1, 5, 3, 1, 0), *known])) == days.DAYS_DRAWN
    assert days.calendar([]) == []


def test_curve_is_of_one_boss() -> None:
    """Of several there are dots alone; a row of each boss, by its name, has its curve."""
    one = [Try(0, "", 71, SegmentResult.WIPE, 0, 0.7, best) for best in (0.5, 0.4)]
    other = Try(0, "", 72, SegmentResult.KILL, 0, 0.0, 0.0)
    place, boss = (Dungeon(6008, 3, boss, 3, 1, 2, True, None, None) for boss in (None, 71))
    plot = dungeons.PAGE.plot
    assert plot([place, boss], boss, one, READING).line == (0.5, 0.4)
    mixed = plot([place, boss], place, [*one, other], READING)
    assert mixed.line == ()
    assert mixed.legend == "● kill   ○ no kill"
    row = dungeons.PAGE.row(boss, (), READING)
    assert (row.name, row.details) == (READING.names.monster(71), (READING.names.scene(6008),))
    assert dungeons.PAGE.name(boss, READING) == f"{row.name} · {row.details[0]}"


def test_older_pulls_and_kills_that_are_left_out() -> None:
    """The chart says of how many it draws the newest, and nothing where it has all."""
    tries = [Try(0, "", 71, SegmentResult.WIPE, 0, 0.5, 0.5)] * 300
    for pulls, words in ((1_412, "the newest 60 of 1,412   ●"), (60, "●")):
        dungeon = Dungeon(6008, 3, None, pulls, 0, pulls, True, None, None)
        assert dungeons.PAGE.plot([dungeon], dungeon, tries[:pulls], READING).legend.startswith(words)
    kills = (Kill(0, "", 5.0),) * 70
    for count, words in ((70, "the newest 60 of 70   —"), (60, "—")):
        character = Character(1, None, 1, None, count, 5.0, 5.0, None, kills[:count])
        assert characters.PAGE.plot([character], character, None, READING).legend.startswith(words)


def test_copied_chart_without_the_oldest_pulls(analytics: Analytics) -> None:
    """The lines are fewer than the pulls: it says so."""
    analytics.open("dungeons")
    analytics.bench.wait(lambda: len(analytics.plot.points) == 3)
    analytics.window.chosen = analytics.window.chosen._replace(pulls=800)
    analytics.window.copy_chart()
    assert str(analytics.window.told.cget("text")) == "Copied to the clipboard: the newest 3 of 800."


def test_lines_through_the_dots() -> None:
    """The median of the newest kills."""
    assert characters.moving_median([1, 3, 2]) == (1, 2, 2)
    assert characters.signed_percent(0.25) == ("+25.0", "%")
    assert characters.signed_percent(-0.25) == ("-25.0", "%")


def test_words_of_a_killer_that_was_not_seen() -> None:
    """It still has a row."""
    from resonance.store.analytics import Killer

    row = deaths.PAGE.row(Killer(None, 0, None, 3, 1), (("3", ""), ("1", "")), READING)
    assert row.name == "killer not seen"
