"""The history window as a whole: what it shows first, other settings, and its end."""

from __future__ import annotations

import gc
from dataclasses import replace

from fight_fakes import brawl
from history_fakes import HistoryBench, played, three

from resonance.combat.clock import ClockChoice
from resonance.combat.tally import View
from resonance.ui.words import words_of


def test_empty_history(history: HistoryBench) -> None:
    """It says what will be here, instead of an empty frame."""
    history.open()
    history.wait(lambda: history.reads("No encounter has been saved yet."))


def test_newest_encounter_is_opened(history: HistoryBench) -> None:
    """The last fight is what one wants to see first, and its line is set off."""
    three(history)
    assert history.keys() == ["key 2", "key 1", "key 0"]
    opened = history.window.opened.summary
    assert opened is not None
    assert opened.key == "key 2"
    assert history.window.list.opened == opened.encounter_id
    assert {"kill", "wipe", "left"} <= set(history.read())


def test_list_follows_the_clock(history: HistoryBench) -> None:
    """Other seconds in the settings are those of the list too, as of the header."""
    history.write(played(brawl()))
    history.open()
    history.wait(lambda: history.window.opened.whole)
    for clock in ClockChoice:
        history.window.apply(words_of(replace(history.settings, clock=clock), 1.0))
        history.wait(lambda: history.window.opened.whole and history.window.opened.whole.clock is clock)  # noqa: B023
        history.wait(lambda: history.window.finding.pages.query.clock is clock and history.rows())  # noqa: B023
        whole = history.window.opened.whole
        assert whole is not None
        history.wait(lambda: history.rows()[0].time_ms == whole.clock_ms(View.DAMAGE))  # noqa: B023


def test_settings_that_do_not_matter_here(history: HistoryBench) -> None:
    """The widgets stay; only the look, names and colours make them anew."""
    three(history)
    window = history.window
    kept = window.list.sheet
    for change in ({"opacity": 0.7}, {"mini": True}, {"scope": "encounter"}, {"order_damage": "crit_rate"}):
        window.apply(words_of(replace(history.settings, **change), 1.0))
        assert window.list.sheet is kept
    window.apply(words_of(replace(history.settings, theme="light"), 1.0))
    assert window.list.sheet is not kept


def test_window_made_anew_and_closed_again_and_again(history: HistoryBench) -> None:
    """Fonts, pictures, windows and callbacks of what is discarded are given back."""
    three(history)
    root = history.root

    def left_over() -> tuple[int, ...]:
        for theme in ("light", "dark"):
            history.window.apply(words_of(replace(history.settings, theme=theme), 1.0))
            root.update()
        history.window.close()
        history.open()
        history.wait(lambda: history.window.opened.whole)
        gc.collect()
        tk_call = root.tk.call
        found = (tk_call("font", "names"), tk_call("image", "names"), tk_call("info", "commands"))
        return (*(len(root.tk.splitlist(each)) for each in found), len(history.window.dialog.winfo_children()))

    left_over()
    first = left_over()
    for _ in range(3):
        assert all(now <= then for now, then in zip(left_over(), first, strict=True))


def test_other_settings_while_it_is_open(history: HistoryBench) -> None:
    """A new look forgets neither filters nor the opened encounter."""
    three(history)
    history.click_row(1)
    history.window.bar.remove("about")
    history.window.apply(words_of(replace(history.settings, theme="light", language="ja"), 1.0))
    history.wait(lambda: history.sheet.winfo_width() > 1)
    opened = history.window.opened.summary
    assert opened is not None
    assert opened.key == "key 1"
    assert history.window.list.opened == opened.encounter_id


def test_escape_closes_the_window(history: HistoryBench) -> None:
    """From the top of a fight out; nothing else is in the way."""
    three(history)
    history.press("<Escape>")
    assert history.closed == 1
