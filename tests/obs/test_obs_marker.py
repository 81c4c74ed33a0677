"""Names of files: what they tell, and that no recording is ever lost by one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from resonance.obs import marker
from resonance.obs.marker import LONGEST, file_stem, is_video, rename

AT = datetime(2026, 11, 21, 20, 15, 3)


def make_video(folder: Path, name: str = "a.mkv", content: bytes = b"video") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_name_tells_what_is_in_it() -> None:
    """Date, scene, boss, result, pull; what is not known is left out."""
    parts = ["Tower of Ruin", "Muku Chief", "kill", "Pull 3"]
    assert file_stem(AT, [*parts]) == "2026-11-21 20-15-03 Tower of Ruin Muku Chief kill Pull 3"
    assert file_stem(AT, [None, "", None]) == "2026-11-21 20-15-03"


@pytest.mark.parametrize(
    "name", ['a<b>:"c/d\\e|f?g*h', "tail. . ", "x" * 500, "a\x00b\nc", "../../etc/passwd", "漢字 👻"]
)
def test_name_is_one_that_every_system_takes(name: str) -> None:
    """Whatever a scene is called, the file stays in its folder."""
    stem = file_stem(AT, [name])
    assert not set(stem) & set('<>:"/\\|?*\x00\n')
    assert len(stem) <= LONGEST
    assert stem == stem.rstrip(" .")


def test_file_is_renamed_beside_itself(tmp_path: Path) -> None:
    """Its content and its suffix stay."""
    renamed = rename(make_video(tmp_path, "a.MP4"), "new name")
    assert renamed == tmp_path / "new name.MP4"
    assert renamed.read_bytes() == b"video"
    assert list(tmp_path.iterdir()) == [renamed]


def test_name_that_is_taken(tmp_path: Path) -> None:
    """No other recording is overwritten."""
    make_video(tmp_path, "new.mkv", b"other")
    renamed = rename(make_video(tmp_path), "new")
    assert renamed == tmp_path / "new (2).mkv"
    assert (tmp_path / "new.mkv").read_bytes() == b"other"


def test_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There too, nothing is overwritten."""

    def fail(*_: object) -> None:
        raise OSError("not supported")

    monkeypatch.setattr(marker.os, "link", fail)
    make_video(tmp_path, "new.mkv", b"other")
    assert rename(make_video(tmp_path), "new") == tmp_path / "new (2).mkv"
    assert (tmp_path / "new.mkv").read_bytes() == b"other"


def test_file_that_somebody_has_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows while OBS makes an mp4 of it: it keeps its name."""

    def fail(*_: object) -> None:
        raise PermissionError("in use")

    monkeypatch.setattr(marker, "_move", fail)
    path = make_video(tmp_path)
    assert rename(path, "new") == path
    assert path.exists()


@pytest.mark.parametrize("name", ["a.exe", "a.lnk", "a", "a.mkv.bat"])
def test_only_videos_are_touched(tmp_path: Path, name: str) -> None:
    """OBS, or who pretends to be it, may tell any path."""
    path = make_video(tmp_path, name)
    assert not is_video(path)
    assert rename(path, "new") == path
    assert path.exists()


def test_path_that_is_no_file(tmp_path: Path) -> None:
    """Gone, a folder, or relative: nothing happens."""
    (tmp_path / "folder.mkv").mkdir()
    for path in (tmp_path / "gone.mkv", tmp_path / "folder.mkv", Path("a.mkv")):
        assert rename(path, "new") == path
