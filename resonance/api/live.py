"""The newest snapshot as data: whole for who asks for it, short for the event stream."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from resonance import names
from resonance.api.answers import to_json
from resonance.api.shown import shown
from resonance.combat.snapshot import Snapshot
from resonance.export.report import encounter_report
from resonance.names import Names
from resonance.settings import Settings


def names_of(settings: Settings) -> Names:
    return names.load(settings.language, hide_players=settings.hide_names)


class Live:
    """Any thread may ask."""

    def __init__(
        self,
        snapshot: Callable[[], Snapshot | None],
        shown: Callable[[], Snapshot | None],
        settings: Callable[[], Settings],
        paused: Callable[[], bool],
    ) -> None:
        """`snapshot`: of the encounter. `shown`: what the meter shows."""
        self.snapshot = snapshot
        self.shown = shown
        self._settings = settings
        self.is_paused = paused
        self._lock = threading.Lock()
        self._whole: tuple[State, bytes] | None = None

    def state(self) -> State:
        """All that an answer depends on."""
        return State(self.snapshot(), self.shown(), self._settings(), self.is_paused())

    def whole(self) -> bytes:
        """Made once a snapshot, however many ask for it."""
        with self._lock:
            state, known = self.state(), self._whole
            if known is None or not known[0].is_same(state):
                known = self._whole = state, to_json(state.report(state.snapshot))
            return known[1]


class State(NamedTuple):
    snapshot: Snapshot | None
    shown: Snapshot | None
    settings: Settings
    paused: bool

    def is_same(self, other: State) -> bool:
        """Snapshots and settings never change, so equal ones are the same object."""
        return (
            self.snapshot is other.snapshot
            and self.shown is other.shown
            and self.settings is other.settings
            and self.paused == other.paused
        )

    def short(self) -> bytes:
        """Without skills, targets, buffs and the seconds before deaths: they are most of it, and seldom watched."""
        return to_json(self.report(_shortened(self.snapshot)))

    def report(self, snapshot: Snapshot | None) -> dict[str, Any]:
        spoken = names_of(self.settings)
        return {
            "encounter": None if snapshot is None else encounter_report(snapshot, spoken),
            "shown": shown(self.shown, spoken, self.settings, paused=self.paused),
        }


def _shortened(snapshot: Snapshot | None) -> Snapshot | None:
    if snapshot is None:
        return None
    return replace(
        snapshot,
        players=tuple(replace(row, parts={}) for row in snapshot.players),
        deaths=tuple(replace(death, recap=[]) for death in snapshot.deaths),
        buffs=(),
    )
