"""A page that scrolls: with the wheel, with its bar, and to the field that gets the keyboard."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk

from resonance.ui.options.look import DialogLook, styled

WHEEL_STEP = 48
"""Logical pixels a notch of the wheel."""

SOME_ROOM = 12
"""Logical pixels that stay between a field and the end of the page when it is scrolled to."""

TURNED_BY_WHEEL = ("TCombobox", "TSpinbox", "TScale")
"""Widgets that take the wheel for themselves: on a page that scrolls they would change values by accident."""


class Page(ttk.Frame):
    """What it shows goes into `body`."""

    def __init__(self, parent: tk.Misc, look: DialogLook) -> None:
        super().__init__(parent)
        self._look = look
        self._canvas = tk.Canvas(self, background=look.ground, highlightthickness=0, borderwidth=0, width=1, height=1)
        self._bar = styled(ttk.Scrollbar(self, orient="vertical", command=self._canvas.yview), "round")
        self._canvas.configure(yscrollcommand=self._show_bar, yscrollincrement=1)
        self._canvas.pack(side="left", fill="both", expand=True)
        self.body = ttk.Frame(self._canvas)
        self._item = self._canvas.create_window(0, 0, window=self.body, anchor="nw")
        self.body.bind("<Configure>", lambda event: self._measure())
        self._canvas.bind("<Configure>", self._on_resized)
        window = self.winfo_toplevel()
        for sequence in ("<MouseWheel>", "<Button-4>", "<Button-5>"):
            window.bind(sequence, self._on_wheel)
        window.bind("<FocusIn>", self._on_focus)

    def adopt(self) -> None:
        """After the body was filled: the wheel scrolls the page wherever the pointer is."""
        for widget in _below(self.body):
            if widget.winfo_class() in TURNED_BY_WHEEL:
                for sequence in ("<MouseWheel>", "<Button-4>", "<Button-5>"):
                    widget.bind(sequence, self._on_wheel_over_field)

    def ask_for_room(self) -> None:
        """Wish for a window in which nothing has to be scrolled."""
        self.update_idletasks()
        self._canvas.configure(width=self.body.winfo_reqwidth(), height=self.body.winfo_reqheight())

    def top(self) -> float:
        """How far it is scrolled, 0..1."""
        return self._canvas.yview()[0]

    def to_top(self) -> None:
        self._canvas.yview_moveto(0)

    def to(self, top: float) -> None:
        self.update_idletasks()  # what was shown or hidden just now has its place only after this
        self._measure()
        self._canvas.yview_moveto(top)

    def see(self, widget: tk.Misc) -> None:
        """Scroll no further than it takes to have the widget in view."""
        self.update_idletasks()
        top = widget.winfo_rooty() - self.body.winfo_rooty() - self._look.px(SOME_ROOM)
        bottom = top + widget.winfo_height() + 2 * self._look.px(SOME_ROOM)
        seen_top = self._canvas.canvasy(0)
        seen_bottom = seen_top + self._canvas.winfo_height()
        if top < seen_top:
            self._scroll(round(top - seen_top))
        elif bottom > seen_bottom:
            self._scroll(round(bottom - seen_bottom))

    def _scroll(self, pixels: int) -> None:
        if self._bar.winfo_manager():  # else all of it is in view
            self._canvas.yview_scroll(pixels, "units")

    def _measure(self) -> None:
        self._canvas.configure(scrollregion=(0, 0, self.body.winfo_reqwidth(), self.body.winfo_reqheight()))

    def _on_resized(self, event: tk.Event[tk.Misc]) -> None:
        self._canvas.itemconfigure(self._item, width=event.width)

    def _show_bar(self, first: float, last: float) -> None:
        self._bar.set(first, last)
        if float(first) <= 0 and float(last) >= 1:
            self._bar.pack_forget()
        elif not self._bar.winfo_manager():
            self._bar.pack(side="right", fill="y", before=self._canvas)

    def _on_wheel(self, event: tk.Event[tk.Misc]) -> None:
        # X11 sends buttons; elsewhere a notch is a delta of 120, and touch pads send parts of it.
        notches = {4: -1.0, 5: 1.0}.get(event.num, 0.0) if isinstance(event.num, int) else -event.delta / 120
        self._scroll(round(notches * self._look.px(WHEEL_STEP)))

    def _on_wheel_over_field(self, event: tk.Event[tk.Misc]) -> str:
        self._on_wheel(event)
        return "break"

    def _on_focus(self, event: tk.Event[tk.Misc]) -> None:
        if isinstance(event.widget, tk.Misc) and str(event.widget).startswith(f"{self.body}."):
            self.see(event.widget)


def _below(widget: tk.Misc) -> list[tk.Misc]:
    children = widget.winfo_children()
    return [*children, *(each for child in children for each in _below(child))]
