"""The settings window with everything around it, and a user at its mouse and keyboard."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ttkbootstrap

from helpers import wait_until
from resonance import settings_file
from resonance.settings import Settings
from resonance.ui.desktop.desktop import Screen
from resonance.ui.geometry import Geometry
from resonance.ui.options.host import Choice, ColourRow, OptionsHost
from resonance.ui.options.options import Options, OptionsWindow
from resonance.ui.options.setting_row import SettingRow
from resonance.ui.preferences import Preferences

CLASSES = (
    ColourRow("1", "Stormblade", "#674598"),
    ColourRow("2", "Frost Mage", "#4de3d1"),
    ColourRow("4", "Wind Knight", "#0099c6"),
)
SPECS = (ColourRow("iaido", "Iaido", "#7a50b5"),)
SOURCES = (Choice("auto", "The best one"), Choice("afpacket", "Linux raw socket"))


class Desk:
    def __init__(self, root: ttkbootstrap.App, folder: Path, settings: Settings | None = None) -> None:
        self.root = root
        self.path = folder / "settings.json"
        self.due: list[Callable[[], None]] = []
        self.told: list[str] = []
        self.conflicts: dict[str, str] = {}
        self.suspended: list[bool] = []
        work = Geometry(0, 0, root.winfo_screenwidth(), root.winfo_screenheight())
        self.screens = [Screen(work, work)]
        self.preferences = Preferences(
            settings or Settings(),
            self.path,
            lambda _, save: self.due.append(save),
            tell=self.told.append,
            report=root.report_callback_exception,
        )
        self.host = OptionsHost(
            screens=lambda: self.screens,
            conflicts=lambda: self.conflicts,
            colour_rows=lambda name: SPECS if name == "spec_colours" else CLASSES,
            more_choices={"capture_source": lambda: SOURCES},
            suspend_hotkeys=self.suspended.append,
        )
        self.options = Options(root, self.preferences, self.host)

    @property
    def window(self) -> OptionsWindow:
        assert self.options.window is not None
        return self.options.window

    def open(self) -> OptionsWindow:
        self.options.open()
        self.wait_for(self.window.winfo_viewable)
        return self.window

    def row(self, name: str) -> SettingRow:
        """Of a setting, in view."""
        if self.options.window is None:
            self.open()
        row = self.window.rows[name]
        self.window.show_group(row.group)
        self.wait_for(row.editor.frame.winfo_viewable)
        return row

    def wait_for(self, condition: Callable[[], object]) -> None:
        wait_until(condition, pump=self.root.update)

    def wait_for_value(self, name: str, value: object) -> None:
        """The program has it, and a second later it is on the disk."""
        self.wait_for(lambda: getattr(self.preferences.settings, name) == value)
        due, self.due = self.due, []
        for save in due:
            save()
        self.wait_for(lambda: self.stored(name) == value)

    def stored(self, name: str) -> Any:
        return getattr(settings_file.load(self.path)[0], name)

    def click(self, widget: tk.Misc, x: int = 5, y: int = 5) -> None:
        self.root.update()
        widget.event_generate("<Enter>", x=x, y=y)
        widget.event_generate("<ButtonPress-1>", x=x, y=y)
        widget.event_generate("<ButtonRelease-1>", x=x, y=y)
        self.root.update()

    def press(self, widget: tk.Misc, *keysyms: str, state: int = 0) -> None:
        """Keys, one after the other, on a widget that has the keyboard."""
        widget.focus_force()
        self.wait_for(lambda: widget.focus_get() is widget)
        for keysym in keysyms:
            widget.event_generate("<KeyPress>", keysym=keysym, state=state)
            if not widget.winfo_exists():
                return
            widget.event_generate("<KeyRelease>", keysym=keysym, state=state)
        self.root.update()

    def search(self, words: str) -> None:
        """In any writing."""
        box: Any = self.window.keyboard
        box.delete(0, "end")
        box.insert(0, words)
        self.root.update()

    def type_over(self, box: tk.Misc, text: str) -> None:
        """In place of what stands in a field."""
        box.focus_force()
        self.wait_for(lambda: box.focus_get() is box)
        box.tk.call(str(box), "delete", 0, "end")
        for letter in text:
            keysym = {" ": "space", ",": "comma", "-": "minus", ".": "period"}.get(letter, letter)
            box.event_generate("<KeyPress>", keysym=keysym)
        self.root.update()
