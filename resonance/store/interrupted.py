"""Encounters whose counting was cut off by the end of the process: their records as they will stay."""

from __future__ import annotations

import logging
import sqlite3
from typing import NamedTuple

from resonance import names
from resonance.combat.entries import Finished, JournalError
from resonance.combat.record import DECIDING, EncounterRecord, Result, SegmentKind, SegmentResult
from resonance.combat.recount import recount
from resonance.store import reading, rows
from resonance.store.journal import Journal

log = logging.getLogger(__name__)


class Closed(NamedTuple):
    record: EncounterRecord
    journal_end: int | None  # where its journal must say that it is over; None = the record is not from the journal


def closed(connection: sqlite3.Connection, encounter_id: int) -> Closed | None:
    """An encounter that stands as running, ended: from its journal, which is saved more often, or else as it is.

    None: neither can be read. sqlite3.Error.
    """
    stored = _stored(connection, encounter_id)
    journal = reading.stored_journal(connection, encounter_id)
    counted = _counted(journal.blobs)
    if counted is not None and (stored is None or _hits(counted) >= _hits(stored)):
        return Closed(counted, journal.through + 1)
    if stored is None:
        return None
    end(stored)
    return Closed(stored, None)


def _stored(connection: sqlite3.Connection, encounter_id: int) -> EncounterRecord | None:
    stored = reading.stored_record(connection, encounter_id)
    try:
        return rows.record_of(*stored) if stored is not None else None
    except (ValueError, LookupError) as error:
        log.error("the record of encounter %d cannot be read: %s", encounter_id, error)
        return None


def _counted(blobs: tuple[bytes, ...]) -> EncounterRecord | None:
    if not blobs:
        return None
    try:
        return recount([*Journal(blobs), Finished()], names.load())
    except JournalError as error:
        log.error("a journal cannot be read: %s", error)
        return None


def _hits(record: EncounterRecord) -> int:
    return sum(tally.hits for tally in record.tallies.values())


def end(record: EncounterRecord) -> None:
    """What can be said of the end of an encounter by its record alone."""
    for segment in record.segments:
        if segment.ended_at_ms is None:
            segment.ended_at_ms = max(segment.clocks.group.last_ms or 0, segment.started_at_ms)
            segment.result = SegmentResult.LEFT
    attempts = [segment for segment in record.segments if segment.kind is SegmentKind.BOSS]
    record.ended = True
    record.result = DECIDING.get(attempts[-1].result, Result.ENDED) if attempts else Result.ENDED
