"""Orders of replays before the writer: what is in the history already is not saved again, all else is."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from journal_orders import KEY, fight_orders

from resonance.combat.tally import TallyKey
from resonance.events import player_id
from resonance.store.doubles import Doubles
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.orders import AppendJournal, Delete, Order, SaveEncounter, SavePeople
from resonance.store.saver import Saver

PEOPLE = SavePeople(())


class Bench:
    """A history with one fight in it, and a replay before a writer that may be busy."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.taken: list[Order] = []
        self.told: list[str] = []
        self.refuses = 0  # so many offers from now on
        self.doubles = Doubles(path, self._take, self.told.append)

    def _take(self, order: Order) -> bool:
        if self.refuses:
            self.refuses -= 1
            return False
        self.taken.append(order)
        return True

    def save(self, orders: Iterable[Order]) -> None:
        with closing(Saver(open_newest(self.path))) as saver:
            saver.write(list(orders))

    def replay(self, orders: Iterable[Order]) -> None:
        """As the engine offers them: again and again, until they are taken."""
        for order in orders:
            while not self.doubles.offer(order):
                pass


def again(key: str = "again") -> list[SaveEncounter | AppendJournal]:
    """The same fight under the key of another replay."""
    return [replace(order, key=key) for order in fight_orders()]


def changed(orders: Iterable[SaveEncounter | AppendJournal], **changes: Any) -> list[Order]:
    """The same orders about records with other values."""
    return [
        replace(order, record=replace(order.record, **changes)) if isinstance(order, SaveEncounter) else order
        for order in orders
    ]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path / "history.db")
    made.save(fight_orders())
    return made


def keys(path: Path) -> list[str]:
    with closing(History(path)) as history:
        return [line.key for line in history.list_encounters(-1)]


def test_same_fight_again(bench: Bench) -> None:
    """Nothing of it reaches the writer, and the user is told once, however many fights there are."""
    bench.replay([PEOPLE, *again(), *again("third")])
    assert bench.taken == [PEOPLE]
    assert len(bench.told) == 1


def test_first_replay(tmp_path: Path) -> None:
    """It is saved as it goes, not held back."""
    bench = Bench(tmp_path / "none yet.db")
    first, *others = again()
    assert bench.doubles.offer(first)
    assert bench.taken == [first]
    bench.replay(others)
    assert len(bench.taken) == len(others) + 1
    assert not bench.told


def test_part_of_the_fight(bench: Bench) -> None:
    """A replay that was closed in mid-fight is another fight than the whole: both are there, with all their events."""
    orders = again()
    record = orders[-1].record.detached() if isinstance(orders[-1], SaveEncounter) else None
    assert record is not None
    key = next(iter(record.tallies))
    record.tallies[TallyKey(*key)].amount += 1
    bench.replay([*orders[:-1], SaveEncounter("again", record)])
    assert not bench.told
    bench.save(bench.taken)
    assert sorted(keys(bench.path)) == ["again", KEY]
    with closing(History(bench.path)) as history:
        assert history.open_record("again") == record
        assert list(history.open_journal("again")) == list(history.open_journal(KEY))


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        ({"local_player": player_id(77)}, False),
        ({"local_player": None}, True),
        ({"scene_id": 99}, False),
        ({"scene_id": None}, True),
    ],
)
def test_same_sums(tmp_path: Path, changes: dict[str, int | None], is_same: bool) -> None:
    """Another player's recording, or of another place, is another fight; it is the same where one did not know."""
    bench = Bench(tmp_path / "history.db")
    bench.save(changed(fight_orders(), scene_id=8))
    bench.replay(changed(again(), **{"scene_id": 8, **changes}))
    assert bool(bench.told) == is_same
    assert bool(bench.taken) != is_same


def test_writer_that_is_busy(bench: Bench) -> None:
    """What was held back is offered until it is taken: an encounter before its journal, and no part twice."""
    orders = again()
    last = orders[-1]
    assert isinstance(last, SaveEncounter)
    other = SaveEncounter("again", replace(last.record.detached(), deaths=[], tallies={}))
    for order in orders[:-1]:
        assert bench.doubles.offer(order)
    assert not bench.taken
    bench.refuses = 1
    assert not bench.doubles.offer(other)
    bench.replay([other])
    assert isinstance(bench.taken[0], SaveEncounter)
    numbers = [order.sequence for order in bench.taken if isinstance(order, AppendJournal)]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == sum(isinstance(order, AppendJournal) for order in orders)


def test_deleted_fight(bench: Bench) -> None:
    """It comes back, as with an import."""
    bench.save([Delete((KEY,), 1)])
    bench.replay(again())
    bench.save(bench.taken)
    assert keys(bench.path) == ["again"]


def test_history_that_cannot_be_read(tmp_path: Path) -> None:
    """The orders go on to the writer, which tells of it."""
    path = tmp_path / "history.db"
    path.write_bytes(b"no database" * 1_000)
    bench = Bench(path)
    bench.replay(again())
    assert len(bench.taken) == len(again())
