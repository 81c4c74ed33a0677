"""Opens the database file for writing in the newest version, migrating it forward where needed.

STEPS[n] takes a file from version n to n + 1 in one transaction; the version is SQLite's `user_version`. A new file is
version 0 and goes through every step like an old one. A released step is never edited: when schema.py changes, the step
that used it keeps a copy of what it needs.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from resonance.store import StoreError, effective_sums, player_sums, schema, video_tables
from resonance.store.failures import malformed, readable_errors
from resonance.texts import say

APPLICATION_ID = int.from_bytes(b"RLog", "big")
"""In the file's header, so that a database of some other program is never written to."""

BUSY_TIMEOUT_S = 2.0
"""How long SQLite itself waits for another process to let go of the file."""


def _first_tables(connection: sqlite3.Connection) -> None:
    for statement in schema.TABLES:
        connection.execute(statement)


def _video_tables(connection: sqlite3.Connection) -> None:
    for statement in video_tables.TABLES:
        connection.execute(statement)


def _player_sums(connection: sqlite3.Connection) -> None:
    for statement in player_sums.TABLES:
        connection.execute(statement)


def _effective_sums(connection: sqlite3.Connection) -> None:
    for statement in effective_sums.TABLES:
        connection.execute(statement)


STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _first_tables,
    _video_tables,
    _player_sums,
    _effective_sums,
)


# In one statement, so that another process cannot make the tables between two looks.
_ABOUT = """
SELECT user_version, application_id, (SELECT count(*) FROM sqlite_master)
FROM pragma_user_version, pragma_application_id
"""

_COLUMNS = """
SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table'
"""


def read_only_uri(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro"


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode, for any thread, that writes nothing. StoreError, sqlite3.Error.

    A process that died while the file had no write-ahead log may have left it half changed. Only a connection that may
    write can take that back, so there is one for a moment.
    """
    if path.exists() and not path.is_file():  # a pipe would never end
        raise StoreError(say("{path} is not a file.", path=path), say("Move it elsewhere."))
    connection = _read_only(path)
    try:
        connection.execute(_ABOUT).fetchone()
        return connection
    except BaseException as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)) as writing:
        writing.execute(_ABOUT).fetchone()
    return _read_only(path)


def _read_only(path: Path) -> sqlite3.Connection:
    uri = read_only_uri(path)
    return sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)


def file_id(path: Path) -> tuple[int, int]:
    """Tells whether two files are the same, whatever their names; (0, 0) for none."""
    try:
        status = os.stat(path)
    except OSError:
        return (0, 0)
    return (status.st_dev, status.st_ino)


def pragma(connection: sqlite3.Connection, name: str) -> int:
    """The value of a pragma that is a number."""
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def file_version(connection: sqlite3.Connection, path: Path) -> int:
    """The version of a file, 0 for one without tables. StoreError for one that this program must leave alone.

    sqlite3.DatabaseError for a version that no program writes.
    """
    version, application_id, tables = connection.execute(_ABOUT).fetchone()
    if application_id != APPLICATION_ID:
        if version or tables:
            raise StoreError(
                say("{name} belongs to another program.", name=path.name),
                say("Move it out of {folder}.", folder=path.parent),
            )
        return 0
    assert isinstance(version, int)
    if version < 0 or (tables and not version):
        raise malformed(f"version {version}")
    if version > len(STEPS):
        raise StoreError(
            say("The history was written by a newer version of this program."),
            say("Install the newest version; the history was left as it is."),
        )
    return version


def open_newest(path: Path) -> sqlite3.Connection:
    """A connection for writing to the file in the newest version, made if missing. StoreError, sqlite3.Error, OSError.

    The connection is in autocommit mode: transactions are begun by the caller.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        # A connection that may write could change a file it is about to refuse, by merging its write-ahead log.
        with closing(connect_to_read(path)) as look:
            file_version(look, path)
            _check_tables(look, path)
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        # Can only be chosen while there is no table; lets freed pages be given back bit by bit.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        # A power cut takes nothing that was committed. NORMAL would let it take all since the last merge of the log.
        connection.execute("PRAGMA synchronous = FULL")
        migrate(connection, path)
        # Only now: a step that builds a table anew must drop the old one without its children going too.
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def bring_up_to_date(path: Path) -> None:
    """Go the steps that a file of an older version lacks, before somebody reads it: questions are about the newest.

    No file is no problem. StoreError.
    """
    if not path.exists():
        return
    try:
        with readable_errors():
            with closing(connect_to_read(path)) as look:
                version = file_version(look, path)
            if 0 < version < len(STEPS):
                open_newest(path).close()
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            say("The history cannot be read ({reason}).", reason=error),
            say("Check that {path} can be opened and is undamaged.", path=path),
        ) from error


def _check_tables(connection: sqlite3.Connection, path: Path) -> None:
    """sqlite3.DatabaseError for a file that lacks what all of its version have: no save would ever succeed."""
    connection.text_factory = lambda name: name.decode("utf-8", "replace")  # it may be rubbish
    connection.execute("BEGIN")  # another process may go a step meanwhile
    try:
        version = file_version(connection, path)
        found = set(connection.execute(_COLUMNS))
    finally:
        connection.execute("ROLLBACK")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        for step in STEPS[:version]:
            step(fresh)
        missing = set(fresh.execute(_COLUMNS)) - found
    if missing:
        raise malformed("no {}.{}".format(*min(missing)))


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Go every step that is missing. A step that fails leaves the file in the version before it."""
    version = file_version(connection, path)
    if 0 < version < len(STEPS):
        copy_aside(connection, path, version)
    while version < len(STEPS):
        version = _step(connection, path)


def _step(connection: sqlite3.Connection, path: Path) -> int:
    """Go one step, if there still is one; the version reached."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again, now that nobody else can write: another process may have gone the step meanwhile.
        version = file_version(connection, path)
        if version < len(STEPS):
            STEPS[version](connection)
            version += 1
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
    return version


def copy_aside(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy the file, with what only its write-ahead log holds, to "<name>.version-<n>.db" beside it."""
    copy = path.with_name(f"{path.stem}.version-{version}{path.suffix}")
    unfinished = copy.with_name(f"{copy.name}.part")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as target:
        connection.backup(target)
    os.replace(unfinished, copy)
    return copy
