"""What stands in the way of a backup: full disks, a meter that runs, files that are damaged or too new."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from backups import EVENING, NOON, forge, language_in, make_home, names, numbers_in, save
from helpers import ROOT
from resonance.backup import BackupError, make, restore
from resonance.running import LOCK_NAME
from resonance.store import copying
from resonance.store.failures import LOGS
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


def leave_log(database: Path) -> dict[str, bytes]:
    """Die as a process does that has written to the database: its newest state is in a log. The files by their ends."""
    with closing(sqlite3.connect(database)) as dying:
        dying.execute("PRAGMA journal_mode = WAL")
        dying.execute("PRAGMA wal_autocheckpoint = 0")
        dying.execute("DELETE FROM encounters WHERE key = 'key1'")
        dying.execute("CREATE TABLE junk (a)")
        dying.commit()
        files = {end: database.with_name(database.name + end).read_bytes() for end in ("", "-wal", "-shm")}
    return put_back(database, files)


def leave_journal(database: Path) -> dict[str, bytes]:
    """The same for a process that had no write-ahead log, and died in the middle of a change."""
    with closing(sqlite3.connect(database, isolation_level=None)) as dying:
        dying.execute("PRAGMA journal_mode = DELETE")
        dying.execute("PRAGMA cache_size = 1")  # so that it writes before the end
        dying.execute("BEGIN")
        dying.execute("DELETE FROM encounters")
        dying.execute("CREATE TABLE junk AS SELECT randomblob(100000) AS content")
        files = {end: database.with_name(database.name + end).read_bytes() for end in ("", "-journal")}
        dying.execute("ROLLBACK")
    return put_back(database, files)


def put_back(database: Path, files: dict[str, bytes]) -> dict[str, bytes]:
    for end, content in files.items():
        database.with_name(database.name + end).write_bytes(content)
    return files


@pytest.mark.parametrize("leave", [leave_log, leave_journal])
def test_log_of_a_history_that_is_gone(tmp_path: Path, leave: Callable[[Path], dict[str, bytes]]) -> None:
    """Somebody removed the file alone: its log is not played into the restored one, but kept."""
    paths = make_home(tmp_path / "home", 1, 2)
    made = make(paths, tmp_path, NOON)
    files = leave(paths.database)
    paths.database.unlink()
    kept = restore(made, paths, EVENING).kept
    assert numbers_in(paths.database) == {1, 2}
    end = next(end for end in files if end in LOGS)
    assert kept[0].name == f"resonance.before-restore-20260504-183005.db{end}"
    assert kept[0].read_bytes() == files[end]
    assert names(paths.home) == {"resonance.db", "settings.json", *(path.name for path in kept)}
    assert numbers_in(paths.database) == {1, 2}


@pytest.mark.parametrize(
    ("leave", "content"), [(leave_log, b"no database" * 999), (leave_log, b""), (leave_journal, b"")]
)
def test_log_of_a_damaged_history(tmp_path: Path, leave: Callable[[Path], dict[str, bytes]], content: bytes) -> None:
    """Nor is that of one that is damaged, or empty: it is kept beside its own file."""
    paths = make_home(tmp_path / "home", 1, 2)
    made = make(paths, tmp_path, NOON)
    files = leave(paths.database)
    paths.database.write_bytes(content)
    kept = restore(made, paths, EVENING).kept
    assert numbers_in(paths.database) == {1, 2}
    assert kept[0].read_bytes() == content
    end = next(end for end in files if end in LOGS)
    assert kept[1] == kept[0].with_name(kept[0].name + end)
    assert kept[1].read_bytes() == files[end]


@pytest.mark.parametrize(("leave", "is_there"), [(leave_log, True), (leave_log, False), (leave_journal, False)])
def test_logs_are_back_after_a_restore_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leave: Callable[[Path], dict[str, bytes]], is_there: bool
) -> None:
    """What was in the log of the old history is still there, however far it came."""
    paths = make_home(tmp_path / "home", 1, 2)
    made = make(paths, tmp_path, NOON)
    leave(paths.database)
    (paths.database.write_bytes(b"no database") if is_there else paths.database.unlink())
    files = {path.name: path.read_bytes() for path in paths.home.iterdir() if not path.name.endswith(("-shm", "-live"))}
    real = os.replace

    def full(source: Path, target: Path) -> None:
        if "resonance-backup-" in str(source):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(BackupError, match="No space"):
        restore(made, paths, EVENING)
    assert {name: (paths.home / name).read_bytes() for name in files} == files
    assert names(paths.home) == set(files) - {LOCK_NAME}


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
