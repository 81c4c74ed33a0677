"""What is said of the boss."""

from __future__ import annotations

import tkinter as tk
from dataclasses import replace

import pytest
from fakes import BOSS_MAX_HP, make_record, make_snapshot, texts

from resonance import names
from resonance.combat.clock import ClockChoice
from resonance.combat.record import ActorInfo, Result, SegmentResult
from resonance.combat.snapshot import build
from resonance.export.fight import dead_in, hp_share, shown_boss
from resonance.palettes import DARK
from resonance.ui.boss_line import BossLine, gauge_share
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look


@pytest.mark.parametrize(
    ("seconds", "words"), [(72.4, "dead in ~1:12"), (8.0, "dead in ~0:08"), (754.9, "dead in ~12:35"), (90_000, "")]
)
def test_time_to_kill_in_words(seconds: float, words: str) -> None:
    """Minutes and seconds; a boss that would last for hours is not being killed."""
    assert dead_in(replace(make_snapshot(3), time_to_kill_s=seconds)) == words


def test_end_that_cannot_be_told_is_not_said() -> None:
    """No boss, no HP lost of late, a pull that is over, an encounter that is over."""
    assert dead_in(make_snapshot(3)) == "dead in ~1:12"
    assert dead_in(make_snapshot(3, boss=False)) == ""
    assert dead_in(replace(make_snapshot(3), time_to_kill_s=None)) == ""
    assert dead_in(make_snapshot(3, pulls=[SegmentResult.WIPE])) == ""
    assert dead_in(make_snapshot(3, result=Result.ENDED)) == ""


def test_boss_keeps_the_hp_of_the_end_of_the_pull() -> None:
    """After a wipe it goes back to full HP at once; what counts is how far the pull got."""
    record = make_record(3, pulls=[SegmentResult.WIPE])
    assert record.boss is not None
    record.actors[record.boss].hp = BOSS_MAX_HP
    boss = shown_boss(build(record, ClockChoice.ACTIVE))
    assert boss is not None
    assert hp_share(boss) == pytest.approx(0.382, abs=0.001)
    record.segments[0].ended_at_ms = None
    boss = shown_boss(build(record, ClockChoice.ACTIVE))
    assert boss is not None
    assert hp_share(boss) == 1.0


@pytest.mark.parametrize(
    ("gauges", "share"),
    [
        ({}, None),
        ({"extinction": 30, "max_extinction": 100}, 0.3),
        ({"stun": 25, "max_stun": 100}, 0.25),
        ({"stun": 25, "max_stun": 100, "extinction": 30, "max_extinction": 100}, 0.3),
        ({"extinction": 30}, None),
        ({"extinction": 30, "max_extinction": 0, "stun": 25, "max_stun": 100}, 0.25),
        ({"extinction": 0, "max_extinction": 100}, None),
        ({"stun": 100, "max_stun": 100}, None),
    ],
)
def test_gauge_is_shown_while_somebody_works_on_it(gauges: dict[str, int], share: float | None) -> None:
    """The break gauge before the stun gauge; neither while empty or full, nor while not known."""
    assert gauge_share(ActorInfo(1, **gauges)) == share  # type: ignore[arg-type]


def test_gauge_has_a_line_and_a_tip(tk_root: tk.Tk) -> None:
    """Both come with the gauge and go with it."""
    look = Look(tk_root, DARK, scale=1.0)
    line = BossLine(Sheet(tk_root, DARK.ground), look, names.load())
    snapshot = make_snapshot(3)
    assert snapshot.boss is not None
    line.show(replace(snapshot, boss=replace(snapshot.boss, stun=40, max_stun=100)), 0, 600)
    assert [spot.tip for spot in line.hotspots()] == ["Stun gauge 40.0 %"]
    line.show(snapshot, 0, 600)
    assert [spot.tip for spot in line.hotspots()] == [""]
    assert line.height > 0
    line.show(None, 0, 600)
    assert line.height == 0


def test_narrow_line_leaves_out_the_points_first(tk_root: tk.Tk) -> None:
    """Then the time to kill; name and percent stay."""
    look = Look(tk_root, DARK, scale=1.0)
    sheet = Sheet(tk_root, DARK.ground)
    line = BossLine(sheet, look, names.load())
    read = {}
    for width in (600, 280, 170):
        line.show(make_snapshot(3), 0, width)
        read[width] = texts(sheet)
    assert read[600] == ["Kartgriff", "38.2 %", "412.6M / 1.08B", "dead in ~1:12"]
    assert read[280] == ["Kartgriff", "38.2 %", "dead in ~1:12"]
    assert read[170] == ["Kartgriff", "38.2 %"]
