"""A small window with labelled fields, one below the other, and buttons to take or leave them."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import TypeVar

from resonance.texts import say
from resonance.ui.dialog import Dialog
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.sentence import Sentence

# Logical pixels.
PADDING = 18
GAP = 8
LABEL_GAP = 14
WRAP = 460

Widget = TypeVar("Widget", bound=tk.Widget)


class Form:
    """Rows are added from above; `finish` adds the buttons."""

    def __init__(self, root: tk.Misc, title: str, size: tuple[int, int], closed: Callable[[], None]) -> None:
        """`size`: logical pixels. `closed`: the user leaves it; it must then be destroyed."""
        self.dialog = Dialog(root, size=size, smallest=size, closed=closed)
        self.dialog.title(f"{title} – Resonance Logs")
        self.look = DialogLook(self.dialog)
        self._closed = closed
        frame = ttk.Frame(self.dialog, padding=self.look.px(PADDING))
        frame.pack(fill="both", expand=True)
        self.body = ttk.Frame(frame)
        self.body.pack(fill="both", expand=True)
        self.body.columnconfigure(1, weight=1)
        self._buttons = ttk.Frame(frame)
        self._buttons.pack(side="bottom", fill="x")
        self._row = 0

    def add(self, label: str, widget: Widget) -> Widget:
        """`label` "": none, as for a switch with words of its own. The widget is a child of `body`."""
        pady = (0, self.look.px(GAP))
        if label:
            words = ttk.Label(self.body, text=label)
            words.grid(row=self._row, column=0, sticky="w", padx=(0, self.look.px(LABEL_GAP)), pady=pady)
        widget.grid(row=self._row, column=1, sticky="ew", pady=pady)
        self._row += 1
        return widget

    def hint(self, words: str) -> Sentence:
        label = Sentence(
            self.body, words, font=self.look.small, width_px=self.look.px(WRAP), foreground=self.look.muted
        )
        label.grid(row=self._row, column=0, columnspan=2, sticky="w", pady=(0, self.look.px(GAP)))
        self._row += 1
        return label

    def finish(self, save: Callable[[], None]) -> None:
        self.save_button = styled(ttk.Button(self._buttons, text=say("Save"), command=save), "primary")
        leave = styled(ttk.Button(self._buttons, text=say("Cancel"), command=self._closed), "secondary-outline")
        for button in (self.save_button, leave):
            button.pack(side="right", padx=(self.look.px(GAP), 0))

    def close(self) -> None:
        self.dialog.destroy()


def choices(parent: tk.Misc, titles: list[str], chosen: int) -> ttk.Combobox:
    """To drop down. `current()` of it is what is chosen."""
    box = styled(ttk.Combobox(parent, values=titles, state="readonly", width=max(map(len, titles)) + 2))
    box.current(chosen)
    box.bind("<<ComboboxSelected>>", lambda event: box.selection_clear(), add="+")
    return box
