"""The meter in front of somebody who reads it and has a hand on the mouse."""

from __future__ import annotations

import tkinter as tk

from fakes import Asked, make_health, make_words, option, text_items, texts

from helpers import wait_until
from resonance.combat.snapshot import Snapshot
from resonance.settings import Settings
from resonance.ui.geometry import Geometry
from resonance.ui.meter import Meter
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Sheet

PLACE = Geometry(100, 80, 600, 470)


class Hand:
    """Reads a meter, and does what a mouse does."""

    def __init__(self, root: tk.Misc, meter: Meter) -> None:
        self.root = root
        self.meter = meter

    @property
    def sheet(self) -> Sheet:
        return self.meter.face.sheet

    def settle(self) -> None:
        """Until what was made anew is on the screen."""
        wait_until(lambda: self.sheet.winfo_width() > 1, pump=self.root.update)
        self.root.update()

    def read(self) -> list[str]:
        return texts(self.sheet)

    def colour_of(self, words: str) -> str:
        sheet = self.sheet
        return next(option(sheet, item, "fill") for item in text_items(sheet) if option(sheet, item, "text") == words)

    def spot(self, key: str) -> Hotspot:
        return next(spot for spot in self.meter.hotspots() if spot.key == key)

    def has_spot(self, key: str) -> bool:
        return any(spot.key == key for spot in self.meter.hotspots())

    def click(self, key: str) -> None:
        left, top, right, bottom = self.spot(key).box
        self.click_at((left + right) // 2, (top + bottom) // 2)

    def click_words(self, words: str) -> None:
        """Whatever stands where these words are."""
        sheet = self.sheet
        left, top, right, bottom = next(
            sheet.bbox(item) for item in text_items(sheet) if option(sheet, item, "text") == words
        )
        self.click_at((left + right) // 2, (top + bottom) // 2)

    def click_at(self, x: int, y: int) -> None:
        self.press(x, y)
        self.release(x, y)

    def double_click(self, x: int, y: int) -> None:
        self.click_at(x, y)
        self.click_at(x, y)

    def press(self, x: int, y: int) -> None:
        self.event("<Motion>", x, y)
        self.event("<ButtonPress-1>", x, y)

    def release(self, x: int, y: int) -> None:
        self.event("<ButtonRelease-1>", x, y)

    def drag(self, x: int, y: int, dx: int, dy: int) -> None:
        """In two steps, with the pointer where a real one would be: the window moves under it."""
        start_x, start_y = self.sheet.winfo_rootx() + x, self.sheet.winfo_rooty() + y
        self.press(x, y)
        for part in (0.5, 1.0):
            self.event("<B1-Motion>", x, y, start_x + round(dx * part), start_y + round(dy * part))
            self.root.update()
        self.release(x, y)
        self.root.update()

    def event(self, name: str, x: int, y: int, x_root: int | None = None, y_root: int | None = None) -> None:
        sheet = self.sheet
        x_root = sheet.winfo_rootx() + x if x_root is None else x_root
        y_root = sheet.winfo_rooty() + y if y_root is None else y_root
        sheet.event_generate(name, x=x, y=y, rootx=x_root, rooty=y_root)

    def point_at(self, x: int, y: int) -> None:
        """Move the real pointer to a point of the screen."""
        window = self.meter.window
        window.event_generate("<Motion>", warp=True, x=x - window.winfo_rootx(), y=y - window.winfo_rooty())
        wait_until(lambda: window.winfo_pointerxy() == (x, y), pump=self.root.update)


class Player(Hand):
    """With a meter of its own, and what it has asked for."""

    def __init__(self, root: tk.Misc, settings: Settings | None = None, place: Geometry = PLACE) -> None:
        self.words = make_words(settings)
        asked = Asked()
        self.asked, self.places = asked.for_, asked.places
        super().__init__(root, Meter(root, self.words, asked.actions(), place))
        self.settle()

    def show(self, snapshot: Snapshot | None, **health: object) -> None:
        self.meter.show(snapshot, make_health(**health), paused=False)

    def use(self, settings: Settings) -> None:
        """As the program does when the user changes the settings."""
        self.meter.apply(make_words(settings))
        self.settle()
