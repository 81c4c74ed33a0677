"""Backups from strangers, and damaged ones: a sentence, and nothing of the user's is touched."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from backups import NOON, forge, make_home, numbers_in
from resonance.backup import BackupError, archive, make, restore
from resonance.paths import Paths
from resonance.settings_file import LARGEST_BYTES


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return make_home(tmp_path / "home", 7)


def database_bytes(folder: Path, script: str = "") -> bytes:
    """A sound database of this program as one file, but for what the script does to it."""
    made = make_home(folder, 1, 2)
    with closing(sqlite3.connect(made.database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.executescript(script)
    return made.database.read_bytes()


def is_refused(zip_path: Path, paths: Paths) -> str:
    """The sentence; everything must be as it was."""
    before = {path: path.read_bytes() for path in (paths.database, paths.settings)}
    with pytest.raises(BackupError) as caught:
        restore(zip_path, paths)
    assert {path: path.read_bytes() for path in before} == before
    assert not [path for path in paths.home.iterdir() if "backup" in path.name or "before" in path.name]
    return str(caught.value)


def test_forged_backup_can_be_sound(tmp_path: Path, paths: Paths) -> None:
    """The tests below are refused for what they do, not for how they are made."""
    restore(forge(tmp_path / "a.zip", {"resonance.db": database_bytes(tmp_path / "other")}), paths)
    assert numbers_in(paths.database) == {1, 2}


@pytest.mark.parametrize(
    "files",
    [
        {"../resonance.db": b"x"},
        {"/etc/passwd": b"x"},
        {"resonance.db/../../x": b"x"},
        {"C:\\settings.json": b"x"},
        {"other.db": b"x"},
        {},
    ],
)
def test_names_that_are_not_ours(tmp_path: Path, paths: Paths, files: dict[str, bytes]) -> None:
    """Nothing is written anywhere."""
    before = sorted(tmp_path.rglob("*"))
    assert "no backup of this program" in is_refused(forge(tmp_path / "a.zip", files), paths)
    assert sorted(path for path in tmp_path.rglob("*") if path.name not in ("a.zip", "running.lock")) == before


def test_file_that_the_manifest_does_not_name(tmp_path: Path, paths: Paths) -> None:
    """A zip is taken as a whole or not at all."""
    path = forge(tmp_path / "a.zip", {"settings.json": b"{}"})
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr("more", b"x")
    assert "no backup of this program" in is_refused(path, paths)


def test_file_twice(tmp_path: Path, paths: Paths) -> None:
    """Which of the two is meant is not guessed."""
    path = forge(tmp_path / "a.zip", {"settings.json": b"{}"})
    with zipfile.ZipFile(path, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr("settings.json", b"{}")
    assert "no backup of this program" in is_refused(path, paths)


@pytest.mark.parametrize(
    "manifest",
    [
        {"resonance_backup": "1"},
        {"resonance_backup": None},
        {"files": None},
        {"files": []},
        {"files": {"settings.json": None}},
        {"files": {"settings.json": {"bytes": -1, "sha256": ""}}},
        {"files": {"settings.json": {"bytes": True, "sha256": ""}}},
        {"files": {"settings.json": {"bytes": 2, "sha256": 5}}},
        {"files": {"settings.json": {"bytes": 10**30, "sha256": ""}}},
    ],
)
def test_manifest_that_is_none(tmp_path: Path, paths: Paths, manifest: dict[str, object]) -> None:
    """Wrong types and sizes are no manifest."""
    assert is_refused(forge(tmp_path / "a.zip", {"settings.json": b"{}"}, **manifest), paths)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"[" * 60_000, b"1" * 60_000, b"[]", b" " * 70_000, b"\xff"])
def test_manifest_that_cannot_be_read(tmp_path: Path, paths: Paths, content: bytes) -> None:
    """One sentence, whatever is in it."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as opened:
        opened.writestr("manifest.json", content)
    assert "no backup of this program" in is_refused(tmp_path / "a.zip", paths)


def test_backup_of_a_newer_layout(tmp_path: Path, paths: Paths) -> None:
    """The user is told to update."""
    sentence = is_refused(forge(tmp_path / "a.zip", {"settings.json": b"{}"}, resonance_backup=2), paths)
    assert "newer version" in sentence


@pytest.mark.parametrize("change", ["bytes", "sha256"])
def test_content_that_is_not_what_the_manifest_says(tmp_path: Path, paths: Paths, change: str) -> None:
    """Size and hash are both looked at."""
    about = {"bytes": 2, "sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}
    path = forge(tmp_path / "a.zip", {"settings.json": b"{}"}, files={"settings.json": about})
    restore(path, paths)
    wrong = {**about, change: 3 if change == "bytes" else "0" * 64}
    path = forge(tmp_path / "b.zip", {"settings.json": b"{}"}, files={"settings.json": wrong})
    with pytest.raises(BackupError, match="damaged"):
        restore(path, paths)


def test_more_content_than_announced(tmp_path: Path, paths: Paths) -> None:
    """Unpacking stops where the manifest says that the end is."""
    about = {"bytes": 10, "sha256": ""}
    path = forge(tmp_path / "a.zip", {"settings.json": b" " * 5_000_000}, files={"settings.json": about})
    assert "too large" in is_refused(path, paths)


def test_bomb(tmp_path: Path, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    """What claims to be a thousand times larger than its zip is not even begun."""
    monkeypatch.setattr(archive, "HARMLESS_BYTES", 1 << 20)
    path = forge(tmp_path / "a.zip", {"settings.json": b" " * min(LARGEST_BYTES, 5 << 20)})
    assert path.stat().st_size < 10_000
    monkeypatch.setattr(archive, "_take", None)
    assert "no backup" in is_refused(path, paths)


def test_no_room_to_unpack(tmp_path: Path, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said before the disk is full."""
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1))
    assert "no room" in is_refused(forge(tmp_path / "a.zip", {"settings.json": b"{}"}), paths)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing(tmp_path: Path, paths: Paths, method: int) -> None:
    """Only what this program writes is unpacked."""
    path = forge(tmp_path / "a.zip", {})
    content = zipfile.ZipFile(forge(tmp_path / "b.zip", {"settings.json": b"{}"})).read("manifest.json")
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("manifest.json", content)
        opened.writestr("settings.json", b"{}", compress_type=method)
    assert "no backup of this program" in is_refused(path, paths)


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TRIGGER t AFTER INSERT ON encounters BEGIN DELETE FROM encounters; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE more (a)",
        "CREATE INDEX more ON people (name)",
        "DROP TABLE people",
        "ALTER TABLE people ADD COLUMN more TEXT",
        "CREATE VIRTUAL TABLE f USING fts4(a)",
    ],
)
def test_database_with_other_tables(tmp_path: Path, paths: Paths, script: str) -> None:
    """A database that would do something when it is written to, or is not as this program makes it, is refused."""
    path = forge(tmp_path / "a.zip", {"resonance.db": database_bytes(tmp_path / "other", script)})
    assert "other tables" in is_refused(path, paths)


def test_database_with_rows_of_nobody(tmp_path: Path, paths: Paths) -> None:
    """Rows below an encounter that is not there are damage."""
    script = "PRAGMA foreign_keys = OFF; INSERT INTO revives VALUES (999, 0, 1, 2, 3)"
    path = forge(tmp_path / "a.zip", {"resonance.db": database_bytes(tmp_path / "other", script)})
    assert "damaged" in is_refused(path, paths)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no database",
        b"SQLite format 3\0" + b"\1" * 5_000,
    ],
)
def test_file_that_is_no_database(tmp_path: Path, paths: Paths, content: bytes) -> None:
    """An empty one has no tables and is taken for a history not begun; anything else is refused."""
    path = forge(tmp_path / "a.zip", {"resonance.db": content})
    if content:
        assert is_refused(path, paths)
    else:
        assert restore(path, paths).encounters == 0


def test_database_of_another_program(tmp_path: Path, paths: Paths) -> None:
    """However sound it is."""
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE encounters (id)")
    path = forge(tmp_path / "a.zip", {"resonance.db": (tmp_path / "other.db").read_bytes()})
    assert "no history of this program" in is_refused(path, paths)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_database(tmp_path: Path, paths: Paths, seed: int) -> None:
    """It is refused, or what is restored is sound."""
    chance = random.Random(seed)
    content = bytearray(database_bytes(tmp_path / "other"))
    for _ in range(chance.choice((1, 10, 100))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    before = numbers_in(paths.database)
    try:
        restored = restore(forge(tmp_path / "a.zip", {"resonance.db": bytes(content)}), paths)
    except BackupError:
        assert numbers_in(paths.database) == before
    else:
        assert len(numbers_in(paths.database)) == restored.encounters


@pytest.mark.parametrize("content", [b"", b"nonsense", b"[]", b"[" * 99_999])
def test_settings_that_are_none(tmp_path: Path, paths: Paths, content: bytes) -> None:
    """They would be thrown away at the next start: better now."""
    assert "damaged" in is_refused(forge(tmp_path / "a.zip", {"settings.json": content}), paths)


def _truncated(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _changed(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3, 30))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _random(content: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(len(content) // 10)


@pytest.mark.parametrize("how", [_truncated, _changed, _random])
def test_damaged_zip(tmp_path: Path, paths: Paths, how: Callable[[bytes, random.Random], bytes]) -> None:
    """Any damage is a sentence, unless it is where nothing is read."""
    content = make(make_home(tmp_path / "other", 1), tmp_path, NOON).read_bytes()
    for seed in range(60):
        (tmp_path / "a.zip").write_bytes(how(content, random.Random(seed)))
        with suppress(BackupError):
            restore(tmp_path / "a.zip", paths)
            assert how is _changed
        assert numbers_in(paths.database) in ({7}, {1})


def test_no_file_at_all(tmp_path: Path, paths: Paths) -> None:
    """A sentence."""
    assert "No such file" in is_refused(tmp_path / "missing.zip", paths)


@pytest.mark.skipif(os.name == "nt", reason="no pipes in folders")
def test_pipe_in_place_of_a_backup(tmp_path: Path, paths: Paths) -> None:
    """Reading it would never end."""
    os.mkfifo(tmp_path / "backup.zip")
    assert is_refused(tmp_path / "backup.zip", paths) == "backup.zip is no backup of this program."
