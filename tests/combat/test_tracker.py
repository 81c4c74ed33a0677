"""When an encounter begins and ends: a table of stories, and what each of them must become."""

from __future__ import annotations

import pytest
from fights import ANNA, BEN, BOSS, SECOND, WOLF, Story, boss_appears, heal, hit, seen

from resonance.combat.record import Result, SegmentResult
from resonance.events import (
    ENVIRONMENT,
    ActorLeft,
    ActorState,
    Connected,
    Died,
    Event,
    Gap,
    LocalPlayerKnown,
    Origin,
    Outcome,
    Revived,
    SceneEntered,
)

TOWN, DUNGEON = 8, 1001

STORIES: dict[str, tuple[list[Event], list[tuple[int, Result]]]] = {
    "a player hits": ([hit()], [(100, Result.RUNNING)]),
    "a player is hit": ([hit(source=WOLF, target=ANNA)], [(0, Result.RUNNING)]),
    "the environment hits a player": ([hit(source=ENVIRONMENT, target=ANNA)], [(0, Result.RUNNING)]),
    "a fall hurts": ([hit(source=ENVIRONMENT, target=ANNA, outcome=Outcome.FALL)], []),
    "a fall hurts, told by its origin": ([hit(source=ENVIRONMENT, target=ANNA, origin=Origin.FALL)], []),
    "monsters fight among themselves": ([hit(source=WOLF, target=BOSS)], []),
    "an immune target": ([hit(amount=0, outcome=Outcome.IMMUNE)], []),
    "a heal alone": ([heal()], []),
    "a heal before the first hit": ([heal(), hit(10)], [(100, Result.RUNNING)]),
    "another scene": ([SceneEntered(0, TOWN, 1, None), hit(), SceneEntered(5, DUNGEON, 1, None)], [(100, Result.LEFT)]),
    "another line": ([SceneEntered(0, TOWN, 1, None), hit(), SceneEntered(5, TOWN, 2, None)], [(100, Result.LEFT)]),
    "the same scene again": (
        [SceneEntered(0, TOWN, 1, None), hit(), SceneEntered(5, TOWN, 1, None), hit(6)],
        [(200, Result.RUNNING)],
    ),
    "the same scene, its line not told": (
        [SceneEntered(0, TOWN, 1, None), hit(), SceneEntered(5, TOWN, None, None), hit(6)],
        [(200, Result.RUNNING)],
    ),
    "a new connection": ([hit(), Connected(5, "1.2.3.4:5", True), hit(6)], [(200, Result.RUNNING)]),
    "silence": ([hit(), hit(15 * SECOND + 1)], [(100, Result.SILENCE), (100, Result.RUNNING)]),
    "a pause within the bound": ([hit(), hit(15 * SECOND)], [(200, Result.RUNNING)]),
    "heals do not break the silence": (
        [hit(), heal(10 * SECOND), heal(16 * SECOND), hit(17 * SECOND)],
        [(100, Result.SILENCE), (100, Result.RUNNING)],
    ),
    "a boss killed by a hit": (
        [SceneEntered(0, DUNGEON, 1, None), boss_appears(), hit(killed=True), SceneEntered(9, TOWN, 1, None)],
        [(100, Result.KILL)],
    ),
    "a boss killed by its state": (
        [SceneEntered(0, DUNGEON, 1, None), boss_appears(), hit(), Died(5, BOSS), SceneEntered(9, TOWN, 1, None)],
        [(100, Result.KILL)],
    ),
    "a boss that vanishes dead": (
        [
            SceneEntered(0, DUNGEON, 1, None),
            boss_appears(),
            hit(),
            ActorLeft(5, BOSS, 1),
            SceneEntered(9, TOWN, 1, None),
        ],
        [(100, Result.KILL)],
    ),
    "a boss left alone": (
        [
            SceneEntered(0, DUNGEON, 1, None),
            boss_appears(),
            hit(),
            ActorLeft(5, BOSS, 0),
            SceneEntered(9, TOWN, 1, None),
        ],
        [(100, Result.LEFT)],
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_story(story: str) -> None:
    """Damage and result of every encounter a story makes."""
    events, expected = STORIES[story]
    snapshots = Story(events).snapshots
    assert [(snapshot.damage.amount, snapshot.result) for snapshot in snapshots] == expected


def test_reset_begins_anew_with_the_next_hit() -> None:
    """After a reset nothing is shown, and nothing of before is counted."""
    story = Story([hit(amount=5)])
    story.tracker.reset()
    assert story.tracker.current is None
    story.play([hit(10, amount=7)])
    assert [(s.damage.amount, s.result) for s in story.snapshots] == [(5, Result.RESET), (7, Result.RUNNING)]


def test_paused_meter_counts_nothing_and_keeps_names() -> None:
    """While paused, hits and heals are left out; who is who goes on being learnt."""
    story = Story([hit()])
    story.tracker.paused = True
    story.play([hit(10), heal(11), seen(ANNA, 12, name="Anna")])
    story.tracker.paused = False
    story.play([hit(20)])
    assert story.only.damage.amount == 200
    assert story.only.healing.amount == 0
    assert story.only.players[0].actor.name == "Anna"
    assert story.only.quality.paused == 2
    assert not story.only.quality.complete, "what the user left out is missing all the same"


@pytest.mark.parametrize("end", [hit(20, killed=True), Died(20, BOSS), seen(BOSS, 20, hp=0)])
def test_boss_that_dies_while_the_meter_is_paused(end: Event) -> None:
    """The attempt is a kill all the same, and what is fought later is no part of it."""
    story = Story([boss_appears(), hit()])
    story.tracker.paused = True
    story.play([end])
    story.tracker.paused = False
    story.play([hit(10 * SECOND, target=WOLF)])
    assert [segment.result for segment in story.only.segments] == [SegmentResult.KILL, SegmentResult.RUNNING]
    assert story.only.damage.amount == 200


def test_party_that_dies_while_the_meter_is_paused() -> None:
    """The attempt is a wipe; deaths during a pause are not counted, as hits are not."""
    story = Story([boss_appears(), hit()])
    story.tracker.paused = True
    story.play([hit(20, BOSS, ANNA, killed=True), Died(20, ANNA)])
    story.tracker.paused = False
    story.play([hit(10 * SECOND, BEN)])
    assert [segment.result for segment in story.only.segments] == [SegmentResult.WIPE, SegmentResult.RUNNING]
    assert story.only.deaths == ()


def test_silence_that_passes_without_an_event() -> None:
    """The clock alone ends an encounter, and the record is the same as if an event had come."""
    story = Story([hit()])
    story.tracker.tick(15 * SECOND)
    assert story.only.result is Result.RUNNING
    story.tracker.tick(15 * SECOND + 1)
    assert story.only.result is Result.SILENCE


def test_zero_silence_never_ends() -> None:
    """0 turns the rule off."""
    assert Story([hit(), hit(19 * 60 * SECOND)], silence_ms=0).only.damage.amount == 200


def test_death_told_twice_is_one_death() -> None:
    """The killing hit and the victim's state are the same death, in either order; the blow names the killer."""
    blow = hit(1_000, WOLF, ANNA, killed=True, skill_id=77)
    for events in ([blow, Died(1_010, ANNA)], [hit(900, BOSS, ANNA), Died(1_000, ANNA), blow._replace(at_ms=1_010)]):
        (death,) = Story([hit(), *events]).only.deaths
        assert (death.actor, death.killer, death.skill_id) == (ANNA, WOLF, 77)


def test_death_after_a_revive_is_another_death() -> None:
    """However soon it comes; a revive is told by its message, by a state, or by the state left behind."""
    for revive in (Revived(1_100, ANNA), seen(ANNA, 1_100, state=0)):
        died = [hit(source=WOLF, target=ANNA), seen(ANNA, 1_000, state=ActorState.DEAD), Died(1_000, ANNA)]
        story = Story([*died, revive, Died(1_200, ANNA)])
        assert [death.at_ms for death in story.only.deaths] == [1_000, 1_200]
        assert story.only.players[0].deaths == 2


def test_quality_tells_what_is_missing() -> None:
    """Gaps and drops within the encounter make it incomplete; those before it do not."""
    assert Story([Gap(0, 9), hit(1)]).only.quality.complete
    quality = Story([hit(), Gap(5, 700), Gap(6, 0)]).only.quality
    assert (quality.gaps, quality.missing_bytes, quality.complete) == (2, 700, False)
    story = Story([hit()])
    story.tracker.lost_packets(3)
    assert (story.only.quality.dropped_packets, story.only.quality.complete) == (3, False)


@pytest.mark.parametrize(
    ("from_start", "first_hit_ms", "late"), [(False, 2_000, True), (False, 9_000, False), (True, 0, False)]
)
def test_fight_that_was_running_when_the_meter_joined(from_start: bool, first_hit_ms: int, late: bool) -> None:
    """A stream joined in the middle with hits at once: the fight began before."""
    snapshot = Story([Connected(0, "1.2.3.4:5", from_start), hit(first_hit_ms)]).only
    assert snapshot.quality.started_late is late
    assert snapshot.quality.complete is not late


def test_local_player_learnt_in_mid_fight() -> None:
    """Whoever is told to be the local player, whenever, is marked in the running encounter."""
    snapshot = Story([hit(), hit(source=BEN), LocalPlayerKnown(5, BEN)]).only
    assert [row.actor.actor_id for row in snapshot.players if row.is_local] == [BEN]


def test_long_pause_while_the_fight_goes_on() -> None:
    """Hits that are left out still show that nobody is silent."""
    story = Story([hit()])
    story.tracker.paused = True
    story.play([hit(second * SECOND) for second in range(10, 60, 10)])
    story.tracker.paused = False
    story.play([hit(60 * SECOND)])
    assert story.only.damage.amount == 200


def test_monsters_among_themselves_do_not_keep_a_fight_alive() -> None:
    """Neither do misses: silence is the lack of damage by or on players."""
    story = Story([hit(), hit(10 * SECOND, WOLF, BOSS), hit(12 * SECOND, amount=0, outcome=Outcome.MISS)])
    story.tracker.tick(16 * SECOND)
    assert story.only.result is Result.SILENCE


def test_unreadable_messages_make_the_encounter_incomplete() -> None:
    """What came and could not be read is missing, and said so."""
    story = Story([hit()])
    story.tracker.unreadable(2)
    assert (story.only.quality.unreadable, story.only.quality.complete) == (2, False)


def test_state_told_again_is_no_second_death() -> None:
    """Without a revive in between, however much later it comes."""
    events = [hit(source=WOLF, target=ANNA), Died(1_000, ANNA), Died(4_000, ANNA)]
    assert len(Story(events).only.deaths) == 1
