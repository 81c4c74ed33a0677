"""The hotkeys of the settings, bound on the desktop; and which of them work. No Tk in here."""

from __future__ import annotations

from collections.abc import Callable

from resonance.setting_meta import Shape
from resonance.settings import META, Settings
from resonance.ui.desktop.desktop import Desktop

ACTIONS = {name: name.removeprefix("hotkey_") for name, meta in META.items() if meta.shape is Shape.HOTKEY}
"""What each setting with a hotkey asks for."""

BACK = ("back", "Escape")
"""Action and key of one step back. The game needs this key, so it is held while it is of use and no longer."""


class Hotkeys:
    def __init__(self, desktop: Desktop, tell: Callable[[str], object]) -> None:
        """`tell` hears a sentence for each key that cannot be had."""
        self._desktop = desktop
        self._tell = tell
        self._settings = Settings()
        self._is_suspended = False
        self._holds_back = False
        self.conflicts: dict[str, str] = {}  # those sentences, by setting

    def bind(self, settings: Settings) -> None:
        """Take the keys of these settings, and let go of all others."""
        self._settings = settings
        keys = {action: getattr(settings, name) for name, action in ACTIONS.items()}
        problems = self._desktop.bind(keys | dict([BACK]) if self._holds_back else keys)
        before = set(self.conflicts.values())
        self.conflicts = {name: problems[action] for name, action in ACTIONS.items() if action in problems}
        for words in dict.fromkeys(self.conflicts.values()):
            if words not in before:
                self._tell(words)

    def suspend(self, on: bool) -> None:
        """Let go of all keys, so that they can be pressed for another setting; or take them again."""
        self._is_suspended = on
        if on:
            self._desktop.bind({})
        else:
            self.bind(self._settings)

    def hold_back(self, on: bool) -> None:
        """Take Escape too, or leave it to the game. That it cannot be had is not told: a right click does the same."""
        if on != self._holds_back:
            self._holds_back = on
            if not self._is_suspended:
                self.bind(self._settings)

    def working(self, *names: str) -> str:
        """The first of these settings' keys that works; "" if none does."""
        keys = (getattr(self._settings, name) for name in names if name not in self.conflicts)
        return next(filter(None, keys), "")
