"""Videos: recordings and streams, and which of their stretches show which time. All functions: sqlite3.Error."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class VideoKind(StrEnum):
    RECORDING = "recording"
    STREAM = "stream"


class Span(NamedTuple):
    """A stretch without an interruption."""

    from_ms: int  # Unix ms
    to_ms: int  # Unix ms: the last moment that is known to be in it
    offset_ms: int  # where in the video `from_ms` is


@dataclass(frozen=True, slots=True)
class Video:
    key: str  # names it for its life; uuid4 as 32 hex digits
    kind: VideoKind
    connection: str  # key of the one it was made over
    source: str  # the name of that, as it was then
    started_at_ms: int  # Unix ms
    ended: bool = False  # False: it runs, or the program died meanwhile
    path: str | None = None  # as OBS tells it; None = not known, or a stream
    is_local: bool = False  # the path is one of this computer
    spans: tuple[Span, ...] = ()  # oldest first; between two of them it was interrupted

    @property
    def end_ms(self) -> int:
        """Unix ms: the last moment that is known to be in it."""
        return self.spans[-1].to_ms if self.spans else self.started_at_ms

    @property
    def duration_ms(self) -> int:
        """As far as it is known."""
        return self.spans[-1].offset_ms + self.spans[-1].to_ms - self.spans[-1].from_ms if self.spans else 0

    def position_ms(self, at_ms: int) -> int | None:
        """Where in the video a moment is; of an interruption, where the video goes on. None = not in it."""
        if not self.spans or at_ms < self.spans[0].from_ms:
            return None
        for span in self.spans:
            if at_ms <= span.to_ms:
                return span.offset_ms + max(0, at_ms - span.from_ms)
        return None


_PUT = """
INSERT INTO videos (key, kind, connection, source, started_at_ms, ended, path, is_local) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET ended = excluded.ended, path = excluded.path, is_local = excluded.is_local,
started_at_ms = excluded.started_at_ms
"""
_ID = "SELECT id FROM videos WHERE key = ?"
_DROP_SPANS = "DELETE FROM video_spans WHERE video_id = ?"
_PUT_SPAN = "INSERT INTO video_spans VALUES (?, ?, ?, ?, ?)"

_COLUMNS = "id, key, kind, connection, source, started_at_ms, ended, path, is_local"
_NEWEST = f"SELECT {_COLUMNS} FROM videos ORDER BY started_at_ms DESC, id DESC LIMIT ?"
_SHOWING = f"""
SELECT {_COLUMNS} FROM videos WHERE id IN (SELECT video_id FROM video_spans WHERE from_ms <= ? AND to_ms >= ?)
ORDER BY started_at_ms DESC, id DESC
"""
_RUNNING = f"SELECT {_COLUMNS} FROM videos WHERE ended = 0 ORDER BY started_at_ms DESC, id DESC"
_OF_KEY = f"SELECT {_COLUMNS} FROM videos WHERE key = ?"
_SPANS = "SELECT from_ms, to_ms, offset_ms FROM video_spans WHERE video_id = ? ORDER BY ordinal"


def save(connection: sqlite3.Connection, video: Video) -> None:
    """Make the stored video equal to this one."""
    connection.execute(
        _PUT,
        (
            video.key,
            video.kind,
            video.connection,
            video.source,
            video.started_at_ms,
            video.ended,
            video.path,
            video.is_local,
        ),
    )
    video_id = connection.execute(_ID, (video.key,)).fetchone()[0]
    connection.execute(_DROP_SPANS, (video_id,))
    connection.executemany(_PUT_SPAN, [(video_id, ordinal, *span) for ordinal, span in enumerate(video.spans)])


def newest(connection: sqlite3.Connection, limit: int) -> list[Video]:
    return _videos(connection, connection.execute(_NEWEST, (limit,)))


def showing(connection: sqlite3.Connection, from_ms: int, to_ms: int) -> list[Video]:
    """Those with a part of this time in them, the newest first."""
    return _videos(connection, connection.execute(_SHOWING, (to_ms, from_ms)))


def running(connection: sqlite3.Connection) -> list[Video]:
    """Those without an end: of them at most one of a kind and connection goes on."""
    return _videos(connection, connection.execute(_RUNNING))


def of_key(connection: sqlite3.Connection, key: str) -> Video | None:
    """None = it is not there any more."""
    found = _videos(connection, connection.execute(_OF_KEY, (key,)))
    return found[0] if found else None


def _videos(connection: sqlite3.Connection, rows: Iterable[tuple[object, ...]]) -> list[Video]:
    found = []
    for video_id, key, kind, link, source, started_at_ms, ended, path, is_local in list(rows):
        spans = tuple(Span(*row) for row in connection.execute(_SPANS, (video_id,)))
        assert isinstance(started_at_ms, int)
        found.append(
            Video(
                str(key),
                VideoKind(str(kind)),
                str(link),
                str(source),
                started_at_ms,
                bool(ended),
                str(path) if path is not None else None,
                bool(is_local),
                spans,
            )
        )
    return found
