"""Encounters from the database of the Rust program "Resonance Logs", which is only read: see foreign_file.py.

Not in that file, and unknown after the import: overheal, the moments of revives, gaps in the capture. What else an
encounter had to leave out is told with it.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
from collections.abc import Container, Iterator
from pathlib import Path

from resonance.store import StoreError
from resonance.store.foreign_file import MAGIC, ForeignDatabase, TooMuch, opened
from resonance.store.found import AlreadyThere, Found, Imported, Skipped
from resonance.store.migrations import APPLICATION_ID
from resonance.store.rust import record, source
from resonance.store.rust.tables import ACTORS, DAMAGE, ENCOUNTERS, Encounter, RowError
from resonance.texts import say

log = logging.getLogger(__name__)

KEY_PREFIX = "rust-"
"""Of the key of every encounter that was imported from there."""

MOST_ENCOUNTERS = 100_000
STILL_WRITTEN_S = 600.0
"""That program writes every hit at once: a file it has not touched for so long holds no fight that goes on."""

_APPLICATION_ID_AT = 68  # in the header of a file of SQLite


def recognises(head: bytes) -> bool:
    """By the first bytes of a file. Any database is taken; which it is can only be told by its tables."""
    return head.startswith(MAGIC)


def read(path: Path, known: Container[str]) -> Iterator[Found]:
    """All encounters, oldest first. `known`: keys of those that need not be read. StoreError."""
    if _is_own(path):
        raise StoreError(say("{name} is a history of this program itself.", name=path.name), "")
    try:
        with opened(path) as database:
            _refuse_strange(database, path)
            yield from _encounters(database, known, newest_may_run=_is_fresh(path))
    except sqlite3.Error as error:
        raise StoreError(
            say("{name} cannot be read ({reason}).", name=path.name, reason=error),
            say("Check that the file is complete."),
        ) from error


def key_of(encounter: Encounter) -> str:
    identity = f"{encounter.id} {encounter.started_at_ms}"
    return KEY_PREFIX + hashlib.sha256(identity.encode()).hexdigest()[:32]


def _is_own(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_APPLICATION_ID_AT + 4)
    except OSError as error:
        raise StoreError(
            say("{name} cannot be read ({reason}).", name=path.name, reason=error.strerror or error), ""
        ) from error
    return head[_APPLICATION_ID_AT:] == APPLICATION_ID.to_bytes(4, "big")


def _is_fresh(path: Path) -> bool:
    """Was the file, or its write-ahead log, written to of late?"""
    newest = 0.0
    for each in (path, path.with_name(f"{path.name}-wal")):
        try:
            newest = max(newest, each.stat().st_mtime)
        except OSError:
            continue
    return abs(time.time() - newest) < STILL_WRITTEN_S


def _refuse_strange(database: ForeignDatabase, path: Path) -> None:
    """A file without the table of encounters, or without its times, is none of that program."""
    columns = database.columns.get(ENCOUNTERS.name, frozenset())
    others = {table.name for table in (ACTORS, DAMAGE)} & database.columns.keys()
    if not {"id", "started_at_ms"} <= columns or not others:
        raise StoreError(
            say("{name} is no history of Resonance Logs (Rust).", name=path.name),
            say("It is called resonance-logs.db, in the folder resonance-logs of your local application data."),
        )


def _encounters(database: ForeignDatabase, known: Container[str], *, newest_may_run: bool) -> Iterator[Found]:
    try:
        rows = ENCOUNTERS.raw(database, most=MOST_ENCOUNTERS)
    except TooMuch as error:
        raise StoreError(say("The file cannot be imported: {reason}.", reason=error), "") from error
    checked: list[Encounter] = []
    for row in rows:
        try:
            checked.append(ENCOUNTERS.checked(row))
        except RowError as error:
            yield Skipped(None, str(error))
    checked.sort(key=lambda encounter: (encounter.started_at_ms, encounter.id))
    for encounter in checked:
        if key_of(encounter) in known:
            yield AlreadyThere(key_of(encounter))
        elif newest_may_run and encounter.ended_at_ms is None and encounter is checked[-1]:
            yield Skipped(encounter.started_at_ms, say("it is still running there"))
        else:
            yield _imported(database, encounter)


def _imported(database: ForeignDatabase, encounter: Encounter) -> Found:
    try:
        found = source.read(database, encounter)
        built = record.build(found)
    except (RowError, TooMuch) as error:
        return Skipped(encounter.started_at_ms, str(error))
    except sqlite3.Error as error:
        log.warning("encounter %d of the other program: %s", encounter.id, error)
        return Skipped(encounter.started_at_ms, say("the file is damaged there"))
    if not any(tally.amount for tally in built.tallies.values()):
        return Skipped(encounter.started_at_ms, say("there are no numbers in it"))
    return Imported(key_of(encounter), built, encounter.is_favorite, tuple(found.left_out))
