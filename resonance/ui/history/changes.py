"""Changes of the history, each offered to the writer as an order: the window only ever reads the database."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial

from resonance import names
from resonance.combat.entries import Correction, Merged, SplitAt
from resonance.store.history import EncounterSummary, History
from resonance.store.orders import (
    AppendJournal,
    Delete,
    Order,
    Restore,
    SaveEncounter,
    SetFavourite,
    SetNote,
)
from resonance.store.rebuild import corrected
from resonance.texts import say
from resonance.ui.background import Background

AGAIN_AFTER_MS = (150, 500, 1_500)
"""After an order was offered: the writer takes a moment, on a busy disk a longer one."""

Offer = Callable[[Order], bool]
"""False: the writer takes no order now."""


def refuse(order: Order) -> bool:
    """For a window without a writer: it only shows."""
    return False


class Changes:
    def __init__(
        self,
        offer: Offer,
        history: History,
        background: Background,
        *,
        changed: Callable[[], object],
        tell: Callable[[str], object],
        corrected: Callable[[EncounterSummary, Correction | None], object],
    ) -> None:
        """`changed`: orders are on their way. `tell` gets a sentence about what cannot be done.

        `corrected`: an encounter was, and which correction undoes that; None = none does.
        """
        self._offer = offer
        self._history = history
        self._background = background
        self._changed = changed
        self._tell = tell
        self._corrected = corrected
        self._deleted: list[tuple[str, ...]] = []  # keys; the newest deletion at the end

    def delete(self, found: Sequence[EncounterSummary]) -> bool:
        """Whether the writer takes that."""
        keys = tuple(each.key for each in found)
        is_taken = self._offer(Delete(keys, round(time.time() * 1000)))
        if is_taken:
            self._deleted.append(keys)
        return self._done(is_taken)

    def undo(self) -> int:
        """The newest deletion that was not undone; gives how many encounters come back."""
        if not self._deleted or not self._done(self._offer(Restore(self._deleted[-1]))):
            return 0
        return len(self._deleted.pop())

    def favourite(self, found: Sequence[EncounterSummary], on: bool) -> bool:
        return self._done(all(self._offer(SetFavourite(each.key, on)) for each in found))

    def note(self, summary: EncounterSummary, words: str) -> bool:
        return self._done(self._offer(SetNote(summary.key, words)))

    def correct(self, summary: EncounterSummary, correction: Correction) -> None:
        """As the meter corrects a running fight."""
        self._background.ask(
            "correction",
            partial(self._orders, summary.encounter_id, summary.key, correction),
            partial(self._offer_all, summary, correction),
            lambda error: self._tell(str(error)),
        )

    def _orders(self, encounter_id: int, key: str, correction: Correction) -> list[Order]:
        record = corrected(self._history, encounter_id, correction, names.load())
        return [] if record is None else [SaveEncounter(key, record), AppendJournal(key, None, (correction,))]

    def _offer_all(self, summary: EncounterSummary, correction: Correction, orders: list[Order]) -> None:
        if not orders:
            self._tell(say("This cannot be corrected any more."))
        elif self._done(all(self._offer(order) for order in orders)):
            reverse = Merged(correction.segment + 1) if isinstance(correction, SplitAt) else None
            self._corrected(summary, reverse)

    def _done(self, is_taken: bool) -> bool:
        if not is_taken:
            self._tell(say("The history cannot be changed now; try again in a moment."))
        self._changed()
        return is_taken


class Again:
    """Looks again after a change, a few times."""

    def __init__(self, window: tk.Misc, look: Callable[[], object]) -> None:
        self._window, self._look = window, look
        self._jobs: list[str] = []

    def soon(self) -> None:
        """Counted from now, whatever was changed before."""
        self.close()
        self._jobs = [self._window.after(pause_ms, self._look) for pause_ms in AGAIN_AFTER_MS]

    def close(self) -> None:
        """It does not look any more."""
        for job in self._jobs:
            self._window.after_cancel(job)
