"""The rows of the picture of a table: where columns stand, and one player a row with bar, chip, name and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from resonance import formats
from resonance.colours import Colours
from resonance.combat.column import Column
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.canvas import Canvas, width_of
from resonance.export.cells import Ranked, bar_share, cell_parts, ranked, shown_columns
from resonance.export.export_format import ExportOptions
from resonance.export.fonts import Fonts
from resonance.export.people import player_name, role
from resonance.names import Names
from resonance.palettes import FILL_STEPS, Palette, Tones, tones
from resonance.texts import say

# Logical pixels.
SIDE = 14
TITLES_HEIGHT = 24
ROW_HEIGHT = 27
RANK_RIGHT = 23
CHIP_LEFT = 29
CHIP = 16
NAME_LEFT = 53
NAME_WIDTH = 210  # at least, its details included
DETAIL_GAP = 7
COLUMN_GAP = 18
UNIT_GAP = 1
LINE_HEIGHT = 2
EDGE_WIDTH = 3

# Sizes of text, likewise.
BODY, SMALL, UNIT = 13, 11, 10


@dataclass(frozen=True, slots=True)
class _Place:
    """Of a column."""

    title: str
    cells: list[tuple[str, str]]  # number and unit of every row
    width: float
    unit_width: float


class CardRows:
    def __init__(self, snapshot: Snapshot, view: View, names: Names, options: ExportOptions, fonts: Fonts) -> None:
        self.players = ranked(snapshot, view, options)
        self._snapshot = snapshot
        self._view = view
        self._names = names
        self._options = options
        self._colours = options.colours or Colours(names)
        self._places = [self._place(column, fonts) for column in shown_columns(snapshot, view, options)]
        columns_width = sum(place.width + COLUMN_GAP for place in self._places)
        self.width = NAME_LEFT + NAME_WIDTH + columns_width + SIDE  # that it needs
        self.height = TITLES_HEIGHT + ROW_HEIGHT * len(self.players)

    def draw(self, canvas: Canvas, palette: Palette, top: float, width: float) -> None:
        self._draw_titles(canvas, palette, top, width)
        for index, player in enumerate(self.players):
            self._draw_row(canvas, palette, index, player, (top + TITLES_HEIGHT + ROW_HEIGHT * index, width))

    def _place(self, column: Column, fonts: Fonts) -> _Place:
        measure = partial(width_of, fonts)
        cells = [cell_parts(column, self._snapshot, player.line) for player in self.players]
        unit = max((measure(unit, UNIT) for _, unit in cells), default=0.0)
        unit += UNIT_GAP if unit else 0
        number = max((measure(text, BODY) for text, _ in cells), default=0.0)
        title = say(column.title(self._view))
        return _Place(title, cells, max(number + unit, measure(title, SMALL)), unit)

    def _draw_titles(self, canvas: Canvas, palette: Palette, top: float, width: float) -> None:
        middle = top + TITLES_HEIGHT / 2
        canvas.text(SIDE, middle, say("Player"), SMALL, palette.muted)
        right = width - SIDE
        for place in reversed(self._places):
            canvas.text(right, middle, place.title, SMALL, palette.muted, anchor="right")
            right -= place.width + COLUMN_GAP
        canvas.box(0, top + TITLES_HEIGHT - 1, width, top + TITLES_HEIGHT, palette.hairline)

    def _draw_row(
        self, canvas: Canvas, palette: Palette, index: int, player: Ranked, place: tuple[float, float]
    ) -> None:
        """`place`: top of the row, and width of the picture."""
        top, width = place
        actor = player.row.actor
        look = tones(palette, self._colours.of(actor.class_id, actor.spec))
        bottom = top + ROW_HEIGHT
        canvas.box(0, bottom - 1, width, bottom, palette.hairline)
        _draw_bar(canvas, look, top, width * bar_share(self._snapshot, self._view, player.line, self._options))
        if player.row.is_local:
            canvas.box(0, top, EDGE_WIDTH, bottom - 1, palette.accent)
        middle = top + (ROW_HEIGHT - 1) / 2
        canvas.text(RANK_RIGHT, middle, str(player.rank), SMALL, look.muted, anchor="right", beside=BODY)
        letter = (role(actor, self._names) or "?")[0].upper()
        canvas.box(CHIP_LEFT, middle - CHIP / 2, CHIP_LEFT + CHIP, middle + CHIP / 2, look.full)
        canvas.text(CHIP_LEFT + CHIP / 2, middle, letter, SMALL, look.letter, bold=True, anchor="center")
        left = self._draw_numbers(canvas, look, index, middle, width)
        self._draw_name(canvas, look, player, middle, left)

    def _draw_name(self, canvas: Canvas, look: Tones, player: Ranked, middle: float, right: float) -> None:
        """The name, and as much behind it as has room."""
        actor, is_local = player.row.actor, player.row.is_local
        room = right - NAME_LEFT
        name = canvas.fit(player_name(actor, self._names), BODY, room, bold=is_local)
        colour = look.accent if is_local else look.text
        room -= canvas.text(NAME_LEFT, middle, name, BODY, colour, bold=is_local) + DETAIL_GAP
        words = role(actor, self._names)
        score = formats.amount(actor.ability_score) if actor.ability_score is not None else ""
        for detail in (" · ".join(filter(None, (words, score))), words or ""):
            if detail and canvas.width(detail, SMALL) <= room:
                canvas.text(right - room, middle, detail, SMALL, look.muted, beside=BODY)
                return

    def _draw_numbers(self, canvas: Canvas, look: Tones, index: int, middle: float, width: float) -> float:
        """Gives where they begin, with a gap before them."""
        right = width - SIDE
        for place in reversed(self._places):
            text, unit = place.cells[index]
            is_known = text != formats.DASH
            number_right = right - (place.unit_width if is_known else 0)
            canvas.text(
                number_right, middle, text, BODY, look.text if is_known else look.muted, anchor="right", beside=BODY
            )
            canvas.text(number_right + UNIT_GAP, middle, unit, UNIT, look.muted, beside=BODY)
            right -= place.width + COLUMN_GAP
        return right


def _draw_bar(canvas: Canvas, look: Tones, top: float, width: float) -> None:
    line_top = top + ROW_HEIGHT - 1 - LINE_HEIGHT
    for step, colour in enumerate(look.steps):
        canvas.box(width * step / FILL_STEPS, top, width * (step + 1) / FILL_STEPS, line_top, colour)
    canvas.box(0, line_top, width, line_top + LINE_HEIGHT, look.full)
