"""The look of the windows: colours with their contrast, fonts, and sizes in screen pixels."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterable
from dataclasses import dataclass
from tkinter import font as tkfont
from typing import Literal

Rgb = tuple[int, int, int]
Weight = Literal["normal", "bold"]

AA_CONTRAST = 4.5
"""The contrast WCAG level AA asks of normal text."""

CHIP_CONTRAST = 3.0
"""What WCAG asks of graphics: class chips and lines against the ground of a light window."""

FILL_FROM = 0.10
FILL_TO = 0.32
"""Share of the class colour over the ground, at the left and at the right end of a bar."""

FILL_STEPS = 28
"""Pieces a bar's gradient is made of. The two ends lie at most 60 levels apart, so no step is more than 3."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as "#rrggbb"."""

    name: str
    ground: str
    raised: str  # strips: tabs, footer
    hairline: str
    text: str
    muted: str  # labels, units, everything secondary
    faint: str  # decoration that need not be read
    accent: str  # "you", the active tab, focus
    danger: str
    boss: str  # name of the boss
    boss_track: str  # the part of its HP bar that is gone
    ok: str
    badge: str  # behind the number of the pull
    badge_text: str

    @property
    def is_dark(self) -> bool:
        return luminance(self.ground) < luminance(self.text)


DARK = Palette(
    name="dark",
    ground="#15171c",
    raised="#1a1d24",
    hairline="#262a33",
    text="#ffffff",
    muted="#858d9c",
    faint="#3a404c",
    accent="#ffd166",
    danger="#e5484d",
    boss="#f2a7a9",
    boss_track="#33191c",
    ok="#3fb950",
    badge="#1f2836",
    badge_text="#a9bedd",
)

LIGHT = Palette(
    name="light",
    ground="#f6f7f9",
    raised="#eceef2",
    hairline="#d9dce3",
    text="#14161a",
    muted="#5c6472",
    faint="#c3c8d1",
    accent="#8a5a00",
    danger="#d13438",
    boss="#a3171c",
    boss_track="#f0d5d6",
    ok="#1a7f37",
    badge="#dde5f1",
    badge_text="#31507c",
)

PALETTES = {palette.name: palette for palette in (DARK, LIGHT)}


def rgb(colour: str) -> Rgb:
    """The three bytes of "#rrggbb". ValueError for anything else."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"{colour!r} is no #rrggbb colour")
    value = int(colour[1:], 16)
    return value >> 16, value >> 8 & 0xFF, value & 0xFF


def mix(colour: str, ground: str, share: float) -> str:
    """`share` (0..1) of a colour over the ground."""
    channels = zip(rgb(colour), rgb(ground), strict=True)
    red, green, blue = (round(over * share + under * (1 - share)) for over, under in channels)
    return f"#{red:02x}{green:02x}{blue:02x}"


def luminance(colour: str) -> float:
    """Relative luminance, 0..1 (WCAG 2.1)."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (byte / 255 for byte in rgb(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, other: str) -> float:
    """Contrast ratio, 1..21 (WCAG 2.1)."""
    low, high = sorted((luminance(colour), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, grounds: Iterable[str], ratio: float = AA_CONTRAST) -> str:
    """The colour, moved no further to white or black than it takes to be read on every one of the grounds."""
    grounds = tuple(grounds)
    ends = ("#ffffff", "#000000")
    end = max(ends, key=lambda candidate: min(contrast(candidate, ground) for ground in grounds))
    for percent in range(0, 101, 5):
        moved = mix(end, colour, percent / 100)
        if all(contrast(moved, ground) >= ratio for ground in grounds):
            return moved
    return end


@dataclass(frozen=True, slots=True)
class Tones:
    """Everything a row in one class colour is drawn with."""

    full: str  # chip, and line below the bar
    steps: tuple[str, ...]  # the fill from left to right, FILL_STEPS colours
    letter: str  # on the chip
    text: str  # name and values, over any part of the bar
    muted: str  # units and secondary, over any part of the bar
    accent: str  # name of the local player, over any part of the bar


def tones(palette: Palette, colour: str) -> Tones:
    ground = palette.ground
    full = colour if palette.is_dark else readable(colour, (ground,), CHIP_CONTRAST)
    span = FILL_TO - FILL_FROM
    steps = tuple(mix(colour, ground, FILL_FROM + span * step / (FILL_STEPS - 1)) for step in range(FILL_STEPS))
    grounds = (ground, steps[-1])
    black, white = "#101216", "#ffffff"
    return Tones(
        full=full,
        steps=steps,
        letter=max((black, white), key=lambda letter: contrast(letter, full)),
        text=readable(palette.text, grounds),
        muted=readable(palette.muted, grounds),
        accent=readable(palette.accent, grounds),
    )


FONT_CHAIN = ("Segoe UI", "Noto Sans", "Inter", "Helvetica Neue", "Roboto", "DejaVu Sans")
"""The first that is installed is used: Windows, Linux desktops, macOS. What it lacks (Chinese, Japanese, Korean, emoji)
the system takes from other fonts, glyph by glyph."""

ROW_HEIGHTS = {"comfortable": 27, "compact": 21}
"""Logical pixels, the hairline included."""


def screen_scale(window: tk.Misc) -> float:
    """Screen pixels a logical pixel, in quarters: 1.0 at 96 dpi and below."""
    return max(1.0, round(window.winfo_fpixels("1i") / 96 * 4) / 4)


class Look:
    """A palette, fonts and sizes for one window. Sizes are asked for in logical pixels by `px`."""

    def __init__(self, window: tk.Misc, palette: Palette, row_height: str = "comfortable", scale: float | None = None):
        self._middle_to_baseline: dict[str, int] = {}
        self.palette = palette
        self.scale = scale or screen_scale(window)
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
        font = tkfont.Font(root=window, family=self.family, size=-self.px(size_px), weight=weight)
        self._middle_to_baseline[font.name] = font.metrics("ascent") - font.metrics("linespace") // 2
        return font

    def px(self, logical: float) -> int:
        return round(logical * self.scale)

    def drop(self, font: tkfont.Font, beside: tkfont.Font) -> int:
        """How much lower the middle of a text must be for it to stand on one line with a text in another font."""
        return self._middle_to_baseline[beside.name] - self._middle_to_baseline[font.name]

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
