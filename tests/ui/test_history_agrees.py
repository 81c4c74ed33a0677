"""The own DPS in the list, in the opened fight and in bests and progress: one number, whatever the settings say."""

from __future__ import annotations

import itertools
from contextlib import closing
from dataclasses import replace

from history_fakes import HistoryBench, ended

from resonance.combat.clock import Clock, ClockChoice
from resonance.combat.metrics import per_second
from resonance.combat.snapshot import AmountChoice, build
from resonance.combat.tally import View
from resonance.settings import Settings
from resonance.store.history import History
from resonance.store.orders import SaveEncounter
from resonance.ui.progress.window import ProgressWindow
from resonance.ui.words import Words, words_of

CHOICES = list(itertools.product(ClockChoice, AmountChoice))


def words(clock: ClockChoice, amounts: AmountChoice) -> Words:
    return words_of(replace(Settings(), clock=str(clock), amounts=str(amounts)), 1.0)


def opened_dps(history: HistoryBench) -> float | None:
    """Of the local player, as the tables of the opened fight have it."""
    whole = history.window.opened.whole
    if whole is None:
        return None
    me = next(row for row in whole.players if row.is_local)
    return per_second(whole.amount(me.damage), whole.clock_ms(View.DAMAGE, me))


def test_list_follows_the_settings(history: HistoryBench) -> None:
    """Every choice of seconds and amounts, made while the window is open, changes list and fight alike."""
    history.save(ended(5))
    history.open()
    history.wait(lambda: history.window.opened.whole and history.rows())
    seen = set()
    for clock, amounts in CHOICES:
        history.window.apply(words(clock, amounts))
        query = history.window.finding.pages.query
        assert (query.clock, query.amounts) == (clock, amounts)
        history.wait(
            lambda: (
                (whole := history.window.opened.whole)
                and (whole.clock, whole.amounts) == (clock, amounts)  # noqa: B023
                and history.rows()[0].my_dps == opened_dps(history)
            )
        )
        seen.add(history.rows()[0].my_dps)
    assert len(seen) >= len(AmountChoice)  # the settings are not without effect


def test_opened_by_its_key(history: HistoryBench) -> None:
    """A fight that another window leads to is read by the same settings."""
    history.settings = replace(Settings(), clock="elapsed", amounts="effective")
    history.save(ended(5), ended(3))
    history.open()
    history.window.show_encounter("key 0")
    history.wait(lambda: (summary := history.window.opened.summary) and summary.key == "key 0")
    history.wait(lambda: history.window.opened.whole and len(history.window.opened.whole.players) == 5)
    summary = history.window.opened.summary
    assert summary is not None
    assert summary.my_dps == opened_dps(history)


def test_bests_follow_the_settings(history: HistoryBench) -> None:
    """The best of the one kill there is, is what its pull says when it is opened; while the window is open, too."""
    history.save(ended(5))
    history.open()
    history.wait(history.rows)
    with closing(History(history.database)) as stored:
        record = stored.open_record("key 0")
    # Without a time of one's own in a pull there is no DPS of it by that clock.
    record.segments[0].clocks.personal[View.DAMAGE, record.local_player or 0] = Clock(0, 50_000, 45_000)
    history.write([SaveEncounter("key 0", record)])
    window = ProgressWindow(
        history.root,
        history.database,
        words(ClockChoice.ACTIVE, AmountChoice.RAW),
        open_encounter=lambda key: None,
        closed=lambda: None,
    )
    try:
        for clock, amounts in CHOICES:
            window.apply(words(clock, amounts))
            picture = build(record, clock, amounts, segment=0)
            me = next(row for row in picture.players if row.is_local)
            dps = per_second(picture.amount(me.damage), picture.clock_ms(View.DAMAGE, me))
            history.wait(lambda: [best.best_dps for best in window.bests or ()] == [dps])  # noqa: B023
    finally:
        window.close()
