"""Encounters from files of others: IMPORTERS tell by the content who reads a file, and all are saved in one way."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from resonance import elevation
from resonance.capture.pcapfile import is_recording
from resonance.encounter_file import reading
from resonance.store import StoreError, rust_import
from resonance.store.found import AlreadyThere, Found, Skipped
from resonance.store.history import History
from resonance.store.orders import Order, SaveEncounter, SetFavourite
from resonance.texts import later, say

HEAD_BYTES = 128
"""What is read of a file to tell what it is."""

MOST_LINES = 20
"""Of one kind in the words about an import."""


@dataclass(frozen=True, slots=True)
class Importer:
    title: str  # for say(): what it reads
    origin: str  # stands beside each encounter from there; the name of a program, the same in every language
    recognises: Callable[[bytes], bool]  # by the first HEAD_BYTES of the file
    read: Callable[[Path, Container[str]], Iterator[Found]]  # the file, and keys that need no reading; StoreError
    never_there: str = ""  # for say(): what no encounter from there has


IMPORTERS: tuple[Importer, ...] = (
    Importer(
        later("History of Resonance Logs (Rust)"),
        "Resonance Logs (Rust)",
        rust_import.recognises,
        rust_import.read,
        later("Not in that file: overheal, the moments of revives, and gaps in the capture."),
    ),
    Importer(later("Encounter file"), "Resonance Logs (.rlog)", reading.recognises, reading.read),
)
"""The first that recognises a file reads it."""


@dataclass(slots=True)
class ImportReport:
    title: str  # what was read, in the user's language
    never_there: str = ""  # likewise
    imported: int = 0
    known: int = 0  # were in the history already
    keys: list[str] = field(default_factory=list)  # of both
    skipped: list[Skipped] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)  # sentences -> number of encounters


def importer_of(path: Path) -> Importer:
    """StoreError for a file that nobody recognises, or that cannot be read."""
    try:
        if not path.is_file():  # and no pipe or device, which would never end
            raise StoreError(say("There is no file {path}.", path=path), "")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise StoreError(
            say("{name} cannot be read ({reason}).", name=path.name, reason=error.strerror or error), ""
        ) from error
    found = next((importer for importer in IMPORTERS if importer.recognises(head)), None)
    if found is None and is_recording(head):
        command = subprocess.list2cmdline(elevation.command(["replay", str(path)]))
        raise StoreError(
            say("{name} is a recording of packets, and no file of encounters.", name=path.name),
            say("This command plays it: {command}", command=command),
        )
    if found is None:
        kinds = ", ".join(say(importer.title) for importer in IMPORTERS)
        raise StoreError(
            say("{name} holds no encounters that can be imported.", name=path.name),
            say("Known are: {kinds}.", kinds=kinds),
        )
    return found


def import_file(path: Path, database: Path, save: Callable[[Order], object]) -> ImportReport:
    """Give everything new in the file to `save`, which may wait, or raise to end it. StoreError.

    `database`: the own history; what is there already stays as it is. One that was deleted there comes back.
    """
    importer = importer_of(path)
    report = ImportReport(say(importer.title), say(importer.never_there) if importer.never_there else "")
    for found in importer.read(path, known_keys(database)):
        if isinstance(found, AlreadyThere):
            report.known += 1
            report.keys.append(found.key)
        elif isinstance(found, Skipped):
            report.skipped.append(found)
        else:
            save(SaveEncounter(found.key, found.record, imported=importer.origin, chunks=found.chunks))
            if found.is_favourite:
                save(SetFavourite(found.key, True))
            report.imported += 1
            report.keys.append(found.key)
            report.left_out.update(found.left_out)
    return report


def known_keys(database: Path) -> set[str]:
    with closing(History(database)) as history:
        return {summary.key for summary in history.list_encounters(-1)}


def report_lines(report: ImportReport) -> list[str]:
    """What came of it, in sentences, for the terminal or a window."""
    lines = [
        say(
            "{title}: {imported} imported, {known} there already, {skipped} skipped.",
            title=report.title,
            imported=report.imported,
            known=report.known,
            skipped=len(report.skipped),
        )
    ]
    lines += _skipped_lines(report.skipped)
    lines += [
        say("In {count} encounters: {what}", count=count, what=sentence)
        for sentence, count in report.left_out.most_common()
    ]
    if report.imported and report.never_there:
        lines.append(report.never_there)
    return lines


def _skipped_lines(skipped: Sequence[Skipped]) -> list[str]:
    """The first by their time; the others, and those of which not even that is known, by their reasons."""
    lines: list[str] = []
    reasons = Counter[str]()
    for started_at_ms, reason in skipped:
        if started_at_ms is None or len(lines) == MOST_LINES:
            reasons[reason] += 1
        else:
            lines.append(say("{time} was skipped: {reason}.", time=_time(started_at_ms), reason=reason))
    return lines + [
        say("{count} more were skipped: {reason}.", count=count, reason=reason)
        for reason, count in reasons.most_common(MOST_LINES)
    ]


def _time(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000):%Y-%m-%d %H:%M:%S}"
