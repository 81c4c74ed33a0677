"""Stored numbers counted again: what is different is said, and what cannot be counted again is left alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from journal_orders import KEY, fight_orders, last_record, parts, saves

from resonance import names
from resonance.combat.entries import Correction, Merged, SplitAt, WipeMarked
from resonance.combat.record import Result
from resonance.store import StoreError
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.rebuild import corrected, differences, rebuild
from resonance.store.saver import Saver

NAMES = names.load()


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    with closing(open_newest(path)) as connection:
        Saver(connection).write(fight_orders())
    with closing(History(path)) as history:
        yield history


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_nothing_is_different(history: History) -> None:
    """What was stored is what its journal gives."""
    rebuilt = rebuild(history, 1, NAMES)
    assert rebuilt.differences == []
    assert rebuilt.record == history.open_record(KEY)


def test_stored_numbers_are_wrong(path: Path, history: History) -> None:
    """Sums with both numbers, other things by name."""
    damage = sum(tally.amount for tally in last_record().tallies.values())
    change(
        path,
        "UPDATE tallies SET amount = amount + 1000",
        "UPDATE encounters SET result = 'left'",
        "DELETE FROM clocks WHERE view >= 0",
    )
    rebuilt = rebuild(history, 1, NAMES)
    assert rebuilt.record == last_record()
    said = "; ".join(rebuilt.differences)
    assert f", now {damage:,}" in said
    assert "result left, now ended" in said
    assert "other times" in said
    assert "other sums of skills" in said


def test_every_field_that_differs_is_said() -> None:
    """No difference is silent, whichever field it is in."""
    first, second = last_record().detached(), last_record().detached()
    assert differences(first, second) == []
    second.line = 99
    assert differences(first, second) == ["other line"]
    second.result = Result.CUT
    assert len(differences(first, second)) == 2


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM journal_chunks", "were not saved"),
        ("DELETE FROM journal_chunks WHERE sequence = 0", "not all of them"),
        ("UPDATE journal_chunks SET blob = x'52'", "damaged"),
        ("UPDATE encounters SET ended = 0", "still running"),
        ("DELETE FROM encounters", "no longer in the history"),
    ],
)
def test_what_cannot_be_counted_again(statement: str, words: str, path: Path, history: History) -> None:
    """A sentence, and no record that could take the place of the stored one."""
    change(path, statement)
    with pytest.raises(StoreError, match=words):
        rebuild(history, 1, NAMES)


@pytest.mark.parametrize("correction", [WipeMarked(0, True), WipeMarked(0, False), Merged(1), SplitAt(0, 1)])
def test_correction_of_a_running_encounter(correction: Correction, path: Path, history: History) -> None:
    """Refused: its numbers and its journal belong to whoever still counts it."""
    change(path, "UPDATE encounters SET ended = 0")
    with pytest.raises(StoreError, match="still running"):
        corrected(history, 1, correction, NAMES)


def test_journal_that_lacks_its_end(path: Path) -> None:
    """Less than what is stored does not replace it."""
    with closing(open_newest(path)) as connection:
        Saver(connection).write([saves()[-1], *parts()[:-1]])
    with closing(History(path)) as history, pytest.raises(StoreError, match="not saved to its end"):
        rebuild(history, 1, NAMES)
