"""A label whose lines break where its language allows.

Tk breaks a line at a space, wherever that stands in it, and only in a line without one between two characters. Chinese
and Japanese are written without spaces but for those around foreign words, which is where their lines would end.
"""

from __future__ import annotations

import re
import tkinter as tk
from collections.abc import Callable
from tkinter import font as tkfont
from tkinter import ttk

_WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
_NOT_FIRST = "、。，．！？：；）」』】〉》”’…ーぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?:;)"
_NOT_LAST = "（「『【〈《“‘("
"""Marks that begin no line, and marks that end none."""

_IS_WIDE = re.compile(f"[{_WIDE}]")
_PIECE = re.compile(rf"\s+|[{_NOT_LAST}]*(?:[^\s{_WIDE}]+|.)[{_NOT_FIRST}]*")


def broken(words: str, measure: Callable[[str], float], width: float) -> str:
    """With line breaks, so that no line is wider, if that can be. What has no such characters is left to Tk."""
    if not _IS_WIDE.search(words):
        return words
    lines = []
    for paragraph in words.split("\n"):
        line = ""
        for piece in _PIECE.findall(paragraph):
            if line.strip() and measure((line + piece).rstrip()) > width:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line)
    return "\n".join(lines)


class Sentence(ttk.Label):
    def __init__(
        self, parent: tk.Misc, words: str = "", *, font: tkfont.Font, width_px: int = 0, foreground: str = ""
    ) -> None:
        """`width_px`: how wide a line may be; 0 = as wide as it is."""
        super().__init__(parent, font=font, foreground=foreground)
        self._words, self._font, self._width_px = words, font, width_px
        self._show()

    def tell(self, words: str) -> None:
        """Other words."""
        self._words = words
        self._show()

    def wrap(self, width_px: int) -> None:
        """Another width."""
        if width_px != self._width_px:
            self._width_px = width_px
            self._show()

    def _show(self) -> None:
        width = self._width_px
        self.configure(text=broken(self._words, self._font.measure, width) if width else self._words, wraplength=width)
