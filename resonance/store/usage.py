"""What takes how much space in the history."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from resonance.store import StoreError
from resonance.store.failures import readable_errors
from resonance.store.migrations import connect_to_read, file_version, pragma
from resonance.texts import later, say

PARTS = (
    (later("Events, from which all else can be counted again"), ("journal_chunks",)),
    (later("Numbers by skill and target"), ("tallies", "player_sums", "effective_sums")),
    (later("Curves over time"), ("curves", "boss_hp")),
    (later("Buffs"), ("buffs", "buff_layers")),
    (later("Deaths and revives"), ("deaths", "recap_lines", "revives")),
    (later("Who took part"), ("actors", "met", "player_names")),
    (later("Players met"), ("people",)),
    (later("The list of encounters"), ("encounters",)),
    (later("Pulls and times"), ("segments", "attempts", "clocks", "bosses")),
    (later("Recordings and streams"), ("videos", "video_spans")),
)
"""In words, and the tables. The first table is what is counted."""


class Usage(NamedTuple):
    what: str  # in the user's language
    bytes: int  # as near as can be told
    rows: int  # 0 for space without rows


def usage(path: Path) -> list[Usage]:
    """Of the database at `path`, the largest first; their sum is the file. Empty without a file. StoreError.

    Reads the whole file, which may take seconds.
    """
    if not path.exists():
        return []
    try:
        with readable_errors(), closing(connect_to_read(path)) as connection:
            return _usage(connection) if file_version(connection, path) else []
    except sqlite3.Error as error:
        raise StoreError(
            say("The history cannot be read ({reason}).", reason=error),
            say("Check that {path} can be opened and is undamaged.", path=path),
        ) from error


def _usage(connection: sqlite3.Connection) -> list[Usage]:
    page_size = pragma(connection, "page_size")
    free = pragma(connection, "freelist_count") * page_size
    total = pragma(connection, "page_count") * page_size
    try:
        sizes = measured(connection)
    except sqlite3.OperationalError:  # SQLite was built without dbstat
        sizes = estimated(connection, total - free)
    found = [_part(connection, say(what), tables, sizes) for what, tables in PARTS]
    rest = total - free - sum(each.bytes for each in found)
    found += [Usage(say("Free, for what comes next"), free, 0), Usage(say("Other"), rest, 0)]
    return sorted((each for each in found if each.bytes > 0), key=lambda each: -each.bytes)


def _part(connection: sqlite3.Connection, what: str, tables: tuple[str, ...], sizes: dict[str, int]) -> Usage:
    rows = connection.execute(f"SELECT count(*) FROM {tables[0]}").fetchone()[0]
    return Usage(what, sum(sizes[table] for table in tables), rows)


def measured(connection: sqlite3.Connection) -> dict[str, int]:
    """Bytes by table, with its indexes. sqlite3.OperationalError without dbstat."""
    pages = "SELECT tbl_name, sum(pgsize) FROM dbstat('main', 1) JOIN sqlite_master USING (name) GROUP BY 1"
    return {**dict.fromkeys(_tables(), 0), **dict(connection.execute(pages).fetchall())}


def estimated(connection: sqlite3.Connection, total: int) -> dict[str, int]:
    """The same from the lengths of all values, as parts of `total` bytes."""
    lengths = {table: _length(connection, table) for table in _tables()}
    whole = sum(lengths.values()) or 1
    return {table: total * length // whole for table, length in lengths.items()}


def _tables() -> list[str]:
    return [table for _, tables in PARTS for table in tables]


def _length(connection: sqlite3.Connection, table: str) -> int:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    lengths = " + ".join(f"ifnull(length({column}), 0)" for column in columns)
    length: int = connection.execute(f"SELECT ifnull(sum({lengths}), 0) FROM {table}").fetchone()[0]
    return length
