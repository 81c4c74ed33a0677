"""The hotkeys of the settings, bound on the desktop; and which of them work. No Tk in here."""

from __future__ import annotations

from collections.abc import Callable

from resonance.settings import META, Settings, Shape
from resonance.ui.desktop.desktop import Desktop

ACTIONS = {name: name.removeprefix("hotkey_") for name, meta in META.items() if meta.shape is Shape.HOTKEY}
"""What each setting with a hotkey asks for."""


class Hotkeys:
    def __init__(self, desktop: Desktop, tell: Callable[[str], object]) -> None:
        """`tell` hears a sentence for each key that cannot be had."""
        self._desktop = desktop
        self._tell = tell
        self._settings = Settings()
        self.conflicts: dict[str, str] = {}  # those sentences, by setting

    def bind(self, settings: Settings) -> None:
        """Take the keys of these settings, and let go of all others."""
        self._settings = settings
        problems = self._desktop.bind({action: getattr(settings, name) for name, action in ACTIONS.items()})
        before = set(self.conflicts.values())
        self.conflicts = {name: problems[action] for name, action in ACTIONS.items() if action in problems}
        for words in dict.fromkeys(self.conflicts.values()):
            if words not in before:
                self._tell(words)

    def suspend(self, on: bool) -> None:
        """Let go of all keys, so that they can be pressed for another setting; or take them again."""
        if on:
            self._desktop.bind({})
        else:
            self.bind(self._settings)

    def working(self, *names: str) -> str:
        """The first of these settings' keys that works; "" if none does."""
        keys = (getattr(self._settings, name) for name in names if name not in self.conflicts)
        return next(filter(None, keys), "")
