"""Videos and what was fought while they ran, in the database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store_records import STARTED_AT_MS, make_record

from resonance.combat.clock import Clock, Clocks
from resonance.combat.record import SegmentResult
from resonance.events import player_id
from resonance.store import StoreError, migrations
from resonance.store.history import History
from resonance.store.migrations import open_newest, pragma
from resonance.store.orders import Delete, SaveEncounter, SaveVideo
from resonance.store.people import Person, save_people
from resonance.store.saver import Saver
from resonance.store.search import Query
from resonance.store.videos import Span, Video, VideoKind

T = STARTED_AT_MS
VIDEO = Video(
    "a" * 32,
    VideoKind.RECORDING,
    "00000000",
    "Recording machine",
    T,
    True,
    "/videos/漢字.mkv",
    True,
    (Span(T + 100, T + 10_000, 0), Span(T + 30_000, T + 40_000, 9_900)),
)


def test_video_is_read_back(saver: Saver, history: History) -> None:
    """Equal to what was saved, also after it was saved again with other stretches."""
    first = replace(VIDEO, ended=False, path=None, spans=())
    saver.write([SaveVideo(first)])
    assert history.running_videos() == [first]
    saver.write([SaveVideo(VIDEO)])
    assert history.videos(10) == [VIDEO]
    assert history.video(VIDEO.key) == VIDEO
    assert history.video("b" * 32) is None
    assert history.running_videos() == []


@pytest.mark.parametrize(
    ("from_ms", "to_ms", "found"),
    [(0, 99, False), (0, 100, True), (5_000, 6_000, True), (10_001, 29_999, False), (39_000, 90_000, True)],
)
def test_video_is_found_by_what_it_shows(saver: Saver, history: History, from_ms: int, to_ms: int, found: bool) -> None:
    """A pause shows nothing."""
    saver.write([SaveVideo(VIDEO)])
    assert bool(history.videos_showing(T + from_ms, T + to_ms)) is found


@pytest.mark.parametrize(
    ("at_ms", "position_ms"),
    [(99, None), (100, 0), (5_100, 5_000), (20_000, 9_900), (31_000, 10_900), (40_001, None)],
)
def test_moments_have_their_place(at_ms: int, position_ms: int | None) -> None:
    """Of an interruption it is where the video goes on."""
    assert VIDEO.position_ms(T + at_ms) == position_ms
    assert VIDEO.duration_ms == 19_900


def test_newest_video_comes_first(saver: Saver, history: History) -> None:
    """As in every list."""
    later = replace(VIDEO, key="b" * 32, started_at_ms=T + 1, kind=VideoKind.STREAM)
    saver.write([SaveVideo(VIDEO), SaveVideo(later)])
    assert [each.key for each in history.videos(1)] == [later.key]


def test_file_of_the_first_version_gets_the_tables(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its rows stay; a reader that comes before the writer gets a sentence."""
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", migrations.STEPS[:1])
        with closing(open_newest(path)) as old:
            save_people(old, [Person(player_id(1), T, "Momoko")])
    with closing(History(path)) as early:
        with pytest.raises(StoreError):
            early.videos(1)
        assert len(early.people()) == 1
    with closing(open_newest(path)) as connection:
        assert pragma(connection, "user_version") == len(migrations.STEPS)
    with closing(Saver(open_newest(path))) as saver, closing(History(path)) as history:
        saver.write([SaveVideo(VIDEO)])
        assert history.videos(1) == [VIDEO]
        assert len(history.people()) == 1


def test_spans_go_with_their_video(connection: sqlite3.Connection) -> None:
    """No rows are left behind."""
    with closing(Saver(connection)) as saver:
        saver.write([SaveVideo(VIDEO)])
        connection.execute("DELETE FROM videos")
        assert connection.execute("SELECT count(*) FROM video_spans").fetchone() == (0,)


def test_what_was_fought_in_a_time(saver: Saver, history: History) -> None:
    """Encounters with a part of it, oldest first, with their pulls and the deaths of players; nothing deleted."""
    for number in range(4):
        saver.write([SaveEncounter(str(number), make_record(number, ended=True))])
    saver.write([Delete(("2",), T)])
    found = history.fought(T + 60_000, T + 200_000)
    assert [each.key for each in found] == ["1", "3"]
    record = make_record(1, ended=True)
    bosses = [each for each in record.segments if each.boss is not None]
    pulls = [(each.started_at_ms, each.ended_at_ms, each.attempt) for each in found[0].pulls]
    assert pulls == [(each.started_at_ms, each.ended_at_ms, each.attempt) for each in bosses]
    assert found[0].pulls[0].result is SegmentResult.KILL
    assert found[0].pulls[0].boss_hp == 0.0
    assert [each.at_ms for each in found[0].deaths] == [each.at_ms for each in record.deaths]
    assert history.fought(T + 10**9, T + 10**10) == []


def test_end_of_a_fight_that_the_boss_began(saver: Saver, history: History) -> None:
    """The group's clock begins with its own first hit, later than the encounter does; its end is a time."""
    record = make_record(1, ended=True)
    record.clocks = Clocks(Clock(record.started_at_ms + 30_000, record.started_at_ms + 60_000, 30_000))
    saver.write([SaveEncounter("1", record)])
    (found,) = history.fought(record.started_at_ms + 40_000, record.started_at_ms + 70_000)
    assert found.ended_at_ms == record.started_at_ms + 60_000
    (line,) = history.search(Query(), 1)
    assert line.last_ms == found.ended_at_ms


def test_end_of_a_fight_in_which_nobody_hit_back(saver: Saver, history: History) -> None:
    """It ends with its last segment."""
    record = make_record(1, ended=True)
    record.clocks = Clocks()
    saver.write([SaveEncounter("1", record)])
    (found,) = history.fought(record.started_at_ms + 40_000, record.started_at_ms + 70_000)
    assert found.ended_at_ms == record.started_at_ms + 50_000
