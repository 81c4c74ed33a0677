"""Tables about videos, since version 2 of the file. Units and conventions as in schema.py."""

from __future__ import annotations

TABLES = (
    """
CREATE TABLE videos (                      -- recordings and streams, see videos.py
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,              -- names it from its first save on; uuid4 as 32 hex digits
    kind TEXT NOT NULL,                    -- VideoKind
    connection TEXT NOT NULL,              -- key of a connection in the settings
    source TEXT NOT NULL,                  -- the name of it, as it was then
    started_at_ms INTEGER NOT NULL,
    ended INTEGER NOT NULL,                -- flag; 0 = it runs, or the program died meanwhile
    path TEXT,                             -- of the file; NULL = not known, or a stream
    is_local INTEGER NOT NULL              -- flag; the path is one of this computer
) STRICT
""",
    "CREATE INDEX videos_by_time ON videos (started_at_ms, id)",
    """
CREATE TABLE video_spans (                 -- stretches of a video without an interruption
    video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,              -- order within the video, from 0
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,                -- the last moment that is known to be in it
    offset_ms INTEGER NOT NULL,            -- duration from the beginning of the video to `from_ms`
    PRIMARY KEY (video_id, ordinal)
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX video_spans_by_time ON video_spans (from_ms, to_ms, video_id)",
)
