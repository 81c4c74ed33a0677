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
    def __init__(self, sheet: Sheet, look: Look, most: int) -> None:
        """`most`: as many buttons as it will ever show."""
        self._sheet = sheet
        self._look = look
        self._right = self._middle = 0
        self._hot = ""  # key of the button under the pointer
        self._buttons: Sequence[Button] = ()
        self._items = [sheet.create_image(0, 0, anchor="center") for _ in range(most)]
        self._images: dict[tuple[str, bool], tk.PhotoImage] = {}

    @property
    def width(self) -> int:
        """Of the buttons shown now."""
        return self._look.px(BUTTON_WIDTH) * len(self._buttons)

    def layout(self, right: int, middle: int) -> None:
        """Where the row ends; from the next `show` on."""
        self._right, self._middle = right, middle

    def show(self, buttons: Sequence[Button]) -> None:
        """From left to right; they may change their number, icon, tip and meaning."""
        self._buttons = buttons
        step = self._look.px(BUTTON_WIDTH)
        left = self._right - self.width
        for index, item in enumerate(self._items):
            button = buttons[index] if index < len(buttons) else None
            self._sheet.put(item, image=self._image(button.icon, button.key == self._hot) if button else "")
            self._sheet.move_to(item, left + index * step + step // 2, self._middle)

    def hover(self, key: str) -> None:
        """The pointer is over the button with this key; any other key: over none of them."""
        self._hot = key
        self.show(self._buttons)

    def hotspots(self) -> list[Hotspot]:
        step, half = self._look.px(BUTTON_WIDTH), self._look.px(BUTTON_HEIGHT) // 2
        spots = []
        for index, button in enumerate(self._buttons):
            left = self._right - self.width + index * step
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
