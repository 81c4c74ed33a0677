"""Columns of numbers and texts <-> bytes. What it reads may come from a stranger.

A column of integers of 64 bits, signed, is one byte that says how, and then
    CONSTANT  the only number there is;
    OFFSETS   the smallest number, and what the others are above it in 1, 2, 4 or 8 bytes each: first the lowest byte of
              all of them, then the next, because compression finds more in bytes of one kind;
    TABLE     up to 256 different numbers, a column themselves, and the place of each number in it, a byte each.
How many numbers there are the reader knows already. A single number is a varint, zigzag.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence

from resonance.combat.entries import JournalError

CONSTANT, OFFSETS, TABLE = range(3)
WIDTHS = {1: "B", 2: "H", 4: "I", 8: "Q"}
LOWEST, HIGHEST = -(2**63), 2**63 - 1
MOST_VALUES = 1 << 18  # in one column; a constant one takes a few bytes and claims any number


def pack_number(value: int) -> bytes:
    """OverflowError beyond 64 bits."""
    if not LOWEST <= value <= HIGHEST:
        raise OverflowError(f"{value} does not fit in 64 bits")
    rest = value << 1 if value >= 0 else ~(value << 1)
    packed = bytearray()
    while rest > 0x7F:
        packed.append(rest & 0x7F | 0x80)
        rest >>= 7
    packed.append(rest)
    return bytes(packed)


def pack_ints(values: Sequence[int]) -> bytes:
    """A column. OverflowError for a number beyond 64 bits."""
    if not values:
        return b""
    low, high = min(values), max(values)
    if low == high:
        return bytes((CONSTANT,)) + pack_number(low)
    if high - low > 0xFF:
        distinct = set(values)
        if len(distinct) <= 0x100 and 2 * len(distinct) <= len(values):
            table = sorted(distinct)
            places = dict(zip(table, range(len(table)), strict=True))
            size = pack_number(len(table))
            return bytes((TABLE,)) + size + pack_ints(table) + bytes(map(places.__getitem__, values))
    return bytes((OFFSETS,)) + pack_number(low) + _pack_offsets(values, low, high)


def _pack_offsets(values: Sequence[int], low: int, high: int) -> bytes:
    pack_number(high)
    width = next(width for width in WIDTHS if high - low < 1 << (8 * width))
    offsets = array(WIDTHS[width], values if low == 0 else [value - low for value in values])
    if sys.byteorder == "big":
        offsets.byteswap()
    content = offsets.tobytes()
    return bytes((width,)) + b"".join(content[plane::width] for plane in range(width))


def pack_maybes(values: Sequence[int | None]) -> bytes:
    """A column in which numbers may be missing."""
    present = [value is not None for value in values]
    return pack_ints(present) + pack_ints([value for value in values if value is not None])


def pack_texts(values: Sequence[str]) -> bytes:
    """A column of texts: their sizes, then all of them in UTF-8."""
    encoded = [value.encode("utf-8") for value in values]
    return pack_ints([len(value) for value in encoded]) + b"".join(encoded)


class Reader:
    """Takes apart what the functions above put together. JournalError for anything else."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def bytes(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._content):
            raise JournalError(f"the journal ends {end - len(self._content)} bytes too early")
        taken = self._content[self._at : end]
        self._at = end
        return taken

    def end(self) -> None:
        if self._at != len(self._content):
            raise JournalError(f"{len(self._content) - self._at} bytes too many in the journal")

    def number(self) -> int:
        rest = shift = 0
        while True:
            byte = self.bytes(1)[0]
            rest |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
            if shift > 63:
                raise JournalError("a number without an end")
        value = rest >> 1 if not rest & 1 else ~(rest >> 1)
        return _checked(value)

    def count(self) -> int:
        """A number of values."""
        value = self.number()
        if not 0 <= value <= MOST_VALUES:
            raise JournalError(f"{value} values in a column")
        return value

    def ints(self, count: int) -> Sequence[int]:
        if count == 0:
            return ()
        if count > MOST_VALUES:
            raise JournalError(f"{count} values in a column")
        form = self.bytes(1)[0]
        if form == CONSTANT:
            return (self.number(),) * count
        if form == OFFSETS:
            return self._offsets(count)
        if form == TABLE:
            return self._table(count)
        raise JournalError(f"a column of the unknown form {form}")

    def _offsets(self, count: int) -> Sequence[int]:
        low = self.number()
        width = self.bytes(1)[0]
        if width not in WIDTHS:
            raise JournalError(f"numbers of {width} bytes")
        content = bytearray(count * width) if width > 1 else self.bytes(count)
        if isinstance(content, bytearray):
            for plane in range(width):
                content[plane::width] = self.bytes(count)
        offsets = array(WIDTHS[width])
        offsets.frombytes(content)
        if sys.byteorder == "big":
            offsets.byteswap()
        _checked(low + max(offsets))
        return [low + offset for offset in offsets] if low else offsets

    def _table(self, count: int) -> Sequence[int]:
        size = self.count()
        if self._content[self._at : self._at + 1] == bytes((TABLE,)):  # never written; nested, it would have no end
            raise JournalError("a table of a table")
        table = self.ints(size)
        places = self.bytes(count)
        if max(places) >= size:
            raise JournalError("a number outside of its table")
        return [table[place] for place in places]

    def flags(self, count: int) -> Iterable[bool]:
        return map(bool, self.ints(count))

    def maybes(self, count: int) -> Sequence[int | None]:
        present = self.ints(count)
        values = iter(self.ints(sum(map(bool, present))))
        return [next(values) if is_there else None for is_there in present]

    def texts(self, count: int) -> list[str]:
        sizes = self.ints(count)
        if count and min(sizes) < 0:
            raise JournalError("a text of a negative size")
        try:
            return [self.bytes(size).decode("utf-8") for size in sizes]
        except UnicodeDecodeError as error:
            raise JournalError(f"a text that is none: {error}") from error


def _checked(value: int) -> int:
    if not LOWEST <= value <= HIGHEST:
        raise JournalError(f"{value} does not fit in 64 bits")
    return value
