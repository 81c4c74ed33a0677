"""The settings while windows are open: whoever changes one says so here, and whoever shows one listens.

Lives on the Tk thread. What is changed is on the disk about a second later; a thread of its own writes it there.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from resonance import settings_file
from resonance.settings import META, Settings
from resonance.texts import say
from resonance.ui.placing import MOST_PLACES

SAVE_AFTER_MS = 1_000
"""Between the first unsaved change and the save: dragging a slider writes the file once a second at most."""

COLUMNS = tuple(name for name in META if name.startswith(("columns_", "order_")))
"""What the menu of the columns sets."""

Listener = Callable[[Settings, frozenset[str]], object]
"""Takes the settings and the names of those that have changed."""

Report = Callable[[type[BaseException], BaseException, TracebackType | None], object]
"""As `tkinter.Tk.report_callback_exception`."""


class Preferences:
    def __init__(
        self,
        settings: Settings,
        path: Path,
        later: Callable[[int, Callable[[], None]], object],
        *,
        tell: Callable[[str], object],
        report: Report,
    ) -> None:
        """`path`: the settings file. `later` is `root.after`.

        `tell` gets a sentence for the user when the settings cannot be saved, on any thread; `report` what a listener
        raised.
        """
        self.settings = settings
        self.path = path
        self._later = later
        self._tell = tell
        self._report = report
        self._listeners: list[Listener] = []
        self._news: deque[tuple[Settings, frozenset[str]]] = deque()
        self._is_telling = False
        self._saved = settings  # what the file holds
        self._saving: threading.Thread | None = None  # the newest one; it may have ended
        self._is_save_due = False
        self._has_failed = False  # the last save, and the user knows
        self._is_backed_up = False  # what the file held before this run

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Have the callback called after each change. Gives the function that ends this; it may be called twice."""
        self._listeners.append(callback)

        def unlisten() -> None:
            if callback in self._listeners:
                self._listeners.remove(callback)

        return unlisten

    def change(self, **values: Any) -> None:
        """Set some settings by name, and tell all listeners unless nothing is different.

        Nothing is changed where one of the values cannot be, or a name is unknown: ValueError.
        """
        if isinstance(places := values.get("places"), dict):
            values["places"] = dict(list(places.items())[-MOST_PLACES:])
        for name, value in values.items():
            if name not in META or not META[name].accepts(value):
                raise ValueError(f"{name} cannot be {value!r}")
        # A copy, so that nobody changes a table behind our back.
        own: dict[str, Any] = {
            name: dict(value) if isinstance(value, dict) else value for name, value in values.items()
        }
        self._use(replace(self.settings, **own))

    def reset(self, names: Iterable[str]) -> None:
        """Give these settings their defaults. ValueError for an unknown name."""
        self.change(**{name: getattr(Settings(), name, None) for name in names})

    def reset_all(self) -> Path | None:
        """Give all settings of the settings window their defaults; gives the backup of what was, None = there is none.

        Columns and their order too. Where windows were, and whatever else the program just remembers, stays.
        """
        backup = self._back_up_now()
        self.reset((*settings_file.IN_PROFILE, *settings_file.OPENING, *COLUMNS))
        return backup

    def import_profile(self, path: Path) -> tuple[Path | None, list[str]]:
        """Use the settings of a profile. Gives the backup of what was, and sentences about what could not be used.

        Raises settings_file.ProfileError; then nothing is changed.
        """
        imported, problems = settings_file.import_profile(path, self.settings)
        backup = self._back_up_now()
        self._use(imported)
        return backup, problems

    def save_now(self) -> None:
        """Save what is unsaved before coming back; at the end of the program."""
        if self._saving is not None:
            self._saving.join()
        if self.settings is not self._saved:
            self._save(self.settings)

    def _save_aside(self) -> None:
        """The time has come: the newest settings are written while the windows go on. One after the other."""
        if self._saving is not None and self._saving.is_alive():
            self._later(SAVE_AFTER_MS, self._save_aside)
            return
        self._is_save_due = False
        if self.settings is not self._saved:
            self._saving = threading.Thread(target=self._save, args=(self.settings,), name="settings")
            self._saving.start()

    def _save(self, settings: Settings) -> None:
        """On either thread, never on both at a time."""
        self._back_up_once()
        try:
            settings_file.save(self.path, settings)
        except OSError as error:
            self._tell_failure(error)
        else:
            self._saved = settings
            self._has_failed = False

    def _use(self, settings: Settings) -> None:
        names = frozenset(name for name in META if getattr(settings, name) != getattr(self.settings, name))
        if not names:
            return
        self.settings = settings
        if not self._is_save_due:
            self._is_save_due = True
            self._later(SAVE_AFTER_MS, self._save_aside)
        self._news.append((settings, names))
        if not self._is_telling:  # else a listener has made this change: all hear of the one before it first
            self._tell_news()

    def _tell_news(self) -> None:
        self._is_telling = True
        try:
            while self._news:
                settings, names = self._news.popleft()
                for listener in tuple(self._listeners):
                    self._tell_one(listener, settings, names)
        finally:
            self._is_telling = False

    def _tell_one(self, listener: Listener, settings: Settings, names: frozenset[str]) -> None:
        if listener not in self._listeners:  # it was told to stop while others heard the same news
            return
        try:
            listener(settings, names)
        except Exception as error:
            self._report(type(error), error, error.__traceback__)

    def _back_up_once(self) -> None:
        if not self._is_backed_up:
            self._is_backed_up = True
            settings_file.back_up(self.path)

    def _back_up_now(self) -> Path | None:
        """With everything that was changed until now."""
        self.save_now()
        self._is_backed_up = True
        return settings_file.back_up(self.path)

    def _tell_failure(self, error: OSError) -> None:
        if not self._has_failed:
            self._has_failed = True
            self._tell(
                say(
                    "The settings cannot be saved ({reason}). Check the folder {folder}; the next change tries again.",
                    reason=error.strerror or error,
                    folder=self.path.parent,
                )
            )
