"""Notes about opened files, from one start of the program to the meter that runs."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from resonance import handover


def notes(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


def test_files_of_several_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, by their whole paths, once; the folder may be new."""
    folder = tmp_path / "data"
    monkeypatch.chdir(tmp_path)
    handover.leave(folder, [Path("a.rlog"), Path("Б 玩.rlog")])
    handover.leave(folder, [tmp_path / "c.rlog"])
    assert sorted(handover.take(folder)) == sorted(tmp_path / name for name in ("a.rlog", "Б 玩.rlog", "c.rlog"))
    assert handover.take(folder) == []
    assert notes(folder) == []


def test_thousands_of_files_with_long_names(tmp_path: Path) -> None:
    """They are more than a note may hold, and come all the same, in their order."""
    files = [tmp_path / f"{'玩' * 80} {number}.rlog" for number in range(3_000)]
    assert len(json.dumps([str(each) for each in files])) > handover.LARGEST_NOTE
    handover.leave(tmp_path, files)
    assert handover.take(tmp_path) == files
    assert notes(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes that are files")
def test_pipe_in_the_place_of_a_note(tmp_path: Path) -> None:
    """It is not waited for, and goes."""
    handover.leave(tmp_path, [Path("/a.rlog")])
    os.mkfifo(tmp_path / "opened-0.json")
    assert handover.take(tmp_path) == [Path("/a.rlog").absolute()]
    assert notes(tmp_path) == []


def test_no_folder(tmp_path: Path) -> None:
    """There is nothing to take."""
    assert handover.take(tmp_path / "data") == []


def test_old_note(tmp_path: Path) -> None:
    """What was opened yesterday does not open today, and does not stay."""
    handover.leave(tmp_path, [Path("a.rlog")])
    (note,) = tmp_path.iterdir()
    long_ago_s = time.time() - 2 * handover.FRESH_S
    os.utime(note, (long_ago_s, long_ago_s))
    assert handover.take(tmp_path) == []
    assert notes(tmp_path) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[" * 50_000,
        b"17",
        b'{"a": 1}',
        b'[1, null, {"a": []}]',
        json.dumps(["x" * handover.LARGEST_NOTE]).encode(),
    ],
)
def test_note_that_is_none(tmp_path: Path, content: bytes) -> None:
    """It opens nothing, keeps no other from being taken, and goes."""
    handover.leave(tmp_path, [Path("/a.rlog")])
    (tmp_path / "opened-0.json").write_bytes(content)
    assert handover.take(tmp_path) == [Path("/a.rlog").absolute()]
    assert notes(tmp_path) == []
