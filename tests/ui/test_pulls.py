"""The badge with the pull, and its tip."""

from __future__ import annotations

import pytest
from fakes import make_snapshot

from resonance import names
from resonance.combat.record import SegmentResult
from resonance.ui.pulls import MOST_PULLS, badge, badge_tip

WORDS = names.load()
RUNNING, KILL, WIPE, RESET = SegmentResult.RUNNING, SegmentResult.KILL, SegmentResult.WIPE, SegmentResult.RESET


@pytest.mark.parametrize(("segment", "words"), [(None, "Pull 3"), (0, "Pull 1"), (1, "Pull 2"), (2, "Pull 3")])
def test_badge_counts_the_pull_that_is_shown(segment: int | None, words: str) -> None:
    """Of the whole encounter the newest one."""
    assert badge(make_snapshot(3, pulls=[WIPE, RESET, RUNNING], segment=segment)) == words


def test_fight_without_a_boss_has_no_badge() -> None:
    """Trash is not counted in pulls; an encounter without a segment is none at all."""
    assert badge(make_snapshot(3, boss=False)) == ""
    assert badge_tip(make_snapshot(3, boss=False), WORDS) == ""
    assert badge(make_snapshot(0, pulls=[])) == ""


def test_tip_tells_how_each_pull_went() -> None:
    """How long it took, how it ended, and what the boss had left; a kill leaves nothing."""
    snapshot = make_snapshot(3, pulls=[WIPE, RESET, KILL, RUNNING])
    assert badge_tip(snapshot, WORDS).splitlines() == [
        "Kartgriff",
        "Pull 1 · 01:00 · wipe at 38.2 %",
        "Pull 2 · 01:00 · reset at 38.2 %",
        "Pull 3 · 01:00 · kill",
        "Pull 4 · 01:00 · running",
    ]


def test_tip_of_a_long_evening_keeps_the_newest_pulls() -> None:
    """Forty wipes do not fill the screen."""
    lines = badge_tip(make_snapshot(3, pulls=[WIPE] * 40), WORDS).splitlines()
    assert len(lines) == 1 + MOST_PULLS
    assert lines[-1].startswith("Pull 40")
