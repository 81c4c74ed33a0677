"""One setting in the window: its title, what it is changed with, what it means, and the way back to its default."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from ttkbootstrap import ToolTip

from resonance.setting_meta import Shape
from resonance.settings import META, Settings
from resonance.texts import say
from resonance.ui.options import editors
from resonance.ui.options.addresses import addresses
from resonance.ui.options.colours import colours
from resonance.ui.options.editors import Editor, Task
from resonance.ui.options.host import OptionsHost
from resonance.ui.options.hotkey import hotkey
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.options.obs_switch import obs_switch
from resonance.ui.options.search import haystack
from resonance.ui.preferences import Preferences
from resonance.ui.sentence import Sentence

RESET_ROOM = 44
LINE_HEIGHT = 36
"""Logical pixels at the right and above the meaning, whether the button is there: nothing moves when it comes."""

LABEL_EDGES = 8  # what a label takes beside its words


def make_editor(parent: tk.Misc, task: Task) -> Editor:
    """The editor for a kind of setting."""
    by_shape: dict[Shape, Callable[[tk.Misc, Task], Editor]] = {
        Shape.HOTKEY: hotkey,
        Shape.COLOURS: colours,
        Shape.ADDRESSES: addresses,
        Shape.OBS: obs_switch,
    }
    by_kind: dict[type, Callable[[tk.Misc, Task], Editor]] = {
        bool: editors.switch,
        int: editors.whole_number,
        float: editors.slider,
        str: editors.text,
    }
    if task.meta.shape in by_shape:
        return by_shape[task.meta.shape](parent, task)
    if task.meta.choices or task.name in task.host.more_choices:
        return editors.choice(parent, task)
    return by_kind[task.meta.kind](parent, task)


class SettingRow:
    def __init__(
        self, parent: tk.Misc, name: str, look: DialogLook, preferences: Preferences, host: OptionsHost
    ) -> None:
        meta = META[name]
        self.name = name
        self.group = meta.group
        self.frame = ttk.Frame(parent)
        self._preferences = preferences
        self._complaint = self._conflict = ""
        more_titles = (choice.title for choice in editors.choices_of(meta, name, host))
        self.words = haystack(meta, more_titles)
        self.editor = make_editor(self.frame, Task(name, meta, look, preferences, host, self.complain))
        self._title = ttk.Label(self.frame, text=say(meta.title))
        self._meaning = Sentence(self.frame, say(meta.meaning), font=look.small, foreground=look.muted)
        self._problem = Sentence(self.frame, font=look.small, foreground=look.danger)
        reset = ttk.Button(self.frame, image=look.icon("reset", 15), command=lambda: preferences.reset([name]))
        self.reset = styled(reset, "ghost")
        ToolTip(self.reset, text=say("Back to the default"))
        self._arrange(look)
        self.show()

    def _arrange(self, look: DialogLook) -> None:
        self.frame.columnconfigure(0, weight=1)
        self.frame.columnconfigure(2, minsize=look.px(RESET_ROOM))
        self.frame.rowconfigure(0, minsize=look.px(LINE_HEIGHT))
        self._title.grid(row=0, column=0, sticky="w")
        if self.editor.is_wide:
            self.editor.frame.grid(row=3, column=0, columnspan=2, sticky="ew", pady=(look.px(4), 0))
            if self.editor.beside is not None:
                self.editor.beside.grid(row=0, column=1, sticky="e")
        else:
            self.editor.frame.grid(row=0, column=1, sticky="e")
        self.reset.grid(row=0, column=2, sticky="e")
        self._meaning.grid(row=1, column=0, columnspan=2, sticky="w", pady=(look.px(1), 0))
        self._problem.grid(row=2, column=0, columnspan=2, sticky="w", pady=(look.px(1), 0))

    def show(self) -> None:
        """The value, and whether it is the default."""
        value = getattr(self._preferences.settings, self.name)
        self.complain("")
        self.editor.show(value)
        if value == getattr(Settings(), self.name):
            self.reset.grid_remove()
        else:
            self.reset.grid()

    def complain(self, sentence: str) -> None:
        """About what was typed."""
        self._complaint = sentence
        self._show_problem()

    def conflict(self, sentence: str) -> None:
        """About what is set, but cannot be had."""
        self._conflict = sentence
        self._show_problem()

    @property
    def problem(self) -> str:
        """What is said below the editor."""
        return self._complaint or self._conflict

    def wrap(self, width: int) -> None:
        """Break the lines of its sentences at so many screen pixels."""
        self._meaning.wrap(width)
        self._problem.wrap(width)

    def _show_problem(self) -> None:
        self._problem.tell(self.problem)
        if self.problem:
            self._problem.grid()
        else:
            self._problem.grid_remove()
