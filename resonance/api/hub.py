"""Messages on their way to the readers of the event stream.

A state replaces the one before it, since an older one is worthless; of other events the newest are kept for readers
that come back. No reader has a queue: each remembers how far it is, so a slow one costs nothing and delays nobody.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections import deque
from typing import NamedTuple

KEPT_EVENTS = 256
"""For readers that lost their connection: more than a raid has in the seconds until they are back."""

_EVENT_ID = re.compile(r"([0-9a-f]{8})-(\d{1,15})")


class Message(NamedTuple):
    sequence: int
    wire: bytes  # as it goes over the connection


class Hub:
    def __init__(self) -> None:
        self.run = secrets.token_hex(4)  # tells the ids of this run from those of the one before
        self._changed = threading.Condition()
        self._sequence = 0
        self._state: Message | None = None
        self._events: deque[Message] = deque(maxlen=KEPT_EVENTS)
        self._closed = False
        self._epoch = 0

    @property
    def epoch(self) -> int:
        """Of what may be told. Whatever is published with an older one is not told to anybody."""
        return self._epoch

    def forget(self) -> None:
        """What was told until now must not be told any more, such as names that are hidden from now on."""
        with self._changed:
            self._epoch += 1
            self._state = None
            self._events.clear()

    def forget_state(self) -> None:
        """It is not kept up to date any more."""
        with self._changed:
            self._state = None

    def publish(self, name: str, data: bytes, epoch: int, *, is_state: bool = False) -> None:
        """`data`: one line."""
        with self._changed:
            if epoch != self._epoch:
                return
            self._sequence += 1
            wire = f"id: {self.run}-{self._sequence}\nevent: {name}\ndata: ".encode() + data + b"\n\n"
            message = Message(self._sequence, wire)
            if is_state:
                self._state = message
            else:
                self._events.append(message)
            self._changed.notify_all()

    def opening(self, last_event_id: str | None) -> list[Message]:
        """For a new reader: the newest state, and the events it has missed if it was here before."""
        found = _EVENT_ID.fullmatch(last_event_id or "")
        with self._changed:
            seen = int(found[2]) if found and found[1] == self.run else self._sequence
            missed = [each for each in self._events if each.sequence > seen]
            return sorted([*missed, *([self._state] if self._state else [])])

    def wait(self, seen: int, timeout_s: float) -> list[Message]:
        """What came after a message; none when the time is over, or at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or bool(self._after(seen)), timeout_s)
            return [] if self._closed else self._after(seen)

    @property
    def last(self) -> int:
        return self._sequence

    @property
    def is_closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """Every reader that waits comes back at once."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _after(self, seen: int) -> list[Message]:
        if self._sequence <= seen:
            return []
        states = [self._state] if self._state and self._state.sequence > seen else []
        return sorted([*(each for each in self._events if each.sequence > seen), *states])
