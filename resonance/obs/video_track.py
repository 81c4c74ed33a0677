"""VideoTrack: what one OBS records, or streams, now -> the Video, with its interruptions. Pure.

A moment's place in the file is what OBS calls outputDuration, and a little: what the encoder is behind. It is not the
time since the start: with the replay buffer running a file begins seconds later, at the next key frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from resonance.obs.connection import Connection
from resonance.store.videos import Span, Video, VideoKind

ENCODER_DELAY_MS = 350
"""Between outputDuration and the place in the file: 100 to 600 ms by quality and frame rate, steady within a file."""

DRIFT_MS = 250
"""More than this between the place that was expected and the one that OBS tells: it was interrupted meanwhile."""

SAME_MS = 2_000
"""A recording that is found running is the one of before if it went on for no longer than the time that passed."""


class VideoTrack:
    """Told what OBS says, in its order; times are Unix ms. Each change goes to `save`."""

    def __init__(self, kind: VideoKind, connection: Connection, save: Callable[[Video], object]) -> None:
        self._kind = kind
        self._connection = connection
        self._save = save
        self.video: Video | None = None  # None = nothing runs
        self._is_open = False  # its last span goes on
        self._base_ms = 0  # of outputDuration: where the file began, if it is not the first of a split recording
        self._is_sure = False  # what runs is this video, and no other one

    @property
    def wants_anchor(self) -> bool:
        """It runs, and nobody knows yet where in the file it is."""
        return self.video is not None and not self._is_open

    def resume(self, video: Video) -> None:
        """It was running when it was heard of last. `status` tells whether it still is."""
        self.video, self._is_open, self._base_ms = video, bool(video.spans), 0
        self._is_sure = False

    def doubt(self) -> None:
        """Nobody has listened for a while: another video may run by now."""
        self._is_sure = False

    def started(self, at_ms: int, path: str | None) -> None:
        if self._is_sure and self.video is not None and not self.video.spans and self.video.path is None:
            self._name(at_ms, path)  # `status` has seen it a moment before
        else:
            self._finish()
            self._begin(at_ms, path)
        self._base_ms, self._is_sure = 0, True

    def status(self, at_ms: int, *, active: bool, paused: bool, duration_ms: int) -> None:
        """`duration_ms`: outputDuration, or 0 while nothing is in the file yet."""
        if not active:
            self._finish()
            return
        position_ms = duration_ms - self._base_ms + ENCODER_DELAY_MS + self._connection.shift_ms
        if self.video is not None and not self._is_sure and not self._may_be_same(at_ms, position_ms):
            self._finish()
        if self.video is None:
            self._begin(at_ms - duration_ms, None)
            self._is_sure = True
            self._is_open = False
            if duration_ms > 0 and not paused:
                self._anchor(at_ms, max(0, position_ms))
            return
        self._is_sure = True
        if paused or duration_ms <= 0:
            self._is_open = False
        elif not self._is_open and not self.video.spans:
            self._anchor(at_ms - max(0, position_ms), 0, at_ms)  # from its first frame on
        else:
            self._go_on(at_ms, max(0, position_ms))

    def interrupted(self, at_ms: int) -> None:
        """Paused, or the stream has lost its server."""
        if self.video is not None and self._is_open:
            self._extend(at_ms)
            self._is_open = False

    def split(self, at_ms: int, path: str | None) -> None:
        """OBS goes on in another file."""
        if self.video is None:
            return
        begun_ms = self._base_ms
        if self._is_open:
            self._extend(at_ms)
            begun_ms += self.video.duration_ms - ENCODER_DELAY_MS - self._connection.shift_ms
        self._finish()
        self._begin(at_ms, path)
        self._base_ms, self._is_sure = begun_ms, True

    def stopped(self, at_ms: int, path: str | None) -> Video | None:
        """The whole video; None = nobody knew of it."""
        if self.video is None:
            return None
        if self._is_open:
            self._extend(at_ms)
        if path is not None:
            self._use_path(path)
        return self._finish()

    def renamed(self, video: Video, path: str) -> None:
        """The file of a video that has ended has another name now."""
        self._save(replace(video, path=path))

    def _begin(self, at_ms: int, path: str | None) -> None:
        self.video = Video(uuid4().hex, self._kind, self._connection.key, self._connection.name, at_ms)
        self._is_open = False
        self._name(at_ms, path)

    def _name(self, at_ms: int, path: str | None) -> None:
        """What runs began then, and this is its file."""
        assert self.video is not None
        self.video = replace(self.video, started_at_ms=at_ms)
        if path is not None:
            self._use_path(path)
        self._save(self.video)

    def _finish(self) -> Video | None:
        video, self.video, self._is_open = self.video, None, False
        if video is not None:
            video = replace(video, ended=True)
            self._save(video)
        return video

    def _may_be_same(self, at_ms: int, position_ms: int) -> bool:
        assert self.video is not None
        at_most_ms = self.video.duration_ms + at_ms - self.video.end_ms
        return self.video.duration_ms - SAME_MS <= position_ms <= at_most_ms + SAME_MS

    def _go_on(self, at_ms: int, position_ms: int) -> None:
        assert self.video is not None
        span = self.video.spans[-1] if self._is_open and self.video.spans else None
        expected_ms = span.offset_ms + at_ms - span.from_ms if span is not None else None
        if expected_ms is not None and abs(position_ms - expected_ms) <= DRIFT_MS:
            self._extend(at_ms)
        else:
            self._anchor(at_ms, position_ms)

    def _anchor(self, at_ms: int, position_ms: int, to_ms: int | None = None) -> None:
        assert self.video is not None
        span = Span(at_ms, at_ms if to_ms is None else to_ms, position_ms)
        self._use(replace(self.video, spans=(*self.video.spans, span)))
        self._is_open = True

    def _extend(self, at_ms: int) -> None:
        assert self.video is not None
        last = self.video.spans[-1]
        if at_ms > last.to_ms:
            self._use(replace(self.video, spans=(*self.video.spans[:-1], last._replace(to_ms=at_ms))))

    def _use_path(self, path: str) -> None:
        assert self.video is not None
        self.video = replace(self.video, path=path, is_local=self._connection.is_local)

    def _use(self, video: Video) -> None:
        self.video = video
        self._save(video)
