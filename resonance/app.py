"""Builds what a session needs, shows it in the window or the terminal, and takes it down in order."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import resonance
from resonance import formats, heap, logs, names, texts
from resonance.capture.recorder import Recorder
from resonance.capture.source import Source
from resonance.health import Health
from resonance.home import Home
from resonance.pipeline import Pipeline
from resonance.protocol import runtime
from resonance.settings import Settings

if TYPE_CHECKING:
    from resonance.app_window import AppWindow
    from resonance.ui.desktop import Claim

_log = logging.getLogger(__name__)

NEVER_WORKED = 2  # exit code
ALREADY_RUNS = "The meter is running already: its window has been asked to show itself."
TAKES_FILES = "The meter is running already: it imports what was opened, and shows it in its history."
NO_WINDOW = "{}, so here is the meter in the terminal. Ctrl-C ends it."


@dataclass(frozen=True, slots=True)
class Session:
    """What to look at."""

    open_source: Callable[[], Source]
    recorded: bool  # the packets' times are those of a recording
    activity: str  # in words, for the footer: "Capturing", "Demo"
    database: Path | None = None  # None = nothing is saved
    recorder: Recorder | None = None
    only_one: bool = False  # a second start shows the window of the first; and the settings choose its source
    opens: tuple[Path, ...] = ()  # files whose encounters are to be shown in the history


def main() -> int:
    """What resonance_logs.pyw calls: live capture in the window, or what the command line says."""
    from resonance.cli import main as command_line

    wanted = sys.argv[1:] or ["live"]
    if wanted[0] in ("--selftest", "--unload-driver"):  # as programs without commands spell it
        wanted[0] = wanted[0].removeprefix("--")
    return command_line(wanted)


def run_session(session: Session, home: Home, *, in_terminal: bool, seconds: float | None) -> int:
    """Show a session until the user ends it, or for some seconds. Gives the exit code of the program.

    Without a display the terminal takes the window's place, and a sentence says so.
    """
    heap.share_among_threads()
    chosen = home.settings
    formats.use_style(chosen.number_style)
    spoken = texts.use(chosen.language)
    words = names.load(chosen.language, hide_players=chosen.hide_names)
    window = claimed = None
    if not in_terminal:
        window, reason = _open_window()
        if window is None and session.opens:
            return _import_here(session.opens)
        if window is None:
            print(NO_WINDOW.format(reason), flush=True)
        elif session.only_one:
            claimed = _claim(window, home.paths.home, session.opens)
            if claimed is None:
                print(TAKES_FILES if session.opens else ALREADY_RUNS)
                return 0
    pipeline = _make_pipeline(session, words, chosen)
    log = _start_log(home, pipeline.health)
    _tell(pipeline.health, [*home.problems, spoken, log.problem, _slow_decoder()])
    try:
        pipeline.start()
        if window is None:
            _show_in_terminal(pipeline, words, home, seconds)
        else:
            home.wish = window.show(
                pipeline,
                chosen,
                home.paths.settings,
                activity=session.activity,
                is_live=session.only_one,
                claimed=claimed,
                seconds=seconds,
                once_shown=lambda: _tell(pipeline.health, words.problems()),
            )
    finally:
        if claimed is not None:
            claimed.close()
        log.close()
    return NEVER_WORKED if window is None and _never_worked(pipeline.health) else 0


def _make_pipeline(session: Session, words: names.Names, settings: Settings) -> Pipeline:
    return Pipeline(
        session.open_source,
        recorded=session.recorded,
        names=words,
        settings=settings,
        database=session.database,
        recorder=session.recorder,
        watch_game=session.only_one,
    )


def _start_log(home: Home, health: Health) -> logs.Log:
    """A bug that is logged is told to the user too."""
    log = logs.start(
        home.paths.logs,
        resonance.__version__,
        verbosity=home.settings.log_verbosity,
        on_bug=lambda text: health.tell(text, is_error=True),
    )
    _log.info("why the data lies where it does: %s", home.paths.reason)
    return log


def _slow_decoder() -> str:
    """A sentence for the user, short enough for the footer; the doctor says what to do. "" = it is as it should be."""
    kind = runtime.kind()
    _log.info("protobuf runs on %s", kind)
    if kind == runtime.FAST:
        return ""
    _log.warning("%s", runtime.slow_advice())
    return runtime.slow_words(kind)


def _show_in_terminal(pipeline: Pipeline, words: names.Names, home: Home, seconds: float | None) -> None:
    from resonance.terminal import show_live

    _tell(pipeline.health, words.problems())
    with _api(pipeline, home):
        show_live(pipeline, words, seconds=seconds)


def _claim(window: AppWindow, folder: Path, opens: tuple[Path, ...]) -> Claim | None:
    """As AppWindow.claim; the files go to the meter that runs, be it this one or another. OSError."""
    if opens:
        from resonance import handover

        handover.leave(folder, opens)
    claimed = window.claim(folder)
    if claimed is not None and opens:
        claimed.ask_to_show()
    return claimed


def _import_here(files: Iterable[Path]) -> int:
    """Without a window; a bad file does not keep the others. Gives the exit code."""
    from resonance.command_output import refuse
    from resonance.import_command import import_here
    from resonance.store import StoreError

    code = 0
    for path in files:
        try:
            code = max(code, import_here(path))
        except StoreError as error:
            code = refuse(str(error))
    return code


@contextmanager
def _api(pipeline: Pipeline, home: Home) -> Iterator[None]:
    """The local API beside the terminal, where the settings want it. The windows have their own way to it."""
    if not home.settings.api_enabled:
        yield
        return
    from resonance.api.control import LocalApi
    from resonance.api.site import Actions
    from resonance.engine_commands import Pause, Reset

    paused = threading.Event()

    def pause(on: bool) -> None:
        pipeline.command(Pause(on))
        (paused.set if on else paused.clear)()

    actions = Actions(lambda: pipeline.command(Reset()), pause, paused.is_set)
    folder, health = home.paths.home, pipeline.health
    api = LocalApi(pipeline.snapshot, pipeline.shown, health, home.settings, folder, pipeline.database, actions)
    try:
        yield
    finally:
        api.stop()


def _tell(health: Health, problems: Iterable[str]) -> None:
    for problem in filter(None, problems):
        health.tell(problem, is_error=True)


def _never_worked(health: Health) -> bool:
    """Did capture fail, and never give a packet? Its state does not tell any more: it has ended."""
    return bool(health.capture_problem) and not health.packets_captured


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
