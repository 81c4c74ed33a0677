"""The windows with a title bar: settings, history, and the welcome of the first start. At most one of each."""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from resonance.capture import SOURCES
from resonance.colours import Colours
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.names import Names
from resonance.settings import Settings
from resonance.store.orders import Order
from resonance.texts import say
from resonance.ui.desktop.desktop import Screen
from resonance.ui.hotkeys import Hotkeys
from resonance.ui.options.host import Choice, ColourRow, OptionsHost
from resonance.ui.preferences import Preferences
from resonance.ui.words import Words, words_of

if TYPE_CHECKING:  # at run time when they are opened: the meter is to be there at once
    from resonance.ui.export.window import ExportWindow
    from resonance.ui.history.window import HistoryWindow
    from resonance.ui.options.options import Options
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
        above: Callable[[tk.Toplevel], None],
        tell: Callable[[str], None],
        offer: Callable[[Order], bool],
    ) -> None:
        """`database` None: there is no history. `above` keeps a window in front of the meter.

        `offer` gives the writer an order, and says whether it was taken.
        """
        self._root = root
        self._preferences = preferences
        self._database = database
        self._screens = screens
        self._above = above
        self._tell = tell
        self._offer = offer
        self._host = OptionsHost(
            screens=screens,
            conflicts=lambda: hotkeys.conflicts,
            colour_rows=self._colour_rows,
            more_choices={"capture_source": source_choices},
            suspend_hotkeys=hotkeys.suspend,
        )
        self.options: Options | None = None  # None = not opened yet
        self.history: HistoryWindow | None = None  # None = closed
        self.export: ExportWindow | None = None  # None = closed
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
            from resonance.ui.history.window import HistoryWindow

            words = words_of(self._preferences.settings)
            self.history = HistoryWindow(
                self._root,
                self._database,
                self._preferences,
                words,
                closed=self.close_history,
                offer=self._offer,
                export=self.open_export,
            )
            self._above(self.history.dialog)
            self.history.dialog.appear(self._preferences.settings.places.get(HISTORY_PLACE, ""), self._screens())
        else:
            self.history.refresh()
            self.history.dialog.to_front()

    def open_export(self, snapshot: Snapshot | None, view: View) -> None:
        """Of a fight as it is now; another one takes the place of the open one. None: there is nothing yet."""
        if snapshot is None:
            return
        from resonance.ui.export.window import ExportWindow

        self.close_export()
        words = words_of(self._preferences.settings)
        self.export = ExportWindow(
            self._root, snapshot, view, words, self._preferences, self._screens, closed=self.close_export
        )
        self._above(self.export.dialog)

    def back_up(self) -> None:
        """Database and settings into a zip, in a folder that the user is asked for."""
        from resonance import paths
        from resonance.ui.backup_dialog import make_backup

        make_backup(self._root, paths.find(), lambda words, **_: self._tell(words))

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

    def close(self) -> None:
        if self.welcome is not None:
            self.welcome.close()
        if self.options is not None:
            self.options.close()
        self.close_history()
        self.close_export()

    def _colour_rows(self, setting: str) -> list[ColourRow]:
        return colour_rows(setting, self._preferences.settings, words_of(self._preferences.settings).reading.names)


def source_choices() -> list[Choice]:
    """The capture sources of this system."""
    sources = [Choice(kind.name, say(kind.title)) for kind in SOURCES if sys.platform in kind.platforms]
    return [Choice("auto", say("The best one")), *sources]


def colour_rows(setting: str, settings: Settings, names: Names) -> list[ColourRow]:
    """Every class, or every spec, in the colour that the palette gives it."""
    colours = Colours(names, settings.palette, "spec" if setting == "spec_colours" else "class")
    if setting == "spec_colours":
        return [
            ColourRow(key, f"{names.class_name(class_id)} · {names.spec_name(key)}", colours.of(class_id, key))
            for key, class_id in names.specs()
        ]
    return [
        ColourRow(str(class_id), names.class_name(class_id) or "", colours.of(class_id, None))
        for class_id in names.playable_classes()
    ]
