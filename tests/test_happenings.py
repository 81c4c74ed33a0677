"""Snapshots in a row -> what has happened between them."""

from __future__ import annotations

from dataclasses import replace

from resonance.combat.clock import ClockChoice
from resonance.combat.record import Death, EncounterRecord, Result, Segment, SegmentKind, SegmentResult
from resonance.combat.snapshot import Snapshot, build
from resonance.events import monster_actor_id, player_id
from resonance.happenings import Happening, Watch, What

T = 1_760_000_000_000
ME, OTHER, BOSS = player_id(1), player_id(2), monster_actor_id(7)


def pull(number: int, begin_s: int, end_s: int | None = None, result: SegmentResult = SegmentResult.RUNNING) -> Segment:
    end_ms = T + end_s * 1000 if end_s is not None else None
    return Segment(SegmentKind.BOSS, T + begin_s * 1000, end_ms, result, number, BOSS, 1152)


def seen(*segments: Segment, deaths: tuple[tuple[int, int], ...] = (), ended: bool = False, at_ms: int = T) -> Snapshot:
    """`deaths`: (actor, seconds)."""
    record = EncounterRecord(at_ms, scene_id=7, local_player=ME, segments=list(segments), ended=ended)
    record.deaths = [Death(T + at_s * 1000, actor, None, None) for actor, at_s in deaths]
    record.result = Result.LEFT if ended else Result.RUNNING
    return build(record, ClockChoice.ACTIVE)


def told(*snapshots: Snapshot | None) -> list[tuple[What, int]]:
    """After a first look at nothing: what, and how many seconds after T."""
    watch = Watch()
    watch.look(None)
    return [(each.what, (each.at_ms - T) // 1000) for one in snapshots for each in watch.look(one)]


def test_pulls_begin_and_end() -> None:
    """Each once, in the order of time, however often the same picture is looked at."""
    begun, over = seen(pull(1, 0)), seen(pull(1, 0, 9, SegmentResult.WIPE), pull(2, 20))
    assert told(begun, begun, seen(pull(1, 0)), over, over) == [
        (What.STARTED, 0),
        (What.ENDED, 9),
        (What.STARTED, 20),
    ]


def test_pull_that_was_over_between_two_looks() -> None:
    """It is told whole."""
    assert told(seen(pull(1, 0, 1, SegmentResult.KILL))) == [(What.STARTED, 0), (What.ENDED, 1)]


def test_what_is_told_of_a_pull() -> None:
    """Scene, boss, number and result: all that rules and names of files need."""
    watch = Watch()
    watch.look(None)
    ended = watch.look(seen(pull(3, 0, 1, SegmentResult.KILL)))[1]
    assert ended == Happening(What.ENDED, T + 1000, 7, True, 1152, 3, SegmentResult.KILL, began_ms=T)


def test_fights_that_begin_at_once() -> None:
    """A spell that opens on the boss and its adds: trash and a pull, each told."""
    trash = Segment(SegmentKind.TRASH, T, T, SegmentResult.LEFT)
    watch = Watch()
    watch.look(None)
    found = watch.look(seen(trash, pull(1, 0))) + watch.look(seen(trash, pull(1, 0, 9, SegmentResult.KILL)))
    pulls = [(each.what, each.result) for each in found if each.is_boss]
    assert pulls == [(What.STARTED, None), (What.ENDED, SegmentResult.KILL)]
    assert len(found) == 4


def test_pull_that_is_merged_while_it_runs() -> None:
    """It ends when what it was merged into does, once, and has begun when it was told to have."""
    watch = Watch()
    watch.look(None)
    watch.look(seen(pull(1, 0, 5, SegmentResult.RESET), pull(2, 9)))
    assert watch.look(seen(pull(1, 0))) == []
    (ended,) = watch.look(seen(pull(1, 0, 20, SegmentResult.KILL)))
    assert (ended.what, ended.result, ended.began_ms) == (What.ENDED, SegmentResult.KILL, T + 9_000)
    assert watch.look(seen(pull(1, 0, 20, SegmentResult.KILL), ended=True))[0].what is What.OVER


def test_encounter_that_ends_under_a_running_pull() -> None:
    """By a reset, of which no picture is left: that pull is over and was left; one that had ended is not told again."""
    fight = seen(pull(1, 0, 9, SegmentResult.WIPE), pull(2, 20))
    watch = Watch()
    watch.look(None)
    watch.look(fight)
    ended, over = watch.look(None)
    assert (ended.what, ended.attempt, ended.result, ended.began_ms) == (What.ENDED, 2, SegmentResult.LEFT, T + 20_000)
    assert over.what is What.OVER


def test_first_look_is_no_news() -> None:
    """Who is switched on in the middle of an evening starts nothing for what is long over."""
    watch = Watch()
    assert watch.look(seen(pull(1, 0, 9, SegmentResult.KILL), deaths=((ME, 5),))) == []
    (news,) = watch.look(seen(pull(1, 0, 9, SegmentResult.KILL), pull(2, 30), deaths=((ME, 5),)))
    assert news.what is What.STARTED


def test_deaths_are_mine_or_not() -> None:
    """Each death is told once; one in a pull is one at a boss."""
    watch = Watch()
    watch.look(None)
    found = watch.look(seen(pull(1, 0), deaths=((OTHER, 3), (ME, 5))))
    assert [(each.is_local, each.is_boss) for each in found if each.what is What.DEATH] == [(False, True), (True, True)]
    again = watch.look(seen(pull(1, 0), deaths=((OTHER, 3), (ME, 5), (ME, 8))))
    assert [each.at_ms for each in again] == [T + 8_000]


def test_trash_is_no_boss() -> None:
    """A fight starts, but none at a boss."""
    watch = Watch()
    watch.look(None)
    trash = Segment(SegmentKind.TRASH, T)
    (started,) = watch.look(seen(trash))
    assert (started.what, started.is_boss, started.attempt) == (What.STARTED, False, None)
    (over,) = watch.look(seen(replace(trash, ended_at_ms=T + 1), ended=True))[1:]
    assert (over.what, over.is_boss) == (What.OVER, False)


def test_encounter_is_over_once() -> None:
    """Whether its last picture said so, the next one began first, or it just went away."""
    wipe = pull(1, 0, 9, SegmentResult.WIPE)
    begun = [(What.STARTED, 0), (What.ENDED, 9)]
    over, anew = (What.OVER, 9), seen(pull(1, 60), at_ms=T + 60_000)
    ended = seen(wipe, ended=True)
    assert told(ended, ended, None) == [*begun, over]
    assert told(seen(wipe), None) == [*begun, over]
    assert told(seen(wipe), anew) == [*begun, over, (What.STARTED, 60)]
    assert told(ended, anew) == [*begun, over, (What.STARTED, 60)]


def test_wipe_marked_by_hand_later_is_no_second_end() -> None:
    """The user corrects what was told; nothing is recorded or saved again for it."""
    assert told(
        seen(pull(1, 0, 9, SegmentResult.LEFT), pull(2, 20)), seen(pull(1, 0, 9, SegmentResult.WIPE), pull(2, 20))
    ) == [(What.STARTED, 0), (What.ENDED, 9), (What.STARTED, 20)]
