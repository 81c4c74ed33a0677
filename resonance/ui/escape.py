"""Escape as the way back: the meter never has the keyboard, so the key is held while it is of use here."""

from __future__ import annotations

from resonance.ui.desktop.desktop import Desktop
from resonance.ui.hotkeys import Hotkeys
from resonance.ui.meter import Meter
from resonance.ui.through import ClickThrough


class EscapeKey:
    def __init__(self, desktop: Desktop, hotkeys: Hotkeys, meter: Meter, through: ClickThrough) -> None:
        self._desktop = desktop
        self._hotkeys = hotkeys
        self._meter = meter
        self._through = through

    def follow(self) -> None:
        """To be called a few times a second: the pointer comes and goes, and the user goes deeper and back."""
        self._hotkeys.hold_back(self._is_of_use())

    def _is_of_use(self) -> bool:
        """Not while a window of this program has the keyboard: it has an Escape of its own."""
        return not self._through.is_on and self._meter.awaits_back() and self._desktop.in_front() != ""
