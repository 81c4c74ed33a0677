"""`selftest`: is this program whole, and does it work here? For whoever built it, and for bug reports.

It plays the demo raid through everything that a fight goes through: capture thread, engine, window, clipboard, writer,
database. What comes out must be what the game model played. One line of figures says so, or one sentence what is wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import resonance
from resonance import logs, names, paths
from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import Snapshot, build
from resonance.command_arguments import seconds
from resonance.pipeline import Pipeline
from resonance.settings import Settings
from resonance.simulate.source import SimulatedSource
from resonance.store.history import History

if TYPE_CHECKING:
    from resonance.app_window import AppWindow
    from resonance.ui.shell import Shell

ON_WINDOWS = sys.platform == "win32"
FAILED = 1  # exit code
LIMIT_S = 60.0
LOOK_MS = 10
FIGHT_S = 40.0  # of the demo, by the game's clock; it is played as fast as it can be read
FOLDER = "resonance-selftest-"  # its fresh folder begins so


class Wrong(Exception):
    """What is wrong with this program, as a sentence."""


@dataclass(slots=True)
class Run:
    """One self-test under way."""

    began_at_s: float | None  # Unix time at which the program was started; None = not told
    folder: Path  # fresh, and removed at the end
    began_s: float = field(default_factory=time.monotonic)
    doing: str = "beginning"  # for the sentence when it takes too long
    figures: dict[str, object] = field(default_factory=dict)


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    parser = commands.add_parser("selftest", help="does this program work here? It takes the clipboard for a moment")
    parser.set_defaults(run=_selftest)
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the result here too")
    parser.add_argument("--seconds", type=seconds, default=LIMIT_S, help=f"give up after so long ({LIMIT_S:.0f})")
    parser.add_argument("--began", type=float, metavar="UNIX_S", help="when the program was started, for the figures")


def _selftest(chosen: argparse.Namespace) -> int:
    folder, beside = _fresh_folder()
    run = Run(chosen.began, folder)
    run.figures = {"version": resonance.__version__, "form": _form(), "beside": "yes" if beside else "no"}
    watchdog = threading.Timer(chosen.seconds, _give_up, (run, chosen.report, chosen.seconds))
    watchdog.daemon = True
    watchdog.start()
    try:
        _go_through(run)
        run.figures["total_ms"] = round((time.monotonic() - run.began_s) * 1000)
        line, code = "Self-test passed: " + " ".join(f"{name}={value}" for name, value in run.figures.items()), 0
    except Exception as error:  # whatever it is: it must come out as a sentence
        line, code = _failure(run, error), FAILED
    finally:
        watchdog.cancel()
        shutil.rmtree(folder, ignore_errors=True)
    _report(line, chosen.report)
    return code


def _failure(run: Run, error: Exception) -> str:
    reason = str(error) if isinstance(error, Wrong) else f"{type(error).__name__}: {error}"
    return f"Self-test failed while {run.doing}: {reason}"


def _give_up(run: Run, report: Path | None, limit_s: float) -> None:
    """On a thread of its own: whatever hangs cannot be asked to end."""
    shutil.rmtree(run.folder, ignore_errors=True)
    _report(f"Self-test failed: it was not over after {limit_s:g} s, but still {run.doing}.", report)
    os._exit(FAILED)


def _report(line: str, report: Path | None) -> None:
    if sys.stdout is not None:  # as it is without a console
        print(line, flush=True)
    if report is not None:
        report.write_text(line + "\n", encoding="utf-8")


def _fresh_folder() -> tuple[Path, bool]:
    """A new folder, and whether it lies beside the exe; otherwise it is one of the system's temporary folders."""
    exe = paths.surroundings().exe
    if exe is not None:
        with suppress(OSError):
            return Path(tempfile.mkdtemp(prefix=FOLDER, dir=exe.parent)), True
    return Path(tempfile.mkdtemp(prefix=FOLDER)), False


def _form() -> str:
    around = paths.surroundings()
    if around.exe is None or around.bundle is None:
        return "source"
    return "folder" if around.exe.parent in around.bundle.parents else "one-file"


# The parts


def _go_through(run: Run) -> None:
    run.doing = "looking at what is inside"
    found = paths.find(replace(paths.surroundings(), environ={paths.HOME_VARIABLE: str(run.folder)}))
    _require(not found.problem, found.problem)
    _commands()
    run.figures["protobuf"] = _protobuf()
    run.figures["driver"] = _driver()
    words = names.load(assets=found.assets)
    source = SimulatedSource("demo", started_at_ms=time.time_ns() // 1_000_000, speed=None, loop=False, seconds=FIGHT_S)
    painted = threading.Event()

    def opened() -> SimulatedSource:
        painted.wait()  # so that the first paint is timed as in a meter that is started before the fight
        return source

    settings = Settings(welcomed=True, scope="encounter")
    pipeline = Pipeline(opened, recorded=True, names=words, settings=settings, database=found.database)
    bugs: list[str] = []
    log = logs.start(found.logs, resonance.__version__, on_bug=bugs.append)
    try:
        shown = _show(run, pipeline, settings, found.settings, painted)
    finally:
        painted.set()
        log.close()
    _require(not words.problems(), " ".join(words.problems()))
    _require(not bugs, " ".join(bugs))
    damage = sum(player.damage for player in source.recording.truth.players.values())
    run.figures.update(packets=pipeline.health.packets_captured, damage=damage)
    _read_again(run, found.database, shown, damage)


def _commands() -> None:
    """Each is imported only when it is asked for: a built program may lack one, and nobody would see."""
    from resonance import cli

    cli.parser_for([])


def _protobuf() -> str:
    """The pure Python runtime is sixty times slower, and fails in other ways."""
    from resonance.protocol import runtime

    kind = runtime.kind()
    _require(kind == "upb", f"protobuf runs on its {kind} runtime in place of upb.")
    return kind


def _driver() -> str:
    """Windows only: the two files that capture stands on."""
    if not ON_WINDOWS:
        return "none"
    from resonance.capture.driver_files import PINNED, packaged

    for name, digest in PINNED.items():
        content = (packaged() / name).read_bytes()
        _require(hashlib.sha256(content).hexdigest() == digest, f"{name} is not the file it should be.")
    return "right"


def _show(run: Run, pipeline: Pipeline, settings: Settings, path: Path, painted: threading.Event) -> Snapshot:
    """Open the meter, let it show the whole fight and copy it, and close it. Gives what it showed."""
    run.doing = "opening the window"
    try:
        from resonance.app_window import AppWindow, NoDisplay
    except ImportError as error:
        raise Wrong(f"This Python cannot open windows ({error}).") from error
    try:
        window = AppWindow()
    except NoDisplay as error:
        raise Wrong("There is no display for the window.") from error
    look = Look(run, window, pipeline, painted)
    pipeline.start()
    window.root.after(LOOK_MS, look)
    window.show(pipeline, settings, path, activity="Demo", is_live=False, claimed=None, seconds=None)
    if look.problem is not None:
        raise look.problem
    _require(look.shown is not None, "The window was closed by somebody else.")
    assert look.shown is not None
    return look.shown


class Look:
    """What is done while the window is open, a step each time it is called. It ends the window."""

    def __init__(self, run: Run, window: AppWindow, pipeline: Pipeline, painted: threading.Event) -> None:
        self._run = run
        self._window = window
        self._pipeline = pipeline
        self._painted = painted
        self.shown: Snapshot | None = None
        self.problem: Exception | None = None

    def __call__(self) -> None:
        try:
            shell = self._window.shell
            if shell is None or not self._step(shell):
                self._window.root.after(LOOK_MS, self)
                return
        except Exception as error:  # told at the end, when the window is gone
            self.problem = error
        self._window.root.quit()

    def _step(self, shell: Shell) -> bool:
        """True: it is over."""
        root, health = self._window.root, self._pipeline.health
        if not self._painted.is_set():
            if shell.meter.window.winfo_viewable():
                root.update_idletasks()
                root.winfo_pointerxy()  # the screen answers only when it has drawn
                self._note_paint()
            return False
        self._run.doing = "playing the demo raid"
        problem = health.engine_problem or health.store_problem
        _require(not problem, problem)
        newest = self._pipeline.snapshot()
        if newest is None or not newest.ended or shell.meter.state.snapshot is not newest:
            return False
        if self._pipeline.depths()[2]:  # closing waits for no slow disk, and that is no fault of a build
            return False
        _require(newest.damage.amount > 0, "The meter shows no damage.")
        self.shown = newest
        self._run.doing = "copying the table"
        self._run.figures["copied"] = _copied(shell, newest)
        return True

    def _note_paint(self) -> None:
        self._run.figures["first_paint_cpu_ms"] = round(time.process_time() * 1000)
        if self._run.began_at_s is not None:
            self._run.figures["first_paint_ms"] = round((time.time() - self._run.began_at_s) * 1000)
        self._painted.set()


def _copied(shell: Shell, snapshot: Snapshot) -> int:
    """Copy the table, read it back, and leave the clipboard with the text it had. Gives the length of the table."""
    window = shell.meter.window
    before = None
    with suppress(Exception):  # Tk's error for an empty clipboard, or one with a picture
        before = window.clipboard_get()
    shell.meter.copy_table()
    text = str(window.clipboard_get())
    window.clipboard_clear()
    if before is not None:
        window.clipboard_append(before)
    lines = text.splitlines()
    _require(len(lines) > len(snapshot.players), f"The clipboard holds {len(lines)} lines in place of the table.")
    return len(text)


def _read_again(run: Run, database: Path, shown: Snapshot, damage: int) -> None:
    """The database must hold what was played, and what was shown."""
    run.doing = "reading the database again"
    with closing(History(database)) as history:
        saved = [history.open_record(each.encounter_id) for each in history.list_encounters(-1)]
    pictures = [build(record, ClockChoice.ACTIVE) for record in saved]
    total = sum(picture.damage.amount for picture in pictures)
    _require(total == damage, f"Damage of {total} was saved, {damage} was dealt.")
    _require(shown.damage.amount in [picture.damage.amount for picture in pictures], "What was shown was not saved.")
    run.figures.update(encounters=len(saved), database_bytes=database.stat().st_size)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Wrong(otherwise)
