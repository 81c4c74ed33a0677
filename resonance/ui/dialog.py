"""A window with a title bar: it opens where it was last, always in view, and Escape closes it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence

import ttkbootstrap

from resonance.ui.desktop.desktop import Screen
from resonance.ui.geometry import Geometry, clamp, parse
from resonance.ui.placing import screen_of
from resonance.ui.theme import screen_scale
from resonance.ui.window import TO_FRONT

TITLE_BAR = 36
"""Logical pixels that the title bar takes of the screen, generously: Tk cannot tell before the window is open."""


def in_view(wanted: Geometry, screens: Sequence[Screen], title_bar_px: int) -> Geometry:
    """Moved and shrunk so that it lies, title bar included, on the screen that shows most of it."""
    work = screen_of(wanted, screens).work
    return clamp(wanted, work._replace(height=work.height - title_bar_px))


def centred(size: tuple[int, int], work: Geometry) -> Geometry:
    width, height = size
    return Geometry(work.x + (work.width - width) // 2, work.y + (work.height - height) // 2, width, height)


class Dialog(ttkbootstrap.Toplevel):
    def __init__(
        self, root: tk.Misc, *, size: tuple[int, int], smallest: tuple[int, int], closed: Callable[[], None]
    ) -> None:
        """Sizes in logical pixels; the first time it opens larger where its content wishes for more.

        `closed`: the user closes the window; it must then be destroyed.
        """
        super().__init__(master=root)
        self.withdraw()
        self.keyboard: tk.Misc = self  # what gets it when the window comes to the front
        self._scale = screen_scale(root)
        self._size = self._px(size)
        self.minsize(*self._px(smallest))
        self.protocol("WM_DELETE_WINDOW", closed)
        self.bind("<Escape>", lambda event: closed())

    def appear(self, remembered: str, screens: Sequence[Screen]) -> None:
        """Where it was (`where()`), or in the middle of the main screen."""
        self.update_idletasks()  # only then it is known how much room the content wishes for
        size = max(self._size[0], self.winfo_reqwidth()), max(self._size[1], self.winfo_reqheight())
        wanted = parse(remembered) or centred(size, screens[0].work)
        self.geometry(in_view(wanted, screens, round(TITLE_BAR * self._scale)).words())
        self.deiconify()
        self.to_front()

    def to_front(self) -> None:
        """With the keyboard."""
        if self.state() == "iconic":
            self.deiconify()
        self.lift()
        self.keyboard.focus_force()
        self.event_generate(TO_FRONT)

    def where(self) -> str:
        """For `appear`. As the window manager counts, so that the window does not creep by its title bar."""
        return str(self.geometry())

    def _px(self, size: tuple[int, int]) -> tuple[int, int]:
        return round(size[0] * self._scale), round(size[1] * self._scale)


def on_write(variable: tk.Variable, widget: tk.Misc, callback: Callable[[], object]) -> None:
    """Call it whenever the variable is written, as long as the widget is there.

    Tk would keep a callback, and with it the window it belongs to, for ever.
    """
    name = variable.trace_add("write", lambda *_: callback())
    widget.bind("<Destroy>", lambda event: variable.trace_remove("write", name), add="+")
