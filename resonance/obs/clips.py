"""Where in which video an encounter is, and showing it in the system's player."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from resonance import formats
from resonance.obs.marker import is_video
from resonance.store import StoreError
from resonance.store.history import History
from resonance.store.videos import Video
from resonance.texts import say

LEAD_MS = 3_000
"""The clip begins so long before its fight."""


class Clip(NamedTuple):
    path: Path
    start_ms: int  # from the beginning of the file


def find(videos: Sequence[Video], from_ms: int, to_ms: int) -> Clip | None:
    """Of the newest video on this computer that shows a part of this time (Unix ms); None = there is none."""
    for video in videos:
        if video.path is None or not video.is_local or not is_video(Path(video.path)):
            continue
        shown = [span for span in video.spans if span.from_ms <= to_ms and span.to_ms >= from_ms]
        position_ms = video.position_ms(max(from_ms, shown[0].from_ms)) if shown else None
        if position_ms is not None:
            return Clip(Path(video.path), max(0, position_ms - LEAD_MS))
    return None


def open_clip(database: Path, from_ms: int, to_ms: int) -> str:
    """Show this time (Unix ms) in a player, and say where in the file it is. Takes a moment. StoreError."""
    with closing(History(database)) as history:
        videos = history.videos_showing(from_ms, to_ms)
    clip = find(videos, from_ms, to_ms)
    if clip is None:
        raise StoreError(_why_none(videos), "")
    at = formats.duration(clip.start_ms)
    try:
        starts_there = play(clip)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(say("{name} cannot be opened ({reason}).", name=clip.path.name, reason=reason), "") from error
    if starts_there:
        return say("From {time} on: {name}", name=clip.path.name, time=at)
    return say("The encounter is at {time}: {name}", name=clip.path.name, time=at)


def _why_none(videos: Sequence[Video]) -> str:
    for video in videos:
        if video.path is not None and video.is_local and not os.path.exists(video.path):
            return say("It is no longer where it was recorded: {name}", name=Path(video.path).name)
    return say("No recording on this computer shows this encounter.")


def play(clip: Clip) -> bool:
    """Whether it begins at the encounter: mpv and VLC can be told to. OSError."""
    seconds = f"{clip.start_ms / 1000:.1f}"
    for player, option in (("mpv", "--start="), ("vlc", "--start-time=")):
        found = shutil.which(player)
        if found is not None:
            _start((found, f"{option}{seconds}", str(clip.path)))
            return True
    if sys.platform == "win32":
        os.startfile(clip.path)
    else:
        _start(("open" if sys.platform == "darwin" else "xdg-open", str(clip.path)))
    return False


def _start(command: Sequence[str]) -> None:
    subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
