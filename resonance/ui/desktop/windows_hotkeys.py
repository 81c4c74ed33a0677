"""Hotkeys on Windows by RegisterHotKey: Windows watches these keys alone, and no other key is ever seen."""

from __future__ import annotations

import queue
from collections.abc import Mapping

from resonance.texts import say
from resonance.ui.desktop import windows_api
from resonance.ui.desktop.keys import Key, parse
from resonance.ui.desktop.windows_api import Api

_MODIFIERS = {
    "Ctrl": windows_api.MOD_CONTROL,
    "Alt": windows_api.MOD_ALT,
    "Shift": windows_api.MOD_SHIFT,
    "Win": windows_api.MOD_WIN,
}
_CODES = {
    **{f"F{number}": 0x6F + number for number in range(1, 25)},
    **{f"Num{digit}": 0x60 + digit for digit in range(10)},
    **{"BackSpace": 0x08, "Tab": 0x09, "Return": 0x0D, "Pause": 0x13, "Escape": 0x1B, "Space": 0x20},
    **{"PageUp": 0x21, "PageDown": 0x22, "End": 0x23, "Home": 0x24},
    **{"Left": 0x25, "Up": 0x26, "Right": 0x27, "Down": 0x28, "Insert": 0x2D, "Delete": 0x2E, "ScrollLock": 0x91},
}


def codes(key: Key) -> tuple[int, int]:
    """Modifiers and virtual key as RegisterHotKey wants them. A key that is held down counts once."""
    modifiers = sum(_MODIFIERS[each] for each in key.modifiers)
    return modifiers | windows_api.MOD_NOREPEAT, _CODES[key.name] if key.name in _CODES else ord(key.name)


class Hotkeys:
    """Lives on the thread of the message loop; actions go into `asked`."""

    def __init__(self, api: Api, asked: queue.SimpleQueue[str]) -> None:
        self._api = api
        self._asked = asked
        self._bound: dict[int, tuple[Key, str]] = {}  # by the number Windows calls them by: key, action

    def bind(self, window: int, keys: Mapping[str, str]) -> dict[str, str]:
        """As Desktop.bind."""
        self.release(window)
        problems = {}
        for number, (action, words) in enumerate(keys.items(), start=1):
            problem = self._bind_one(window, number, action, words) if words else ""
            if problem:
                problems[action] = problem
        return problems

    def _bind_one(self, window: int, number: int, action: str, words: str) -> str:
        """A sentence when the key cannot be had, else ""."""
        try:
            key = parse(words, action)
        except ValueError as error:
            return str(error)
        if any(key == taken for taken, _ in self._bound.values()):
            return say("{key} is set for two things here. Choose another key for one of them.", key=key.words())
        if "Shift" in key.modifiers and key.name.startswith("Num"):
            return say("{key}: with Shift the number pad gives arrow keys. Leave Shift out.", key=key.words())
        if self._api.user32.RegisterHotKey(window, number, *codes(key)):
            self._bound[number] = key, action
            return ""
        code = self._api.last_error()
        if code == windows_api.ERROR_HOTKEY_ALREADY_REGISTERED:
            return say("{key} belongs to another program. Choose another key, or close that program.", key=key.words())
        return say("Windows does not give {key} (error {code}). Choose another key.", key=key.words(), code=code)

    def pressed(self, _window: int, number: int, _lparam: int) -> None:
        """WM_HOTKEY. One that was pressed just before its key was given back is nothing any more."""
        if number in self._bound:
            self._asked.put(self._bound[number][1])

    def release(self, window: int) -> None:
        for number in self._bound:
            self._api.user32.UnregisterHotKey(window, number)
        self._bound.clear()
