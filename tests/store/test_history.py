"""Questions about stored encounters, while the file is missing, written to, replaced or broken."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from store_records import STARTED_AT_MS, damage_a_table, make_file, make_record, records

from resonance.combat.clock import ClockChoice
from resonance.combat.record import EncounterRecord, Result, SegmentKind, SegmentResult
from resonance.combat.snapshot import build
from resonance.combat.tally import View
from resonance.events import player_id
from resonance.store import StoreError
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.orders import Delete, SaveEncounter, SavePeople
from resonance.store.people import Person
from resonance.store.saver import Saver


def save(saver: Saver, *numbers: int) -> None:
    saver.write([SaveEncounter(f"key{number}", make_record(number)) for number in numbers])


def test_no_file_is_an_empty_history(path: Path, history: History) -> None:
    """Looking at the history before the first fight makes no file and is no error."""
    assert history.count() == 0
    assert history.list_encounters(10) == []
    assert history.people() == []
    with pytest.raises(StoreError, match="no longer in the history"):
        history.open_record(1)
    assert list(path.parent.iterdir()) == []


def test_file_that_is_being_made_is_an_empty_history(path: Path, history: History) -> None:
    """The moment between the file and its tables is no error."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        assert history.count() == 0


def test_file_that_appears_later_is_seen(path: Path, history: History) -> None:
    """A history that was opened too early needs no second try."""
    assert history.count() == 0
    with closing(Saver(open_newest(path))) as saver:
        save(saver, 1)
        assert history.count() == 1
        save(saver, 2)
        assert history.count() == 2


def test_list_is_newest_first_and_paged(saver: Saver, history: History) -> None:
    """Pages of the list follow each other without gap or overlap, by the time of the fight and not of its saving."""
    save(saver, 3, 1, 5, 2, 4)
    assert [line.key for line in history.list_encounters(2)] == ["key5", "key4"]
    assert [line.key for line in history.list_encounters(2, 2)] == ["key3", "key2"]
    assert [line.key for line in history.list_encounters(2, 4)] == ["key1"]
    assert history.list_encounters(2, 6) == []
    assert history.count() == 5


def test_line_of_the_list_agrees_with_the_opened_encounter(saver: Saver, history: History) -> None:
    """The list shows the numbers that the detail will show."""
    record = make_record(9, ended=True)
    saver.write([SaveEncounter("key9", record)])
    (line,) = history.list_encounters(10)
    shown = build(history.open_record(line.encounter_id), ClockChoice.ACTIVE)
    assert (line.damage, line.healing, line.taken) == (shown.damage.amount, shown.healing.amount, shown.taken.amount)
    assert (line.elapsed_ms, line.active_ms, line.players) == (50_000, 40_000, 3)
    assert (line.elapsed_ms, line.active_ms, line.players) == (shown.elapsed_ms, shown.active_ms, len(shown.players))
    damage = {player.actor.actor_id: player.damage.amount for player in shown.players}
    assert (line.my_damage, line.my_share) == (damage[player_id(0)], damage[player_id(0)] / shown.damage.amount)
    by_damage = sorted(shown.players, key=lambda player: -player.damage.amount)
    assert line.classes == tuple((player.actor.class_id, player.actor.spec) for player in by_damage)
    assert (line.started_at_ms, line.scene_id, line.line) == (record.started_at_ms, 9, None)
    assert (line.result, line.ended, line.boss_monster_id) == (Result.KILL, True, 1152)
    assert line.quality == record.quality
    assert not line.quality.complete


def test_encounter_is_opened_by_id_and_by_key(saver: Saver, history: History) -> None:
    """Both names lead to the same encounter, however its neighbours look."""
    save(saver, 1, 2, 3)
    for line in history.list_encounters(3):
        record = make_record(int(line.key.removeprefix("key")))
        assert history.open_record(line.encounter_id) == record
        assert history.open_record(line.key) == record


def test_deleted_encounter_cannot_be_opened(saver: Saver, history: History) -> None:
    """A list that is out of date gives a sentence, and never somebody else's encounter."""
    save(saver, 1)
    (line,) = history.list_encounters(1)
    saver.write([Delete(("key1",), STARTED_AT_MS), SaveEncounter("key2", make_record(2))])
    for name in (line.encounter_id, "key1"):
        with pytest.raises(StoreError, match="no longer in the history"):
            history.open_record(name)


@settings(max_examples=60, deadline=None)
@given(record=records())
def test_any_record_comes_back_equal(record: EncounterRecord, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Live = stored: every number, name and order, and every picture made of them."""
    path = tmp_path_factory.getbasetemp() / "any_record.db"
    with closing(Saver(open_newest(path))) as saver, closing(History(path)) as history:
        saver.write([SaveEncounter("key", record)])
        loaded = history.open_record("key")
    assert loaded == record
    for clock in ClockChoice:
        assert build(loaded, clock) == build(record, clock)


def test_words_and_flags_come_back_as_such(saver: Saver, history: History) -> None:
    """A 1 equals True and a "kill" equals Result.KILL, but neither is what the rest of the program asks for."""
    saver.write([SaveEncounter("key5", make_record(5, ended=True))])
    loaded = history.open_record("key5")
    assert (loaded.ended, loaded.quality.started_late) == (True, False)
    flags = [loaded.ended, loaded.quality.started_late, *(line.killed for line in loaded.deaths[0].recap)]
    assert {type(flag) for flag in flags} == {bool}
    assert loaded.result is Result.KILL
    assert [segment.kind for segment in loaded.segments if segment.kind is SegmentKind.BOSS]
    assert [segment.result for segment in loaded.segments if segment.result is SegmentResult.KILL]
    for keys in (loaded.curves, loaded.clocks.personal):
        assert {type(view) for view, _ in keys} == {View}


def test_order_of_the_tables_does_not_show(saver: Saver, history: History) -> None:
    """What has a key comes back in another order than it was made in; the picture is the same."""
    record = make_record(5, players=7)
    for part in (record.tallies, record.actors, record.clocks.personal, record.buffs, record.curves):
        items = list(part.items())
        part.clear()
        part.update(reversed(items))  # type: ignore[arg-type]
    saver.write([SaveEncounter("key5", record)])
    loaded = history.open_record("key5")
    assert list(loaded.tallies) != list(record.tallies)
    assert build(loaded, ClockChoice.PERSONAL) == build(record, ClockChoice.PERSONAL)


DAMAGE = {
    "series": "UPDATE curves SET amounts = x'0102'",
    "word": "UPDATE segments SET kind = 'picnic'",
    "missing death": "DELETE FROM deaths",
    "missing segment": "DELETE FROM segments WHERE ordinal = 1",
    "missing buff": "DELETE FROM buffs",
}


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE)
def test_encounter_with_rows_that_make_no_sense(path: Path, saver: Saver, history: History, statement: str) -> None:
    """It is said to be damaged; the others can still be opened, and the list with it in it be shown."""
    save(saver, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(statement)
    save(saver, 2)
    with pytest.raises(StoreError, match="This encounter is damaged"):
        history.open_record("key1")
    assert history.open_record("key2") == make_record(2)
    assert history.count() == 2


def test_people_are_listed_newest_first(saver: Saver, history: History) -> None:
    """As many as are asked for, those seen last before all others; and they stay when their encounters go."""
    save(saver, 1)
    people = tuple(Person(player_id(uid), seen_at_ms=10 * uid, name=f"玩家 {uid}", class_id=uid) for uid in range(5))
    saver.write([SavePeople(people), Delete(("key1",), STARTED_AT_MS)])
    assert history.people() == list(reversed(people))
    assert history.people(2) == [people[4], people[3]]


def test_reading_while_a_transaction_is_open(path: Path, saver: Saver, history: History) -> None:
    """The history never waits for the writer, and never sees half of what it writes."""
    save(saver, 1)
    with closing(open_newest(path)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        busy.execute("DELETE FROM tallies")
        assert history.open_record("key1") == make_record(1)
        assert history.count() == 1
        busy.execute("ROLLBACK")


def test_questions_from_several_threads(saver: Saver, history: History) -> None:
    """A history may be asked from whichever thread has the time."""
    save(saver, *range(10))
    answers: list[bool] = []

    def ask(number: int) -> None:
        answers.extend(history.open_record(f"key{number}") == make_record(number) for _ in range(5))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 20


def test_newer_file_is_refused(path: Path, saver: Saver, history: History) -> None:
    """Tables nobody here knows are not guessed at."""
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer version"):
        history.count()


def test_broken_file_and_then_a_good_one(path: Path, history: History) -> None:
    """A file that cannot be read is said to be so; once it has been replaced, the history works again."""
    path.write_bytes(b"no database, but long enough to have a header " * 100)
    with pytest.raises(StoreError, match="cannot be read"):
        history.count()
    path.unlink()
    with closing(Saver(open_newest(path))) as saver:
        save(saver, 1)
        assert history.count() == 1


def test_tables_defined_by_rubbish(path: Path, history: History) -> None:
    """Each question ends in a sentence with advice, though Python cannot decode SQLite's own error."""
    make_file(path, 1)
    damage_a_table(path)
    for ask in (history.count, history.people, lambda: history.open_record(1), lambda: history.list_encounters(5)):
        with pytest.raises(StoreError, match=r"The history cannot be read .*Check that"):
            ask()


@pytest.mark.skipif(os.name == "nt", reason="Windows renames no file that is open")
def test_file_replaced_while_it_is_open(path: Path, history: History) -> None:
    """After a damaged file has been set aside the history shows the new one."""
    with closing(Saver(open_newest(path))) as saver:
        save(saver, 1, 2)
        assert history.count() == 2
    path.rename(path.with_name("old.db"))
    with closing(Saver(open_newest(path))) as saver:
        save(saver, 3)
        assert history.count() == 1


def test_closing_twice_and_asking_again(saver: Saver, history: History) -> None:
    """Closing lets go of the file and no more than that."""
    save(saver, 1)
    assert history.count() == 1
    history.close()
    history.close()
    assert history.count() == 1
