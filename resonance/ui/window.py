"""The borderless window: always on top, moved and resized by its own hand, never off the screen."""

from __future__ import annotations

import tkinter as tk

from resonance.ui.geometry import Geometry

EDGE = 6
"""Logical pixels at the border that resize."""

COVERED_MS = 1_000
"""How long another window may cover the meter before it comes to the front again: slow enough that two windows of this
kind do not flicker."""

TO_FRONT = "<<ToFront>>"
"""The event of a window that was just brought to the front on purpose."""


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


def where(window: tk.Toplevel) -> Geometry:
    """Where a borderless window stands now."""
    return Geometry(window.winfo_x(), window.winfo_y(), window.winfo_width(), window.winfo_height())


def let_cover(below: tk.Misc, above: tk.Misc) -> None:
    """A window that stays on top does not come before this one, while there is one: a tip, or a menu."""
    if isinstance(below, BorderlessWindow):
        below.on_top.append(above)


def no_longer(below: tk.Misc, above: tk.Misc) -> None:
    """The end of let_cover()."""
    if isinstance(below, BorderlessWindow):
        below.on_top.remove(above)


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

    def appear(self, wanted: Geometry) -> None:
        """For the first time. It is mapped when this comes back."""
        self.geometry(wanted.words())
        self.deiconify()
        self.update_idletasks()  # until then Tk puts the first mapping off

    def set_opacity(self, opacity: float) -> None:
        self._opacity = opacity
        self.attributes("-alpha", opacity)

    def place_at(self, wanted: Geometry) -> None:
        self.geometry(wanted.words())

    def where(self) -> Geometry:
        return where(self)

    def has_pointer(self) -> bool:
        """Whether it is what the pointer is on: shown, and nothing in front of it there."""
        # Not winfo_containing(): it fails on the windows that Tk makes for itself, such as a list dropped down.
        below = str(self.tk.call("winfo", "containing", *self.winfo_pointerxy()))
        return bool(below) and str(self.tk.call("winfo", "toplevel", below)) == str(self)

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
