"""When a segment opens and closes: a table of stories, and the segments each of them must give."""

from __future__ import annotations

import pytest
from attempts import DUNGEON, Expected, at, boss_hp, enter, kills, segments_of
from fights import ANNA, BEN, BOSS, BOSS_MONSTER, CLEO, SECOND, WOLF, Story, boss_appears, heal, hit, seen

from resonance.combat.record import Result, SegmentKind, SegmentResult
from resonance.combat.rules import Rules
from resonance.combat.segments import ResetRule
from resonance.combat.tracker import WIPE_BUFF, Tracker
from resonance.events import (
    ActorLeft,
    ActorState,
    BuffChanged,
    Died,
    DungeonChanged,
    Event,
    Outcome,
    Revived,
    SceneEntered,
    monster_actor_id,
)

TWIN = monster_actor_id(950)  # another body of the same boss
OTHER_BOSS, OTHER_MONSTER = monster_actor_id(960), 103
MINUTE = 60 * SECOND

TEAM = [seen(ANNA, team_id=7), seen(BEN, team_id=7), seen(CLEO, team_id=8)]

STORIES: dict[str, tuple[list[Event], list[Expected]]] = {
    "trash": (enter(hit(target=WOLF)), [("trash", None, "running", 100)]),
    "trash after a silence is another": (
        enter(hit(target=WOLF), hit(at(16), target=WOLF)),
        [("trash", None, "left", 100), ("trash", None, "running", 100)],
    ),
    "a boss ends the trash before it": (
        enter(hit(target=WOLF), hit(at(1))),
        [("trash", None, "left", 100), ("boss", 1, "running", 100)],
    ),
    "a boss that hits first": (enter(hit(source=BOSS, target=ANNA), hit(at(1))), [("boss", 1, "running", 100)]),
    "adds belong to the boss": (
        enter(hit(), hit(at(1), target=WOLF), hit(at(40), target=WOLF)),
        [("boss", 1, "running", 300)],
    ),
    "a phase without damage": (enter(hit(), hit(at(90))), [("boss", 1, "running", 200)]),
    "a kill by the last hit": (enter(hit(), hit(at(1), killed=True)), [("boss", 1, "kill", 200)]),
    "a kill by the boss's state": (enter(hit(), Died(at(1), BOSS)), [("boss", 1, "kill", 100)]),
    "a kill by HP 0": (enter(hit(), boss_hp(at(1), 0)), [("boss", 1, "kill", 100)]),
    "1 % of HP is no kill": (enter(hit(), boss_hp(at(1), 10_000)), [("boss", 1, "running", 100)]),
    "late hits belong to the kill": (
        enter(hit(killed=True), hit(at(1)), hit(at(2), target=WOLF), hit(at(9), target=WOLF)),
        [("boss", 1, "kill", 300), ("trash", None, "running", 100)],
    ),
    "whatever still hits the corpse is no new fight": (
        enter(hit(killed=True), hit(at(9), amount=3), hit(at(10), amount=0, outcome=Outcome.IMMUNE)),
        [("boss", 1, "kill", 103)],
    ),
    "a body that has HP again is fought again": (
        enter(hit(killed=True), boss_hp(at(8), 500_000), hit(at(9))),
        [("boss", 1, "kill", 100), ("boss", 2, "running", 100)],
    ),
    "two bodies at once are one attempt, and both must die": (
        enter(boss_appears(TWIN), hit(), hit(1, target=TWIN), hit(at(1), killed=True), hit(at(2), target=TWIN)),
        [("boss", 1, "running", 400)],
    ),
    "two bodies at once, both dead": (
        enter(boss_appears(TWIN), hit(), hit(1, target=TWIN), hit(2, killed=True), hit(3, target=TWIN, killed=True)),
        [("boss", 1, "kill", 400)],
    ),
    "the next boss of the same name": (
        enter(hit(killed=True), boss_appears(TWIN), hit(at(9), target=TWIN)),
        [("boss", 1, "kill", 100), ("boss", 2, "running", 100)],
    ),
    "another boss has attempts of its own": (
        enter(
            hit(killed=True),
            seen(OTHER_BOSS, appeared=True, monster_id=OTHER_MONSTER, hp=9, max_hp=9),
            hit(at(9), target=OTHER_BOSS),
        ),
        [("boss", 1, "kill", 100), ("boss", 1, "running", 100)],
    ),
    "a boss reset": (
        enter(hit(), boss_hp(at(1), 600_000), boss_hp(at(30), 1_000_000), hit(at(40))),
        [("boss", 1, "reset", 100), ("boss", 2, "running", 100)],
    ),
    "a boss that never dropped is not reset": (
        enter(hit(), boss_hp(at(1), 980_000), boss_hp(at(9), 1_000_000), hit(at(40))),
        [("boss", 1, "running", 200)],
    ),
    "a boss that heals itself a little": (
        enter(hit(), boss_hp(at(1), 600_000), boss_hp(at(9), 900_000), hit(at(40))),
        [("boss", 1, "running", 200)],
    ),
    "a reset told in several steps splits once": (
        enter(
            hit(),
            boss_hp(at(1), 600_000),
            boss_hp(at(30), 995_000),
            hit(at(30.5)),
            boss_hp(at(30.6), 600_000),
            boss_hp(at(31), 1_000_000),
        ),
        [("boss", 1, "reset", 100), ("boss", 2, "running", 100)],
    ),
    "everybody dead at the same time": (
        enter(hit(), hit(1, BEN), *kills(at(5), ANNA), *kills(at(6), BEN), hit(at(20), BEN)),
        [("boss", 1, "wipe", 200), ("boss", 2, "running", 100)],
    ),
    "everybody dead, but one after the other": (
        enter(hit(), hit(1, BEN), *kills(at(5), ANNA), Revived(at(6), ANNA), *kills(at(7), BEN), hit(at(20))),
        [("boss", 1, "running", 300)],
    ),
    "a revive just after the last one fell": (
        enter(hit(), hit(1, BEN), *kills(at(5), ANNA), *kills(at(6), BEN), Revived(at(7), ANNA), hit(at(20))),
        [("boss", 1, "running", 300)],
    ),
    "one who still stands": (
        enter(hit(), hit(1, BEN), hit(2, CLEO), *kills(at(5), ANNA), *kills(at(6), BEN), hit(at(20), CLEO)),
        [("boss", 1, "running", 400)],
    ),
    "a stranger who still stands is not of the party": (
        enter(*TEAM, hit(), hit(1, BEN), hit(2, CLEO), *kills(at(5), ANNA), *kills(at(6), BEN), hit(at(20), CLEO)),
        [("boss", 1, "wipe", 300), ("boss", 2, "running", 100)],
    ),
    "a stranger who is revived does not save the party": (
        enter(
            *TEAM,
            hit(),
            hit(2, CLEO),
            *kills(at(4), CLEO),
            *kills(at(5), ANNA),
            *kills(at(6), BEN),
            Revived(at(7), CLEO),
            hit(at(20)),
        ),
        [("boss", 1, "wipe", 200), ("boss", 2, "running", 100)],
    ),
    "a dead add that appears again does not save the party": (
        enter(
            hit(),
            hit(1, target=WOLF, killed=True),
            Died(1, WOLF),
            *kills(at(5), ANNA),
            seen(WOLF, at(6), appeared=True),
            hit(at(20)),
        ),
        [("boss", 1, "wipe", 200), ("boss", 2, "running", 100)],
    ),
    "one of the party stands by without a hit": (
        enter(*TEAM, hit(), *kills(at(5), ANNA), hit(at(20))),
        [("boss", 1, "running", 200)],
    ),
    "the boss resets because of the wipe": (
        enter(hit(), boss_hp(at(1), 600_000), *kills(at(5), ANNA), boss_hp(at(6), 1_000_000), hit(at(30))),
        [("boss", 1, "wipe", 100), ("boss", 2, "running", 100)],
    ),
    "the wipe buff confirms at once": (
        enter(
            hit(),
            *kills(at(5), ANNA),
            BuffChanged(at(5.5), ANNA, 1, WIPE_BUFF, 0, 1, 1, 0, 0),
            Revived(at(6), ANNA),
            hit(at(9)),
        ),
        [("boss", 1, "wipe", 100), ("boss", 2, "running", 100)],
    ),
    "the wipe buff alone, with somebody alive": (
        enter(hit(), BuffChanged(at(5), ANNA, 1, WIPE_BUFF, 0, 1, 1, 0, 0), hit(at(9))),
        [("boss", 1, "running", 200)],
    ),
    "from death to the entrance": (
        enter(hit(), *kills(at(5), ANNA), seen(ANNA, at(6), state=ActorState.TELEPORT), hit(at(9))),
        [("boss", 1, "wipe", 100), ("boss", 2, "running", 100)],
    ),
    "another one of the party from death to the entrance": (
        enter(
            *TEAM,
            hit(),
            hit(1, BEN),
            *kills(at(5), ANNA),
            *kills(at(6), BEN),
            seen(BEN, at(7), state=ActorState.TELEPORT),
            boss_hp(at(7.5), 1_000_000),
            hit(at(10)),
        ),
        [("boss", 1, "wipe", 200), ("boss", 2, "running", 100)],
    ),
    "from death by a resurrection to the entrance": (
        enter(
            hit(),
            *kills(at(5), ANNA),
            seen(ANNA, at(5.5), state=ActorState.RESURRECTION),
            seen(ANNA, at(6), state=ActorState.TELEPORT),
            hit(at(9)),
        ),
        [("boss", 1, "wipe", 100), ("boss", 2, "running", 100)],
    ),
    "a boss that goes out of view for a phase": (
        enter(hit(), ActorLeft(at(5), BOSS, 0), hit(at(9), target=WOLF), boss_appears(), hit(at(20))),
        [("boss", 1, "running", 300)],
    ),
    "a boss left behind": (
        enter(hit(), ActorLeft(at(5), BOSS, 0), hit(at(60), target=WOLF)),
        [("boss", 1, "left", 100), ("trash", None, "running", 100)],
    ),
    "a fight that never ends": (
        enter(hit(), hit(10 * MINUTE), hit(20 * MINUTE + 1)),
        [("boss", 1, "left", 200), ("boss", 2, "running", 100)],
    ),
    "an objective of the dungeon ends the trash": (
        enter(
            hit(target=WOLF),
            DungeonChanged(at(1), None, None, ((5, 3, 1),), None, None),
            hit(at(2), target=WOLF),
            hit(at(5), target=WOLF),
        ),
        [("trash", None, "left", 200), ("trash", None, "running", 100)],
    ),
    "an objective of the dungeon does not end an attempt": (
        enter(hit(), DungeonChanged(at(1), None, None, ((5, 0, 0),), None, None), hit(at(9))),
        [("boss", 1, "running", 200)],
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_story(story: str) -> None:
    """Kind, attempt, result and damage of every segment a story makes."""
    events, expected = STORIES[story]
    assert segments_of(Story(events)) == expected


def test_hp_at_start_and_end() -> None:
    """Before the first hit and at the end: 0 after a kill, the lowest before a reset, what was left at a wipe."""
    story = Story(
        enter(hit(), boss_hp(at(1), 400_000), boss_hp(at(9), 1_000_000), hit(at(20)), boss_hp(at(21), 700_000))
    )
    story.play([*kills(at(22), ANNA), hit(at(40)), hit(at(41), killed=True)])
    assert [(each.hp_start, each.hp_end) for each in story.only.segments] == [
        (1_000_000, 400_000),
        (1_000_000, 700_000),
        (700_000, 0),
    ]


def test_result_of_the_encounter_is_that_of_its_last_attempt() -> None:
    """A wipe that ends the evening is a wipe, whatever was killed before; without attempts it is how it ended."""
    home = SceneEntered(at(60), 8, 1, None)
    assert Story(enter(hit(), *kills(at(5), ANNA), home)).only.result is Result.WIPE
    assert Story(enter(hit(killed=True), home)).only.result is Result.KILL
    assert Story(enter(hit(target=WOLF), home)).only.result is Result.LEFT


def test_last_attempt_is_open_until_the_end() -> None:
    """Leaving in mid-fight is "left", at the time of the last hit."""
    (segment,) = Story(enter(hit(), hit(at(5)), SceneEntered(at(60), 8, 1, None))).only.segments
    assert (segment.kind, segment.result, segment.ended_at_ms) == (SegmentKind.BOSS, SegmentResult.LEFT, at(5))


def test_silence_in_the_open_world_and_in_a_dungeon() -> None:
    """15 s without damage end a fight outside and none inside; a boss that stands there untouched is no silence."""
    outside = [SceneEntered(0, 7, 1, None), hit(target=WOLF), hit(at(16), target=WOLF)]
    assert len(Story(outside).encounters) == 2
    assert len(Story(enter(hit(target=WOLF), hit(at(300), target=WOLF))).encounters) == 1
    boss = [SceneEntered(0, 7, 1, None), boss_appears(), hit(), hit(at(100))]
    assert len(Story(boss).encounters) == 1


def test_open_world_fight_that_never_ends_is_cut() -> None:
    """After 20 minutes another encounter begins; in a dungeon only another segment."""
    hits = [hit(at(second), target=WOLF) for second in range(0, 21 * 60, 10)]
    assert len(Story([SceneEntered(0, 7, 1, None), *hits]).encounters) == 2
    inside = Story([SceneEntered(0, DUNGEON, 1, None), *hits])
    assert len(inside.encounters) == 1
    assert len(inside.only.segments) == 2


def test_end_of_the_dungeon_ends_the_encounter_with_its_last_hits() -> None:
    """The message comes a little before the last packets of the fight."""
    over = DungeonChanged(at(5), 4, 3, (), None, None)
    story = Story(enter(hit(target=WOLF), over, hit(at(6), target=WOLF), hit(at(20), target=WOLF)))
    assert [snapshot.damage.amount for snapshot in story.snapshots] == [200, 100]
    assert story.snapshots[0].difficulty == 3


def test_dungeon_state_said_again_changes_nothing() -> None:
    """A reconnect brings the whole state of the dungeon once more: neither the fight nor its trash is cut."""
    state = DungeonChanged(0, 3, 2, ((5, 0, 0),), None, None)
    again = state._replace(at_ms=at(5))
    story = Story(enter(state, hit(at(1), target=WOLF), again, hit(at(9), target=WOLF), hit(at(10), target=WOLF)))
    assert segments_of(story) == [("trash", None, "running", 300)]
    story.play([SceneEntered(at(20), 8, 1, None), SceneEntered(at(21), DUNGEON, 1, None), hit(at(22), target=WOLF)])
    story.play([state._replace(at_ms=at(23)), hit(at(24), target=WOLF)])
    assert len(story.encounters) == 3, "another visit begins anew"


def test_segment_picture_is_a_part_of_the_whole() -> None:
    """The pictures of all segments add up to that of the encounter, each with its own clock."""
    story = Story(enter(hit(target=WOLF), hit(at(4), target=WOLF), hit(at(10)), hit(at(12), BEN), heal(at(12))))
    whole, trash, boss = story.only, story.picture(0), story.picture(1)
    assert trash.damage.amount + boss.damage.amount == whole.damage.amount
    assert boss.healing.amount == whole.healing.amount
    assert (trash.elapsed_ms, boss.elapsed_ms, whole.elapsed_ms) == (at(4), at(2), at(12))
    assert boss.boss is not None
    assert boss.boss_ms == at(2)


def test_time_to_kill_from_the_newest_seconds() -> None:
    """10,000 HP a second from what is left; none while the boss loses nothing."""
    hits = [hit(at(second), amount=10_000) for second in range(21)]
    time_to_kill_s = Story(enter(*hits)).only.time_to_kill_s
    assert time_to_kill_s == pytest.approx((1_000_000 - 210_000) / 10_000)
    assert Story(enter(hit(amount=1, hp_loss=0))).only.time_to_kill_s is None


def test_thresholds_of_a_reset_are_the_users() -> None:
    """With 60 % and 90 % a boss that dropped to 70 % is not reset, and one that dropped to 50 % is, at 92 %."""
    for dropped_to, results in ((700_000, ["running"]), (500_000, ["reset", "running"])):
        story = Story()
        story.tracker.rules = Rules(reset=ResetRule(0.6, 0.9))
        story.play(enter(hit(), boss_hp(at(1), dropped_to), boss_hp(at(9), 920_000), hit(at(20))))
        assert [str(each.result) for each in story.only.segments] == results


def test_rules_are_the_users() -> None:
    """Silence can be turned off outside and on inside."""
    names = Story().names
    tracker = Tracker(names, Rules(silence_ms=0, instance_silence_ms=at(5)))
    for event in enter(hit(target=WOLF)):
        tracker.apply(event)
    tracker.tick(at(6))
    assert tracker.running is None


def test_boss_monster_is_known_to_be_one() -> None:
    """The stories rest on the monster table: 1152 is a boss there."""
    assert Story().names.is_boss(BOSS_MONSTER)
    assert Story().names.is_boss(OTHER_MONSTER)


def test_death_between_two_fights_belongs_to_the_later() -> None:
    """One packet may end a fight, begin another, and kill: nobody dies twice."""
    story = Story(enter(boss_appears(TWIN), hit(killed=True), hit(at(9), BEN, TWIN), *kills(at(9), ANNA)))
    story.encounters[0].segments.split(at(9))
    story.play([hit(at(9), BEN, TWIN)])
    assert [len(story.picture(index).deaths) for index in range(len(story.only.segments))] == [0, 0, 1]


def test_deaths_just_after_a_kill_belong_to_it() -> None:
    """As the blows that dealt them do, until the next fight begins; a death long after it is of the encounter alone."""
    story = Story(
        enter(
            hit(killed=True),
            hit(at(1), BEN, WOLF),
            *kills(at(2), ANNA),
            boss_appears(TWIN),
            hit(at(2.5), BEN, TWIN),
            *kills(at(2.6), BEN),
            *kills(at(60), CLEO),
        )
    )
    died = [[death.actor for death in story.picture(segment).deaths] for segment in (0, 1)]
    assert died == [[ANNA], [BEN]]
    assert [death.actor for death in story.only.deaths] == [ANNA, BEN, CLEO]
    assert story.picture(0).taken.amount == 100
