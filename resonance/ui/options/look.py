"""Colours, fonts and sizes of the windows with a title bar: those of the running ttkbootstrap theme."""

from __future__ import annotations

import tkinter as tk
from tkinter import font as tkfont
from tkinter import ttk
from typing import Literal, TypeVar

import ttkbootstrap

from resonance.palettes import mix, readable
from resonance.ui.icons import icon
from resonance.ui.theme import screen_scale

MUTED_SHARE = 0.6
"""How much of the text's colour secondary words keep, as far as they can be read."""

SMALL_SHARE = 0.9
HEADING_SHARE = 1.35
"""Sizes of small words and of headings, by the size of normal words, which the system sets."""


GHOST = "secondary.Ghost.Toolbutton"
"""The ttk style of one of several choices without an edge."""

Widget = TypeVar("Widget", bound=ttk.Widget)


def styled(widget: Widget, bootstyle: str = "default") -> Widget:
    """The widget, in a style of ttkbootstrap."""
    # Its own widget classes would take the style when they are made, but they have no types.
    ttkbootstrap.apply_bootstyle(widget, bootstyle)
    return widget


class DialogLook:
    """Made anew when the theme changes."""

    def __init__(self, window: ttkbootstrap.Toplevel | ttkbootstrap.App) -> None:
        colours = window.style.colors
        self.ground: str = colours.bg
        self.text: str = colours.fg
        self.muted = readable(mix(self.text, self.ground, MUTED_SHARE), (self.ground,))
        self.danger = readable(colours.danger, (self.ground,))
        self.hairline: str = colours.border
        # ttkbootstrap keeps the words of the chosen one as faint as those of the others.
        window.style.configure(GHOST, anchor="w")
        window.style.map(GHOST, foreground=[("selected", self.text)])
        self.scale = screen_scale(window)
        self.body = self._font(window)
        self.bold = self._font(window, weight="bold")
        self.small = self._font(window, SMALL_SHARE)
        self.heading = self._font(window, HEADING_SHARE, "bold")
        self._icons: dict[tuple[str, int], tk.PhotoImage] = {}
        self._window = window

    def _font(self, window: tk.Misc, share: float = 1.0, weight: Literal["normal", "bold"] = "normal") -> tkfont.Font:
        font = tkfont.nametofont("TkDefaultFont", window).copy()
        font.configure(size=round(font.cget("size") * share), weight=weight)
        return font

    def px(self, logical: float) -> int:
        """Screen pixels."""
        return round(logical * self.scale)

    def icon(self, name: str, logical: int) -> tk.PhotoImage:
        """A muted icon of icons.ICONS; it lives as long as this look."""
        key = (name, logical)
        if key not in self._icons:
            self._icons[key] = icon(self._window, name, self.muted, self.px(logical))
        return self._icons[key]
