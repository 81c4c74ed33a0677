"""Builds what a session needs, shows it in the window or the terminal, and takes it down in order."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import resonance
from resonance import logs, names, paths, settings
from resonance.capture.recorder import Recorder
from resonance.capture.source import Source
from resonance.health import CaptureState, Health
from resonance.pipeline import Pipeline
from resonance.terminal import show_live

if TYPE_CHECKING:
    from resonance.app_window import AppWindow

NEVER_WORKED = 2  # exit code
NO_WINDOW = "{}, so here is the meter in the terminal. Ctrl-C ends it."


@dataclass(frozen=True, slots=True)
class Session:
    """What to look at."""

    open_source: Callable[[], Source]
    recorded: bool  # the packets' times are those of a recording
    activity: str  # in words, for the footer: "Capturing", "Demo"
    database: Path | None = None  # None = nothing is saved
    recorder: Recorder | None = None


@dataclass(slots=True)
class Home:
    """Where this user's things are, and what the settings say."""

    paths: paths.Paths
    settings: settings.Settings
    problems: list[str]

    def save(self) -> None:
        """Keep the settings; a failure is for the log, since the window is closing."""
        try:
            settings.save(self.paths.settings, self.settings)
        except OSError as error:
            print(f"The settings could not be saved: {error}.", file=sys.stderr)


def open_home() -> Home:
    found = paths.find()
    loaded, problems = settings.load(found.settings)
    return Home(found, loaded, ([found.problem] if found.problem else []) + problems)


def main() -> int:
    """What resonance_logs.pyw calls: live capture in the window, or what the command line says."""
    from resonance.cli import main as command_line

    return command_line(sys.argv[1:] or ["live"])


def run_session(session: Session, home: Home, *, in_terminal: bool, seconds: float | None) -> int:
    """Show a session until the user ends it, or for some seconds. Gives the exit code of the program.

    Without a display the terminal takes the window's place, and a sentence says so.
    """
    words = names.load(home.settings.language)
    window = None
    if not in_terminal:
        window, reason = _open_window()
        if window is None:
            print(NO_WINDOW.format(reason), flush=True)
    pipeline = Pipeline(
        session.open_source,
        recorded=session.recorded,
        names=words,
        settings=home.settings,
        database=session.database,
        recorder=session.recorder,
    )
    log = logs.start(
        home.paths.logs, resonance.__version__, on_bug=lambda text: pipeline.health.tell(text, is_error=True)
    )
    for problem in filter(None, [*home.problems, *words.problems(), log.problem]):
        pipeline.health.tell(problem, is_error=True)
    try:
        pipeline.start()
        if window is None:
            show_live(pipeline, words, seconds=seconds)
        else:
            home.settings = window.show(pipeline, words, home.settings, session.activity, seconds)
            home.save()
    finally:
        log.close()
    return NEVER_WORKED if window is None and _never_worked(pipeline.health) else 0


def _never_worked(health: Health) -> bool:
    """Did capture fail, and never give a packet?"""
    return health.capture_state is CaptureState.FAILED and not health.packets_captured


def _open_window() -> tuple[AppWindow | None, str]:
    """The hidden window, or None and why there can be none."""
    try:
        from resonance.app_window import AppWindow, NoDisplay
    except ImportError as error:  # a Python without tkinter
        return None, f"This Python cannot open windows ({error})"
    try:
        return AppWindow(), ""
    except NoDisplay:
        return None, "There is no display for the window"
