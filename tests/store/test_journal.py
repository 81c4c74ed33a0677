"""Chunks of a journal: all comes back as it was, and strangers' bytes do no harm."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress
from itertools import chain, product

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from journal_entries import ALL_FACTS, any_entries, entries_of

from resonance.combat.entries import Entry, JournalError, Lost, Merged, Ticked
from resonance.events import Gap, Hit
from resonance.store import journal
from resonance.store.journal import MAGIC, MOST_BYTES, MOST_ENTRIES, VERSION, Journal, pack, unpack
from resonance.store.layouts import FACTS, LAYOUTS, Layout
from resonance.store.packing import HIGHEST, LOWEST, pack_ints, pack_number

HEADER = MAGIC + bytes((VERSION,))


def squeezed(content: bytes) -> bytes:
    return HEADER + zstandard.ZstdCompressor(write_checksum=True).compress(content)


def exact(entries: list[Entry]) -> list[tuple[type, list[tuple[type, object]]]]:
    """Entries with their types and those of their values: a named tuple is equal to any other with its values."""
    return [(type(entry), [(type(value), value) for value in entry]) for entry in entries]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.type.__name__)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_type_and_every_field(layout: Layout, data: st.DataObject) -> None:
    """Missing, negative, huge and empty values come back as they were, of the same types."""
    entries = data.draw(st.lists(entries_of(layout), min_size=1, max_size=5))
    assert exact(unpack(pack(entries).blob)) == exact(entries)


@settings(max_examples=60, deadline=None)
@given(any_entries())
def test_mixed_entries_keep_their_order(entries: list[Entry]) -> None:
    """Though every type lies apart from the others."""
    for level in (journal.QUICK, journal.SMALL):
        assert exact(unpack(pack(entries, level).blob)) == exact(entries)


def test_all_facts_and_all_types_are_known() -> None:
    """A new fact or type of entry cannot be forgotten here."""
    assert {fact for fact, _kind in FACTS} == ALL_FACTS
    assert {layout.type for layout in LAYOUTS} == set(Entry.__args__)  # type: ignore[attr-defined]


def test_chunk_says_what_is_in_it() -> None:
    """Times of the first and last event, and how many entries; no time where nothing has one."""
    chunk = pack([Lost(3), Ticked(5_000), Lost(1), Gap(9_000, 3), Merged(1)])
    assert (chunk.first_ms, chunk.last_ms, chunk.entries) == (5_000, 9_000, 5)
    assert pack([Merged(1)])[:3] == (None, None, 1)


def test_journal_is_its_chunks_in_order() -> None:
    """It can be gone through more than once."""
    parts: list[list[Entry]] = [[Ticked(1), Lost(2)], [], [Ticked(3)]]
    stored = Journal(tuple(pack(part).blob for part in parts))
    assert list(stored) == list(stored) == list(chain(*parts))


def test_numbers_beyond_64_bits_are_refused() -> None:
    """Before anything wrong is written; a difference of two that fit is no reason."""
    with pytest.raises(OverflowError):
        pack([Lost(HIGHEST + 1)])
    for one, other in ((LOWEST, HIGHEST), (HIGHEST, LOWEST)):
        hit = Hit(*[0] * len(Hit._fields))._replace(amount=one, hp_loss=other)
        assert unpack(pack([hit]).blob)[0] == hit


@pytest.fixture(scope="module")
def blob() -> bytes:
    """Of a chunk with one entry of every type."""
    example = [entries_of(layout) for layout in LAYOUTS]
    found: list[Entry] = []

    @settings(max_examples=1, database=None, derandomize=True)
    @given(st.tuples(*example))
    def take(entries: tuple[Entry, ...]) -> None:
        found[:] = entries

    take()
    return pack(found * 3).blob


def test_cut_anywhere(blob: bytes) -> None:
    """Half a chunk is none."""
    for size in range(len(blob)):
        with pytest.raises(JournalError):
            unpack(blob[:size])


def test_anything_behind_the_end(blob: bytes) -> None:
    """A chunk and something is none."""
    for more in (b"\0", blob, blob[3:]):
        with pytest.raises(JournalError):
            unpack(blob + more)


def test_any_bit_turned(blob: bytes) -> None:
    """The checksum finds it, if nothing else does; a bit without a meaning changes nothing."""
    whole, unnoticed = unpack(blob), 0
    for place, bit in product(range(len(blob)), range(8)):
        try:
            assert unpack(blob[:place] + bytes((blob[place] ^ 1 << bit,)) + blob[place + 1 :]) == whole
            unnoticed += 1
        except JournalError:
            pass
    assert unnoticed < 10


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_damaged_before_it_was_compressed(blob: bytes, data: st.DataObject) -> None:
    """What a malicious hand writes with a right checksum gives entries or the declared error."""
    content = bytearray(zstandard.ZstdDecompressor().decompress(blob[3:]))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content))) if data.draw(st.booleans()) else len(content)
    try:
        entries = unpack(squeezed(bytes(content[:cut])))
    except JournalError:
        return
    assert len(entries) <= MOST_ENTRIES
    assert exact(unpack(pack(entries).blob)) == exact(entries)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80))
def test_garbage(content: bytes) -> None:
    """Bytes that are no chunk, plain, with the right header, and compressed."""
    for bad in (content, HEADER + content):
        with pytest.raises(JournalError):
            unpack(bad)
    with suppress(JournalError):
        unpack(squeezed(content))


@pytest.mark.parametrize(
    "content",
    [
        bytes(MOST_BYTES + 1),
        pack_number(MOST_ENTRIES + 1) + pack_ints([19] * (MOST_ENTRIES + 1)),
        pack_number(3) + pack_ints([len(LAYOUTS)] * 3),
        pack_number(1 << 60),
        pack_number(1) + pack_ints([9]) + pack_number(0) + pack_ints([1]) * 4 + pack_ints([1 << 40]),
    ],
    ids=["zip bomb", "too many entries", "unknown type", "huge count", "huge list"],
)
def test_more_than_there_can_be(content: bytes) -> None:
    """Few bytes that claim to be very many cost little memory, and are the declared error."""
    bad = squeezed(content)
    tracemalloc.start()
    try:
        with pytest.raises(JournalError):
            unpack(bad)
        assert tracemalloc.get_traced_memory()[1] < 2 * MOST_BYTES
    finally:
        tracemalloc.stop()


def test_size_that_is_not_told() -> None:
    """A frame that hides how large it becomes is not opened."""
    frame = zstandard.ZstdCompressor(write_content_size=False).compress(pack_number(0))
    with pytest.raises(JournalError, match="too long"):
        unpack(HEADER + frame)


def test_journal_of_another_version(blob: bytes) -> None:
    """Said in words, since the file may be a good one."""
    with pytest.raises(JournalError, match="another version"):
        unpack(blob[:2] + bytes((VERSION + 1,)) + blob[3:])
