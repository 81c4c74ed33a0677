"""The support zip: what helps to find a fault, shown to the user before it is written.

Made in two steps: `contents` gives every file as it will be, `save` writes exactly those.
"""

from __future__ import annotations

import errno
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from resonance import logs
from resonance.capture import SOURCES
from resonance.capture.source import CaptureError
from resonance.doctor.game_recording import game_only
from resonance.doctor.masking import Private, mask
from resonance.setting_meta import Meta, Shape
from resonance.settings import META, Settings
from resonance.texts import later, say

REPORT, SETTINGS, RECORDING = "report.txt", "settings.json", "game.pcapng"
LOGS = "logs/"

MOST_LOG_BYTES = 1_000_000
"""Of one log: its end."""

RECORDING_WORDS = later(
    "What the game's server sent. In it are the names of the players around you, their numbers and what was written in "
    "the chat, in part compressed, and perhaps keys of your session. Other programs' traffic is left out, and network "
    "addresses are replaced."
)


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the zip."""

    name: str
    words: str  # what it is
    content: bytes

    @property
    def text(self) -> str | None:
        """To be read before it is saved; None = it is no text."""
        return None if self.name == RECORDING else self.content.decode("utf-8", "replace")


def contents(
    report: str, settings: Settings, logs_folder: Path, known: Private, recording: Item | None = None
) -> list[Item]:
    """`report` is masked already. `recording`: of `game_part`. A log that cannot be read is left out."""
    items = [
        Item(REPORT, say("The doctor's report, without addresses and names."), report.encode()),
        Item(SETTINGS, say("The settings, without texts of your own."), _settings(settings, known).encode()),
        *_logs(logs_folder, known),
    ]
    return items if recording is None else [*items, recording]


def game_part(recording: Path | None) -> Item | None:
    """Of a recording that the user wants in the zip; None = of none. CaptureError if it cannot be used."""
    return None if recording is None else Item(RECORDING, say(RECORDING_WORDS), game_only(recording))


def check_place(path: Path) -> None:
    """Can a zip be written there? CaptureError."""
    with _explained(path), tempfile.TemporaryFile(dir=path.parent):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


def save(path: Path, items: Sequence[Item]) -> None:
    """Write the zip; a file of this name is replaced, and only by a whole one. CaptureError."""
    with _explained(path):
        _save(path, items)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """An error of the system names the file that the user chose, not the one that is written first."""
    try:
        yield
    except OSError as error:
        raise CaptureError(
            say("{name} cannot be written ({reason}).", name=path, reason=error.strerror or error),
            say("Choose another folder, or another name."),
        ) from error


def _save(path: Path, items: Sequence[Item]) -> None:
    handle, name = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for item in items:
                archive.writestr(item.name, item.content)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def shown_settings(settings: Settings) -> dict[str, object]:
    """Without what the user has typed, and without what the program just remembers."""
    return {name: _shown(name, meta, getattr(settings, name)) for name, meta in META.items() if meta.group}


def _shown(name: str, meta: Meta, value: object) -> object:
    """Only what META or this program bounds says nothing about its user; of any other text, its length."""
    if name == "capture_source" and value in ("auto", *(kind.name for kind in SOURCES)):
        return value
    if isinstance(value, str) and not meta.choices and meta.shape is not Shape.HOTKEY:
        return f"<{len(value)} characters>"
    if isinstance(value, dict | tuple) and meta.shape is not Shape.COLOURS:
        return f"<{len(value)} entries>"
    return value


def _settings(settings: Settings, known: Private) -> str:
    return mask(json.dumps(shown_settings(settings), indent=2, ensure_ascii=False), known) + "\n"


def _logs(folder: Path, known: Private) -> list[Item]:
    items = []
    for path in logs.files(folder):
        with suppress(OSError):
            words = say("A log, without addresses and names.")
            items.append(Item(LOGS + path.name, words, mask(_end_of(path), known).encode()))
    return items


def _end_of(path: Path) -> str:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - MOST_LOG_BYTES, 0))
        text = file.read(MOST_LOG_BYTES).decode("utf-8", "replace")
    return text if size <= MOST_LOG_BYTES else text.partition("\n")[2]  # from a whole line on
