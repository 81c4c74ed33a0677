"""What the user says about stored encounters, as columns that no save changes. All functions: sqlite3.Error."""

from __future__ import annotations

import sqlite3

from resonance.store.met import storable
from resonance.store.orders import Delete, Mark, Restore, SetFavourite, Tidy

_DELETE = "UPDATE encounters SET deleted_at_ms = ? WHERE key = ? AND deleted_at_ms IS NULL"
_PURGE = "UPDATE encounters SET deleted_at_ms = 0 WHERE deleted_at_ms IS NOT NULL"  # long ago, for retention.py
_RESTORE = "UPDATE encounters SET deleted_at_ms = NULL WHERE key = ?"
_FAVOURITE = "UPDATE encounters SET favourite = ? WHERE key = ?"
_NOTE = "UPDATE encounters SET note = ? WHERE key = ?"
_IMPORTED = "UPDATE encounters SET imported = ?, deleted_at_ms = NULL WHERE key = ?"


def mark(connection: sqlite3.Connection, order: Mark) -> None:
    if isinstance(order, Delete):
        connection.executemany(_DELETE, [(order.at_ms, key) for key in order.keys])
    elif isinstance(order, Restore):
        connection.executemany(_RESTORE, [(key,) for key in order.keys])
    elif isinstance(order, SetFavourite):
        connection.execute(_FAVOURITE, (order.on, order.key))
    elif isinstance(order, Tidy):
        if order.purges_deleted:
            connection.execute(_PURGE)
    else:
        connection.execute(_NOTE, (storable(order.text), order.key))


def mark_imported(connection: sqlite3.Connection, key: str, imported: str) -> None:
    """Say where an encounter is from; if it was deleted before, it is there again."""
    connection.execute(_IMPORTED, (imported, key))
