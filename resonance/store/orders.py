"""Orders: what the writer can be told to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from resonance.combat.entries import Entry
from resonance.combat.record import EncounterRecord
from resonance.store import journal
from resonance.store.people import Person, united
from resonance.store.videos import Video


@dataclass(frozen=True, slots=True)
class SaveEncounter:
    """Make the stored encounter equal to the record, which nobody changes from now on.

    What the user says about it stays: favourite, note, and that it was deleted. But what is imported is there again.
    """

    key: str  # names the encounter for its life
    record: EncounterRecord
    imported: str | None = None  # where from, in words; None = counted here, or stays what it was
    chunks: tuple[journal.Chunk, ...] = ()  # the whole journal of what is imported; others are appended as they grow


@dataclass(frozen=True, slots=True)
class Delete:
    """Take encounters out of the history. Their rows are removed a while later: see retention.py."""

    keys: tuple[str, ...]  # of any number; those that are not there do not matter
    at_ms: int  # Unix ms: now


@dataclass(frozen=True, slots=True)
class Restore:
    """Undo a deletion, as far as the rows are still there."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetFavourite:
    """Favourites outlive the rules of retention. No error if there is no such encounter."""

    key: str
    on: bool


@dataclass(frozen=True, slots=True)
class SetNote:
    """Give an encounter the user's words, "" for none. No error if there is no such encounter."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Tidy:
    """Let go now of what the rules of retention leave no place for, and give free space back to the disk."""

    purges_deleted: bool = False  # deleted encounters too, whose deletion could still be undone


@dataclass(frozen=True, slots=True)
class SavePeople:
    """Add these sightings to what is known about players."""

    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class AppendJournal:
    """Add entries to the journal of an encounter that was saved before; nothing happens if there is none."""

    key: str
    sequence: int | None  # 0, 1, ... by encounter; None = behind what is there, if anything is
    entries: tuple[Entry, ...] | journal.Chunk

    def packed(self) -> AppendJournal:
        """The same in a tenth of the memory; itself if that cannot be done."""
        if isinstance(self.entries, journal.Chunk):
            return self
        try:
            return replace(self, entries=journal.pack(self.entries))
        except (OverflowError, UnicodeEncodeError):
            return self  # the writer will set it aside, and say so


@dataclass(frozen=True, slots=True)
class SaveVideo:
    """Make the stored video equal to this one."""

    video: Video


@dataclass(frozen=True, slots=True)
class CloseInterrupted:
    """End the encounters that another process was counting when it died; unless one lives that may count them."""


Mark = Delete | Restore | SetFavourite | SetNote | Tidy
"""What the user says about an encounter that was saved before."""

Order = SaveEncounter | Mark | SavePeople | AppendJournal | SaveVideo | CloseInterrupted


def newest_saves(orders: Sequence[Order]) -> list[Order]:
    """Fewer orders with the same effect: of the saves of an encounter only the newest, at the place of the first, since
    what comes between them may need it; and all people in one, at the end.
    """
    kept: list[Order] = []
    places: dict[str, int] = {}  # of saves
    for order in orders:
        if isinstance(order, SavePeople):
            continue
        if isinstance(order, SaveEncounter):
            first = kept[places[order.key]] if order.key in places else None
            # An import also undoes a deletion, so it stays where it is.
            if isinstance(first, SaveEncounter) and order.imported is None:
                kept[places[order.key]] = replace(order, imported=first.imported, chunks=first.chunks)
                continue
            places[order.key] = len(kept)
        kept.append(order)
    people = united(person for order in orders if isinstance(order, SavePeople) for person in order.people)
    if people:
        kept.append(SavePeople(people))
    return kept
