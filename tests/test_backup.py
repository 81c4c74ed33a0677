"""A backup: everything goes in, also while the meter runs, and everything comes back."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import threading
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from backups import EVENING, NOON, language_in, make_home, names, numbers_in, order, save
from helpers import PATIENCE_S, wait_until
from resonance.backup import BackupError, make, restore
from resonance.health import Health
from resonance.paths import Paths
from resonance.store.orders import CloseInterrupted
from resonance.store.writer import Writer


def test_there_and_back(tmp_path: Path) -> None:
    """A folder that lost everything has its encounters and settings again."""
    made = make(make_home(tmp_path / "home", 1, 2, 3, language="ja"), tmp_path / "out", NOON)
    assert made == tmp_path / "out" / "ResonanceLogs-20260504-120000.zip"
    assert names(tmp_path / "out") == {made.name}
    new = Paths(tmp_path / "new", tmp_path / "assets", portable=False)
    restored = restore(made, new)
    assert (restored.encounters, restored.has_settings, restored.kept) == (3, True, ())
    assert numbers_in(new.database) == {1, 2, 3}
    assert language_in(new) == "ja"
    assert names(new.home) == {"resonance.db", "settings.json"}


def test_what_was_there_is_kept(tmp_path: Path) -> None:
    """Under dated names, with what only its write-ahead log held."""
    made = make(make_home(tmp_path / "old", 1, language="zh"), tmp_path, NOON)
    paths = make_home(tmp_path / "home", 7, language="ja")
    with closing(sqlite3.connect(paths.database)) as reader:
        # A log that nobody has merged: as a process leaves it that was killed.
        reader.execute("SELECT count(*) FROM encounters").fetchone()
        save(paths.database, 8)
        logs = {end: (paths.home / f"resonance.db{end}").read_bytes() for end in ("", "-wal", "-shm")}
    for end, content in logs.items():
        (paths.home / f"resonance.db{end}").write_bytes(content)
    kept = restore(made, paths, EVENING).kept
    assert numbers_in(paths.database) == {1}
    assert [path.name for path in kept] == [
        "resonance.before-restore-20260504-183005.db",
        "settings.before-restore-20260504-183005.json",
    ]
    assert numbers_in(kept[0]) == {7, 8}
    assert language_in(paths) == "zh"
    assert '"ja"' in kept[1].read_text()


def test_restored_twice_in_a_second(tmp_path: Path) -> None:
    """What was kept first is not overwritten."""
    paths = make_home(tmp_path / "home", 1)
    made = make(paths, tmp_path, NOON)
    save(paths.database, 2)
    kept = {*restore(made, paths, EVENING).kept, *restore(made, paths, EVENING).kept}
    assert len(kept) == 4
    assert numbers_in(paths.home / "resonance.before-restore-20260504-183005.db") == {1, 2}


def test_two_backups_in_a_second(tmp_path: Path) -> None:
    """Neither replaces the other."""
    paths = make_home(tmp_path / "home", 1)
    assert make(paths, tmp_path, NOON) != make(paths, tmp_path, NOON)


def test_backup_while_the_writer_writes(tmp_path: Path) -> None:
    """It holds everything that was committed before it began, is sound, and the writer never stops."""
    paths = make_home(tmp_path / "home", 0)
    health, stop = Health(), threading.Event()
    writer = Writer(paths.database, health)
    writer.offer(CloseInterrupted())
    writer.start()

    def write() -> None:
        number = 1
        while not stop.is_set():
            if writer.waiting() < 50 and writer.offer(order(number)):
                number += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for turn in range(3):
            written = health.orders_saved
            wait_until(partial(has_written, health, written + 20))
            before = numbers_in(paths.database)
            made = make(paths, tmp_path / f"out{turn}", NOON)
            new = Paths(tmp_path / f"new{turn}", tmp_path, portable=False)
            restore(made, new)
            assert before <= numbers_in(new.database)
    finally:
        stop.set()
        thread.join()
        assert writer.stop(PATIENCE_S)
    assert not health.store_problem
    final, copied = rows(paths.database), rows(new.database)
    assert copied
    assert copied <= final


def has_written(health: Health, orders: int) -> bool:
    return health.orders_saved > orders


def rows(database: Path) -> set[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return set(connection.execute("SELECT * FROM encounters"))


def test_nothing_there_yet(tmp_path: Path) -> None:
    """There is nothing to back up, and no empty zip."""
    with pytest.raises(BackupError, match="nothing to back up"):
        make(Paths(tmp_path / "home", tmp_path, portable=False), tmp_path / "out", NOON)
    assert names(tmp_path / "out") == set()


def test_settings_alone(tmp_path: Path) -> None:
    """A backup without a history leaves the history alone."""
    paths = make_home(tmp_path / "home", 1, language="ja")
    paths.database.unlink()
    made = make(paths, tmp_path, NOON)
    other = make_home(tmp_path / "other", 5)
    assert restore(made, other).encounters is None
    assert numbers_in(other.database) == {5}
    assert language_in(other) == "ja"


def test_disk_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file can have but one name, what was there is copied."""

    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "not permitted")

    monkeypatch.setattr(os, "link", no_links)
    paths = make_home(tmp_path / "home", 1)
    made = make(paths, tmp_path, NOON)
    save(paths.database, 2)
    kept = restore(made, paths).kept
    assert numbers_in(kept[0]) == {1, 2}
    assert numbers_in(paths.database) == {1}


def test_work_folder_of_a_killed_process(tmp_path: Path) -> None:
    """The next one removes it, once it is old enough to be nobody's."""
    old, new = tmp_path / "out" / "resonance-backup-old", tmp_path / "out" / "resonance-backup-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "resonance.db").write_bytes(b"x")
    os.utime(old, (1_700_000_000, 1_700_000_000))
    make(make_home(tmp_path / "home", 1), tmp_path / "out", NOON)
    assert not old.exists()
    assert new.exists()
    shutil.rmtree(new)
