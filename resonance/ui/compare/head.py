"""Above the comparison: who is A and who is B, and below them what is shown of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from tkinter import font as tkfont

from resonance.palettes import CHIP_CONTRAST, contrast, readable
from resonance.texts import say
from resonance.ui.compare.tables import LEFT, RIGHT
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Anchor, Sheet
from resonance.ui.theme import Look

# Logical pixels.
PADDING = 14
CARD_HEIGHT = 54
STRIP_HEIGHT = 28
CHIP = 20
GAP = 18
TIGHT_GAP = 9  # where the window is narrow
UNDERLINE = 2

HEIGHT = CARD_HEIGHT + STRIP_HEIGHT


@dataclass(frozen=True, slots=True)
class Card:
    """A side in words."""

    who: str
    what: str  # the fight
    colour: str  # "#rrggbb"


@dataclass(frozen=True, slots=True)
class Word:
    """One of the strip, to be clicked."""

    key: str
    title: str
    press: Callable[[], object]
    is_chosen: bool = False
    tip: str = ""


class Head:
    def __init__(self, sheet: Sheet, look: Look, *, choose: Callable[[int], object]) -> None:
        """`choose`: other players are wanted for the side, 0 or 1."""
        self._sheet, self._look, self._choose = sheet, look, choose
        self._tag = f"head{id(self)}"
        self._spots: list[Hotspot] = []
        self._drawn: tuple[object, ...] = ()

    def show(self, cards: Sequence[Card], left: Sequence[Word], right: Sequence[Word], width: int) -> None:
        """`left`, `right`: the words of the strip, from its ends."""
        is_same = [(each.key, each.title, each.is_chosen) for each in (*left, *right)]
        drawn = (tuple(cards), is_same, width)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._sheet.delete(self._tag)
        self._spots = []
        for index, card in enumerate(cards):
            self._draw_card(card, index, width // 2 * index, width // 2)
        self._draw_strip(left, right, width)

    def hotspot_at(self, x: int, y: int) -> Hotspot | None:
        for spot in self._spots:
            if spot.box[0] <= x < spot.box[2] and spot.box[1] <= y < spot.box[3]:
                return spot
        return None

    def bottom_of(self, index: int) -> tuple[int, int]:
        """Where the menu of a side opens, on the sheet."""
        box = self._spots[index].box
        return box[0], box[3]

    def _draw_card(self, card: Card, index: int, left: int, width: int) -> None:
        look, palette, sheet = self._look, self._look.palette, self._sheet
        colour = readable(card.colour, (palette.ground,), CHIP_CONTRAST)
        chip, x = look.px(CHIP), left + look.px(PADDING)
        middle = look.px(CARD_HEIGHT) // 2
        top = middle - chip // 2
        sheet.create_rectangle(x, top, x + chip, top + chip, fill=colour, width=0, tags=self._tag)
        letter = max((palette.ground, palette.text), key=lambda each: contrast(each, colour))
        self._text(x + chip / 2, middle, (LEFT, RIGHT)[index], look.body_bold, letter, "center")
        x += chip + look.px(10)
        room = left + width - look.px(PADDING) - x
        who = look.fit(f"{card.who}  ▾", look.body_bold, room)
        self._text(x, middle - look.px(9), who, look.body_bold, palette.text)
        self._text(x, middle + look.px(10), look.fit(card.what, look.small, room), look.small, palette.muted)
        box = (left, 0, left + width, look.px(CARD_HEIGHT))
        tip = "\n".join((card.who, card.what, say("Click for another player")))
        self._spots.append(Hotspot(f"side {index}", box, tip, partial(self._choose, index)))

    def _draw_strip(self, left: Sequence[Word], right: Sequence[Word], width: int) -> None:
        look, palette = self._look, self._look.palette
        top, bottom = look.px(CARD_HEIGHT), look.px(HEIGHT)
        self._sheet.create_rectangle(0, top, width, bottom, fill=palette.raised, width=0, tags=self._tag)
        font, gap = look.body_bold, GAP
        words = [*left, *right]
        if sum(look.width(each.title, font) + look.px(gap) for each in words) + look.px(2 * PADDING) > width:
            font, gap = look.small, TIGHT_GAP
        x = look.px(PADDING)
        for word in left:
            x = self._draw_word(word, x, font, gap)
        x = max(x, width - look.px(PADDING - gap) - sum(look.width(each.title, font) + look.px(gap) for each in right))
        for word in right:
            x = self._draw_word(word, x, font, gap)

    def _draw_word(self, word: Word, x: int, font: tkfont.Font, gap: int) -> int:
        """Gives where the next one begins."""
        look, palette = self._look, self._look.palette
        top, bottom = look.px(CARD_HEIGHT), look.px(HEIGHT)
        shown = font if word.is_chosen or font is look.small else look.body
        right = x + look.width(word.title, font)
        fill = palette.text if word.is_chosen else palette.muted
        self._text(x, (top + bottom) // 2, word.title, shown, fill)
        if word.is_chosen:
            line = (x, bottom - look.px(UNDERLINE), right, bottom)
            self._sheet.create_rectangle(*line, fill=palette.accent, width=0, tags=self._tag)
        half = look.px(gap) // 2
        self._spots.append(Hotspot(word.key, (x - half, top, right + half, bottom), word.tip, word.press))
        return right + look.px(gap)

    def _text(self, x: float, y: float, text: str, font: tkfont.Font, fill: str, anchor: Anchor = "w") -> None:
        item = self._sheet.text(font, anchor, fill, self._tag)
        self._sheet.coords(item, x, y)
        self._sheet.itemconfigure(item, text=text)
