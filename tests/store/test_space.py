"""What all files take, and what would go."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest
from store_records import make_record

from helpers import PATIENCE_S, wait_until
from resonance.health import Health
from resonance.store.migrations import open_newest
from resonance.store.orders import Delete, SaveEncounter, SetFavourite, Tidy
from resonance.store.retention import Rules
from resonance.store.saver import Saver
from resonance.store.space import Space, measure
from resonance.store.writer import Writer

NOW_MS = 2_000_000_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "resonance.db"
    records = [SaveEncounter(f"key{number}", make_record(number, players=60, ended=True)) for number in range(1, 11)]
    with closing(open_newest(path)) as connection:
        Saver(connection).write([*records, SetFavourite("key1", True)])
    return path


def test_files_of_the_folder(path: Path) -> None:
    """The database, copies of it, backups and logs; no other file and no other folder."""
    (path.with_name("resonance.version-1.db")).write_bytes(bytes(5_000))
    (path.with_name("backup.zip")).write_bytes(bytes(7_000))
    (path.with_name("settings.json")).write_bytes(bytes(9_000))
    logs = path.with_name("logs")
    logs.mkdir()
    (logs / "resonance.log").write_bytes(bytes(3_000))
    found = {each.what: each.bytes for each in measure(path, logs, Rules(), NOW_MS).files}
    assert found.pop("Database") >= path.stat().st_size
    assert found == {
        "Copies of the database, made before an update or because it was damaged": 5_000,
        "Backups in this folder": 7_000,
        "Logs": 3_000,
    }


def test_no_database_yet(tmp_path: Path) -> None:
    """Nothing is counted, and none is made."""
    assert measure(tmp_path / "resonance.db", tmp_path / "logs", Rules(1, 1, 1), NOW_MS) == Space()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("rules", [Rules(), Rules(keep_count=4), Rules(keep_days=1), Rules(keep_days=1, keep_count=4)])
def test_what_would_go_is_what_goes(path: Path, rules: Rules) -> None:
    """Favourites are exempt, and the number that is told before is the number that is removed."""
    writer = Writer(path, Health())
    writer.start()
    before = measure(path, path.parent / "logs", rules, NOW_MS)
    assert (before.encounters, before.favourites) == (10, 1)
    writer.keep(rules)
    assert writer.offer(Tidy())
    wait_until(lambda: measure(path, path.parent / "logs", rules, NOW_MS).encounters == 10 - before.going)
    assert before.going == {Rules(): 0, Rules(keep_count=4): 5}.get(rules, 9)
    assert measure(path, path.parent / "logs", rules, NOW_MS).favourites == 1
    assert writer.stop(PATIENCE_S)


def test_compacting(path: Path) -> None:
    """Deleted encounters go for good, and what they took goes back to the disk."""
    writer = Writer(path, Health())
    writer.start()
    keys = tuple(f"key{number}" for number in range(1, 10))
    assert writer.offer(Delete(keys, time.time_ns() // 1_000_000))
    wait_until(lambda: not writer.waiting())
    before = measure(path, path.parent / "logs", Rules(), NOW_MS)
    assert (before.encounters, before.deleted) == (1, 9)
    assert writer.offer(Tidy(purges_deleted=True))
    wait_until(lambda: measure(path, path.parent / "logs", Rules(), NOW_MS).deleted == 0)
    assert writer.stop(PATIENCE_S)
    after = measure(path, path.parent / "logs", Rules(), NOW_MS)
    assert (after.encounters, after.free_bytes) == (1, 0)
    assert sum(each.bytes for each in after.parts) < sum(each.bytes for each in before.parts)
