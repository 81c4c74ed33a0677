"""Looks at the newest snapshot again and again, and publishes what is new."""

from __future__ import annotations

import logging
from collections.abc import Callable

from resonance.api.answers import to_json
from resonance.api.changes import ENCOUNTER_SAVED, Changes
from resonance.api.encounters import line_report, query
from resonance.api.hub import Hub
from resonance.api.live import Live, State, names_of
from resonance.settings import Settings
from resonance.store import StoreError
from resonance.store.history import History

log = logging.getLogger(__name__)

STATE = "snapshot"

STATE_EVERY_S = 0.2
"""Five changes a second at most."""

LOOK_S = 0.04
"""Between two looks at the newest snapshot: what an overlay may lag behind the window."""

SAVED_EVERY_S = 1.0
"""Between two looks at the history, while an encounter that has ended is awaited there."""

MOST_AWAITED = 8
"""Encounters; the newest of the history are looked through for them."""


class Teller:
    """For one thread."""

    def __init__(
        self,
        hub: Hub,
        live: Live,
        history: History | None,
        settings: Callable[[], Settings],
        has_readers: Callable[[], bool],
    ) -> None:
        self._hub = hub
        self._live = live
        self._history = history
        self._settings = settings
        self._has_readers = has_readers
        self._changes = Changes()
        self._told: tuple[int, State] | None = None  # with its epoch; None = readers have no newest state
        self._state_due_s = self._saved_due_s = 0.0
        self._complaint = ""  # told last, until the history can be read again

    def turn(self, now_s: float) -> None:
        """`now_s`: a clock that never goes back."""
        epoch = self._hub.epoch  # before the settings are read: what is told by older ones is told to nobody
        for event in self._changes.look(self._live.snapshot(), names_of(self._settings())):
            self._hub.publish(event.name, to_json(event.data), epoch)
        if now_s >= self._state_due_s and self._tell_state(epoch):
            self._state_due_s = now_s + STATE_EVERY_S
        if self._changes.over and now_s >= self._saved_due_s:
            self._saved_due_s = now_s + SAVED_EVERY_S
            self._tell_saved(epoch)

    def _tell_state(self, epoch: int) -> bool:
        """Whether there was anything new. Nothing is made for nobody."""
        if not self._has_readers():
            if self._told is not None:
                self._told = None
                self._hub.forget_state()
            return False
        state = self._live.state()
        if self._told is not None and self._told[0] == epoch and self._told[1].is_same(state):
            return False
        self._hub.publish(STATE, state.short(), epoch, is_state=True)
        self._told = epoch, state
        return True

    def _tell_saved(self, epoch: int) -> None:
        """Encounters that are over, and in the history now."""
        over = self._changes.over
        while len(over) > MOST_AWAITED:  # some are never saved, such as those without a hit
            over.discard(min(over))
        if self._history is None:
            over.clear()
            return
        try:
            newest = self._history.search(query({}, self._settings()), MOST_AWAITED)
        except StoreError as error:
            if self._complaint != str(error):  # asked again every second, maybe for hours
                self._complaint = str(error)
                log.warning("the local API cannot read the history: %s", error)
            return
        self._complaint = ""
        for line in reversed(newest):
            if line.ended and line.started_at_ms in over:
                over.discard(line.started_at_ms)
                self._hub.publish(ENCOUNTER_SAVED, to_json(line_report(line, names_of(self._settings()))), epoch)
