"""The settings window: groups at the left, the settings of one of them at the right, or all that a search finds."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from functools import partial
from tkinter import ttk

from resonance.setting_meta import Shape
from resonance.settings import META, Settings
from resonance.texts import say
from resonance.ui.dialog import Dialog, on_write
from resonance.ui.options.host import OptionsHost
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.options.page import Page
from resonance.ui.options.profile_bar import ProfileBar
from resonance.ui.options.search import matches
from resonance.ui.options.setting_row import LABEL_EDGES, RESET_ROOM, SettingRow
from resonance.ui.preferences import Preferences

PLACE = "options last"
"""Key of `Settings.places`."""

# Logical pixels.
SIZE = (860, 660)
SMALLEST = (640, 400)

SOON_MS = 1
"""When all have heard of a change. Not after_idle(): waiting for the layout would run it in the middle of something."""

REBUILT_BY = frozenset({"language", "theme"})
"""Settings that change every word or every colour of the window."""

GROUPS = tuple(dict.fromkeys(meta.group for meta in META.values() if meta.group))
"""In the order of their first settings."""


class Options:
    """At most one settings window."""

    def __init__(self, root: tk.Misc, preferences: Preferences, host: OptionsHost) -> None:
        self._root = root
        self._preferences = preferences
        self._host = host
        self.window: OptionsWindow | None = None  # None = closed

    def open(self) -> None:
        """Or bring the open one to the front."""
        if self.window is not None:
            self.window.to_front()
            return
        self.window = OptionsWindow(self._root, self._preferences, self._host, self.close)
        self.window.appear(self._preferences.settings.places.get(PLACE, ""), self._host.screens())

    def close(self) -> None:
        """What was typed holds. May be called while it is closed."""
        window, self.window = self.window, None
        if window is not None:
            window.finish()
            places = {**self._preferences.settings.places, PLACE: window.where()}
            window.destroy()
            self._preferences.change(places=places)


class OptionsWindow(Dialog):
    def __init__(self, root: tk.Misc, preferences: Preferences, host: OptionsHost, closed: Callable[[], None]) -> None:
        super().__init__(root, size=SIZE, smallest=SMALLEST, closed=closed)
        self._preferences = preferences
        self._host = host
        self._group = GROUPS[0]
        self._marked = tk.StringVar(self, GROUPS[0])  # the group that is shown; "" while a search shows many
        self._typed = tk.StringVar(self)
        self._rebuild_job: str | None = None
        self._conflict_job: str | None = None
        self._unlisten = preferences.listen(self._on_change)
        self._build()
        self.bind("<Control-f>", lambda event: self._search.focus_set())

    def finish(self) -> None:
        """Before the window is destroyed: take what was typed, and listen no more."""
        for row in self.rows.values():
            row.editor.commit()
        self._unlisten()
        for job in filter(None, (self._rebuild_job, self._conflict_job)):
            self.after_cancel(job)

    # Building

    def _build(self) -> None:
        self.title(f"{say('Settings')} – Resonance Logs")
        self.look = DialogLook(self)
        pad = self.look.px(16)
        self._frame = ttk.Frame(self, padding=pad)
        self._frame.pack(fill="both", expand=True)
        self._bar = ProfileBar(self._frame, self.look, self._preferences)
        self._bar.pack(side="bottom", fill="x", pady=(pad, 0))
        self._build_groups().pack(side="left", fill="y", padx=(0, pad))
        self._build_search().pack(side="top", fill="x", pady=(0, self.look.px(10)))
        self._page = Page(self._frame, self.look)
        self._page.pack(side="top", fill="both", expand=True)
        self._build_rows()
        self._show_found()
        self._show_conflicts()

    def _build_groups(self) -> ttk.Frame:
        column = ttk.Frame(self._frame)
        ttk.Label(column, text=say("Settings"), font=self.look.heading).pack(anchor="w", pady=(0, self.look.px(10)))
        for group in GROUPS:
            button = ttk.Radiobutton(
                column,
                text=say(group),
                value=group,
                variable=self._marked,
                command=partial(self.show_group, group),
            )
            styled(button, "secondary-ghost-toolbutton").pack(fill="x", pady=self.look.px(1))
            button.bind("<Return>", lambda event: event.widget.invoke())
        return column

    def _build_search(self) -> ttk.Frame:
        line = ttk.Frame(self._frame)
        ttk.Label(line, text=say("Search"), foreground=self.look.muted).pack(side="left", padx=(0, self.look.px(8)))
        self._search = styled(ttk.Entry(line, textvariable=self._typed))
        on_write(self._typed, self._search, self._show_found)
        self._search.pack(side="left", fill="x", expand=True)
        self.keyboard = self._search
        return line

    def _build_rows(self) -> None:
        """All rows of all groups, below a heading each; `_show_found` hides most of them."""
        body = self._page.body
        body.columnconfigure(0, weight=1)
        self.rows: dict[str, SettingRow] = {}
        self._headings: dict[str, ttk.Label] = {}
        line = 0
        self._limits: dict[str, ttk.Label] = {}  # by group: what cannot be had
        for group in GROUPS:
            heading = self._headings[group] = ttk.Label(body, text=say(group), font=self.look.bold)
            heading.grid(row=line, column=0, sticky="w", pady=(self.look.px(4), self.look.px(6)))
            limits = self._limits[group] = ttk.Label(body, font=self.look.small, foreground=self.look.muted)
            limits.grid(row=line + 1, column=0, sticky="w")
            names = [name for name, meta in META.items() if meta.group == group]
            for offset, name in enumerate(names, 2):
                row = self.rows[name] = SettingRow(body, name, self.look, self._preferences, self._host)
                row.frame.grid(row=line + offset, column=0, sticky="ew", pady=self.look.px(7))
            line += 2 + len(names)
        self._nothing = ttk.Label(body, text=say("No setting has these words."), foreground=self.look.muted)
        self._nothing.grid(row=line, column=0, sticky="w")
        self._page.adopt()
        body.bind("<Configure>", lambda event: self._wrap(event.width), add="+")

    def _wrap(self, width: int) -> None:
        room = max(1, width - self.look.px(RESET_ROOM + LABEL_EDGES))
        for row in self.rows.values():
            row.wrap(room)
        for label in self._limits.values():
            label.configure(wraplength=room)

    # Finding

    def show_group(self, group: str) -> None:
        """One of GROUPS, in place of what a search has found."""
        self._group = group
        self._typed.set("")  # shows the group, too

    def _show_found(self) -> None:
        typed = self._typed.get().strip()
        self._marked.set("" if typed else self._group)
        for group, heading in self._headings.items():
            rows = [row for row in self.rows.values() if row.group == group]
            found = [row for row in rows if (matches(row.words, typed) if typed else group == self._group)]
            for row in rows:
                _show_if(row.frame, row in found)
            _show_if(heading, bool(found))
            self._show_limits(group, is_shown=bool(found) and not typed)
        _show_if(self._nothing, bool(typed) and not any(row.frame.winfo_manager() for row in self.rows.values()))
        self._page.to_top()

    def _show_limits(self, group: str, *, is_shown: bool) -> None:
        sentences = [limit.words for limit in self._host.limits() if limit.group == group]
        self._limits[group].configure(text="\n".join(sentences))
        _show_if(self._limits[group], is_shown and bool(sentences))

    # Following the settings

    def _on_change(self, settings: Settings, names: frozenset[str]) -> None:
        for name, row in self.rows.items():
            if name in names or META[name].shape is Shape.COLOURS:  # colours follow the palette
                row.show()
        if names & REBUILT_BY:
            # Later: the change may come from a widget of this window, and others must hear of it first.
            self._rebuild_job = self._rebuild_job or self.after(SOON_MS, self._rebuild)
        elif any(META[name].shape is Shape.HOTKEY for name in names):
            self._conflict_job = self._conflict_job or self.after(SOON_MS, self._show_conflicts)

    def _rebuild(self) -> None:
        self._rebuild_job = None
        for row in self.rows.values():
            row.editor.commit()
        top, told, focused = self._page.top(), self._bar.told, self._focused()
        self._frame.destroy()
        self._build()
        self._bar.tell(told)
        self._page.to(top)
        (self.rows[focused].editor.focus if focused else self._search).focus_set()

    def _focused(self) -> str:
        """Name of the setting whose editor has the keyboard; "" = none."""
        focus = str(self.tk.call("focus"))  # focus_get() fails while a list is dropped down
        return next((name for name, row in self.rows.items() if focus.startswith(f"{row.frame}.")), "")

    def _show_conflicts(self) -> None:
        self._conflict_job = None
        conflicts = self._host.conflicts()
        for name, row in self.rows.items():
            row.conflict(conflicts.get(name, ""))


def _show_if(widget: tk.Widget, is_shown: bool) -> None:
    if is_shown:
        widget.grid()
    else:
        widget.grid_remove()
