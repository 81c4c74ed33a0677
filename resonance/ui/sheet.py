"""A canvas that remembers how each of its items looks, and asks Tk only for what changed.

All parts of the meter draw on one sheet: items are made once, then updated in place. A cell that shows the same text
as before costs a dictionary look-up and no call into Tk.
"""

from __future__ import annotations

import tkinter as tk
from tkinter import font as tkfont
from typing import Literal

Anchor = Literal["w", "e", "center"]
Item = int | str
"""An item's number, or a tag that stands for several."""


class Sheet(tk.Canvas):
    def __init__(self, master: tk.Misc, ground: str) -> None:
        super().__init__(master, background=ground, highlightthickness=0, borderwidth=0)
        self._drawn: dict[Item, dict[str, object]] = {}
        self._placed: dict[Item, tuple[float, ...]] = {}
        self._path = str(self)  # in Tk
        self.calls = 0  # into Tk, for drawing

    def text(self, font: tkfont.Font, anchor: Anchor = "w", fill: str = "", tag: str = "") -> int:
        return self.create_text(0, 0, font=font, anchor=anchor, fill=fill, tags=tag, justify="center")

    def box(self, fill: str = "") -> int:
        return self.create_rectangle(0, 0, 0, 0, width=0, fill=fill)

    def put(self, item: Item, **options: object) -> None:
        """Set options (`text`, `fill`, `state`, `image`, ...) of an item, those that differ from the last time."""
        known = self._drawn.setdefault(item, {})
        words: list[object] = []
        for name, value in options.items():
            if name not in known or known[name] != value:
                known[name] = value
                words += (f"-{name}", value)
        if words:
            self.calls += 1
            # Straight to Tk: itemconfigure() takes about as long again to sort its arguments.
            self.tk.call(self._path, "itemconfigure", item, *words)

    def move_to(self, item: int, *coords: float) -> None:
        """Move an item to these coordinates, if it is not there."""
        if self._placed.get(item) != coords:
            self._placed[item] = coords
            self.calls += 1
            self.coords(item, *coords)

    def reveal(self, item: Item, visible: bool) -> None:
        self.put(item, state="normal" if visible else "hidden")
