"""What the history lets go of by itself, and what never."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store_records import keys, make_record, running_writer, save

from helpers import PATIENCE_S, wait_until
from resonance.health import Health
from resonance.settings import Settings
from resonance.store import retention, rows, writer
from resonance.store.history import History
from resonance.store.migrations import open_newest, pragma
from resonance.store.orders import Delete, Restore, SaveEncounter, SetFavourite, Tidy
from resonance.store.retention import DAY_MS, DELETED_KEPT_MS, Rules, used_bytes
from resonance.store.saver import Saver
from resonance.store.writer import Writer

NOW_MS = make_record(10).started_at_ms
"""When encounter 10 begins; each is a minute later than the one before."""


@pytest.fixture
def saver(connection: sqlite3.Connection) -> Saver:
    saver = Saver(connection)
    saver.write([ended(number) for number in range(1, 11)])
    return saver


def ended(number: int, *, players: int = 3) -> SaveEncounter:
    return SaveEncounter(f"key{number}", make_record(number, players=players, ended=True))


def left(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT key FROM encounters")}


def tidy(saver: Saver, rules: Rules, now_ms: int = NOW_MS) -> None:
    while saver.tidy(rules, now_ms):
        pass


def test_no_rules_keep_everything(saver: Saver, connection: sqlite3.Connection) -> None:
    """Unless the user says so, nothing goes, however old."""
    tidy(saver, Rules.of(Settings()), NOW_MS + 10_000 * DAY_MS)
    assert left(connection) == keys(*range(1, 11))


def test_old_encounters_go(saver: Saver, connection: sqlite3.Connection) -> None:
    """Those that began more than so many days ago, and no others."""
    tidy(saver, Rules(keep_days=3), make_record(4).started_at_ms + 3 * DAY_MS)
    assert left(connection) == keys(*range(4, 11))


def test_too_many_encounters(saver: Saver, connection: sqlite3.Connection) -> None:
    """The oldest go; favourites stay and take nobody's place."""
    saver.write([SetFavourite("key1", True)])
    tidy(saver, Rules(keep_count=4))
    assert left(connection) == keys(1, 7, 8, 9, 10)


def test_too_large_a_file(saver: Saver, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest go until the rest fits, and no more than that."""
    monkeypatch.setattr(retention, "MB", 1_000)
    saver.write([ended(number, players=300) for number in range(1, 11)])
    limit_kb = used_bytes(connection) // 1_000 // 2
    tidy(saver, Rules(keep_mb=limit_kb))
    kept = left(connection)
    assert kept == keys(*range(11 - len(kept), 11))
    assert 2 <= len(kept) <= 6
    assert used_bytes(connection) <= limit_kb * 1_000


def test_favourites_imports_and_running_fights_are_exempt_from_every_rule(
    saver: Saver, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if nothing else is left and the rule is not kept."""
    monkeypatch.setattr(retention, "MB", 1)
    saver.write([SetFavourite("key2", True), replace(ended(3), imported="a friend"), save(5)])
    tidy(saver, Rules(keep_days=1, keep_count=1, keep_mb=1), NOW_MS + 5 * DAY_MS)
    assert left(connection) == keys(2, 3, 5)


def test_newest_encounter_is_larger_than_allowed(
    saver: Saver, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fight does not disappear the moment it ends."""
    monkeypatch.setattr(retention, "MB", 1)
    tidy(saver, Rules(keep_mb=1))
    assert left(connection) == keys(10)


def test_deleted_encounter_is_removed_when_undo_is_over(saver: Saver, connection: sqlite3.Connection) -> None:
    """Until then it can be restored; then no row of it is left, favourite or not."""
    saver.write([SetFavourite("key1", True), Delete(("key1", "key2"), NOW_MS)])
    tidy(saver, Rules(), NOW_MS + DELETED_KEPT_MS)
    assert left(connection) == keys(*range(1, 11))
    saver.write([Restore(("key2",))])
    tidy(saver, Rules(), NOW_MS + DELETED_KEPT_MS + 1)
    assert left(connection) == keys(*range(2, 11))


def test_deleted_in_the_future(saver: Saver, connection: sqlite3.Connection) -> None:
    """A clock that was set back keeps no deleted encounter for years."""
    saver.write([Delete(("key1",), NOW_MS + 400 * DAY_MS)])
    tidy(saver, Rules(), NOW_MS)
    assert left(connection) == keys(*range(2, 11))


def test_nothing_of_an_encounter_is_left(saver: Saver, connection: sqlite3.Connection) -> None:
    """Every row goes with it, and the names that nobody else has."""
    saver.write([Delete(tuple(keys(*range(1, 11))), 0)])
    tidy(saver, Rules())
    for table in ("encounters", "met", "player_names", *(part.name for part in rows.PARTS)):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_removed_encounter_saved_again(saver: Saver, path: Path) -> None:
    """What the saver remembers of it is forgotten with it: it is whole, under an id that was never used."""
    saver.write([ended(10)])
    with closing(History(path)) as history:
        before = history.list_encounters(1)[0].encounter_id
        saver.write([Delete(("key10",), 0)])
        tidy(saver, Rules())
        saver.write([ended(10)])
        assert history.open_record("key10") == ended(10).record
        assert history.list_encounters(1)[0].encounter_id > before


def test_a_few_at_a_time(saver: Saver, connection: sqlite3.Connection) -> None:
    """A long clean-up is done in parts, and says that there is more; it ends."""
    saver.write([ended(number) for number in range(11, 60)])
    assert saver.tidy(Rules(keep_count=1), NOW_MS)
    assert len(left(connection)) == 59 - retention.AT_ONCE
    tidy(saver, Rules(keep_count=1))
    assert left(connection) == keys(59)


def test_space_goes_back_to_the_disk(saver: Saver, connection: sqlite3.Connection) -> None:
    """The file shrinks when most of it is gone."""
    saver.write([ended(number, players=300) for number in range(1, 11)])
    before = pragma(connection, "page_count")
    tidy(saver, Rules(keep_count=1))
    assert pragma(connection, "freelist_count") == 0
    assert pragma(connection, "page_count") < before / 2


def test_failure_leaves_everything(saver: Saver, connection: sqlite3.Connection) -> None:
    """All of a part goes, or nothing."""
    connection.execute("CREATE TRIGGER no BEFORE DELETE ON player_names BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(sqlite3.IntegrityError):
        saver.tidy(Rules(keep_count=1, keep_days=1), NOW_MS + 5 * DAY_MS)
    assert left(connection) == keys(*range(1, 11))


def test_writer_keeps_the_rules_from_the_start(path: Path) -> None:
    """Before the first order of a session, and after each encounter that ends."""
    with closing(Saver(open_newest(path))) as saver:
        saver.write([ended(number) for number in range(1, 6)])
    thread = Writer(path, Health())
    thread.keep(Rules(keep_count=2))
    thread.start()
    try:
        with closing(History(path)) as history:
            wait_until(lambda: history.count() == 2)
            assert thread.offer(ended(6))
            wait_until(lambda: thread.waiting() == 0)
            wait_until(lambda: {line.key for line in history.list_encounters(9)} == keys(5, 6))
    finally:
        assert thread.stop(PATIENCE_S)


def test_rules_that_have_just_changed_delete_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fight that ends while the user is on the way to another number costs no history; asking for it does."""
    monkeypatch.setattr(writer, "RULES_REST_S", 10 * PATIENCE_S)
    thread = Writer(path, Health())
    thread.start()
    try:
        for number in range(1, 6):
            assert thread.offer(ended(number))
        wait_until(lambda: thread.waiting() == 0)
        thread.keep(Rules(keep_count=1))
        assert thread.offer(ended(6))
        assert thread.offer(SetFavourite("key1", False))
        wait_until(lambda: thread.waiting() == 0)
        with closing(History(path)) as history:
            assert history.count() == 6
            assert thread.offer(Tidy())
            wait_until(lambda: history.count() == 1)
    finally:
        assert thread.stop(PATIENCE_S)


def test_trouble_while_tidying_is_no_trouble_of_saving(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Orders are written all the same, and the user is not told that they are not."""

    def refuse(*_: object) -> bool:
        raise sqlite3.OperationalError("locked")

    monkeypatch.setattr(Saver, "tidy", refuse)
    health = Health()
    with running_writer(path, health) as thread:
        assert thread.offer(ended(1))
        wait_until(lambda: thread.waiting() == 0)
        assert thread.offer(ended(2))
        assert thread.stop(PATIENCE_S)
    with closing(History(path)) as history:
        assert history.count() == 2
    assert health.store_problem == ""
