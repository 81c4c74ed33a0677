"""Numbers to words: 12.3k, 45.1 %, 1:05:09. Shared by meter, history, terminal and exports.

How large amounts are written is the user's choice, see `use_style()`. Functions that end in `_parts` give (text, unit),
because the meter draws the unit smaller; the others give one text. None, and a float that is no number, becomes a
dash: a value that is not known is never 0.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from typing import Literal, NamedTuple, TypeGuard

from resonance.texts import later, say

DASH = "—"

Number = float | None
Parts = tuple[str, str]

STYLES = ("short", "full", "myriad")


class _Scale(NamedTuple):
    step: int  # of one unit to the next
    units: tuple[str, ...]


OTHER_SIGN = later("亿")  # 10^8

_SCALES = {
    "short": _Scale(1_000, ("", "k", "M", "B", "T")),
    "myriad": _Scale(10_000, ("", "万", OTHER_SIGN, "兆")),  # as Chinese and Japanese count
}

# One for the whole process, like its locale: one user, whose settings alone change it. Numbers are worded in many
# places that know nothing of settings, and all of them must look the same.
_style = "short"


def use_style(style: str) -> None:
    """From now on, write amounts in one of STYLES: 12.3k, 12,345 or 1.2万. ValueError for any other."""
    global _style  # noqa: PLW0603
    if style not in STYLES:
        raise ValueError(f"no style of numbers: {style!r}")
    _style = style


def amount_parts(value: Number) -> Parts:
    """Points with one decimal from the first unit on: ("167.9", "M"), ("403.1", "k"), ("312", "")."""
    if not _known(value):
        return (DASH, "")
    return _scaled(value, decimals=1)


def amount(value: Number) -> str:
    """ "167.9M" """
    return "".join(amount_parts(value))


def short(value: Number) -> str:
    """Points at three digits or more, for headlines: "1.17M", "12.3k", "412.6M"."""
    if not _known(value):
        return DASH
    text, unit = _scaled(value, decimals=2)
    if unit and len(text.lstrip("-")) > len("9.99"):
        text, unit = _scaled(value, decimals=1)
    return text + unit


def exact(value: Number) -> str:
    """Points with all their digits, in every style: "12,345,678"."""
    return count(value)


def percent_parts(ratio: Number) -> Parts:
    """0..1 to ("45.1", "%")."""
    if not _known(ratio):
        return (DASH, "")
    return (_fixed(ratio * 100, 1), "%")


def percent(ratio: Number) -> str:
    """0..1 to "45.1 %"."""
    return " ".join(percent_parts(ratio)).rstrip()


def count(value: Number) -> str:
    """A whole number with separators: "1,234"."""
    if not _known(value):
        return DASH
    return f"{round(value):,}"


def decimal(value: Number) -> str:
    """A number with separators and one decimal: "1,234.5"."""
    if not _known(value):
        return DASH
    return _fixed(value, 1, ",")


def duration(ms: Number) -> str:
    """Whole seconds passed: "06:53", from an hour on "1:05:09"."""
    if not _known(ms):
        return DASH
    seconds = int(abs(ms) // 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
    return f"-{text}" if ms <= -1000 else text


def parts(kind: str, value: Number) -> Parts:
    """By the name of a column's format: "amount", "percent", "count", "decimal", "duration". KeyError for any other."""
    return _PARTS[kind](value)


def words(kind: str, value: Number) -> str:
    """Like `parts`, as one text."""
    return _WORDS[kind](value)


_PARTS: dict[str, Callable[[Number], Parts]] = {
    "amount": amount_parts,
    "percent": percent_parts,
    "count": lambda value: (count(value), ""),
    "decimal": lambda value: (decimal(value), ""),
    "duration": lambda value: (duration(value), ""),
}
_WORDS: dict[str, Callable[[Number], str]] = {
    "amount": amount,
    "percent": percent,
    "count": count,
    "decimal": decimal,
    "duration": duration,
}


def display_width(text: str) -> int:
    """How many cells of a terminal or a fixed-width font a text takes.

    East Asian wide characters and emoji take two; accents, joiners and the later parts of one emoji take none.
    """
    width = 0
    last = 0  # width of the character that the next one may change
    joined = False  # behind a zero width joiner: part of the emoji before it
    for char in text:
        if char == _EMOJI_STYLE and last == 1:
            width += 1
            last = 2
            continue
        cells = 0 if joined and last == 2 else _cells(char, last)
        joined = char == _JOINER
        width += cells
        last = cells or last
    return width


def pad(text: str, width: int, align: Literal["left", "right", "center"] = "left") -> str:
    """Fill up with spaces to a display width; a longer text stays as it is."""
    free = max(width - display_width(text), 0)
    before = {"left": 0, "right": free, "center": free // 2}[align]
    return " " * before + text + " " * (free - before)


_EMOJI_STYLE = "\ufe0f"  # asks for the coloured, two cells wide form of the character before it
_JOINER = "\u200d"


def _cells(char: str, before: int) -> int:
    code = ord(char)
    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    if 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF:  # vowels and finals of a Korean syllable begun before
        return 0
    if 0x1F3FB <= code <= 0x1F3FF and before == 2:  # skin tone of the emoji before
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _known(value: Number) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)


def _fixed(value: float, decimals: int, separator: str = "") -> str:
    text = f"{value:{separator}.{decimals}f}"
    return text if text.strip("-0.") else text.lstrip("-")  # no "-0.0"


def _scaled(value: float, decimals: int) -> Parts:
    """In the largest unit that leaves at least 1, after rounding: 999,950 is 1.0M and not 1000.0k."""
    scale = _SCALES.get(_style)
    if scale is None:
        return (_fixed(value, 0, ","), "")
    text = ""
    for power, unit in enumerate(scale.units):
        text = _fixed(value / scale.step**power, decimals if unit else 0)
        if len(text.lstrip("-").partition(".")[0]) < len(str(scale.step)):
            return (text, _spoken(unit))
    return (text, _spoken(scale.units[-1]))


def _spoken(unit: str) -> str:
    """Chinese and Japanese write one of the units differently."""
    return say(unit) if unit == OTHER_SIGN else unit
