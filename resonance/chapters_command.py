"""`python -m resonance chapters`: chapters of a video, made of the history."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from resonance import home
from resonance.chapters import making, sources
from resonance.chapters.moments import Detail
from resonance.chapters.sources import Source
from resonance.chapters.texts import FORMATS
from resonance.command_output import UNUSABLE, give, refuse
from resonance.store.history import History

SHOWN = 20
"""Videos in the list: the newest."""


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    parser = commands.add_parser("chapters", help="chapters of a recording, a stream, or any evening")
    parser.set_defaults(run=run)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--video", type=int, metavar="N", help="a number of the list that is shown without arguments")
    which.add_argument("--start", type=_moment, metavar="TIME", help="when the video began: '2026-11-21 20:15:30'")
    parser.add_argument("--end", type=_moment, metavar="TIME", help="when it ended; only with --start")
    parser.add_argument("--offset", type=float, default=0.0, metavar="S", help="everything is S seconds later")
    details = [each.value for each in Detail]
    parser.add_argument("--detail", choices=details, default=Detail.PULLS.value, help="from few to many chapters")
    parser.add_argument("--format", choices=FORMATS, default="youtube")
    parser.add_argument("--out", type=Path, help="a file to make; without it, the text goes to the terminal")


def run(chosen: argparse.Namespace) -> int:
    """Gives the exit code. StoreError."""
    opened = home.open_home()
    words = home.words(opened.settings)
    if chosen.end is not None and (chosen.start is None or chosen.end <= chosen.start):
        return refuse("--end needs a --start before it.")
    if chosen.out is not None and chosen.out.exists():
        return refuse(f"{chosen.out} is there already. Choose another name.")
    with closing(History(opened.paths.database)) as history:
        if chosen.video is None and chosen.start is None:
            return _list(history)
        source = _source(history, chosen)
        if source is None:
            return refuse(f"There is no video {chosen.video} in the list.")
        found = sources.found_chapters(history, source, Detail(chosen.detail), words, round(chosen.offset * 1000))
    problem = making.problem(found)
    if problem:
        print(problem, file=sys.stderr)
    if not found:
        return UNUSABLE
    return give(chosen.out, FORMATS[chosen.format](found, source.duration_ms).encode(), _write_new)


def _moment(text: str) -> int:
    at_ms = sources.moment_ms(text)
    if at_ms is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as '2026-11-21 20:15'")
    return at_ms


def _list(history: History) -> int:
    videos = history.videos(SHOWN)
    for number, video in enumerate(videos, start=1):
        print(f"{number:>3}  {sources.video_words(video)}")
    if not videos:
        print("No recording or stream is known. Name its beginning with --start.")
    return 0


def _source(history: History, chosen: argparse.Namespace) -> Source | None:
    if chosen.start is not None:
        return sources.of_time(chosen.start, chosen.end)
    videos = history.videos(SHOWN)
    return sources.of_video(videos[chosen.video - 1]) if 0 < chosen.video <= len(videos) else None


def _write_new(path: Path, made: bytes) -> None:
    with path.open("xb") as file:
        file.write(made)
