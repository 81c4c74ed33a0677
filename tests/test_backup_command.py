"""`backup` and `restore` on the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

import pytest

from backups import language_in, make_home, numbers_in, save
from resonance import backup_command
from resonance.command_output import UNUSABLE
from resonance.paths import Paths


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.setenv("RESONANCE_HOME", str(tmp_path / "home"))
    return make_home(tmp_path / "home", 1)


def run(*arguments: str | Path) -> int:
    parser = ArgumentParser()
    backup_command.add_parser(parser.add_subparsers())
    chosen = parser.parse_args([str(argument) for argument in arguments])
    code: int = chosen.run(chosen)
    return code


def made(folder: Path) -> Path:
    (path,) = folder.glob("ResonanceLogs-*.zip")
    return path


def answer(words: str) -> Callable[[str], str]:
    return lambda question: words


def test_there_and_back(home: Paths, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentences say where the zip is, and what became of the files there were."""
    assert run("backup", "--out", tmp_path / "out") == 0
    assert str(made(tmp_path / "out")) in capsys.readouterr().out
    save(home.database, 2)
    assert run("restore", made(tmp_path / "out"), "--yes") == 0
    output = capsys.readouterr().out
    assert "before-restore" in output
    assert "Encounters in the history now: 1." in output
    assert numbers_in(home.database) == {1}


def test_without_a_folder(home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The zip comes into the folder one stands in."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert run("backup") == 0
    assert made(tmp_path / "here")


@pytest.mark.parametrize(("words", "is_done"), [("y", True), ("YES ", True), ("", False), ("n", False)])
def test_question_before_restoring(
    home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, is_done: bool
) -> None:
    """Nothing but a yes replaces anything."""
    run("backup", "--out", tmp_path)
    save(home.database, 2)
    monkeypatch.setattr("builtins.input", answer(words))
    assert run("restore", made(tmp_path)) == (0 if is_done else UNUSABLE)
    assert numbers_in(home.database) == ({1} if is_done else {1, 2})


def test_nobody_there_to_answer(
    home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a script without --yes nothing happens."""
    run("backup", "--out", tmp_path)

    def nobody(question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    assert run("restore", made(tmp_path)) == UNUSABLE
    assert "Nothing was changed." in capsys.readouterr().err


@pytest.mark.parametrize("agreed", [["--yes"], []])
def test_zip_that_is_none(
    home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], agreed: list[str]
) -> None:
    """One sentence on stderr, before anything is asked."""
    monkeypatch.setattr("builtins.input", pytest.fail)
    (tmp_path / "x.zip").write_bytes(b"nonsense")
    assert run("restore", tmp_path / "x.zip", *agreed) == UNUSABLE
    assert "x.zip is no backup" in capsys.readouterr().err
    assert language_in(home) == "en"


def test_folder_that_cannot_be_written(home: Paths, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence on stderr."""
    (tmp_path / "file").write_bytes(b"")
    assert run("backup", "--out", tmp_path / "file") == UNUSABLE
    assert "cannot be written to" in capsys.readouterr().err
