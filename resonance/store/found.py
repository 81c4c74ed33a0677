"""What a file of somebody else holds, encounter by encounter: what those who read one give, and the import saves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from resonance.combat.record import EncounterRecord
from resonance.store.journal import Chunk


@dataclass(frozen=True, slots=True)
class Imported:
    """An encounter of another program, or of another player. Nobody changes the record from now on."""

    key: str  # the same whenever it is read
    record: EncounterRecord
    is_favourite: bool
    left_out: tuple[str, ...]  # sentences
    chunks: tuple[Chunk, ...] = ()  # the journal from its beginning to its end; none = not in the file


class Skipped(NamedTuple):
    """One that cannot be imported."""

    started_at_ms: int | None  # Unix ms; None = not even that can be read
    reason: str  # in a sentence without its end


class AlreadyThere(NamedTuple):
    key: str


Found = Imported | Skipped | AlreadyThere
