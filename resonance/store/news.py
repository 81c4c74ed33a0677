"""Whether something has come to an end since the history was read: what windows about it are drawn anew for."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from resonance.combat.record import SegmentResult
from resonance.store.migrations import pragma

_ENCOUNTERS = "SELECT count(*) FROM encounters WHERE ended AND deleted_at_ms IS NULL"
_ATTEMPTS = f"""
SELECT result, count(*) FROM attempts WHERE result != '{SegmentResult.RUNNING}' GROUP BY 1 ORDER BY 1
"""


class News(NamedTuple):
    version: int  # of the file as this connection sees it: another one after every write of somebody else
    ended: int  # encounters that are over, and there
    attempts: tuple[tuple[str, int], ...]  # that are over, by result

    def differ(self, before: News) -> bool:
        """Whether another encounter or attempt is over. That a running one was saved again is none."""
        return self[1:] != before[1:]


def news(connection: sqlite3.Connection, before: News | None) -> News:
    """What there is now. Counts only if anything was written since `before`, which this connection has given.

    May raise sqlite3.Error.
    """
    version = pragma(connection, "data_version")
    if before is not None and before.version == version:
        return before
    (ended,) = connection.execute(_ENCOUNTERS).fetchone()
    return News(version, ended, tuple(connection.execute(_ATTEMPTS).fetchall()))
