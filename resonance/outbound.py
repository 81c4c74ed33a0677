"""What the program has sent to anybody since it was started: normally nothing.

Whoever sends says so here; any thread may. Packets are only read, never sent, so they are not in it.
"""

from __future__ import annotations

import threading
from typing import Literal, NamedTuple

MOST_PEERS = 100
"""Kept apart; what goes to further ones is counted together, for strangers may come in any number."""

OTHERS = ""

Kind = Literal["obs", "api"]
"""What sends."""


class Sent(NamedTuple):
    kind: Kind
    peer: str  # "127.0.0.1:4455"; OTHERS = everybody for whom there was no room
    messages: int
    bytes: int


_lock = threading.Lock()
_sent: dict[tuple[Kind, str], tuple[int, int]] = {}


def record(kind: Kind, peer: str, size: int) -> None:
    """`size`: bytes of one message."""
    with _lock:
        key = (kind, peer)
        if key not in _sent and len(_sent) >= MOST_PEERS:
            key = (kind, OTHERS)
        messages, total = _sent.get(key, (0, 0))
        _sent[key] = (messages + 1, total + size)


def sent() -> list[Sent]:
    """The largest first; empty as long as nothing was sent."""
    with _lock:
        found = [Sent(*key, *counts) for key, counts in _sent.items()]
    return sorted(found, key=lambda each: (-each.bytes, each.kind, each.peer))


def forget() -> None:
    """Count from nothing again."""
    with _lock:
        _sent.clear()
