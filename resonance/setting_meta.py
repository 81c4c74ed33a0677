"""What is known about a setting beside its value: what it may be, and what a user reads of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LONGEST_TEXT = 1_000  # characters of a free text
LONGEST_ENTRY = 300  # characters of a text in a list or a table, and of a key
MOST_TEXTS = 200  # of a list, or of a table

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_HALF_PAIR = re.compile(r"[\ud800-\udfff]")


class Shape(StrEnum):
    """What the text of a setting means, where it is more than words."""

    PLAIN = "plain"
    ADDRESSES = "addresses"  # a switch, and what it makes available
    HOTKEY = "hotkey"  # "Ctrl+Shift+F9"; "" = none
    COLOURS = "colours"  # a dict of "#rrggbb"
    OBS = "obs"  # a switch, and the window with connections and rules


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known about one setting beside its value."""

    kind: type  # of its values; a float setting takes whole numbers too; tuple and dict hold texts
    group: str  # "" = the program's own memory: neither in the settings window nor in a profile
    title: str
    meaning: str
    unit: str = ""
    low: float | None = None  # None = no limit
    high: float | None = None
    choices: tuple[str, ...] = ()  # empty = any
    titles: tuple[str, ...] = ()  # of the choices, in words, as many
    shape: Shape = Shape.PLAIN

    def accepts(self, value: object) -> bool:
        """Whether this can be the value of the setting."""
        if self.kind is tuple:
            return isinstance(value, tuple) and len(value) <= MOST_TEXTS and all(map(_is_entry, value))
        if self.kind is dict:
            return isinstance(value, dict) and len(value) <= MOST_TEXTS and all(map(self._accepts_entry, value.items()))
        if isinstance(value, bool) and self.kind is not bool:
            return False  # for Python, True is a number too
        if not isinstance(value, (int, float) if self.kind is float else self.kind):
            return False
        if isinstance(value, str):
            return value in self.choices if self.choices else _is_text(value)
        if isinstance(value, (int, float)):
            above = self.low is None or value >= self.low
            return above and (self.high is None or value <= self.high)
        return True

    def _accepts_entry(self, entry: tuple[object, object]) -> bool:
        key, value = entry
        if not _is_entry(key) or not isinstance(value, str):
            return False
        return bool(_COLOUR.fullmatch(value)) if self.shape is Shape.COLOURS else _is_entry(value)


def _is_entry(value: object) -> bool:
    return _is_text(value, LONGEST_ENTRY)


def _is_text(value: object, longest: int = LONGEST_TEXT) -> bool:
    # Half of a surrogate pair can stand in a JSON file, but neither in UTF-8 nor in a window.
    return isinstance(value, str) and len(value) <= longest and not _HALF_PAIR.search(value)


def setting(default: Any, group: str, title: str, meaning: str, **more: Any) -> Any:
    return field(default=default, metadata={"meta": Meta(type(default), group, title, meaning, **more)})


def table(group: str, title: str, meaning: str, **more: Any) -> dict[str, Meta]:
    """Metadata of a setting that is a dict, empty at first; its field must be made where it stands, for each anew."""
    return {"meta": Meta(dict, group, title, meaning, **more)}


def hotkey(default: str, title: str, meaning: str) -> Any:
    return setting(default, "Hotkeys", title, meaning, shape=Shape.HOTKEY)


def columns(view: str) -> Any:
    return setting((), "", f"Columns of {view}", "Keys of columns, from left to right; empty: the usual ones.")


def order(view: str) -> Any:
    return setting("", "", f"Order of {view}", 'Key of the column that sorts, "-" before it: smallest first.')
