"""One small function a kind of setting: what a value is changed with. `editor` chooses among them."""

from __future__ import annotations

import math
import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from tkinter import ttk
from typing import Any

from resonance.setting_meta import LONGEST_TEXT, Meta
from resonance.texts import say
from resonance.ui.options.host import Choice, OptionsHost
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.preferences import Preferences

THROTTLE_MS = 100
"""While a slider is dragged, its value is given no more often than this."""

WIDEST_SEGMENTS = 330
"""Logical pixels that choices may take side by side; those that need more are a list to drop down."""

SEGMENT_PADDING = 26
"""Logical pixels of a segment beside its words."""

FRACTION_DIGITS = 2
"""Of a number chosen with a slider."""


@dataclass(frozen=True, slots=True)
class Task:
    """One setting to edit."""

    name: str
    meta: Meta
    look: DialogLook
    preferences: Preferences
    host: OptionsHost
    complain: Callable[[str], None]  # a sentence to show below the editor; "" takes it back

    @property
    def value(self) -> Any:
        """As it is now."""
        return getattr(self.preferences.settings, self.name)

    def change(self, value: object) -> None:
        """What the user wants. The value must be one that the setting takes."""
        self.complain("")
        self.preferences.change(**{self.name: value})


def _nothing() -> None:
    """Most editors give each value as soon as there is one."""


@dataclass(frozen=True, slots=True)
class Editor:
    """What an editor function gives."""

    frame: tk.Widget
    show: Callable[[Any], None]  # the value of the setting
    focus: tk.Widget  # what takes the keyboard
    commit: Callable[[], None] = _nothing  # give what was typed, or is still to be given, and stop what goes on
    is_wide: bool = False  # it stands below the words, as wide as the page
    beside: tk.Widget | None = None  # of a wide one: what stands beside the title


def choices_of(meta: Meta, name: str, host: OptionsHost) -> list[Choice]:
    """With titles in the user's language; empty for a setting that takes any text."""
    if name in host.more_choices:
        return list(host.more_choices[name]())
    titles = meta.titles or meta.choices
    return [Choice(value, say(title)) for value, title in zip(meta.choices, titles, strict=True)]


def switch(parent: tk.Misc, task: Task) -> Editor:
    is_on = tk.BooleanVar(parent)
    box = ttk.Checkbutton(parent, variable=is_on, command=lambda: task.change(bool(is_on.get())))
    styled(box, "round-toggle")
    box.bind("<Return>", lambda event: box.invoke())
    return Editor(box, is_on.set, box)


def choice(parent: tk.Misc, task: Task) -> Editor:
    """Side by side where there is room, else to drop down."""
    choices = choices_of(task.meta, task.name, task.host)
    words_px = sum(task.look.body.measure(each.title) for each in choices)
    room_px = words_px + len(choices) * task.look.px(SEGMENT_PADDING)
    is_fixed = task.name not in task.host.more_choices
    fits = is_fixed and room_px <= task.look.px(WIDEST_SEGMENTS)
    return segments(parent, task, choices) if fits else drop_down(parent, task, choices)


def segments(parent: tk.Misc, task: Task, choices: Sequence[Choice]) -> Editor:
    frame = ttk.Frame(parent)
    chosen = tk.StringVar(parent)
    buttons = [
        ttk.Radiobutton(
            frame,
            text=title,
            value=value,
            variable=chosen,
            command=lambda: task.change(chosen.get()),
        )
        for value, title in choices
    ]
    for button in buttons:
        styled(button, "secondary-outline-toolbutton").pack(side="left")
        button.bind("<Return>", lambda event: event.widget.invoke())
    return Editor(frame, chosen.set, buttons[0])


def drop_down(parent: tk.Misc, task: Task, choices: Sequence[Choice]) -> Editor:
    """A value that is none of the choices, such as a source of another system, is shown as it is."""
    titles = [each.title for each in choices]
    widest_px = max((task.look.body.measure(title) for title in titles), default=0)
    box = ttk.Combobox(
        parent, values=titles, state="readonly", width=math.ceil(widest_px / task.look.body.measure("0")) + 2
    )

    def on_chosen(event: tk.Event[tk.Misc]) -> None:
        box.selection_clear()
        task.change(choices[box.current()].value)

    def show(value: str) -> None:
        box.set(next((each.title for each in choices if each.value == value), value))

    styled(box).bind("<<ComboboxSelected>>", on_chosen)
    return Editor(box, show, box)


def whole_number(parent: tk.Misc, task: Task) -> Editor:
    low, high = round(task.meta.low or 0), round(task.meta.high or 0)
    frame = ttk.Frame(parent)
    box = ttk.Spinbox(frame, from_=low, to=high, increment=1, width=len(str(high)) + 2, justify="right")
    styled(box).pack(side="left")
    _unit(frame, task)

    def commit() -> None:
        try:
            value = int(box.get().strip())
        except ValueError:
            value = None
        if value is None or not task.meta.accepts(value):
            task.complain(say("Write a whole number from {low} to {high}.", low=low, high=high))
        else:
            task.change(value)

    throttle = Throttle(box, commit)
    box.configure(command=throttle.start)
    _on_typed(box, throttle.finish)
    return Editor(frame, box.set, box, throttle.finish)


def slider(parent: tk.Misc, task: Task) -> Editor:
    low, high = task.meta.low or 0.0, task.meta.high or 0.0
    frame = ttk.Frame(parent)
    number = tk.DoubleVar(parent, low)
    words = ttk.Label(frame, width=FRACTION_DIGITS + 3, anchor="e")
    words.pack(side="right")
    _unit(frame, task)
    scale = ttk.Scale(frame, from_=low, to=high, variable=number, length=task.look.px(180))
    styled(scale).pack(side="left")

    def write() -> None:
        words.configure(text=f"{number.get():.{FRACTION_DIGITS}f}")

    def show(value: float) -> None:
        number.set(value)
        write()

    def step(by: int, _: tk.Event[tk.Misc]) -> str:
        show(min(high, max(low, round(number.get() + by * 10**-FRACTION_DIGITS, FRACTION_DIGITS))))
        throttle.start()
        return "break"

    def on_dragged(_: str) -> None:
        write()
        throttle.start()

    throttle = Throttle(scale, lambda: task.change(min(high, max(low, round(number.get(), FRACTION_DIGITS)))))
    scale.configure(command=on_dragged)
    for keys, by in ((("<Left>", "<Down>"), -1), (("<Right>", "<Up>"), 1)):
        for key in keys:
            scale.bind(key, partial(step, by))
    return Editor(frame, show, scale, throttle.finish_started)


def text(parent: tk.Misc, task: Task) -> Editor:
    box = styled(ttk.Entry(parent))

    def show(value: str) -> None:
        box.delete(0, "end")
        box.insert(0, value)

    def commit() -> None:
        if task.meta.accepts(box.get()):
            task.change(box.get())
        else:
            task.complain(say("This is too long: {most} characters at most.", most=LONGEST_TEXT))

    _on_typed(box, commit)
    return Editor(box, show, box, commit, is_wide=True)


class Throttle:
    """Gives a value a moment after the first of many changes, so that each moment has one at most."""

    def __init__(self, widget: tk.Misc, give: Callable[[], None]) -> None:
        self._widget = widget
        self._give = give
        self._job: str | None = None

    def start(self) -> None:
        if self._job is None:
            self._job = self._widget.after(THROTTLE_MS, self.finish)

    def finish(self) -> None:
        """Give it now."""
        job, self._job = self._job, None
        if job is not None:
            self._widget.after_cancel(job)
        self._give()

    def finish_started(self) -> None:
        """Give it now, if it is still to be given."""
        if self._job is not None:
            self.finish()


def _on_typed(box: ttk.Widget, commit: Callable[[], None]) -> None:
    for sequence in ("<Return>", "<KP_Enter>", "<FocusOut>"):
        box.bind(sequence, lambda event: commit(), add="+")


def _unit(frame: tk.Misc, task: Task) -> None:
    if task.meta.unit:
        unit = ttk.Label(frame, text=task.meta.unit, foreground=task.look.muted)
        unit.pack(side="right", padx=(task.look.px(6), 0))
