"""Where an encounter is in which file, and who shows it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from resonance.obs import clips
from resonance.obs.clips import LEAD_MS, Clip, find, open_clip, play
from resonance.store import StoreError
from resonance.store.migrations import open_newest
from resonance.store.orders import SaveVideo
from resonance.store.saver import Saver
from resonance.store.videos import Span, Video, VideoKind

T = 1_760_000_000_000


@pytest.fixture
def video(tmp_path: Path) -> Video:
    """Its file is there."""
    (tmp_path / "a.mkv").write_bytes(b"video")
    spans = (Span(T, T + 60_000, 0), Span(T + 100_000, T + 200_000, 60_000))
    return Video("a", VideoKind.RECORDING, "0", "Rec", T, True, str(tmp_path / "a.mkv"), True, spans)


def test_clip_begins_a_little_before_the_fight(video: Video) -> None:
    """But never before the file."""
    path = Path(video.path or "")
    assert find([video], T + 30_000, T + 40_000) == Clip(path, 30_000 - LEAD_MS)
    assert find([video], T + 1_000, T + 9_000) == Clip(path, 0)
    assert find([video], T - 9_000, T + 9_000) == Clip(path, 0)
    assert find([video], T + 90_000, T + 110_000) == Clip(path, 60_000 - LEAD_MS)


def test_no_clip(video: Video, tmp_path: Path) -> None:
    """Of a time nothing shows, of another computer, of a stream, of a file that is gone, of what is no video,
    or no path."""
    (tmp_path / "a.exe").write_bytes(b"MZ")
    assert find([video], T + 70_000, T + 90_000) is None
    for change in (
        {"is_local": False},
        {"path": None},
        {"path": str(tmp_path / "b.mkv")},
        {"path": str(tmp_path / "a.exe")},
        {"path": "a.mkv"},
        {"path": str(tmp_path / f"{'a' * 5000}.mkv")},
    ):
        assert find([replace(video, **change)], T, T + 9) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(("player", "option"), [("mpv", "--start=12.5"), ("vlc", "--start-time=12.5")])
def test_player_that_can_begins_there(
    player: str, option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """mpv and VLC are told where."""
    started: list[Sequence[str]] = []
    monkeypatch.setattr(clips, "_start", started.append)
    monkeypatch.setattr(clips.shutil, "which", lambda name: f"/bin/{name}" if name == player else None)
    assert play(Clip(tmp_path / "a.mkv", 12_500))
    assert started == [(f"/bin/{player}", option, str(tmp_path / "a.mkv"))]


def test_system_opens_what_else_there_is(video: Video, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the user reads where in it the encounter is."""
    started: list[Sequence[str]] = []
    monkeypatch.setattr(clips, "_start", started.append)
    monkeypatch.setattr(clips.shutil, "which", lambda name: None)
    monkeypatch.setattr(clips.os, "startfile", lambda path: started.append((str(path),)), raising=False)
    database = tmp_path / "history.db"
    with closing(Saver(open_newest(database))) as saver:
        saver.write([SaveVideo(video)])
    assert open_clip(database, T + 30_000, T + 40_000) == "The encounter is at 00:27: a.mkv"
    assert started[0][-1] == video.path
    with pytest.raises(StoreError, match="No recording"):
        open_clip(database, T - 10, T - 5)
    (tmp_path / "a.mkv").rename(tmp_path / "moved.mkv")
    with pytest.raises(StoreError, match=r"no longer where it was recorded: a\.mkv"):
        open_clip(database, T + 30_000, T + 40_000)


def test_player_that_cannot_be_started(video: Video, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is told."""

    def fail(_: Sequence[str]) -> None:
        raise OSError(2, "no such program")

    monkeypatch.setattr(clips, "_start", fail)
    database = tmp_path / "history.db"
    with closing(Saver(open_newest(database))) as saver:
        saver.write([SaveVideo(video)])
    monkeypatch.setattr(clips.shutil, "which", lambda name: "/bin/mpv")
    with pytest.raises(StoreError, match="no such program"):
        open_clip(database, T, T + 10)
