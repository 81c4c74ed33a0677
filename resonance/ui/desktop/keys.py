"""Hotkeys in words, "Ctrl+Shift+F9": what the settings store, and what both desktops bind."""

from __future__ import annotations

from dataclasses import dataclass

from resonance.texts import say

MODIFIERS = ("Ctrl", "Alt", "Shift", "Win")
"""In the order they are written."""

NAMED = (
    *(f"F{number}" for number in range(1, 25)),
    *("Home", "End", "PageUp", "PageDown", "Insert", "Delete", "Pause", "ScrollLock"),
    *("Up", "Down", "Left", "Right", "Space", "Tab", "Escape", "Return", "BackSpace"),
    *(f"Num{digit}" for digit in range(10)),
)
"""Beside these, every letter A to Z and digit 0 to 9."""

PASSING = frozenset({"back"})
"""Actions whose key is held for moments only. It alone may be one that is needed for typing."""

_KEYS = {name.lower(): name for name in (*NAMED, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")}
_MODIFIERS = {name.lower(): name for name in MODIFIERS} | {"control": "Ctrl", "super": "Win"}


@dataclass(frozen=True, slots=True)
class Key:
    modifiers: frozenset[str]  # of MODIFIERS
    name: str  # of NAMED, a letter or a digit

    def words(self) -> str:
        return "+".join([*(each for each in MODIFIERS if each in self.modifiers), self.name])


def parse(words: str, action: str = "") -> Key:
    """ValueError with a sentence for what is no hotkey.

    Only keys that nobody types alone, F1 to F24, Pause and ScrollLock, may stand without Ctrl, Alt or Win; and any key
    for an action of PASSING.
    """
    *before, last = (part.strip() for part in words.split("+"))
    name = _KEYS.get(last.lower())
    modifiers = frozenset(_MODIFIERS.get(part.lower(), "") for part in before)
    if name is None or "" in modifiers:
        raise ValueError(say('"{words}" is no hotkey. Write one like Ctrl+Shift+F9.', words=words))
    alone = (name[0] == "F" and len(name) > 1) or name in ("Pause", "ScrollLock")
    if not alone and action not in PASSING and not modifiers & {"Ctrl", "Alt", "Win"}:
        raise ValueError(say('"{words}" would be missed while typing: add Ctrl or Alt.', words=words))
    return Key(modifiers, name)
