"""The list of encounters on its sheet: titles, as many rows as fit, and where they stand among all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from resonance.texts import say
from resonance.ui.history.list_row import ListRow, Place, State, place_columns
from resonance.ui.history.words import Line, columns_that_fit
from resonance.ui.icons import icon
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look

# Logical pixels.
TITLES_HEIGHT = 25
LEAST_NAME = 150
WIDEST_TEXT = 360  # of what is said instead of rows
DOT = 10

ARROWS = {True: " ▾", False: " ▴"}


class ListView:
    def __init__(
        self,
        sheet: Sheet,
        look: Look,
        *,
        line_at: Callable[[int], Line | None],
        state_at: Callable[[int], State],
        press_title: Callable[[str], object],
    ) -> None:
        """`line_at`: None = not known yet. `press_title` gets a Column's `order`."""
        self.first = 0  # index of the topmost row
        self._sheet, self._look = sheet, look
        self._line_at, self._state_at = line_at, state_at
        self._press_title = press_title
        self._count = 0
        self._order, self._descending = "", True
        self._size = (0, 0)
        self._places: list[Place] = []
        self._rows: list[ListRow] = []
        self._fitting = 0
        palette = look.palette
        self._dots = {
            is_complete: icon(sheet, "dot" if is_complete else "half", colour, look.px(DOT))
            for is_complete, colour in ((True, palette.ok), (False, palette.accent))
        }
        self._titles: list[int] = []
        self._line = sheet.box(palette.hairline)
        self._thumb = sheet.box(palette.faint)
        self._empty = sheet.text(look.body, "center", palette.text)
        self._advice = sheet.text(look.small, "center", palette.muted)

    @property
    def fitting(self) -> int:
        """How many whole rows have room."""
        return self._fitting

    def show(self, count: int, order: str, descending: bool, empty: tuple[str, str]) -> None:
        """`empty`: a sentence and an advice that are shown when there is no row."""
        self._count, self._order, self._descending = count, order, descending
        self._layout()
        self._draw_titles()
        self.first = max(0, min(self.first, count - self._fitting))
        for place, row in enumerate(self._rows):
            index = self.first + place
            if place < self._fitting and index < count:
                row.show(self._line_at(index), self._state_at(index))
            else:
                row.hide()
        self._draw_thumb()
        self._draw_empty(*(("", "") if count else empty))

    def reveal(self, index: int) -> None:
        """Scroll as little as is needed to see a row; from the next `show` on."""
        self._layout()
        self.first = max(index - max(1, self._fitting) + 1, min(self.first, index))

    def index_at(self, y: int) -> int | None:
        """The row at a height of the sheet; None = there is none."""
        titles = self._look.px(TITLES_HEIGHT)
        place = (y - titles) // self._look.row_height
        index = self.first + place
        return index if y >= titles and place < self._fitting and index < self._count else None

    def column_at(self, x: int) -> str:
        """Key of the column; "" beside them."""
        return next((place.column.key for place in self._places if place.left <= x < place.right), "")

    def title_at(self, x: int, y: int) -> Hotspot | None:
        height = self._look.px(TITLES_HEIGHT)
        for place in self._places if y < height else ():
            if place.left <= x < place.right:
                column = place.column
                press = partial(self._press_title, column.order) if column.order else None
                return Hotspot(f"title {column.key}", (place.left, 0, place.right, height), say(column.help), press)
        return None

    def row_box(self, index: int) -> tuple[int, int, int, int]:
        top = self._look.px(TITLES_HEIGHT) + (index - self.first) * self._look.row_height
        return (0, top, self._size[0], top + self._look.row_height)

    def _layout(self) -> None:
        sheet, look = self._sheet, self._look
        size = sheet.winfo_width(), sheet.winfo_height()
        if size == self._size:
            return
        self._size = width, height = size
        top = look.px(TITLES_HEIGHT)
        self._places = place_columns(columns_that_fit(int(width / look.scale), LEAST_NAME), look, width)
        self._fitting = max(0, height - top) // look.row_height
        while len(self._rows) < self._fitting:
            self._rows.append(ListRow(sheet, look, self._dots))
        for place, row in enumerate(self._rows):
            row.layout(top + place * look.row_height, width, self._places)
        sheet.move_to(self._line, 0, top - 1, width, top)
        sheet.tag_raise(self._thumb)

    def _draw_titles(self) -> None:
        sheet, look = self._sheet, self._look
        middle = look.px(TITLES_HEIGHT) // 2
        while len(self._titles) < len(self._places):
            self._titles.append(sheet.text(look.small, "w", look.palette.muted))
        for item in self._titles[len(self._places) :]:
            sheet.put(item, text="")
        for item, place in zip(self._titles, self._places, strict=False):
            column = place.column
            is_order = bool(column.order) and column.order == self._order
            words = (say(column.title) if column.title else "") + (ARROWS[self._descending] if is_order else "")
            colour = look.palette.text if is_order else look.palette.muted
            sheet.put(item, text=words, anchor="e" if column.is_number else "w", fill=colour)
            sheet.move_to(item, place.right if column.is_number else place.left, middle)

    def _draw_thumb(self) -> None:
        sheet, look, count = self._sheet, self._look, self._fitting
        if self._count <= count or not count:
            sheet.move_to(self._thumb, 0, 0, 0, 0)
            return
        track = count * look.row_height
        length = max(look.px(24), track * count // self._count)
        top = look.px(TITLES_HEIGHT) + (track - length) * self.first // (self._count - count)
        width = self._size[0]
        sheet.move_to(self._thumb, width - look.px(4), top, width - look.px(1), top + length)

    def scroll_to(self, y: int) -> None:
        """So that the thumb's middle is at a height of the sheet; from the next `show` on."""
        top, track = self._look.px(TITLES_HEIGHT), max(1, self._fitting * self._look.row_height)
        share = min(1.0, max(0.0, (y - top) / track))
        self.first = round(share * max(0, self._count - self._fitting))

    def is_on_thumb(self, x: int) -> bool:
        return self._count > self._fitting and x >= self._size[0] - self._look.px(8)

    def _draw_empty(self, words: str, advice: str) -> None:
        sheet, look = self._sheet, self._look
        width, middle = self._size[0], self._size[1] // 2
        room = min(width - look.px(48), look.px(WIDEST_TEXT))
        sheet.put(self._empty, text=words, width=room)
        sheet.put(self._advice, text=advice, width=room)
        sheet.move_to(self._empty, width // 2, middle - look.px(12))
        box, below = sheet.bbox(self._empty), sheet.bbox(self._advice)
        half = (below[3] - below[1]) // 2 if below else 0
        sheet.move_to(self._advice, width // 2, (box[3] if box else middle) + look.px(8) + half)
