"""The table with bars: rank, class chip, name and columns of numbers, drawn in place on a sheet.

It knows nothing of fights: it draws a `Table`, which tabs and details make from snapshots. Rows that do not fit are
reached with the mouse wheel; the row of the local player stays in view wherever it ranks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from resonance.palettes import mix
from resonance.texts import say
from resonance.ui.pointer import Hotspot
from resonance.ui.row import FOLD_RIGHT, ColumnPlace, RowDrawing, place_columns, title_words
from resonance.ui.sheet import Sheet
from resonance.ui.table import Row, Table
from resonance.ui.theme import Look

# Logical pixels.
TITLES_HEIGHT = 25
WIDEST_TEXT = 400  # of what is said instead of rows

HINT_SHARE = 0.8
"""Of the colour of secondary words: a hint is quieter, but can be read in both themes."""


def rows_in_view(rows: tuple[Row, ...], first: int, count: int) -> list[Row]:
    """The rows to show from `first` on; the local player's takes the end it would be beyond, if rows have ranks."""
    shown = list(rows[first : first + count])
    local = next((index for index, row in enumerate(rows) if row.is_local and row.rank), None)
    if local is not None and shown:
        if local >= first + count:
            shown[-1] = rows[local]
        elif local < first:
            shown[0] = rows[local]
    return shown


class BarTable:
    def __init__(
        self,
        sheet: Sheet,
        look: Look,
        *,
        press_row: Callable[[Any], object] = lambda place: None,
        press_fold: Callable[[str], None] = lambda key: None,
        press_title: Callable[[str], None] = lambda key: None,
        press_question: Callable[[], object] = lambda: None,
    ) -> None:
        self._press_row = press_row
        self._press_fold = press_fold
        self._press_title = press_title
        self._press_question = press_question
        self._sheet = sheet
        self._look = look
        self._table = Table()
        self._first = 0  # index of the topmost row
        self._width = self._top = self._bottom = 0
        self._places: list[ColumnPlace] = []
        self._placed_for: tuple[object, ...] = ()
        self._rows: list[RowDrawing] = []
        self._shown: list[Row] = []  # from the top; as many as fit
        palette = look.palette
        self._name_title = sheet.text(look.small, "w", palette.muted)
        self._titles: list[int] = []
        self._titles_line = sheet.box(palette.hairline)
        self._thumb = sheet.box(palette.faint)
        self._empty = sheet.text(look.body, "center", palette.text)
        self._advice = sheet.text(look.small, "center", palette.muted)
        self._question = sheet.text(look.small, "center", palette.accent)
        self._hint = sheet.text(look.small, "center", mix(palette.muted, palette.ground, HINT_SHARE))

    def layout(self, width: int, top: int, bottom: int) -> None:
        """Use the strip of the sheet between these heights, column titles included; from the next `show` on."""
        self._width, self._top, self._bottom = width, top, bottom

    def show(self, table: Table) -> None:
        self._table = table
        self._draw()

    def to_top(self) -> None:
        """Another table: from its first row on; from the next `show` on."""
        self._first = 0

    def scroll(self, rows: int) -> None:
        """Down by this many rows, or up where negative; stops at the ends."""
        self._first += rows
        self._draw()

    def hide(self) -> None:
        """Something else takes the place; until the next `show`."""
        self.show(Table())

    def hotspot_at(self, x: int, y: int) -> Hotspot | None:
        """What answers at a point of the sheet: a column's title, or a row; None = nothing."""
        if not self._table.rows:
            return self._question_hotspot(x, y)
        if not self._top <= y < self._bottom:
            return None
        titles_bottom = self._top + self._look.px(TITLES_HEIGHT)
        if y < titles_bottom:
            return next((spot for spot in self.title_hotspots() if spot.box[0] <= x < spot.box[2]), None)
        index = (y - titles_bottom) // self._look.row_height
        return self._row_hotspot(index, x) if 0 <= index < len(self._shown) else None

    def row_at(self, y: int) -> Row | None:
        """The row at a height of the sheet; None = there is none."""
        top = self._top + self._look.px(TITLES_HEIGHT)
        index = (y - top) // self._look.row_height
        return self._shown[index] if top <= y < self._bottom and index < len(self._shown) else None

    def _question_hotspot(self, x: int, y: int) -> Hotspot | None:
        box = self._sheet.bbox(self._question) if self._table.question else None
        if box is None or not (box[0] <= x < box[2] and box[1] <= y < box[3]):
            return None
        return Hotspot("question", box, "", self._press_question)

    def title_hotspots(self) -> list[Hotspot]:
        """None where no titles are shown."""
        table = self._table
        if not table.rows:
            return []
        bottom = self._top + self._look.px(TITLES_HEIGHT)
        name_right = self._places[0].left if self._places else self._width
        spots = [Hotspot("column name", (0, self._top, name_right, bottom), table.name_help)]
        left = name_right
        for place in self._places:
            heading = table.headings[place.index]
            press = partial(self._press_title, heading.key) if heading.key else None
            box = (left, self._top, place.right, bottom)  # the gap before a title belongs to it
            left = place.right
            spots.append(Hotspot(f"column {heading.key or place.index}", box, heading.help, press))
        return spots

    def _row_hotspot(self, index: int, x: int) -> Hotspot:
        """One cell of a row: every cell has its own words, and the whole row one meaning when pressed."""
        row = self._shown[index]
        top = self._top + self._look.px(TITLES_HEIGHT) + index * self._look.row_height
        left, right, column = 0, self._places[0].left if self._places else self._width, -1
        for place in self._places:
            if x >= place.left:
                left, right, column = place.left, place.right, place.index
        box = (left, top, right, top + self._look.row_height)
        explain = self._table.explain
        # By identity: two monsters of one name may have the same words, but not the same numbers.
        number = next(number for number, each in enumerate(self._table.rows) if each is row)
        tip = explain(number, column) if explain is not None else ""
        key = f"row {index} {column}"
        if row.folds and x < self._look.px(FOLD_RIGHT):
            fold_box = (0, top, self._look.px(FOLD_RIGHT), box[3])
            tip = say("Hide its parts") if row.is_unfolded else say("Show its parts")
            return Hotspot(f"fold {index}", fold_box, tip, partial(self._press_fold, row.folds))
        return Hotspot(key, box, tip, partial(self._press_row, row.opens) if row.opens is not None else None)

    def _draw(self) -> None:
        layout = (self._table.headings, self._width, self._top, self._bottom)
        if layout != self._placed_for:
            self._placed_for = layout
            self._places = place_columns(self._table.headings, self._look, self._width)
            self._place_titles()
            self._place_rows()
        self._draw_empty()
        self._draw_titles()
        self._draw_rows()

    def _place_titles(self) -> None:
        sheet, look = self._sheet, self._look
        middle = self._top + look.px(TITLES_HEIGHT) // 2
        sheet.move_to(self._name_title, look.px(14), middle)
        while len(self._titles) < len(self._places):
            self._titles.append(sheet.text(look.small, "e", look.palette.muted))
        for item, place in zip(self._titles, self._places, strict=False):
            sheet.move_to(item, place.right, middle)
        bottom = self._top + look.px(TITLES_HEIGHT)
        sheet.move_to(self._titles_line, 0, bottom - 1, self._width, bottom)

    def _place_rows(self) -> None:
        look = self._look
        top = self._top + look.px(TITLES_HEIGHT)
        fitting = max(0, self._bottom - top) // look.row_height
        while len(self._rows) < fitting:
            self._rows.append(RowDrawing(self._sheet, look, f"row{len(self._rows)}"))
        for index, drawing in enumerate(self._rows):
            drawing.fits = index < fitting
            if drawing.fits:
                drawing.layout(top + index * look.row_height, self._width, self._places)
        self._sheet.tag_raise(self._thumb)

    def _draw_empty(self) -> None:
        sheet, look, table = self._sheet, self._look, self._table
        is_empty = not table.rows
        width = min(self._width - look.px(48), look.px(WIDEST_TEXT))
        sheet.put(self._empty, text=table.empty if is_empty else "", width=width)
        sheet.put(self._advice, text=table.advice if is_empty else "", width=width)
        sheet.put(self._question, text=table.question if is_empty else "", width=width)
        if not is_empty:
            return
        middle = (self._top + self._bottom) // 2
        lift = look.px(12) if table.advice else 0
        sheet.move_to(self._empty, self._width // 2, middle - lift)
        box = sheet.bbox(self._empty)
        below = box[3] if box else middle
        sheet.reveal(self._question, True)  # what is hidden cannot be measured
        for item in (self._advice, self._question):
            height = self._height_of(item)
            sheet.move_to(item, self._width // 2, below + look.px(8) + height // 2)
            below += look.px(8) + height
        sheet.reveal(self._question, below <= self._bottom)

    def _height_of(self, item: int) -> int:
        box = self._sheet.bbox(item)
        return box[3] - box[1] if box else 0

    def _draw_titles(self) -> None:
        sheet, table = self._sheet, self._table
        has_rows = bool(table.rows)
        sheet.put(self._name_title, text=table.name_title if has_rows else "")
        for index, item in enumerate(self._titles):
            shown = has_rows and index < len(self._places)
            sheet.put(item, text=title_words(table.headings[self._places[index].index]) if shown else "")
        sheet.reveal(self._titles_line, has_rows)

    def _draw_rows(self) -> None:
        rows = self._table.rows
        count = sum(drawing.fits for drawing in self._rows)
        self._first = max(0, min(self._first, len(rows) - count))
        shown = self._shown = rows_in_view(rows, self._first, count)
        for index, drawing in enumerate(self._rows):
            if not drawing.fits or index >= len(shown):
                drawing.hide()
                continue
            # A rank that does not follow is the local player's row, kept in view: its border is set off.
            following = shown[index + 1].rank if index + 1 < len(shown) else 0
            is_border = bool(following and shown[index].rank) and following != shown[index].rank + 1
            drawing.show(shown[index], self._places, is_border=is_border)
        self._draw_thumb(len(rows), count)
        self._draw_hint(len(shown), count)

    def _draw_hint(self, shown: int, fitting: int) -> None:
        """Below the rows, where two more would have room."""
        sheet, look = self._sheet, self._look
        has_room = 0 < shown <= fitting - 2
        width = min(self._width - look.px(48), look.px(WIDEST_TEXT))
        sheet.put(self._hint, text=self._table.hint if has_room else "", width=width)
        below = self._top + look.px(TITLES_HEIGHT) + shown * look.row_height
        sheet.move_to(self._hint, self._width // 2, (below + self._bottom) // 2)

    def _draw_thumb(self, total: int, count: int) -> None:
        """A thin mark at the right edge says where the shown rows stand among all."""
        sheet, look = self._sheet, self._look
        if total <= count or not count:
            sheet.move_to(self._thumb, 0, 0, 0, 0)
            return
        top = self._top + look.px(TITLES_HEIGHT)
        track = count * look.row_height
        length = max(look.px(12), track * count // total)
        offset = (track - length) * self._first // (total - count)
        left, right = self._width - look.px(3), self._width - look.px(1)
        sheet.move_to(self._thumb, left, top + offset, right, top + offset + length)
