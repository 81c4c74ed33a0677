"""The evening: the same numbers as its encounters have together, whatever lies between them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from fight_events import ANNA, BEN, BOSS, BOSS_MONSTER, WOLF, WOLF_MONSTER
from resonance.combat.clock import Clock, ClockChoice
from resonance.combat.evening import NEW_AFTER_MS, Evening
from resonance.combat.record import (
    ActorInfo,
    BuffTrack,
    Death,
    EncounterRecord,
    RecapKind,
    RecapLine,
    Result,
    Segment,
    SegmentKind,
)
from resonance.combat.snapshot import AmountChoice, Snapshot, build
from resonance.combat.tally import Kind, Tally, TallyKey, View
from resonance.events import is_player

HOUR_MS = 3_600_000
ELAPSED = ClockChoice.ELAPSED


def fight(number: int, *, at_ms: int | None = None, monster_id: int = BOSS_MONSTER) -> EncounterRecord:
    """A minute at a boss and a wolf; every amount is another one. Bodies have the same ids in each."""
    started_at_ms = 1_760_000_000_000 + number * HOUR_MS if at_ms is None else at_ms
    record = EncounterRecord(started_at_ms, scene_id=number, local_player=ANNA, boss=BOSS, bosses={BOSS})
    end_ms = started_at_ms + 60_000 + number * 1_000
    record.segments = [Segment(SegmentKind.TRASH, started_at_ms), Segment(SegmentKind.BOSS, started_at_ms)]
    record.clocks.group = Clock(started_at_ms, end_ms, 50_000 + number)
    record.clocks.boss = Clock(started_at_ms, end_ms, 40_000 + number)
    record.actors = {
        ANNA: ActorInfo(ANNA, name="Anna", class_id=1, level=60 + number),
        BEN: ActorInfo(BEN, name="Ben" if number == 1 else None),
        BOSS: ActorInfo(BOSS, monster_id=monster_id, hp=5, max_hp=10),
        WOLF: ActorInfo(WOLF, monster_id=WOLF_MONSTER),
    }
    for segment, (player, target) in enumerate(((ANNA, BOSS), (BEN, WOLF))):
        record.clocks.personal_of(View.DAMAGE, player).active_ms = 30_000 + number
        record.clocks.personal_of(View.DAMAGE, player).first_ms = started_at_ms
        record.clocks.personal_of(View.DAMAGE, player).last_ms = end_ms
        key = TallyKey(segment, Kind.DAMAGE, player, target, 0, 7)
        record.tallies[key] = Tally(hits=number, amount=100 * number + segment, effective=90 * number, crits=1)
        record.tallies[key._replace(source=target, target=player)] = Tally(hits=1, amount=11 * number)
        record.tallies[key._replace(kind=Kind.HEAL, target=player)] = Tally(hits=1, amount=13 * number)
    line = RecapLine(end_ms, RecapKind.HIT, BOSS, 0, 9, 50, 50, 0, True)
    record.deaths = [Death(end_ms, BEN, BOSS, 9, [line])]
    record.buffs[ANNA, 5] = BuffTrack(count=1, on_ms=10_000 * number, damage=3, layers_ms={1: 10_000 * number})
    record.quality.gaps = number
    return record


def evening_of(*records: EncounterRecord) -> Evening:
    evening = Evening()
    for record in records:
        evening.add(record)
    return evening


def picture(evening: Evening, running: EncounterRecord | None = None, clock: ClockChoice = ELAPSED) -> Snapshot:
    snapshot = evening.picture(running, clock)
    assert snapshot is not None
    return snapshot


def sums(*snapshots: Snapshot) -> Counter[tuple[object, ...]]:
    """Every number of every player, added up by hand."""
    total: Counter[tuple[object, ...]] = Counter()
    for snapshot in snapshots:
        for row in snapshot.players:
            who = row.actor.actor_id
            total[who, "deaths"] += row.deaths
            total[who, "boss"] += row.boss_damage.amount
            for view in View:
                total[who, view, "active"] += row.active_ms[view]
                for name in Tally.__slots__:
                    if name != "max":
                        total[who, view, name] += getattr(row.tally(view), name)
            for skill in row.skills:
                total[who, skill.view, skill.skill_id] += skill.tally.amount
    return total


@pytest.mark.parametrize("is_running", [False, True])
def test_numbers_of_the_evening_are_those_of_its_encounters(is_running: bool) -> None:
    """Every tally, clock and death is the sum, with the last one over or still running."""
    records = [fight(number) for number in (1, 2, 3)]
    evening = evening_of(*records[: 2 if is_running else 3])
    shown = picture(evening, records[2] if is_running else None)
    parts = [build(record, ELAPSED) for record in records]
    assert sums(shown) == sums(*parts)
    assert shown.encounters == 3
    assert shown.elapsed_ms == sum(part.elapsed_ms for part in parts)
    assert shown.active_ms == sum(part.active_ms for part in parts)
    assert shown.boss_ms == sum(part.boss_ms for part in parts)
    for view in View:
        assert shown.total(view).amount == sum(part.total(view).amount for part in parts)
    assert len(shown.deaths) == 3
    assert shown.quality.gaps == 6
    assert shown.segments == (parts[2].segments if is_running else ())
    assert shown.scene_id == 3


def test_picture_of_a_running_fight_changes_nothing_that_is_over() -> None:
    """The same fight is looked at five times a second, and counted once."""
    evening, running = evening_of(fight(1)), fight(2)
    first = picture(evening, running)
    assert picture(evening, running) == first
    running.tallies[TallyKey(0, Kind.DAMAGE, ANNA, BOSS, 0, 7)].amount += 1
    assert picture(evening, running).damage.amount == first.damage.amount + 1
    evening.add(running)
    assert picture(evening).damage.amount == first.damage.amount + 1
    assert picture(evening).encounters == 2


def test_monsters_are_put_together_by_what_they_are() -> None:
    """The same body may be another monster an hour later, and every wolf is the wolf."""
    shown = picture(evening_of(fight(1), fight(2), fight(3, monster_id=77)))
    monsters = Counter(info.monster_id for info in shown.actors if not is_player(info.actor_id))
    assert monsters == {BOSS_MONSTER: 1, 77: 1, WOLF_MONSTER: 1}
    (anna,) = (row for row in shown.players if row.actor.actor_id == ANNA)
    targets = {target.actor: target.tally.amount for target in anna.targets if target.view == View.DAMAGE}
    assert {shown.info(actor).monster_id: amount for actor, amount in targets.items()} == {  # type: ignore[union-attr]
        BOSS_MONSTER: 300,
        77: 300,
    }
    assert [shown.info(death.recap[0].source).monster_id for death in shown.deaths] == [  # type: ignore[union-attr]
        BOSS_MONSTER,
        BOSS_MONSTER,
        77,
    ]


def test_newest_that_is_known_of_a_player() -> None:
    """A later encounter that does not know a name takes none away."""
    actors = {info.actor_id: info for info in picture(evening_of(fight(1), fight(2))).actors}
    assert actors[BEN].name == "Ben"
    assert actors[ANNA].level == 62


def test_uptime_is_by_the_time_of_all_encounters() -> None:
    """Time between them does not count."""
    shown = picture(evening_of(fight(1), fight(2)))
    (buff,) = shown.buffs
    assert (buff.host, buff.count) == (ANNA, 2)
    assert buff.uptime == pytest.approx(30_000 / (61_000 + 62_000))


def test_pause_of_hours_begins_another_evening() -> None:
    """Whoever leaves the program running finds the new day's numbers alone."""
    first = fight(1)
    last_ms = first.clocks.group.last_ms
    assert last_ms is not None
    for pause_ms, expected in ((NEW_AFTER_MS, 2), (NEW_AFTER_MS + 1, 1)):
        later = fight(2, at_ms=last_ms + pause_ms)
        assert picture(evening_of(first), later).encounters == expected
        assert picture(evening_of(first, later)).encounters == expected


def test_encounter_without_numbers_is_none_of_the_evening() -> None:
    """A meeting without a hit is nothing to count."""
    assert evening_of(EncounterRecord(5)).picture(None, ELAPSED) is None


def test_what_is_over_says_how_it_ended() -> None:
    """The header goes by the newest encounter."""
    last = fight(2)
    last.result, last.ended = Result.KILL, True
    shown = picture(evening_of(fight(1), last))
    assert (shown.result, shown.ended) == (Result.KILL, True)
    assert all(a.at_ms < b.at_ms for a, b in pairwise(shown.deaths))


def test_effective_amounts() -> None:
    """The choice of amounts holds for the evening too."""
    shown = evening_of(fight(1)).picture(None, ELAPSED, AmountChoice.EFFECTIVE)
    assert shown is not None
    assert shown.amount(shown.damage) == 180
