"""What the mouse does on a sheet: hover, press, scroll; and on the meter drag the window and pull its edges."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass

from resonance.ui.geometry import Geometry
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look
from resonance.ui.tooltip import Tooltip
from resonance.ui.window import EDGE, edges_at, resized, where

Box = tuple[int, int, int, int]

_CURSORS = {
    "": "",
    "n": "sb_v_double_arrow",
    "s": "sb_v_double_arrow",
    "w": "sb_h_double_arrow",
    "e": "sb_h_double_arrow",
    "nw": "top_left_corner",
    "ne": "top_right_corner",
    "sw": "bottom_left_corner",
    "se": "bottom_right_corner",
}


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A rectangle of the sheet that answers the pointer."""

    key: str
    box: Box  # left, top, right, bottom
    tip: str = ""
    press: Callable[[], object] | None = None  # None = it only has a tip


@dataclass(frozen=True, slots=True)
class _Grip:
    """A drag or a pull in progress."""

    x: int  # of the pointer on the screen, when it began
    y: int
    start: Geometry
    edges: str  # "" = the window is dragged


def bind_wheel(widget: tk.Misc, turned: Callable[[tk.Event[tk.Misc], int], object]) -> None:
    """`turned` gets the event, and a step: -1 = away from the user, 1 = towards them."""
    widget.bind("<MouseWheel>", lambda event: turned(event, -1 if event.delta > 0 else 1))
    # X11 before Tk 8.7 reports the wheel as buttons.
    widget.bind("<Button-4>", lambda event: turned(event, -1))
    widget.bind("<Button-5>", lambda event: turned(event, 1))


class Pointer:
    """Every press belongs to a hotspot, else to an edge, else it drags the window."""

    def __init__(self, window: tk.Toplevel, sheet: Sheet, look: Look, *, smallest: tuple[int, int] | None) -> None:
        """`smallest`: what the edges can be pulled to; None = the window manager moves and sizes this window."""
        self.hotspot_at: Callable[[int, int], Hotspot | None] = lambda x, y: None  # a point of the sheet
        self.on_hover: Callable[[str], None] = lambda key: None  # "" = over nothing that can be pressed
        self.on_moved: Callable[[Geometry], None] = lambda geometry: None
        self.on_wheel: Callable[[int], None] = lambda rows: None
        self.on_right_press: Callable[[int, int], None] = lambda x, y: None  # on the sheet
        self.on_double_press: Callable[[int, int], None] = lambda x, y: None  # where nothing can be pressed
        self.can_resize = smallest is not None
        self._window = window
        self._sheet = sheet
        self._margin = look.px(EDGE)
        self._can_move = smallest is not None
        self._smallest = smallest or (0, 0)
        self._tooltip = Tooltip(window, look)
        self._over = ""  # key of the hotspot under the pointer
        self._pressed: Hotspot | None = None
        self._grip: _Grip | None = None
        sheet.bind("<Motion>", self._on_motion)
        sheet.bind("<Leave>", lambda event: self._hover(None))
        sheet.bind("<ButtonPress-1>", self._on_press)
        sheet.bind("<B1-Motion>", self._on_drag)
        sheet.bind("<ButtonRelease-1>", self._on_release)
        sheet.bind("<ButtonPress-3>", self._on_right_press)
        sheet.bind("<Double-Button-1>", self._on_double_press)
        bind_wheel(sheet, lambda event, step: self.on_wheel(step))

    def destroy(self) -> None:
        self._tooltip.destroy()

    def forget(self) -> None:
        """What is under the pointer is something else now: no tip until it moves."""
        self._hover(None)

    def _edges(self, x: int, y: int) -> str:
        if not self.can_resize:
            return ""
        return edges_at(x, y, self._sheet.winfo_width(), self._sheet.winfo_height(), self._margin)

    def _on_motion(self, event: tk.Event[tk.Misc]) -> None:
        edges = self._edges(event.x, event.y)
        hotspot = None if edges else self.hotspot_at(event.x, event.y)
        is_pressable = hotspot is not None and hotspot.press is not None
        cursor = "hand2" if is_pressable else _CURSORS[edges]
        if str(self._sheet["cursor"]) != cursor:
            self._sheet.configure(cursor=cursor)
        self._hover(hotspot)

    def _hover(self, hotspot: Hotspot | None) -> None:
        key = hotspot.key if hotspot else ""
        if key == self._over:
            return
        self._over = key
        self.on_hover(hotspot.key if hotspot and hotspot.press else "")
        self._tooltip.expect(hotspot.tip if hotspot else "")

    def _on_press(self, event: tk.Event[tk.Misc]) -> None:
        self._tooltip.cancel()
        edges = self._edges(event.x, event.y)
        hotspot = None if edges else self.hotspot_at(event.x, event.y)
        if hotspot is not None and hotspot.press is not None:
            self._pressed = hotspot
            return
        if self._can_move:
            self._grip = _Grip(event.x_root, event.y_root, where(self._window), edges)

    def _on_right_press(self, event: tk.Event[tk.Misc]) -> None:
        self._tooltip.cancel()
        self.on_right_press(event.x, event.y)

    def _on_double_press(self, event: tk.Event[tk.Misc]) -> None:
        hotspot = self.hotspot_at(event.x, event.y)
        if hotspot is None or hotspot.press is None:
            self._grip = None
            self.on_double_press(event.x, event.y)
        else:
            self._on_press(event)  # two quick presses are two presses

    def _on_drag(self, event: tk.Event[tk.Misc]) -> None:
        grip = self._grip
        if grip is None:
            return
        dx, dy = event.x_root - grip.x, event.y_root - grip.y
        if grip.edges:
            self._window.geometry(resized(grip.start, grip.edges, dx, dy, self._smallest).words())
        else:
            self._window.geometry(grip.start._replace(x=grip.start.x + dx, y=grip.start.y + dy).words())

    def _on_release(self, event: tk.Event[tk.Misc]) -> None:
        pressed, self._pressed = self._pressed, None
        grip, self._grip = self._grip, None
        if pressed is not None and pressed.press is not None:
            hotspot = self.hotspot_at(event.x, event.y)
            if hotspot is not None and hotspot.key == pressed.key:
                pressed.press()
        elif grip is not None:
            self._window.update_idletasks()
            if where(self._window) != grip.start:
                self.on_moved(where(self._window))
