"""What an export will be: its text, or its picture."""

from __future__ import annotations

import tkinter as tk
import unicodedata
from tkinter import font as tkfont
from tkinter import ttk

from resonance.export.png_card import SCALE
from resonance.texts import say
from resonance.ui.options.look import DialogLook, styled

MOST_LINES = 300
"""Of a long text; nobody reads more of it here."""


EVEN_FONTS = ("Noto Sans Mono CJK SC", "Noto Sans Mono CJK JP", "Sarasa Mono SC", "NSimSun", "MS Gothic")
"""Fonts whose Chinese and Japanese characters are as wide as two others, as the columns of a text table count them."""


class Preview(ttk.Frame):
    def __init__(self, master: tk.Misc, look: DialogLook) -> None:
        super().__init__(master)
        self._look = look
        self._font = tkfont.nametofont("TkFixedFont", self)
        self._even_font = _even_font(self, self._font)
        self._picture: tk.PhotoImage | None = None  # Tk shows it only as long as somebody holds it
        self.text = tk.Text(
            self,
            wrap="none",
            font=self._font,
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
        shown = "\n".join(lines)
        is_wide = any(unicodedata.east_asian_width(each) in "WF" for each in shown)
        self.text.configure(font=self._even_font if is_wide else self._font)
        self._show(shown)

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


def _even_font(window: tk.Misc, usual: tkfont.Font) -> tkfont.Font:
    """The first that is installed, in the usual size; without any the usual one."""
    there = set(tkfont.families(window))
    family = next((each for each in EVEN_FONTS if each in there), None)
    if family is None:
        return usual
    return tkfont.Font(window, family=family, size=usual.actual("size"))
