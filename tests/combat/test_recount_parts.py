"""Parts of a fight, counted from its journal: they add up to the whole."""

from __future__ import annotations

from random import Random

import pytest
from fights import BEN, BOSS
from journals import AT_MS, FOREVER, NAMES, added, story, sums
from random_fights import RandomFights

from resonance.combat.clock import ClockChoice
from resonance.combat.entries import (
    Merged,
    WipeMarked,
)
from resonance.combat.record import Result, SegmentKind, SegmentResult
from resonance.combat.recount import recount, tallies_between
from resonance.combat.snapshot import build


def test_range_of_the_whole_fight() -> None:
    """It is the record itself."""
    record, journal = story()
    for from_ms in (0, AT_MS):
        assert tallies_between(journal, NAMES, from_ms, FOREVER) == record


@pytest.mark.parametrize("seed", range(40, 60))
def test_two_parts_add_up_to_the_whole(seed: int) -> None:
    """Wherever it is cut, every tally, death, revive, curve and kind of loss is in one part or in the other."""
    chance = Random(seed)
    for record, journal in RandomFights(NAMES, seed).play(500).encounters:
        times = [entry[0] for entry in journal if type(entry).__name__ == "Hit"]
        cut_ms = chance.randint(times[0], times[-1] + 1)
        first = tallies_between(journal, NAMES, 0, cut_ms)
        second = tallies_between(journal, NAMES, cut_ms, FOREVER)
        assert added(first, second) == sums(record)
        assert first.deaths + second.deaths == record.deaths
        assert first.revives + second.revives == record.revives
        assert first.quality.gaps + second.quality.gaps == record.quality.gaps
        for part in (first, second):
            build(part, ClockChoice.ACTIVE)
            assert {key.segment for key in part.tallies} <= set(range(len(part.segments)))


def test_part_of_the_second_attempt() -> None:
    """It knows whose attempt it is, the boss's HP when it begins, and nothing of what came before."""
    record, journal = story()
    kinds = [(each.kind, each.result, each.attempt) for each in record.segments]
    assert kinds == [
        (SegmentKind.TRASH, SegmentResult.LEFT, None),
        (SegmentKind.BOSS, SegmentResult.WIPE, 1),
        (SegmentKind.BOSS, SegmentResult.KILL, 2),
    ]
    part = tallies_between(journal, NAMES, AT_MS + 16_900, FOREVER)
    (segment,) = part.segments
    assert (segment.kind, segment.attempt, segment.result) == (SegmentKind.BOSS, 2, SegmentResult.KILL)
    assert segment.started_at_ms == part.started_at_ms == AT_MS + 16_900
    assert segment.hp_start == 20_000 - sum(500 + turn for turn in (*range(1, 20), *range(30, 34)))
    assert (part.result, part.ended, part.boss, part.deaths) == (Result.KILL, True, BOSS, [])
    assert {key.source for key in part.tallies} == {BEN}
    assert list(part.boss_hp[BOSS])[-1] == 0
    early = tallies_between(journal, NAMES, AT_MS + 12_000, FOREVER)
    assert early.boss_hp[BOSS][0] == 20_000 - sum(500 + turn for turn in range(1, 20))
    (picture,) = build(part, ClockChoice.ELAPSED).players
    assert picture.damage.hits == 7
    assert (part.clocks.group.first_ms, part.clocks.group.last_ms) == (AT_MS + 17_000, AT_MS + 20_000)


def test_part_that_ends_before_the_fight() -> None:
    """It has ended, with no result of its own, and holds only what was fought in it."""
    record, journal = story()
    part = tallies_between(journal, NAMES, 0, AT_MS + 500)
    assert (part.ended, part.result) == (True, Result.ENDED)
    assert [each.kind for each in part.segments] == [SegmentKind.TRASH]
    assert (part.boss, part.bosses) == (None, set())
    assert [tally.amount for tally in part.tallies.values()] == [100]
    assert recount(journal, NAMES) == record


@pytest.mark.parametrize(
    ("from_ms", "to_ms"), [(0, 5), (AT_MS - 5, AT_MS), (AT_MS + 10, AT_MS + 20), (AT_MS + 30_000, FOREVER)]
)
def test_part_in_which_nothing_happened(from_ms: int, to_ms: int) -> None:
    """Before, within and after the fight: an empty record, which makes an empty picture."""
    part = tallies_between(story()[1], NAMES, from_ms, to_ms)
    assert part.tallies == {}
    assert build(part, ClockChoice.ACTIVE).players == ()


def test_correction_after_the_part() -> None:
    """What the user put right at the end holds for a part from the beginning, too."""
    _, journal = story()
    part = tallies_between([*journal, WipeMarked(1, False), Merged(1)], NAMES, 0, AT_MS + 3_000)
    assert [(each.kind, each.result) for each in part.segments] == [(SegmentKind.BOSS, SegmentResult.RUNNING)]
    assert sums(part) == sums(tallies_between(journal, NAMES, 0, AT_MS + 3_000))
