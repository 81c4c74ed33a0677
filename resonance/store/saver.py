"""Writes orders through one connection, and of a running fight only what changed since it was saved last."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from resonance.combat.entries import Entry, Finished, JournalError
from resonance.combat.record import Result
from resonance.store import fitting, interrupted, journal, marks, met, reading, retention, rows, videos
from resonance.store.listed import player_names
from resonance.store.migrations import pragma
from resonance.store.orders import AppendJournal, CloseInterrupted, Order, SaveEncounter, SavePeople, SaveVideo
from resonance.store.people import save_people

CHUNKS_JOINED = 8
"""So many chunks, a quarter of a minute, become one: they take 70 % of the space. Joining twice as many would save 3 %
more, and take 3 MB of memory."""

_JOURNAL_END = "SELECT max(through) FROM journal_chunks WHERE encounter_id = ?"
_PUT_CHUNK = "INSERT OR REPLACE INTO journal_chunks VALUES (?, ?, ?, ?, ?, ?, ?)"
_NEWEST_CHUNKS = """
SELECT sequence, through, entries, blob FROM journal_chunks
WHERE encounter_id = ? AND sequence BETWEEN ? AND ? ORDER BY sequence
"""
_DELETE_CHUNKS = "DELETE FROM journal_chunks WHERE encounter_id = ? AND sequence BETWEEN ? AND ?"
_DELETE_JOURNAL = "DELETE FROM journal_chunks WHERE encounter_id = ?"
_MARK_ENDED = "UPDATE encounters SET ended = 1, result = ? WHERE id = ?"


_Kept = dict[rows.Row, object]
"""Rows by key, as _kept."""


@dataclass(frozen=True, slots=True)
class _Saved:
    """The rows below one encounter as the file holds them."""

    key: str
    encounter_id: int
    parts: tuple[_Kept, ...]  # in the order of rows.PARTS


def _kept(row: rows.Row) -> object:
    """What tells a row from another. Of a series its hash: those of a long fight are megabytes."""
    return hash(row) if len(row) == 1 and isinstance(row[0], bytes) else row


class Saver:
    """No thread, no queue, no answer to errors."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last: _Saved | None = None  # a running fight is saved over and over: only its changes are written
        self._data_version = -1
        self._packed: dict[bytes, Sequence[Entry]] = {}  # by chunk: what need not be unpacked when it is joined

    def write(self, orders: Sequence[Order]) -> None:
        """All orders in one transaction; or an exception, and none of them."""
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            data_version = pragma(connection, "data_version")
            # The number changes when another process has written: then nothing is known about the rows any more.
            last = self._last if data_version == self._data_version else None
            for order in orders:
                if isinstance(order, SaveEncounter):
                    last = self._save(order, last)
                elif isinstance(order, AppendJournal):
                    self._append(order)
                elif isinstance(order, CloseInterrupted):
                    self._close_interrupted()
                    last = None
                elif isinstance(order, SavePeople):
                    save_people(connection, order.people)
                elif isinstance(order, SaveVideo):
                    videos.save(connection, order.video)
                else:
                    marks.mark(connection, order)
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise
        self._last, self._data_version = last, data_version

    def _save(self, order: SaveEncounter, last: _Saved | None) -> _Saved:
        """Whatever is in it: a number that no column holds is cut down, and the quality says so."""
        key, record = order.key, order.record
        parts = tuple(part.rows(record) for part in rows.PARTS)
        try:
            saved = self._save_rows(key, rows.encounter_row(key, record), parts, last)
        except OverflowError:
            fitting_parts = tuple(fitting.part_rows(part) for part in parts)
            saved = self._save_rows(key, fitting.encounter_row(key, record), fitting_parts, None)
        met.save_names(self._connection, saved.encounter_id, player_names(record))
        if order.imported is not None:
            marks.mark_imported(self._connection, key, order.imported)
            self._put_journal(saved.encounter_id, order.chunks)
        return saved

    def _save_rows(self, key: str, row: rows.Row, parts: tuple[rows.Rows, ...], last: _Saved | None) -> _Saved:
        """`last`: what the file is known to hold of some encounter; None = nothing is known."""
        connection = self._connection
        # Not an upsert: that would use up a number of the list with every save.
        if not connection.execute(rows.UPDATE_ENCOUNTER, (*row[1:], key)).rowcount:
            connection.execute(rows.INSERT_ENCOUNTER, row)
        encounter_id = connection.execute("SELECT id FROM encounters WHERE key = ?", (key,)).fetchone()[0]
        known = last.parts if last is not None and last.key == key else None
        kept = []
        for index, part in enumerate(rows.PARTS):
            if known is None:
                connection.execute(part.delete_all, (encounter_id,))
            kept.append(self._save_part(part, encounter_id, known[index] if known else {}, parts[index]))
        return _Saved(key, encounter_id, tuple(kept))

    def _save_part(self, part: rows.Part, encounter_id: int, before: _Kept, after: rows.Rows) -> _Kept:
        """`before`: what the file holds. Gives what it then holds."""
        kept = {}

        def changed() -> Iterator[rows.Row]:
            for key, row in after.items():
                mark = kept[key] = _kept(row)
                if before.get(key) != mark:
                    yield (encounter_id, *key, *row)

        gone = [(encounter_id, *key) for key in before if key not in after]
        if gone:
            self._connection.executemany(part.delete, gone)
        self._connection.executemany(part.upsert, changed())
        return kept

    def _put_journal(self, encounter_id: int, chunks: Sequence[journal.Chunk]) -> None:
        """In the place of whatever is there."""
        self._connection.execute(_DELETE_JOURNAL, (encounter_id,))
        numbered = ((encounter_id, sequence, sequence, *chunk) for sequence, chunk in enumerate(chunks))
        self._connection.executemany(_PUT_CHUNK, numbered)

    def _append(self, order: AppendJournal) -> None:
        encounter_id = reading.row_id(self._connection, order.key)
        if encounter_id is None:
            return  # deleted meanwhile
        sequence = order.sequence
        if sequence is None:
            end = self._connection.execute(_JOURNAL_END, (encounter_id,)).fetchone()[0]
            if end is None:
                return
            sequence = end + 1
        if sequence % CHUNKS_JOINED == 0:
            self._packed.clear()
        if isinstance(order.entries, journal.Chunk):
            chunk = order.entries
        else:
            chunk = journal.pack(order.entries)
            self._packed[chunk.blob] = order.entries
            if sum(map(len, self._packed.values())) > journal.MOST_ENTRIES:
                self._packed.clear()  # too many to be joined: in a crowd they would take a hundred megabytes
        self._connection.execute(_PUT_CHUNK, (encounter_id, sequence, sequence, *chunk))
        if sequence % CHUNKS_JOINED == CHUNKS_JOINED - 1:
            self._join(encounter_id, sequence - CHUNKS_JOINED + 1, sequence)

    def _join(self, encounter_id: int, first: int, last: int) -> None:
        """Put chunks together, if all of them are there and sound, and one can hold them."""
        chunks = self._connection.execute(_NEWEST_CHUNKS, (encounter_id, first, last)).fetchall()
        if [row[0] for row in chunks] != list(range(first, last + 1)):
            return
        if sum(row[2] for row in chunks) > journal.MOST_ENTRIES:
            return
        try:
            entries = [entry for row in chunks for entry in self._packed.get(row[3]) or journal.unpack(row[3])]
        except JournalError:
            return
        self._connection.execute(_DELETE_CHUNKS, (encounter_id, first, last))
        joined = journal.pack(entries, journal.SMALL)
        self._connection.execute(_PUT_CHUNK, (encounter_id, first, last, *joined))

    def _close_interrupted(self) -> None:
        for encounter_id, key in self._connection.execute("SELECT id, key FROM encounters WHERE ended = 0").fetchall():
            found = interrupted.closed(self._connection, encounter_id)
            if found is None:
                self._connection.execute(_MARK_ENDED, (Result.ENDED, encounter_id))
                continue
            self._save(SaveEncounter(key, found.record), None)
            if found.journal_end is not None:
                self._append(AppendJournal(key, found.journal_end, (Finished(),)))

    def tidy(self, rules: retention.Rules, now_ms: int) -> bool:
        """Remove some of what the rules leave nothing of, in one transaction; whether there is more. sqlite3.Error."""
        self._last = None
        return retention.tidy(self._connection, rules, now_ms)

    def merge_log(self) -> None:
        """Move what the write-ahead log holds into the file itself. sqlite3.Error."""
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self._connection.close()
