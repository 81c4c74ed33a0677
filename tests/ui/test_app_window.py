"""From the meter to the pipeline: every wish is a command."""

from __future__ import annotations

import tkinter as tk
from typing import Any

import pytest

from resonance import app_window, names
from resonance.engine import MarkWipe, Merge, Pause, Reset, Scope, Show, Split, Train
from resonance.health import Health
from resonance.settings import Settings
from resonance.ui.actions import MeterActions
from resonance.ui.meter import MeterOptions
from resonance.ui.window import Geometry


class Pipe:
    """What the window may touch of a pipeline."""

    def __init__(self) -> None:
        self.health = Health()
        self.commands: list[object] = []
        self.command = self.commands.append
        self.is_stopped = False

    def snapshot(self) -> None:
        return None

    def stop(self) -> None:
        self.is_stopped = True


class EagerMeter:
    """Asks for everything there is as soon as it is shown."""

    def __init__(self, root: tk.Misc, words: names.Names, actions: MeterActions, options: MeterOptions) -> None:
        self.actions = actions
        self.options = options

    def show(self, snapshot: object, health: Health, paused: bool) -> None:
        assert self.options.scope is Scope.ENCOUNTER
        actions = self.actions
        actions.reset()
        actions.pause(True)
        actions.show(Scope.SEGMENT)
        actions.mark_wipe(False)
        actions.split()
        actions.merge()
        actions.train(True)
        actions.geometry_changed(Geometry(1, 2, 300, 400))
        actions.quit()

    def tell(self, notice: object) -> None:
        raise AssertionError(notice)

    def close(self) -> None:
        pass


@pytest.mark.usefixtures("display")
def test_every_wish_is_a_command_and_the_window_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order they were asked for; place and scope come back with the settings, and the pipeline is stopped."""
    pytest.importorskip("tkinter", reason="this Python has no tkinter")
    monkeypatch.setattr(app_window, "Meter", EagerMeter)
    pipe: Any = Pipe()
    left = app_window.AppWindow().show(pipe, names.load(), Settings(), "Demo", seconds=20)
    wanted = [Reset(), Pause(True), Show(Scope.SEGMENT), MarkWipe(False), Split(), Merge(), Train(True)]
    assert pipe.commands == wanted
    assert pipe.is_stopped
    assert (left.scope, left.window_x, left.window_width) == ("segment", 1, 300)
