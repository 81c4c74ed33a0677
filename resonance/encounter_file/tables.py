"""A record <-> tables of plain values <-> bytes. What is read may come from a stranger.

A table is how many rows it has, and then column by column, as store/packing.py puts numbers and texts: for numbers and
texts alike first which rows have one, then the values; for series the length of each, then each as a column.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any

from resonance.combat.entries import JournalError
from resonance.combat.record import EncounterRecord
from resonance.encounter_file.columns import ENCOUNTER, LAYOUTS, NUMBER, PARTS, TEXT, Column, Layout
from resonance.encounter_file.container import LARGEST_FILE, FileError
from resonance.store import rows, series
from resonance.store.packing import MOST_VALUES, Reader, pack_ints, pack_maybes, pack_number, pack_texts
from resonance.store.rows import WHOLE

MOST_ROWS = MOST_VALUES
"""Of all tables together. The longest raids recorded so far have some thousands."""

MOST_SECONDS = 4_000_000
"""In all series together: two hundred players for an hour and a half, in 32 MB."""

ROWS_A_BYTE = 10
SECONDS_A_BYTE = 2_000
"""Of the packed record, at most: whoever counts can claim any number in a byte. Raids have a tenth of a row and half a
second in each, and no two rows of a table are alike."""

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]
"""By name; rows in the order of their keys. Series are arrays."""

_PART_OF_NAME = {part.name: part for part in rows.PARTS}
_SERIES = ("curves", "boss_hp")
_WITH_ORDINALS = ("segments", "deaths", "revives")


def tables_of(record: EncounterRecord) -> Tables:
    """All but the one about the file."""
    own = (*(getattr(record, name) for name in rows.ENCOUNTER_FIELDS),)
    quality = (*(getattr(record.quality, name) for name in rows.QUALITY_FIELDS),)
    tables: Tables = {ENCOUNTER.name: [own + quality]}
    for layout in PARTS:
        if layout.name not in _SERIES:
            tables[layout.name] = [key + values for key, values in _PART_OF_NAME[layout.name].rows(record).items()]
    tables["curves"] = [(*key, curve) for key, curve in record.curves.items()]
    tables["boss_hp"] = list(record.boss_hp.items())
    for layout in (ENCOUNTER, *PARTS):
        tables[layout.name] = ordered(layout, [tuple(map(_plain, row)) for row in tables[layout.name]])
    return tables


def ordered(layout: Layout, found: list[Row]) -> list[Row]:
    return sorted(found, key=itemgetter(*_keys(layout))) if layout.keys else found


def record_of(tables: Tables) -> EncounterRecord:
    """From tables that were checked. FileError for what no record becomes."""
    pack = series.packer()
    parts: Tables = {name: [] for name in _PART_OF_NAME}  # a file has none of what only lists and sums go by
    parts.update((layout.name, tables[layout.name]) for layout in PARTS)
    for name in _SERIES:
        parts[name] = [(*row[:-1], pack(row[-1])) for row in parts[name]]
    try:
        return rows.record_of(tables[ENCOUNTER.name][0], parts)
    except (ValueError, LookupError) as error:
        raise FileError(f"its record makes no sense ({error})") from error


def check(tables: Tables) -> None:
    """FileError unless every value is one that can be, and points at something that is there."""
    if sum(map(len, tables.values())) > MOST_ROWS:
        raise FileError("more rows than any fight has")
    for layout in LAYOUTS:
        if layout.name in tables:
            _check_table(layout, tables[layout.name])
    for name in _WITH_ORDINALS:
        if [row[0] for row in tables[name]] != list(range(len(tables[name]))):
            raise FileError(f"{name} are missing")
    _check_places(tables)


def pack(tables: Tables) -> bytes:
    """OverflowError for numbers beyond 64 bits."""
    packed = []
    for layout in LAYOUTS:
        found = tables[layout.name]
        packed.append(pack_number(len(found)))
        for place, column in enumerate(layout.columns if found else ()):
            packed.append(_pack_column(column, [row[place] for row in found]))
    return b"".join(packed)


def unpack(content: bytes, packed_size: int = LARGEST_FILE) -> Tables:
    """Checked. `packed_size`: bytes that it took in the file. FileError."""
    reader = Reader(content)
    tables: Tables = {}
    room = min(MOST_ROWS, ROWS_A_BYTE * packed_size)
    seconds = [min(MOST_SECONDS, SECONDS_A_BYTE * packed_size)]
    try:
        for layout in LAYOUTS:
            count = reader.count()
            room -= count
            if room < 0:
                raise FileError("more rows than any fight has, or than its bytes can hold")
            columns = [_read_column(reader, column, count, seconds) for column in layout.columns if count]
            tables[layout.name] = list(zip(*columns, strict=True))
        reader.end()
    except JournalError as error:
        raise FileError(f"its record is damaged: {error}") from error
    check(tables)
    return tables


def _plain(value: Any) -> Any:
    """Flags and the members of enumerations as the numbers and words they are."""
    if isinstance(value, int):
        return int(value)
    return str(value) if isinstance(value, str) else value


def _keys(layout: Layout) -> range:
    return range(layout.keys)


def _pack_column(column: Column, values: Sequence[Any]) -> bytes:
    if column.kind == NUMBER:
        return pack_maybes(values)
    if column.kind == TEXT:
        there = [value for value in values if value is not None]
        return pack_ints([value is not None for value in values]) + pack_texts(there)
    return pack_ints(list(map(len, values))) + b"".join(map(pack_ints, values))


def _read_column(reader: Reader, column: Column, count: int, seconds: list[int]) -> Sequence[Any]:
    """`seconds`: how many there may be in the series from here on."""
    if column.kind == NUMBER:
        return reader.maybes(count)
    if column.kind == TEXT:
        present = reader.ints(count)
        texts = iter(reader.texts(sum(map(bool, present))))
        return [next(texts) if is_there else None for is_there in present]
    lengths = reader.ints(count)
    seconds[0] -= sum(lengths)
    if min(lengths) < 0 or seconds[0] < 0:
        raise FileError("series longer than any fight, or than its bytes can hold")
    return [array(series.TYPE, reader.ints(length)) for length in lengths]


def _check_table(layout: Layout, found: Sequence[Row]) -> None:
    if not layout.keys and len(found) != 1:
        raise FileError(f"{len(found)} rows of what there is one of")
    for place, column in enumerate(layout.columns):
        try:
            for row in found:
                column.check(row[place])
        except ValueError:
            raise FileError(f"{column.name} in {layout.name} makes no sense") from None
    if layout.keys:
        key = itemgetter(*_keys(layout))
        if any(key(before) >= key(after) for before, after in pairwise(found)):
            raise FileError(f"{layout.name} are in no order")


def _check_places(tables: Tables) -> None:
    """What is said about a segment or a death is about one that is there; a clock that runs has both its ends."""
    segments, deaths = len(tables["segments"]), len(tables["deaths"])
    for name in ("bosses", "clocks", "tallies"):
        if tables[name] and max(row[0] for row in tables[name]) >= segments:
            raise FileError(f"{name} of a segment that is not there")
    if tables["recap_lines"] and max(row[0] for row in tables["recap_lines"]) >= deaths:
        raise FileError("the recap of a death that is not there")
    there = {(WHOLE, view, 0) for view in (rows.GROUP, rows.BOSS)} & {row[:3] for row in tables["clocks"]}
    if len(there) < 2:
        raise FileError("clocks are missing")
    for row in tables["clocks"]:
        first_ms, last_ms = row[3:5]
        if (first_ms is None) != (last_ms is None) or (first_ms is not None and first_ms > last_ms):
            raise FileError("a clock that runs backwards")
