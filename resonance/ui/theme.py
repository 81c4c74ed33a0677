"""The look of the windows: a palette, fonts, and sizes in screen pixels."""

from __future__ import annotations

import tkinter as tk
from tkinter import font as tkfont
from typing import Literal

from resonance.palettes import Palette, Tones, tones

Weight = Literal["normal", "bold"]

FONT_CHAIN = ("Segoe UI", "Noto Sans", "Inter", "Helvetica Neue", "Roboto", "DejaVu Sans")
"""The first that is installed is used: Windows, Linux desktops, macOS. What it lacks (Chinese, Japanese, Korean, emoji)
the system takes from other fonts, glyph by glyph."""

USUAL_FONT_SIZE = 13

ROW_HEIGHTS = {"comfortable": 27, "compact": 21}
"""Logical pixels, the hairline included."""


def screen_scale(window: tk.Misc) -> float:
    """Screen pixels a logical pixel, in quarters: 1.0 at 96 dpi and below."""
    return max(1.0, round(window.winfo_fpixels("1i") / 96 * 4) / 4)


class Look:
    """A palette, fonts and sizes for one window. Sizes are asked for in logical pixels by `px`."""

    def __init__(
        self,
        window: tk.Misc,
        palette: Palette,
        row_height: str = "comfortable",
        scale: float | None = None,
        *,
        font_size: int = USUAL_FONT_SIZE,
    ) -> None:
        """`font_size`: of names and numbers, in logical pixels; everything grows with it."""
        self._middle_to_baseline: dict[str, int] = {}
        self.palette = palette
        self.scale = (scale or screen_scale(window)) * font_size / USUAL_FONT_SIZE
        self.row_height = self.px(ROW_HEIGHTS[row_height])
        compact = row_height == "compact"
        installed = set(tkfont.families(window))
        self.family = next((family for family in FONT_CHAIN if family in installed), "TkDefaultFont")
        self.timer = self._font(window, 21, "bold")
        self.body = self._font(window, 13)
        self.body_bold = self._font(window, 13, "bold")
        self.small = self._font(window, 11)
        self.row = self._font(window, 12 if compact else 13)
        self.row_bold = self._font(window, 12 if compact else 13, "bold")
        self.row_small = self._font(window, 10 if compact else 11)
        self.letter = self._font(window, 9 if compact else 11, "bold")  # on the class chip
        self.unit = self._font(window, 9 if compact else 10)
        self.gap = self._font(window, 4)  # of an empty line
        self._tones: dict[str, Tones] = {}
        self._widths: dict[tuple[str, str], int] = {}

    def _font(self, window: tk.Misc, size_px: int, weight: Weight = "normal") -> tkfont.Font:
        # A negative size is in pixels: it follows our scale alone, not the one Tk derives from the screen.
        return tkfont.Font(root=window, family=self.family, size=-self.px(size_px), weight=weight)

    def px(self, logical: float) -> int:
        return round(logical * self.scale)

    def drop(self, font: tkfont.Font, beside: tkfont.Font) -> int:
        """How much lower the middle of a text must be for it to stand on one line with a text in another font."""
        return self._baseline(beside) - self._baseline(font)

    def _baseline(self, font: tkfont.Font) -> int:
        """Below the middle. Asked for when it is needed: with the first question Tk loads the font."""
        if font.name not in self._middle_to_baseline:
            self._middle_to_baseline[font.name] = font.metrics("ascent") - font.metrics("linespace") // 2
        return self._middle_to_baseline[font.name]

    def tones(self, colour: str) -> Tones:
        known = self._tones.get(colour)
        if known is None:
            known = self._tones[colour] = tones(self.palette, colour)
        return known

    def width(self, text: str, font: tkfont.Font) -> int:
        """Of a text, in screen pixels. Remembered: asking Tk costs as much as drawing."""
        key = (text, font.name)
        width = self._widths.get(key)
        if width is None:
            if len(self._widths) > MOST_REMEMBERED:
                self._widths.clear()
            width = self._widths[key] = font.measure(text)
        return width

    def fit(self, text: str, font: tkfont.Font, width: int) -> str:
        """The text, cut with "…" where it is wider than `width` pixels; "" where not even that has room."""
        if self.width(text, font) <= width:
            return text
        low, high = 0, len(text)  # the longest prefix that fits with its ellipsis
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(text[:middle].rstrip() + "…", font) <= width:
                low = middle
            else:
                high = middle - 1
        prefix = text[:low].rstrip().rstrip(_JOINERS)
        return prefix + "…" if prefix else ""


MOST_REMEMBERED = 4_000
"""Widths of texts; more than a raid shows in several minutes."""

_JOINERS = "\u200d\ufe0e\ufe0f"
"""Zero-width joiner and variation selectors: an emoji cut behind one would look broken."""
