"""The screens as they were looked at last, and where the meter stands on them."""

from __future__ import annotations

import tkinter as tk

from resonance.ui import placing
from resonance.ui.desktop.desktop import Desktop, PlainDesktop, Screen
from resonance.ui.geometry import Geometry
from resonance.ui.meter import DEFAULT_SIZE
from resonance.ui.preferences import Preferences
from resonance.ui.theme import screen_scale
from resonance.ui.words import Words, words_of

CORNER = 40
"""Logical pixels between the meter and the corner of the screen at the first start."""

LOOK_EVERY_S = 1.0


class MeterPlaces:
    def __init__(self, root: tk.Misc, desktop: Desktop, preferences: Preferences) -> None:
        self._root = root
        self._desktop = desktop
        self._preferences = preferences
        self._looked_at_s = 0.0
        self.screens: tuple[Screen, ...] = desktop.screens() or PlainDesktop(root).screens()

    def screens_now(self) -> tuple[Screen, ...]:
        """While screens come and go there may be none for a moment: then those of before."""
        return self._desktop.screens() or self.screens

    def look(self) -> bool:
        """Whether a screen came or went since the last look."""
        before, self.screens = self.screens, self.screens_now()
        return self.screens != before

    def turn(self, now_s: float) -> bool:
        """Look, if it is time for that. `now_s`: a clock that never goes back."""
        if now_s - self._looked_at_s < LOOK_EVERY_S:
            return False
        self._looked_at_s = now_s
        return self.look()

    @property
    def has_other_scales(self) -> bool:
        """Not all screens have the same dpi."""
        return len({screen.scale for screen in self.screens}) > 1

    def words(self, where: Geometry | None) -> Words:
        """For a meter that stands there."""
        return words_of(self._preferences.settings, self._scale(where))

    def _scale(self, where: Geometry | None) -> float:
        """Screen pixels a logical pixel, on the screen a window is on; None = on the main screen."""
        screen = placing.screen_of(where, self.screens) if where is not None else self.screens[0]
        return screen.scale if len(self.screens) > 1 else max(screen.scale, screen_scale(self._root))

    def of_meter(self) -> Geometry:
        """Where it was on such a set of screens, or is at first.

        One line may stand where the whole meter would not be in view: it sees to that itself.
        """
        settings = self._preferences.settings
        find = placing.stored if settings.mini else placing.remembered
        found = find(settings.places, "meter", self.screens)
        scale = self._scale(found)
        width, height = (round(side * scale) for side in DEFAULT_SIZE)
        return found or placing.first_place(width, height, round(CORNER * scale), self.screens)

    def remember(self, where: Geometry) -> None:
        """Of the meter."""
        places = placing.with_place(self._preferences.settings.places, "meter", self.screens, where)
        self._preferences.change(places=places)

    def into_view(self, where: Geometry) -> Geometry:
        return placing.into_view(where, self.screens)

    def bring_back(self, window: tk.Toplevel) -> None:
        """Onto a screen, if it is not hidden."""
        if not window.winfo_viewable():
            return
        where = Geometry(window.winfo_x(), window.winfo_y(), window.winfo_width(), window.winfo_height())
        seen = self.into_view(where)
        if seen != where:
            window.geometry(seen.words())
            window.update_idletasks()  # on X11 a lift before would undo what Tk puts off
