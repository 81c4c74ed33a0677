"""Columns of numbers and texts: they come back as they were, and nothing else is taken for one."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal_entries import maybes, numbers, texts

from resonance.combat.entries import JournalError
from resonance.store.packing import (
    CONSTANT,
    HIGHEST,
    LOWEST,
    OFFSETS,
    TABLE,
    Reader,
    pack_ints,
    pack_maybes,
    pack_number,
    pack_texts,
)


@given(numbers)
def test_single_number(value: int) -> None:
    """Every number of 64 bits comes back."""
    reader = Reader(pack_number(value))
    assert reader.number() == value
    reader.end()


@given(st.lists(numbers) | st.lists(st.sampled_from((5, 70_000, HIGHEST)), max_size=300))
def test_column_of_numbers(values: list[int]) -> None:
    """Whatever the form that was chosen for it."""
    reader = Reader(pack_ints(values))
    assert list(reader.ints(len(values))) == values
    reader.end()


@pytest.mark.parametrize(
    ("values", "form", "size"),
    [
        ([7] * 1000, CONSTANT, 2),
        ([5, 6, 7, 250], OFFSETS, 3 + 4),
        ([1, 1_000] * 50, TABLE, 2 + 7 + 100),
        ([LOWEST, HIGHEST], OFFSETS, 12 + 16),
        (list(range(0, 100_000, 300)), OFFSETS, 3 + 334 * 4),
    ],
)
def test_form_of_a_column(values: list[int], form: int, size: int) -> None:
    """The one that takes least: a single number, a byte a number for few different ones, else as wide as they need."""
    packed = pack_ints(values)
    assert (packed[0], len(packed)) == (form, size)
    assert list(Reader(packed).ints(len(values))) == values


@given(st.lists(maybes))
def test_column_with_numbers_missing(values: list[int | None]) -> None:
    """None and 0 stay two different things."""
    reader = Reader(pack_maybes(values))
    assert list(reader.maybes(len(values))) == values
    reader.end()


@given(st.lists(texts))
def test_column_of_texts(values: list[str]) -> None:
    """In every script, empty ones too."""
    reader = Reader(pack_texts(values))
    assert reader.texts(len(values)) == values
    reader.end()


@pytest.mark.parametrize("value", [LOWEST - 1, HIGHEST + 1])
def test_number_beyond_64_bits_is_refused(value: int) -> None:
    """Alone and in a column, before anything wrong is written."""
    for pack in (lambda: pack_number(value), lambda: pack_ints([0, value]), lambda: pack_ints([value, value])):
        with pytest.raises(OverflowError):
            pack()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x03\x00",  # no such form
        b"\x01\x00\x03" + bytes(9),  # numbers of three bytes
        b"\x01\x00\x01",  # fewer numbers than there should be
        b"\x02\x02\x00\x05\x01\x01\x01",  # places behind the end of a table
        b"\x02\x01\x00\x05",  # a table of minus one number
        b"\x00" + b"\xff" * 12,  # a number without an end
        b"\x01" + pack_number(HIGHEST) + b"\x01\x00\x01\x02",  # more than 64 bits
    ],
)
def test_bytes_that_are_no_column(content: bytes) -> None:
    """Each is the declared error."""
    with pytest.raises(JournalError):
        Reader(content).ints(3)


def test_column_that_claims_more_than_there_can_be() -> None:
    """Two bytes do not become gigabytes of the same number."""
    with pytest.raises(JournalError):
        Reader(b"\x00\x00").ints(1 << 40)


@given(st.binary(max_size=60), st.integers(0, 50))
def test_any_bytes_end(content: bytes, count: int) -> None:
    """Garbage gives values or the declared error, and never another one."""
    for read in (Reader.ints, Reader.maybes, Reader.texts):
        with suppress(JournalError):
            assert len(read(Reader(content), count)) == count


def test_tables_within_tables() -> None:
    """None was ever written, and reading them one within the other would have no end."""
    with pytest.raises(JournalError, match="table of a table"):
        Reader((bytes((TABLE,)) + pack_number(1)) * 3_000).ints(1)
