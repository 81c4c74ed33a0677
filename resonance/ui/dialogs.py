"""The windows with a title bar: settings, history, and the welcome of the first start. At most one of each."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from resonance.api.status import ApiStatus
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.store.orders import Order
from resonance.texts import say
from resonance.ui.chapters.control import ChaptersControl
from resonance.ui.desktop.desktop import Limit, Screen
from resonance.ui.hotkeys import Hotkeys
from resonance.ui.options.host import ColourRow, OptionsHost, colour_rows, source_choices
from resonance.ui.preferences import Preferences
from resonance.ui.side_windows import SideWindows
from resonance.ui.words import Words, words_of

if TYPE_CHECKING:  # at run time when they are opened: the meter is to be there at once
    from resonance.store.saved import SavedEncounter
    from resonance.ui.backup_dialog import BackupDialog
    from resonance.ui.export.window import ExportWindow
    from resonance.ui.file_import import FileImport
    from resonance.ui.history.window import HistoryWindow
    from resonance.ui.menu import Groups
    from resonance.ui.options.options import Options
    from resonance.ui.space_window import SpaceWindow
    from resonance.ui.welcome import Welcome

HISTORY_PLACE = "history last"
"""Key of `Settings.places`."""


class Dialogs:
    def __init__(
        self,
        root: tk.Misc,
        preferences: Preferences,
        hotkeys: Hotkeys,
        database: Path | None,
        screens: Callable[[], Sequence[Screen]],
        limits: Callable[[], Sequence[Limit]],
        above: Callable[[tk.Toplevel], None],
        tell: Callable[[str], None],
        offer: Callable[[Order], bool],
        accept_files: Callable[[tk.Toplevel], object] = lambda window: None,
        api_status: Callable[[], ApiStatus] = ApiStatus,
        open_obs: Callable[[], None] = lambda: None,
        restore: Callable[[Path], None] = lambda archive: None,
    ) -> None:
        """`database` None: there is no history. `limits`: of the desktop. `above` keeps a window in front of the meter.

        `offer` gives the writer an order, and says whether it was taken. `accept_files`: they can be dropped there.
        `restore`: the program is to end, and to start again with this backup.
        """
        self._root = root
        self._preferences = preferences
        self._database = database
        self._screens = screens
        self._above = above
        self._tell = tell
        self._offer = offer
        self._accept_files = accept_files
        self._restore = restore
        self._host = OptionsHost(
            screens=screens,
            conflicts=lambda: hotkeys.conflicts,
            colour_rows=self._colour_rows,
            more_choices={"capture_source": source_choices},
            suspend_hotkeys=hotkeys.suspend,
            limits=limits,
            api_status=api_status,
            open_obs=open_obs,
        )
        self.options: Options | None = None  # None = not opened yet
        self.history: HistoryWindow | None = None  # None = closed
        self.export: ExportWindow | None = None  # None = closed
        self.space: SpaceWindow | None = None  # None = closed
        self.backup: BackupDialog | None = None  # None = closed
        self.side = SideWindows(root, preferences, screens, above, self._show_encounter)
        self.chapters = ChaptersControl(root, lambda: preferences.settings, above=above, screens=screens)
        self.imports: FileImport | None = None  # None = nothing was imported yet
        self.welcome: Welcome | None = None  # None = it was not opened

    def open_welcome(self, demo: Callable[[], None]) -> None:
        """At the first start. `demo`: the user wants to see the demo."""
        from resonance.ui.welcome import Welcome

        self.welcome = Welcome(self._root, self._preferences, self._host, start=lambda: None, demo=demo)
        self._above(self.welcome.window)

    def open_settings(self) -> None:
        """Or bring the open window to the front."""
        from resonance.ui.options.options import Options

        if self.options is None:
            self.options = Options(self._root, self._preferences, self._host)
        is_new = self.options.window is None
        self.options.open()
        if is_new and self.options.window is not None:
            self._above(self.options.window)

    def open_history(self) -> None:
        """Or bring the open one to the front, with what is new."""
        if self._database is None:
            self._tell(say("Nothing of this is saved. Start the replay with --save to have it in the history."))
            return
        if self.history is None:
            from resonance.ui.history.menus import Exits
            from resonance.ui.history.window import HistoryWindow

            words = words_of(self._preferences.settings)
            self.history = HistoryWindow(
                self._root,
                self._database,
                self._preferences,
                words,
                closed=self.close_history,
                offer=self._offer,
                tools=self._history_tools,
                exits=Exits(self.open_export, partial(self.side.compare, self._database), self._clip),
            )
            self._above(self.history.dialog)
            self.history.dialog.appear(self._preferences.settings.places.get(HISTORY_PLACE, ""), self._screens())
            self._accept_files(self.history.dialog)
        else:
            self.history.refresh()
            self.history.dialog.to_front()

    def open_progress(self) -> None:
        """What the user reached against every boss."""
        if self._database is not None:
            self.side.open_progress(self._database)

    def open_chapters(self) -> None:
        """Chapters of a video, made of the history."""
        if self._database is not None:
            self.chapters.open(self._database)

    def reopen_chapters(self) -> None:
        """In another language, or other colours."""
        if self._database is not None:
            self.chapters.reopen(self._database)

    def _clip(self, from_ms: int, to_ms: int) -> str:
        """On another thread. StoreError."""
        from resonance.obs.clips import open_clip

        assert self._database is not None
        return open_clip(self._database, from_ms, to_ms)

    def open_analytics(self) -> None:
        """What the whole history says."""
        if self._database is None:
            self._tell(say("Nothing of this is saved. Start the replay with --save to have it in the history."))
            return
        self.side.open_analytics(self._database)

    def _show_encounter(self, key: str) -> None:
        self.open_history()
        if self.history is not None:
            self.history.show_encounter(key)

    def _history_tools(self) -> Groups:
        from resonance.ui.menu import Entry

        return (
            (
                Entry(say("Bests and progress…"), self.open_progress),
                Entry(say("Analytics…"), self.open_analytics),
                Entry(say("Video chapters…"), self.open_chapters),
            ),
            (Entry(say("Import…"), self._ask_files), Entry(say("Backup and restore…"), self.back_up)),
            (Entry(say("Space used…"), self.open_space),),
        )

    def import_files(self, paths: Sequence[Path]) -> None:
        """Dropped or given ones; the history opens and tells of it."""
        self.open_history()
        imports = self._file_import()
        if imports is not None:
            imports.start(paths)

    def _ask_files(self) -> None:
        imports = self._file_import()
        if imports is not None and self.history is not None:
            imports.ask(self.history.dialog)

    def _file_import(self) -> FileImport | None:
        """None: there is no history."""
        from resonance.ui.file_import import FileImport

        if self.imports is None and self._database is not None:
            self.imports = FileImport(
                self._root,
                self._database,
                tell=self._tell_in_front,
                changed=self._refresh_history,
                show=self._show_encounter,
            )
        return self.imports

    def _tell_in_front(self, lines: Sequence[str]) -> None:
        """In the history, or in the meter, which has room for the last one."""
        if self.history is not None:
            self.history.tell(lines)
        else:
            self._tell(lines[-1])

    def _refresh_history(self) -> None:
        if self.history is not None:
            self.history.refresh()

    def open_space(self) -> None:
        """What takes how much; or bring the open one to the front."""
        if self._database is None:
            return
        if self.space is not None:
            self.space.dialog.to_front()
            return
        from resonance import paths
        from resonance.ui.space_window import SpaceWindow

        self.space = SpaceWindow(
            self._root,
            self._database,
            paths.find().logs,
            lambda: self._preferences.settings,
            closed=self.close_space,
            offer=self._offer,
            changed=self._refresh_history,
        )
        self._above(self.space.dialog)
        self.space.dialog.appear("", self._screens())

    def close_space(self) -> None:
        space, self.space = self.space, None
        if space is not None:
            space.close()

    def open_export(
        self, snapshot: Snapshot | None, view: View, saved: Callable[[], SavedEncounter] | None = None
    ) -> None:
        """Of a fight as it is now; another one takes the place of the open one. None: there is nothing yet.

        `saved`: see ExportWindow.
        """
        if snapshot is None:
            return
        from resonance.ui.export.window import ExportWindow

        self.close_export()
        words = words_of(self._preferences.settings)
        self.export = ExportWindow(
            self._root, snapshot, view, words, self._preferences, self._screens, saved=saved, closed=self.close_export
        )
        self._above(self.export.dialog)

    def back_up(self) -> None:
        """Save or restore database and settings; or bring the open window to the front."""
        if self.backup is not None:
            self.backup.dialog.to_front()
            return
        from resonance import paths
        from resonance.ui.backup_dialog import BackupDialog

        self.backup = BackupDialog(
            self._root,
            paths.find(),
            closed=self.close_backup,
            restore=self._restore,
            tell=lambda words: self._tell_in_front([words]),
        )
        self._above(self.backup.dialog)
        self.backup.dialog.appear("", self._screens())

    def close_backup(self) -> None:
        opened, self.backup = self.backup, None
        if opened is not None:
            opened.close()

    def close_export(self) -> None:
        export, self.export = self.export, None
        if export is not None:
            export.close()

    def close_history(self) -> None:
        history, self.history = self.history, None
        if history is not None:
            places = {**self._preferences.settings.places, HISTORY_PLACE: history.dialog.where()}
            history.close()
            self._preferences.change(places=places)

    def apply(self, words: Words) -> None:
        """Other settings. The settings window listens to them by itself."""
        if self.history is not None:
            self.history.apply(words)
        self.side.apply(words)

    def close(self) -> None:
        if self.welcome is not None:
            self.welcome.close()
        if self.options is not None:
            self.options.close()
        self.close_history()
        self.side.close()
        self.chapters.close()
        self.close_space()
        self.close_backup()
        self.close_export()
        if self.imports is not None:
            self.imports.close()

    def _colour_rows(self, setting: str) -> list[ColourRow]:
        return colour_rows(setting, self._preferences.settings, words_of(self._preferences.settings).reading.names)
