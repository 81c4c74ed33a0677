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
LARGEST_NOTE = 100_000  # bytes


def leave(folder: Path, files: Sequence[Path]) -> None:
    """OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / NOTES.replace("*", uuid.uuid4().hex)
    unfinished = note.with_suffix(".part")
    unfinished.write_text(json.dumps([str(each.absolute()) for each in files]), "utf-8")
    os.replace(unfinished, note)


def take(folder: Path) -> list[Path]:
    """The files of all fresh notes; there are no notes afterwards. What cannot be read is no note."""
    found: list[Path] = []
    for note in sorted(folder.glob(NOTES)):
        with suppress(OSError, ValueError, RecursionError):
            if abs(time.time() - note.stat().st_mtime) <= FRESH_S:
                found += _files(note)
        with suppress(OSError):
            note.unlink()
    return found


def _files(note: Path) -> list[Path]:
    with note.open("rb") as file:
        content = json.loads(file.read(LARGEST_NOTE))
    return [Path(each) for each in content if isinstance(each, str)] if isinstance(content, list) else []
