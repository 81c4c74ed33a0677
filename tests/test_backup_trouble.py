"""What stands in the way of a backup: full disks, a meter that runs, files that are damaged or too new."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from backups import EVENING, NOON, forge, language_in, make_home, names, numbers_in, save
from helpers import ROOT
from resonance.backup import BackupError, make, restore
from resonance.store import copying
from resonance.store.migrations import open_newest
from resonance.store.presence import Presence


def test_disk_that_fills_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence, and nothing half is left, wherever it happens."""
    paths = make_home(tmp_path / "home", 1)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for owner, place in ((os, "fsync"), (os, "replace"), (zipfile.ZipFile, "open")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, place, full)
            with pytest.raises(BackupError, match="No space"):
                make(paths, tmp_path / "out", NOON)
        assert names(tmp_path / "out") == set()


def test_database_copy_that_does_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's own word for a full disk is told like any other."""
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL

    def full(*_: object) -> None:
        raise error

    monkeypatch.setattr(copying, "_contents", full)
    with pytest.raises(BackupError, match="no room"):
        make(make_home(tmp_path / "home", 1), tmp_path / "out", NOON)


def test_disk_that_fills_up_while_restoring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is as it was, with nothing left over."""
    made = make(make_home(tmp_path / "old", 1, language="zh"), tmp_path, NOON)
    paths = make_home(tmp_path / "home", 7, language="ja")
    before = names(paths.home)
    real = os.replace

    def full_for(name: str):  # type: ignore[no-untyped-def]
        def replace(source: Path, target: Path) -> None:
            if Path(target).name == name and "resonance-backup-" in str(source):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(source, target)

        return replace

    for name in ("resonance.db", "settings.json"):
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", full_for(name))
            with pytest.raises(BackupError, match="No space"):
                restore(made, paths, EVENING)
        assert numbers_in(paths.database) == {7}
        assert language_in(paths) == "ja"
        assert names(paths.home) == before


def test_damaged_history_is_replaced(tmp_path: Path) -> None:
    """That is what backups are for; the damaged file is kept with its log."""
    paths = make_home(tmp_path / "home", 1)
    made = make(paths, tmp_path, NOON)
    paths.database.write_bytes(b"no database" * 999)
    (paths.home / "resonance.db-wal").write_bytes(b"log of it")
    kept = restore(made, paths, EVENING).kept
    assert numbers_in(paths.database) == {1}
    assert kept[0].read_bytes() == b"no database" * 999
    assert kept[0].with_name(f"{kept[0].name}-wal").read_bytes() == b"log of it"
    assert not (paths.home / "resonance.db-wal").exists()


def test_history_of_a_newer_version_is_not_replaced(tmp_path: Path) -> None:
    """This program leaves it alone, here too."""
    paths = make_home(tmp_path / "home", 1)
    made = make(paths, tmp_path, NOON)
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(BackupError, match="newer version"):
        restore(made, paths)


def test_backup_of_a_newer_version(tmp_path: Path) -> None:
    """It is refused, and nothing is touched."""
    paths = make_home(tmp_path / "home", 1)
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA user_version = 999")
    archive = forge(tmp_path / "newer.zip", {"resonance.db": paths.database.read_bytes()})
    other = make_home(tmp_path / "other", 5)
    with pytest.raises(BackupError, match="newer version"):
        restore(archive, other)
    assert numbers_in(other.database) == {5}


def test_meter_that_counts(tmp_path: Path) -> None:
    """Nothing is replaced under a process that counts fights in the file."""
    paths = make_home(tmp_path / "home", 1)
    made = make(paths, tmp_path, NOON)
    save(paths.database, 2)
    presence = Presence(paths.database)
    with presence.alone():
        pass
    try:
        with pytest.raises(BackupError, match="is running"):
            restore(made, paths)
    finally:
        presence.end()
    assert numbers_in(paths.database) == {1, 2}
    restore(made, paths)
    assert numbers_in(paths.database) == {1}


HOLD = """
import sys
from pathlib import Path
from resonance.running import kept_out
with kept_out(Path(sys.argv[1])) as is_free:
    print(is_free, flush=True)
    sys.stdin.read()
"""


def test_meter_that_runs(tmp_path: Path) -> None:
    """Nor while a meter has the folder, whatever it shows; once it is closed it goes well."""
    paths = make_home(tmp_path / "home", 1)
    made = make(paths, tmp_path, NOON)
    command, environment = [sys.executable, "-c", HOLD, str(paths.home)], {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        with pytest.raises(BackupError, match="is running"):
            restore(made, paths)
        process.stdin.close()
        process.wait()
    restore(made, paths)


def test_history_that_another_program_has_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot be folded into one file, and stays."""
    monkeypatch.setattr(copying, "BUSY_TIMEOUT_S", 0.05)
    paths = make_home(tmp_path / "home", 1)
    made = make(paths, tmp_path, NOON)
    with closing(open_newest(paths.database)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM encounters").fetchone()
        with pytest.raises(BackupError, match="cannot be replaced"):
            restore(made, paths)
    assert numbers_in(paths.database) == {1}
