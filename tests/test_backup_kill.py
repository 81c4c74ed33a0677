"""A restore that is killed, at each of its steps, leaves the old files or the new ones."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from backups import EVENING, NOON, language_in, make_home, numbers_in
from helpers import ROOT
from resonance.backup import make, restore
from resonance.paths import Paths

MOST_STEPS = 200
KILLED = 77

# Ends the process, as kill -9 does, just before or after the nth change of a file's name or of a log.
CHILD = """
import os, sqlite3, sys
from pathlib import Path
from resonance.backup import restore
from resonance.paths import Paths

left = [int(sys.argv[3])]

def step():
    left[0] -= 1
    if left[0] < 0:
        os._exit(77)

def killing(real):
    def call(*arguments, **named):
        step()
        result = real(*arguments, **named)
        step()
        return result
    return call

for name in ("replace", "link", "fsync", "unlink", "mkdir", "open"):
    setattr(os, name, killing(getattr(os, name)))
real_connect = sqlite3.connect

class Connection(sqlite3.Connection):
    def execute(self, *arguments):
        step()
        result = super().execute(*arguments)
        step()
        return result

sqlite3.connect = lambda *arguments, **named: real_connect(*arguments, factory=Connection, **named)
home = Path(sys.argv[2])
restore(Path(sys.argv[1]), Paths(home, home, portable=False))
"""


def killed_at_each_step(archive: Path, before: Path) -> Iterator[Paths]:
    """The folder as it is after each kill; at last after a restore that came to its end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for step in range(MOST_STEPS):
        home = before.with_name(f"home{step}")
        shutil.copytree(before, home)
        command = [sys.executable, "-c", CHILD, str(archive), str(home), str(step)]
        code = subprocess.run(command, env=environment, check=False).returncode
        yield Paths(home, home, portable=False)
        if code == 0:
            return
        assert code == KILLED
    raise AssertionError("it never came to its end")


def test_killed_at_any_step(tmp_path: Path) -> None:
    """Each file is whole and either the old or the new one, nothing of the old is lost, and a second try succeeds."""
    archive = make(make_home(tmp_path / "other", 1, language="zh"), tmp_path, NOON)
    before = make_home(tmp_path / "before", 7, 8, language="ja").home
    seen = set()
    for paths in killed_at_each_step(archive, before):
        seen.add(state_of(paths))
        restore(archive, paths, EVENING)
        assert state_of(paths) == ("new", "new")
    assert seen == {("old", "old"), ("new", "old"), ("new", "new")}


def test_killed_while_only_the_log_is_there(tmp_path: Path) -> None:
    """Whenever the new history is in its place, the old one's log is not beside it; it is never lost."""
    archive = make(make_home(tmp_path / "other", 1, language="zh"), tmp_path, NOON)
    before = make_home(tmp_path / "before", 7, 8)
    with closing(sqlite3.connect(before.database)) as dying:
        dying.execute("DELETE FROM encounters")
        dying.commit()
        log = before.home.joinpath("resonance.db-wal").read_bytes()
    before.database.unlink()
    before.home.joinpath("resonance.db-wal").write_bytes(log)
    seen = set()
    for paths in killed_at_each_step(archive, before.home):
        is_new = paths.database.exists()
        seen.add(is_new)
        if is_new:
            assert not paths.home.joinpath("resonance.db-wal").exists()
        assert log in [path.read_bytes() for path in paths.home.glob("*.db-wal")]
        restore(archive, paths, EVENING)
        assert numbers_in(paths.database) == {1}
    assert seen == {False, True}


def state_of(paths: Paths) -> tuple[str, str]:
    """Of database and settings."""
    numbers, language = numbers_in(paths.database), language_in(paths)
    assert numbers in ({7, 8}, {1})
    assert language in ("ja", "zh")
    if numbers == {1}:
        kept = [path for path in paths.home.glob("resonance.before-restore-*.db") if numbers_in(path) == {7, 8}]
        assert kept
    return "new" if numbers == {1} else "old", "new" if language == "zh" else "old"
