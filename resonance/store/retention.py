"""What the history lets go of by itself: what was deleted a while ago, and what the user's rules leave no place for."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from resonance.settings import Settings
from resonance.store import met
from resonance.store.migrations import pragma

DELETED_KEPT_MS = 60 * 60 * 1000
"""So long a deletion can be undone. One that seems further in the future was before the clock was set back."""

AT_ONCE = 20  # encounters in one transaction, so that a fight that is on is not kept waiting
PAGES_AT_ONCE = 2_000  # given back to the disk after it
DAY_MS = 24 * 60 * 60 * 1000
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Rules:
    """How much history is kept; 0 = no limit.

    Favourites are exempt, what was imported, since it may be old and was wanted, and encounters that still run.
    """

    keep_days: int = 0
    keep_count: int = 0  # encounters, without those that are exempt
    keep_mb: int = 0  # of the file, 1 MB = 1,000,000 bytes; the newest encounter stays however large it is

    @classmethod
    def of(cls, settings: Settings) -> Rules:
        return cls(settings.keep_days, settings.keep_count, settings.keep_mb)


_OLDEST = "ORDER BY started_at_ms, id LIMIT ?"
_MAY_GO = "deleted_at_ms IS NULL AND favourite = 0 AND imported IS NULL AND ended = 1"
_DELETED = f"""
SELECT id FROM encounters
WHERE deleted_at_ms IS NOT NULL AND abs(deleted_at_ms - ?) > {DELETED_KEPT_MS} AND ended = 1 {_OLDEST}
"""
_TOO_OLD = f"SELECT id FROM encounters WHERE {_MAY_GO} AND started_at_ms < ? {_OLDEST}"
_MAY_GO_COUNT = f"SELECT count(*) FROM encounters WHERE {_MAY_GO}"
_ANY = f"SELECT id FROM encounters WHERE {_MAY_GO} {_OLDEST}"
_PURGE = "DELETE FROM encounters WHERE id = ?"


def tidy(connection: sqlite3.Connection, rules: Rules, now_ms: int) -> bool:
    """Remove up to AT_ONCE encounters, the oldest first; whether there is more to do. sqlite3.Error.

    `now_ms`: Unix ms. The space goes back to the disk bit by bit.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        purged = _purge(connection, rules, now_ms)
        if purged:
            met.forget_names(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    free = pragma(connection, "freelist_count")
    if free:
        # It gives a row without columns for every page, and execute() would stop at the first.
        connection.executescript(f"PRAGMA incremental_vacuum({PAGES_AT_ONCE})")
    return purged == AT_ONCE or free > PAGES_AT_ONCE


def _purge(connection: sqlite3.Connection, rules: Rules, now_ms: int) -> int:
    """How many went."""
    going = _ids(connection, _DELETED, now_ms, AT_ONCE)
    if rules.keep_days:
        going += _ids(connection, _TOO_OLD, now_ms - rules.keep_days * DAY_MS, AT_ONCE)
    if rules.keep_count:
        surplus = connection.execute(_MAY_GO_COUNT).fetchone()[0] - rules.keep_count
        going += _ids(connection, _ANY, max(0, min(surplus, AT_ONCE)))
    purged = list(dict.fromkeys(going))[:AT_ONCE]
    connection.executemany(_PURGE, [(encounter_id,) for encounter_id in purged])
    number = len(purged)
    while rules.keep_mb and number < AT_ONCE and used_bytes(connection) > rules.keep_mb * MB:
        oldest = _ids(connection, _ANY, 2)
        if len(oldest) < 2:
            break
        connection.execute(_PURGE, (oldest[0],))
        number += 1
    return number


def going(connection: sqlite3.Connection, rules: Rules, now_ms: int) -> int:
    """How many encounters `tidy` would remove because of their age or number, all in all. sqlite3.Error."""
    too_old = surplus = 0
    if rules.keep_days:
        too_old = len(_ids(connection, _TOO_OLD, now_ms - rules.keep_days * DAY_MS, -1))
    if rules.keep_count:
        surplus = connection.execute(_MAY_GO_COUNT).fetchone()[0] - rules.keep_count
    return max(too_old, surplus, 0)  # both begin with the oldest


def _ids(connection: sqlite3.Connection, sql: str, *parameters: int) -> list[int]:
    return [row[0] for row in connection.execute(sql, parameters)]


def used_bytes(connection: sqlite3.Connection) -> int:
    """Of the file, without pages that hold nothing. sqlite3.Error."""
    pages = pragma(connection, "page_count") - pragma(connection, "freelist_count")
    return pages * pragma(connection, "page_size")
