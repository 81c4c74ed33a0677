"""`export`: a saved encounter to the terminal or to a file."""

from __future__ import annotations

import argparse
import errno
import json
from pathlib import Path

import pytest

from export_fights import make_record
from helpers import PATIENCE_S
from resonance import export_command
from resonance.command_output import UNUSABLE
from resonance.export.format_table import BY_KEY
from resonance.health import Health
from resonance.store import StoreError
from resonance.store.orders import SaveEncounter
from resonance.store.writer import Writer


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One encounter is saved, number 1."""
    monkeypatch.setenv("RESONANCE_HOME", str(tmp_path))
    from resonance import paths

    writer = Writer(paths.find().database, Health())
    writer.start()
    writer.offer(SaveEncounter("key", make_record("Anna", "Ben", "Cleo")))
    assert writer.stop(PATIENCE_S)
    return tmp_path


def export(*words: str) -> int:
    parser = argparse.ArgumentParser()
    export_command.add_parser(parser.add_subparsers())
    chosen = parser.parse_args(["export", *words])
    code: int = chosen.run(chosen)
    return code


@pytest.mark.parametrize("key", [key for key, each in BY_KEY.items() if each.kind == "text"])
def test_text_goes_to_the_terminal(home: Path, capfdbinary: pytest.CaptureFixture[bytes], key: str) -> None:
    """As it would stand in a file."""
    assert export("1", key) == 0
    printed = capfdbinary.readouterr().out
    assert b"Anna" in printed
    assert export("1", key, "--out", str(home / "x")) == 0
    assert (home / "x").read_bytes() == printed


def test_picture_needs_a_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody wants it in a terminal."""
    assert export("1", "png") == UNUSABLE
    assert "--out" in capsys.readouterr().err
    assert export("1", "png", "--out", str(home / "x.png")) == 0
    assert (home / "x.png").read_bytes().startswith(b"\x89PNG")


def test_what_can_be_chosen(home: Path) -> None:
    """View, number of players, title and hidden names."""
    out = home / "x.md"
    assert export("1", "markdown", "--top", "2", "--view", "taken", "--title", "{boss}!", "--out", str(out)) == 0
    text = out.read_text(encoding="utf-8")
    assert text.startswith("Kartgriff!\n")
    assert "DTPS" in text
    assert "Cleo" in text
    assert "Anna" not in text
    assert export("1", "markdown", "--anonymise", "--out", str(out), "--force") == 0
    assert "Cleo" not in out.read_text(encoding="utf-8")


def test_settings_count(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Columns, number style and streamer mode are those of the windows."""

    chosen = {"columns_damage": ["hits"], "hide_names": True}
    (home / "settings.json").write_text(json.dumps(chosen), encoding="utf-8")
    assert export("1", "tsv") == 0
    printed = capfdbinary.readouterr().out
    assert b"hits" in printed
    assert b"per_second" not in printed
    assert b"Anna" not in printed


def test_file_that_is_there(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is somebody's, and stays unless it may be replaced."""
    out = home / "x.txt"
    out.write_text("mine")
    assert export("1", "text", "--out", str(out)) == UNUSABLE
    assert "--force" in capsys.readouterr().err
    assert out.read_text() == "mine"
    assert export("1", "text", "--out", str(out), "--force") == 0
    assert "Anna" in out.read_text(encoding="utf-8")


def test_what_cannot_be(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence each: a folder that is not there, a template, an encounter, a number."""
    assert export("1", "text", "--out", str(home / "no" / "x")) == UNUSABLE
    assert "cannot be written" in capsys.readouterr().err
    assert export("1", "text", "--title", "{nothing}") == UNUSABLE
    assert "{nothing}" in capsys.readouterr().err
    with pytest.raises(StoreError):
        export("99", "text")
    for count in ("0", "-1", "many"):
        with pytest.raises(SystemExit):
            export("1", "text", "--top", count)


def test_disk_full_while_a_file_is_replaced(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old file stays as it was, and nothing half written is left."""
    out = home / "fight.txt"
    out.write_text("older")
    write = Path.write_bytes

    def fill_the_disk(path: Path, content: bytes) -> int:
        write(path, content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill_the_disk)
    assert export("1", "text", "--out", str(out), "--force") == UNUSABLE
    assert out.read_text() == "older"
    assert not list(home.glob("*.part"))


@pytest.mark.parametrize("number", ["9" * 30, "x"])
def test_number_that_no_list_has(number: str, home: Path) -> None:
    """It is refused as any other wrong argument."""
    with pytest.raises(SystemExit) as ended:
        export(number, "text")
    assert ended.value.code == UNUSABLE
