"""Click-through: the mouse reaches the game below the meter, and there is always a key that ends it."""

from __future__ import annotations

from collections.abc import Callable

from resonance.texts import say
from resonance.ui.desktop.desktop import Desktop
from resonance.ui.hotkeys import Hotkeys
from resonance.ui.meter import Meter


class ClickThrough:
    def __init__(self, desktop: Desktop, hotkeys: Hotkeys, meter: Meter, tell: Callable[[str], object]) -> None:
        """`tell` hears a sentence when it cannot be had."""
        self.is_on = False
        self._desktop = desktop
        self._hotkeys = hotkeys
        self._meter = meter
        self._tell = tell

    def toggle(self) -> None:
        if self.is_on:
            self.end()
            return
        way_back = self._way_back()
        if not way_back:
            self._tell(say("Click-through needs a hotkey that ends it: set one in the settings."))
        elif not self._desktop.let_through(self._meter.window, True):
            self._tell(say("Click-through cannot be had on this desktop."))
        else:
            self.is_on = True
            self._meter.let_through(way_back)

    def end(self) -> None:
        if self.is_on:
            self.is_on = False
            self._desktop.let_through(self._meter.window, False)
            self._meter.let_through("")

    def follow_keys(self) -> None:
        """The hotkeys have changed: with the last one that could end it, it ends."""
        if self.is_on and (way_back := self._way_back()):
            self._meter.let_through(way_back)
        else:
            self.end()

    def follow_window(self) -> None:
        """The window was hidden and is there again."""
        if self.is_on:
            self._desktop.let_through(self._meter.window, True)

    def _way_back(self) -> str:
        """The key that ends it; "" if none works."""
        return self._hotkeys.working("hotkey_through", "hotkey_rescue")
