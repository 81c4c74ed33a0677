"""What chapters are made for: a recorded video, or a stretch of time that somebody else has recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from resonance.chapters.making import Chapter, Place, chapters, from_start, shifted
from resonance.chapters.moments import Detail, moments
from resonance.names import Names
from resonance.store.history import History
from resonance.store.videos import Video, VideoKind
from resonance.texts import say

LONGEST_MS = 24 * 3_600_000
"""Of what has a beginning and no end."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d?:\d\d(:\d\d)?")


@dataclass(frozen=True, slots=True)
class Source:
    from_ms: int  # Unix ms
    to_ms: int
    place: Place
    duration_ms: int | None  # None = not known


def of_video(video: Video) -> Source:
    duration_ms = video.duration_ms if video.ended else None
    return Source(video.started_at_ms, max(video.end_ms, video.started_at_ms), video.position_ms, duration_ms)


def of_time(start_ms: int, end_ms: int | None = None) -> Source:
    """Of a video that began then. `end_ms` None: not known."""
    duration_ms = end_ms - start_ms if end_ms is not None else None
    return Source(start_ms, end_ms or start_ms + LONGEST_MS, from_start(start_ms), duration_ms)


def found_chapters(history: History, source: Source, detail: Detail, names: Names, offset_ms: int = 0) -> list[Chapter]:
    """`offset_ms`: everything is so much later in the video. StoreError."""
    # Beyond its ends too: the offset may bring into the video what the clocks say is outside of it.
    fought = history.fought(source.from_ms - abs(offset_ms), source.to_ms + abs(offset_ms))
    place = shifted(source.place, offset_ms) if offset_ms else source.place
    return chapters(moments(fought, detail, names), place, source.duration_ms)


def moment_ms(text: str) -> int | None:
    """Unix ms of "2026-11-21 20:15", with or without seconds, by this computer's clock; None for anything else."""
    if not _MOMENT.fullmatch(text.strip()):
        return None
    try:
        return round(datetime.fromisoformat(_padded(text.strip())).timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        return None


def _padded(text: str) -> str:
    """Hours below ten with their zero, as fromisoformat wants them."""
    return text if text[12].isdigit() else f"{text[:11]}0{text[11:]}"


def moment_words(at_ms: int) -> str:
    """What `moment_ms` reads."""
    return f"{datetime.fromtimestamp(at_ms / 1000):%Y-%m-%d %H:%M:%S}"


def video_words(video: Video) -> str:
    """One line of a list of them."""
    kind = say("Recording") if video.kind is VideoKind.RECORDING else say("Stream")
    name = PurePath(video.path.replace("\\", "/")).name if video.path else None
    begun = f"{datetime.fromtimestamp(video.started_at_ms / 1000):%Y-%m-%d %H:%M}"
    return " · ".join(filter(None, (begun, kind, video.source, name)))
