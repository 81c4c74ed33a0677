"""Shows and hides the meter: by hand, by itself, and whatever has become of it when the user wants it back."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable

from resonance.combat.snapshot import Snapshot
from resonance.settings import Settings
from resonance.ui.desktop.desktop import Desktop
from resonance.ui.meter import Meter
from resonance.ui.meter_places import MeterPlaces
from resonance.ui.through import ClickThrough
from resonance.ui.visibility import Visibility


class Showing:
    def __init__(
        self,
        root: tk.Misc,
        desktop: Desktop,
        meter: Meter,
        through: ClickThrough,
        places: MeterPlaces,
        settings: Callable[[], Settings],
        followed: Callable[[bool], object],
    ) -> None:
        """`root`: the windows are its children. `followed` hears at every look whether the meter is to be seen."""
        self._root = root
        self._desktop = desktop
        self._meter = meter
        self._through = through
        self._places = places
        self._settings = settings
        self._followed = followed
        self._visibility = Visibility()

    def turn(self, now_s: float, snapshot: Snapshot | None) -> None:
        """A few times a second, with a clock that never goes back."""
        self._visibility.look(now_s, snapshot)
        self._follow()

    def toggle(self) -> None:
        """Hide the meter, or show it again."""
        if self._visibility.hidden_by_hand or not self._meter.window.winfo_viewable():
            self.appear()
        else:
            self._visibility.hidden_by_hand = True
            self._follow()

    def appear(self) -> None:
        """Show the meter, whatever has hidden it."""
        self._visibility = Visibility()
        self._follow()
        self._meter.window.lift()

    def rescue(self) -> None:
        """Every window is on a screen, and takes the mouse."""
        self._through.end()
        self.appear()
        self._places.look()
        for window in [self._meter.window, *self._root.winfo_children()]:
            if isinstance(window, tk.Toplevel):
                self._places.bring_back(window)

    def _follow(self) -> None:
        settings = self._settings()
        in_front = self._desktop.in_front() if settings.hide_behind else None
        is_shown = self._visibility.is_shown(time.monotonic(), settings, in_front)
        window = self._meter.window
        if is_shown and window.state() == "withdrawn":
            self._meter.draw()
            window.deiconify()
            self._desktop.dress(window)
            self._through.follow_window()
        elif not is_shown and window.state() != "withdrawn":
            window.withdraw()
        self._followed(is_shown)
