"""The borderless window: always on top, moved and resized by its own hand, never off the screen."""

from __future__ import annotations

import tkinter as tk
from typing import NamedTuple

EDGE = 6
"""Logical pixels at the border that resize."""

COVERED_MS = 1_000
"""How long another window may cover the meter before it comes to the front again: slow enough that two windows of this
kind do not flicker."""


class Geometry(NamedTuple):
    """A rectangle of the screen in pixels; x and y may be negative on a second screen."""

    x: int
    y: int
    width: int
    height: int

    def words(self) -> str:
        """As Tk wants it."""
        return f"{self.width}x{self.height}+{self.x}+{self.y}"


def clamp(wanted: Geometry, desk: Geometry) -> Geometry:
    """Moved and shrunk as little as it takes to lie wholly on the desk."""
    width, height = min(wanted.width, desk.width), min(wanted.height, desk.height)
    x = max(desk.x, min(wanted.x, desk.x + desk.width - width))
    y = max(desk.y, min(wanted.y, desk.y + desk.height - height))
    return Geometry(x, y, width, height)


def edges_at(x: int, y: int, width: int, height: int, margin: int) -> str:
    """Which edges a point of the window is near: "", "n", "se", ..."""
    vertical = "n" if y < margin else "s" if y >= height - margin else ""
    horizontal = "w" if x < margin else "e" if x >= width - margin else ""
    return vertical + horizontal


def resized(start: Geometry, edges: str, dx: int, dy: int, smallest: tuple[int, int]) -> Geometry:
    """The window after its edges were pulled by (dx, dy); the opposite edges stay where they are."""
    x, y, width, height = start
    if "e" in edges:
        width = max(smallest[0], width + dx)
    if "w" in edges:
        width = max(smallest[0], start.width - dx)
        x = start.x + start.width - width
    if "s" in edges:
        height = max(smallest[1], height + dy)
    if "n" in edges:
        height = max(smallest[1], start.height - dy)
        y = start.y + start.height - height
    return Geometry(x, y, width, height)


class BorderlessWindow(tk.Toplevel):
    """A window without title bar that no window manager moves, covers or gives the keyboard to."""

    def __init__(self, root: tk.Misc, *, title: str, ground: str, opacity: float) -> None:
        super().__init__(root, background=ground)
        self.withdraw()
        self.title(title)
        self.overrideredirect(True)
        self.on_top: list[tk.Misc] = []  # windows that may cover this one, such as its tips
        self._opacity = opacity
        self._lift_job: str | None = None
        self.bind("<Map>", self._on_map)
        self.bind("<Visibility>", self._on_visibility)

    def desk(self) -> Geometry:
        """Everything that all screens together show."""
        # The virtual root spans all screens on Windows; elsewhere it is the screen itself.
        return Geometry(
            self.winfo_vrootx(),
            self.winfo_vrooty(),
            self.winfo_vrootwidth() or self.winfo_screenwidth(),
            self.winfo_vrootheight() or self.winfo_screenheight(),
        )

    def appear(self, wanted: Geometry) -> None:
        self.geometry(clamp(wanted, self.desk()).words())
        self.deiconify()

    def place_at(self, wanted: Geometry) -> None:
        self.geometry(wanted.words())

    def where(self) -> Geometry:
        return Geometry(self.winfo_x(), self.winfo_y(), self.winfo_width(), self.winfo_height())

    def _on_map(self, event: tk.Event[tk.Misc]) -> None:
        if event.widget is self:
            # On X11 both hold only for a window that is on the screen.
            self.attributes("-alpha", self._opacity)
            self.attributes("-topmost", True)
            self.lift()

    def _on_visibility(self, event: tk.Event[tk.Misc]) -> None:
        """Where no window manager keeps it on top, the window does so itself."""
        if event.widget is self and str(event.state) != "VisibilityUnobscured" and self._lift_job is None:
            self._lift_job = self.after(COVERED_MS, self._to_front)

    def _to_front(self) -> None:
        self._lift_job = None
        if any(window.winfo_viewable() for window in self.on_top):
            self._lift_job = self.after(COVERED_MS, self._to_front)
        else:
            self.lift()

    def destroy(self) -> None:
        if self._lift_job is not None:
            self.after_cancel(self._lift_job)
            self._lift_job = None
        super().destroy()
