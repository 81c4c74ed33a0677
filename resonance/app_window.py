"""The root window of the program and its main loop: what app.py shows a session in.

Apart from app.py, because a Python without tkinter can still run the meter in the terminal.
"""

from __future__ import annotations

import signal
import sys
import time
import tkinter as tk
from collections.abc import Callable
from pathlib import Path

import ttkbootstrap

from resonance import logs
from resonance.home import Wish
from resonance.paths import Paths
from resonance.pipeline import Pipeline
from resonance.settings import Settings
from resonance.ui.desktop import Claim, claim, open_desktop
from resonance.ui.garbage import TkGarbage
from resonance.ui.live_settings import THEMES
from resonance.ui.preferences import Preferences
from resonance.ui.shell import Shell

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Ctrl-C in the terminal the window was started from, the end of that terminal, or of the session."""

ICON = Path(__file__).resolve().parent.parent / "assets" / ("icon.ico" if sys.platform == "win32" else "icon.png")

ONCE_SHOWN_MS = 500


class NoDisplay(Exception):
    """There is no screen to open a window on."""


class AppWindow:
    """The hidden root; the meter and all other windows are its children."""

    def __init__(self) -> None:
        """Raises NoDisplay."""
        try:
            self.root = ttkbootstrap.App("Resonance Logs", theme="bootstrap-dark", iconphoto=str(ICON))
        except tk.TclError as error:
            raise NoDisplay(str(error)) from None
        self.root.withdraw()
        self.root.report_callback_exception = logs.report_callback_exception
        self._jobs: dict[str, str] = {}  # ids of after(), by name
        self.shell: Shell | None = None  # while the meter is shown
        self._ended_s: float | None = None  # by a clock that never goes back; None = the main loop has not ended

    def claim(self, home: Path) -> Claim | None:
        """The right to be the only meter with this data folder; None = another one runs, and now shows itself."""
        claimed = claim(home)
        if claimed is None:
            self.root.destroy()
        return claimed

    def show(
        self,
        pipeline: Pipeline,
        settings: Settings,
        settings_path: Path,
        *,
        activity: str,
        is_live: bool,
        claimed: Claim | None,
        seconds: float | None,
        once_shown: Callable[[], None] = lambda: None,
    ) -> Wish:
        """Run the meter until it is closed, or for some seconds, and stop the pipeline. Gives what to do next.

        What the user changes in the settings is saved while it runs.
        `once_shown`: what can wait until the meter has been drawn.
        """
        with TkGarbage() as garbage:
            try:
                if seconds is not None:
                    self._later("end", int(seconds * 1000), self.root.quit)
                self._later("once shown", ONCE_SHOWN_MS, once_shown)
                return self._show(pipeline, settings, settings_path, garbage, activity, is_live, claimed)
            finally:  # whatever becomes of the window: the encounter is saved here
                pipeline.stop(late_s=time.monotonic() - self._ended_s if self._ended_s is not None else 0.0)

    def _show(
        self,
        pipeline: Pipeline,
        settings: Settings,
        settings_path: Path,
        garbage: TkGarbage,
        activity: str,
        is_live: bool,
        claimed: Claim | None,
    ) -> Wish:
        preferences = Preferences(
            settings,
            settings_path,
            lambda ms, job: self._later("save", ms, job),
            tell=lambda words: pipeline.health.tell(words, is_error=True),
            report=self.root.report_callback_exception,
        )
        desktop = open_desktop(self.root, claimed)
        self.shell = shell = Shell(
            self.root, pipeline, preferences, desktop, activity=activity, is_live=is_live, each_turn=garbage.turn
        )
        try:
            self._run()
        finally:
            self.shell = None
            shell.close()
            for job in self._jobs.values():
                self.root.after_cancel(job)
            self.root.destroy()
        return shell.wish

    def restore(self, archive: Path, paths: Paths, theme: str) -> None:
        """Put a backup in the place of the user's files, in a small window that tells what came of it."""
        from resonance.ui.restoring import Restoring

        with TkGarbage():
            try:
                self.root.theme_use(THEMES[theme])
                Restoring(self.root, archive, paths)
                self._run()
            finally:
                self.root.destroy()

    def _later(self, name: str, ms: int, job: Callable[[], None]) -> None:
        """At most one of a name is awaited; none outlives the window."""
        self._jobs[name] = self.root.after(ms, job)

    def _run(self) -> None:
        """The main loop, until the window is closed or the program is asked to end from outside.

        Python handles signals between two steps of Tk; the poll makes one five times a second.
        """
        before = {number: signal.signal(number, lambda *_: self.root.quit()) for number in ENDING}
        try:
            self.root.mainloop()
        finally:
            self._ended_s = time.monotonic()
            for number, handler in before.items():
                signal.signal(number, handler)
