"""`rebuild` as a user types it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import command_line


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """With two saved fights: number 1 has a wipe, a reset and a kill."""
    for scenario in ("raid", "dungeon"):
        run(tmp_path, "simulate", scenario, "--out", tmp_path / f"{scenario}.pcap")
        run(tmp_path, "replay", tmp_path / f"{scenario}.pcap", "--speed", "max", "--terminal", "--save")
    return tmp_path


def run(home: Path, *arguments: object, code: int = 0) -> str:
    """What the command says."""
    done = command_line.run(home, *arguments, code=code)
    return done.stdout + done.stderr


def change(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "resonance.db")) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(statement)


def test_rebuild(home: Path) -> None:
    """Corrections stay; wrong numbers are put right and said; what has no journal is left as it is."""
    run(home, "history", 1, "--wipe", 2)
    run(home, "history", 1, "--merge", 2)
    corrected = run(home, "history", 1)
    assert sorted(run(home, "rebuild").splitlines()) == ["1: nothing is different.", "2: nothing is different."]
    change(home, "UPDATE tallies SET amount = amount / 2 WHERE encounter_id = 1")
    change(home, "DELETE FROM journal_chunks WHERE encounter_id = 2")
    before = run(home, "history", 2)
    first, second = sorted(run(home, "rebuild").splitlines())
    assert first.startswith("1: damage ")
    assert "were not saved" in second
    assert run(home, "history", 1) == corrected
    assert run(home, "history", 2) == before
    assert run(home, "rebuild", 1) == "1: nothing is different.\n"
    assert "were not saved" in run(home, "rebuild", 2, code=2)
    assert "no longer in the history" in run(home, "rebuild", 77, code=2)
