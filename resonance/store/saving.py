"""Saves many encounters in a row, as an import does: a writer of its own, beside one that may save running fights."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Self

from resonance.health import Health
from resonance.store import StoreError
from resonance.store.orders import Order
from resonance.store.writer import Writer
from resonance.texts import say

MOST_WAITING = 20
"""Encounters that are read before those before them are saved: each takes some memory."""

PATIENCE_S = 15.0
"""How long a trouble of the own history may last before the import ends."""

STOP_S = 5.0  # for what was handed over last
PAUSE_S = 0.02


class Saving:
    """The writer thread, from the first order on; StoreError at the end unless all is in the file."""

    def __init__(self, database: Path) -> None:
        self._health = Health()
        self._writer = Writer(database, self._health)
        self._is_started = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """After an exception, what was handed over before is still saved if it can be."""
        if not self._is_started:
            return
        try:
            if kind is None:
                self._wait(0)
        finally:
            stopped = self._writer.stop(STOP_S)
        if kind is None and (not stopped or self._writer.orders_set_aside):
            raise StoreError(say("Some encounters could not be saved. The log says why; please report it."), "")

    def save(self, order: Order) -> None:
        """Waits until there is room. StoreError where the history cannot be written."""
        if not self._is_started:
            self._writer.start()
            self._is_started = True
        self._wait(MOST_WAITING)
        self._writer.offer(order)

    def _wait(self, most: int) -> None:
        """Until no more than so many are waiting. Only trouble is a reason to give up, not a slow disk."""
        trouble_since_s: float | None = None
        while self._writer.waiting() > most:
            time.sleep(PAUSE_S)
            if not self._health.store_problem:
                trouble_since_s = None
            elif trouble_since_s is None:
                trouble_since_s = time.monotonic()
            elif time.monotonic() - trouble_since_s > PATIENCE_S:
                raise StoreError(self._health.store_problem, "")
