"""One row of the list of encounters: its items, made once, then moved, filled and hidden."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resonance.formats import DASH, Parts
from resonance.palettes import CHIP_CONTRAST, mix, readable
from resonance.ui.history.words import Column, Line, tone
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look

# Logical pixels.
GAP = 10  # between two columns
EDGE = 3  # left of the opened one
CHIP = 8
CHIP_GAP = 2
UNIT_GAP = 1
WORD_GAP = 6
NOTE_ROOM = 60  # that a long name leaves a note

IMPORTED = "↓"
"""Behind the name of an encounter of others; the tip of the name says where it is from."""

MOST_CHIPS = 8
"""Of a larger group the rest is a number."""

CHOSEN_SHARE = 0.18
"""Of the accent over the ground, behind rows that are chosen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column stands, in screen pixels."""

    column: Column
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class State:
    """What a row is beside what it says."""

    is_opened: bool = False
    is_chosen: bool = False
    has_cursor: bool = False


class ListRow:
    def __init__(self, sheet: Sheet, look: Look, dots: Mapping[bool, tk.PhotoImage]) -> None:
        """`dots`: the pictures that say whether the numbers are complete."""
        self._sheet, self._look, self._dots = sheet, look, dots
        self._tag = f"listrow{id(self)}"
        self._top = self._width = 0
        self._places: Mapping[str, Place] = {}
        self._shown: tuple[object, ...] = ()
        self._ground = sheet.box()
        self._hairline = sheet.box(look.palette.hairline)
        self._edge = sheet.box()
        self._chips = [sheet.box() for _ in range(MOST_CHIPS)]
        muted, text = look.palette.muted, look.palette.text
        self._texts = {
            "favourite": sheet.text(look.row, "center"),
            "date": sheet.text(look.row_small, "w", muted),
            "name": sheet.text(look.row, "w", text),
            "details": sheet.text(look.row_small, "w", muted),
            "difficulty": sheet.text(look.row_small, "w", muted),
            "result": sheet.text(look.row_small, "w"),
            "attempts": sheet.text(look.row_small, "w", muted),
            "time": sheet.text(look.row, "e", text),
            "players": sheet.text(look.row_small, "w", muted),
            "dps": sheet.text(look.row, "e", text),
            "dps unit": sheet.text(look.unit, "w", muted),
            "share": sheet.text(look.row, "e", text),
            "share unit": sheet.text(look.unit, "w", muted),
        }
        self._dot = sheet.create_image(0, 0, anchor="center")
        for item in (self._ground, self._hairline, self._edge, *self._chips, *self._texts.values(), self._dot):
            sheet.addtag_withtag(self._tag, item)

    def layout(self, top: int, width: int, places: Sequence[Place]) -> None:
        sheet, look = self._sheet, self._look
        self._top, self._width, self._shown = top, width, ()
        self._places = {place.column.key: place for place in places}
        bottom = top + look.row_height - 1
        sheet.move_to(self._ground, 0, top, width, bottom)
        sheet.move_to(self._hairline, 0, bottom, width, bottom + 1)
        sheet.move_to(self._edge, 0, top, look.px(EDGE), bottom)

    def hide(self) -> None:
        self._shown = ()
        self._sheet.reveal(self._tag, False)

    def show(self, line: Line | None, state: State) -> None:
        """None: it is not known yet what stands here."""
        if self._shown == (line, state):
            return
        self._shown = (line, state)
        palette = self._look.palette
        self._sheet.reveal(self._tag, True)
        ground = mix(palette.accent, palette.ground, CHOSEN_SHARE) if state.is_chosen else ""
        self._sheet.put(self._ground, fill=ground, outline=palette.faint if state.has_cursor else "", width=1)
        self._sheet.put(self._edge, fill=palette.accent if state.is_opened else "")
        self._show_star(line, is_chosen=state.is_chosen)
        for key in ("date", "difficulty", "time"):
            self._show_words(key, getattr(line, key) if line else "")
        self._show_dot(line)
        self._show_name(line, is_opened=state.is_opened)
        self._show_result(line)
        self._show_chips(line)
        for key in ("dps", "share"):
            self._show_number(key, getattr(line, key) if line else None)

    @property
    def _middle(self) -> int:
        return self._top + self._look.row_height // 2

    def _put(self, key: str, text: str, x: float, **options: object) -> None:
        """Words in a line with those of the rows' own font."""
        item = self._texts[key]
        self._sheet.put(item, text=text, **options)
        drop = self._look.drop(self._look.unit, self._look.row) if key.endswith(" unit") else 0
        self._sheet.move_to(item, x, self._middle + drop)

    def _show_star(self, line: Line | None, *, is_chosen: bool) -> None:
        palette, place = self._look.palette, self._places.get("favourite")
        if line is None or place is None:
            self._put("favourite", "", 0)
            return
        # What is faint on the ground of the list cannot be seen on that of a chosen row.
        colour = palette.accent if line.is_favourite else palette.muted if is_chosen else palette.faint
        self._put("favourite", "★" if line.is_favourite else "☆", (place.left + place.right) / 2, fill=colour)

    def _show_words(self, key: str, words: str) -> None:
        """At the left of their column; a time at the right, as numbers stand."""
        place = self._places.get(key)
        if place is None:
            self._put(key, "", 0)
            return
        if key == "difficulty":
            words = self._look.fit(words, self._look.row_small, place.right - place.left)
        self._put(key, words, place.right if key == "time" else place.left)

    def _show_dot(self, line: Line | None) -> None:
        place = self._places.get("quality")
        self._sheet.put(self._dot, image=self._dots[line.is_complete] if line and place else "")
        if place:
            self._sheet.move_to(self._dot, (place.left + place.right) / 2, self._middle)

    def _show_number(self, key: str, parts: Parts | None) -> None:
        place = self._places.get(key)
        if place is None or parts is None:
            self._put(key, "", 0)
            self._put(f"{key} unit", "", 0)
            return
        look, (number, unit) = self._look, parts
        room = look.width("%" if key == "share" else "M", look.unit) + look.px(UNIT_GAP)
        is_known = number != DASH
        colour = look.palette.text if is_known else look.palette.muted
        self._put(key, number, place.right - room if is_known else place.right, fill=colour)
        self._put(f"{key} unit", unit, place.right - room + look.px(UNIT_GAP))

    def _show_name(self, line: Line | None, *, is_opened: bool) -> None:
        look, place = self._look, self._places["name"]
        font = look.row_bold if is_opened else look.row
        room = place.right - place.left
        mark = f"{IMPORTED} " if line and line.is_imported else ""
        room -= look.width(mark, look.row_small) + look.px(WORD_GAP) if mark else 0
        for_name = room - look.px(NOTE_ROOM) if line and line.note else room
        name = look.fit(line.name, font, for_name) if line else "…"
        self._put("name", name, place.left, font=font, fill=look.palette.text if line else look.palette.faint)
        used = look.width(name, font) + look.px(WORD_GAP)
        behind = " · ".join(filter(None, (line.note and f"✎ {line.note}", line.details))) if line else ""
        self._put("details", mark + look.fit(behind, look.row_small, room - used), place.left + used)

    def _show_result(self, line: Line | None) -> None:
        look, place = self._look, self._places["result"]
        words = line.result if line else ""
        colour = tone(look.palette, line.result_tone if line else "")
        self._put("result", words, place.left, fill=colour)
        used = look.width(words, look.row_small) + look.px(WORD_GAP)
        self._put("attempts", line.attempts if line else "", place.left + used)

    def _show_chips(self, line: Line | None) -> None:
        look, sheet, place = self._look, self._sheet, self._places.get("players")
        chips = line.chips[:MOST_CHIPS] if line and place else ()
        side, step = look.px(CHIP), look.px(CHIP + CHIP_GAP)
        left, top = place.left if place else 0, self._middle - side // 2
        for index, item in enumerate(self._chips):
            colour = readable(chips[index], (look.palette.ground,), CHIP_CONTRAST) if index < len(chips) else ""
            sheet.put(item, fill=colour)
            sheet.move_to(item, left + index * step, top, left + index * step + side, top + side)
        words = line.players if line and place and (len(line.chips) > MOST_CHIPS or not chips) else ""
        self._put("players", words, left + len(chips) * step + (look.px(GAP) // 2 if chips else 0))


def place_columns(columns: Sequence[Column], look: Look, width: int) -> list[Place]:
    """From left to right; the column without a width of its own gets the rest."""
    fixed = sum(look.px(each.width) for each in columns)
    rest = max(0, width - fixed - look.px(EDGE))
    places, left = [], look.px(EDGE)
    for column in columns:
        right = left + (look.px(column.width) if column.width else rest)
        half = look.px(GAP) // 2 if column.title else 0
        places.append(Place(column, left + half, right - half))
        left = right
    return places
