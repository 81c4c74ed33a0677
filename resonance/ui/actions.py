"""What the user can ask for at the meter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from resonance.combat.pictures import Scope
from resonance.ui.geometry import Geometry


@dataclass(frozen=True, slots=True)
class MeterActions:
    """Called on the Tk thread; none of them may wait."""

    reset: Callable[[], None]
    pause: Callable[[bool], None]  # True = pause, False = go on
    show: Callable[[Scope], None]  # the newest fight, the whole encounter, or the evening
    mark_wipe: Callable[[bool], None]  # the newest pull that is over was a wipe, or was none
    split: Callable[[], None]  # the next hit begins another fight
    merge: Callable[[], None]  # the newest fight belongs to the one before it
    train: Callable[[bool], None]  # True = arm the training dummy, for another run too; False = switch it off
    change: Callable[..., None]  # settings by name, as keywords
    let_through: Callable[[], None]  # the mouse reaches the game below, until a hotkey ends it
    open_history: Callable[[], None]
    copy: Callable[[], None]  # the open table
    export: Callable[[], None]  # the fight that is shown
    open_settings: Callable[[], None]
    back_up: Callable[[], None]  # database and settings
    hide: Callable[[], None]
    quit: Callable[[], None]
    geometry_changed: Callable[[Geometry], None]  # moved or resized by hand, in screen pixels
    about_capture: Callable[[], Sequence[tuple[str, Callable[[], None]]]] = tuple  # what can be done, in words
    open_analytics: Callable[[], None] = lambda: None
    side_meters: Callable[[], frozenset[Scope]] = frozenset  # what small meters beside it show
    toggle_side: Callable[[Scope], None] = lambda scope: None  # open such a one, or close it
    open_doctor: Callable[[], None] = lambda: None  # why nothing is shown
