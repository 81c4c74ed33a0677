"""What an export will be: its text, or its picture."""

from __future__ import annotations

import tkinter as tk
from tkinter import font as tkfont
from tkinter import ttk

from resonance.export.png_card import SCALE
from resonance.texts import say
from resonance.ui.options.look import DialogLook, styled

MOST_LINES = 300
"""Of a long text; nobody reads more of it here."""


class Preview(ttk.Frame):
    def __init__(self, master: tk.Misc, look: DialogLook) -> None:
        super().__init__(master)
        self._look = look
        self._picture: tk.PhotoImage | None = None  # Tk shows it only as long as somebody holds it
        self.text = tk.Text(
            self,
            wrap="none",
            font=tkfont.nametofont("TkFixedFont", self),
            width=1,
            height=1,
            relief="flat",
            background=look.ground,
            foreground=look.text,
            highlightthickness=1,
            highlightbackground=look.hairline,
            padx=look.px(10),
            pady=look.px(8),
            state="disabled",
        )
        down = styled(ttk.Scrollbar(self, orient="vertical", command=self.text.yview))
        along = styled(ttk.Scrollbar(self, orient="horizontal", command=self.text.xview))
        self.text.configure(yscrollcommand=down.set, xscrollcommand=along.set)
        self.rowconfigure(0, weight=1)
        self.columnconfigure(0, weight=1)
        self.text.grid(row=0, column=0, sticky="nsew")
        down.grid(row=0, column=1, sticky="ns")
        along.grid(row=1, column=0, sticky="ew")

    def show_text(self, words: str) -> None:
        """The beginning of a long one."""
        lines = words.splitlines()
        if len(lines) > MOST_LINES:
            left_out = len(lines) - MOST_LINES
            lines = [*lines[:MOST_LINES], "", say("... and {count} more lines", count=left_out)]
        self._show("\n".join(lines))

    def show_picture(self, png: bytes) -> None:
        """About as large as it is meant to be seen."""
        picture = tk.PhotoImage(master=self, data=png)
        factor = max(1, round(SCALE / self._look.scale))
        self._picture = picture.subsample(factor) if factor > 1 else picture
        self._show("")
        self.text.configure(state="normal")
        self.text.image_create("end", image=self._picture)
        self.text.configure(state="disabled")

    def _show(self, words: str) -> None:
        self.text.configure(state="normal")
        self.text.delete("1.0", "end")
        self.text.insert("1.0", words)
        self.text.configure(state="disabled")
