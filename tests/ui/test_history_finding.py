"""What is looked for in the history window: filters and suggestions."""

from __future__ import annotations

from pathlib import Path

import ttkbootstrap
from history_fakes import HistoryBench, three

from resonance.combat.record import Result
from resonance.settings import Settings


def test_filter_hides_and_can_be_removed(history: HistoryBench) -> None:
    """A chosen result reaches the query; its mark takes it back."""
    three(history)
    box, values = history.window.bar.boxes["result"]
    box.current(values.index(Result.WIPE))
    box.event_generate("<<ComboboxSelected>>")
    history.wait(lambda: history.keys() == ["key 0"])
    history.window.bar.remove("result")
    history.wait(lambda: len(history.keys()) == 3)


def test_nothing_found_says_which_filter_to_remove(history: HistoryBench) -> None:
    """The one without which most is found."""
    three(history)
    history.window.bar.entry.words.set("Kartgriff")
    history.wait(lambda: len(history.keys()) == 2)
    box, values = history.window.bar.boxes["result"]
    box.current(values.index(Result.RESET))
    box.event_generate("<<ComboboxSelected>>")
    history.wait(lambda: history.reads("Nothing fits all of these filters."))
    history.wait(lambda: history.reads("Remove closed above: that finds 2 encounters."))


def test_suggestion_is_chosen(history: HistoryBench) -> None:
    """Typing offers what is in the history; choosing with the keyboard filters by it."""
    three(history)
    field = history.window.bar.entry
    field.entry.focus_force()
    history.root.update()
    field.words.set("momo")
    history.wait(lambda: field.is_open)
    field.entry.event_generate("<Down>")
    field.entry.event_generate("<Return>")
    about = history.window.finding.filters.about
    assert about is not None
    assert (about.words, about.player) == ("Momoko", "Momoko")
    assert not field.is_open


def test_hidden_names_are_not_suggested(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """Who hides names while streaming does not type them into view."""
    history = HistoryBench(tk_root, tmp_path, Settings(hide_names=True))
    three(history)
    history.window.bar.entry.entry.focus_force()
    found: list[object] = []
    history.window.finding.suggest("momo", lambda typed, suggestions: found.append(suggestions))
    assert found == [[]]
    history.close()
