"""Moments become chapters by the rules of the platforms, and chapters become text that each of them takes."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonance import names
from resonance.chapters.making import SHORTEST_MS, Chapter, chapters, from_start, problem, shifted
from resonance.chapters.moments import LEVELS, Detail, Moment, Weight, moments
from resonance.chapters.sources import moment_ms, moment_words, of_time, of_video, video_words
from resonance.chapters.texts import ffmetadata, table, youtube
from resonance.combat.record import Result, SegmentResult
from resonance.events import player_id
from resonance.store.fought import Fallen, Fought, Pull
from resonance.store.videos import Span, Video, VideoKind

T = 1_760_000_000_000
EVENING = (
    Fought("a", T, T + 400_000, 13002, 1152, Result.KILL,
        (
            Pull(T + 60_000, T + 120_000, SegmentResult.WIPE, 1, 1152, 0.345),
            Pull(T + 180_000, T + 300_000, SegmentResult.KILL, 2, 1152, 0.0),
        ),
        (Fallen(T + 100_000, player_id(7), "Momoko"),),
    ),
    Fought("b", T + 500_000, T + 560_000, None, None, Result.SILENCE, (), ()),
)  # fmt: skip
NAMES = names.load("en")
BOSS = NAMES.monster(1152)


def titles(detail: Detail) -> list[tuple[int, str]]:
    """(seconds of the video, title)."""
    return [(each.at_ms // 1000, each.title) for each in chapters(moments(EVENING, detail, NAMES), from_start(T))]


def test_each_level_of_detail() -> None:
    """Encounters; pulls with how they end; their ends apart; deaths too."""
    scene = NAMES.scene(13002)
    assert titles(Detail.ENCOUNTERS) == [(0, f"{scene} · {BOSS} · kill"), (500, "Fight")]
    assert titles(Detail.PULLS) == [
        (0, "Start"),
        (60, f"{BOSS} · Pull 1 · wipe at 34.5 %"),
        (180, f"{BOSS} · Pull 2 · kill"),
        (500, "Fight"),
    ]
    assert titles(Detail.RESULTS)[1:5] == [
        (60, f"{BOSS} · Pull 1"),
        (120, f"{BOSS} · wipe at 34.5 %"),
        (180, f"{BOSS} · Pull 2"),
        (300, f"{BOSS} · kill"),
    ]
    assert (100, "Momoko dies") in titles(Detail.DEATHS)


def test_names_are_hidden_where_the_meter_hides_them() -> None:
    """In streamer mode no chapter names anybody."""
    hidden = names.load("en", hide_players=True)
    words = [each.words for each in moments(EVENING, Detail.DEATHS, hidden)]
    assert not [each for each in words if "Momoko" in each]
    assert len([each for each in words if each.endswith("dies")]) == 1


def test_heavier_moment_gets_the_chapter() -> None:
    """A death right before the kill gives way; and of what happens at the very beginning the first is called so."""
    found = [
        Moment(T + 2_000, Weight.PULL, "pull"),
        Moment(T + 55_000, Weight.DEATH, "death"),
        Moment(T + 60_000, Weight.KILL, "kill"),
    ]
    assert chapters(found, from_start(T)) == [Chapter(0, "pull"), Chapter(60_000, "kill")]


def test_pull_that_starts_the_recording_is_its_first_chapter() -> None:
    """OBS takes moments, with the replay buffer even seconds, until the first picture is in the file."""
    pull, kill = Moment(T - 4_000, Weight.PULL, "pull"), Moment(T + 60_000, Weight.KILL, "kill")
    assert chapters([pull, kill], from_start(T)) == [Chapter(0, "pull"), Chapter(60_000, "kill")]
    video = Video("0" * 32, VideoKind.RECORDING, "0" * 8, "OBS", T - 4_500, spans=(Span(T, T + 90_000, 0),))
    assert chapters([pull, kill], video.position_ms)[0] == Chapter(0, "pull")


def test_what_was_over_before_the_video_is_no_chapter() -> None:
    """Nor is what began long before it."""
    found = [Moment(T - SHORTEST_MS - 1, Weight.PULL, "pull"), Moment(T - 1, Weight.KILL, "kill")]
    assert chapters(found, from_start(T)) == []


def test_end_of_the_video() -> None:
    """What comes after it is no chapter, nor what would leave one shorter than ten seconds."""
    found = [Moment(T + at_s * 1000, Weight.PULL, str(at_s)) for at_s in (20, 85, 120)]
    assert chapters(found, from_start(T), 90_000) == [Chapter(0, "Start"), Chapter(20_000, "20")]


def test_nothing_in_the_video() -> None:
    """No chapters, and a sentence."""
    assert chapters([Moment(T - 1, Weight.KILL, "x")], from_start(T)) == []
    assert "Nothing" in problem([])
    assert "three" in problem([Chapter(0, "a"), Chapter(10_000, "b")])
    assert problem([Chapter(0, "a"), Chapter(10_000, "b"), Chapter(20_000, "c")]) == ""


@given(
    st.lists(
        st.tuples(st.integers(-100_000, 4_000_000), st.sampled_from(Weight), st.text()).map(
            lambda each: Moment(T + each[0], each[1], each[2])
        ),
        max_size=60,
    ),
    st.one_of(st.none(), st.integers(1, 4_000_000)),
    st.integers(-60_000, 60_000),
)
def test_rules_of_the_platforms_hold(found: list[Moment], duration_ms: int | None, offset_ms: int) -> None:
    """First at 0:00, ascending, none shorter than ten seconds; every title on one line, without what YouTube refuses.

    The first alone may be shorter, where the whole video is.
    """
    made = chapters(sorted(found), shifted(from_start(T), offset_ms), duration_ms)
    if not made:
        return
    assert made[0].at_ms == 0
    ends = [each.at_ms for each in made[1:]]
    assert all(end - each.at_ms >= SHORTEST_MS for each, end in zip(made, ends, strict=False))
    if duration_ms is not None and len(made) > 1:
        assert duration_ms - made[-1].at_ms >= SHORTEST_MS
    lines = youtube(made).splitlines()
    assert len(lines) == len(made)
    assert lines[0].startswith("0:00 ") or lines[0] == "0:00"
    assert not [line for line in lines if not re.match(r"(\d+:)?\d?\d:\d\d( |$)", line) or "<" in line or ">" in line]


def test_offset_moves_everything() -> None:
    """What would come before the beginning falls out."""
    place = shifted(from_start(T), -30_000)
    assert (place(T + 29_999), place(T + 30_000), place(T + 90_000)) == (None, 0, 60_000)


def test_offset_brings_in_what_was_outside() -> None:
    """A start that was said a minute too late is put right by a minute; so are both ends of a recording."""
    place = shifted(from_start(T + 60_000), 60_000)
    assert (place(T), place(T + 59_000)) == (0, 59_000)
    spans = (Span(T, T + 100_000, 0),)
    video = Video("a" * 32, VideoKind.RECORDING, "1", "OBS", T, ended=True, spans=spans)
    for offset_ms in (20_000, -20_000):
        place = shifted(of_video(video).place, offset_ms)
        assert [place(T - offset_ms), place(T - offset_ms + 100_000)] == [0, 100_000]
        assert place(T - offset_ms - 1) is None


def pulled(began_s: int, ended_s: int, result: SegmentResult) -> Pull:
    return Pull(T + began_s * 1000, T + ended_s * 1000, result, 1, 1152, None)


@pytest.mark.parametrize("detail", [Detail.RESULTS, Detail.DEATHS])
def test_end_that_gets_no_chapter_is_told_by_the_beginning(detail: Detail) -> None:
    """A recording that stops three seconds after the kill has no room for one; more detail never tells less."""
    kill = Fought("a", T, T + 63_000, 7, 1152, Result.KILL, (pulled(15, 60, SegmentResult.KILL),), ())
    (_, first) = chapters(moments([kill], detail, NAMES), from_start(T), 63_000)
    assert first.title == chapters(moments([kill], Detail.PULLS, NAMES), from_start(T), 63_000)[1].title
    assert first.title.endswith("kill")
    longer = [each.title for each in chapters(moments([kill], detail, NAMES), from_start(T), 90_000)]
    assert [title.endswith("kill") for title in longer] == [False, False, True]


def test_hours_of_youtube() -> None:
    """M:SS below an hour, H:MM:SS from there on."""
    assert youtube([Chapter(0, "a"), Chapter(599_999, "b <x>"), Chapter(3_661_000, "c\nd")]) == (
        "0:00 a\n9:59 b ‹x›\n1:01:01 c d\n"
    )


def test_table_is_harmless_in_a_spreadsheet() -> None:
    """A name that begins like a formula is a text."""
    rows = list(csv.reader(io.StringIO(table([Chapter(0, "=1+1"), Chapter(61_000, 'a,"b"')]))))
    assert rows == [["start_ms", "start", "title"], ["0", "0:00", "'=1+1"], ["61000", "1:01", 'a,"b"']]


def test_ffmpeg_reads_the_metadata(tmp_path: Path) -> None:
    """A video made with it has these chapters, with these titles."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    made = [Chapter(0, "Start = # ; \\ 龙"), Chapter(1_500, "kill"), Chapter(2_000, "end")]
    (tmp_path / "chapters").write_text(ffmetadata(made, 3_000), encoding="utf-8")
    video = tmp_path / "a.mkv"
    subprocess.run(
        [
            "ffmpeg",
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "color=c=blue:s=64x64:d=3",
            "-i",
            tmp_path / "chapters",
            "-map_metadata",
            "1",
            "-y",
            video,
        ],
        check=True,
    )
    probe = ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", video]
    told = json.loads(subprocess.run(probe, capture_output=True, check=True).stdout)["chapters"]
    found = [(float(each["start_time"]), float(each["end_time"]), each["tags"]["title"]) for each in told]
    assert found == [(0.0, 1.5, "Start = # ; \\ 龙"), (1.5, 2.0, "kill"), (2.0, 3.0, "end")]


def test_video_with_a_pause() -> None:
    """What was fought in the pause stands where the video goes on; the list names the file."""
    spans = (Span(T, T + 90_000, 0), Span(T + 200_000, T + 600_000, 90_000))
    video = Video("a", VideoKind.RECORDING, "0", "Rec", T, True, "C:\\videos\\a.mkv", True, spans)
    source = of_video(video)
    made = chapters(moments(EVENING, Detail.PULLS, NAMES), source.place, source.duration_ms)
    assert [each.at_ms for each in made] == [0, 60_000, 90_000, 390_000]
    assert video_words(video).endswith("Recording · Rec · a.mkv")


@pytest.mark.parametrize(
    "text",
    ["", "2026-11-21", "20:15", "2026-13-01 20:15", "2026-11-21 25:00", "0001-01-01 00:00x", "2026-11-21 20:15Z"],
)
def test_what_is_no_time(text: str) -> None:
    """It is said, not guessed."""
    assert moment_ms(text) is None


def test_time_that_was_typed() -> None:
    """With and without seconds, with a T, with one digit of the hour; and back."""
    at_ms = moment_ms("2026-11-21 09:05")
    assert at_ms is not None
    assert {moment_ms(each) for each in (" 2026-11-21T09:05:00 ", "2026-11-21 9:05")} == {at_ms}
    assert moment_ms(moment_words(at_ms)) == at_ms
    assert of_time(at_ms, at_ms + 5).duration_ms == 5
    assert of_time(at_ms).duration_ms is None


def test_levels_are_in_the_order_of_detail() -> None:
    """Each has at least as many moments as the one before it."""
    counts = [len(moments(EVENING, detail, NAMES)) for detail in LEVELS]
    assert counts == sorted(counts)


@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.integers(1, 40), st.sampled_from((SegmentResult.KILL, SegmentResult.WIPE))),
        min_size=1,
        max_size=12,
    )
)
def test_more_detail_tells_no_less(pulls: list[tuple[int, int, SegmentResult]]) -> None:
    """However short pulls and pauses are: what is a kill or a wipe at one level is one at the next."""
    found, at_s = [], 0
    for pause_s, length_s, result in pulls:
        at_s += pause_s
        found.append(pulled(at_s, at_s + length_s, result))
        at_s += length_s
    fought = Fought("a", T, T + at_s * 1000, 7, 1152, Result.KILL, tuple(found), ())
    told = [
        [each.title for each in chapters(moments([fought], detail, NAMES), from_start(T), (at_s + 30) * 1000)]
        for detail in (Detail.PULLS, Detail.RESULTS, Detail.DEATHS)
    ]
    counts = [sum(title.endswith(("kill", "wipe")) for title in titles) for titles in told]
    assert counts == sorted(counts)
