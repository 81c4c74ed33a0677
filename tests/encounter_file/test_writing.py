"""A saved encounter as a file: all that the history shows of it, again and again in the same bytes."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from helpers import shared_capture
from resonance import names
from resonance.capture.pcapfile import open_capture
from resonance.combat.recount import recount, tallies_between
from resonance.encounter_file import columns, container, tables
from resonance.encounter_file.writing import file_bytes
from resonance.store import StoreError, rows
from resonance.store.history import History, open_saved
from resonance.store.journal import Journal
from resonance.store.migrations import open_newest
from resonance.store.orders import SaveEncounter
from resonance.store.rebuild import rebuild
from resonance.store.saved import SavedEncounter
from resonance.store.saver import Saver
from rlog_files import import_of, saved_fight, saved_of

NAMES = names.load()


def in_another_history(path: Path, content: bytes) -> Path:
    """A history into which the file was imported."""
    found = import_of(path / "x.rlog", content)
    with closing(open_newest(path / "other.db")) as connection:
        Saver(connection).write([SaveEncounter(found.key, found.record, imported="x", chunks=found.chunks)])
    return path / "other.db"


def compare(saved: SavedEncounter, path: Path) -> None:
    """Every number of it stands in the other history, and what is counted there is the same."""
    database = in_another_history(path, file_bytes(saved, anonymise=False))
    there = open_saved(database, saved.key)
    assert there.record == replace(saved.record, local_player=None)
    assert there.journal is not None
    assert saved.journal is not None
    assert list(there.journal) == list(saved.journal)
    half_ms = saved.record.started_at_ms + 20_000
    for stretch in ((0, half_ms), (half_ms, 2**60)):
        assert tallies_between(there.journal, NAMES, *stretch) == tallies_between(saved.journal, NAMES, *stretch)
    with closing(History(database)) as history:
        rebuilt = rebuild(history, 1, NAMES)
    assert rebuilt.differences == []
    assert rebuilt.record == there.record


@pytest.mark.parametrize(("scenario", "seconds"), [("dummy", None), ("dungeon", None), ("raid", 90), ("load", 3)])
def test_simulated_fight(scenario: str, seconds: float | None, tmp_path: Path) -> None:
    """Record, journal, stretches and `rebuild` are the same in the history that imports it."""
    compare(saved_fight(scenario, seconds), tmp_path)


def test_recording(tmp_path: Path) -> None:
    """The same with real traffic."""
    with open_capture(shared_capture("boss-fight.pcap")) as opened:
        compare(saved_of(list(opened)), tmp_path)


def test_same_encounter_twice() -> None:
    """The bytes are the same, whatever the order in which the record holds its things."""
    saved = saved_fight()
    tallies = dict(reversed(saved.record.tallies.items()))
    again = replace(saved, record=replace(saved.record, tallies=tallies))
    assert file_bytes(again, anonymise=False) == file_bytes(saved, anonymise=False)


def test_imported_encounter_is_handed_on(tmp_path: Path) -> None:
    """It is the same encounter in every history it comes to."""
    saved = saved_fight()
    first = import_of(tmp_path / "a.rlog", file_bytes(saved, anonymise=False))
    handed_on = SavedEncounter(first.key, first.record, Journal(tuple(chunk.blob for chunk in first.chunks)))
    second = import_of(tmp_path / "b.rlog", file_bytes(handed_on, anonymise=False))
    assert second == first
    assert second.key == saved.key


def test_encounter_without_events(tmp_path: Path) -> None:
    """Its numbers are in the file, and the reader is told that nothing else is."""
    found = import_of(tmp_path / "x.rlog", file_bytes(replace(saved_fight(), journal=None), anonymise=False))
    assert found.record.tallies == saved_fight().record.tallies
    assert found.chunks == ()
    assert "events are not in the file" in found.left_out[0]


def test_numbers_that_are_not_those_of_the_events(tmp_path: Path) -> None:
    """They come as they are, and the reader is told."""
    saved = saved_fight()
    changed = saved.record.detached()
    next(iter(changed.tallies.values())).amount += 1
    found = import_of(tmp_path / "x.rlog", file_bytes(replace(saved, record=changed), anonymise=False))
    assert "rebuild" in found.left_out[0]


def test_encounter_that_still_runs() -> None:
    """A sentence."""
    saved = saved_fight()
    with pytest.raises(StoreError, match="still running"):
        file_bytes(replace(saved, record=replace(saved.record, ended=False)), anonymise=False)


def test_encounter_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is written that could not be read: a sentence."""
    monkeypatch.setattr(container, "LARGEST_RECORD", 10)
    with pytest.raises(StoreError, match="too large"):
        file_bytes(saved_fight(), anonymise=False)


def test_damaged_journal() -> None:
    """A sentence, and no file with half of it."""
    saved = saved_fight()
    assert saved.journal is not None
    damaged = Journal((saved.journal.blobs[0], b"RJ\1nonsense"))
    with pytest.raises(StoreError, match="cannot be saved"):
        file_bytes(replace(saved, journal=damaged), anonymise=False)


def test_tables_are_those_of_the_history() -> None:
    """Whoever adds a column to the history decides what becomes of it in the file, and of the format's version."""
    only_to_look_up = ("attempts", "player_sums", "effective_sums")
    parts = [part for part in rows.PARTS if part.name not in only_to_look_up]
    assert [(part.name, len(part.key), part.key + part.values) for part in parts] == [
        (layout.name, layout.keys, tuple(column.name for column in layout.columns)) for layout in columns.PARTS
    ]
    encounter = tuple(column.name for column in columns.ENCOUNTER.columns)
    assert encounter == rows.ENCOUNTER_FIELDS + rows.QUALITY_FIELDS


def test_counted_record_is_what_the_tables_hold() -> None:
    """Tables of a record become an equal record."""
    for scenario in ("dummy", "dungeon"):
        saved = saved_fight(scenario)
        found = tables.tables_of(saved.record)
        found["file"] = [("key", "0", 0)]
        assert tables.record_of(tables.unpack(tables.pack(found))) == saved.record
        assert saved.journal is not None
        assert recount(saved.journal, NAMES) == saved.record
