"""The table with bars: rank, class chip, name and columns of numbers, one row a player, drawn in place on a sheet.

It knows nothing of fights: it draws a `Table`, which the tabs make from snapshots. Rows that do not fit are reached
with the mouse wheel; the row of the local player stays in view wherever it ranks.
"""

from __future__ import annotations

from resonance.ui.row import Place, RowDrawing, place_columns
from resonance.ui.sheet import Sheet
from resonance.ui.table import Row, Table
from resonance.ui.theme import Look

# Logical pixels.
TITLES_HEIGHT = 25
WIDEST_TEXT = 400  # of what is said instead of rows


def rows_in_view(rows: tuple[Row, ...], first: int, count: int) -> list[Row]:
    """The rows to show from `first` on; the local player's takes the end it would be beyond."""
    shown = list(rows[first : first + count])
    local = next((index for index, row in enumerate(rows) if row.is_local), None)
    if local is not None and shown:
        if local >= first + count:
            shown[-1] = rows[local]
        elif local < first:
            shown[0] = rows[local]
    return shown


class BarTable:
    def __init__(self, sheet: Sheet, look: Look) -> None:
        self._sheet = sheet
        self._look = look
        self._table = Table()
        self._first = 0  # index of the topmost row
        self._width = self._top = self._bottom = 0
        self._places: list[Place] = []
        self._placed_for: tuple[object, ...] = ()
        self._rows: list[RowDrawing] = []
        palette = look.palette
        self._name_title = sheet.text(look.small, "w", palette.muted)
        self._titles: list[int] = []
        self._titles_line = sheet.box(palette.hairline)
        self._thumb = sheet.box(palette.faint)
        self._empty = sheet.text(look.body, "center", palette.text)
        self._advice = sheet.text(look.small, "center", palette.muted)

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

    def title_boxes(self) -> list[tuple[tuple[int, int, int, int], str]]:
        """Where the column titles stand, each with the help of its column."""
        if not self._table.rows:
            return []
        bottom = self._top + self._look.px(TITLES_HEIGHT)
        table = self._table
        name_right = self._places[0].left if self._places else self._width
        names = [((0, self._top, name_right, bottom), table.name_help)] if table.name_help else []
        columns = [
            ((place.left, self._top, place.right, bottom), table.headings[place.index].help) for place in self._places
        ]
        return [*names, *columns]

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
        if not is_empty:
            return
        middle = (self._top + self._bottom) // 2
        lift = look.px(12) if table.advice else 0
        sheet.move_to(self._empty, self._width // 2, middle - lift)
        box = sheet.bbox(self._empty)
        below = box[3] if box else middle
        half = self._advice_height() // 2
        sheet.move_to(self._advice, self._width // 2, below + look.px(8) + half)

    def _advice_height(self) -> int:
        box = self._sheet.bbox(self._advice)
        return box[3] - box[1] if box else 0

    def _draw_titles(self) -> None:
        sheet, table = self._sheet, self._table
        has_rows = bool(table.rows)
        sheet.put(self._name_title, text=table.name_title if has_rows else "")
        for index, item in enumerate(self._titles):
            shown = has_rows and index < len(self._places)
            sheet.put(item, text=table.headings[self._places[index].index].title if shown else "")
        sheet.reveal(self._titles_line, has_rows)

    def _draw_rows(self) -> None:
        rows = self._table.rows
        count = sum(drawing.fits for drawing in self._rows)
        self._first = max(0, min(self._first, len(rows) - count))
        shown = rows_in_view(rows, self._first, count)
        for index, drawing in enumerate(self._rows):
            if not drawing.fits or index >= len(shown):
                drawing.hide()
                continue
            # A rank that does not follow is the local player's row, kept in view: its border is set off.
            follows = index + 1 >= len(shown) or shown[index + 1].rank == shown[index].rank + 1
            drawing.show(shown[index], self._places, is_border=not follows)
        self._draw_thumb(len(rows), count)

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
