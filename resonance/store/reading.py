"""Reads what is stored of one encounter, through any connection. All functions may raise sqlite3.Error."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from resonance.store import rows

_ENCOUNTER = f"SELECT {', '.join((*rows.ENCOUNTER_FIELDS, *rows.QUALITY_FIELDS))} FROM encounters WHERE id = ?"
_CHUNKS = "SELECT sequence, through, blob FROM journal_chunks WHERE encounter_id = ? ORDER BY sequence"


class StoredJournal(NamedTuple):
    """The chunks of a journal from its beginning, up to the first that is missing."""

    blobs: tuple[bytes, ...]
    through: int  # number of the last of them; -1 = there are none
    is_whole: bool  # nothing is missing between them


def row_id(connection: sqlite3.Connection, encounter: int | str) -> int | None:
    """The id of an encounter, known by its id or its key; None = there is none."""
    column = "key" if isinstance(encounter, str) else "id"
    found = connection.execute(f"SELECT id FROM encounters WHERE {column} = ?", (encounter,)).fetchone()
    return int(found[0]) if found else None


def stored_record(
    connection: sqlite3.Connection, encounter: int | str
) -> tuple[tuple[Any, ...], dict[str, rows.Stored]] | None:
    """What rows.record_of() makes a record of; None = there is no such encounter."""
    encounter_id = row_id(connection, encounter)
    if encounter_id is None:
        return None
    row = connection.execute(_ENCOUNTER, (encounter_id,)).fetchone()
    return row, {part.name: connection.execute(part.select, (encounter_id,)).fetchall() for part in rows.PARTS}


def stored_journal(connection: sqlite3.Connection, encounter_id: int) -> StoredJournal:
    chunks = connection.execute(_CHUNKS, (encounter_id,)).fetchall()
    blobs: list[bytes] = []
    through = -1
    for sequence, last, blob in chunks:
        if sequence != through + 1 or last < sequence:
            break
        blobs.append(blob)
        through = last
    return StoredJournal(tuple(blobs), through, len(blobs) == len(chunks))
