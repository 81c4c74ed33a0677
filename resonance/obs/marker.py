"""Files of recordings and replays get a name that tells what is in them: date, scene, boss, result, pull.

OBS cannot rename while it writes, so the file is renamed after its end; if anything is in the way it keeps its name.
"""

from __future__ import annotations

import contextlib
import os
import re
from datetime import datetime
from pathlib import Path

VIDEO_SUFFIXES = frozenset(
    (".mkv", ".mp4", ".mov", ".flv", ".ts", ".m4v", ".webm", ".avi", ".mpg", ".mpeg", ".mpegts", ".gif")
)
"""Only such files are renamed, or opened in a player: the other side may tell any path."""

LONGEST = 120
"""Characters of a name before its suffix."""

MOST_TRIES = 100

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


def file_stem(at: datetime, parts: list[str | None]) -> str:
    """ "2026-11-21 20-15-03 Tower of Ruin Muku Chief kill pull 3", as every file system takes it."""
    words = " ".join(filter(None, parts))
    clean = " ".join(_FORBIDDEN.sub(" ", words).split())
    return f"{at:%Y-%m-%d %H-%M-%S} {clean}"[:LONGEST].rstrip(" .")


def is_video(path: Path) -> bool:
    """A file of this computer that a player may open."""
    # os.path: for a path that no file system takes, as a very long one, pathlib raises.
    return path.is_absolute() and path.suffix.lower() in VIDEO_SUFFIXES and os.path.isfile(path)


def rename(path: Path, stem: str) -> Path:
    """Give the file a new name beside the old one; where it is now. Never overwrites, and never raises."""
    if not is_video(path) or path.stem == stem:
        return path
    for number in range(1, MOST_TRIES):
        target = path.with_name(f"{stem}{f' ({number})' if number > 1 else ''}{path.suffix}")
        try:
            _move(path, target)
        except FileExistsError:
            continue
        except OSError:  # somebody else has it open, or the disk says no
            return path
        return target
    return path


def _move(path: Path, target: Path) -> None:
    """FileExistsError rather than to overwrite; OSError."""
    if os.name == "nt":
        path.rename(target)
        return
    try:
        os.link(path, target)  # the only way that cannot overwrite
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(str(target)) from None
        path.rename(target)
        return
    with contextlib.suppress(OSError):
        path.unlink()
