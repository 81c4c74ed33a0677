"""`import`: encounters of others come into the own history, once."""

from __future__ import annotations

import os
import sqlite3
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path

import pytest

import rust_database
from resonance import import_command, importing
from resonance.combat.sums import group_totals
from resonance.importing import IMPORTERS, Importer, importer_of, report_lines
from resonance.store import StoreError, saving
from resonance.store.found import Skipped
from resonance.store.history import History


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("RESONANCE_HOME", str(folder))
    return folder


def run(*arguments: str | Path) -> int:
    parser = ArgumentParser()
    import_command.add_parser(parser.add_subparsers())
    chosen = parser.parse_args(["import", *map(str, arguments)])
    code: int = chosen.run(chosen)
    return code


def everything(database: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        return [row for name in names for row in connection.execute(f"SELECT '{name}', * FROM {name}")]


def test_file_of_the_rust_program(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its encounters stand in the history, and a sentence says how many."""
    assert run(rust_database.make(tmp_path / "rust.db", (1, 2, 3))) == 0
    output = capsys.readouterr().out
    assert "3 imported" in output
    assert "overheal" in output  # what is never in such a file is said
    with closing(History(home / "resonance.db")) as history:
        assert history.count() == 3
        assert group_totals(history.open_record(1)) == (2, 5_240, 700, 1_300)


def test_same_file_twice(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second time changes nothing; what is new in the file since then comes along."""
    path = rust_database.make(tmp_path / "rust.db", (1, 2))
    run(path)
    before = everything(home / "resonance.db")
    assert run(path) == 0
    assert "0 imported, 2 there already" in capsys.readouterr().out
    assert everything(home / "resonance.db") == before
    with closing(rust_database.RustDatabase(path, schema="")) as database:
        database.raid(3)
    run(path)
    assert "1 imported, 2 there already" in capsys.readouterr().out


def test_origin_and_favourites(tmp_path: Path, home: Path) -> None:
    """Each encounter says where it is from, and favourites stay what they were."""
    with closing(rust_database.RustDatabase(tmp_path / "rust.db")) as database:
        database.raid(1)
        database.raid(2, is_favorite=0)
    run(tmp_path / "rust.db")
    with closing(sqlite3.connect(home / "resonance.db")) as connection:
        found = connection.execute("SELECT imported, favourite FROM encounters ORDER BY started_at_ms").fetchall()
    assert found == [("Resonance Logs (Rust)", 1), ("Resonance Logs (Rust)", 0)]


def test_encounter_that_cannot_be_read(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The others come, and it is named with the reason."""
    path = rust_database.make(tmp_path / "rust.db", (1, 2))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE damage_skill_stats SET hits = 'many' WHERE encounter_id = 1")
    assert run(path) == 0
    output = capsys.readouterr().out
    assert "1 imported" in output
    assert "1 skipped" in output
    assert "was skipped: hits in damage_skill_stats makes no sense." in output


@pytest.mark.parametrize("content", [None, b"", b"no database at all", b"SQLite format 3\0" + b"\1" * 500])
def test_file_that_holds_no_encounters(tmp_path: Path, home: Path, content: bytes | None) -> None:
    """A sentence, and no history is begun for it."""
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError):
        run(path)
    assert not (home / "resonance.db").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_pipe(tmp_path: Path) -> None:
    """It is no file, and would never end."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreError):
        importer_of(tmp_path / "pipe")


def test_history_that_cannot_be_written(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The import ends with the reason, and not as if all were well."""
    monkeypatch.setattr(saving, "PATIENCE_S", 0.05)
    monkeypatch.setattr(saving, "STOP_S", 0.2)
    path = rust_database.make(tmp_path / "rust.db", range(1, 40))
    (home / "resonance.db").mkdir(parents=True)  # a folder in its place
    with pytest.raises(StoreError):
        run(path)


def test_more_encounters_than_may_wait(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading waits for writing, and everything arrives."""
    monkeypatch.setattr(saving, "MOST_WAITING", 1)
    run(rust_database.make(tmp_path / "rust.db", range(1, 30)))
    with closing(History(home / "resonance.db")) as history:
        assert history.count() == 29


def test_many_skipped_encounters() -> None:
    """Not all of them are named, but all are counted."""
    report = importing.ImportReport("x")
    report.skipped = [Skipped(1_700_000_000_000 + number, "a") for number in range(50)] + [Skipped(None, "b")] * 7
    lines = report_lines(report)
    assert len(lines) == 1 + importing.MOST_LINES + 2
    assert any(line.startswith("30 more were skipped: a") for line in lines)
    assert any(line.startswith("7 more were skipped: b") for line in lines)


def test_importer_is_found_by_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of a file does not matter, and another kind of file is one more line in the table."""
    other = Importer("Other", "Other", lambda head: head.startswith(b"OTHER"), lambda path, known: iter(()))
    monkeypatch.setattr(importing, "IMPORTERS", (*IMPORTERS, other))
    (tmp_path / "a.db").write_bytes(b"OTHER")
    assert importer_of(tmp_path / "a.db") is other
    assert importer_of(rust_database.make(tmp_path / "b.rlog")) is IMPORTERS[0]
