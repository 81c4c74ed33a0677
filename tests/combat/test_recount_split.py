"""A fight that is split after it was fought, and merged again."""

from __future__ import annotations

from random import Random

import pytest
from fights import ANNA, BEN, BOSS
from journals import AT_MS, FOREVER, NAMES, added, story, sums
from random_fights import RandomFights

from resonance.combat.clock import ClockChoice
from resonance.combat.corrections import split_at
from resonance.combat.entries import (
    Entry,
    Merged,
    WasSplit,
    WipeMarked,
)
from resonance.combat.record import EncounterRecord, SegmentKind, SegmentResult
from resonance.combat.recount import recount, tallies_between
from resonance.combat.snapshot import build


def split_journal(record: EncounterRecord, journal: list[Entry], moment_ms: int) -> list[Entry]:
    return [*journal, split_at(record, moment_ms)]


def test_split_and_merged_again() -> None:
    """Wherever it was split, also several times: merging is the exact reverse, and nothing is lost between."""
    splits = 0
    for seed in range(60, 80):
        for record, journal in RandomFights(NAMES, seed).play(300).encounters:
            splits += check_splits(record, journal, Random(seed))
    assert splits > 20


def check_splits(record: EncounterRecord, journal: list[Entry], chance: Random) -> int:
    """How many of three splits could be done."""
    times = [entry.at_ms for entry in journal if type(entry).__name__ == "Hit"]
    longer, undone = list(journal), list[Entry]()
    for _ in range(3):
        now = recount(longer, NAMES)
        correction = split_at(now, chance.randint(times[0], times[-1] + 1))
        longer.append(correction)
        after = recount(longer, NAMES)
        assert sums(after) == sums(record)
        if len(after.segments) == len(now.segments) + 1:
            undone.insert(0, Merged(correction.segment + 1))
            assert recount([*longer, undone[0]], NAMES) == now
    assert recount([*longer, *undone], NAMES) == record
    return len(undone)


def test_split_counts_as_the_running_fight_would_have() -> None:
    """Both segments have the tallies, clocks and HP that they have when the user splits at that moment, live."""
    record, journal = story()
    moment_ms = AT_MS + 5_250
    later = recount(split_journal(record, journal, moment_ms), NAMES)
    place = next(index for index, entry in enumerate(journal) if getattr(entry, "at_ms", 0) >= moment_ms)
    live = recount([*journal[:place], WasSplit(moment_ms), *journal[place:]], NAMES)
    assert later.tallies == live.tallies
    assert [each.clocks for each in later.segments] == [each.clocks for each in live.segments]
    assert [(each.hp_start, each.hp_end) for each in later.segments] == [
        (each.hp_start, each.hp_end) for each in live.segments
    ]
    assert [(each.result, each.attempt) for each in later.segments] == [
        (each.result, each.attempt) for each in live.segments
    ]
    assert (later.clocks, later.curves, later.deaths) == (record.clocks, record.curves, record.deaths)


@pytest.mark.parametrize("moment_ms", [0, AT_MS, AT_MS + 12_000, AT_MS + 30_000])
def test_split_between_segments_is_none(moment_ms: int) -> None:
    """Before and after the fight, and where a segment ends anyhow, the numbers stay as they are."""
    record, journal = story()
    assert recount(split_journal(record, journal, moment_ms), NAMES) == record


def test_corrections_after_a_split() -> None:
    """They are about the segments as they are then."""
    record, journal = story()
    split = split_journal(record, journal, AT_MS + 5_250)
    marked = recount([*split, WipeMarked(1, True), Merged(3)], NAMES)
    assert [(each.kind, each.result, each.attempt) for each in marked.segments] == [
        (SegmentKind.TRASH, SegmentResult.LEFT, None),
        (SegmentKind.BOSS, SegmentResult.WIPE, 1),
        (SegmentKind.BOSS, SegmentResult.KILL, 2),
    ]
    assert {key.source for key in marked.tallies if key.segment == 2} == {ANNA, BEN, BOSS}


def test_corrections_before_a_split() -> None:
    """What was merged while the fight ran, or after it, stays merged."""
    record, journal = story()
    merged = [*journal, Merged(2)]
    after = recount(split_journal(recount(merged, NAMES), merged, AT_MS + 5_250), NAMES)
    assert [each.kind for each in after.segments] == [SegmentKind.TRASH, SegmentKind.BOSS, SegmentKind.BOSS]
    assert (after.segments[1].result, after.segments[2].result) == (SegmentResult.LEFT, SegmentResult.KILL)
    assert sums(after) == sums(record)


@pytest.mark.parametrize("seed", range(80, 90))
def test_two_parts_of_a_split_encounter(seed: int) -> None:
    """They add up as those of any other, wherever they are cut: before, at and after the split."""
    chance = Random(seed)
    for record, journal in RandomFights(NAMES, seed).play(400).encounters:
        times = [entry.at_ms for entry in journal if type(entry).__name__ == "Hit"]
        moment_ms = chance.randint(times[0], times[-1] + 1)
        split = split_journal(record, journal, moment_ms)
        for cut_ms in (moment_ms - 500, moment_ms, moment_ms + 500):
            parts = [tallies_between(split, NAMES, 0, cut_ms), tallies_between(split, NAMES, cut_ms, FOREVER)]
            assert added(*parts) == sums(record)
            for part in parts:
                build(part, ClockChoice.ACTIVE)
                assert {key.segment for key in part.tallies} <= set(range(len(part.segments)))
