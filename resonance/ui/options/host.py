"""What the settings window must be told by the program around it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from resonance.api.status import ApiStatus
from resonance.capture import SOURCES
from resonance.colours import Colours
from resonance.names import Names
from resonance.settings import Settings
from resonance.texts import say
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


def source_choices() -> list[Choice]:
    """The capture sources of this system."""
    sources = [Choice(kind.name, say(kind.title)) for kind in SOURCES if sys.platform in kind.platforms]
    return [Choice("auto", say("The best one")), *sources]


def colour_rows(setting: str, settings: Settings, names: Names) -> list[ColourRow]:
    """Every class, or every spec, in the colour that the palette gives it."""
    colours = Colours(names, settings.palette, "spec" if setting == "spec_colours" else "class")
    if setting == "spec_colours":
        return [
            ColourRow(key, f"{names.class_name(class_id)} · {names.spec_name(key)}", colours.of(class_id, key))
            for key, class_id in names.specs()
        ]
    return [
        ColourRow(str(class_id), names.class_name(class_id) or "", colours.of(class_id, None))
        for class_id in names.playable_classes()
    ]
