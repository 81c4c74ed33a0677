"""What can be chosen about an export: format, view, players, template, hidden names."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from resonance.combat.columns import BY_KEY as COLUMN_OF
from resonance.combat.tally import View
from resonance.export.export_format import ExportFormat, ExportOptions, Players
from resonance.export.format_table import BY_KEY, FORMATS
from resonance.export.template import known_words
from resonance.settings import META, Settings
from resonance.texts import later, say
from resonance.ui.dialog import on_write
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.place import Reading

PLAYERS = {
    Players.ALL: later("All"),
    Players.TOP: later("The largest"),
    Players.PARTY: later("My party"),
    Players.ME: later("Only me"),
}
TEMPLATE_TITLES = {"title": later("Title line"), "chat": later("Beginning of a chat line"), "": later("Title line")}

# Logical pixels.
GAP = 16  # behind the words of a line
WRAP = 480  # the sentence about placeholders


class Choices:
    """The widgets of two frames: the formats, and all the rest. `changed` is called after each change by the user."""

    def __init__(
        self,
        formats: tk.Misc,
        rest: tk.Misc,
        look: DialogLook,
        settings: Settings,
        view: View,
        changed: Callable[[], object],
    ) -> None:
        self._look = look
        self._changed = changed
        self._settings = settings
        self._format = tk.StringVar(rest, settings.copy_format)
        self._view = tk.StringVar(rest, view.name)
        self._players = tk.StringVar(rest, Players.ALL)
        self._anonymise = tk.BooleanVar(rest, settings.hide_names)
        self.count = tk.StringVar(rest, str(settings.export_top))
        self.template = tk.StringVar(rest)
        self._templates = {"title": settings.export_title, "chat": settings.chat_template, "": ""}
        self._shown_template = ""  # key of the one in the entry
        self._build_formats(formats)
        self._build_rest(rest)
        self._show_template()

    @property
    def format(self) -> ExportFormat:
        return BY_KEY[self._format.get()]

    @property
    def view(self) -> View:
        return View[self._view.get()]

    @property
    def top(self) -> int:
        """How many the largest are; what the settings say while that is no number."""
        typed = self.count.get().strip()
        meta = META["export_top"]
        number = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
        return number if meta.accepts(number) else self._settings.export_top

    @property
    def templates(self) -> dict[str, str]:
        """By the name of the setting."""
        self._keep_template()
        return {"export_title": self._templates["title"], "chat_template": self._templates["chat"]}

    def options(self, reading: Reading, settings: Settings) -> ExportOptions:
        templates = self.templates
        return ExportOptions(
            columns=reading.columns,
            players=Players(self._players.get()),
            top=self.top,
            anonymise=self._anonymise.get(),
            title=templates["export_title"],
            chat=templates["chat_template"],
            chat_limit=settings.chat_limit,
            colours=reading.colours,
            theme=settings.theme,
            bars_to_total=reading.bars_to_total,
        )

    def take_over(self, before: Choices) -> None:
        """What was chosen before the window was built anew."""
        self.count.set(before.count.get())  # first: it chooses the largest
        self._format.set(before._format.get())
        self._view.set(before._view.get())
        self._players.set(before._players.get())
        self._anonymise.set(before._anonymise.get())
        self._templates = dict(before._templates)
        self._show_template()

    def choose(self, key: str) -> None:
        """A format, as if it were clicked."""
        self._format.set(key)
        self._on_format()

    def _build_formats(self, master: tk.Misc) -> None:
        self.buttons: dict[str, ttk.Radiobutton] = {}
        for each in FORMATS:
            button = ttk.Radiobutton(
                master, text=say(each.title), value=each.key, variable=self._format, command=self._on_format
            )
            styled(button, "secondary-ghost-toolbutton").pack(fill="x", pady=self._look.px(1))
            button.bind("<Return>", lambda event: event.widget.invoke())
            self.buttons[each.key] = button

    def _build_rest(self, master: tk.Misc) -> None:
        look = self._look
        widest = max(look.body.measure(say(words)) for words in TEMPLATE_TITLES.values())
        master.columnconfigure(0, minsize=widest + look.px(GAP))  # so that nothing moves when the title changes
        master.columnconfigure(1, weight=1)
        views = [(view.name, say(COLUMN_OF["amount"].title(view))) for view in View]
        self._row(master, 0, say("Numbers"), self._segments(master, self._view, views))
        line = ttk.Frame(master)
        people = [(str(each), say(words)) for each, words in PLAYERS.items()]
        self._segments(line, self._players, people).pack(side="left")
        meta = META["export_top"]
        box = ttk.Spinbox(
            line, from_=meta.low or 1, to=meta.high or 1, width=5, justify="right", textvariable=self.count
        )
        styled(box).pack(side="left", padx=(look.px(10), 0))
        on_write(self.count, box, self._on_count)
        self._row(master, 1, say("Players"), line)
        self._entry = styled(ttk.Entry(master, textvariable=self.template))
        on_write(self.template, self._entry, self._changed)
        self._template_title = self._row(master, 2, "", self._entry, fill=True)
        words = say("Empty: the usual one. Placeholders: {known}", known=known_words())
        ttk.Label(
            master, text=words, font=look.small, foreground=look.muted, wraplength=look.px(WRAP), justify="left"
        ).grid(row=3, column=1, sticky="w")
        hide = ttk.Checkbutton(
            master,
            text=say("Number the players instead of naming them"),
            variable=self._anonymise,
            command=self._changed,
        )
        if self._settings.hide_names:
            hide.state(["disabled"])  # streamer mode hides them anyway
        styled(hide, "round-toggle").grid(row=4, column=1, sticky="w", pady=look.px(6))
        self.hide = hide

    def _row(self, master: tk.Misc, line: int, words: str, widget: tk.Widget, *, fill: bool = False) -> ttk.Label:
        label = ttk.Label(master, text=words)
        label.grid(row=line, column=0, sticky="w", padx=(0, self._look.px(GAP)))
        widget.grid(row=line, column=1, sticky="ew" if fill else "w", pady=self._look.px(3))
        return label

    def _segments(self, master: tk.Misc, variable: tk.StringVar, choices: Sequence[tuple[str, str]]) -> ttk.Frame:
        frame = ttk.Frame(master)
        for value, words in choices:
            button = ttk.Radiobutton(frame, text=words, value=value, variable=variable, command=self._changed)
            styled(button, "secondary-outline-toolbutton").pack(side="left")
            button.bind("<Return>", lambda event: event.widget.invoke())
        return frame

    def _on_count(self) -> None:
        """Who writes a number wants so many."""
        self._players.set(Players.TOP)
        self._changed()

    def _on_format(self) -> None:
        self._keep_template()
        self._show_template()
        self._changed()

    def _keep_template(self) -> None:
        if self._shown_template:
            self._templates[self._shown_template] = self.template.get()

    def _show_template(self) -> None:
        """The one that the format uses; none can be written for a format without."""
        kind = self._shown_template = self.format.template
        self._template_title.configure(text=say(TEMPLATE_TITLES[kind]))
        self.template.set(self._templates[kind])
        self._entry.state(["!disabled" if kind else "disabled"])
