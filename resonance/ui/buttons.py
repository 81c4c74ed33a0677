"""A row of icon buttons, quiet until the pointer is over them."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from resonance.ui.icons import icon
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look

# All in logical pixels.
BUTTON_WIDTH = 27
BUTTON_HEIGHT = 30
ICON_SIZE = 17


@dataclass(frozen=True, slots=True)
class Button:
    key: str
    icon: str  # a name of `icons.ICONS`
    tip: str
    press: Callable[[], None]


class ButtonRow:
    def __init__(self, sheet: Sheet, look: Look, count: int) -> None:
        self.width = look.px(BUTTON_WIDTH) * count
        self._sheet = sheet
        self._look = look
        self._left = self._middle = 0
        self._hot = ""  # key of the button under the pointer
        self._buttons: Sequence[Button] = ()
        self._items = [sheet.create_image(0, 0, anchor="center") for _ in range(count)]
        self._images: dict[tuple[str, bool], tk.PhotoImage] = {}

    def layout(self, right: int, middle: int) -> None:
        self._left, self._middle = right - self.width, middle
        step = self._look.px(BUTTON_WIDTH)
        for index, item in enumerate(self._items):
            self._sheet.move_to(item, self._left + index * step + step // 2, middle)

    def show(self, buttons: Sequence[Button]) -> None:
        """As many buttons as the row was made for; they may change their icon, tip and meaning."""
        self._buttons = buttons
        for item, button in zip(self._items, buttons, strict=True):
            self._sheet.put(item, image=self._image(button.icon, button.key == self._hot))

    def hover(self, key: str) -> None:
        """The pointer is over the button with this key; any other key: over none of them."""
        self._hot = key
        self.show(self._buttons)

    def hotspots(self) -> list[Hotspot]:
        step, half = self._look.px(BUTTON_WIDTH), self._look.px(BUTTON_HEIGHT) // 2
        spots = []
        for index, button in enumerate(self._buttons):
            left = self._left + index * step
            box = (left, self._middle - half, left + step, self._middle + half)
            spots.append(Hotspot(button.key, box, button.tip, button.press))
        return spots

    def _image(self, name: str, is_hot: bool) -> tk.PhotoImage:
        palette = self._look.palette
        known = self._images.get((name, is_hot))
        if known is None:
            colour = palette.text if is_hot else palette.muted
            known = self._images[name, is_hot] = icon(self._sheet, name, colour, self._look.px(ICON_SIZE))
        return known
