"""The list of the history window over a real database: its order, what is chosen, and what is changed."""

from __future__ import annotations

import tkinter as tk

from history_fakes import HistoryBench, ended, three

from resonance.store.orders import Delete, Restore, SaveEncounter, SetFavourite
from resonance.ui.history.pages import PAGE


def test_click_on_a_title_sorts(history: HistoryBench) -> None:
    """By that column, largest first, and the other way round the second time."""
    three(history)
    history.click_title("Players")
    history.wait(lambda: [row.players for row in history.rows()] == [8, 5, 3])
    history.click_title("Players")
    history.wait(lambda: [row.players for row in history.rows()] == [3, 5, 8])


def test_more_encounters_than_a_page(history: HistoryBench) -> None:
    """The rows in view are asked for when they come into view, up to the last one."""
    history.save(*(ended(1) for _ in range(4 * PAGE)))
    history.open()
    history.wait(lambda: history.window.finding.pages.count == 4 * PAGE)
    assert history.window.finding.pages.row(4 * PAGE - 1) is None
    history.press("<End>")
    history.wait(lambda: (row := history.window.finding.pages.row(4 * PAGE - 1)) and row.key == "key 0")


def test_keys_move_through_the_list(history: HistoryBench) -> None:
    """Each key opens the row that it leads to, and stops at the ends."""
    three(history)
    for key, wanted in (("<Down>", "key 1"), ("<Next>", "key 0"), ("<Up>", "key 1"), ("<Prior>", "key 2")):
        history.press(key)
        opened = history.window.opened.summary
        assert opened is not None
        assert opened.key == wanted


def test_delete_several_and_undo(history: HistoryBench) -> None:
    """Chosen with Ctrl, they go in one order, and come back in one."""
    three(history)
    history.click_row(0)
    history.click_row(2, "Control-")
    history.press("<Delete>")
    history.wait(lambda: history.keys() == ["key 1"])
    assert [order.keys for order in history.orders if isinstance(order, Delete)] == [("key 2", "key 0")]
    assert "Undo" in history.below()
    history.press("<Control-z>")
    history.wait(lambda: history.keys() == ["key 2", "key 1", "key 0"])
    assert [order.keys for order in history.orders if isinstance(order, Restore)] == [("key 2", "key 0")]


def test_star_of_a_chosen_row_can_be_seen(history: HistoryBench) -> None:
    """It is brighter there than on the other rows."""
    three(history)
    history.click_row(1)
    sheet = history.sheet
    stars = [
        each for each in sheet.find_all() if "text" in sheet.itemconfigure(each) and sheet.itemcget(each, "text") == "☆"
    ]
    fills = [sheet.itemcget(each, "fill") for each in sorted(stars, key=lambda each: sheet.coords(each)[1])]
    assert fills[0] == fills[2] != fills[1]


def tips(history: HistoryBench) -> list[str]:
    """Those that can be seen."""
    windows = [each for each in history.window.dialog.winfo_children() if isinstance(each, tk.Toplevel)]
    labels = [child for each in windows if each.winfo_viewable() for child in each.winfo_children()]
    return [str(child.cget("text")) for child in labels if isinstance(child, tk.Label)]


def test_tip_goes_with_its_row(history: HistoryBench) -> None:
    """After Del, another row lies under the pointer: the tip is gone, and its own comes when the mouse moves."""
    three(history)
    history.click_row(0)
    left, top, _right, bottom = history.window.list.view.row_box(0)
    x, y = left + 250, (top + bottom) // 2
    history.sheet.event_generate("<Motion>", x=x, y=bottom + 5)
    history.sheet.event_generate("<Motion>", x=x, y=y)
    before = history.window.list.hotspot_at(x, y)
    assert before is not None
    history.wait(lambda: tips(history) == [before.tip])
    history.press("<Delete>")
    assert tips(history) == []
    history.wait(lambda: len(history.keys()) == 2)
    after = history.window.list.hotspot_at(x, y)
    assert after is not None
    assert before.key != after.key


def test_all_are_chosen_with_rows_out_of_view(history: HistoryBench) -> None:
    """Ctrl+A means every encounter that the filters leave, seen or not."""
    history.save(*(ended(1) for _ in range(4 * PAGE)))
    history.open()
    history.wait(lambda: history.window.finding.pages.count == 4 * PAGE)
    history.press("<Control-a>")
    history.wait(lambda: len(history.window.list.chosen()) == 4 * PAGE)


def test_stretch_with_shift(history: HistoryBench) -> None:
    """From the row clicked before to this one."""
    three(history)
    history.click_row(0)
    history.click_row(1, "Shift-")
    history.wait(lambda: [each.key for each in history.window.list.chosen()] == ["key 2", "key 1"])


def test_star_is_clicked(history: HistoryBench) -> None:
    """The star fills at once, and the writer is told."""
    three(history)
    history.click_row(1, x=12)
    assert "★" in history.read()
    assert history.orders == [SetFavourite("key 1", True)]
    history.wait(lambda: history.rows()[1].favourite)


def test_note_is_written(history: HistoryBench) -> None:
    """F2, words, Return: the note stands in the list, and in the database."""
    three(history)
    history.press("<F2>")
    entry = history.window.bottom.entry
    entry.insert("end", "nice one")
    entry.event_generate("<Return>")
    history.wait(lambda: history.rows()[0].note == "nice one")
    history.wait(lambda: any("✎ ni" in words for words in history.read()))


def test_imported_encounter_is_marked(history: HistoryBench) -> None:
    """In the list itself, not in a tip alone; those counted here are not."""
    history.write([SaveEncounter("theirs", ended(5), imported="Encounter file")])
    history.save(ended(3))
    history.open()
    history.wait(lambda: len(history.rows()) == 2 and any(words.startswith("↓") for words in history.read()))
    assert len([words for words in history.read() if words.startswith("↓")]) == 1


def test_writer_takes_no_order(history: HistoryBench) -> None:
    """The user is told, and nothing looks deleted."""
    three(history)
    history.takes_orders = False
    history.press("<Delete>")
    assert any("cannot be changed now" in words for words in history.below())
    assert history.keys() == ["key 2", "key 1", "key 0"]
