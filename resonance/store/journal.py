"""Entries of a journal <-> a chunk: their columns, compressed.

A chunk is MAGIC, the version in one byte, and one frame of zstd with its size and a checksum. In it, as packing.py puts
numbers: how many entries there are, the type of each (its place in LAYOUTS), the time of each that has one as the
difference to the one before, and then for every type that occurs the columns of its fields, all of one field together.

What is read may come from a stranger: everything but a whole chunk is a JournalError, and no chunk takes more memory
than MOST_BYTES and MOST_ENTRIES allow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub
from typing import Any, NamedTuple

import zstandard

from resonance.combat.entries import Entry, JournalError
from resonance.store.layouts import LAYOUTS, Column, Layout, Like
from resonance.store.packing import HIGHEST, LOWEST, Reader, pack_ints, pack_number

MAGIC = b"RJ"
VERSION = 1
QUICK, SMALL = 3, 15
"""Levels of zstd: for a chunk that will soon be joined with others, and for those. Measured with a raid of 60,000
records: 9 costs as much time as 15 and saves half as much; above 15 nothing is left to save."""

MOST_BYTES = 16 << 20  # of a chunk, unpacked
MOST_ENTRIES = 50_000  # of a chunk; one of two seconds has some hundreds


class Chunk(NamedTuple):
    """Entries as they are stored."""

    first_ms: int | None  # time of the first entry that has one; None = none has
    last_ms: int | None
    entries: int
    blob: bytes


@dataclass(frozen=True, slots=True)
class Journal:
    """A whole journal as stored. Going through it unpacks one chunk after the other: JournalError."""

    blobs: tuple[bytes, ...]

    def __iter__(self) -> Iterator[Entry]:
        for blob in self.blobs:
            yield from unpack(blob)


_PLACES = {layout.type: place for place, layout in enumerate(LAYOUTS)}
_MAKERS = [layout.type for layout in LAYOUTS]
_IS_TIMED = [layout.type._fields[:1] == ("at_ms",) for layout in LAYOUTS]


def pack(entries: Sequence[Entry], level: int = QUICK) -> Chunk:
    """OverflowError for numbers beyond 64 bits."""
    kinds = [_PLACES[type(entry)] for entry in entries]
    rows: dict[int, list[tuple[Any, ...]]] = {kind: [] for kind in sorted(set(kinds))}
    times: list[int] = []
    for kind, entry in zip(kinds, entries, strict=True):
        values: tuple[Any, ...] = entry
        rows[kind].append(values)
        if _IS_TIMED[kind]:
            times.append(values[0])
    body = [pack_number(len(entries)), pack_ints(kinds), _pack_times(times)]
    for kind, own in rows.items():
        body += _pack_rows(LAYOUTS[kind], own)
    compressor = zstandard.ZstdCompressor(level=level, write_checksum=True, write_content_size=True)
    blob = MAGIC + bytes((VERSION,)) + compressor.compress(b"".join(body))
    return Chunk(times[0] if times else None, times[-1] if times else None, len(entries), blob)


def _pack_times(times: list[Any]) -> bytes:
    if not times:
        return b""
    return pack_number(times[0]) + pack_ints(list(map(sub, times[1:], times)))


def _pack_rows(layout: Layout, rows: list[Any]) -> Iterator[bytes]:
    columns = dict(zip(layout.type._fields, zip(*rows, strict=True), strict=True))
    for name, kind in layout.fields:
        if isinstance(kind, Like):
            yield _pack_like(columns[name], columns[kind.other])
        else:
            yield kind.pack(columns[name])


def _pack_like(values: Column, others: Column) -> bytes:
    differences = list(map(sub, values, others))
    if min(differences) >= LOWEST and max(differences) <= HIGHEST:
        return b"\1" + pack_ints(differences)
    return b"\0" + pack_ints(values)


def unpack(blob: bytes) -> list[Entry]:
    """The entries of a chunk, equal to those it was made of. JournalError."""
    reader = Reader(_content(blob))
    count = reader.count()
    if count > MOST_ENTRIES:
        raise JournalError(f"{count} entries in a chunk")
    kinds = reader.ints(count)
    if count and not 0 <= min(kinds) <= max(kinds) < len(LAYOUTS):
        raise JournalError("an entry of an unknown type")
    times = _read_times(reader, sum(_IS_TIMED[kind] for kind in kinds))
    counts = Counter(kinds)
    rows = {kind: _read_rows(reader, LAYOUTS[kind], counts[kind]) for kind in sorted(counts)}
    reader.end()
    return [
        _MAKERS[kind](next(times), *next(rows[kind])) if _IS_TIMED[kind] else _MAKERS[kind](*next(rows[kind]))
        for kind in kinds
    ]


def _content(blob: bytes) -> bytes:
    if blob[:2] != MAGIC:
        raise JournalError("this is no journal")
    if blob[2:3] != bytes((VERSION,)):
        raise JournalError("the journal was written by another version of the program")
    try:
        size = zstandard.frame_content_size(blob[3:])
        if not 0 <= size <= MOST_BYTES:
            raise JournalError("the journal is too long")
        content: bytes = zstandard.ZstdDecompressor().decompress(blob[3:], allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise JournalError(f"the journal is damaged: {error}") from error
    return content


def _read_times(reader: Reader, count: int) -> Iterator[int]:
    if not count:
        return iter(())
    first = reader.number()
    times = list(accumulate(reader.ints(count - 1), initial=first))
    if not LOWEST <= min(times) <= max(times) <= HIGHEST:
        raise JournalError("a time beyond all times")
    return iter(times)


def _read_rows(reader: Reader, layout: Layout, count: int) -> Iterator[tuple[Any, ...]]:
    columns: dict[str, Column] = {}
    for name, kind in layout.fields:
        if isinstance(kind, Like):
            columns[name] = _read_like(reader, count, columns[kind.other])
        else:
            columns[name] = kind.read(reader, count)
    return zip(*columns.values(), strict=True) if columns else iter([()] * count)


def _read_like(reader: Reader, count: int, others: Column) -> Column:
    form = reader.bytes(1)[0]
    values = reader.ints(count)
    if form == 0:
        return values
    values = [value + other for value, other in zip(values, others, strict=True)]
    if not LOWEST <= min(values) <= max(values) <= HIGHEST:
        raise JournalError("a number beyond 64 bits")
    return values
