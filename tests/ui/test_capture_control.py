"""The menu's entries about the capture, and the question about rights."""

from __future__ import annotations

import subprocess
import sys
import threading
import tkinter as tk
from collections.abc import Callable, Iterator
from dataclasses import replace
from tkinter import filedialog
from typing import Any

import pytest
from fakes import Asked
from shell_bench import MAIN, FakePipeline

from helpers import wait_until
from resonance import elevation
from resonance.capture import driver_service
from resonance.capture.driver_service import Outcome
from resonance.capture.source import CaptureError
from resonance.combat.pictures import Scope
from resonance.health import CaptureState
from resonance.settings import Settings
from resonance.ui.capture_control import CaptureControl
from resonance.ui.menu import fight_menu

UNLOADED = Outcome(True, "It is unloaded.")


class Desk:
    """A control on Windows, and what it did."""

    def __init__(self, root: tk.Tk, *, on_windows: bool = True) -> None:
        self.root = root
        self.pipeline = FakePipeline()
        self.settings = Settings(welcomed=True, capture_source="npcap")
        self.said: list[str] = []
        self.done: list[str] = []
        pipeline: Any = self.pipeline
        self.control = CaptureControl(
            root,
            pipeline,
            lambda: self.settings,
            self.said.append,
            demo=lambda: self.done.append("demo"),
            above=lambda window: None,
            screens=lambda: (MAIN,),
            on_windows=on_windows,
        )

    def labels(self) -> list[str]:
        return [label for label, _ in self.control.entries()]

    def choose(self, label: str) -> None:
        dict(self.control.entries())[label]()

    def wait(self, condition: Callable[[], object]) -> None:
        wait_until(condition, pump=self.root.update)


@pytest.fixture
def desk(tk_root: tk.Tk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    tk_root.withdraw()
    made = Desk(tk_root)
    monkeypatch.setattr(tk_root, "quit", lambda: made.done.append("quit"))
    monkeypatch.setattr(elevation, "is_missing", lambda: False)
    yield made
    made.control.close()


def test_driver_is_unloaded_and_capture_resumed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Capture lets go of the driver first and stays off, with a sentence; then the menu offers to go on."""
    let_go = threading.Event()

    def unload() -> Outcome:
        assert let_go.is_set()
        return UNLOADED

    monkeypatch.setattr(driver_service, "unload", unload)
    monkeypatch.setattr(
        desk.pipeline, "change_source", lambda source: (desk.pipeline.sources.append(source), let_go.set())
    )
    desk.choose("Unload the capture driver")
    desk.wait(lambda: desk.said)
    assert desk.said == ["It is unloaded."]
    with pytest.raises(CaptureError, match="driver was unloaded"):
        desk.pipeline.sources[-1]()
    assert desk.labels() == ["Capture again"]
    opened: list[str] = []
    monkeypatch.setattr("resonance.capture.open_source", opened.append)
    desk.choose("Capture again")
    desk.pipeline.sources[-1]()
    assert opened == ["npcap"]
    assert desk.labels() == ["Unload the capture driver"]


def test_driver_that_another_program_uses(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user reads why it stays, and capturing goes on by itself."""
    monkeypatch.setattr(driver_service, "unload", lambda: Outcome(False, "Somebody uses it."))
    desk.choose("Unload the capture driver")
    desk.wait(lambda: desk.said)
    assert desk.said == ["Somebody uses it."]
    assert not desk.control.is_off
    assert len(desk.pipeline.sources) == 2


def test_entries_stand_in_the_menu_of_the_meter(desk: Desk) -> None:
    """Those that there are when it is opened, and choosing one does it."""
    actions = replace(Asked().actions(), about_capture=lambda: (("Capture again", lambda: desk.done.append("again")),))
    groups = fight_menu(None, Scope.SEGMENT, False, False, actions)
    (entry,) = [entry for group in groups for entry in group if entry.label == "Capture again"]
    entry.press()
    assert desk.done == ["again"]
    labels = [
        entry.label for group in fight_menu(None, Scope.SEGMENT, False, False, Asked().actions()) for entry in group
    ]
    assert "Capture again" not in labels


def test_other_systems_have_no_entries(tk_root: tk.Tk) -> None:
    """There is no driver to unload, and no administrator to become."""
    desk = Desk(tk_root, on_windows=False)
    assert desk.labels() == []
    desk.control.close()


def test_rights_are_asked_for_once_when_capture_fails(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not while it works, not before the user was welcomed, and never a second time."""
    monkeypatch.setattr(elevation, "is_missing", lambda: True)
    desk.control.turn()
    assert desk.control.rights is None
    desk.pipeline.health.capture_state = CaptureState.FAILED
    desk.settings = Settings(welcomed=False)
    desk.control.turn()
    assert desk.control.rights is None
    desk.settings = Settings(welcomed=True)
    desk.control.turn()
    rights = desk.control.rights
    assert rights is not None
    desk.wait(rights.winfo_viewable)
    rights.event_generate("<Escape>")
    desk.wait(lambda: desk.control.rights is None)
    desk.control.turn()
    assert desk.control.rights is None
    assert not rights.winfo_exists()


@pytest.mark.parametrize("agrees", [True, False])
def test_restart_as_administrator_is_offered(agrees: bool, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the window and in the menu; this program ends only if the other one has been started."""
    monkeypatch.setattr(elevation, "is_missing", lambda: True)
    monkeypatch.setattr(elevation, "restart", lambda: agrees)
    assert desk.labels()[0] == "Restart as administrator"
    desk.pipeline.health.capture_state = CaptureState.FAILED
    desk.control.turn()
    assert desk.control.rights is not None
    desk.control.rights.restart_button.invoke()
    assert desk.control.rights is None
    assert desk.done == (["quit"] if agrees else [])
    assert len(desk.said) == (0 if agrees else 1)


def test_going_on_without_rights(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the demo, or with a recording that a program of its own plays; without a file nothing happens."""
    monkeypatch.setattr(elevation, "is_missing", lambda: True)
    started: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", started.append)
    paths = iter(["", "/tmp/boss.pcap"])
    monkeypatch.setattr(filedialog, "askopenfilename", lambda **_: next(paths))
    desk.pipeline.health.capture_state = CaptureState.FAILED
    desk.control.turn()
    assert desk.control.rights is not None
    desk.control.rights.demo_button.invoke()
    assert desk.done == ["demo"]
    desk.control.open_recording()
    assert started == []
    desk.control.open_recording()
    assert started[0][0] == sys.executable
    assert started[0][-2:] == ["replay", "/tmp/boss.pcap"]
    assert desk.done == ["demo", "quit"]
