"""The main loop of the program: how it ends, and what is saved and given back then."""

from __future__ import annotations

import json
import os
import signal
import sys
import tkinter as tk
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from shell_bench import FakeDesktop, FakePipeline

from resonance import app_window
from resonance.app_window import AppWindow, NoDisplay
from resonance.home import Wish
from resonance.settings import Settings

SETTINGS = Settings(welcomed=True)


class Program:
    """One run of the window, around a desktop and a pipeline that are none."""

    def __init__(self, folder: Path) -> None:
        self.desktop = FakeDesktop()
        self.pipeline = FakePipeline()
        self.window = AppWindow()
        self.path = folder / "settings.json"

    def run(self, settings: Settings = SETTINGS, *, seconds: float | None = 20) -> Wish:
        """Until somebody ends it."""
        pipeline: Any = self.pipeline
        return self.window.show(
            pipeline, settings, self.path, activity="Demo", is_live=False, claimed=None, seconds=seconds
        )

    def later(self, do: Callable[[], object]) -> None:
        """When the window is on the screen."""
        self.window.root.after(300, do)

    @property
    def is_gone(self) -> bool:
        try:
            return not self.window.root.winfo_exists()
        except tk.TclError:
            return True


@pytest.fixture
def program(display: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    pytest.importorskip("tkinter", reason="this Python has no tkinter")
    program = Program(tmp_path)
    monkeypatch.setattr(app_window, "open_desktop", lambda root, claimed: program.desktop)
    yield program
    if not program.is_gone:
        program.window.root.destroy()


def test_run_of_some_seconds_ends_by_itself(program: Program) -> None:
    """Then the pipeline is stopped, the desktop given back, and nothing is left on the screen."""
    assert program.run(seconds=0.3) == Wish()
    assert program.pipeline.is_stopped
    assert program.desktop.is_closed
    assert program.is_gone


def test_meter_that_is_closed_ends_the_program(program: Program) -> None:
    """Without a limit of time, by the tray here; where it stood is saved."""
    program.later(lambda: program.desktop.asked.put("quit"))
    assert program.run(seconds=None) == Wish()
    assert program.pipeline.is_stopped
    places = json.loads(program.path.read_text(encoding="utf-8"))["places"]
    assert "meter last" in places


def test_backup_is_to_be_restored(program: Program, tmp_path: Path) -> None:
    """The program ends as ever, with everything saved, and knows what to do next."""

    def choose() -> None:
        assert program.window.shell is not None
        dialogs = program.window.shell.dialogs
        dialogs.back_up()
        assert dialogs.backup is not None
        dialogs.backup.restore(tmp_path / "a.zip")

    program.later(choose)
    assert program.run() == Wish(restore=tmp_path / "a.zip")
    assert program.pipeline.is_stopped
    assert program.path.exists()


def test_what_was_changed_at_last_is_saved(program: Program) -> None:
    """A key pressed just before the end counts; nothing that the settings held is lost."""

    def press() -> None:
        program.desktop.asked.put("mini")
        program.desktop.asked.put("quit")

    program.later(press)
    program.run(Settings(welcomed=True, opacity=0.5))
    saved = json.loads(program.path.read_text(encoding="utf-8"))
    assert (saved["mini"], saved["opacity"]) == (True, 0.5)


@pytest.mark.skipif(sys.platform == "win32", reason="there a process cannot be asked to end so")
@pytest.mark.parametrize("number", app_window.ENDING)
def test_program_that_is_asked_to_end_from_outside_closes_properly(program: Program, number: signal.Signals) -> None:
    """Ctrl-C in the terminal and the end of the session lose nothing; afterwards signals do what they did."""
    before = signal.getsignal(number)
    program.later(lambda: os.kill(os.getpid(), number))
    program.run(seconds=None)
    assert program.pipeline.is_stopped
    assert program.path.exists()
    assert signal.getsignal(number) is before


def test_encounter_is_saved_even_if_the_window_fails(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """At its start or at its end: the pipeline is stopped, and the fault goes on to whoever reports it."""
    for part in ("__init__", "close"):
        with monkeypatch.context() as patch:
            patch.setattr(f"resonance.app_window.Shell.{part}", lambda *_, **__: 1 / 0)
            program.pipeline.is_stopped = False
            with pytest.raises(ZeroDivisionError):
                program.run(seconds=0.1)
        assert program.pipeline.is_stopped


def test_second_start_has_no_window(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The first one has the claim; the second takes its hidden root down again."""
    monkeypatch.setattr(app_window, "claim", lambda folder: None)
    assert program.window.claim(tmp_path) is None
    assert program.is_gone


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_without_a_display_there_is_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence of the caller's, not a traceback of Tk's."""
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(NoDisplay):
        AppWindow()
