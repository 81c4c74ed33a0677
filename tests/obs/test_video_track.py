"""What OBS says, in its order -> which moment is where in which video."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from resonance.obs.connection import Connection
from resonance.obs.video_track import DRIFT_MS, ENCODER_DELAY_MS, VideoTrack
from resonance.store.videos import Span, Video, VideoKind

T = 1_760_000_000_000
CONNECTION = Connection("00000000", "Recording machine")


class Saved(dict[str, Video]):
    def save(self, video: Video) -> None:
        self[video.key] = video


def make_track(saved: Saved, connection: Connection = CONNECTION) -> VideoTrack:
    return VideoTrack(VideoKind.RECORDING, connection, saved.save)


def tell(track: VideoTrack, said: Sequence[tuple[int, int]]) -> None:
    """(ms since T, outputDuration) of a recording that runs."""
    for at_ms, duration_ms in said:
        track.status(T + at_ms, active=True, paused=False, duration_ms=duration_ms)


def test_file_begins_at_the_first_key_frame() -> None:
    """With the replay buffer running it does so seconds after the start; only outputDuration tells."""
    saved = Saved()
    track = make_track(saved)
    track.started(T, "/a.mkv")
    tell(track, [(1_000, 0), (4_000, 0)])
    assert track.wants_anchor
    tell(track, [(5_000, 1_000), (10_000, 6_000)])
    assert not track.wants_anchor
    assert track.video is not None
    begin_ms = T + 4_000 - ENCODER_DELAY_MS
    assert track.video.spans == (Span(begin_ms, T + 10_000, 0),)
    assert track.video.position_ms(begin_ms + 123) == 123
    assert track.video.position_ms(begin_ms - 1) is None


def test_recording_that_is_seen_before_its_start_is_told() -> None:
    """As when something else starts it while OBS is asked: it is one video, with its file."""
    saved = Saved()
    track = make_track(saved)
    tell(track, [(0, 0)])
    track.started(T + 1, "/a.mkv")
    assert [(each.started_at_ms, each.path, each.ended) for each in saved.values()] == [(T + 1, "/a.mkv", False)]


def test_start_after_a_recording_of_before_is_another_video() -> None:
    """Whose end nobody has heard, and of which nothing is known either."""
    saved = Saved()
    track = make_track(saved)
    track.resume(Video("0" * 32, VideoKind.RECORDING, CONNECTION.key, CONNECTION.name, T))
    track.started(T + 60_000, "/b.mkv")
    assert [(each.path, each.ended) for each in saved.values()] == [(None, True), ("/b.mkv", False)]


def test_pause_is_a_gap() -> None:
    """Nothing of a pause is in the file: what happened in it is where the file goes on."""
    saved = Saved()
    track = make_track(saved)
    track.started(T, None)
    tell(track, [(1_000, 1_000)])
    track.interrupted(T + 2_000)
    track.status(T + 2_100, active=True, paused=True, duration_ms=2_000)
    tell(track, [(60_000, 2_000), (65_000, 7_000)])
    video = track.stopped(T + 66_000, "/a.mkv")
    assert video is not None
    first, second = video.spans
    assert (first.to_ms, second.from_ms) == (T + 2_000, T + 60_000)
    assert video.position_ms(T + 30_000) == second.offset_ms == 2_000 + ENCODER_DELAY_MS
    assert video.position_ms(T + 61_000) == second.offset_ms + 1_000
    assert (video.ended, video.path, video.end_ms) == (True, "/a.mkv", T + 66_000)


def test_pause_nobody_told_of() -> None:
    """Time that passed without the file growing is found by the next look."""
    saved = Saved()
    track = make_track(saved)
    track.started(T, None)
    tell(track, [(1_000, 1_000), (6_000, 3_000)])
    assert track.video is not None
    assert [span.offset_ms for span in track.video.spans] == [0, 3_000 + ENCODER_DELAY_MS]


def test_small_differences_are_no_interruption() -> None:
    """A reply that took a little longer begins nothing new."""
    saved = Saved()
    track = make_track(saved)
    track.started(T, None)
    tell(track, [(1_000, 1_000), (6_000, 6_000 - DRIFT_MS), (11_000, 11_000 + DRIFT_MS)])
    assert track.video is not None
    assert len(track.video.spans) == 1


def test_shift_of_the_user_moves_bookmarks() -> None:
    """Who finds them too early by 2 s says so once."""
    saved = Saved()
    track = make_track(saved, Connection("00000000", "x", shift_ms=2_000))
    track.started(T, None)
    tell(track, [(1_000, 1_000)])
    assert track.video is not None
    assert track.video.position_ms(T + 1_000) == 3_000 + ENCODER_DELAY_MS


def test_recording_that_was_running_before() -> None:
    """Of what was before nobody knows whether it was paused: only what is seen gets a place."""
    saved = Saved()
    track = make_track(saved)
    tell(track, [(60_000, 20_000), (65_000, 25_000)])
    assert track.video is not None
    assert track.video.spans == (Span(T + 60_000, T + 65_000, 20_000 + ENCODER_DELAY_MS),)
    assert len(saved) == 1


@pytest.mark.parametrize("duration_ms", [500, 90_000])
def test_another_recording_runs_after_a_loss(duration_ms: int) -> None:
    """A file that is shorter than the one before, or longer than it can have become, is another one."""
    saved = Saved()
    track = make_track(saved)
    track.started(T, None)
    tell(track, [(10_000, 10_000)])
    track.doubt()
    tell(track, [(20_000, duration_ms)])
    assert len(saved) == 2
    assert [video.ended for video in saved.values()] == [True, False]


def test_split_file() -> None:
    """OBS goes on in another file, while outputDuration goes on counting."""
    saved = Saved()
    track = make_track(saved)
    track.started(T, "/1.mkv")
    tell(track, [(5_000, 5_000), (10_000, 10_000)])
    track.split(T + 10_000, "/2.mkv")
    tell(track, [(12_000, 12_000)])
    track.stopped(T + 15_000, "/2.mkv")
    first, second = saved.values()
    assert (first.path, second.path) == ("/1.mkv", "/2.mkv")
    assert first.ended
    assert second.ended
    assert second.position_ms(T + 12_000) == 2_000 + ENCODER_DELAY_MS
    assert first.position_ms(T + 12_000) is None


def test_stop_of_what_nobody_knew() -> None:
    """Nothing comes of it."""
    saved = Saved()
    assert make_track(saved).stopped(T, "/a.mkv") is None
    assert not saved


def test_path_of_another_computer_is_not_local() -> None:
    """It must never be opened or renamed here."""
    saved = Saved()
    track = make_track(saved, Connection("00000000", "x", "192.168.1.20"))
    track.started(T, "C:/videos/a.mkv")
    assert track.video is not None
    assert not track.video.is_local
