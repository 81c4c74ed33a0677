"""Plots: where what is drawn, as a picture, and as lines for a spreadsheet."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace
from itertools import pairwise

import pytest
from PIL import Image

from resonance.export.plot import HOUR_MS, Box, Dot, Plot, Point, Stroke, Words, drawn, round_step, table_text
from resonance.export.plot_picture import HEIGHT, WIDTH, picture
from resonance.export.png_card import SCALE
from resonance.palettes import PALETTES, rgb

DARK = PALETTES["dark"]
BARS = Plot("Deaths", (Point("one", 10), Point("two", None), Point("three", 30)), "#6f9ae0", empty="Nobody.")


def measure(text: str) -> float:
    return 7.0 * len(text)


def test_bars_are_as_long_as_their_values() -> None:
    """From the axis up, a gap where a value is not known, and all within the plot."""
    shapes = drawn(BARS, 600, 240, DARK, measure).shapes
    first, second = (shape for shape in shapes if isinstance(shape, Box))
    assert first.bottom == second.bottom
    assert (second.bottom - second.top) == pytest.approx(3 * (first.bottom - first.top))
    assert 0 <= first.left < first.right < second.left < second.right <= 600
    assert [shape.text for shape in shapes if isinstance(shape, Words)] == [
        *("Deaths", "", "0", "10", "20", "30"),
        *("one", "two", "three"),
    ]


def test_dots_and_the_line_through_them() -> None:
    """A ring is filled with the ground; the line is broken where it is not known."""
    dots = replace(
        BARS,
        kind="dots",
        points=tuple(Point("", each / 4, is_filled=each == 4) for each in range(5)),
        most=1.0,
        format="percent",
        line=(1.0, 0.5, None, 0.25, 0.0),
    )
    drawing = drawn(dots, 600, 240, DARK, measure)
    circles = [shape for shape in drawing.shapes if isinstance(shape, Dot)]
    assert [circle.fill == DARK.ground for circle in circles] == [True] * 4 + [False]
    assert [circle.y for circle in circles] == sorted((circle.y for circle in circles), reverse=True)
    lines = [shape for shape in drawing.shapes if isinstance(shape, Stroke) and shape.colour == DARK.muted]
    assert [len(line.points) for line in lines] == [4, 4]
    assert lines[1].points[0] == pytest.approx(circles[3].x)
    assert [spot.point for spot in drawing.spots] == list(range(5))
    for spot, circle in zip(drawing.spots, circles, strict=True):
        assert spot.left < circle.x < spot.right


def test_nothing_to_draw() -> None:
    """One sentence, and nothing that answers the pointer."""
    drawing = drawn(replace(BARS, points=(Point("one", None),)), 600, 240, DARK, measure)
    assert [shape.text for shape in drawing.shapes if isinstance(shape, Words)] == ["Deaths", "Nobody."]
    assert drawing.spots == ()


@pytest.mark.parametrize("value", [math.inf, math.nan, 0.0, 1e30])
def test_strange_values(value: float) -> None:
    """A damaged history draws something, and stays within the plot."""
    for kind in ("bars", "dots"):
        plot = replace(BARS, kind=kind, points=(Point("a", value), Point("b", 1.0)))
        for shape in drawn(plot, 600, 240, DARK, measure).shapes:
            if isinstance(shape, Box | Dot):
                assert 0 <= shape[1] <= 240


@pytest.mark.parametrize("width", [300, 480, 860, 1600])
def test_every_name_is_there_at_every_width(width: int) -> None:
    """On two lines where they are long, each within its room, and no room overlaps another one on its line."""
    names = [f"player number {index}" for index in range(12)]
    plot = replace(BARS, points=tuple(Point(name, 1.0) for name in names), is_named=True)
    shapes = drawn(plot, width, 240, DARK, measure).shapes
    labels = [shape for shape in shapes if isinstance(shape, Words) and shape.text in names]
    assert [label.text for label in labels] == names
    bars = [shape for shape in shapes if isinstance(shape, Box)]
    for line in {label.middle for label in labels}:
        assert max(bar.bottom for bar in bars) < line < 240
        on_it = [label for label in labels if label.middle == line]
        assert all(label.room > measure("ab…") for label in on_it)
        assert on_it[0].x - on_it[0].room / 2 >= 0
        assert on_it[-1].x + on_it[-1].room / 2 <= width
        assert all(left.x + left.room / 2 <= right.x - right.room / 2 for left, right in pairwise(on_it))


def test_title_leaves_the_legend_its_room() -> None:
    """A long name of a dungeon is cut before it."""
    plot = replace(BARS, title="Boss HP left: " + "a very long name " * 9, legend="● kill   ○ no kill")
    title, legend = (shape for shape in drawn(plot, 500, 240, DARK, measure).shapes[:2] if isinstance(shape, Words))
    assert title.x + title.room < legend.x - measure(legend.text)


def test_labels_never_touch() -> None:
    """With many points only some have a label, the newest always."""
    points = tuple(Point(f"03-{day:02}", 1) for day in range(60))
    labels = [
        shape
        for shape in drawn(replace(BARS, points=points), 600, 240, DARK, measure).shapes
        if isinstance(shape, Words) and shape.text.startswith("03-")
    ]
    assert labels[-1].text == "03-59"
    for left, right in pairwise(labels):
        assert right.x - left.x >= measure(left.text)


@pytest.mark.parametrize(
    ("least", "is_time", "expected"),
    [
        (0, False, 1),
        (7, False, 10),
        (12, False, 20),
        (123_456, False, 200_000),
        (4.7 * HOUR_MS, True, 6 * HOUR_MS),
        (1, True, 1_000),
        (25 * HOUR_MS, True, 48 * HOUR_MS),
    ],
)
def test_round_steps(least: float, is_time: bool, expected: float) -> None:
    """What people count in."""
    assert round_step(least, is_time=is_time) == expected


@pytest.mark.parametrize("theme", sorted(PALETTES))
def test_picture_has_the_bars(theme: str) -> None:
    """At twice the size, on the ground of the theme, with the colour of the bars where they stand."""
    image = Image.open(io.BytesIO(picture(BARS, "en", theme))).convert("RGB")
    assert image.size == (WIDTH * SCALE, HEIGHT * SCALE)
    colours = {colour for _, colour in image.getcolors(1 << 20) or []}
    bars = [shape for shape in drawn(BARS, WIDTH, HEIGHT, PALETTES[theme], measure).shapes if isinstance(shape, Box)]
    assert rgb(PALETTES[theme].ground) in colours
    assert rgb(bars[0].colour) in colours
    dots = replace(BARS, kind="dots", points=(Point("a", 1), Point("b", 2, is_filled=False)), line=(1, 2))
    assert picture(dots, "ja", theme) != picture(BARS, "ja", theme)


def test_lines_for_a_spreadsheet() -> None:
    """Nothing is calculated, and what is not known is empty."""
    text = table_text(("name", "deaths"), [("=1+1", 3), ("a,b", None), ("玩家", 0.5)])
    assert list(csv.reader(io.StringIO(text))) == [["name", "deaths"], ["'=1+1", "3"], ["a,b", ""], ["玩家", "0.5"]]
