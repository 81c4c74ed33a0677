"""Files from strangers: whatever is in them, it is an encounter that can be shown and saved, or a sentence."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resonance.combat.entries import Entry
from resonance.encounter_file import columns, container, reading, tables
from resonance.encounter_file.columns import LAYOUTS, SERIES, TEXT
from resonance.store import StoreError, journal
from resonance.store.packing import HIGHEST, LOWEST
from rlog_files import (
    RICH,
    SECONDS,
    compressed,
    forged,
    import_of,
    journal_of,
    rich_file,
    saved_fight,
    small_file,
    try_out,
    with_hash,
)

FUZZING = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
NUMBERS = st.sampled_from((LOWEST, -(2**53) - 1, -2, -1, 0, 1, 2, 3, 7, 100, 2**31, 2**53 + 1, HIGHEST)) | st.integers(
    LOWEST, HIGHEST
)
TEXTS = st.sampled_from(("", "kill", "running", "trash", "x" * 201, "玩家", "\0", "\u202e")) | st.text(max_size=20)


def test_truncated_anywhere(tmp_path: Path) -> None:
    """A sentence, also where whoever cut it made the hash right again."""
    content = small_file()
    for size in range(len(content)):
        for cut in (content[:size], with_hash(content[:size])):
            with pytest.raises(StoreError):
                import_of(tmp_path / "x.rlog", cut)


def test_every_byte_flipped(tmp_path: Path) -> None:
    """A sentence for each."""
    content = small_file()
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        with pytest.raises(StoreError):
            import_of(tmp_path / "x.rlog", bytes(changed))


def test_every_byte_flipped_and_hashed_again(tmp_path: Path) -> None:
    """Behind the right hash there is still nothing that does harm."""
    content = small_file()
    for place in range(container.HASHED_FROM, len(content)):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        try_out(tmp_path, with_hash(bytes(changed)))


def test_bytes_behind_the_end(tmp_path: Path) -> None:
    """They belong to nothing, so something is wrong."""
    with pytest.raises(StoreError, match="too many"):
        import_of(tmp_path / "x.rlog", with_hash(small_file() + b"\0"))


@FUZZING
@given(content=st.binary(max_size=2_000), begins=st.booleans())
def test_random_bytes(tmp_path: Path, content: bytes, begins: bool) -> None:
    """A sentence."""
    with pytest.raises(StoreError):
        import_of(tmp_path / "x.rlog", container.MAGIC * begins + content)


@FUZZING
@given(data=st.data())
def test_any_value_anywhere_in_the_record(tmp_path: Path, data: st.DataObject) -> None:
    """Values, rows doubled, gone or in another order: refused, or an encounter that can be shown."""
    found = tables.unpack(container.unpack(rich_file()).record)
    for _ in range(data.draw(st.integers(1, 3))):
        layout = data.draw(st.sampled_from([layout for layout in LAYOUTS if found[layout.name]]))
        rows = found[layout.name]
        place = data.draw(st.integers(0, len(rows) - 1))
        what = data.draw(st.sampled_from(("value", "value", "value", "double", "remove", "move")))
        if what == "value":
            rows[place] = _changed(data, layout, rows[place])
        elif what == "double":
            rows.insert(place, rows[place])
        elif what == "remove" and len(rows) > 1:
            del rows[place]
        else:
            rows.append(rows.pop(place))
    pieces = container.unpack(rich_file())
    chunks = pieces.chunks if data.draw(st.booleans()) else ()
    try_out(tmp_path, forged(compressed(tables.pack(found)), chunks))


def _changed(data: st.DataObject, layout: columns.Layout, row: tuple[Any, ...]) -> tuple[Any, ...]:
    at = data.draw(st.integers(0, len(layout.columns) - 1))
    kind = layout.columns[at].kind
    values: st.SearchStrategy[Any] = st.none() | (TEXTS if kind == TEXT else NUMBERS)
    if kind == SERIES:
        values = st.lists(NUMBERS, max_size=20)
    return (*row[:at], data.draw(values), *row[at + 1 :])


@FUZZING
@given(data=st.data())
def test_any_byte_of_the_unpacked_record(tmp_path: Path, data: st.DataObject) -> None:
    """What zstd's own checksum would have caught."""
    pieces = container.unpack(rich_file())
    content = bytearray(pieces.record)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try_out(tmp_path, forged(compressed(bytes(content)), pieces.chunks))


@FUZZING
@given(data=st.data())
def test_any_byte_of_the_unpacked_journal(tmp_path: Path, data: st.DataObject) -> None:
    """Likewise."""
    pieces = container.unpack(rich_file())
    content = bytearray(zstandard.ZstdDecompressor().decompress(pieces.chunks[0][3:]))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try_out(tmp_path, forged(compressed(pieces.record), (pieces.chunks[0][:3] + compressed(bytes(content)),)))


@FUZZING
@given(data=st.data())
def test_any_value_anywhere_in_the_journal(tmp_path: Path, data: st.DataObject) -> None:
    """Entries changed, doubled, gone or moved: refused, or counted without a crash."""
    found = saved_fight(*RICH)
    assert found.journal is not None
    entries: list[Any] = list(found.journal)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(entries) - 1))
        what = data.draw(st.sampled_from(("value", "value", "value", "double", "remove", "move")))
        if what == "value":
            entries[place] = _other_number(data, entries[place])
        elif what == "double":
            entries.insert(place, entries[place])
        elif what == "remove":
            del entries[place]
        else:
            entries.insert(data.draw(st.integers(0, len(entries) - 1)), entries.pop(place))
    pieces = container.unpack(rich_file())
    try_out(tmp_path, forged(compressed(pieces.record), journal_of(entries).blobs))


def _other_number(data: st.DataObject, entry: Any) -> Entry:
    numbers = [name for name, value in entry._asdict().items() if type(value) is int]
    if not numbers:
        return entry  # type: ignore[no-any-return]
    name = data.draw(st.sampled_from(numbers))
    if name == "at_ms":
        changed: Entry = entry._replace(at_ms=data.draw(st.integers(-(2**40), 2**43)))
        return changed
    return entry._replace(**{name: data.draw(NUMBERS)})  # type: ignore[no-any-return]


def test_newer_version(tmp_path: Path) -> None:
    """Another sentence: update the program."""
    content = bytearray(small_file())
    content[8] = container.VERSION + 1
    with pytest.raises(StoreError, match="newer version") as caught:
        import_of(tmp_path / "x.rlog", bytes(content))
    assert "Update" in caught.value.advice


def test_journal_of_another_fight(tmp_path: Path) -> None:
    """The numbers come with a warning; they are not taken for what the events give."""
    other = saved_fight("dungeon").journal
    assert other is not None
    record = compressed(container.unpack(small_file()).record)
    found = try_out(tmp_path, forged(record, other.blobs))
    assert found is not None
    assert found.left_out


def test_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A sentence with the reason."""
    with pytest.raises(StoreError, match="cannot be read"), suppress(StopIteration):
        next(reading.read(tmp_path, ()))  # a folder


def test_journal_that_is_not_whole(tmp_path: Path) -> None:
    """A part of a fight is no fight."""
    found = saved_fight(seconds=SECONDS)
    assert found.journal is not None
    pieces = container.unpack(small_file())
    half = journal.pack(list(found.journal)[:50]).blob
    assert try_out(tmp_path, forged(compressed(pieces.record), (half,))) is None
