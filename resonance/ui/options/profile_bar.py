"""The lower end of the settings window: profiles, the way back to the defaults, and what came of them."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import filedialog, ttk

from resonance.settings_file import BACKUPS, ProfileError, export_profile
from resonance.texts import say
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.preferences import Preferences

SPARE = 8
"""Logical pixels beside a sentence, for the edges of its label."""

FILE_NAME = "resonance-profile.json"

MOST_PROBLEMS = 4
"""Sentences about a profile that are shown; there can be one for each setting."""


def silence() -> str:
    return ""


class ProfileBar(ttk.Frame):
    def __init__(self, parent: tk.Misc, look: DialogLook, preferences: Preferences) -> None:
        super().__init__(parent)
        self._look = look
        self._preferences = preferences
        self._told: Callable[[], str] = silence
        self._message = ttk.Label(self, font=look.small)
        self.bind("<Configure>", lambda event: self._message.configure(wraplength=event.width - look.px(SPARE)))
        self._buttons = ttk.Frame(self)
        self._buttons.pack(side="bottom", fill="x")
        self._ask_nothing()

    @property
    def told(self) -> Callable[[], str]:
        """What was told last, to be told again in another language."""
        return self._told

    def tell(self, words: Callable[[], str], *, is_error: bool = False) -> None:
        """Show a sentence above the buttons, until there is another one; `silence` shows none."""
        self._told = words
        colour = self._look.danger if is_error else self._look.muted
        self._message.configure(text=words(), foreground=colour)
        if words():
            self._message.pack(side="top", anchor="w", fill="x", pady=(0, self._look.px(8)))
        else:
            self._message.pack_forget()

    def _ask_nothing(self) -> None:
        self._show_buttons(
            (say("Reset everything…"), self._ask_for_reset, "secondary-outline", "left"),
            (say("Export profile…"), self._export, "secondary-outline", "right"),
            (say("Import profile…"), self._import, "secondary-outline", "right"),
        )

    def _ask_for_reset(self) -> None:
        self.tell(lambda: say("Give every setting its default? A backup of the settings is made first."), is_error=True)
        self._show_buttons(
            (say("Reset everything"), self._reset, "danger", "left"),
            (say("Keep the settings"), self._keep, "secondary-outline", "left"),
        )
        self._buttons.winfo_children()[-1].focus_set()

    def _show_buttons(self, *buttons: tuple[str, Callable[[], None], str, str]) -> None:
        """Words, what they do, style, and the side they stand at."""
        for child in self._buttons.winfo_children():
            child.destroy()
        for words, press, style, side in buttons:
            button = styled(ttk.Button(self._buttons, text=words, command=press), style)
            gap = self._look.px(8)
            button.pack(side="right" if side == "right" else "left", padx=(gap, 0) if side == "right" else (0, gap))

    def _keep(self) -> None:
        self.tell(silence)
        self._ask_nothing()

    def _reset(self) -> None:
        self._ask_nothing()
        backup = self._preferences.reset_all()
        self.tell(lambda: say("Every setting has its default.") + _way_back(backup))

    def _export(self) -> None:
        chosen = filedialog.asksaveasfilename(
            parent=self,
            title=say("Export profile"),
            initialfile=FILE_NAME,
            defaultextension=".json",
            filetypes=[(say("Settings profile"), "*.json")],
        )
        if not chosen:
            return
        path = Path(chosen)
        try:
            export_profile(path, self._preferences.settings)
        except OSError as error:
            reason = error.strerror or str(error)
            self.tell(lambda: say("{name} cannot be written ({reason}).", name=path.name, reason=reason), is_error=True)
        else:
            self.tell(lambda: say("The settings are exported to {name}.", name=path.name))

    def _import(self) -> None:
        chosen = filedialog.askopenfilename(
            parent=self,
            title=say("Import profile"),
            initialdir=self._preferences.path.parent,
            filetypes=[(say("Settings profile"), "*.json")],
        )
        if chosen:
            self._use(Path(chosen))

    def _use(self, path: Path) -> None:
        try:
            backup, problems = self._preferences.import_profile(path)
        except ProfileError as error:
            sentence = str(error)
            self.tell(lambda: sentence, is_error=True)
        else:
            self.tell(lambda: _imported(path, backup, problems))


def _imported(path: Path, backup: Path | None, problems: list[str]) -> str:
    more = len(problems) - MOST_PROBLEMS
    lines = [say("The settings of {name} are used now.", name=path.name) + _way_back(backup), *problems[:MOST_PROBLEMS]]
    return "\n".join(lines + ([say("And {count} more.", count=more)] if more > 0 else []))


def _way_back(backup: Path | None) -> str:
    if backup is None:
        return ""
    name = f"{BACKUPS}/{backup.name}"
    return " " + say("To undo this, import {name}.", name=name)
