"""The history window over a real database: list, filters, changes, and the opened fight."""

from __future__ import annotations

import gc
import tkinter as tk
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import ttkbootstrap
from fakes import texts
from fight_fakes import ANNA, brawl
from history_fakes import HistoryBench, ended, played

from resonance import formats
from resonance.combat.clock import ClockChoice
from resonance.combat.entries import Merged
from resonance.combat.record import Result, SegmentResult
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.combat.timeline import from_ms
from resonance.settings import Settings
from resonance.store.orders import Delete, Restore, SaveEncounter, SetFavourite
from resonance.ui.history.pages import PAGE
from resonance.ui.words import words_of


@pytest.fixture
def bench(tk_root: ttkbootstrap.App, tmp_path: Path) -> Iterator[HistoryBench]:
    made = HistoryBench(tk_root, tmp_path)
    yield made
    made.close()


def three(bench: HistoryBench) -> None:
    """Of 3, 8 and 5 players, the newest first in the list."""
    bench.save(ended(3, result=Result.WIPE), ended(8), ended(5, boss=False, result=Result.LEFT))
    bench.open()
    bench.wait(lambda: len(bench.rows()) == 3 and bench.window.opened.whole)


def test_empty_history(bench: HistoryBench) -> None:
    """It says what will be here, instead of an empty frame."""
    bench.open()
    bench.wait(lambda: bench.reads("No encounter has been saved yet."))


def test_newest_encounter_is_opened(bench: HistoryBench) -> None:
    """The last fight is what one wants to see first, and its line is set off."""
    three(bench)
    assert bench.keys() == ["key 2", "key 1", "key 0"]
    opened = bench.window.opened.summary
    assert opened is not None
    assert opened.key == "key 2"
    assert bench.window.list.opened == opened.encounter_id
    assert {"kill", "wipe", "left"} <= set(bench.read())


def test_click_on_a_title_sorts(bench: HistoryBench) -> None:
    """By that column, largest first, and the other way round the second time."""
    three(bench)
    bench.click_title("Players")
    bench.wait(lambda: [row.players for row in bench.rows()] == [8, 5, 3])
    bench.click_title("Players")
    bench.wait(lambda: [row.players for row in bench.rows()] == [3, 5, 8])


def test_more_encounters_than_a_page(bench: HistoryBench) -> None:
    """The rows in view are asked for when they come into view, up to the last one."""
    bench.save(*(ended(1) for _ in range(4 * PAGE)))
    bench.open()
    bench.wait(lambda: bench.window.finding.pages.count == 4 * PAGE)
    assert bench.window.finding.pages.row(4 * PAGE - 1) is None
    bench.press("<End>")
    bench.wait(lambda: (row := bench.window.finding.pages.row(4 * PAGE - 1)) and row.key == "key 0")


def test_keys_move_through_the_list(bench: HistoryBench) -> None:
    """Each key opens the row that it leads to, and stops at the ends."""
    three(bench)
    for key, wanted in (("<Down>", "key 1"), ("<Next>", "key 0"), ("<Up>", "key 1"), ("<Prior>", "key 2")):
        bench.press(key)
        opened = bench.window.opened.summary
        assert opened is not None
        assert opened.key == wanted


def test_delete_several_and_undo(bench: HistoryBench) -> None:
    """Chosen with Ctrl, they go in one order, and come back in one."""
    three(bench)
    bench.click_row(0)
    bench.click_row(2, "Control-")
    bench.press("<Delete>")
    bench.wait(lambda: bench.keys() == ["key 1"])
    assert [order.keys for order in bench.orders if isinstance(order, Delete)] == [("key 2", "key 0")]
    assert "Undo" in bench.below()
    bench.press("<Control-z>")
    bench.wait(lambda: bench.keys() == ["key 2", "key 1", "key 0"])
    assert [order.keys for order in bench.orders if isinstance(order, Restore)] == [("key 2", "key 0")]


def test_star_of_a_chosen_row_can_be_seen(bench: HistoryBench) -> None:
    """It is brighter there than on the other rows."""
    three(bench)
    bench.click_row(1)
    sheet = bench.sheet
    stars = [
        each for each in sheet.find_all() if "text" in sheet.itemconfigure(each) and sheet.itemcget(each, "text") == "☆"
    ]
    fills = [sheet.itemcget(each, "fill") for each in sorted(stars, key=lambda each: sheet.coords(each)[1])]
    assert fills[0] == fills[2] != fills[1]


def tips(bench: HistoryBench) -> list[str]:
    """Those that can be seen."""
    windows = [each for each in bench.window.dialog.winfo_children() if isinstance(each, tk.Toplevel)]
    labels = [child for each in windows if each.winfo_viewable() for child in each.winfo_children()]
    return [str(child.cget("text")) for child in labels if isinstance(child, tk.Label)]


def test_tip_goes_with_its_row(bench: HistoryBench) -> None:
    """After Del, another row lies under the pointer: the tip is gone, and its own comes when the mouse moves."""
    three(bench)
    bench.click_row(0)
    left, top, _right, bottom = bench.window.list.view.row_box(0)
    x, y = left + 250, (top + bottom) // 2
    bench.sheet.event_generate("<Motion>", x=x, y=bottom + 5)
    bench.sheet.event_generate("<Motion>", x=x, y=y)
    before = bench.window.list.hotspot_at(x, y)
    assert before is not None
    bench.wait(lambda: tips(bench) == [before.tip])
    bench.press("<Delete>")
    assert tips(bench) == []
    bench.wait(lambda: len(bench.keys()) == 2)
    after = bench.window.list.hotspot_at(x, y)
    assert after is not None
    assert before.key != after.key


def test_all_are_chosen_with_rows_out_of_view(bench: HistoryBench) -> None:
    """Ctrl+A means every encounter that the filters leave, seen or not."""
    bench.save(*(ended(1) for _ in range(4 * PAGE)))
    bench.open()
    bench.wait(lambda: bench.window.finding.pages.count == 4 * PAGE)
    bench.press("<Control-a>")
    bench.wait(lambda: len(bench.window.list.chosen()) == 4 * PAGE)


def test_stretch_with_shift(bench: HistoryBench) -> None:
    """From the row clicked before to this one."""
    three(bench)
    bench.click_row(0)
    bench.click_row(1, "Shift-")
    bench.wait(lambda: [each.key for each in bench.window.list.chosen()] == ["key 2", "key 1"])


def test_star_is_clicked(bench: HistoryBench) -> None:
    """The star fills at once, and the writer is told."""
    three(bench)
    bench.click_row(1, x=12)
    assert "★" in bench.read()
    assert bench.orders == [SetFavourite("key 1", True)]
    bench.wait(lambda: bench.rows()[1].favourite)


def test_note_is_written(bench: HistoryBench) -> None:
    """F2, words, Return: the note stands in the list, and in the database."""
    three(bench)
    bench.press("<F2>")
    entry = bench.window.bottom.entry
    entry.insert("end", "nice one")
    entry.event_generate("<Return>")
    bench.wait(lambda: bench.rows()[0].note == "nice one")
    bench.wait(lambda: any("✎ ni" in words for words in bench.read()))


def test_imported_encounter_is_marked(bench: HistoryBench) -> None:
    """In the list itself, not in a tip alone; those counted here are not."""
    bench.write([SaveEncounter("theirs", ended(5), imported="Encounter file")])
    bench.save(ended(3))
    bench.open()
    bench.wait(lambda: len(bench.rows()) == 2 and any(words.startswith("↓") for words in bench.read()))
    assert len([words for words in bench.read() if words.startswith("↓")]) == 1


def test_writer_takes_no_order(bench: HistoryBench) -> None:
    """The user is told, and nothing looks deleted."""
    three(bench)
    bench.takes_orders = False
    bench.press("<Delete>")
    assert any("cannot be changed now" in words for words in bench.below())
    assert bench.keys() == ["key 2", "key 1", "key 0"]


def test_filter_hides_and_can_be_removed(bench: HistoryBench) -> None:
    """A chosen result reaches the query; its mark takes it back."""
    three(bench)
    box, values = bench.window.bar.boxes["result"]
    box.current(values.index(Result.WIPE))
    box.event_generate("<<ComboboxSelected>>")
    bench.wait(lambda: bench.keys() == ["key 0"])
    bench.window.bar.remove("result")
    bench.wait(lambda: len(bench.keys()) == 3)


def test_nothing_found_says_which_filter_to_remove(bench: HistoryBench) -> None:
    """The one without which most is found."""
    three(bench)
    bench.window.bar.entry.words.set("Kartgriff")
    bench.wait(lambda: len(bench.keys()) == 2)
    box, values = bench.window.bar.boxes["result"]
    box.current(values.index(Result.RESET))
    box.event_generate("<<ComboboxSelected>>")
    bench.wait(lambda: bench.reads("Nothing fits all of these filters."))
    bench.wait(lambda: bench.reads("Remove closed above: that finds 2 encounters."))


def test_suggestion_is_chosen(bench: HistoryBench) -> None:
    """Typing offers what is in the history; choosing with the keyboard filters by it."""
    three(bench)
    field = bench.window.bar.entry
    field.entry.focus_force()
    bench.root.update()
    field.words.set("momo")
    bench.wait(lambda: field.is_open)
    field.entry.event_generate("<Down>")
    field.entry.event_generate("<Return>")
    about = bench.window.finding.filters.about
    assert about is not None
    assert (about.words, about.player) == ("Momoko", "Momoko")
    assert not field.is_open


def test_hidden_names_are_not_suggested(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """Who hides names while streaming does not type them into view."""
    bench = HistoryBench(tk_root, tmp_path, Settings(hide_names=True))
    three(bench)
    bench.window.bar.entry.entry.focus_force()
    found: list[object] = []
    bench.window.finding.suggest("momo", lambda typed, suggestions: found.append(suggestions))
    assert found == [[]]
    bench.close()


def test_pull_is_marked_as_a_wipe(bench: HistoryBench) -> None:
    """The stored encounter is corrected, with its note in the journal."""
    bench.save(ended(3))
    bench.open()
    bench.wait(lambda: bench.window.opened.whole)
    menu = bench.window.menus.of_rows(bench.rows()[:1], bench.window.opened.whole)
    mark = next(entry for group in menu for entry in group if entry.label == "Mark pull 1 as a wipe")
    mark.press()
    bench.wait(lambda: bench.rows()[0].result is Result.WIPE)
    bench.wait(lambda: (whole := bench.window.opened.whole) and whole.segments[0].result is SegmentResult.WIPE)


def opened_fight(bench: HistoryBench) -> Snapshot:
    bench.write(played(brawl()))
    bench.open()
    bench.wait(lambda: bench.window.opened.whole)
    assert bench.window.opened.whole is not None
    return bench.window.opened.whole


def split_first(bench: HistoryBench, before: Snapshot) -> Snapshot:
    """The first segment in its middle, by a right click on the curves."""
    opened, segment = bench.window.opened, before.segments[0]
    middle_s = ((segment.started_at_ms + (segment.ended_at_ms or 0)) / 2 - from_ms(before)) / 1000
    bench.window.menus.of_moment(middle_s)[0][0].press()
    bench.wait(lambda: opened.whole is not None and len(opened.whole.segments) == len(before.segments) + 1)
    bench.wait(lambda: "Undo" in bench.below())
    assert opened.whole is not None
    return opened.whole


def test_fight_is_split_and_merged_again(bench: HistoryBench) -> None:
    """A right click on the curves splits it there, and Undo below the list gives back what was."""
    before = opened_fight(bench)
    split = split_first(bench, before)
    assert sum(split.segment_damage) == sum(before.segment_damage)
    undo = next(child for child in bench.window.bottom.winfo_children() if child.cget("text") == "Undo")
    undo.invoke()  # type: ignore[attr-defined]
    bench.wait(lambda: bench.window.opened.whole == before)
    assert "Undo" not in bench.below()


def test_length_over_the_curves_is_not_rounded_up(bench: HistoryBench) -> None:
    """As on every clock, the second of the last event is not counted; nor in a stretch up to the end."""
    whole = opened_fight(bench)
    words = formats.duration(max(len(curve) - 1 for curve in whole.curves.values()) * 1000)
    assert any(f"Whole encounter, {words}." in each for each in texts(bench.window.fight.top))
    bench.drag_over_curves(0.5, 0.9999)
    bench.wait(lambda: any(f"to {words} of {words}." in each for each in texts(bench.window.fight.top)))


def test_split_is_undone_with_the_key(bench: HistoryBench) -> None:
    """Ctrl+Z does what the button below the list offers, once."""
    before = opened_fight(bench)
    split_first(bench, before)
    bench.press("<Control-z>")
    bench.wait(lambda: bench.window.opened.whole == before)
    assert "Undo" not in bench.below()
    orders = list(bench.orders)
    bench.press("<Control-z>")
    assert bench.orders == orders


def test_split_cannot_be_undone_after_another_correction(bench: HistoryBench) -> None:
    """The pulls have other numbers then: what was offered would merge others."""
    before = opened_fight(bench)
    split = split_first(bench, before)
    opened = bench.window.opened
    assert opened.summary is not None
    bench.window.changes.correct(opened.summary, Merged(len(split.segments) - 1))
    bench.wait(lambda: "Undo" not in bench.below())
    orders = list(bench.orders)
    bench.press("<Control-z>")
    assert bench.orders == orders


def test_fight_without_events_cannot_be_split(bench: HistoryBench) -> None:
    """A sentence says why, and nothing is changed."""
    bench.write(played(brawl())[:1])
    bench.open()
    bench.wait(lambda: bench.window.opened.whole)
    before = bench.window.opened.whole
    assert before is not None
    segment = before.segments[0]
    middle_s = ((segment.started_at_ms + (segment.ended_at_ms or 0)) / 2 - from_ms(before)) / 1000
    bench.window.menus.of_moment(middle_s)[0][0].press()
    bench.wait(lambda: any("were not saved" in words for words in bench.below()))
    assert not bench.orders


def test_list_follows_the_clock(bench: HistoryBench) -> None:
    """Other seconds in the settings are those of the list too, as of the header."""
    bench.write(played(brawl()))
    bench.open()
    bench.wait(lambda: bench.window.opened.whole)
    for clock in ClockChoice:
        bench.window.apply(words_of(replace(bench.settings, clock=clock), 1.0))
        bench.wait(lambda: bench.window.opened.whole and bench.window.opened.whole.clock is clock)  # noqa: B023
        bench.wait(lambda: bench.window.finding.pages.query.clock is clock and bench.rows())  # noqa: B023
        whole = bench.window.opened.whole
        assert whole is not None
        bench.wait(lambda: bench.rows()[0].time_ms == whole.clock_ms(View.DAMAGE))  # noqa: B023


def test_settings_that_do_not_matter_here(bench: HistoryBench) -> None:
    """The widgets stay; only the look, names and colours make them anew."""
    three(bench)
    window = bench.window
    kept = window.list.sheet
    for change in ({"opacity": 0.7}, {"mini": True}, {"scope": "encounter"}, {"order_damage": "crit_rate"}):
        window.apply(words_of(replace(bench.settings, **change), 1.0))
        assert window.list.sheet is kept
    window.apply(words_of(replace(bench.settings, theme="light"), 1.0))
    assert window.list.sheet is not kept


def test_window_made_anew_and_closed_again_and_again(bench: HistoryBench) -> None:
    """Fonts, pictures, windows and callbacks of what is discarded are given back."""
    three(bench)
    root = bench.root

    def left_over() -> tuple[int, ...]:
        for theme in ("light", "dark"):
            bench.window.apply(words_of(replace(bench.settings, theme=theme), 1.0))
            root.update()
        bench.window.close()
        bench.open()
        bench.wait(lambda: bench.window.opened.whole)
        gc.collect()
        tk_call = root.tk.call
        found = (tk_call("font", "names"), tk_call("image", "names"), tk_call("info", "commands"))
        return (*(len(root.tk.splitlist(each)) for each in found), len(bench.window.dialog.winfo_children()))

    left_over()
    first = left_over()
    for _ in range(3):
        assert all(now <= then for now, then in zip(left_over(), first, strict=True))


def test_part_of_the_fight_is_counted(bench: HistoryBench) -> None:
    """A drag over the curves: tables of that stretch alone; a double click gives all again."""
    bench.write(played(brawl()))
    bench.open()
    bench.wait(lambda: bench.window.opened.whole)
    bench.wait(lambda: bench.window.fight.timeline.plot_box[2] > 100)
    opened = bench.window.opened
    assert opened.whole is not None
    bench.drag_over_curves(0.0, 0.25)
    bench.wait(lambda: opened.shown is not opened.whole)
    part = opened.shown
    assert part is not None
    # Ten seconds and a bit: the hits of the seconds 0, 1 and 2.
    assert sum(row.damage.amount for row in part.players if row.actor.actor_id == ANNA) == 960
    assert any("00:00 to 00:03 of" in words for words in texts(bench.window.fight.top))
    bench.window.fight.timeline.reset()
    assert opened.shown is opened.whole


def test_fight_without_events_cannot_be_cut(bench: HistoryBench) -> None:
    """The line above the curves says why, and the tables stay those of the whole fight."""
    orders = played(brawl())
    bench.write(orders[:1])
    bench.open()
    bench.wait(lambda: bench.window.opened.whole and bench.window.fight.timeline.plot_box[2] > 100)
    bench.drag_over_curves(0.2, 0.6)
    bench.wait(lambda: bench.window.opened.part_problem)
    assert bench.window.opened.shown is bench.window.opened.whole
    assert any("were not saved" in words for words in texts(bench.window.fight.top))


def test_curve_is_chosen_in_the_legend(bench: HistoryBench) -> None:
    """A click on a name takes its curve away, another brings it back."""
    bench.write(played(brawl()))
    bench.open()
    bench.wait(lambda: bench.window.opened.whole and bench.window.fight.timeline.plot_box[2] > 100)
    timeline = bench.window.fight.timeline
    for wanted in (False, True):
        spot = timeline.legend()[0]
        assert spot.press is not None
        spot.press()
        assert timeline.state.curves is not None
        assert (ANNA in timeline.state.curves) is wanted


def test_export_of_what_is_shown(bench: HistoryBench) -> None:
    """The button in the header gives the opened fight away."""
    three(bench)
    spot = next(spot for spot in bench.window.fight.hotspots() if spot.key == "export")
    assert spot.press is not None
    spot.press()
    assert bench.exports == [(bench.window.opened.whole, View.DAMAGE)]


def test_other_settings_while_it_is_open(bench: HistoryBench) -> None:
    """A new look forgets neither filters nor the opened encounter."""
    three(bench)
    bench.click_row(1)
    bench.window.bar.remove("about")
    bench.window.apply(words_of(replace(bench.settings, theme="light", language="ja"), 1.0))
    bench.wait(lambda: bench.sheet.winfo_width() > 1)
    opened = bench.window.opened.summary
    assert opened is not None
    assert opened.key == "key 1"
    assert bench.window.list.opened == opened.encounter_id


def test_escape_closes_the_window(bench: HistoryBench) -> None:
    """From the top of a fight out; nothing else is in the way."""
    three(bench)
    bench.press("<Escape>")
    assert bench.closed == 1
