"""New, old, newer and foreign files."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store_records import make_file, make_record, save

from resonance.store import StoreError, migrations, schema
from resonance.store.history import History
from resonance.store.migrations import APPLICATION_ID, STEPS, bring_up_to_date, open_newest, pragma
from resonance.store.saver import Saver


def add_stars(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE encounters ADD COLUMN stars INTEGER NOT NULL DEFAULT 0")


def build_encounters_anew(connection: sqlite3.Connection) -> None:
    """SQLite changes most things about a table only this way."""
    connection.execute(schema.TABLES[0].replace("CREATE TABLE encounters", "CREATE TABLE anew"))
    connection.execute("INSERT INTO anew SELECT * FROM encounters")
    connection.execute("DROP TABLE encounters")
    connection.execute("ALTER TABLE anew RENAME TO encounters")


def fail_half_way(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE deaths")
    raise sqlite3.OperationalError("power cut")


def test_new_file_is_set_up_for_the_years_to_come(path: Path) -> None:
    """What can only be chosen before the first table, and what every connection needs, is so."""
    with closing(open_newest(path)) as connection:
        assert pragma(connection, "user_version") == len(STEPS)
        assert pragma(connection, "application_id") == APPLICATION_ID
        assert pragma(connection, "auto_vacuum") == 2  # incremental
        assert pragma(connection, "foreign_keys") == 1
        assert pragma(connection, "synchronous") == 2  # full: see test_power_cut.py
        assert pragma(connection, "busy_timeout") == 1000 * migrations.BUSY_TIMEOUT_S
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_missing_folders_are_made(tmp_path: Path) -> None:
    """The first start needs no folder prepared."""
    open_newest(tmp_path / "new" / "folder %41 #1?" / "history.db").close()
    assert (tmp_path / "new" / "folder %41 #1?" / "history.db").is_file()


def test_file_of_this_version_keeps_its_rows_and_is_not_copied(path: Path) -> None:
    """Opening again changes nothing."""
    make_file(path, 1)
    make_file(path, 2)
    with closing(History(path)) as history:
        assert history.open_record("key1") == make_record(1)
        assert history.open_record("key2") == make_record(2)
    assert not list(path.parent.glob("*.version-*"))


def test_newer_file_is_refused_and_left_as_it_is(path: Path) -> None:
    """Not a byte of a file from a newer program changes, even where its newest state is only in the log beside it."""
    open_newest(path).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
        newer.commit()
        before = {name: Path(name).read_bytes() for name in (str(path), f"{path}-wal")}
        with pytest.raises(StoreError, match="newer version of this program") as caught:
            open_newest(path)
        assert caught.value.advice
        assert {name: Path(name).read_bytes() for name in before} == before


def test_newer_file_that_was_closed_is_refused_and_left_as_it_is(path: Path) -> None:
    """The same for a file whose log has been merged into it."""
    open_newest(path).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer version"):
        open_newest(path)
    assert path.read_bytes() == before


def test_database_of_another_program_is_refused_and_left_as_it_is(path: Path) -> None:
    """No tables are made among somebody else's."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        open_newest(path)
    assert path.read_bytes() == before


def test_empty_file_becomes_a_database(path: Path) -> None:
    """A file of no bytes is what a power cut in the first moment leaves."""
    path.touch()
    make_file(path, 1)
    with closing(History(path)) as history:
        assert history.count() == 1


def test_older_file_is_copied_and_then_migrated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy is the old database whole, with what was only in its log; the file itself goes on with its rows."""
    with closing(open_newest(path)) as connection, closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")  # keeps the log from being merged when the writer closes
        reader.execute("SELECT * FROM encounters").fetchall()
        Saver(connection).write([save(1)])
        monkeypatch.setattr(migrations, "STEPS", (*STEPS, add_stars))
        with closing(open_newest(path)) as migrated:
            assert pragma(migrated, "user_version") == len(STEPS) + 1
            assert migrated.execute("SELECT key, stars FROM encounters").fetchall() == [("key1", 0)]
    copy = path.with_name(f"history.version-{len(STEPS)}.db")
    monkeypatch.setattr(migrations, "STEPS", STEPS)
    with closing(History(copy)) as history:
        assert history.open_record("key1") == make_record(1)
    assert {file.suffix for file in path.parent.iterdir()} <= {".db", ".db-wal", ".db-shm"}


def test_step_that_builds_a_table_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dropping the old table does not take the rows below it along, and they belong to the new one."""
    make_file(path, 1)
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, build_encounters_anew))
    with closing(open_newest(path)) as connection, closing(History(path)) as history:
        assert history.open_record("key1") == make_record(1)
        connection.execute("DELETE FROM encounters")
        assert connection.execute("SELECT count(*) FROM tallies").fetchone() == (0,)


def test_step_that_fails_leaves_the_file_in_the_version_before(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a step is none: the old program still opens the file with everything in it."""
    make_file(path, 1)
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, add_stars, fail_half_way))
    with pytest.raises(sqlite3.OperationalError, match="power cut"):
        open_newest(path)
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, add_stars))
    with closing(open_newest(path)) as connection:
        assert pragma(connection, "user_version") == len(STEPS) + 1
    with closing(History(path)) as history:
        assert history.open_record("key1") == make_record(1)


def test_another_process_goes_the_step_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The step is not gone twice, and what the other process has saved since stays."""
    real = migrations.file_version

    def look_too_early(connection: sqlite3.Connection, at: Path) -> int:
        version = real(connection, at)
        monkeypatch.setattr(migrations, "file_version", real)
        make_file(path, 1)
        return version

    monkeypatch.setattr(migrations, "file_version", look_too_early)
    make_file(path, 2)
    with closing(History(path)) as history:
        assert history.open_record("key1") == make_record(1)
        assert history.open_record("key2") == make_record(2)


@pytest.fixture
def half_changed(path: Path) -> Path:
    """A file whose writer died in the middle of a change, while there was no write-ahead log."""
    make_file(path, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as writing:
        writing.execute("PRAGMA journal_mode = DELETE")
        writing.execute("PRAGMA cache_size = 1")  # so that it writes before the end
        writing.execute("BEGIN")
        writing.execute("DELETE FROM encounters")
        writing.execute("CREATE TABLE large AS SELECT randomblob(100000) AS content")
        log = path.with_name(f"{path.name}-journal")
        copies = path.read_bytes(), log.read_bytes()
        writing.execute("ROLLBACK")
    path.write_bytes(copies[0])
    log.write_bytes(copies[1])
    return path


@pytest.mark.parametrize("is_reader_first", [True, False])
def test_change_cut_off_by_a_kill(is_reader_first: bool, half_changed: Path) -> None:
    """It is taken back by whoever comes first, also by one who only reads."""
    with closing(History(half_changed)) as history:
        if not is_reader_first:
            open_newest(half_changed).close()
        assert history.open_record("key1") == make_record(1)
    with closing(open_newest(half_changed)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.skipif(os.name == "nt", reason="no pipes in folders")
def test_pipe_in_its_place(path: Path) -> None:
    """It is refused with a sentence; opening it would never end."""
    os.mkfifo(path)
    with pytest.raises(StoreError, match="is not a file"):
        open_newest(path)
    with closing(History(path)) as history, pytest.raises(StoreError, match="is not a file"):
        history.count()


def test_folder_in_its_place(path: Path) -> None:
    """It is refused with a sentence."""
    path.mkdir()
    with pytest.raises(StoreError, match="is not a file"):
        open_newest(path)


def test_file_of_an_older_version_is_brought_up_to_date_for_a_reader(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands that only read need no start of the meter after an update; no file is made for them."""
    bring_up_to_date(path)
    assert not path.exists()
    make_file(path, 1)
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, add_stars))
    bring_up_to_date(path)
    with closing(sqlite3.connect(path)) as connection:
        assert pragma(connection, "user_version") == len(STEPS) + 1
    with closing(History(path)) as history:
        assert history.open_record("key1") == make_record(1)


def test_older_file_that_cannot_be_brought_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader gets a sentence."""
    make_file(path, 1)
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, fail_half_way))
    with pytest.raises(StoreError, match="power cut"):
        bring_up_to_date(path)


def test_column_whose_name_is_rubbish(path: Path) -> None:
    """Damage that SQLite itself does not see is found all the same."""
    make_file(path, 1)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"spec TEXT", b"sp\xb5c TEXT", 1))
    with pytest.raises(sqlite3.DatabaseError) as caught:
        open_newest(path)
    assert caught.value.sqlite_errorcode == sqlite3.SQLITE_CORRUPT
