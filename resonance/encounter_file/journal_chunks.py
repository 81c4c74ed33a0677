"""The journal of an encounter file: entries <-> chunks, within limits that no fight comes near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from resonance.combat.entries import ActorKnown, BuffKnown, Entry, JournalError, SplitAt
from resonance.events import ActorLeft, ActorSeen, BuffChanged, Died, Heal, Hit, is_player
from resonance.store import journal
from resonance.store.journal import Chunk
from resonance.store.packing import MOST_VALUES
from resonance.store.rust.checks import LATEST_MS

ENTRIES_OF_CHUNK = 8_000  # when they are written: an eighth smaller than by 1,000, and read quickly

MOST_ENTRIES = 1_000_000
"""A raid of five minutes has fifty thousand."""

MOST_DEATHS = 2_000
"""Each keeps up to 500 lines of what came before."""

MOST_KINDS = MOST_VALUES
"""Of everything that takes a row or an object of its own when it is counted."""


class Limits:
    """Looks at all entries of a journal, one after the other, before anything is counted."""

    def __init__(self) -> None:
        self._entries = 0
        self._deaths = 0
        self._kinds: set[tuple[object, ...]] = set()

    def check(self, entries: Sequence[Entry]) -> None:
        """JournalError for more than any fight has."""
        self._entries += len(entries)
        for entry in entries:
            at_ms = entry.moment_ms if isinstance(entry, SplitAt) else _at_ms(entry)
            if at_ms is not None and not 0 <= at_ms <= LATEST_MS:
                raise JournalError("a time beyond all times")
            if isinstance(entry, Hit | Heal):
                self._kinds.add((entry.source, entry.target, entry.origin, entry.skill_id))
                self._kinds.add((entry.attacker,))
                self._deaths += isinstance(entry, Hit) and entry.killed and is_player(entry.target)
            elif isinstance(entry, BuffChanged | BuffKnown):
                self._kinds.add((entry.host, entry.instance, entry.buff_id))
            elif isinstance(entry, ActorSeen | ActorKnown | ActorLeft | Died):
                self._kinds.add((entry.actor,))
                self._deaths += isinstance(entry, Died)
        if self._entries > MOST_ENTRIES or self._deaths > MOST_DEATHS or len(self._kinds) > MOST_KINDS:
            raise JournalError("more in it than in any fight")


def chunks_of(entries: Iterable[Entry]) -> Iterator[Chunk]:
    """To be written. JournalError for more than may be read; OverflowError for numbers beyond 64 bits."""
    limits = Limits()
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == ENTRIES_OF_CHUNK:
            yield _packed(batch, limits)
            batch = []
    if batch:
        yield _packed(batch, limits)


def _packed(batch: list[Entry], limits: Limits) -> Chunk:
    limits.check(batch)
    return journal.pack(batch, journal.SMALL)


def checked(blobs: Iterable[bytes]) -> Iterator[Chunk]:
    """The chunks of a file, as they are stored. JournalError."""
    limits = Limits()
    for blob in blobs:
        entries = journal.unpack(blob)
        limits.check(entries)
        times = [at_ms for at_ms in map(_at_ms, entries) if at_ms is not None]
        yield Chunk(times[0] if times else None, times[-1] if times else None, len(entries), blob)


def _at_ms(entry: Any) -> int | None:
    """None = it has no time."""
    at_ms: int | None = getattr(entry, "at_ms", None)
    return at_ms
