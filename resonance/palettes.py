"""Colours of windows, pictures and pages with their contrast: two themes, and the tones of a bar in a class colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Rgb = tuple[int, int, int]

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
    better: str  # a number that compares well, over any part of the bar
    worse: str  # and one that compares badly


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
        better=readable(palette.ok, grounds),
        worse=readable(palette.danger, grounds),
    )
