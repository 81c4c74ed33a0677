"""The root window of the program and its main loop: what app.py shows a session in.

Apart from app.py, because a Python without tkinter can still run the meter in the terminal.
"""

from __future__ import annotations

import tkinter as tk
from dataclasses import replace

import ttkbootstrap

from resonance import logs
from resonance.combat.clock import ClockChoice
from resonance.engine import Pause, Reset
from resonance.names import Names
from resonance.pipeline import Pipeline
from resonance.settings import Settings
from resonance.ui.meter import Meter, MeterActions, MeterOptions
from resonance.ui.poll import Poll
from resonance.ui.window import Geometry


class NoDisplay(Exception):
    """There is no screen to open a window on."""


class AppWindow:
    """The hidden root; the meter is its child."""

    def __init__(self) -> None:
        """Raises NoDisplay."""
        try:
            self._root = ttkbootstrap.App(theme="bootstrap-dark")
        except tk.TclError as error:
            raise NoDisplay(str(error)) from None
        self._root.withdraw()
        self._root.report_callback_exception = logs.report_callback_exception
        self._paused = False

    def show(
        self, pipeline: Pipeline, names: Names, settings: Settings, activity: str, seconds: float | None
    ) -> Settings:
        """Run the meter until it is closed, or for some seconds, and stop the pipeline.

        Gives the settings as the user left them: where the window stands.
        """
        geometry = _geometry(settings)

        def pause(on: bool) -> None:
            self._paused = on
            pipeline.command(Pause(on))

        def remember(moved: Geometry) -> None:
            nonlocal geometry
            geometry = moved

        actions = MeterActions(
            reset=lambda: pipeline.command(Reset()), pause=pause, quit=self._root.quit, geometry_changed=remember
        )
        meter = Meter(self._root, names, actions, _options(settings, activity, geometry))
        poll = Poll(
            self._root,
            newest=pipeline.snapshot,
            health=pipeline.health,
            show=lambda snapshot: meter.show(snapshot, pipeline.health, self._paused),
            tell=meter.tell,
        )
        if seconds is not None:
            self._root.after(int(seconds * 1000), self._root.quit)
        try:
            self._root.mainloop()
        finally:
            poll.stop()
            meter.close()
            self._root.destroy()
            pipeline.stop()
        return _placed(settings, geometry)


def _options(settings: Settings, activity: str, geometry: Geometry | None) -> MeterOptions:
    return MeterOptions(
        theme=settings.theme,
        opacity=settings.opacity,
        row_height=settings.row_height,
        start_view=settings.start_view,
        clock=ClockChoice(settings.clock),
        activity=activity,
        geometry=geometry,
    )


def _geometry(settings: Settings) -> Geometry | None:
    x, y, width, height = settings.window_x, settings.window_y, settings.window_width, settings.window_height
    if x is None or y is None or width is None or height is None:
        return None
    return Geometry(x, y, width, height)


def _placed(settings: Settings, geometry: Geometry | None) -> Settings:
    if geometry is None:
        return settings
    x, y, width, height = geometry
    return replace(settings, window_x=x, window_y=y, window_width=width, window_height=height)
