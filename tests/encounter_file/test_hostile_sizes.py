"""Files from strangers that are larger than they look, or say so: refused before anything grows."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
import zstandard

from resonance.encounter_file import columns, container, journal_chunks, reading, tables
from resonance.encounter_file.container import FileError
from resonance.store import StoreError
from resonance.store.packing import pack_number
from rlog_files import (
    compressed,
    forged,
    import_of,
    rich_file,
    small_file,
    small_tables,
    try_out,
)


def bomb(size: int) -> bytes:
    """A frame that says how large it is, and is not lying."""
    compressor = zstandard.ZstdCompressor(write_content_size=True).compressobj(size=size)
    return b"".join(compressor.compress(bytes(1 << 20)) for _ in range(size >> 20)) + compressor.flush()


def test_bomb_in_the_record(tmp_path: Path) -> None:
    """It is refused by what it says of itself, and nothing is unpacked."""
    content = forged(bomb(1 << 30), ())
    assert len(content) < 200_000
    tracemalloc.start()
    try:
        assert try_out(tmp_path, content) is None
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_bomb_that_says_nothing_of_its_size(tmp_path: Path) -> None:
    """Refused, since nobody knows where it would end; and so is one that lies."""
    silent = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(1 << 20))
    assert try_out(tmp_path, forged(silent, ())) is None
    lying = bytearray(zstandard.ZstdCompressor(write_content_size=True).compress(bytes(200)))
    lying[5] = 3  # the size in one byte, behind the magic and the descriptor
    assert zstandard.frame_content_size(bytes(lying)) == 3
    assert try_out(tmp_path, forged(bytes(lying), ())) is None


def test_bomb_in_the_journal(tmp_path: Path) -> None:
    """Likewise."""
    record = compressed(container.unpack(small_file()).record)
    assert try_out(tmp_path, forged(record, (b"RJ\1" + bomb(64 << 20),))) is None


@pytest.mark.parametrize("count", [columns.LARGEST_NUMBER, tables.MOST_ROWS + 1, -1])
def test_huge_counts(tmp_path: Path, count: int) -> None:
    """Of rows: refused before anything is made of them."""
    record = tables.pack(small_tables())
    file_row = pack_number(1)
    assert record.startswith(file_row)
    assert try_out(tmp_path, forged(compressed(pack_number(count) + record[1:]), ())) is None


def constants(count: int) -> bytes:
    """A record whose first table has so many rows, all alike: each column in a few bytes."""
    ones = bytes(2)  # a column of zeros, whatever their number
    columns_of_file = (bytes((0, 2)) + ones) * 2 + bytes((0, 2)) + ones  # all there; sizes of texts are 0
    return pack_number(count) + columns_of_file


def test_small_file_that_claims_many_rows(tmp_path: Path) -> None:
    """As many as any file may have, in a hundred bytes: refused before anything grows."""
    content = forged(compressed(constants(tables.MOST_ROWS)), ())
    assert len(content) <= 100
    tracemalloc.start()
    try:
        with pytest.raises(StoreError, match=r"more rows .* than its bytes can hold"):
            import_of(tmp_path / "x.rlog", content)
        assert tracemalloc.get_traced_memory()[1] < 2 << 20
    finally:
        tracemalloc.stop()


def test_small_file_that_claims_long_series(tmp_path: Path) -> None:
    """A hundred players who did the same for four hours, in some hundred bytes: likewise."""
    found = small_tables()
    found["curves"] = [(0, actor, [5] * 14_400) for actor in range(200)]
    record = compressed(tables.pack(found))
    assert len(record) < 1_400
    with pytest.raises(StoreError, match=r"series longer .* than its bytes can hold"):
        import_of(tmp_path / "x.rlog", forged(record, ()))


def test_rows_and_series_of_real_fights(tmp_path: Path) -> None:
    """They are far from these limits: a fight of hours in which nothing happens is no forged one."""
    for content in (small_file(), rich_file()):
        pieces = container.unpack(content)
        found = tables.unpack(pieces.record)
        assert 20 * sum(map(len, found.values())) < tables.ROWS_A_BYTE * pieces.record_size
    idle = small_tables()
    idle["curves"] = [(view, key, [0] * 7_000 + [key % 977] + [0] * 7_000) for view, key, _ in idle["curves"]]
    record = compressed(tables.pack(idle))
    assert tables.unpack(tables.pack(idle), len(record)) == tables.unpack(tables.pack(idle))


def test_more_chunks_than_there_are(tmp_path: Path) -> None:
    """Whether the file could have so many, or none could."""
    record = compressed(container.unpack(small_file()).record)
    for count in (1, container.MOST_CHUNKS + 1, 2**32 - 1):
        assert try_out(tmp_path, forged(record, (), count=count)) is None


def test_series_of_nothing_but_constants(tmp_path: Path) -> None:
    """A curve takes a few bytes and may claim four hours: all together are bounded."""
    found = small_tables()
    found["curves"] = [(0, actor, [5] * 14_400) for actor in range(tables.MOST_SECONDS // 14_400 + 1)]
    with pytest.raises(FileError, match="longer"):
        tables.unpack(tables.pack(found))
    found["curves"] = [(0, 1, [5] * 14_401)]
    with pytest.raises(FileError, match="amounts in curves"):
        tables.unpack(tables.pack(found))


def test_more_entries_than_any_fight_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused while they are looked at, before they are counted; deaths too, since each keeps what came before."""
    content = rich_file()
    for limit in ("MOST_ENTRIES", "MOST_KINDS", "MOST_DEATHS"):
        with monkeypatch.context() as patch:
            patch.setattr(journal_chunks, limit, 5)
            assert try_out(tmp_path, content) is None


def test_file_larger_than_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more of it is read than a file may have."""
    monkeypatch.setattr(reading, "LARGEST_FILE", 100)
    with pytest.raises(StoreError, match="too large"):
        import_of(tmp_path / "x.rlog", small_file())
