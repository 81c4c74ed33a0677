"""One row of the table with bars: where its parts stand, and its items, made once, then moved, filled and hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from tkinter import font as tkfont

from resonance.palettes import FILL_STEPS, Tones, mix
from resonance.ui.sheet import Sheet
from resonance.ui.table import DASH, Heading, Row
from resonance.ui.theme import Look

# All in logical pixels.
LINE_HEIGHT = 2  # in the class colour, below the fill
EDGE_WIDTH = 3  # left of the local player in the accent colour, of a marked one in a quiet one
RANK_RIGHT = 23
CHIP_LEFT = 29
NAME_LEFT = 53
DETAIL_GAP = 7
UNIT_GAP = 1  # between number and unit
COLUMN_GAP = 18
PADDING = 14  # right of the last column
FOLD_RIGHT = 27  # left of it, a click folds a row
INDENT = 16  # of a row that is a part of the one above

CUT_NAME_WIDTH = 130
"""Only a name that has this much room is cut to show a detail behind it."""

MIN_NAME_WIDTH = 92
"""Columns that would leave the name less than this are left out, from the right."""

FOLDED, UNFOLDED = "▸", "▾"

CHIP_SHARE = 0.6
"""Side of the class chip, by the height of the row."""


@dataclass(frozen=True, slots=True)
class ColumnPlace:
    """Where a column stands, in screen pixels from the left."""

    index: int  # in the table's headings
    left: int
    right: int
    number_right: int  # left of the unit


def place_columns(headings: Sequence[Heading], look: Look, width: int) -> list[ColumnPlace]:
    """The columns that fit beside the name, from left to right."""
    widths = [_column_width(heading, look) for heading in headings]
    room = width - look.px(NAME_LEFT + MIN_NAME_WIDTH + PADDING)
    while widths and sum(widths) > room:
        widths.pop()
    places: list[ColumnPlace] = []
    right = width - look.px(PADDING)
    for index in range(len(widths) - 1, -1, -1):
        unit_width = _unit_width(headings[index], look)
        places.insert(0, ColumnPlace(index, right - widths[index] + look.px(COLUMN_GAP), right, right - unit_width))
        right -= widths[index]
    return places


def title_words(heading: Heading) -> str:
    """With an arrow where the table is sorted by it."""
    return heading.title + ("", " ▴", " ▾")[heading.order]


def _column_width(heading: Heading, look: Look) -> int:
    number_width = look.width(heading.widest, look.row) + _unit_width(heading, look)
    return max(look.width(title_words(heading), look.small), number_width) + look.px(COLUMN_GAP)


def _unit_width(heading: Heading, look: Look) -> int:
    return look.width(heading.widest_unit, look.unit) + look.px(UNIT_GAP) if heading.widest_unit else 0


def _beside_the_numbers(row: Row) -> tuple[object, ...]:
    """What the left part of a row is drawn from."""
    return (
        row.rank,
        row.letter,
        row.colour,
        row.name,
        row.details,
        row.is_local,
        row.level,
        row.folds,
        row.is_unfolded,
    )


class RowDrawing:
    """The items of one row on the screen. Which player it shows changes with the ranking; the items never do."""

    def __init__(self, sheet: Sheet, look: Look, tag: str) -> None:
        self.fits = False  # whether the window is high enough for it
        self._sheet = sheet
        self._look = look
        self._tag = tag
        self._fill_tag = f"{tag}-fill"
        self._top = self._width = self._name_right = 0
        self._name_left = look.px(NAME_LEFT)
        self._fill_width = 0.0
        self._tones: Tones | None = None
        self._shown: tuple[Row, bool] | None = None
        self._fill = [sheet.box() for _ in range(FILL_STEPS)]
        self._line = sheet.box()
        for item in (*self._fill, self._line):
            sheet.addtag_withtag(self._fill_tag, item)
        self._hairline = sheet.box()
        self._edge = sheet.box()
        self._rank = sheet.text(look.row_small, "e")
        self._chip = sheet.box()
        self._letter = sheet.text(look.letter, "center")
        self._name = sheet.text(look.row)
        self._detail = sheet.text(look.row_small)
        self._numbers: list[int] = []
        self._units: list[int] = []
        for item in (*self._fill, self._line, self._hairline, self._edge, self._rank, self._chip, self._letter):
            sheet.addtag_withtag(tag, item)
        for item in (self._name, self._detail):
            sheet.addtag_withtag(tag, item)

    def layout(self, top: int, width: int, places: Sequence[ColumnPlace]) -> None:
        look, sheet = self._look, self._sheet
        self._top, self._width = top, width
        self._shown = None
        self._name_right = (places[0].left if places else width) - look.px(8)
        while len(self._numbers) < len(places):
            self._numbers.append(sheet.text(look.row, "e", tag=self._tag))
            self._units.append(sheet.text(look.unit, "w", tag=self._tag))
        bottom = top + look.row_height - 1
        sheet.move_to(self._hairline, 0, bottom, width, bottom + 1)
        sheet.move_to(self._edge, 0, top, look.px(EDGE_WIDTH), bottom)
        self._place_fill(max(1.0, self._fill_width))
        middle = self._middle
        sheet.move_to(self._rank, look.px(RANK_RIGHT), middle + look.drop(look.row_small, look.row))

    @property
    def _middle(self) -> int:
        return self._top + (self._look.row_height - self._look.px(LINE_HEIGHT)) // 2

    def show(self, row: Row, places: Sequence[ColumnPlace], *, is_border: bool) -> None:
        """`is_border`: the next row does not follow in rank."""
        if self._shown == (row, is_border):
            return
        before = self._shown[0] if self._shown is not None else None
        self._shown = (row, is_border)
        palette = self._look.palette
        tones = self._look.tones(row.colour)
        self._sheet.reveal(self._tag, True)
        self._paint(tones)
        self._stretch(row.fraction)
        self._sheet.put(self._edge, fill=palette.accent if row.is_local else palette.muted if row.is_marked else "")
        border = mix(palette.accent, palette.ground, 0.5)
        self._sheet.put(self._hairline, fill=border if is_border else palette.hairline)
        if before is None or _beside_the_numbers(before) != _beside_the_numbers(row):
            self._show_name(row, tones)
        self._show_cells(row, before, places, tones)

    def hide(self) -> None:
        self._shown = None
        self._sheet.reveal(self._tag, False)

    def _paint(self, tones: Tones) -> None:
        if tones is self._tones:
            return
        self._tones = tones
        for item, colour in zip(self._fill, tones.steps, strict=True):
            self._sheet.put(item, fill=colour)
        self._sheet.put(self._line, fill=tones.full)

    def _place_fill(self, fill_width: float) -> None:
        look = self._look
        self._fill_width = fill_width
        bottom = self._top + look.row_height - 1
        line_top = bottom - look.px(LINE_HEIGHT)
        for step, item in enumerate(self._fill):
            left, right = (fill_width * edge / FILL_STEPS for edge in (step, step + 1))
            self._sheet.coords(item, left, self._top, right, line_top)
        self._sheet.coords(self._line, 0, line_top, fill_width, bottom)

    def _stretch(self, fraction: float) -> None:
        """Give the bar its length, with one call into Tk for all of its pieces."""
        wanted = max(1.0, float(round(fraction * self._width)))
        if wanted != self._fill_width:
            self._sheet.scale(self._fill_tag, 0, 0, wanted / self._fill_width, 1)
            self._fill_width = wanted

    def _show_name(self, row: Row, tones: Tones) -> None:
        look, sheet = self._look, self._sheet
        font = look.row_bold if row.is_local else look.row
        self._show_chip(row, tones)
        name, detail = self._fit_name(row, font)
        fold = (UNFOLDED if row.is_unfolded else FOLDED) if row.folds else ""
        sheet.put(self._rank, text=fold or (str(row.rank) if row.rank else ""), fill=tones.muted)
        sheet.put(self._name, text=name, font=font, fill=tones.accent if row.is_local else tones.text)
        sheet.move_to(self._name, self._name_left, self._middle)
        detail_left = self._name_left + look.width(name, font) + look.px(DETAIL_GAP)
        sheet.put(self._detail, text=detail, fill=tones.muted)
        sheet.move_to(self._detail, detail_left, self._middle + look.drop(look.row_small, look.row))

    def _show_chip(self, row: Row, tones: Tones) -> None:
        """The chip with its letter; without one, or without a rank, the name moves to the left."""
        look, sheet = self._look, self._sheet
        has_number = bool(row.rank or row.folds or row.level)
        left = look.px(CHIP_LEFT if has_number else PADDING) + look.px(INDENT) * row.level
        chip = round(look.row_height * CHIP_SHARE)
        top = self._middle - chip // 2
        sheet.put(self._chip, fill=tones.full if row.letter else "")
        sheet.put(self._letter, text=row.letter, fill=tones.letter)
        sheet.move_to(self._chip, left, top, left + chip, top + chip)
        sheet.move_to(self._letter, left + chip / 2, self._middle)
        self._name_left = left + look.px(NAME_LEFT - CHIP_LEFT) if row.letter else left

    def _fit_name(self, row: Row, font: tkfont.Font) -> tuple[str, str]:
        """The name, cut if need be, and the longest of its details that fits behind it whole; "" for none."""
        look = self._look
        room = self._name_right - self._name_left
        for detail in row.details:
            for_name = room - look.width(detail, look.row_small) - look.px(DETAIL_GAP)
            if look.width(row.name, font) <= for_name or for_name >= look.px(CUT_NAME_WIDTH):
                return look.fit(row.name, font, for_name), detail
        return look.fit(row.name, font, room), ""

    def _show_cells(self, row: Row, before: Row | None, places: Sequence[ColumnPlace], tones: Tones) -> None:
        """`before`: what stands there in the same places, None if that is not known."""
        look, sheet = self._look, self._sheet
        drop = look.drop(look.unit, look.row)
        middle = self._middle
        cells = row.cells
        is_alike = before is not None and (before.colour, before.verdicts) == (row.colour, row.verdicts)
        old_cells = before.cells if before is not None and is_alike else None
        for slot, (number, unit) in enumerate(zip(self._numbers, self._units, strict=True)):
            if slot >= len(places):
                sheet.put(number, text="")
                sheet.put(unit, text="")
                continue
            place = places[slot]
            if old_cells is not None and old_cells[place.index] == cells[place.index]:
                continue
            text, unit_text = cells[place.index]
            is_known = text != DASH
            verdict = row.verdicts[place.index] if row.verdicts else 0
            known_fill = (tones.text, tones.better, tones.worse)[verdict]
            sheet.put(number, text=text, fill=known_fill if is_known else tones.muted)
            sheet.move_to(number, place.number_right if is_known else place.right, middle)
            sheet.put(unit, text=unit_text, fill=tones.muted)
            sheet.move_to(unit, place.number_right + look.px(UNIT_GAP), middle + drop)
