"""Files that the user opened with the program, for the meter that runs: notes in the data folder.

Whoever is started for a file leaves a note, and asks the meter that runs to show itself; that one takes the notes. They
are taken once, and none that is old: a meter that did not hear of one has been asked in vain.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

NOTES = "opened-*.json"
FRESH_S = 120.0  # a program in one file takes a while to start
FILES_A_NOTE = 40
LARGEST_NOTE = 1 << 20  # bytes; the longest paths of so many files take less


def leave(folder: Path, files: Sequence[Path]) -> None:
    """OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    start = uuid.uuid4().hex
    for place in range(0, len(files), FILES_A_NOTE):
        note = folder / NOTES.replace("*", f"{start}-{place:06}")
        unfinished = note.with_suffix(".part")
        paths = [str(each.absolute()) for each in files[place : place + FILES_A_NOTE]]
        unfinished.write_text(json.dumps(paths), "utf-8")
        os.replace(unfinished, note)


def take(folder: Path) -> list[Path]:
    """The files of all fresh notes, those of one start in their order; there are no notes afterwards.

    What cannot be read is no note.
    """
    found: list[Path] = []
    for note in sorted(folder.glob(NOTES)):
        with suppress(OSError, ValueError, RecursionError):
            is_note = note.is_file()  # a pipe would never end
            if is_note and abs(time.time() - note.stat().st_mtime) <= FRESH_S:
                found += _files(note)
        with suppress(OSError):
            note.unlink()
    return found


def _files(note: Path) -> list[Path]:
    with note.open("rb") as file:
        content = json.loads(file.read(LARGEST_NOTE))
    return [Path(each) for each in content if isinstance(each, str)] if isinstance(content, list) else []
