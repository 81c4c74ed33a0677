"""The open history window while fights are saved: it shows what has become of them without being asked."""

from __future__ import annotations

from array import array
from contextlib import closing

import pytest
from fakes import make_record, texts
from history_fakes import HistoryBench, at_hour, ended, three

from resonance.combat.record import EncounterRecord, Result
from resonance.combat.tally import View
from resonance.events import player_id
from resonance.store.migrations import open_newest
from resonance.store.orders import SaveEncounter
from resonance.store.saver import Saver
from resonance.ui import history_watch


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_watch, "LOOK_EVERY_MS", 20)


def running(hour: int) -> EncounterRecord:
    return at_hour(make_record(5), hour)


def test_fight_that_ends_is_shown_as_ended(history: HistoryBench) -> None:
    """In the list and in the opened fight, as soon as its end is saved; what was chosen stays so."""
    history.write([SaveEncounter("own", running(1))])
    history.open()
    history.wait(lambda: history.window.opened.whole)
    assert history.reads("running")
    history.write([SaveEncounter("own", at_hour(ended(5), 1))])
    history.wait(lambda: history.reads("kill") and not history.reads("running"))
    history.wait(lambda: history.window.opened.whole and history.window.opened.whole.ended)
    opened = history.window.opened
    assert opened.whole is not None
    assert opened.whole.result is Result.KILL
    assert opened.summary is not None
    assert opened.summary.ended
    assert [each.ended for each in history.window.list.chosen()] == [True]


def test_fight_that_goes_on_is_not_drawn_anew(history: HistoryBench) -> None:
    """Its line follows every save; the tables do not change under the eyes of who reads them."""
    history.write([SaveEncounter("own", running(1))])
    history.open()
    history.wait(lambda: history.window.opened.whole)
    before = history.window.opened.whole
    history.write([SaveEncounter("own", at_hour(make_record(8), 1))])
    history.wait(lambda: [row.players for row in history.rows()] == [8])
    assert history.window.opened.whole is before


def test_fight_that_goes_on_says_so(history: HistoryBench) -> None:
    """Over the curves, until it is over and all of it is shown."""
    record = running(1)
    record.curves[View.DAMAGE, player_id(1)] = array("q", [100] * 10)
    history.write([SaveEncounter("own", record)])
    history.open()
    stood = "Still running: this is how it stood after 00:09."  # the tenth second is not over
    history.wait(lambda: any(stood in each for each in texts(history.window.fight.top)))
    over = at_hour(ended(5), 1)
    over.curves = record.curves
    history.write([SaveEncounter("own", over)])
    history.wait(lambda: any(each.startswith("Whole encounter") for each in texts(history.window.fight.top)))


def test_new_fight_of_another_program(history: HistoryBench) -> None:
    """It comes into the list; what is opened stays open, and the keyboard goes on from there."""
    three(history)
    with closing(Saver(open_newest(history.database))) as other:
        other.write([SaveEncounter("other", running(9))])
    history.wait(lambda: history.keys() == ["other", "key 2", "key 1", "key 0"])
    assert history.window.opened.summary is not None
    assert history.window.opened.summary.key == "key 2"
    history.press("<Down>")
    assert history.window.opened.summary.key == "key 1"


def test_other_fight_is_opened_when_one_ends(history: HistoryBench) -> None:
    """Nobody is taken away from what they are looking at."""
    history.write([SaveEncounter("own", running(5)), SaveEncounter("older", at_hour(ended(3), 1))])
    history.open()
    history.wait(lambda: history.window.opened.whole)
    history.press("<Down>")
    history.write([SaveEncounter("own", at_hour(ended(5), 5))])
    history.wait(lambda: not history.reads("running"))
    assert history.window.opened.summary is not None
    assert history.window.opened.summary.key == "older"


def test_first_fight_of_all(history: HistoryBench) -> None:
    """A window that was opened over nothing shows it, as it would have at its start."""
    history.open()
    history.wait(lambda: history.reads("No encounter has been saved yet."))
    history.write([SaveEncounter("own", running(1))])
    history.wait(lambda: history.window.opened.whole)
    assert history.keys() == ["own"]
