"""What the history offers to compare, and an encounter that another window wants to see in it."""

from __future__ import annotations

import pytest
from history_fakes import HistoryBench, ended

from resonance.combat.tally import View
from resonance.ui.compare.subjects import Subjects
from resonance.ui.history.comparing import encounters_menu, player_menu
from resonance.ui.history.menus import Exits
from resonance.ui.place import Reading


@pytest.fixture
def bench(history: HistoryBench) -> HistoryBench:
    """Opened over three encounters."""
    history.open_with(ended(3), ended(6), ended(4))
    return history


def reading(bench: HistoryBench) -> Reading:
    return bench.window.fight.view.reading


def test_two_chosen_encounters(bench: HistoryBench) -> None:
    """Can be compared, the older one as A; one alone, or three, cannot."""
    asked: list[Subjects] = []
    newest, middle, oldest = bench.rows()
    ((entry,),) = encounters_menu([newest, oldest], View.HEALING, asked.append)
    assert entry.label == "Compare"
    entry.press()
    assert asked == [Subjects(oldest, newest, view=View.HEALING)]
    for chosen in ([newest], [newest, middle, oldest]):
        assert encounters_menu(chosen, View.DAMAGE, asked.append) == ()
    assert encounters_menu([newest, oldest], View.DAMAGE, None) == ()


def test_player_of_the_opened_fight(bench: HistoryBench) -> None:
    """Everybody else with a number is offered, never the player."""
    asked: list[Subjects] = []
    summary, fight = bench.window.opened.summary, bench.window.opened.whole
    assert summary is not None
    assert fight is not None
    first, *others = (row.actor.actor_id for row in fight.rows(View.DAMAGE))
    (entries,) = player_menu(summary, fight, View.DAMAGE, first, reading(bench), asked.append)
    assert len(entries) == len(others) == 3
    entries[0].press()
    assert asked == [Subjects(summary, summary, first, others[0])]


def test_encounter_of_another_window(bench: HistoryBench) -> None:
    """It is opened and chosen, wherever it stands in the list."""
    bench.window.show_encounter("key 0")
    bench.wait(lambda: bench.window.opened.summary and bench.window.opened.summary.key == "key 0")
    assert [each.key for each in bench.window.list.chosen()] == ["key 0"]


def test_encounter_that_is_gone(bench: HistoryBench) -> None:
    """A sentence below the list; what was open stays open."""
    bench.window.show_encounter("key 77")
    bench.wait(lambda: any("no longer in the history" in words for words in bench.below()))
    assert bench.window.opened.summary is not None


def test_right_click_on_a_player(bench: HistoryBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the top it offers the others, one step deeper it goes back."""
    window, opened = bench.window, []
    monkeypatch.setattr(window.menus, "_exits", Exits(compare=lambda subjects: None))
    monkeypatch.setattr(window.fight._menu, "open", lambda groups, x, y: opened.append(groups))
    sheet, trail = window.fight.sheet, window.fight.view.trail
    bench.wait(lambda: window.fight.view.table.row_at(70) is not None)
    bench.click(sheet, 100, 70)
    assert len(trail.places) == 2
    sheet.event_generate("<ButtonPress-3>", x=100, y=70)
    assert (len(trail.places), opened) == (1, [])
    sheet.event_generate("<ButtonPress-3>", x=100, y=70)
    ((entries,),) = opened
    assert [entry.label.startswith("Compare with ") for entry in entries] == [True] * 3
