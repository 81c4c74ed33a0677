"""Histories that older programs wrote, and that nobody has written to since."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import old_databases
from backups import forge
from old_databases import build
from resonance.backup import look, restore
from resonance.combat.entries import Began, Finished
from resonance.combat.tally import Kind
from resonance.events import Hit
from resonance.paths import Paths
from resonance.store import copying, schema
from resonance.store.history import History
from resonance.store.migrations import STEPS, open_newest, pragma
from resonance.store.videos import VideoKind

VERSIONS = old_databases.versions()
Rows = dict[str, list[tuple[object, ...]]]


def columns_of(database: Path) -> dict[str, list[str]]:
    """By table."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    with closing(sqlite3.connect(database)) as connection:
        return {
            table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})").fetchall()]
            for (table,) in connection.execute(tables).fetchall()
        }


def rows_of(database: Path, columns: dict[str, list[str]]) -> Rows:
    """Of these columns of these tables."""
    with closing(sqlite3.connect(database)) as connection:
        return {
            table: sorted(connection.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall(), key=repr)
            for table, names in columns.items()
        }


def schema_of(database: Path) -> set[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return copying.schema(connection)


def test_every_version_is_frozen() -> None:
    """Whoever adds a step adds a file that the step before it has written."""
    assert list(range(1, len(STEPS) + 1)) == VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_every_row_is_still_there(version: int, path: Path) -> None:
    """All tables of the old file have rows, none of which is lost or changed, and the file is sound."""
    build(version, path)
    columns = columns_of(path)
    before = rows_of(path, columns)
    assert all(before.values())
    with closing(open_newest(path)) as connection:
        assert pragma(connection, "user_version") == len(STEPS)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert rows_of(path, columns) == before


@pytest.mark.parametrize("version", VERSIONS)
def test_tables_are_those_of_a_new_file(version: int, path: Path) -> None:
    """Whatever way a file has come, the program finds the same tables in it."""
    build(version, path)
    open_newest(path).close()
    new = path.with_name("new.db")
    open_newest(new).close()
    assert schema_of(path) == schema_of(new)
    assert columns_of(path) == columns_of(new)


@pytest.mark.parametrize("version", VERSIONS)
def test_history_opens_its_encounters(version: int, path: Path) -> None:
    """They are listed and opened with their numbers, what the user said about them, their events and their video."""
    build(version, path)
    open_newest(path).close()
    with closing(History(path)) as history:
        newer, older = history.list_encounters(10)
        assert [newer.key, older.key] == ["key2", "key1"]  # the third was deleted
        assert (older.damage, older.favourite, older.note) == (2001, True, "Our first one.\nÜber – 初めて")
        record = history.open_record("key1")
        assert sum(tally.amount for key, tally in record.tallies.items() if key.kind == Kind.DAMAGE) == 2011
        assert [line.amount for line in record.deaths[0].recap] == [0, 5_000]
        assert len(record.segments) == 2
        events = list(history.open_journal("key1"))
        assert isinstance(events[0], Began)
        assert sum(entry.amount for entry in events if isinstance(entry, Hit)) == 5_010
        assert isinstance(events[-1], Finished)
        assert [person.name for person in history.people()] == [None, "Anna"]
        assert history.suggest("иг", 9) == ["Игрок 玩家 🐉 0", "Игрок 玩家 🐉 1"]


@pytest.mark.parametrize("version", VERSIONS)
def test_versions_hold_the_same_fights(version: int, path: Path) -> None:
    """Records and sums are those of the newest file, whether its program wrote them or a step made them of the rest."""
    build(version, path)
    newest = build(VERSIONS[-1], path.with_name("newest.db"))
    for database in (path, newest):
        open_newest(database).close()
    with closing(History(path)) as old, closing(History(newest)) as new:
        for key in ("key1", "key2"):
            assert old.open_record(key) == new.open_record(key)
        assert old.list_encounters(10) == new.list_encounters(10)
    sums = {table: columns_of(newest)[table] for table in ("player_sums", "effective_sums")}
    assert rows_of(path, sums) == rows_of(newest, sums)


@pytest.mark.parametrize("version", [version for version in VERSIONS if version > 1])
def test_video_from_before(version: int, path: Path) -> None:
    """Videos are there from the version on that knows them."""
    open_newest(build(version, path)).close()
    with closing(History(path)) as history:
        video = history.video("v1")
    assert video is not None
    assert (video.kind, video.path, len(video.spans)) == (VideoKind.RECORDING, "/videos/raid.mkv", 2)


@pytest.mark.parametrize("version", VERSIONS)
def test_backup_of_that_time(version: int, tmp_path: Path) -> None:
    """A zip that an older program made is restored, and its history opens."""
    content = build(version, tmp_path / "old.db").read_bytes()
    archive = forge(tmp_path / "old.zip", {"resonance.db": content}, made_at="2026-01-02 03:04:05")
    paths = Paths(tmp_path / "home", tmp_path, portable=False)
    looked = look(archive, paths)
    assert looked.contents == (version, 2, 2, 1_760_000_120_000)
    assert restore(archive, paths).encounters == 2
    open_newest(paths.database).close()
    with closing(History(paths.database)) as history:
        assert history.count() == 2


def test_words_about_a_table_change(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Comments and line breaks are no part of a table: every backup from before such an edit is still one of ours."""
    build(VERSIONS[-1], path)
    edited = schema.TABLES[0].replace("-- never used again", "-- clearer\n  /* than */ -- before:").replace("  ", " ")
    assert edited != schema.TABLES[0]
    monkeypatch.setattr(schema, "TABLES", (edited, *schema.TABLES[1:]))
    assert copying.check(path).encounters == 2


@pytest.mark.parametrize(
    ("sql", "other"),
    [
        ("a TEXT DEFAULT 'x  y'", "a TEXT DEFAULT 'x y'"),
        ("a TEXT DEFAULT '--'", "a TEXT DEFAULT ''"),
        ("a TEXT, b TEXT", "aTEXT, b TEXT"),
        ("a TEXT /* , */ , b TEXT", "a TEXT /* , b TEXT */"),
        ("a TEXT -- , b TEXT\n", "a TEXT -- \n, b TEXT"),
        ("[a b] TEXT", "[ab] TEXT"),
        ('"a--\n" TEXT', '"a" TEXT'),
    ],
)
def test_tables_that_differ(sql: str, other: str) -> None:
    """What SQLite itself tells apart is never taken for the same, however comments and quotes are mixed."""
    found = []
    for columns in (sql, other):
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute(f"CREATE TABLE t ({columns})")
            found.append(copying.schema(connection))
    assert found[0] != found[1]
