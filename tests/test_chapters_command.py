"""`chapters`: the list of videos, and the chapters of one of them."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from export_fights import make_record
from helpers import PATIENCE_S
from resonance import chapters_command
from resonance.chapters.sources import moment_words
from resonance.health import Health
from resonance.store.orders import SaveEncounter, SaveVideo
from resonance.store.videos import Span, Video, VideoKind
from resonance.store.writer import Writer

RECORD = make_record("Anna", "Ben")
BEGUN_MS = RECORD.started_at_ms // 1000 * 1000 - 30_000
VIDEO = Video(
    "a", VideoKind.RECORDING, "0", "Rec", BEGUN_MS, True, "/a.mkv", True, (Span(BEGUN_MS, BEGUN_MS + 900_000, 0),)
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One encounter, and one recording that shows it."""
    monkeypatch.setenv("RESONANCE_HOME", str(tmp_path))
    writer = Writer(tmp_path / "resonance.db", Health())
    writer.start()
    writer.offer(SaveEncounter("key", RECORD))
    writer.offer(SaveVideo(VIDEO))
    assert writer.stop(PATIENCE_S)
    return tmp_path


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    chapters_command.add_parser(parser.add_subparsers())
    chosen = parser.parse_args(["chapters", *words])
    code: int = chosen.run(chosen)
    return code


def test_list_of_videos(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without arguments, numbered for --video."""
    assert run() == 0
    assert "  1  " in capsys.readouterr().out


def test_no_history_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence says what else can be done, and no database is made."""
    monkeypatch.setenv("RESONANCE_HOME", str(tmp_path))
    assert run() == 0
    assert "--start" in capsys.readouterr().out
    assert not (tmp_path / "resonance.db").exists()


def test_video_and_start_time_give_the_same(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """A recording nobody has tracked has chapters too."""
    assert run("--video", "1", "--detail", "deaths") == 0
    of_video = capfdbinary.readouterr().out
    assert of_video.startswith(b"0:00 ")
    assert of_video.count(b"\n") >= 2
    assert run("--start", moment_words(BEGUN_MS), "--detail", "deaths") == 0
    assert capfdbinary.readouterr().out == of_video


def test_file_is_written_and_never_replaced(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second time it refuses."""
    out = home / "chapters.csv"
    assert run("--video", "1", "--format", "csv", "--out", str(out)) == 0
    written = out.read_bytes()
    assert written.startswith(b"start_ms,start,title\r\n0,0:00,")
    assert run("--video", "1", "--out", str(out)) == 2
    assert out.read_bytes() == written


@pytest.mark.parametrize(
    "words",
    [
        ("--video", "2"),
        ("--video", "0"),
        ("--start", "2020-01-01 00:00"),
        ("--end", "2020-01-01 00:00"),
        ("--start", "2020-01-02 00:00", "--end", "2020-01-01 00:00"),
    ],
)
def test_what_cannot_be_had(home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    """One clear sentence, and exit code 2."""
    assert run(*words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
