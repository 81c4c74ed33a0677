"""Names of players as they stood in encounters, so that the history can be searched for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

_KNOWN = "SELECT name, id FROM met JOIN player_names ON id = name_id WHERE encounter_id = ?"
_ADD = "INSERT OR IGNORE INTO player_names (name, folded) VALUES (?, ?)"
_MEET = "INSERT INTO met SELECT ?, id FROM player_names WHERE name = ?"
_PART = "DELETE FROM met WHERE encounter_id = ? AND name_id = ?"
_FORGET = "DELETE FROM player_names WHERE NOT EXISTS (SELECT 1 FROM met WHERE name_id = id)"

_SUGGEST = """
SELECT name FROM player_names WHERE folded >= ? AND folded < ?
AND EXISTS (SELECT 1 FROM met JOIN encounters ON encounters.id = encounter_id
            WHERE name_id = player_names.id AND deleted_at_ms IS NULL)
ORDER BY folded, name LIMIT ?
"""
_AFTER_ALL = "\U0010ffff"


def save_names(connection: sqlite3.Connection, encounter_id: int, names: Iterable[str]) -> None:
    """Make the names of an encounter these. sqlite3.Error."""
    known = dict(connection.execute(_KNOWN, (encounter_id,)).fetchall())
    wanted = set(names)
    if gone := known.keys() - wanted:
        connection.executemany(_PART, [(encounter_id, known[name]) for name in gone])
    if new := sorted(wanted - known.keys()):
        connection.executemany(_ADD, [(name, folded(name)) for name in new])
        connection.executemany(_MEET, [(encounter_id, name) for name in new])


def forget_names(connection: sqlite3.Connection) -> None:
    """Remove names that no encounter has any more. sqlite3.Error."""
    connection.execute(_FORGET)


def suggest(connection: sqlite3.Connection, prefix: str, limit: int) -> list[str]:
    """Names that begin so, whatever their case, in the order of the alphabet. sqlite3.Error."""
    begin = folded(prefix)
    return [row[0] for row in connection.execute(_SUGGEST, (begin, begin + _AFTER_ALL, limit))]


def folded(name: str) -> str:
    """The name without a difference of upper and lower case."""
    return storable(name.casefold())


def storable(words: str) -> str:
    """Words as they were typed, with "?" for half a surrogate pair, which Tk may give and no database takes."""
    return words.encode("utf-8", "replace").decode("utf-8")
