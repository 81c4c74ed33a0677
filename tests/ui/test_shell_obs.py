"""OBS in the program: off until it is switched on, one window, and the way to it from the settings."""

from __future__ import annotations

import sys
import tkinter as tk
from functools import partial

import pytest
from shell_bench import Bench

from helpers import wait_until
from obs_stand_in import obs_server
from resonance.obs import connection, rules
from resonance.obs.connection import Connection
from resonance.obs.rules import Do, Rule, When
from resonance.ui.services import STOP_S


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


def test_demo_and_replay_leave_obs_alone(bench: Bench) -> None:
    """No connection is made; the setting lets rules act there too, and the window says how it is."""
    bench.close()
    bench.is_live = False
    bench.open()
    desk = bench.shell.services.obs
    desk.open()
    assert desk.window is not None
    assert any("demo or a replay" in words for words in labels(desk.window.dialog))
    with obs_server() as server:
        found = Connection("aaaaaaaa", "OBS", port=server.port)
        bench.preferences.change(obs_enabled=True, obs_connections=connection.lines([found]))
        assert desk._control is None
        bench.preferences.change(obs_in_demo=True)
        assert not any("demo or a replay" in words for words in labels(desk.window.dialog))
        wait_until(lambda: server.logins == 1, pump=bench.root.update)
        bench.preferences.change(obs_in_demo=False)
        wait_until(lambda: not desk._statuses(), pump=bench.root.update)


def labels(widget: tk.Misc) -> list[str]:
    """The words on it and on everything in it."""
    own = [str(widget.cget("text"))] if widget.winfo_class() == "TLabel" else []
    return own + [words for child in widget.winfo_children() for words in labels(child)]


def test_threads_end_while_windows_close(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are told at once; what hangs of them gets one time limit together, and the windows are gone by then."""
    steps: list[str] = []
    limits_s: list[float] = []

    def note(step: str, limit_s: float = 0.0) -> None:
        steps.append(step)
        limits_s.append(limit_s)

    def close_and_note() -> None:
        close()
        note("windows closed")

    services, close = bench.shell.services, bench.shell.dialogs.close
    for name, service in (("api", services.streaming), ("obs", services.obs)):
        monkeypatch.setattr(service, "end", partial(note, f"{name} ends"))
        monkeypatch.setattr(service, "close", partial(note, f"{name} awaited"))
    monkeypatch.setattr(bench.shell.dialogs, "close", close_and_note)
    bench.close()
    assert sorted(steps[:2]) == ["api ends", "obs ends"]
    assert steps[2] == "windows closed"
    assert sorted(steps[3:]) == ["api awaited", "obs awaited"]
    assert 0 < max(limits_s) <= STOP_S
    bench.open()
