"""What the engine can be told while it runs, by the user or by other parts of the program."""

from __future__ import annotations

from dataclasses import dataclass

from resonance.combat.pictures import Scope
from resonance.combat.training import DEFAULT_MS
from resonance.settings import Settings


@dataclass(frozen=True, slots=True)
class Reset:
    """Close the encounter; the next damage begins another."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Count nothing, or go on counting."""

    on: bool


@dataclass(frozen=True, slots=True)
class Show:
    """Look at the newest segment, at the whole encounter, or at the evening."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class Watch:
    """Look at these, too: other windows show them."""

    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class MarkWipe:
    """The newest attempt that is over was a wipe, or was none."""

    on: bool


@dataclass(frozen=True, slots=True)
class Split:
    """The next hit begins another segment."""


@dataclass(frozen=True, slots=True)
class Merge:
    """The newest segment belongs to the one before it."""


@dataclass(frozen=True, slots=True)
class Train:
    """Arm the training dummy, or go back to counting everything."""

    on: bool
    length_ms: int = DEFAULT_MS


@dataclass(frozen=True, slots=True)
class Configure:
    """The settings have changed: all follow at once, but the rule of a boss reset with the next encounter."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class Prefer:
    """Of two connections that look like the game's, the one with such a local port is its own. Empty: nobody knows."""

    ports: frozenset[int]


@dataclass(frozen=True, slots=True)
class Quit:
    """Read what is queued, close the encounter, save it, and end."""


Correction = MarkWipe | Split | Merge
Command = Reset | Pause | Show | Watch | Train | Configure | Prefer | Correction | Quit
