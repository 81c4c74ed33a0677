"""The menu of the fight: what is shown of it, corrections of wrong guesses, and the training dummy."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from resonance.combat.record import SegmentKind, SegmentResult
from resonance.combat.snapshot import Snapshot
from resonance.combat.training import DEFAULT_MS
from resonance.engine import Scope
from resonance.ui.actions import MeterActions
from resonance.ui.theme import Look, mix
from resonance.ui.window import BorderlessWindow

DISABLED_SHARE = 0.4
"""How much of its colour an entry keeps that cannot be chosen now."""


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    press: Callable[[], None]
    enabled: bool = True
    chosen: bool | None = None  # of several the one that holds; None = an entry of another kind


Groups = tuple[tuple[Entry, ...], ...]
"""Entries from top to bottom, with a gap between two groups."""


def fight_menu(snapshot: Snapshot | None, scope: Scope, is_training: bool, actions: MeterActions) -> Groups:
    """What can be asked for now. What is not possible now is there too, but cannot be chosen."""
    return _scopes(scope, actions), _corrections(snapshot, actions), _training(is_training, actions)


def _scopes(scope: Scope, actions: MeterActions) -> tuple[Entry, ...]:
    return (
        Entry("This fight", lambda: actions.show(Scope.SEGMENT), chosen=scope is Scope.SEGMENT),
        Entry("Whole encounter", lambda: actions.show(Scope.ENCOUNTER), chosen=scope is Scope.ENCOUNTER),
    )


def _corrections(snapshot: Snapshot | None, actions: MeterActions) -> tuple[Entry, ...]:
    segments = snapshot.segments if snapshot else ()
    is_open = bool(segments) and segments[-1].ended_at_ms is None
    return (
        _mark(snapshot, actions),
        Entry("Split here", actions.split, enabled=is_open),
        Entry("Merge with the previous fight", actions.merge, enabled=len(segments) > 1),
    )


def _mark(snapshot: Snapshot | None, actions: MeterActions) -> Entry:
    """For the newest pull that is over."""
    segments = snapshot.segments if snapshot else ()
    pulls = [each for each in segments if each.kind is SegmentKind.BOSS and each.ended_at_ms is not None]
    if not pulls:
        return Entry("Mark the last pull as a wipe", lambda: actions.mark_wipe(True), enabled=False)
    number = pulls[-1].attempt
    if pulls[-1].result is SegmentResult.WIPE:
        return Entry(f"Pull {number} was not a wipe", lambda: actions.mark_wipe(False))
    return Entry(f"Mark pull {number} as a wipe", lambda: actions.mark_wipe(True))


def _training(is_training: bool, actions: MeterActions) -> tuple[Entry, ...]:
    length = f"{DEFAULT_MS // 60_000} min"
    if not is_training:
        return (Entry(f"Training dummy ({length})", lambda: actions.train(True)),)
    return (
        Entry(f"Training dummy: again ({length})", lambda: actions.train(True)),
        Entry("Training dummy: off", lambda: actions.train(False)),
    )


class PopUp:
    """A menu in the colours of the meter, filled anew each time it is opened."""

    def __init__(self, window: BorderlessWindow, look: Look) -> None:
        palette = look.palette
        self._chosen = tk.StringVar(window)
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
        window.on_top.append(self.menu)

    def open(self, groups: Groups, x: int, y: int) -> None:
        """With its upper left corner at a point of the screen, or as near to it as the screen allows."""
        self.menu.delete(0, "end")
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
        if entry.chosen is None:
            self.menu.add_command(label=entry.label, command=entry.press, state=state)
            return
        self.menu.add_radiobutton(
            label=entry.label, command=entry.press, state=state, variable=self._chosen, value=entry.label
        )
        if entry.chosen:
            self._chosen.set(entry.label)
