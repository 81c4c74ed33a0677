"""The first start: what is read, what never happens, and the few choices that matter before the first fight."""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from resonance.settings import META, Settings
from resonance.texts import later, say
from resonance.ui.dialog import Dialog
from resonance.ui.options.editors import Editor, Task, choice
from resonance.ui.options.host import OptionsHost
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.options.options import REBUILT_BY, SOON_MS
from resonance.ui.options.page import Page
from resonance.ui.preferences import Preferences
from resonance.ui.sentence import Sentence

# Logical pixels.
SIZE = (600, 480)
SMALLEST = (480, 320)
PADDING = 24
SPARE = 8  # beside a sentence, for the edges of its label

CHOICES = ("language", "theme", "capture_source")

READ = later(
    "It listens to the packets that the game and its server exchange on this computer, and counts what it hears."
)
NEVER = (
    later("Nothing is sent anywhere: no connection is made, unless you switch on OBS or the overlay yourself."),
    later("The game is not touched: neither its memory nor its files nor its windows."),
    later("No packet is changed, held up or added."),
)
RIGHTS = {
    "win32": later("Windows lets only administrators listen: the program must run as administrator."),
    "linux": later("Linux lets only root, or a program with the right CAP_NET_RAW, listen: the readme tells how."),
}
"""By sys.platform."""


class Welcome:
    """Opens at once. Closing it in whatever way means to start."""

    def __init__(
        self,
        root: tk.Misc,
        preferences: Preferences,
        host: OptionsHost,
        *,
        start: Callable[[], None],
        demo: Callable[[], None],
        system: str = sys.platform,
    ) -> None:
        """`start` or `demo` is called once, when the window is gone and the settings say that the user was welcomed."""
        self._preferences = preferences
        self._host = host
        self._start = start
        self._demo = demo
        self._system = system
        self._rebuild_job: str | None = None
        self.window = Dialog(root, size=SIZE, smallest=SMALLEST, closed=self.start)
        self._build()
        self._unlisten = preferences.listen(self._on_change)
        self.window.appear("", host.screens())

    def start(self) -> None:
        self._end(self._start)

    def demo(self) -> None:
        self._end(self._demo)

    def close(self) -> None:
        """The program ends: nothing is started, and the next start welcomes again. May be called when it is closed."""
        if self.window.winfo_exists():
            self._unlisten()
            if self._rebuild_job is not None:
                self.window.after_cancel(self._rebuild_job)
            self.window.destroy()

    def _end(self, go_on: Callable[[], None]) -> None:
        self.close()
        self._preferences.change(welcomed=True)
        go_on()

    def _build(self) -> None:
        self.window.title(f"{say('Welcome')} – Resonance Logs")
        self.look = look = DialogLook(self.window)
        self._frame = ttk.Frame(self.window, padding=look.px(PADDING))
        self._frame.pack(fill="both", expand=True)
        self._build_buttons()
        page = Page(self._frame, look)
        page.pack(fill="both", expand=True)
        self._body = page.body
        ttk.Label(self._body, text=say("Welcome to Resonance Logs"), font=look.heading).pack(anchor="w")
        self._sentences: list[Sentence] = []
        self._say(READ, above=6)
        self._heading(say("What you can rely on"))
        for words in NEVER:
            self._say(words, mark="✓  ", above=2)
        if self._system in RIGHTS:
            self._heading(say("What it needs"))
            self._say(RIGHTS[self._system], above=2)
        self._heading(say("Your choice"))
        self._build_choices()
        self._wrap(look.px(SIZE[0] - 2 * PADDING))
        page.adopt()
        page.ask_for_room()
        self._body.bind("<Configure>", lambda event: self._wrap(event.width), add="+")

    def _build_buttons(self) -> None:
        line = ttk.Frame(self._frame)
        line.pack(side="bottom", fill="x", pady=(self.look.px(18), 0))
        self.start_button = styled(ttk.Button(line, text=say("Start"), command=self.start), "primary")
        self.start_button.pack(side="right")
        self.window.keyboard = self.start_button
        demo = ttk.Button(line, text=say("Show me the demo"), command=self.demo)
        self.demo_button = styled(demo, "secondary-outline")
        self.demo_button.pack(side="right", padx=self.look.px(10))

    def _build_choices(self) -> None:
        grid = ttk.Frame(self._body)
        grid.pack(fill="x")
        grid.columnconfigure(1, weight=1)
        self.editors: dict[str, Editor] = {}
        for line, name in enumerate(CHOICES):
            task = Task(name, META[name], self.look, self._preferences, self._host, complain=lambda words: None)
            editor = self.editors[name] = choice(grid, task)
            editor.show(task.value)
            title = ttk.Label(grid, text=say(META[name].title))
            title.grid(row=line, column=0, sticky="w", padx=(0, self.look.px(16)))
            editor.frame.grid(row=line, column=1, sticky="w", pady=self.look.px(3))
        later_words = say("All of this, and much more, is in the settings.")
        note = ttk.Label(grid, text=later_words, font=self.look.small, foreground=self.look.muted)
        note.grid(row=len(CHOICES), column=0, columnspan=2, sticky="w", pady=(self.look.px(6), 0))

    def _heading(self, words: str) -> None:
        heading = ttk.Label(self._body, text=words, font=self.look.bold)
        heading.pack(anchor="w", pady=(self.look.px(16), self.look.px(2)))

    def _say(self, english: str, *, mark: str = "", above: int) -> None:
        """`above`: logical pixels."""
        label = Sentence(self._body, mark + say(english), font=self.look.body)
        label.pack(anchor="w", pady=(self.look.px(above), 0))
        self._sentences.append(label)

    def _wrap(self, width: int) -> None:
        for label in self._sentences:
            label.wrap(max(1, width - self.look.px(SPARE)))

    def _on_change(self, settings: Settings, names: frozenset[str]) -> None:
        if names & REBUILT_BY:
            # Later: the change comes from a widget of this window, and others must hear of it first.
            self._rebuild_job = self._rebuild_job or self.window.after(SOON_MS, self._rebuild)

    def _rebuild(self) -> None:
        self._rebuild_job = None
        self._frame.destroy()
        self._build()
        self.start_button.focus_set()
