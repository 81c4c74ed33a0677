"""Progress of the local player, boss by boss."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from resonance.combat.clock import Clock, ClockChoice, Clocks
from resonance.combat.record import ActorInfo, EncounterRecord, Segment, SegmentKind, SegmentResult
from resonance.combat.snapshot import build
from resonance.combat.tally import Kind, Tally, TallyKey
from resonance.events import monster_actor_id, player_id
from resonance.store import StoreError
from resonance.store.bests import NEWEST
from resonance.store.history import History
from resonance.store.orders import Delete, SaveEncounter
from resonance.store.saver import Saver

ME, OTHER, BOSS = player_id(1), player_id(2), monster_actor_id(3)
KILL, WIPE, RUNNING = SegmentResult.KILL, SegmentResult.WIPE, SegmentResult.RUNNING

Pull = tuple[SegmentResult, int, int]
"""(result, active seconds, my DPS)"""


def night(
    number: int,
    pulls: Sequence[Pull],
    *,
    monster_id: int = 71,
    difficulty: int | None = 2,
    spec: str | None = "iaido",
    scene_id: int | None = None,
) -> SaveEncounter:
    record = EncounterRecord(1_000_000 * number, scene_id=scene_id, difficulty=difficulty, local_player=ME, ended=True)
    record.actors[ME] = ActorInfo(ME, name="Me", class_id=1, spec=spec)
    for place, (result, active_s, dps) in enumerate(pulls):
        clocks = Clocks(Clock(0, active_s * 1000 + 5_000, active_s * 1000))
        record.segments.append(
            Segment(SegmentKind.BOSS, 0, 1, result, place + 1, BOSS, monster_id, clocks=clocks),
        )
        record.tallies[TallyKey(place, Kind.DAMAGE, ME, BOSS, 0, 1)] = Tally(hits=1, amount=dps * active_s)
        record.tallies[TallyKey(place, Kind.DAMAGE, OTHER, BOSS, 0, 1)] = Tally(hits=1, amount=10**9)
        record.tallies[TallyKey(place, Kind.DAMAGE, ME, OTHER, 0, 1)] = Tally(hits=1, amount=10**9)
        record.tallies[TallyKey(place, Kind.HEAL, ME, ME, 0, 2)] = Tally(hits=1, amount=10**9)
    record.segments.append(Segment(SegmentKind.TRASH, 0, 1, SegmentResult.LEFT))
    return SaveEncounter(f"key{number}", record)


def test_wipes_and_kills_of_one_boss(saver: Saver, history: History) -> None:
    """Pulls count whatever their end, numbers only of kills, and only what the local player dealt to enemies."""
    saver.write([night(1, [(WIPE, 10, 900), (KILL, 100, 500)]), night(2, [(KILL, 80, 300), (KILL, 90, 400)])])
    (best,) = history.bests(71)
    assert (best.boss_monster_id, best.difficulty, best.my_class_id, best.my_spec) == (71, 2, 1, "iaido")
    assert (best.pulls, best.kills, best.kill_rate) == (4, 3, 0.75)
    assert (best.best_dps, best.best_key, best.median_dps) == (500, "key1", 400)
    assert (best.best_kill_ms, best.last_at_ms) == (85_000, 2_000_000)
    assert sorted(best.last_dps) == [300, 400, 500]
    assert best.last_dps[-1] == 500  # of the older encounter


def test_last_ten_kills(saver: Saver, history: History) -> None:
    """The newest first; the best may be older."""
    saver.write([night(number, [(KILL, 10, 1000 - number)]) for number in range(1, 15)])
    (best,) = history.bests()
    assert best.last_dps == tuple(1000 - number for number in range(14, 4, -1))
    assert (best.best_dps, best.best_key) == (999, "key1")


def test_boss_difficulty_and_spec_are_kept_apart(saver: Saver, history: History) -> None:
    """Unknown ones too; most pulls first."""
    saver.write(
        [
            night(1, [(WIPE, 10, 1)] * 3),
            night(2, [(WIPE, 10, 1)] * 2, difficulty=None),
            night(3, [(KILL, 10, 1)] * 4, spec="moonstrike"),
            night(4, [(KILL, 10, 1)], monster_id=72),
            night(5, [(KILL, 10, 1)], spec=None, monster_id=72),
        ]
    )
    found = [(best.boss_monster_id, best.difficulty, best.my_spec, best.pulls) for best in history.bests()]
    assert found == [
        (71, 2, "moonstrike", 4),
        (71, 2, "iaido", 3),
        (71, None, "iaido", 2),
        (72, 2, None, 1),
        (72, 2, "iaido", 1),
    ]
    assert {best.boss_monster_id for best in history.bests(72)} == {72}


def test_where_the_pulls_were(saver: Saver, history: History) -> None:
    """All scenes that are known; the encounter's own is what tells the difficulty in words."""
    nights = [night(number, [(WIPE, 10, 1)]) for number in (1, 2, 3, 4)]
    for each, scene_id in zip(nights, (6008, None, 13003, 6008), strict=True):
        each.record.scene_id = scene_id
    saver.write(nights)
    (best,) = history.bests()
    assert best.scene_ids == {6008, 13003}
    assert history.bests(73) == []


def test_boss_that_was_never_killed(saver: Saver, history: History) -> None:
    """There are pulls, and no number is made up."""
    saver.write([night(1, [(WIPE, 10, 900)])])
    (best,) = history.bests()
    assert (best.pulls, best.kills, best.kill_rate) == (1, 0, 0)
    assert (best.best_dps, best.median_dps, best.last_dps, best.best_kill_ms) == (None, None, (), None)
    assert best.best_key is None


def test_kill_of_an_unknown_player_or_without_time(saver: Saver, history: History) -> None:
    """It is a kill with a time, and without DPS."""
    unknown = night(1, [(KILL, 10, 900)])
    unknown.record.local_player = None
    saver.write([unknown, night(2, [(KILL, 0, 900)])])
    for best in history.bests():
        assert (best.kills, best.best_dps, best.last_dps) == (1, None, ())
        assert best.best_kill_ms is not None


def test_running_and_deleted_pulls_do_not_count(saver: Saver, history: History) -> None:
    """A pull counts when it is over, and as long as its encounter is there."""
    saver.write([night(1, [(WIPE, 10, 9), (RUNNING, 10, 9)]), night(2, [(KILL, 10, 9)]), Delete(("key2",), 1)])
    (best,) = history.bests()
    assert (best.pulls, best.kills) == (1, 0)


def test_newest_pulls(saver: Saver, history: History) -> None:
    """In the order they were fought, with their ends; those of long ago are left out."""
    saver.write([night(2, [(WIPE, 10, 300), (KILL, 10, 400)]), night(1, [(WIPE, 10, 100), (WIPE, 0, 0)])])
    (best,) = history.bests(71)
    assert [(pull.key, pull.is_kill, pull.dps) for pull in best.newest] == [
        ("key1", False, 100),
        ("key1", False, None),
        ("key2", False, 300),
        ("key2", True, 400),
    ]
    saver.write([night(number, [(KILL, 10, number)]) for number in range(3, 3 + NEWEST)])
    (best,) = history.bests(71)
    assert [pull.dps for pull in best.newest] == list(range(3, 3 + NEWEST))


def test_bests_by_another_way(saver: Saver, history: History) -> None:
    """The same numbers as from the snapshot of every pull of every listed encounter, in plain Python."""
    draw = random.Random(4)
    for number in range(1, 40):
        pulls = [
            (draw.choice((KILL, WIPE)), draw.randint(30, 90), draw.randint(1, 900)) for _ in range(draw.randint(1, 4))
        ]
        boss, spec = draw.choice((71, 72)), draw.choice(("iaido", "moonstrike"))
        saver.write([night(number, pulls, monster_id=boss, difficulty=draw.choice((1, 2)), spec=spec)])
    seen: dict[object, list[tuple[bool, float, int]]] = {}
    for line in reversed(history.list_encounters(-1)):
        record = history.open_record(line.encounter_id)
        for index, segment in enumerate(record.segments):
            if segment.kind is not SegmentKind.BOSS:
                continue
            pull = build(record, ClockChoice.ACTIVE, segment=index)
            me = next(row for row in pull.players if row.is_local)
            about = (segment.boss_monster_id, record.difficulty, me.actor.class_id, me.actor.spec)
            is_kill = segment.result is KILL
            seen.setdefault(about, []).append((is_kill, me.damage.amount * 1000 / pull.active_ms, pull.elapsed_ms))
    found = history.bests()
    assert len(found) == len(seen) == 8
    for best in found:
        pulls_of = seen[best.boss_monster_id, best.difficulty, best.my_class_id, best.my_spec]
        dps = sorted(each for is_kill, each, _ in pulls_of if is_kill)
        assert (best.pulls, best.kills, best.kill_rate) == (len(pulls_of), len(dps), len(dps) / len(pulls_of))
        assert best.best_dps == max(dps)
        assert best.median_dps == (dps[len(dps) // 2] + dps[(len(dps) - 1) // 2]) / 2
        assert best.last_dps == tuple(each for is_kill, each, _ in reversed(pulls_of) if is_kill)[:10]
        assert best.best_kill_ms == min(elapsed for is_kill, _, elapsed in pulls_of if is_kill)
        assert [pull.dps for pull in best.newest] == [each for _, each, _ in pulls_of][-NEWEST:]


def test_summary_of_one_encounter(saver: Saver, history: History) -> None:
    """Its line of the list, by key or id; one that was deleted is no longer there."""
    saver.write([night(1, [(KILL, 10, 5)]), night(2, [(KILL, 10, 7)])])
    (wanted,) = (line for line in history.list_encounters(-1) if line.key == "key1")
    assert history.summary_of("key1") == history.summary_of(wanted.encounter_id) == wanted
    saver.write([Delete(("key1",), 1)])
    with pytest.raises(StoreError):
        history.summary_of("key1")


def test_only_difficulty_of_a_place(saver: Saver, history: History) -> None:
    """Told for each boss and place: whether its number is needed to tell the rows apart."""
    fought = [(71, 10, 1), (71, 10, 2), (71, 11, 3), (72, 10, 4), (73, None, 5), (73, None, 6)]
    pulls = [(KILL, 10, 100)]
    saver.write(
        night(number, pulls, monster_id=boss, scene_id=scene_id, difficulty=difficulty)
        for number, (boss, scene_id, difficulty) in enumerate(fought)
    )
    found = {each.difficulty: (each.is_only, each.scene_ids) for each in history.bests()}
    ten, eleven, nowhere = frozenset((10,)), frozenset((11,)), frozenset[int]()
    assert [found[number] for number in (1, 2, 3, 4)] == [(False, ten), (False, ten), (True, eleven), (True, ten)]
    assert found[5] == found[6] == (True, nowhere)
