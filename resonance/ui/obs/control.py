"""OBS while windows are open: it follows the settings, and has one window."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from resonance.pipeline import Pipeline
from resonance.settings import Settings
from resonance.ui.desktop.desktop import Screen
from resonance.ui.preferences import Preferences

if TYPE_CHECKING:  # at run time when it is switched on, or looked at
    from resonance.obs.control import ObsControl
    from resonance.obs.link import LinkStatus
    from resonance.ui.obs.window import ObsWindow


class ObsDesk:
    """On the Tk thread."""

    def __init__(
        self,
        root: tk.Misc,
        pipeline: Pipeline,
        preferences: Preferences,
        *,
        is_live: bool,
        above: Callable[[tk.Toplevel], None],
        screens: Callable[[], Sequence[Screen]],
    ) -> None:
        """`is_live`: what the fights are is happening now. `above` keeps a window in front of the meter."""
        self._is_live = is_live
        self._root, self._pipeline, self._preferences = root, pipeline, preferences
        self._above, self._screens = above, screens
        self._control: ObsControl | None = None  # None = it was not switched on yet
        self.window: ObsWindow | None = None  # None = closed
        self.apply(preferences.settings)

    def apply(self, settings: Settings) -> None:
        """The settings, or other ones. Comes back at once."""
        rests = self._rests(settings)
        if self._control is not None:
            self._control.apply(replace(settings, obs_enabled=False) if rests else settings)
        elif settings.obs_enabled and not rests:
            from resonance.obs.control import ObsControl

            pipeline = self._pipeline
            folder = self._preferences.path.parent
            self._control = ObsControl(
                pipeline.snapshot, pipeline.health, settings, folder, pipeline.database, pipeline.offer
            )

    def open(self) -> None:
        """Or bring the open window to the front."""
        if self.window is not None:
            self.window.dialog.to_front()
            return
        from resonance.obs.passwords import Passwords
        from resonance.ui.obs.window import ObsWindow

        self.window = ObsWindow(
            self._root,
            self._preferences,
            Passwords(self._preferences.path.parent),
            self._statuses,
            rests=self._rests,
            renew=self._renew,
            screens=self._screens,
            above=self._above,
            closed=self._close_window,
        )
        self._above(self.window.dialog)
        self.window.dialog.appear("", self._screens())

    def reopen(self) -> None:
        """In another language, or other colours."""
        if self.window is not None:
            self._close_window()
            self.open()

    def end(self) -> None:
        """Comes back at once; close() then waits for it."""
        self._close_window()
        if self._control is not None:
            self._control.end()

    def close(self, limit_s: float) -> None:
        self.end()
        if self._control is not None:
            self._control.stop(limit_s)

    def _rests(self, settings: Settings) -> bool:
        """A made-up or recorded fight starts no recording, unless the user wants just that."""
        return not self._is_live and not settings.obs_in_demo

    def _statuses(self) -> Mapping[str, LinkStatus]:
        return self._control.statuses() if self._control is not None else {}

    def _renew(self, key: str) -> None:
        if self._control is not None:
            self._control.renew(key)

    def _close_window(self) -> None:
        window, self.window = self.window, None
        if window is not None:
            window.close()
