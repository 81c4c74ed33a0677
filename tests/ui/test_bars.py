"""The table with bars, as it is drawn."""

from __future__ import annotations

import tkinter as tk
from dataclasses import replace
from itertools import pairwise

import pytest
from fakes import option, text_items, texts

from resonance.palettes import DARK
from resonance.ui.bars import BarTable, rows_in_view
from resonance.ui.row import EDGE_WIDTH, place_columns
from resonance.ui.sheet import Sheet
from resonance.ui.table import DASH, Heading, Row, Table
from resonance.ui.theme import Look

HEADINGS = (
    Heading("Damage", "All of it.", "888.8", "M"),
    Heading("DPS", "Each second.", "888.8", "M"),
    Heading("%", "Share.", "100.0", ""),
)


def make_row(rank: int, **changes: object) -> Row:
    row = Row(
        rank, "I", "#4de3d1", f"Player {rank}", (), False, 1 / max(rank, 1), (("9.9", "M"), ("8.8", "k"), ("7.7", ""))
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def make_table(count: int, local: int | None = None) -> Table:
    rows = tuple(make_row(rank, is_local=rank == local) for rank in range(1, count + 1))
    return Table("Player", HEADINGS, rows, "Nothing yet.", "Wait.")


@pytest.fixture
def look(tk_root: tk.Tk) -> Look:
    return Look(tk_root, DARK, scale=1.0)


@pytest.fixture
def sheet(tk_root: tk.Tk) -> Sheet:
    return Sheet(tk_root, DARK.ground)


@pytest.fixture
def bars(sheet: Sheet, look: Look) -> BarTable:
    """Room for the titles and exactly five rows."""
    table = BarTable(sheet, look)
    table.layout(600, 100, 100 + look.px(25) + 5 * look.row_height)
    return table


def ranks(sheet: Sheet) -> list[int]:
    return [int(text) for text in texts(sheet) if text.isdigit()]


@pytest.mark.parametrize(
    ("local", "first", "shown"),
    [
        (None, 0, [1, 2, 3, 4]),
        (2, 0, [1, 2, 3, 4]),
        (4, 0, [1, 2, 3, 4]),
        (5, 0, [1, 2, 3, 5]),
        (9, 0, [1, 2, 3, 9]),
        (9, 6, [7, 8, 9, 10]),
        (2, 6, [2, 8, 9, 10]),
        (None, 6, [7, 8, 9, 10]),
    ],
)
def test_local_player_stays_in_view(local: int | None, first: int, shown: list[int]) -> None:
    """Below the fold the row sticks to the bottom, above it to the top; in view it stands where it ranks."""
    rows = make_table(10, local).rows
    assert [row.rank for row in rows_in_view(rows, first, 4)] == shown


def test_every_row_can_be_scrolled_into_view() -> None:
    """The row that sticks hides none for good, wherever the local player ranks."""
    for local in range(1, 11):
        rows = make_table(10, local).rows
        seen = {row.rank for first in range(7) for row in rows_in_view(rows, first, 4)}
        assert seen == set(range(1, 11))


def test_wheel_moves_the_rows_and_stops_at_the_ends(bars: BarTable, sheet: Sheet) -> None:
    """Down to the last row, back to the first, and no further."""
    bars.show(make_table(8))
    assert ranks(sheet) == [1, 2, 3, 4, 5]
    bars.scroll(2)
    assert ranks(sheet) == [3, 4, 5, 6, 7]
    bars.scroll(100)
    assert ranks(sheet) == [4, 5, 6, 7, 8]
    bars.scroll(-100)
    assert ranks(sheet) == [1, 2, 3, 4, 5]


def test_fewer_rows_than_before_leave_none_behind(bars: BarTable, sheet: Sheet) -> None:
    """After a reset the rows of the last fight are gone, and the sentence is there instead of titles."""
    bars.show(make_table(8))
    bars.scroll(3)
    bars.show(make_table(2))
    assert ranks(sheet) == [1, 2]
    bars.show(make_table(0))
    assert texts(sheet) == ["Nothing yet.", "Wait."]
    bars.show(make_table(1))
    assert ranks(sheet) == [1]
    assert "Nothing yet." not in texts(sheet)


def test_same_table_again_asks_nothing_of_tk(bars: BarTable, sheet: Sheet) -> None:
    """A redraw without news is free; one changed number is one call."""
    table = make_table(5)
    bars.show(table)
    calls = sheet.calls
    bars.show(make_table(5))
    assert sheet.calls == calls
    changed = make_row(3, cells=(("9.9", "M"), ("8.9", "k"), ("7.7", "")))
    bars.show(replace(table, rows=(*table.rows[:2], changed, *table.rows[3:])))
    assert sheet.calls == calls + 1


def test_drawing_makes_no_new_items(bars: BarTable, sheet: Sheet) -> None:
    """Items are made once: a long fight does not fill the canvas."""
    bars.show(make_table(20, local=12))
    items = len(sheet.find_all())
    for turn in range(30):
        bars.show(make_table(20 - turn % 7, local=turn % 19 + 1))
        bars.scroll(turn % 3 - 1)
    assert len(sheet.find_all()) == items


def test_bar_is_as_long_as_its_share(bars: BarTable, sheet: Sheet) -> None:
    """From the left edge to the share of the width, however often it changed; never less than one pixel."""
    for fraction in (0.5, 0.0, 1.0, 1 / 3, 0.25):
        bars.show(replace(make_table(0), rows=(make_row(1, fraction=fraction),)))
        ends = [coords for item in sheet.find_withtag("row0-fill") for coords in [sheet.coords(item)]]
        assert min(left for left, _, _, _ in ends) == 0
        assert max(right for _, _, right, _ in ends) == pytest.approx(max(1, round(600 * fraction)), abs=0.01)


def test_row_takes_the_colour_of_whoever_it_shows(bars: BarTable, sheet: Sheet, look: Look) -> None:
    """When two players change places their colours go with them."""
    for colour in ("#4de3d1", "#ee2e48"):
        bars.show(replace(make_table(0), rows=(make_row(1, colour=colour),)))
        fills = [option(sheet, item, "fill") for item in sheet.find_withtag("row0-fill")]
        assert fills == [*look.tones(colour).steps, look.tones(colour).full]


def test_unknown_number_is_a_muted_dash(bars: BarTable, sheet: Sheet, look: Look) -> None:
    """A dash in the colour of secondary words, never a 0."""
    row = make_row(1, cells=((DASH, ""), ("8.8", "k"), ("7.7", "")))
    bars.show(replace(make_table(0), rows=(row,)))
    dash = next(item for item in text_items(sheet) if option(sheet, item, "text") == DASH)
    assert option(sheet, dash, "fill") == look.tones(row.colour).muted


def test_numbers_of_a_column_end_at_one_line(bars: BarTable, sheet: Sheet) -> None:
    """Whatever their length and unit, numbers are right-aligned on a fixed column."""
    lengths = ("9.9", "99.9", "999.9")
    rows = tuple(make_row(rank, cells=((text, "M"), ("8", ""), ("7", ""))) for rank, text in enumerate(lengths, 1))
    bars.show(replace(make_table(0), rows=rows))
    items = [item for item in text_items(sheet) if option(sheet, item, "text") in lengths]
    assert len(items) == len(lengths)
    assert len({sheet.coords(item)[0] for item in items}) == 1
    assert {option(sheet, item, "anchor") for item in items} == {"e"}


def test_narrow_window_leaves_columns_out_from_the_right(look: Look) -> None:
    """The name keeps its room; the first columns stay longest, and none overlaps another."""
    shown = {}
    for width in range(150, 700, 10):
        places = place_columns(HEADINGS, look, width)
        shown[width] = [place.index for place in places]
        assert all(before.right < after.left for before, after in pairwise(places))
        assert not places or places[0].left >= look.px(53 + 90)
    assert shown[150] == []
    assert shown[690] == [0, 1, 2]
    assert sorted({tuple(indices) for indices in shown.values()}) == [(), (0,), (0, 1), (0, 1, 2)]


def test_long_name_is_cut_and_details_give_way(bars: BarTable, sheet: Sheet, look: Look) -> None:
    """In a wide window name and detail are whole; in a narrow one the detail goes first, then the name is cut."""
    row = make_row(1, name="AVeryLongPlayerNameThatNeverEnds", details=("Earthfort · 27.5k", "Earthfort"))
    table = Table("Player", HEADINGS, (row,))
    read = {}
    for width in (700, 290):
        bars.layout(width, 100, 300)
        bars.show(table)
        read[width] = texts(sheet)
    assert row.name in read[700]
    assert row.details[0] in read[700]
    assert not set(row.details) & set(read[290])
    assert any(text.endswith("…") and row.name.startswith(text[:-1]) for text in read[290])


def test_window_without_room_for_a_row_shows_none(bars: BarTable, sheet: Sheet) -> None:
    """A strip lower than a row, or of negative height, is no error."""
    for bottom in (130, 100, 40):
        bars.layout(600, 100, bottom)
        bars.show(make_table(5, local=4))
        assert ranks(sheet) == []


def test_titles_tell_their_help(bars: BarTable) -> None:
    """The pointer on a column title finds what the column means; where no titles are shown it finds nothing."""

    def tips() -> list[str]:
        return [spot.tip for spot in bars.title_hotspots()]

    bars.show(make_table(3))
    assert tips() == ["", "All of it.", "Each second.", "Share."]
    bars.show(replace(make_table(3), name_help="The mark."))
    assert tips()[0] == "The mark."
    bars.show(make_table(0))
    assert tips() == []


def test_only_titles_with_a_key_sort(sheet: Sheet, look: Look) -> None:
    """A click gives the key; a table that cannot be sorted has titles that only explain."""
    pressed: list[str] = []
    bars = BarTable(sheet, look, press_title=pressed.append)
    bars.layout(600, 100, 400)
    headings = (replace(HEADINGS[0], key="amount"), *HEADINGS[1:])
    bars.show(replace(make_table(3), headings=headings))
    for spot in bars.title_hotspots():
        if spot.press is not None:
            spot.press()
    assert pressed == ["amount"]


def test_title_of_the_sorting_column_has_an_arrow(bars: BarTable, sheet: Sheet) -> None:
    """Down for largest first, up for smallest first."""
    for order, title in ((-1, "Damage ▾"), (1, "Damage ▴"), (0, "Damage")):
        bars.show(replace(make_table(3), headings=(replace(HEADINGS[0], order=order), *HEADINGS[1:])))
        assert title in texts(sheet)


def test_edge_of_a_row_tells_you_and_the_party(bars: BarTable, sheet: Sheet, look: Look) -> None:
    """The accent is for the local player alone; a marked row has a quiet edge, any other none."""
    palette = look.palette
    for changes, colour in (
        ({"is_local": True, "is_marked": True}, palette.accent),
        ({"is_marked": True}, palette.muted),
        ({}, ""),
    ):
        bars.show(replace(make_table(0), rows=(make_row(1, **changes),)))
        boxes = [item for item in sheet.find_withtag("row0") if str(sheet.type(item)) == "rectangle"]
        (edge,) = [item for item in boxes if sheet.coords(item)[::2] == [0, look.px(EDGE_WIDTH)]]
        assert option(sheet, edge, "fill") == colour


def test_row_and_its_cells_answer_the_pointer(sheet: Sheet, look: Look) -> None:
    """Every cell has its own words, the whole row one meaning when pressed; others only explain."""
    pressed: list[object] = []
    bars = BarTable(sheet, look, press_row=pressed.append)
    bars.layout(600, 100, 400)
    rows = (make_row(1, opens="there"), make_row(2))
    bars.show(replace(make_table(0), rows=rows, explain=lambda row, column: f"{row} {column}"))
    tips = set()
    for x in range(30, 600, 5):
        for row in range(2):
            spot = bars.hotspot_at(x, 100 + look.px(25) + row * look.row_height + 3)
            assert spot is not None
            tips.add(spot.tip)
            assert (spot.press is not None) == (row == 0)
    assert tips == {f"{row} {column}" for row in range(2) for column in (-1, 0, 1, 2)}
    spot = bars.hotspot_at(300, 100 + look.px(25) + 3)
    assert spot is not None
    assert spot.press is not None
    spot.press()
    assert pressed == ["there"]
    assert bars.hotspot_at(300, 100 + look.px(25) + 2 * look.row_height + 3) is None


def test_rows_of_the_same_words_have_their_own_explanations(bars: BarTable, look: Look) -> None:
    """Two monsters of one name and one rounded number: the second is not explained as the first."""
    rows = (make_row(1), make_row(1))
    bars.show(replace(make_table(0), rows=rows, explain=lambda row, column: str(row)))
    spot = bars.hotspot_at(300, 100 + look.px(25) + look.row_height + 3)
    assert spot is not None
    assert spot.tip == "1"


def test_row_with_parts_folds_at_its_left_end(sheet: Sheet, look: Look) -> None:
    """The triangle stands in place of the rank; right of it the row opens as ever. Parts stand further in."""
    folded: list[str] = []
    opened: list[object] = []
    bars = BarTable(sheet, look, press_row=opened.append, press_fold=folded.append)
    bars.layout(600, 100, 400)
    whole = make_row(1, folds="key", opens="there")
    part = make_row(0, level=1, name="Part", opens="part")
    y = 100 + look.px(25) + 3
    for row, words, sign in ((whole, "Show", "▸"), (replace(whole, is_unfolded=True), "Hide", "▾")):
        bars.show(replace(make_table(0), rows=(row, part)))
        left, right = bars.hotspot_at(10, y), bars.hotspot_at(100, y)
        assert left is not None
        assert right is not None
        assert left.press is not None
        assert right.press is not None
        assert left.tip.startswith(words)
        assert sign in texts(sheet)
        left.press()
        right.press()
    assert (folded, opened) == (["key", "key"], ["there", "there"])
    lefts = {option(sheet, item, "text"): sheet.coords(item)[0] for item in text_items(sheet)}
    assert lefts["Part"] > lefts["Player 1"]
    at_part = bars.hotspot_at(10, y + look.row_height)
    assert at_part is not None
    assert not at_part.key.startswith("fold")


def test_rows_without_ranks_stay_in_their_order(bars: BarTable) -> None:
    """A list by time shows the own rows where they belong."""
    rows = tuple(make_row(0, name=str(number), is_local=number == 9) for number in range(10))
    assert [row.name for row in rows_in_view(rows, 0, 4)] == ["0", "1", "2", "3"]


def test_hint_stands_below_the_rows_where_it_has_room(bars: BarTable, sheet: Sheet, look: Look) -> None:
    """It wraps in a narrow window, and goes when rows need the place."""
    hint = "Click a player for skills, targets, timeline and buffs; right click goes back"
    for width in (600, 300):
        bars.layout(width, 100, 400)
        bars.show(replace(make_table(3), hint=hint))
        (item,) = [item for item in text_items(sheet) if option(sheet, item, "text") == hint]
        left, top, right, bottom = sheet.bbox(item)
        assert left >= 0
        assert right <= width
        assert top > 100 + look.px(25) + 3 * look.row_height
        assert bottom < 400
    bars.show(replace(make_table(12), hint=hint))
    assert hint not in texts(sheet)


def test_hidden_table_leaves_nothing_and_answers_nothing(bars: BarTable, sheet: Sheet) -> None:
    """A chart takes its place."""
    bars.show(make_table(8))
    bars.hide()
    assert texts(sheet) == []
    assert bars.hotspot_at(300, 140) is None
    bars.scroll(3)
    assert texts(sheet) == []
    bars.show(make_table(8))
    assert ranks(sheet) == [1, 2, 3, 4, 5]
