"""Keeps a recording that is replayed once more from being in the history twice.

An encounter is the same if it began in the same millisecond and adds up to the same, for the local player too, in a
place that may be the same: whatever the user has corrected or
noted since stays as it is in the history. One that was deleted there comes back, as with imports.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from resonance.combat.record import EncounterRecord
from resonance.store import StoreError
from resonance.store.history import History
from resonance.store.listed import LIST_FIELDS, list_values
from resonance.store.orders import AppendJournal, Order, SaveEncounter, newest_saves
from resonance.store.search import Query
from resonance.store.summary import EncounterSummary
from resonance.texts import say

Offer = Callable[[Order], bool]


class Doubles:
    """Stands before the writer of a replay, on the engine's thread.

    What may be known is held back until it is over; everything else goes on at once.
    """

    def __init__(self, database: Path, offer: Offer, tell: Callable[[str], object]) -> None:
        """`offer` as Writer.offer. `tell` gets a sentence, once, when something is not saved again."""
        self._database, self._next, self._tell = database, offer, tell
        self._is_new: dict[str, bool] = {}  # by key; of those in `_held` nothing is known yet
        self._held: dict[str, list[Order]] = {}  # by key, in their order
        self._has_told = False

    def offer(self, order: Order) -> bool:
        """As Writer.offer."""
        if not isinstance(order, SaveEncounter | AppendJournal) or self._is_new.get(order.key):
            return self._next(order)
        if order.key in self._is_new:
            return True
        if order.key in self._held:
            return self._hold(order)
        if isinstance(order, SaveEncounter) and self._begun_with(order.record):
            return self._hold(order)
        self._is_new[order.key] = True
        return self._next(order)

    def _hold(self, order: SaveEncounter | AppendJournal) -> bool:
        """Until its encounter is over. False: the writer does not take all of it now."""
        before = self._held.get(order.key, [])
        added = order.packed() if isinstance(order, AppendJournal) else order
        self._held[order.key] = newest_saves([*before, added])
        if isinstance(order, AppendJournal) or not order.record.ended:
            return True
        return self._forget(order.key) if self._is_known(order.key, order.record) else self._let_go(order.key)

    def _forget(self, key: str) -> bool:
        del self._held[key]
        self._is_new[key] = False
        if not self._has_told:
            self._has_told = True
            self._tell(say("Fights of this recording that are in the history already are not saved a second time."))
        return True

    def _let_go(self, key: str) -> bool:
        held = self._held[key]
        while held:
            if not self._next(held[0]):
                return False
            del held[0]
        del self._held[key]
        self._is_new[key] = True
        return True

    def _is_known(self, key: str, record: EncounterRecord) -> bool:
        """Is it there under another key?"""
        return any(each.ended and each.key != key and _is_same(each, record) for each in self._begun_with(record))

    def _begun_with(self, record: EncounterRecord) -> list[EncounterSummary]:
        """Those of the history that began in the same millisecond; none if it cannot be read."""
        at_ms = record.started_at_ms
        try:
            with closing(History(self._database)) as history:
                return history.search(Query(from_ms=at_ms, to_ms=at_ms + 1), -1)
        except StoreError:  # the writer tells of it
            return []


def _is_same(known: EncounterSummary, record: EncounterRecord) -> bool:
    """A meter that was started late may not have known the place, or whose it was: that alone makes no other fight."""
    values = dict(zip(LIST_FIELDS, list_values(record), strict=True))
    if any(getattr(known, name) != values[name] for name in ("players", "damage", "healing", "taken")):
        return False
    beside = (known.my_damage, values["my_damage"]), (known.scene_id, record.scene_id)
    return all(one == other or None in (one, other) for one, other in beside)
