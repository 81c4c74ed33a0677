"""The menu of the fight: what is shown of it, corrections of wrong guesses, training, and the window itself."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from resonance.combat.pictures import Scope
from resonance.combat.record import SegmentKind, SegmentResult
from resonance.combat.snapshot import Snapshot
from resonance.combat.training import DEFAULT_MS
from resonance.palettes import mix
from resonance.texts import say
from resonance.ui.actions import MeterActions
from resonance.ui.theme import Look
from resonance.ui.window import let_cover, no_longer

DISABLED_SHARE = 0.4
"""How much of its colour an entry keeps that cannot be chosen now."""


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    press: Callable[[], None]
    enabled: bool = True
    chosen: bool | None = None  # of several the one that holds; None = an entry of another kind
    checked: bool | None = None  # by itself on or off; None = an entry of another kind


Groups = tuple[tuple[Entry, ...], ...]
"""Entries from top to bottom, with a gap between two groups."""


def fight_menu(
    snapshot: Snapshot | None, scope: Scope, is_training: bool, is_mini: bool, actions: MeterActions
) -> Groups:
    """What can be asked for now. What is not possible now is there too, but cannot be chosen."""
    return (
        _scopes(scope, actions),
        _side_meters(actions),
        _corrections(snapshot, actions),
        _training(is_training, actions),
        _window(is_mini, actions),
    )


def _window(is_mini: bool, actions: MeterActions) -> tuple[Entry, ...]:
    return (
        Entry(say("Mini mode"), lambda: actions.change(mini=not is_mini), checked=is_mini),
        Entry(say("Click-through"), actions.let_through),
        Entry(say("Copy this table"), actions.copy),
        Entry(say("Export…"), actions.export),
        Entry(say("History…"), actions.open_history),
        Entry(say("Analytics…"), actions.open_analytics),
        Entry(say("Settings…"), actions.open_settings),
        Entry(say("Backup and restore…"), actions.back_up),
        *(Entry(label, press) for label, press in actions.about_capture()),
        Entry(say("Hide"), actions.hide),
        Entry(say("Quit"), actions.quit),
    )


def _scopes(scope: Scope, actions: MeterActions) -> tuple[Entry, ...]:
    return (
        Entry(say("This fight"), lambda: actions.show(Scope.SEGMENT), chosen=scope is Scope.SEGMENT),
        Entry(say("Whole encounter"), lambda: actions.show(Scope.ENCOUNTER), chosen=scope is Scope.ENCOUNTER),
        Entry(say("This evening"), lambda: actions.show(Scope.EVENING), chosen=scope is Scope.EVENING),
    )


def _side_meters(actions: MeterActions) -> tuple[Entry, ...]:
    shown = actions.side_meters()
    words = {
        Scope.SEGMENT: say("Beside it: this fight"),
        Scope.ENCOUNTER: say("Beside it: whole encounter"),
        Scope.EVENING: say("Beside it: this evening"),
    }
    return tuple(
        Entry(label, partial(actions.toggle_side, scope), checked=scope in shown) for scope, label in words.items()
    )


def side_menu(actions: MeterActions) -> Groups:
    """Of a meter beside the meter."""
    return (
        (Entry(say("Copy this table"), actions.copy), Entry(say("Export…"), actions.export)),
        (Entry(say("Close this meter"), actions.quit),),
    )


def _corrections(snapshot: Snapshot | None, actions: MeterActions) -> tuple[Entry, ...]:
    segments = snapshot.segments if snapshot else ()
    is_open = bool(segments) and segments[-1].ended_at_ms is None
    return (
        _mark(snapshot, actions),
        Entry(say("Split here"), actions.split, enabled=is_open),
        Entry(say("Merge with the previous fight"), actions.merge, enabled=len(segments) > 1),
    )


def _mark(snapshot: Snapshot | None, actions: MeterActions) -> Entry:
    """For the newest pull that is over."""
    segments = snapshot.segments if snapshot else ()
    pulls = [each for each in segments if each.kind is SegmentKind.BOSS and each.ended_at_ms is not None]
    if not pulls:
        return Entry(say("Mark the last pull as a wipe"), lambda: actions.mark_wipe(True), enabled=False)
    number = pulls[-1].attempt
    if pulls[-1].result is SegmentResult.WIPE:
        return Entry(say("Pull {number} was not a wipe", number=number), lambda: actions.mark_wipe(False))
    return Entry(say("Mark pull {number} as a wipe", number=number), lambda: actions.mark_wipe(True))


def _training(is_training: bool, actions: MeterActions) -> tuple[Entry, ...]:
    minutes = DEFAULT_MS // 60_000
    if not is_training:
        return (Entry(say("Training dummy ({minutes} min)", minutes=minutes), lambda: actions.train(True)),)
    return (
        Entry(say("Training dummy: again ({minutes} min)", minutes=minutes), lambda: actions.train(True)),
        Entry(say("Training dummy: off"), lambda: actions.train(False)),
    )


class PopUp:
    """A menu in the colours of the meter, filled anew each time it is opened."""

    def __init__(self, window: tk.Toplevel, look: Look) -> None:
        palette = look.palette
        self._window = window
        self._chosen = tk.StringVar(window)
        self._checks: list[tk.BooleanVar] = []
        self.menu = tk.Menu(
            window,
            tearoff=False,
            font=look.body,
            background=palette.hairline,
            foreground=palette.text,
            activebackground=palette.faint,
            activeforeground=palette.text,
            disabledforeground=mix(palette.text, palette.hairline, DISABLED_SHARE),
            selectcolor=palette.accent,
            relief="flat",
            borderwidth=look.px(4),
            activeborderwidth=0,  # any other gives the entry under the pointer the edges of a button
        )
        self._gap_font = look.gap
        let_cover(window, self.menu)

    @property
    def is_open(self) -> bool:
        return bool(self.menu.winfo_viewable())

    def destroy(self) -> None:
        no_longer(self._window, self.menu)
        self.menu.destroy()

    def open(self, groups: Groups, x: int, y: int) -> None:
        """With its upper left corner at a point of the screen, or as near to it as the screen allows."""
        self.menu.delete(0, "end")
        self._checks.clear()
        self._chosen.set("")
        for index, group in enumerate(groups):
            if index:
                # Tk's own separator is a bright line on a dark ground, whatever the colours.
                self.menu.add_command(label="", state="disabled", font=self._gap_font)
            for entry in group:
                self._add(entry)
        self.menu.tk_popup(x, y)

    def _add(self, entry: Entry) -> None:
        state: Literal["normal", "disabled"] = "normal" if entry.enabled else "disabled"
        if entry.checked is not None:
            on = tk.BooleanVar(self.menu, entry.checked)
            self._checks.append(on)
            self.menu.add_checkbutton(label=entry.label, command=entry.press, state=state, variable=on)
            return
        if entry.chosen is None:
            self.menu.add_command(label=entry.label, command=entry.press, state=state)
            return
        self.menu.add_radiobutton(
            label=entry.label, command=entry.press, state=state, variable=self._chosen, value=entry.label
        )
        if entry.chosen:
            self._chosen.set(entry.label)
