"""The newest snapshot as data: whole for who asks for it, short for the event stream."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

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
        settings: Callable[[], Settings],
        paused: Callable[[], bool],
    ) -> None:
        self.snapshot = snapshot
        self._settings = settings
        self.is_paused = paused
        self._lock = threading.Lock()
        self._whole: tuple[Snapshot | None, Settings, bool, bytes] | None = None

    def whole(self) -> bytes:
        """Made once a snapshot, however many ask for it."""
        with self._lock:
            snapshot, settings, paused = self.snapshot(), self._settings(), self.is_paused()
            known = self._whole
            if known is None or known[0] is not snapshot or known[1] is not settings or known[2] != paused:
                known = self._whole = snapshot, settings, paused, to_json(report(snapshot, settings, paused=paused))
            return known[3]

    def short(self, snapshot: Snapshot | None) -> bytes:
        """Without skills, targets, buffs and the seconds before deaths: they are most of it, and seldom watched."""
        return to_json(report(_shortened(snapshot), self._settings(), paused=self.is_paused(), drawn=snapshot))


def report(
    snapshot: Snapshot | None, settings: Settings, *, paused: bool, drawn: Snapshot | None = None
) -> dict[str, Any]:
    """`drawn`: the whole snapshot, where `snapshot` is a shortened one."""
    spoken = names_of(settings)
    return {
        "encounter": None if snapshot is None else encounter_report(snapshot, spoken),
        "shown": shown(drawn or snapshot, spoken, settings, paused=paused),
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
