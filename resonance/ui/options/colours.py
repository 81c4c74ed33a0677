"""Colours of classes and specs: one button each, with a chip in its colour."""

from __future__ import annotations

import tkinter as tk
from tkinter import colorchooser, ttk

from ttkbootstrap import ToolTip

from resonance.texts import say
from resonance.ui.options.editors import Editor, Task
from resonance.ui.options.host import ColourRow
from resonance.ui.options.look import styled

CHIP = 16
"""Logical pixels of a side."""

COLUMNS = 2


def colours(parent: tk.Misc, task: Task) -> Editor:
    grid = ColourGrid(parent, task)
    return Editor(grid.frame, grid.show, grid.first, is_wide=True)


class ColourGrid:
    def __init__(self, parent: tk.Misc, task: Task) -> None:
        self._task = task
        self.frame = ttk.Frame(parent)
        self._chips: dict[str, tk.PhotoImage] = {}
        self.buttons: dict[str, ttk.Button] = {}
        self.clears: dict[str, ttk.Button] = {}
        rows = task.host.colour_rows(task.name)
        height = -(-len(rows) // COLUMNS)
        for index, row in enumerate(rows):
            self._add(row).grid(row=index % height, column=index // height, sticky="w")
        self.frame.columnconfigure(list(range(COLUMNS)), weight=1, uniform="colour")
        self.first: tk.Widget = next(iter(self.buttons.values()), self.frame)

    def show(self, own: dict[str, str]) -> None:
        for row in self._task.host.colour_rows(self._task.name):
            if row.key in self.buttons:
                self._paint(row.key, own.get(row.key, row.colour))
                if row.key in own:
                    self.clears[row.key].pack(side="left")
                else:
                    self.clears[row.key].pack_forget()

    def _add(self, row: ColourRow) -> ttk.Frame:
        look = self._task.look
        side = look.px(CHIP)
        cell = ttk.Frame(self.frame)
        chip = self._chips[row.key] = tk.PhotoImage(master=cell, width=side, height=side)
        button = ttk.Button(cell, image=chip, text=row.title, compound="left", command=lambda: self._ask(row.key))
        self.buttons[row.key] = styled(button, "ghost")
        button.pack(side="left")
        clear = ttk.Button(cell, image=look.icon("reset", 13), command=lambda: self._clear(row.key))
        self.clears[row.key] = styled(clear, "ghost")
        ToolTip(clear, text=say("Back to the colour of the palette"))
        return cell

    def _paint(self, key: str, colour: str) -> None:
        side = self._task.look.px(CHIP)
        self._chips[key].put(self._task.look.hairline, to=(0, 0, side, side))
        self._chips[key].put(colour, to=(1, 1, side - 1, side - 1))

    def _ask(self, key: str) -> None:
        row = next(each for each in self._task.host.colour_rows(self._task.name) if each.key == key)
        shown = self._task.value.get(key, row.colour)
        _, chosen = colorchooser.askcolor(shown, parent=self.frame, title=row.title)
        if chosen is not None:
            self._task.change({**self._task.value, key: chosen})

    def _clear(self, key: str) -> None:
        self._task.change({other: colour for other, colour in self._task.value.items() if other != key})
