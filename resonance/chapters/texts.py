"""Chapters as text: for a YouTube description, for ffmpeg, and as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from resonance.chapters.making import SHORTEST_MS, Chapter
from resonance.export.spreadsheet import harmless

LONGEST_TITLE = 100


def youtube(chapters: Sequence[Chapter], duration_ms: int | None = None) -> str:
    """A line each: "1:02:03 Muku Chief · Pull 3". YouTube refuses angle brackets."""
    return "".join(f"{_clock(each.at_ms)} {_title(each).replace('<', '‹').replace('>', '›')}\n" for each in chapters)


def ffmetadata(chapters: Sequence[Chapter], duration_ms: int | None = None) -> str:
    """For `ffmpeg -i video.mkv -i chapters.txt -map_metadata 1 -codec copy out.mkv`."""
    lines = [";FFMETADATA1"]
    ends = [each.at_ms for each in chapters[1:]]
    if chapters:
        ends.append(duration_ms if duration_ms is not None else chapters[-1].at_ms + SHORTEST_MS)
    for each, end_ms in zip(chapters, ends, strict=True):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={each.at_ms}", f"END={end_ms}", f"title={_escaped(each)}"]
    return "\n".join(lines) + "\n"


def table(chapters: Sequence[Chapter], duration_ms: int | None = None) -> str:
    """CSV with a heading: start in ms, start as a clock, title."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("start_ms", "start", "title"))
    writer.writerows((each.at_ms, _clock(each.at_ms), harmless(_title(each))) for each in chapters)
    return text.getvalue()


FORMATS: dict[str, Callable[[Sequence[Chapter], int | None], str]] = {
    "youtube": youtube,
    "ffmetadata": ffmetadata,
    "csv": table,
}
SUFFIXES = {"youtube": ".txt", "ffmetadata": ".ffmetadata", "csv": ".csv"}


def _clock(ms: int) -> str:
    """M:SS, or H:MM:SS. Rounded down, so that what a chapter is about comes after its beginning."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _title(chapter: Chapter) -> str:
    """On one line."""
    return " ".join("".join(each if each.isprintable() else " " for each in chapter.title).split())[:LONGEST_TITLE]


def _escaped(chapter: Chapter) -> str:
    return "".join(f"\\{each}" if each in "=;#\\\n" else each for each in _title(chapter))
