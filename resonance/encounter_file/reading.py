"""An encounter file, perhaps from a stranger -> the encounter, or a sentence about what is wrong with the file.

Everything is checked before anything is given: there is no half import. What a file may be is bounded at every step,
by its size (container.py), by what is unpacked (container.py, store/journal.py), by rows and values (tables.py,
columns.py), by entries (journal_chunks.py). At the end the journal is counted, so that it can be later.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
from pathlib import Path

from resonance import names
from resonance.combat.entries import JournalError
from resonance.combat.record import EncounterRecord
from resonance.combat.recount import recount
from resonance.encounter_file import container, tables
from resonance.encounter_file.columns import FILE
from resonance.encounter_file.container import LARGEST_FILE, MAGIC, FileError, NewerVersion
from resonance.encounter_file.journal_chunks import checked
from resonance.store import StoreError
from resonance.store.found import AlreadyThere, Found, Imported
from resonance.store.journal import Chunk, Journal
from resonance.texts import say


def recognises(head: bytes) -> bool:
    """By the first bytes of a file."""
    return head.startswith(MAGIC)


def read(path: Path, known: Container[str]) -> Iterator[Found]:
    """The one encounter in the file. `known`: keys of those that need not be read. StoreError."""
    content = _content(path)
    try:
        pieces = container.unpack(content)
        found = tables.unpack(pieces.record, pieces.record_size)
        key = found[FILE.name][0][0]
        yield AlreadyThere(key) if key in known else _imported(key, tables.record_of(found), pieces.chunks)
    except NewerVersion as error:
        raise StoreError(
            say("{name} was made by a newer version of this program.", name=path.name),
            say("Update this one, then import the file again."),
        ) from error
    except (FileError, JournalError) as error:
        raise StoreError(
            say("{name} is damaged ({reason}).", name=path.name, reason=error),
            say("Nothing of it was imported. Ask for the file again."),
        ) from error


def _content(path: Path) -> bytes:
    """StoreError for a file that cannot be read, or is larger than any can be."""
    try:
        with path.open("rb") as file:
            size = min(os.fstat(file.fileno()).st_size, LARGEST_FILE)
            content = file.read(size + 1)  # so much memory is taken before the first byte is there
    except OSError as error:
        raise StoreError(
            say("{name} cannot be read ({reason}).", name=path.name, reason=error.strerror or error), ""
        ) from error
    if len(content) > LARGEST_FILE:
        raise StoreError(
            say("{name} is too large for an encounter file.", name=path.name), say("Nothing of it was imported.")
        )
    return content


def _imported(key: str, record: EncounterRecord, blobs: tuple[bytes, ...]) -> Imported:
    """FileError, JournalError."""
    record.local_player = None  # of whoever made the file: nobody's numbers become those of its reader
    if not blobs:
        left_out = say("The events are not in the file: its numbers are all there is, and no part can be counted.")
        return Imported(key, record, False, (left_out,))
    chunks = tuple(checked(blobs))
    is_same = _counted(chunks) == record
    said = () if is_same else (say("The numbers are not those that its events give: `rebuild` counts it again."),)
    return Imported(key, record, False, said, chunks)


def _counted(chunks: tuple[Chunk, ...]) -> EncounterRecord:
    """What the events give: to be compared, and to be sure that it can be counted, shown and saved."""
    counted = recount(Journal(tuple(chunk.blob for chunk in chunks)), names.load())
    counted.local_player = None
    if not counted.ended:
        raise JournalError("the events do not go to the end of the fight")
    tables.check(tables.tables_of(counted))
    return counted
