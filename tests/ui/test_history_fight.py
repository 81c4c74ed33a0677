"""The fight that is opened in the history window: its parts, and how it is put right."""

from __future__ import annotations

from fakes import texts
from fight_fakes import ANNA, brawl
from history_fakes import HistoryBench, ended, played, three

from resonance import formats
from resonance.combat.entries import Merged
from resonance.combat.record import Result, SegmentResult
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.combat.timeline import from_ms
from resonance.ui.words import words_of


def test_pull_is_marked_as_a_wipe(history: HistoryBench) -> None:
    """The stored encounter is corrected, with its note in the journal."""
    history.save(ended(3))
    history.open()
    history.wait(lambda: history.window.opened.whole)
    menu = history.window.menus.of_rows(history.rows()[:1], history.window.opened.whole)
    mark = next(entry for group in menu for entry in group if entry.label == "Mark pull 1 as a wipe")
    mark.press()
    history.wait(lambda: history.rows()[0].result is Result.WIPE)
    history.wait(lambda: (whole := history.window.opened.whole) and whole.segments[0].result is SegmentResult.WIPE)


def opened_fight(history: HistoryBench) -> Snapshot:
    history.write(played(brawl()))
    history.open()
    history.wait(lambda: history.window.opened.whole)
    assert history.window.opened.whole is not None
    return history.window.opened.whole


def split_first(history: HistoryBench, before: Snapshot) -> Snapshot:
    """The first segment in its middle, by a right click on the curves."""
    opened, segment = history.window.opened, before.segments[0]
    middle_s = ((segment.started_at_ms + (segment.ended_at_ms or 0)) / 2 - from_ms(before)) / 1000
    history.window.menus.of_moment(middle_s)[0][0].press()
    history.wait(lambda: opened.whole is not None and len(opened.whole.segments) == len(before.segments) + 1)
    history.wait(lambda: "Undo" in history.below())
    assert opened.whole is not None
    return opened.whole


def test_fight_is_split_and_merged_again(history: HistoryBench) -> None:
    """A right click on the curves splits it there, and Undo below the list gives back what was."""
    before = opened_fight(history)
    split = split_first(history, before)
    assert sum(split.segment_damage) == sum(before.segment_damage)
    undo = next(child for child in history.window.bottom.winfo_children() if child.cget("text") == "Undo")
    undo.invoke()  # type: ignore[attr-defined]
    history.wait(lambda: history.window.opened.whole == before)
    assert "Undo" not in history.below()


def test_another_fight_is_chosen_and_not_there_yet(history: HistoryBench) -> None:
    """What still is on the screen is not taken for the chosen one: no menu, no export, no stretch until it is there."""
    history.write(played(brawl()))
    history.save(ended(3))
    history.open()
    opened, menus = history.window.opened, history.window.menus
    history.wait(lambda: opened.whole)
    before, shown = opened.summary, opened.whole
    other = next(row for row in history.rows() if before is not None and row.encounter_id != before.encounter_id)
    assert menus.export is not None
    opened.open(other, words_of(history.settings, 1.0))  # the answer comes with the next turn of Tk
    assert opened.whole is shown
    assert menus.of_moment(1.0) == ()
    assert menus.of_player(View.DAMAGE, ANNA) == ()
    menus.export()
    assert history.exports == []
    history.window.fight.timeline.state.stretch = (0.0, 1.0)
    opened.count_part(words_of(history.settings, 1.0))
    assert history.window.fight.timeline.state.stretch is None
    history.wait(lambda: opened.whole is not shown)
    assert menus.of_moment(1.0)
    menus.export()
    assert history.exports == [(opened.whole, View.DAMAGE)]


def test_length_over_the_curves_is_not_rounded_up(history: HistoryBench) -> None:
    """As on every clock, the second of the last event is not counted; nor in a stretch up to the end."""
    whole = opened_fight(history)
    words = formats.duration(max(len(curve) - 1 for curve in whole.curves.values()) * 1000)
    assert any(f"Whole encounter, {words}." in each for each in texts(history.window.fight.top))
    history.drag_over_curves(0.5, 0.9999)
    history.wait(lambda: any(f"to {words} of {words}." in each for each in texts(history.window.fight.top)))


def test_split_is_undone_with_the_key(history: HistoryBench) -> None:
    """Ctrl+Z does what the button below the list offers, once."""
    before = opened_fight(history)
    split_first(history, before)
    history.press("<Control-z>")
    history.wait(lambda: history.window.opened.whole == before)
    assert "Undo" not in history.below()
    orders = list(history.orders)
    history.press("<Control-z>")
    assert history.orders == orders


def test_split_is_undone_wherever_the_keyboard_is(history: HistoryBench) -> None:
    """In the fight too; but not while something is written."""
    before = opened_fight(history)
    split_first(history, before)
    entry = history.window.bar.entry.entry
    entry.focus_force()
    history.root.update()
    entry.event_generate("<Control-z>")
    history.root.update()
    assert "Undo" in history.below()
    history.window.fight.sheet.focus_force()
    history.root.update()
    history.window.fight.sheet.event_generate("<Control-z>")
    history.wait(lambda: history.window.opened.whole == before)


def test_split_cannot_be_undone_after_another_correction(history: HistoryBench) -> None:
    """The pulls have other numbers then: what was offered would merge others."""
    before = opened_fight(history)
    split = split_first(history, before)
    opened = history.window.opened
    assert opened.summary is not None
    history.window.changes.correct(opened.summary, Merged(len(split.segments) - 1))
    history.wait(lambda: "Undo" not in history.below())
    orders = list(history.orders)
    history.press("<Control-z>")
    assert history.orders == orders


def test_fight_without_events_cannot_be_split(history: HistoryBench) -> None:
    """A sentence says why, and nothing is changed."""
    history.write(played(brawl())[:1])
    history.open()
    history.wait(lambda: history.window.opened.whole)
    before = history.window.opened.whole
    assert before is not None
    segment = before.segments[0]
    middle_s = ((segment.started_at_ms + (segment.ended_at_ms or 0)) / 2 - from_ms(before)) / 1000
    history.window.menus.of_moment(middle_s)[0][0].press()
    history.wait(lambda: any("were not saved" in words for words in history.below()))
    assert not history.orders


def test_part_of_the_fight_is_counted(history: HistoryBench) -> None:
    """A drag over the curves: tables of that stretch alone; a double click gives all again."""
    history.write(played(brawl()))
    history.open()
    history.wait(lambda: history.window.opened.whole)
    history.wait(lambda: history.window.fight.timeline.plot_box[2] > 100)
    opened = history.window.opened
    assert opened.whole is not None
    history.drag_over_curves(0.0, 0.25)
    history.wait(lambda: opened.shown is not opened.whole)
    part = opened.shown
    assert part is not None
    # Ten seconds and a bit: the hits of the seconds 0, 1 and 2.
    assert sum(row.damage.amount for row in part.players if row.actor.actor_id == ANNA) == 960
    assert any("00:00 to 00:03 of" in words for words in texts(history.window.fight.top))
    assert part.stretch_ms is not None
    assert [ms // 1000 for ms in part.stretch_ms] == [0, 3]
    history.window.fight.timeline.reset()
    assert opened.shown is opened.whole


def test_fight_without_events_cannot_be_cut(history: HistoryBench) -> None:
    """The line above the curves says why, and the tables stay those of the whole fight."""
    orders = played(brawl())
    history.write(orders[:1])
    history.open()
    history.wait(lambda: history.window.opened.whole and history.window.fight.timeline.plot_box[2] > 100)
    history.drag_over_curves(0.2, 0.6)
    history.wait(lambda: history.window.opened.part_problem)
    assert history.window.opened.shown is history.window.opened.whole
    assert any("were not saved" in words for words in texts(history.window.fight.top))


def test_curve_is_chosen_in_the_legend(history: HistoryBench) -> None:
    """A click on a name takes its curve away, another brings it back."""
    history.write(played(brawl()))
    history.open()
    history.wait(lambda: history.window.opened.whole and history.window.fight.timeline.plot_box[2] > 100)
    timeline = history.window.fight.timeline
    for wanted in (False, True):
        spot = timeline.legend()[0]
        assert spot.press is not None
        spot.press()
        assert timeline.state.curves is not None
        assert (ANNA in timeline.state.curves) is wanted


def test_export_of_what_is_shown(history: HistoryBench) -> None:
    """The button in the header gives the opened fight away."""
    three(history)
    spot = next(spot for spot in history.window.fight.hotspots() if spot.key == "export")
    assert spot.press is not None
    spot.press()
    assert history.exports == [(history.window.opened.whole, View.DAMAGE)]
