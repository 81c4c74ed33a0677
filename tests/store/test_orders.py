"""Orders that wait together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from store_records import save

from resonance.events import ActorSeen, Facts, player_id
from resonance.store.orders import AppendJournal, Delete, Order, SavePeople, newest_saves
from resonance.store.people import Person

A1, A2, B1, DELETE_A = save(1, "a"), save(2, "a"), save(3, "b"), Delete(("a",), 5)
IMPORT_A = replace(A1, imported="a friend")
JOURNAL_A = AppendJournal("a", 0, ())
ANN, BEN = Person(player_id(1), 5, name="Ann"), Person(player_id(2), 5, name="Ben")
ANN_LATER = Person(player_id(1), 6, level=60)
ANN_KNOWN = Person(player_id(1), 6, name="Ann", level=60)


@pytest.mark.parametrize(
    ("orders", "kept"),
    [
        ([], []),
        ([A1], [A1]),
        ([A1, B1, A2], [A2, B1]),
        ([A1, DELETE_A], [A1, DELETE_A]),
        ([A1, DELETE_A, A2], [A2, DELETE_A]),
        ([A1, DELETE_A, IMPORT_A], [A1, DELETE_A, IMPORT_A]),
        ([A1, DELETE_A, IMPORT_A, A2], [A1, DELETE_A, replace(A2, imported="a friend")]),
        ([A1, JOURNAL_A, A2], [A2, JOURNAL_A]),
        ([DELETE_A, A1], [DELETE_A, A1]),
        ([SavePeople(())], []),
        ([SavePeople((ANN,)), A1], [A1, SavePeople((ANN,))]),
        ([SavePeople((ANN, BEN)), A1, SavePeople((ANN_LATER,)), A2], [A2, SavePeople((ANN_KNOWN, BEN))]),
    ],
)
def test_orders_that_wait_together(orders: list[Order], kept: list[Order]) -> None:
    """Only the newest save of an encounter is kept, where the first was, and all people as one."""
    assert newest_saves(orders) == kept


@pytest.mark.parametrize("facts", [{"name": "\ud83d"}, {"level": 2**70}])
def test_journal_that_cannot_be_packed(facts: Facts) -> None:
    """Packing is only to save memory while the file makes trouble: the writer finds out, and says so."""
    order = AppendJournal("a", 0, (ActorSeen(5, player_id(1), True, facts),))
    assert order.packed() is order
