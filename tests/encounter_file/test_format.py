"""The format stays what it is, and the document says what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import ROOT
from resonance.combat.sums import group_totals
from resonance.encounter_file import columns, container, journal_chunks, reading, tables
from resonance.store import journal
from resonance.store.found import AlreadyThere, Imported
from resonance.store.layouts import FACTS, LAYOUTS

KEY = "0123456789abcdef0123456789abcdef"
TOTALS = (5, 24829933, 1800449, 1586056)
VERSIONS = [1]


@pytest.mark.parametrize("version", VERSIONS)
def test_file_of_a_released_version(version: int) -> None:
    """It is read for ever: its numbers, and all its events."""
    (found,) = reading.read(Path(__file__).with_name(f"version-{version}.rlog"), ())
    assert isinstance(found, Imported)
    assert found.key == KEY
    assert group_totals(found.record) == TOTALS
    assert sum(chunk.entries for chunk in found.chunks) > 500


def test_encounter_that_is_known(tmp_path: Path) -> None:
    """Its events are not looked at."""
    assert list(reading.read(Path(__file__).with_name("version-1.rlog"), {KEY})) == [AlreadyThere(KEY)]


def test_document_names_every_table_and_type() -> None:
    """In order, with all their columns and fields. Another one is another version of the format."""
    words = (ROOT / "docs" / "encounter-file.md").read_text(encoding="utf-8")
    at = 0
    for layout in columns.LAYOUTS:
        at = words.index(f"| `{layout.name}` |", at)
        line = words[at : words.index("\n", at)]
        assert [part.strip("` ").split("`")[0] for part in line.split("|")[3].split(",")] == [
            column.name for column in layout.columns
        ]
    for number, kind in enumerate(LAYOUTS):
        at = words.index(f"| {number} | `{kind.type.__name__}`", at)
        line = words[at : words.index("\n", at)]
        assert all(f"`{name}`" in line for name, _ in kind.fields)
    assert all(f"`{fact}`" in words[at:] for fact, _ in FACTS)
    assert (container.VERSION, len(LAYOUTS), len(FACTS)) == (VERSIONS[-1], 32, 23)


def test_document_names_the_limits() -> None:
    """As they are."""
    words = (ROOT / "docs" / "encounter-file.md").read_text(encoding="utf-8")
    limits = words[words.index("## Limits") :]
    for number in (tables.MOST_ROWS, tables.MOST_SECONDS, columns.LONGEST_TEXT, container.MOST_CHUNKS):
        assert f"{number:,}" in limits
    for number in (tables.ROWS_A_BYTE, tables.SECONDS_A_BYTE):
        assert f"{number:,}" in limits
    for number in (journal_chunks.MOST_ENTRIES, journal_chunks.MOST_DEATHS, journal.MOST_ENTRIES):
        assert f"{number:,}" in limits
    for size in (container.LARGEST_FILE, container.LARGEST_RECORD, journal.MOST_BYTES):
        assert f"{size >> 20} MiB" in limits


def test_file_is_told_by_its_beginning() -> None:
    """Whatever it is called."""
    assert reading.recognises(container.MAGIC + b"anything")
    assert not reading.recognises(container.MAGIC[:-1])
    assert not reading.recognises(b"SQLite format 3\0")
