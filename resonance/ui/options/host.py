"""What the settings window must be told by the program around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from resonance.api.status import ApiStatus
from resonance.ui.desktop.desktop import Limit, Screen


class Choice(NamedTuple):
    value: str  # what the settings keep
    title: str  # in the user's language


class ColourRow(NamedTuple):
    """A class or spec that has a colour."""

    key: str  # in the setting
    title: str  # in the user's language
    colour: str  # "#rrggbb", of the chosen palette


def _nothing(_: bool) -> None:
    """Where no hotkeys are bound, none need to be let go."""


@dataclass(frozen=True, slots=True)
class OptionsHost:
    """Everything is called on the Tk thread."""

    screens: Callable[[], Sequence[Screen]]
    conflicts: Callable[[], Mapping[str, str]]  # a sentence for each hotkey setting whose key cannot be had
    colour_rows: Callable[[str], Sequence[ColourRow]]  # of a setting with colours
    more_choices: Mapping[str, Callable[[], Sequence[Choice]]] = field(default_factory=dict)
    """For settings without choices of their own, by name."""
    suspend_hotkeys: Callable[[bool], None] = _nothing
    """True: let go of all keys, so that the user can press them for another setting. False: take them again."""
    limits: Callable[[], Sequence[Limit]] = tuple
    """What cannot be had on this desktop."""
    api_status: Callable[[], ApiStatus] = ApiStatus
    open_obs: Callable[[], None] = lambda: None
    """The window with connections and rules."""
