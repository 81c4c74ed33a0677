"""Wrong guesses put right by the user, on a record that is over and in a fight that goes on."""

from __future__ import annotations

import pytest
from attempts import at, boss_hp, enter, kills, segments_of
from fights import ANNA, BEN, WOLF, Story, hit

from resonance.combat import corrections
from resonance.combat.record import Result, SegmentResult
from resonance.events import Event, SceneEntered


def test_mark_and_unmark_a_wipe() -> None:
    """A wrong guess can be put right; the encounter's result follows its last attempt."""
    story = Story(enter(hit(), boss_hp(at(1), 600_000), boss_hp(at(9), 1_000_000), SceneEntered(at(60), 8, 1, None)))
    record = story.encounters[0].record
    assert corrections.mark_wipe(record, 0, True)
    assert (record.segments[0].result, record.result) == (SegmentResult.WIPE, Result.WIPE)
    assert corrections.mark_wipe(record, 0, False)
    assert (record.segments[0].result, record.result) == (SegmentResult.LEFT, Result.LEFT)
    assert not corrections.mark_wipe(record, 5, True)


def test_kill_marked_as_a_wipe_by_mistake_is_a_kill_again() -> None:
    """A boss at 0 HP is dead, whatever was clicked."""
    record = Story(enter(hit(killed=True), SceneEntered(at(60), 8, 1, None))).encounters[0].record
    corrections.mark_wipe(record, 0, True)
    assert record.result is Result.WIPE
    corrections.mark_wipe(record, 0, False)
    assert (record.segments[0].result, record.result) == (SegmentResult.KILL, Result.KILL)


def test_merge_loses_nothing() -> None:
    """Two segments become one with the sums and the clock of both; attempts are numbered anew."""
    events = enter(hit(), boss_hp(at(1), 600_000), boss_hp(at(3), 1_000_000), hit(at(4)), hit(at(5), BEN))
    story = Story(events)
    before = story.only
    record = story.encounters[0].record
    assert corrections.merge(record, 1)
    assert not corrections.merge(record, 0)
    after = story.only
    assert after.damage == before.damage
    assert after.segment_damage == (300,)
    (segment,) = after.segments
    assert (segment.attempt, segment.clocks.group.elapsed_ms, segment.clocks.group.active_ms) == (1, at(5), at(5))
    assert {key.segment for key in record.tallies} == {0}


@pytest.mark.parametrize(
    ("end", "result"),
    [
        ([hit(at(1), killed=True)], "kill"),
        ([*kills(at(1), ANNA), boss_hp(at(2), 600_000), boss_hp(at(2), 1_000_000)], "wipe"),
    ],
)
def test_merge_while_the_fight_goes_on(end: list[Event], result: str) -> None:
    """An attempt that is over stays what it was when what came after it is counted as a part of it."""
    story = Story(enter(hit(), *end, hit(at(20), target=WOLF)))
    encounter = story.encounters[0]
    assert corrections.merge(encounter.record, 1)
    story.play([hit(at(21), target=WOLF), SceneEntered(at(60), 8, 1, None)])
    assert encounter.record.segments[0].result == result
    assert encounter.record.result == result


def test_wipe_merged_with_the_attempt_that_was_a_kill() -> None:
    """What the merged attempt comes to after all is its result."""
    story = Story(enter(hit(), *kills(at(1), ANNA), hit(at(20), target=WOLF)))
    encounter = story.encounters[0]
    assert encounter.record.segments[0].result is SegmentResult.WIPE
    corrections.merge(encounter.record, 1)
    story.play([hit(at(21), killed=True)])
    assert encounter.record.segments[0].result is SegmentResult.KILL


def test_split_by_the_user() -> None:
    """The next hit opens another attempt."""
    story = Story(enter(hit()))
    story.encounters[0].segments.split(at(1))
    story.play([hit(at(2))])
    assert segments_of(story) == [("boss", 1, "left", 100), ("boss", 2, "running", 100)]
