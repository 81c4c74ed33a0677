"""Connection: one OBS as the user has named it, kept in the settings as a line of JSON. Without its password."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

DEFAULT_PORT = 4455
"""Of obs-websocket 5."""

LONGEST_NAME, LONGEST_HOST = 40, 120
LARGEST_SHIFT_MS = 60_000
MOST_CONNECTIONS = 8

_KEY = re.compile(r"[0-9a-f]{8}")
_HOST = re.compile(r"[0-9A-Za-z._:%-]+")
_LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Connection:
    key: str  # names it for its life: 8 hex digits
    name: str  # the user's: "Recording machine"
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    shift_ms: int = 0  # by which the user says that bookmarks come too early; may be negative

    @property
    def is_local(self) -> bool:
        """It runs on this computer, so that its files are here."""
        return bool(_LOOPBACK.fullmatch(self.host))


def new_key() -> str:
    return secrets.token_hex(4)


def parse(line: str) -> Connection | None:
    """None for what is none."""
    found = _object(line)
    try:
        connection = Connection(**found)
    except TypeError:  # other fields
        return None
    return connection if is_sound(connection) else None


def is_sound(connection: Connection) -> bool:
    texts = (connection.key, connection.name, connection.host)
    numbers = (connection.port, connection.shift_ms)
    return (
        all(isinstance(each, str) for each in texts)
        and all(type(each) is int for each in numbers)
        and bool(_KEY.fullmatch(connection.key))
        and 0 < len(connection.name.strip()) <= LONGEST_NAME
        and len(connection.host) <= LONGEST_HOST
        and bool(_HOST.fullmatch(connection.host))
        and 0 < connection.port < 65_536
        and abs(connection.shift_ms) <= LARGEST_SHIFT_MS
    )


def line(connection: Connection) -> str:
    return json.dumps(asdict(connection), ensure_ascii=False)


def connections(lines: Iterable[str]) -> list[Connection]:
    """Those of the settings; what is none, or there twice, is left out."""
    return [each for _, each in _sorted_out(lines) if each is not None]


def unreadable(lines: Iterable[str]) -> tuple[str, ...]:
    """What is left out: it does nothing, and is not to be lost."""
    return tuple(line for line, each in _sorted_out(lines) if each is None)


def _sorted_out(lines: Iterable[str]) -> list[tuple[str, Connection | None]]:
    """Each line with what it is; None = it is left out."""
    found: list[tuple[str, Connection | None]] = []
    keys: set[str] = set()
    for each in lines:
        connection = parse(each)
        if connection is None or connection.key in keys or len(keys) == MOST_CONNECTIONS:
            found.append((each, None))
        else:
            keys.add(connection.key)
            found.append((each, connection))
    return found


def lines(found: Sequence[Connection]) -> tuple[str, ...]:
    return tuple(map(line, found))


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
