"""Small meters beside the meter: the fight, the encounter and the evening at the same time. At most one of each."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from resonance.combat.pictures import Scope
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.engine_commands import Watch
from resonance.ui import placing
from resonance.ui.actions import MeterActions
from resonance.ui.desktop.desktop import Desktop, Screen
from resonance.ui.geometry import Geometry
from resonance.ui.meter import Meter
from resonance.ui.poll import IDLE_S
from resonance.ui.preferences import Preferences
from resonance.ui.words import Words

if TYPE_CHECKING:
    from resonance.pipeline import Pipeline

# Logical pixels.
SIZE = (380, 250)
GAP = 8  # to the meter

Export = Callable[[Snapshot | None, View], None]


class SideMeters:
    """Follows `Settings.side_meters`."""

    def __init__(
        self,
        root: tk.Misc,
        pipeline: Pipeline,
        preferences: Preferences,
        desktop: Desktop,
        *,
        main: Meter,
        actions: MeterActions,
        export: Export,
        words: Callable[[Geometry | None], Words],
        screens: Callable[[], Sequence[Screen]],
        activity: str,
    ) -> None:
        """`main`: beside which they stand at first. `words`: of a meter that stands there. `screens`: as known now."""
        self._root = root
        self._pipeline = pipeline
        self._preferences = preferences
        self._desktop = desktop
        self._main = main
        self._actions = actions
        self._export = export
        self._words = words
        self._screens = screens
        self._activity = activity
        self._is_through = False
        self._drawn: dict[Scope, tuple[Snapshot | None, float]] = {}  # what is shown, and since when
        self.meters: dict[Scope, Meter] = {}
        self._unlisten = preferences.listen(
            lambda settings, changed: self._follow() if "side_meters" in changed else None
        )
        self._follow()

    @property
    def scopes(self) -> frozenset[Scope]:
        return frozenset(self.meters)

    def toggle(self, scope: Scope) -> None:
        """Open one that shows this, or close it."""
        wanted = [each for each in self._preferences.settings.side_meters if each != scope]
        if scope not in self.meters:
            wanted.append(str(scope))
        self._preferences.change(side_meters=tuple(wanted))

    def _follow(self) -> None:
        """The settings say which there are."""
        wanted = [scope for scope in Scope if scope in self._preferences.settings.side_meters]
        before = self.scopes
        for scope in before - frozenset(wanted):
            self._drawn.pop(scope, None)
            self.meters.pop(scope).close()
        for scope in wanted:
            if scope not in self.meters:
                self.meters[scope] = self._opened(scope)
        if self.scopes != before:
            self._pipeline.command(Watch(self.scopes))

    def turn(self, paused: bool, *, is_shown: bool, is_through: bool) -> None:
        """A few times a second. They are hidden, and let the mouse through, together with the meter."""
        now_s = time.monotonic()
        if is_through != self._is_through:
            self._is_through = is_through
            self._let_through()
        for scope, meter in self.meters.items():
            self._reveal(meter, is_shown)
            snapshot = self._pipeline.picture(scope)
            before = self._drawn.get(scope)
            if before is None or before[0] is not snapshot or now_s - before[1] >= IDLE_S:
                self._drawn[scope] = snapshot, now_s
                meter.show(snapshot, self._pipeline.health, paused)

    def apply(self) -> None:
        """Other settings."""
        for scope, meter in self.meters.items():
            meter.apply(self._side_words(scope, meter.window.where()))

    def follow_screens(self) -> None:
        """A screen came or went."""
        for scope, meter in self.meters.items():
            meter.move_to(self._place(scope))
        self.apply()

    def close(self) -> None:
        self._unlisten()
        for meter in self.meters.values():
            meter.close()
        self.meters.clear()

    def _opened(self, scope: Scope) -> Meter:
        where = self._place(scope)
        close = partial(self.toggle, scope)
        actions = replace(
            self._actions,
            show=lambda scope: None,
            export=lambda: self._export(meter.state.snapshot, meter.trail.here.view),
            copy=lambda: meter.copy_table(),  # noqa: PLW0108  (there is no meter yet)
            hide=close,
            quit=close,
            geometry_changed=partial(self._on_moved, scope),
        )
        words = self._side_words(scope, where)
        meter = Meter(self._root, words, actions, where, activity=self._activity, is_side=True)
        self._desktop.dress(meter.window)
        if self._is_through:
            self._desktop.let_through(meter.window, True)
        return meter

    def _side_words(self, scope: Scope, where: Geometry) -> Words:
        """It is never one line: that is small enough already."""
        words = self._words(where)
        return replace(words, settings=replace(words.settings, scope=str(scope), mini=False))

    def _place(self, scope: Scope) -> Geometry:
        """Where it was, or at the left of the meter, one below the other."""
        screens = self._screens()
        found = placing.remembered(self._preferences.settings.places, _window(scope), screens)
        if found is not None:
            return found
        beside = self._main.where()
        scale = self._main.scale or 1.0
        width, height, gap = (round(each * scale) for each in (*SIZE, GAP))
        row = sum(other is not scope for other in self.meters)
        at_left = beside.x - width - gap >= placing.screen_of(beside, screens).work.x
        x = beside.x - width - gap if at_left else beside.x + beside.width + gap
        return placing.into_view(Geometry(x, beside.y + row * (height + gap), width, height), screens)

    def _on_moved(self, scope: Scope, where: Geometry) -> None:
        places = placing.with_place(self._preferences.settings.places, _window(scope), self._screens(), where)
        self._preferences.change(places=places)

    def _reveal(self, meter: Meter, is_shown: bool) -> None:
        if is_shown and meter.window.state() == "withdrawn":
            meter.draw()
            meter.window.deiconify()
            self._desktop.dress(meter.window)
            self._let_through()
        elif not is_shown and meter.window.state() != "withdrawn":
            meter.window.withdraw()

    def _let_through(self) -> None:
        for meter in self.meters.values():
            self._desktop.let_through(meter.window, self._is_through)


def _window(scope: Scope) -> str:
    """Key of its place."""
    return f"{scope} meter"
