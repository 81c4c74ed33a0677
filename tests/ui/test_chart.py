"""Curves over time, as they are drawn and as they answer the pointer."""

from __future__ import annotations

import tkinter as tk
from dataclasses import replace

import pytest
from fakes import option, text_items, texts
from hypothesis import given
from hypothesis import strategies as st

from resonance import formats
from resonance.combat.timeline import MOST_POINTS, points_of, smoothed, step_of, tick_step
from resonance.palettes import CHIP_CONTRAST, PALETTES, contrast
from resonance.ui.chart import MOST_MARKS, Chart, ChartDrawing, Curve, shares
from resonance.ui.plot_area import Mark, Span
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look

WIDTH, TOP, BOTTOM = 600, 50, 350

CHART = Chart(
    seconds=100,
    curves=(
        Curve("Group average", "#8a919e", tuple([200.0] * 100)),
        Curve("Anna", "#4de3d1", tuple(float(10 * second) for second in range(100))),
    ),
    hp=tuple(1 - second / 100 for second in range(100)),
    hp_label="Kartgriff",
    marks=(Mark(40.0, "Ben died", "#e5484d"),),
    spans=(Span(0.0, 50.0, "Pull 1", "#4c5a75"), Span(60.0, 100.0, "Pull 2", "#4c5a75")),
    unit="DPS",
    empty="No damage dealt in the shown fight.",
)


@pytest.fixture(params=["dark", "light"])
def look(tk_root: tk.Tk, request: pytest.FixtureRequest) -> Look:
    return Look(tk_root, PALETTES[request.param], scale=1.0)


@pytest.fixture
def sheet(tk_root: tk.Tk, look: Look) -> Sheet:
    return Sheet(tk_root, look.palette.ground)


@pytest.fixture
def drawing(sheet: Sheet, look: Look) -> ChartDrawing:
    made = ChartDrawing(sheet, look)
    made.layout(WIDTH, TOP, BOTTOM)
    return made


def lines(sheet: Sheet, colour: str) -> list[list[float]]:
    """Coordinates of the lines in a colour."""
    found = [
        item for item in sheet.find_all() if str(sheet.type(item)) == "line" and option(sheet, item, "fill") == colour
    ]
    return [sheet.coords(item) for item in found]


def longest(sheet: Sheet) -> list[list[float]]:
    """Coordinates of the lines with more than two points."""
    found = [sheet.coords(item) for item in sheet.find_all() if str(sheet.type(item)) == "line"]
    return [coords for coords in found if len(coords) > 4]


def tip(drawing: ChartDrawing, second: int) -> list[str]:
    """What the pointer finds at a second, a line each."""
    for x in range(WIDTH):
        spot = drawing.hotspot_at(x, (TOP + BOTTOM) // 2)
        if spot is not None and spot.key == f"chart {second}":
            return spot.tip.split("\n")
    raise AssertionError(f"nothing answers for second {second}")


# Points


@given(st.lists(st.integers(0, 10**9), max_size=300), st.integers(1, 60))
def test_smoothing_keeps_the_sum(values: list[int], width: int) -> None:
    """As many points as before, none below zero or above the largest, and nothing added or lost at the ends."""
    curve = smoothed(values, width)
    assert len(curve) == len(values)
    assert sum(curve) == pytest.approx(sum(values), rel=1e-6)
    assert all(-1e-3 <= value <= max(values) * (1 + 1e-6) + 1e-3 for value in curve)


def test_smoothing_spreads_a_single_hit() -> None:
    """Over its width, and not at all over one."""
    assert smoothed([0, 0, 0, 10, 0, 0, 0], 5) == (0, 2, 2, 2, 2, 2, 0)
    assert smoothed([10, 0, 0, 0], 3) == pytest.approx((20 / 3, 10 / 3, 0, 0))
    assert smoothed([1, 2, 3], 1) == (1, 2, 3)
    assert smoothed([], 5) == ()


@given(st.integers(0, 5 * 3_600))
def test_points_are_few_however_long_the_fight(seconds: int) -> None:
    """Their steps cover every second."""
    step = step_of(seconds)
    points = points_of([1.0] * seconds, seconds, step)
    assert len(points) <= MOST_POINTS
    assert len(points) * step >= seconds
    assert all(point == 1.0 for point in points)
    if seconds <= MOST_POINTS:
        assert step == 1


def test_points_are_means_of_their_step() -> None:
    """Missing seconds are zeros, and the last step may be a short one."""
    assert points_of([2, 4, 6, 8, 10], 5, 2) == [3, 7, 10]
    assert points_of([2, 4], 5, 2) == [3, 0, 0]
    assert points_of([2, 4, 6], 2, 1) == [2, 4]


def test_times_on_the_axis() -> None:
    """Round ones, no more than have room."""
    assert tick_step(20, 8) == 5
    assert tick_step(600, 8) == 120
    assert tick_step(4 * 3_600, 8) == 1_800
    assert tick_step(4 * 3_600, 0) == 7_200
    for seconds in (30, 100, 425, 3_000, 14_400):
        assert seconds / tick_step(seconds, 6) <= 6


@given(st.lists(st.integers(0, 500), min_size=1, max_size=6), st.integers(0, 1_000))
def test_words_share_the_room(widths: list[int], room: int) -> None:
    """Who needs little gets it; what is left is for the others, and no more is given than there is."""
    given_room = shares(widths, room)
    assert sum(given_room) <= room
    assert all(0 <= got <= wanted for got, wanted in zip(given_room, widths, strict=True))
    if sum(widths) <= room:
        assert given_room == widths
    assert all(got == wanted for got, wanted in zip(given_room, widths, strict=True) if wanted <= room // len(widths))


# Drawing


def test_curves_reach_from_end_to_end(drawing: ChartDrawing, sheet: Sheet) -> None:
    """All within the plot; the largest value at its top, zero at its bottom."""
    drawing.show(CHART)
    hp, average, own = longest(sheet)
    for curve in (hp, average, own):
        xs, ys = curve[::2], curve[1::2]
        assert xs == sorted(xs)
        assert (min(xs), max(xs)) == (min(average[::2]), WIDTH - 14)
        assert all(TOP <= y <= BOTTOM for y in ys)
    assert own[1] == max(own[1::2])
    assert own[-1] == min(own[1::2])
    assert len(set(average[1::2])) == 1


def test_legend_names_every_line(drawing: ChartDrawing, sheet: Sheet) -> None:
    """Curves and boss, also in a narrow window with long names; without known HP there is no boss."""
    drawing.show(CHART)
    assert {"Group average", "Anna", "Kartgriff"} <= set(texts(sheet))
    drawing.layout(300, TOP, BOTTOM)
    long_name = replace(CHART.curves[1], label="AVeryLongPlayerNameThatNeverEnds" * 3)
    drawing.show(replace(CHART, curves=(CHART.curves[0], long_name)))
    shown = texts(sheet)
    assert "Kartgriff" in shown
    assert any(text.startswith("AVery") and text.endswith("…") for text in shown)
    assert all(sheet.bbox(item)[2] <= 300 for item in text_items(sheet))
    drawing.show(replace(CHART, hp=(None,) * 100))
    assert "Kartgriff" not in texts(sheet)


def test_every_line_can_be_seen_in_both_themes(drawing: ChartDrawing, sheet: Sheet, look: Look) -> None:
    """Also a yellow one on the light ground, and a dark one on the dark."""
    for colour in ("#f6f33b", "#2d2a4a"):
        drawing.show(replace(CHART, curves=(replace(CHART.curves[1], colour=colour),)))
        drawn = {
            option(sheet, item, "fill")
            for item in sheet.find_all()
            if str(sheet.type(item)) == "line" and len(sheet.coords(item)) > 4
        }
        assert all(contrast(each, look.palette.ground) >= CHIP_CONTRAST for each in drawn)


def test_boss_hp_is_broken_where_it_is_not_known(drawing: ChartDrawing, sheet: Sheet, look: Look) -> None:
    """Between two pulls no line pretends to know."""
    hp = (*[0.9] * 30, *[None] * 40, *[0.5] * 30)
    drawing.show(replace(CHART, hp=hp, marks=()))
    found = [coords for coords in lines(sheet, look.palette.danger) if len(coords) > 4]
    assert [len(coords) // 2 for coords in found] == [30, 30]


def test_deaths_and_pulls_are_marked(drawing: ChartDrawing, sheet: Sheet) -> None:
    """A cross on the axis at its second; bars above with their names where they have room."""
    drawing.show(CHART)
    crosses = lines(sheet, "#e5484d")
    crosses = [coords for coords in crosses if len(coords) == 4 and coords[0] != coords[2] and coords[1] != coords[3]]
    assert len(crosses) == 2
    left, right = min(longest(sheet)[1][::2]), WIDTH - 14
    middle = sum(crosses[0][::2]) / 2
    assert middle == pytest.approx(left + (right - left) * 0.4, abs=1)
    assert {"Pull 1", "Pull 2"} <= set(texts(sheet))
    short = replace(CHART, spans=(Span(0.0, 1.0, "Pull 1", "#4c5a75"),))
    drawing.show(short)
    assert "Pull 1" not in texts(sheet)


def test_amounts_at_the_left_have_room_in_every_style(drawing: ChartDrawing, sheet: Sheet) -> None:
    """No digit is cut off by the edge of the window."""
    big = Curve("Anna", "#4de3d1", tuple([123_456_789.0] * 100))
    for style in formats.STYLES:
        formats.use_style(style)
        drawing.hide()
        drawing.show(replace(CHART, curves=(big,)))
        assert all(sheet.bbox(item)[0] >= 0 for item in text_items(sheet))
        assert formats.short(123_456_789) in texts(sheet)


def test_same_chart_again_draws_nothing(drawing: ChartDrawing, sheet: Sheet) -> None:
    """Items stay; another size or another value makes them anew, and never more than before."""
    drawing.show(CHART)
    items = sheet.find_all()
    drawing.show(replace(CHART))
    assert sheet.find_all() == items
    drawing.layout(WIDTH - 1, TOP, BOTTOM)
    drawing.show(CHART)
    assert sheet.find_all() != items
    assert len(sheet.find_all()) == len(items)


def test_hidden_chart_leaves_nothing(drawing: ChartDrawing, sheet: Sheet) -> None:
    """A table takes its place; the same chart can come back."""
    drawing.hide()
    drawing.show(CHART)
    count = len(sheet.find_all())
    drawing.hide()
    assert sheet.find_all() == ()
    assert drawing.hotspot_at(300, 200) is None
    drawing.show(CHART)
    assert len(sheet.find_all()) == count


def test_long_chart_has_few_points(drawing: ChartDrawing, sheet: Sheet) -> None:
    """Four hours are no more to draw than ten minutes."""
    seconds = 4 * 3_600
    step = step_of(seconds)
    values = tuple(points_of([5.0] * seconds, seconds, step))
    drawing.show(Chart(seconds, (Curve("Anna", "#4de3d1", values),), step))
    (curve,) = longest(sheet)
    assert len(curve) // 2 <= MOST_POINTS
    assert tip(drawing, seconds // 2)[0] == "2:00:00"


def test_window_too_small_for_a_chart(drawing: ChartDrawing, sheet: Sheet) -> None:
    """No error, whatever the size."""
    for width, bottom in ((40, BOTTOM), (WIDTH, TOP + 10), (1, TOP)):
        drawing.layout(width, TOP, bottom)
        drawing.show(CHART)
        assert drawing.hotspot_at(0, 0) is None


# Empty


@pytest.mark.parametrize(
    "chart",
    [
        replace(CHART, seconds=1),
        replace(CHART, seconds=0, curves=()),
        replace(CHART, curves=(replace(CHART.curves[0], values=(0.0,) * 100),)),
        replace(CHART, curves=(replace(CHART.curves[0], values=()),)),
    ],
)
def test_nothing_to_draw_is_said_in_words(drawing: ChartDrawing, sheet: Sheet, chart: Chart) -> None:
    """One sentence in place of axes, and no tips of nothing."""
    drawing.show(CHART)
    drawing.show(chart)
    assert texts(sheet) == [chart.empty]
    assert drawing.hotspot_at(300, 200) is None


# The pointer


def test_pointer_reads_all_lines_at_its_second(drawing: ChartDrawing) -> None:
    """Time, pull, every curve with its unit, the boss, and who died there."""
    drawing.show(CHART)
    assert tip(drawing, 40) == [
        "00:40",
        "Pull 1",
        "Group average: 200 DPS",
        "Anna: 400 DPS",
        "Kartgriff: 60.0 %",
        "Ben died",
    ]
    between = tip(drawing, 55)
    assert not any("Pull" in line or "died" in line for line in between)


def test_pointer_in_a_wipe_does_not_fill_the_screen(drawing: ChartDrawing) -> None:
    """Of twenty deaths at once the first are named, the others counted."""
    marks = tuple(Mark(40.0, f"Player {number} died", "#e5484d") for number in range(20))
    drawing.show(replace(CHART, marks=marks))
    deaths = [line for line in tip(drawing, 40) if "died" in line or "more" in line]
    assert len(deaths) == MOST_MARKS + 1
    assert deaths[-1] == f"and {20 - MOST_MARKS} more"


def test_pointer_beside_the_curves(drawing: ChartDrawing) -> None:
    """The legend and the axis say nothing."""
    drawing.show(CHART)
    for x, y in ((300, TOP + 3), (300, BOTTOM - 3), (5, 200), (WIDTH - 2, 200)):
        assert drawing.hotspot_at(x, y) is None


def test_curve_shorter_than_the_chart(drawing: ChartDrawing, sheet: Sheet) -> None:
    """It ends where its fight does, and the pointer says nothing of it behind that."""
    drawing.show(replace(CHART, curves=(Curve("Anna", "#4de3d1", (10.0, 20.0, 5.0)),), hp=()))
    assert "Anna: 20 DPS" in tip(drawing, 1)
    assert not any("Anna" in line for line in tip(drawing, 60))
    (curve,) = longest(sheet)
    assert len(curve) == 6
    assert max(curve[::2]) < WIDTH / 5
