"""OBS in the program: off until it is switched on, one window, and the way to it from the settings."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import ttkbootstrap
from shell_bench import Bench

from helpers import wait_until
from obs_stand_in import obs_server
from resonance.obs import connection, rules
from resonance.obs.connection import Connection
from resonance.obs.rules import Do, Rule, When


@pytest.fixture
def bench(tk_root: ttkbootstrap.App, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tk_root, tmp_path)
    made.open()
    yield made
    made.close()


def test_nothing_of_it_runs_before_it_is_switched_on(bench: Bench) -> None:
    """No thread, and not even the library."""
    assert bench.shell.services.obs._control is None
    assert bench.shell.services.obs.window is None


def test_window_opens_once_and_speaks_the_language(bench: Bench) -> None:
    """A second wish brings it to the front; another language builds it anew."""
    bench.shell.services.obs.open()
    window = bench.shell.services.obs.window
    bench.shell.services.obs.open()
    assert bench.shell.services.obs.window is window
    bench.preferences.change(language="ja")
    assert bench.shell.services.obs.window is not window
    assert bench.shell.services.obs.window is not None
    bench.preferences.change(language="en")


def test_settings_window_leads_there(bench: Bench) -> None:
    """The button beside the switch."""
    bench.shell.dialogs.open_settings()
    options = bench.shell.dialogs.options
    assert options is not None
    assert options.window is not None
    row = options.window.rows["obs_enabled"]
    (button,) = (each for each in row.editor.frame.winfo_children() if each.winfo_class() == "TButton")
    button.invoke()
    assert bench.shell.services.obs.window is not None


def test_running_fight_starts_a_recording(bench: Bench) -> None:
    """From the switch to OBS, with the meter's own pictures of the fight."""
    snapshot, bench.pipeline.newest = bench.pipeline.newest, None
    with obs_server() as server:
        bench.preferences.change(
            obs_enabled=True,
            obs_connections=connection.lines([Connection("00000000", "Here", port=server.port)]),
            obs_rules=rules.lines([Rule(When.PULL, Do.START_RECORD)]),
        )
        bench.shell.services.obs.open()
        statuses = bench.shell.services.obs._statuses
        wait_until(lambda: [str(each.state) for each in statuses().values()] == ["ready"], pump=bench.root.update)
        bench.pipeline.newest = snapshot
        wait_until(lambda: server.record_active, pump=bench.root.update)
        bench.preferences.change(obs_enabled=False)
        wait_until(lambda: not statuses(), pump=bench.root.update)
    assert "websockets" in sys.modules
