"""Files into the history: one after the other, told of in words, whatever one of them holds."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import ttkbootstrap

import rust_database
from helpers import wait_until
from resonance.store.history import History
from resonance.ui.file_import import FileImport


class Told:
    def __init__(self, root: ttkbootstrap.App, folder: Path) -> None:
        self.root = root
        self.database = folder / "own.db"
        self.lines: list[Sequence[str]] = []
        self.changes = 0
        self.asked: Sequence[str] = ()
        self.imports = FileImport(
            root, self.database, tell=self.lines.append, changed=self._changed, ask_files=lambda **_: self.asked
        )

    def _changed(self) -> None:
        self.changes += 1

    def wait(self) -> None:
        wait_until(lambda: not self.imports.is_busy, pump=self.root.update)

    def count(self) -> int:
        with contextlib.closing(History(self.database)) as history:
            return history.count()


@pytest.fixture
def told(tk_root: ttkbootstrap.App, tmp_path: Path) -> Iterator[Told]:
    tk_root.withdraw()
    told = Told(tk_root, tmp_path)
    yield told
    told.imports.close()


def rust_file(folder: Path) -> Path:
    return rust_database.make(folder / "resonance-logs.db")


def test_bad_files_among_good_ones(told: Told, tmp_path: Path) -> None:
    """Each bad one is a sentence, and the others are imported; what was there already is said, and not doubled."""
    good, bad = rust_file(tmp_path), tmp_path / "notes.db"
    bad.write_bytes(b"no encounters")
    told.imports.start([bad, tmp_path / "gone.rlog", good, good])
    told.wait()
    said = told.lines[-1]
    assert "notes.db holds no encounters" in said[0]
    assert "gone.rlog" in said[1]
    assert any("1 imported" in line for line in said)
    assert any("1 there already" in line for line in said)
    assert told.count() == 1
    assert told.changes == 4


def test_files_chosen_in_the_dialog(told: Told, tmp_path: Path) -> None:
    """None chosen is nothing done; while one is read, progress is told with its name."""
    told.imports.ask(told.root)
    assert not told.imports.is_busy
    told.asked = [str(rust_file(tmp_path))]
    told.imports.ask(told.root)
    told.wait()
    assert told.lines[0][0].startswith("Importing resonance-logs.db: 0 so far")
    assert told.count() == 1


def test_closed_while_importing(told: Told, tmp_path: Path) -> None:
    """Nobody is told anything afterwards."""
    told.imports.start([rust_file(tmp_path)])
    told.imports.close()
    before = len(told.lines)
    told.root.update()
    assert len(told.lines) == before
