"""Journals in the file: appended, joined, whole or known not to be."""

from __future__ import annotations

import sqlite3

import pytest
from journal_orders import KEY, entries, fight_orders, last_record, parts, saves

from resonance import names
from resonance.combat.entries import Merged, WipeMarked
from resonance.combat.recount import recount
from resonance.store import StoreError, saver
from resonance.store.history import History
from resonance.store.journal import Chunk
from resonance.store.orders import AppendJournal, newest_saves
from resonance.store.packing import HIGHEST
from resonance.store.saver import CHUNKS_JOINED, Saver


def chunks(connection: sqlite3.Connection) -> list[tuple[int, int, int]]:
    return connection.execute("SELECT sequence, through, entries FROM journal_chunks ORDER BY sequence").fetchall()


def test_journal_is_appended_while_the_fight_runs(connection: sqlite3.Connection, history: History) -> None:
    """At any time the file holds everything handed over so far, and at the end the record is what it gives."""
    writer = Saver(connection)
    given = []
    for order in fight_orders():
        writer.write([order])
        if isinstance(order, AppendJournal):
            given += entries(order)
            assert list(history.open_journal(KEY)) == given
    assert recount(history.open_journal(KEY), names.load()) == history.open_record(KEY) == last_record()


def test_chunks_are_joined(connection: sqlite3.Connection, history: History) -> None:
    """Many small ones become one that takes less; numbers and contents stay."""
    writer = Saver(connection)
    many = parts()[: CHUNKS_JOINED + 2]
    assert len(many) == CHUNKS_JOINED + 2
    writer.write([saves()[0], *many[:-3]])
    before = connection.execute("SELECT sum(length(blob)), min(first_ms) FROM journal_chunks").fetchone()
    assert len(chunks(connection)) == CHUNKS_JOINED - 1
    writer.write(many[-3:])
    assert [row[:2] for row in chunks(connection)] == [
        (0, CHUNKS_JOINED - 1),
        (CHUNKS_JOINED, CHUNKS_JOINED),
        (CHUNKS_JOINED + 1, CHUNKS_JOINED + 1),
    ]
    after = connection.execute("SELECT length(blob), first_ms FROM journal_chunks WHERE sequence = 0").fetchone()
    assert after[0] < before[0]
    assert after[1] == before[1]
    assert list(history.open_journal(KEY)) == entries(*many)


def test_joined_by_another_process(connection: sqlite3.Connection, history: History) -> None:
    """Who goes on with a journal needs nothing from the memory of who began it, and nothing piles up there."""
    Saver(connection).write([saves()[0], *parts()[:9]])
    writer = Saver(connection)
    for order in parts()[9 : 2 * CHUNKS_JOINED + 1]:
        writer.write([order])
    assert [row[:2] for row in chunks(connection)] == [
        (0, CHUNKS_JOINED - 1),
        (CHUNKS_JOINED, 2 * CHUNKS_JOINED - 1),
        (2 * CHUNKS_JOINED, 2 * CHUNKS_JOINED),
    ]
    assert list(history.open_journal(KEY)) == entries(*parts()[: 2 * CHUNKS_JOINED + 1])
    assert len(writer._packed) == 1


def test_part_that_comes_twice(connection: sqlite3.Connection, history: History) -> None:
    """An order that is tried again after a failure is in the journal once."""
    writer = Saver(connection)
    writer.write([saves()[0], *parts()[:3]])
    writer.write(parts()[1:3])
    assert list(history.open_journal(KEY)) == entries(*parts()[:3])


def test_packed_before_it_is_written(connection: sqlite3.Connection, history: History) -> None:
    """An order that had to wait is stored like any other; packing it again changes nothing."""
    packed = parts()[0].packed()
    assert isinstance(packed.entries, Chunk)
    assert packed.packed() is packed
    Saver(connection).write([saves()[0], packed])
    assert list(history.open_journal(KEY)) == entries(parts()[0])


def test_journal_of_no_encounter(connection: sqlite3.Connection) -> None:
    """What is not there gets none."""
    Saver(connection).write(parts()[:2])
    assert chunks(connection) == []


def test_missing_part(connection: sqlite3.Connection, history: History) -> None:
    """A journal with a hole is none, and nothing is joined over the hole; the numbers are still there."""
    writer = Saver(connection)
    writer.write([saves()[-1], *(order for order in parts()[: CHUNKS_JOINED + 1] if order.sequence != 2)])
    assert len(chunks(connection)) == CHUNKS_JOINED
    with pytest.raises(StoreError, match="not all of them"):
        history.open_journal(KEY)
    assert history.open_record(KEY) == last_record()


def test_journal_that_was_never_written(connection: sqlite3.Connection, history: History) -> None:
    """Said in words; and for an encounter that there is not, in others."""
    Saver(connection).write([saves()[-1]])
    with pytest.raises(StoreError, match="were not saved"):
        history.open_journal(KEY)
    with pytest.raises(StoreError, match="no longer in the history"):
        history.open_journal("nobody")


def test_damaged_part_is_not_joined(connection: sqlite3.Connection) -> None:
    """What may still be saved of it stays as it is."""
    Saver(connection).write([saves()[0], *parts()[: CHUNKS_JOINED - 1]])
    connection.execute("UPDATE journal_chunks SET blob = x'00' WHERE sequence = 3")
    Saver(connection).write([parts()[CHUNKS_JOINED - 1]])
    assert len(chunks(connection)) == CHUNKS_JOINED


def test_parts_too_large_to_be_joined(connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """No chunk becomes one that the reader would refuse."""
    monkeypatch.setattr(saver.journal, "MOST_ENTRIES", len(entries(*parts()[:CHUNKS_JOINED])) - 1)
    Saver(connection).write([saves()[0], *parts()[:CHUNKS_JOINED]])
    assert len(chunks(connection)) == CHUNKS_JOINED


def test_correction_from_the_history(connection: sqlite3.Connection, history: History) -> None:
    """It comes behind what is there; where no journal is, none is begun."""
    writer = Saver(connection)
    correction = AppendJournal(KEY, None, (Merged(0),))
    writer.write([saves()[-1], correction])
    assert chunks(connection) == []
    writer.write([*parts()[:3], correction])
    writer.write([AppendJournal(KEY, None, (WipeMarked(0, True),))])
    assert list(history.open_journal(KEY)) == [*entries(*parts()[:3]), Merged(0), WipeMarked(0, True)]


def test_purged_encounter_takes_its_journal_along(connection: sqlite3.Connection) -> None:
    """Nobody's events stay behind."""
    Saver(connection).write([saves()[0], *parts()[:3]])
    connection.execute("DELETE FROM encounters")
    assert chunks(connection) == []


def test_part_that_can_never_be_written(connection: sqlite3.Connection, history: History) -> None:
    """A number beyond all columns is refused with its transaction; packing it early does not hide that."""
    writer = Saver(connection)
    writer.write([saves()[0]])
    bad = AppendJournal(KEY, 0, (Merged(HIGHEST + 1),))
    assert bad.packed() is bad
    with pytest.raises(OverflowError):
        writer.write([bad, saves()[-1]])
    assert history.open_record(KEY) == saves()[0].record


def test_saves_do_not_overtake_the_first(connection: sqlite3.Connection, history: History) -> None:
    """However many orders waited together, the encounter is there before its journal."""
    Saver(connection).write(newest_saves([saves()[0], parts()[0], saves()[1], parts()[1], saves()[-1]]))
    assert list(history.open_journal(KEY)) == entries(*parts()[:2])
    assert history.open_record(KEY) == last_record()
