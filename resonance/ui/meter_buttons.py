"""The buttons of the meter: which it shows as whole window, as narrow one, as one line, and beside the meter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from resonance.combat.pictures import Scope
from resonance.settings import Settings
from resonance.texts import say
from resonance.ui.actions import MeterActions
from resonance.ui.buttons import Button

NARROW = 460
"""Logical pixels: a window not as wide as this leaves room for numbers by showing fewer buttons."""

MINI_BUTTONS = ("reset", "close")
NARROW_BUTTONS = ("reset", "pause", "more", "hide", "close")


@dataclass(frozen=True, slots=True)
class OwnActions:
    """What the meter does itself when a button is pressed."""

    toggle_pause: Callable[[], None]
    toggle_scope: Callable[[], None]
    copy_table: Callable[[], None]
    open_menu: Callable[[], None]


def all_buttons(actions: MeterActions, own: OwnActions, scope: Scope, is_paused: bool) -> list[Button]:
    return [
        Button("reset", "reset", say("Reset: end this encounter and start a new one"), actions.reset),
        Button(
            "pause",
            "resume" if is_paused else "pause",
            say("Go on counting") if is_paused else say("Pause counting"),
            own.toggle_pause,
        ),
        Button("scope", *_scope_button(scope), own.toggle_scope),
        Button("copy", "copy", say("Copy this table as text"), own.copy_table),
        Button("history", "history", say("History of all encounters"), actions.open_history),
        Button("settings", "settings", say("Settings"), actions.open_settings),
        Button("more", "more", say("More: corrections, training, mini mode"), own.open_menu),
        Button("hide", "minimise", say("Hide the meter"), actions.hide),
        Button("close", "close", say("Close the program"), actions.quit),
    ]


def side_buttons(actions: MeterActions, own: OwnActions) -> list[Button]:
    """Of a meter beside the meter."""
    return [
        Button("copy", "copy", say("Copy this table as text"), own.copy_table),
        Button("close", "close", say("Close this meter"), actions.quit),
    ]


def fitting(buttons: list[Button], settings: Settings, *, is_mini: bool, is_narrow: bool) -> list[Button]:
    """Those there is room for: one line is for numbers. Their tips tell the hotkeys that do the same."""
    if is_mini:
        buttons = [button for button in buttons if button.key in MINI_BUTTONS]
    elif is_narrow:
        buttons = [button for button in buttons if button.key in NARROW_BUTTONS]
    return [_with_hotkey(button, settings) for button in buttons]


def _with_hotkey(button: Button, settings: Settings) -> Button:
    """A button that a hotkey presses too has its action for a key."""
    keys = getattr(settings, f"hotkey_{button.key}", "")
    return replace(button, tip=f"{button.tip} ({keys})") if keys else button


def _scope_button(scope: Scope) -> tuple[str, str]:
    """Icon and tip."""
    if scope is Scope.SEGMENT:
        return "fight", say("Show the whole encounter")
    if scope is Scope.ENCOUNTER:
        return "encounter", say("Show the whole evening")
    return "evening", say("Show the newest fight alone")
