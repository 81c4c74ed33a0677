"""The menu of the fight: what it offers, and what choosing it asks for."""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Sequence
from dataclasses import replace

import pytest
from fakes import Asked, make_snapshot

from helpers import wait_until
from resonance.combat.pictures import Scope
from resonance.combat.record import Result, SegmentResult
from resonance.combat.snapshot import Snapshot
from resonance.palettes import PALETTES
from resonance.ui.menu import Entry, PopUp, fight_menu
from resonance.ui.theme import Look
from resonance.ui.window import BorderlessWindow

opens_menus = pytest.mark.skipif(sys.platform == "win32", reason="there an open menu waits for the mouse")

WINDOW = [
    "Mini mode",
    "Click-through",
    "Copy this table",
    "Export…",
    "History…",
    "Analytics…",
    "Settings…",
    "Backup and restore…",
    "Hide",
    "Quit",
]

RUNNING, KILL, WIPE, RESET = SegmentResult.RUNNING, SegmentResult.KILL, SegmentResult.WIPE, SegmentResult.RESET


def entries(
    snapshot: Snapshot | None, *, scope: Scope = Scope.ENCOUNTER, is_training: bool = False, is_mini: bool = False
) -> list[Entry]:
    groups = fight_menu(snapshot, scope, is_training, is_mini, Asked().actions())
    return [entry for group in groups for entry in group]


def labels(snapshot: Snapshot | None, *, is_training: bool = False) -> list[str]:
    """Of what can be chosen, but for the window, which is always the same."""
    found = [entry.label for entry in entries(snapshot, is_training=is_training) if entry.enabled]
    assert found[-len(WINDOW) :] == WINDOW
    return found[: -len(WINDOW)]


def test_menu_without_a_fight_offers_scope_and_training() -> None:
    """There is nothing to correct yet; what cannot be chosen is there all the same, so that nothing moves."""
    beside = ["Beside it: this fight", "Beside it: whole encounter", "Beside it: this evening"]
    assert labels(None) == ["This fight", "Whole encounter", "This evening", *beside, "Training dummy (3 min)"]
    assert len(entries(None)) == len(entries(make_snapshot(3)))


@pytest.mark.parametrize("scope", list(Scope))
def test_scope_that_is_shown_is_marked(scope: Scope) -> None:
    """One of the three, never two."""
    chosen = [entry.label for entry in entries(make_snapshot(3), scope=scope) if entry.chosen]
    words = {Scope.SEGMENT: "This fight", Scope.ENCOUNTER: "Whole encounter", Scope.EVENING: "This evening"}
    assert chosen == [words[scope]]


def test_small_meters_are_marked_and_toggled() -> None:
    """Which of them are open, whatever the meter itself shows."""
    toggled: list[Scope] = []
    actions = replace(Asked().actions(), side_meters=lambda: frozenset({Scope.EVENING}), toggle_side=toggled.append)
    group = fight_menu(None, Scope.ENCOUNTER, False, False, actions)[1]
    assert [entry.checked for entry in group] == [False, False, True]
    for entry in group:
        entry.press()
    assert toggled == [Scope.SEGMENT, Scope.ENCOUNTER, Scope.EVENING]


@pytest.mark.parametrize(
    ("pulls", "offered"),
    [
        ([RUNNING], ["Split here"]),
        ([WIPE], ["Pull 1 was not a wipe"]),
        ([KILL], ["Mark pull 1 as a wipe"]),
        ([WIPE, RUNNING], ["Pull 1 was not a wipe", "Split here", "Merge with the previous fight"]),
        ([WIPE, RESET, RUNNING], ["Mark pull 2 as a wipe", "Split here", "Merge with the previous fight"]),
        ([WIPE, WIPE], ["Pull 2 was not a wipe", "Merge with the previous fight"]),
    ],
)
def test_corrections_fit_what_has_happened(pulls: Sequence[SegmentResult], offered: list[str]) -> None:
    """The mark is for the newest pull that is over; only what runs can be split, only the second be merged."""
    assert labels(make_snapshot(3, pulls=pulls))[6:-1] == offered


def test_trash_is_no_pull_to_mark() -> None:
    """A fight without a boss cannot have been a wipe of a pull."""
    snapshot = make_snapshot(3, boss=False, pulls=[SegmentResult.LEFT], result=Result.SILENCE)
    assert "Mark the last pull as a wipe" not in labels(snapshot)


def test_training_is_armed_then_armed_again_or_switched_off() -> None:
    """What the entries say follows the state."""
    assert labels(None)[-1:] == ["Training dummy (3 min)"]
    assert labels(None, is_training=True)[-2:] == ["Training dummy: again (3 min)", "Training dummy: off"]


def test_entries_of_the_fight_ask_for_what_they_say() -> None:
    """From top to bottom, with a pull that was no wipe and one that was."""
    asked = Asked()
    for pulls, is_training in (((RESET, RUNNING), False), ((WIPE, RUNNING), True)):
        groups = fight_menu(make_snapshot(3, pulls=pulls), Scope.ENCOUNTER, is_training, False, asked.actions())
        for group in (groups[0], *groups[2:4]):
            for entry in group:
                entry.press()
    scopes = [("show", Scope.SEGMENT), ("show", Scope.ENCOUNTER), ("show", Scope.EVENING)]
    scopes_and_corrections = [*scopes, ("wipe", True), "split", "merge"]
    unmarked = [("wipe", False) if each == ("wipe", True) else each for each in scopes_and_corrections]
    assert asked.for_ == [*scopes_and_corrections, ("train", True), *unmarked, ("train", True), ("train", False)]


@pytest.mark.parametrize("is_mini", [False, True])
def test_entries_of_the_window_ask_for_what_they_say(is_mini: bool) -> None:
    """Mini mode is switched to what it is not, and its mark says what it is; the others just ask."""
    asked = Asked()
    window = fight_menu(None, Scope.ENCOUNTER, False, is_mini, asked.actions())[-1]
    assert [entry.checked for entry in window] == [is_mini, *[None] * 9]
    for entry in window:
        entry.press()
    asked_for = ["let through", "copy", "export", "history", "analytics", "settings", "back up", "hide", "quit"]
    assert asked.for_ == [("change", {"mini": not is_mini}), *asked_for]


@opens_menus
def test_opened_menu_is_filled_anew(tk_root: tk.Tk) -> None:
    """Opened a second time it holds what can be asked for now, and nothing of before."""
    tk_root.withdraw()
    window = BorderlessWindow(tk_root, title="t", ground="#000000", opacity=1.0)
    window.deiconify()
    wait_until(window.winfo_viewable, pump=tk_root.update)
    look = Look(tk_root, PALETTES["dark"], scale=1.0)
    pop_up = PopUp(window, look)
    asked = Asked()
    for is_training in (False, True):
        pop_up.open(fight_menu(None, Scope.SEGMENT, is_training, True, asked.actions()), 50, 60)
        wait_until(pop_up.menu.winfo_viewable, pump=tk_root.update)
        pop_up.menu.unpost()
        pop_up.menu.grab_release()
    shown = [str(pop_up.menu.entrycget(index, "label")) for index in range(int(pop_up.menu.index("end") or 0) + 1)]
    wanted = [entry.label for entry in entries(None, is_training=True)]
    assert [label for label in shown if label] == wanted
    assert str(pop_up.menu.entrycget("Split here", "state")) == "disabled"
    assert pop_up.menu.getvar(str(pop_up.menu.entrycget("Mini mode", "variable")))
    pop_up.menu.invoke("Training dummy: off")
    assert asked.for_ == [("train", False)]
