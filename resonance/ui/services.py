"""What runs beside the meter and follows the settings: local API, OBS, capture, doctor and diagnostics."""

from __future__ import annotations

import contextlib
import time
import tkinter as tk
from collections.abc import Callable, Sequence

from resonance.engine_commands import Reset
from resonance.pipeline import Pipeline
from resonance.settings import Settings
from resonance.texts import say
from resonance.ui.capture_control import CaptureControl
from resonance.ui.desktop.desktop import Screen
from resonance.ui.diagnostics.control import DiagnosticsControl
from resonance.ui.doctor.control import DoctorControl
from resonance.ui.obs.control import ObsDesk
from resonance.ui.preferences import Preferences
from resonance.ui.streaming import Streaming

STOP_S = 0.6
"""Of the two seconds that closing the program may take."""


class Services:
    """On the Tk thread. To be made when the capture begins."""

    def __init__(
        self,
        root: tk.Misc,
        pipeline: Pipeline,
        preferences: Preferences,
        *,
        is_live: bool,
        above: Callable[[tk.Toplevel], None],
        screens: Callable[[], Sequence[Screen]],
        tell: Callable[[str], None],
        demo: Callable[[], None],
        pause: Callable[[bool], object],
        is_paused: Callable[[], bool],
    ) -> None:
        """`above` keeps a window in front of the meter. `demo`: go on with the demo. `is_paused`: on any thread."""
        self._is_live = is_live
        self.streaming = Streaming(
            pipeline,
            preferences.path.parent,
            preferences.settings,
            reset=lambda: pipeline.command(Reset()),
            pause=pause,
            is_paused=is_paused,
        )
        self.obs = ObsDesk(root, pipeline, preferences, is_live=is_live, above=above, screens=screens)
        self.capture = CaptureControl(
            root, pipeline, lambda: preferences.settings, tell, demo=demo, above=above, screens=screens
        )
        self.doctor = DoctorControl(
            root, pipeline.health, lambda: preferences.settings, is_live=is_live, above=above, screens=screens
        )
        self.diagnostics = DiagnosticsControl(
            root, pipeline.health, pipeline.depths, preferences, above=above, screens=screens
        )

    def entries(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """For the menu: what can be done now."""
        always = ((say("Capture doctor…"), self.doctor.open), (say("Diagnostics…"), self.diagnostics.open))
        return (*always, *(self.capture.entries() if self._is_live else ()))

    def apply(self, settings: Settings, changed: frozenset[str]) -> None:
        """Other settings. `changed`: names of those that differ."""
        if changed - {"places", "welcomed"}:
            self.streaming.apply(settings)
        self.obs.apply(settings)
        if "capture_source" in changed and self._is_live:
            self.capture.change_source()

    def reopen(self) -> None:
        """The open windows, in another language, or other colours."""
        self.doctor.reopen()
        self.diagnostics.reopen()
        self.obs.reopen()

    def turn(self, now_s: float) -> None:
        """A few times a second, with a clock that never goes back."""
        if self._is_live:
            self.capture.turn()
        self.diagnostics.turn(now_s)
        self.streaming.turn()

    def end(self) -> None:
        """Windows close, threads begin to end. Whatever goes wrong with one of them, all do."""
        with contextlib.ExitStack() as last_first:
            for step in (
                *(self.capture.close, self.doctor.close, self.diagnostics.close),
                *(self.streaming.end, self.obs.end),
            ):
                last_first.callback(step)

    def close(self) -> None:
        """Wait for the threads, all of them together no longer than STOP_S; what hangs dies with the program."""
        end_s = time.monotonic() + STOP_S
        with contextlib.ExitStack() as last_first:
            for each in (self.streaming, self.obs):
                last_first.callback(lambda each=each: each.close(max(0.0, end_s - time.monotonic())))  # type: ignore[misc]
