"""What an order becomes in the file, and that a running fight costs no more than its changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_records import BOSS, make_record, merge, records, save, unsavable

from resonance.combat.record import EncounterRecord
from resonance.combat.tally import Kind, Tally, TallyKey, View
from resonance.events import player_id
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.orders import Delete, Restore, SaveEncounter, SavePeople, SetFavourite, SetNote
from resonance.store.people import Person
from resonance.store.saver import Saver
from resonance.store.search import Query

NOW_MS = 1_760_000_000_000
TOO_BIG = 2**70  # for any column


@settings(max_examples=40, deadline=None)
@given(first=records(), second=records(), keep=st.booleans())
def test_saved_again_leaves_exactly_the_new_rows(
    first: EncounterRecord, second: EncounterRecord, keep: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever came, changed or went since the last save, in this run of the program or an earlier one."""
    path = tmp_path_factory.getbasetemp() / "saved_again.db"
    with closing(open_newest(path)) as connection, closing(History(path)) as history:
        saver = Saver(connection)
        for record in (first, merge(first, second), second, first):
            saver.write([SaveEncounter("key", record)])
            assert history.open_record("key") == record
            if not keep:
                saver = Saver(connection)
        assert history.count() == 1


def test_same_record_saved_again_writes_no_rows_below_it(connection: sqlite3.Connection) -> None:
    """A fight that stands still costs one row a save."""
    saver = Saver(connection)
    saver.write([save(1)])
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    saver.write([save(1)])
    connection.set_trace_callback(None)
    writes = [statement.split()[:2] for statement in statements if statement.startswith(("INSERT", "DELETE", "UPDATE"))]
    assert writes == [["UPDATE", "encounters"]]


def test_saves_use_up_no_numbers(connection: sqlite3.Connection) -> None:
    """The second encounter is number 2, however often the first was saved."""
    saver = Saver(connection)
    for number in (1, 1, 1, 2):
        saver.write([save(number)])
    assert [row[0] for row in connection.execute("SELECT id FROM encounters ORDER BY id")] == [1, 2]


def test_only_changed_rows_are_written(connection: sqlite3.Connection, history: History) -> None:
    """One more hit is one more row, not the whole fight again."""
    saver = Saver(connection)
    saver.write([save(1)])
    record = make_record(1)
    next(iter(record.tallies.values())).hits += 1
    before = connection.total_changes
    saver.write([SaveEncounter("key1", record)])
    assert connection.total_changes - before == 2  # the encounter and one tally
    assert history.open_record("key1") == record


def test_one_more_second_of_a_fight(connection: sqlite3.Connection, history: History) -> None:
    """What stands still is left alone: clocks of other segments, recaps of earlier deaths, others' buffs and curves."""
    saver = Saver(connection)
    saver.write([save(1, players=20)])
    record = make_record(1, players=20)
    record.clocks.group.last_ms = record.started_at_ms + 51_000
    record.curves[View.DAMAGE, player_id(3)].append(500)
    record.boss_hp[BOSS].append(7)
    record.buffs[player_id(2), 50_002].layers_ms[2] += 1_000
    record.deaths[0].recap.append(record.deaths[0].recap[-1])
    before = connection.total_changes
    saver.write([SaveEncounter("key1", record)])
    assert connection.total_changes - before == 6  # one row for each of the changes, and the encounter
    assert history.open_record("key1") == record


def test_encounter_keeps_its_id_when_it_is_saved_again(connection: sqlite3.Connection, history: History) -> None:
    """What refers to an encounter stays valid while the fight goes on."""
    saver = Saver(connection)
    saver.write([save(1), save(2)])
    before = {line.key: line.encounter_id for line in history.list_encounters(5)}
    saver.write([save(1), save(2), save(3)])
    after = {line.key: line.encounter_id for line in history.list_encounters(5)}
    assert before.items() <= after.items()


def test_what_the_user_says_survives_saves(connection: sqlite3.Connection, history: History) -> None:
    """Favourite, note and origin stay when the encounter is corrected, and another one's are its own."""
    saver = Saver(connection)
    saver.write([SaveEncounter("key1", make_record(1), imported="a friend"), save(2)])
    saver.write([SetFavourite("key1", True), SetNote("key1", "first 玩家 'kill'"), SetFavourite("never saved", True)])
    saver.write([save(1)])
    two, one = history.list_encounters(5)
    assert (one.favourite, one.note, one.imported) == (True, "first 玩家 'kill'", "a friend")
    assert (two.favourite, two.note, two.imported) == (False, "", None)
    saver.write([SetFavourite("key1", False), SetNote("key1", "")])
    one = history.list_encounters(5)[1]
    assert (one.favourite, one.note) == (False, "")


def test_deletion_is_undone(connection: sqlite3.Connection, history: History) -> None:
    """Deleted encounters are gone at once, and whole again under the same id when they are restored."""
    saver = Saver(connection)
    saver.write([save(1), save(2), save(3)])
    before = history.list_encounters(5)
    saver.write([Delete(("key1", "key3", "never saved"), NOW_MS)])
    assert [line.key for line in history.list_encounters(5)] == ["key2"]
    saver.write([Restore(("key1", "key3", "never saved"))])
    assert history.list_encounters(5) == before
    assert history.open_record("key1") == make_record(1)


def test_running_encounter_is_deleted(connection: sqlite3.Connection, history: History) -> None:
    """It does not come back with its next save, but may be restored as it is by then."""
    saver = Saver(connection)
    saver.write([save(1, "key"), Delete(("key",), NOW_MS)])
    saver.write([save(2, "key")])
    assert history.count() == 0
    saver.write([Restore(("key",))])
    assert history.open_record("key") == make_record(2)


def test_imported_once_more_after_it_was_deleted(connection: sqlite3.Connection, history: History) -> None:
    """Who imports a file again wants to see what is in it."""
    saver = Saver(connection)
    order = SaveEncounter("key1", make_record(1), imported="a friend")
    saver.write([order, Delete(("key1",), NOW_MS)])
    assert history.count() == 0
    saver.write([order])
    assert history.count() == 1


def test_names_follow_the_record(connection: sqlite3.Connection, history: History) -> None:
    """Who is no longer in an encounter is no longer found in it; others with the name still are."""
    saver = Saver(connection)
    saver.write([save(1, players=3), save(2, players=3)])
    saver.write([save(1, players=1)])
    assert [line.key for line in history.search(Query(player="玩家 🐉 2"), 5)] == ["key2"]
    assert [line.key for line in history.search(Query(player="игрок 玩家 🐉 0"), 5)] == ["key2", "key1"]


def test_people_of_a_failed_transaction(connection: sqlite3.Connection, history: History) -> None:
    """Sightings are part of the transaction that they come in, and of its failure."""
    saver = Saver(connection)
    person = Person(player_id(1), 5, name="Ann")
    with pytest.raises(UnicodeEncodeError):
        saver.write([SavePeople((person,)), unsavable("key")])
    assert history.people() == []
    saver.write([save(1), SavePeople((person,))])
    assert history.people() == [person]


def test_another_process_deletes_the_running_encounter(
    path: Path, connection: sqlite3.Connection, history: History
) -> None:
    """What the saver remembers of the file is not trusted after somebody else has written to it."""
    saver = Saver(connection)
    saver.write([save(1)])
    with closing(open_newest(path)) as other:
        other.execute("DELETE FROM encounters")
    saver.write([save(1)])
    assert history.open_record("key1") == make_record(1)


def test_failed_transaction_is_not_remembered_as_written(connection: sqlite3.Connection, history: History) -> None:
    """After a rollback the next save writes what the failed one would have."""
    saver = Saver(connection)
    saver.write([save(1, "key")])
    with pytest.raises(UnicodeEncodeError):
        saver.write([save(2, "key"), unsavable("other")])
    assert history.open_record("key") == make_record(1)
    saver.write([save(2, "key")])
    assert history.open_record("key") == make_record(2)
    assert history.count() == 1


def test_sum_that_no_column_holds(connection: sqlite3.Connection, history: History) -> None:
    """The encounter is saved with the largest number there is, and says that something in it made no sense."""
    saver = Saver(connection)
    saver.write([save(1)])
    record = make_record(1)
    forged = TallyKey(0, Kind.DAMAGE, player_id(1), record.boss or 0, 0, 4)
    record.tallies[forged] = Tally(hits=2, amount=TOO_BIG)
    for _ in range(2):  # as a running encounter, over and over
        saver.write([save(2), SaveEncounter("key1", record), save(3)])
        found = history.open_record("key1")
        assert found.tallies == record.tallies | {forged: Tally(hits=2, amount=2**63 - 1)}
        assert found.quality == replace(record.quality, unreadable=record.quality.unreadable + 1)
        line = next(line for line in history.list_encounters(5) if line.key == "key1")
        assert line.damage == 2**63 - 1
        assert not line.quality.complete
        assert [history.open_record(f"key{number}") for number in (2, 3)] == [make_record(2), make_record(3)]
    saver.write([save(1)])
    assert history.open_record("key1") == make_record(1)
