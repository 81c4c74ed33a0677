"""The root window of the program and its main loop: what app.py shows a session in.

Apart from app.py, because a Python without tkinter can still run the meter in the terminal.
"""

from __future__ import annotations

import signal
import tkinter as tk
from dataclasses import replace

import ttkbootstrap

from resonance import logs
from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import AmountChoice
from resonance.engine import MarkWipe, Merge, Pause, Reset, Scope, Show, Split, Train
from resonance.names import Names
from resonance.pipeline import Pipeline
from resonance.settings import Settings
from resonance.ui.actions import MeterActions
from resonance.ui.meter import Meter, MeterOptions
from resonance.ui.poll import Poll
from resonance.ui.window import Geometry

ENDING = (signal.SIGINT, signal.SIGTERM)
"""Ctrl-C in the terminal the window was started from, and the end of the session: both close it properly."""


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
        self._scope = Scope.ENCOUNTER
        self._geometry: Geometry | None = None

    def show(
        self, pipeline: Pipeline, names: Names, settings: Settings, activity: str, seconds: float | None
    ) -> Settings:
        """Run the meter until it is closed, or for some seconds, and stop the pipeline.

        Gives the settings as the user left them: where the window stands, and what it shows.
        """
        self._geometry = _geometry(settings)
        self._scope = Scope(settings.scope)
        meter = Meter(self._root, names, self._actions(pipeline), _options(settings, activity, self._geometry))
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
            self._run()
        finally:
            poll.stop()
            meter.close()
            self._root.destroy()
            pipeline.stop()
        return _placed(replace(settings, scope=str(self._scope)), self._geometry)

    def _run(self) -> None:
        """The main loop, until the window is closed or the program is asked to end from outside.

        Python handles signals between two steps of Tk; the poll makes one five times a second.
        """
        before = {number: signal.signal(number, lambda *_: self._root.quit()) for number in ENDING}
        try:
            self._root.mainloop()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _actions(self, pipeline: Pipeline) -> MeterActions:
        def pause(on: bool) -> None:
            self._paused = on
            pipeline.command(Pause(on))

        def show(scope: Scope) -> None:
            self._scope = scope
            pipeline.command(Show(scope))

        def remember(moved: Geometry) -> None:
            self._geometry = moved

        return MeterActions(
            reset=lambda: pipeline.command(Reset()),
            pause=pause,
            show=show,
            mark_wipe=lambda on: pipeline.command(MarkWipe(on)),
            split=lambda: pipeline.command(Split()),
            merge=lambda: pipeline.command(Merge()),
            train=lambda on: pipeline.command(Train(on)),
            quit=self._root.quit,
            geometry_changed=remember,
        )


def _options(settings: Settings, activity: str, geometry: Geometry | None) -> MeterOptions:
    return MeterOptions(
        theme=settings.theme,
        opacity=settings.opacity,
        row_height=settings.row_height,
        start_view=settings.start_view,
        clock=ClockChoice(settings.clock),
        amounts=AmountChoice(settings.amounts),
        scope=Scope(settings.scope),
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
