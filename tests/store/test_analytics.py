"""Analytics over a history: every number is counted a second time here, from the records and without SQL."""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from statistics import fmean, median

import pytest

from resonance.combat.clock import Clock, Clocks
from resonance.combat.record import (
    ActorInfo,
    Death,
    EncounterRecord,
    RecapKind,
    RecapLine,
    Segment,
    SegmentKind,
    SegmentResult,
)
from resonance.combat.tally import Kind, Tally, TallyKey
from resonance.events import Origin, is_player, monster_actor_id, player_id
from resonance.store import migrations
from resonance.store.analytics import MOST_TRIES, Day, trend
from resonance.store.dungeons import About
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.orders import Delete, SaveEncounter
from resonance.store.saver import Saver

BOSS, ADD = monster_actor_id(900), monster_actor_id(901)
FIRST_MS = round(datetime(2026, 3, 10, 20).timestamp() * 1000)
ENCOUNTERS = 60
ENDS = (SegmentResult.KILL, SegmentResult.WIPE, SegmentResult.RESET, SegmentResult.LEFT, SegmentResult.RUNNING)
SPECS = ((1, "iaido"), (2, None), (5, "smite"))


def made_up(chance: random.Random, number: int) -> EncounterRecord:
    """A few pulls of a few players, in one of four dungeons, some hours after the one before."""
    at_ms = FIRST_MS + number * chance.randrange(1, 7) * 3_000_000 + number
    record = EncounterRecord(
        at_ms, scene_id=chance.choice((10, 11, None)), difficulty=chance.choice((1, 2)), ended=True
    )
    record.local_player = chance.choice((player_id(1), player_id(1), player_id(2), None))
    active_ms = chance.randrange(10_000, 500_000)
    record.clocks = Clocks(Clock(at_ms, at_ms + active_ms + 9_000, active_ms))
    record.actors[BOSS] = ActorInfo(
        BOSS, monster_id=chance.choice((71, 72)), max_hp=chance.choice((1_000, 1_000, None))
    )
    record.actors[ADD] = ActorInfo(ADD)
    for uid in {1, 2, *chance.sample(range(3, 12), 4)}:
        class_id, spec = chance.choice(SPECS)
        record.actors[player_id(uid)] = ActorInfo(
            player_id(uid), name=f"{uid} of {number}", class_id=class_id, spec=spec
        )
    players = [actor for actor in record.actors if is_player(actor)]
    for place in range(chance.randrange(4)):
        result = chance.choice(ENDS)
        segment = Segment(SegmentKind.BOSS, at_ms, at_ms + 1, result, place + 1, BOSS, record.actors[BOSS].monster_id)
        segment.hp_end = chance.choice((0, 400, 5_000, None))
        segment.clocks = Clocks(Clock(at_ms, at_ms + chance.randrange(1, 90_000), chance.choice((0, 20_000, 30_000))))
        record.segments.append(segment)
        for player in chance.sample(players, 4):
            record.tallies[TallyKey(place, Kind.DAMAGE, player, BOSS, 0, 7)] = Tally(
                hits=1, amount=chance.randrange(9_999)
            )
            record.tallies[TallyKey(place, Kind.DAMAGE, BOSS, player, 0, 8)] = Tally(hits=1, amount=50)
            record.tallies[TallyKey(place, Kind.HEAL, player, player, 0, 9)] = Tally(hits=1, amount=60)
    for _ in range(chance.randrange(4)):
        record.deaths.append(made_up_death(chance, at_ms, chance.choice(players)))
    return record


def made_up_death(chance: random.Random, at_ms: int, victim: int) -> Death:
    killer, skill_id = chance.choice((BOSS, ADD, None)), chance.choice((5, 6, None))
    recap = [
        RecapLine(at_ms, RecapKind.HIT, 0, Origin.SKILL, 1, 9, None, None, False),
        RecapLine(at_ms, RecapKind.HIT, killer or 0, Origin.BUFF, skill_id or 0, 9, None, None, True),
    ]
    return Death(at_ms, victim, killer, skill_id, recap if chance.random() < 0.7 else [])


class Filled:
    """A history, and the records in it that are the user's."""

    def __init__(self, path: Path, seed: int) -> None:
        chance = random.Random(seed)
        self.history = History(path)
        self.mine: dict[str, EncounterRecord] = {}
        with closing(Saver(open_newest(path))) as saver:
            for number in range(ENCOUNTERS):
                key, record = f"key{number}", made_up(chance, number)
                imported = "a file" if chance.random() < 0.3 else None
                saver.write([SaveEncounter(key, record, imported)])
                if chance.random() < 0.1:
                    saver.write([Delete((key,), 1)])
                elif imported is None or record.local_player is not None:
                    self.mine[key] = record

    def records(self, since_ms: int) -> list[tuple[str, EncounterRecord]]:
        found = [item for item in self.mine.items() if item[1].started_at_ms >= since_ms]
        return sorted(found, key=lambda item: item[1].started_at_ms)


@pytest.fixture(params=[(1, 0), (2, 0), (3, FIRST_MS + 40 * 3_000_000)])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Filled, int]]:
    """A history, and since when its encounters count."""
    seed, since_ms = request.param
    filled = Filled(tmp_path / "history.db", seed)
    yield filled, since_ms
    filled.history.close()


def pulls_of(record: EncounterRecord) -> list[tuple[int, Segment]]:
    return [(place, each) for place, each in enumerate(record.segments) if each.result is not SegmentResult.RUNNING]


def dealt(record: EncounterRecord, player: int | None, place: int | None = None) -> int:
    return sum(
        tally.amount
        for key, tally in record.tallies.items()
        if key.kind == Kind.DAMAGE and not is_player(key.target) and is_player(key.source)
        if player in (None, key.source) and place in (None, key.segment)
    )


def test_days(case: tuple[Filled, int]) -> None:
    """Each local day: how often, how long, in which hour most, pulls and kills."""
    filled, since_ms = case
    by_day: defaultdict[str, list[EncounterRecord]] = defaultdict(list)
    for _, record in filled.records(since_ms):
        by_day[datetime.fromtimestamp(record.started_at_ms / 1000).strftime("%Y-%m-%d")].append(record)
    expected = []
    for day, records in sorted(by_day.items()):
        hours: defaultdict[int, int] = defaultdict(int)
        for record in records:
            hours[datetime.fromtimestamp(record.started_at_ms / 1000).hour] += record.clocks.group.active_ms
        peak = min(hours, key=lambda hour: (-hours[hour], hour))
        pulls = [each for record in records for _, each in pulls_of(record)]
        kills = sum(each.result is SegmentResult.KILL for each in pulls)
        expected.append(Day(day, len(records), sum(hours.values()), peak, len(pulls), kills))
    assert filled.history.days(since_ms) == expected


def test_dungeons_and_their_pulls(case: tuple[Filled, int]) -> None:
    """By place and difficulty, and by boss; HP left in every pull as far as they are known."""
    filled, since_ms = case
    places: defaultdict[About, list[tuple[str, EncounterRecord, Segment]]] = defaultdict(list)
    for key, record in filled.records(since_ms):
        for _, segment in pulls_of(record):
            for boss in (None, segment.boss_monster_id):
                places[record.scene_id, record.difficulty, boss].append((key, record, segment))
    for scene_id, difficulty, _ in [about for about in places if about[2] is None]:  # a boss alone is all of its place
        bosses = [about for about in places if about[:2] == (scene_id, difficulty) and about[2] is not None]
        if len(bosses) == 1:
            del places[bosses[0]]
    found = {each.about: each for each in filled.history.dungeons(since_ms)}
    assert found.keys() == places.keys()
    for about, pulls in places.items():
        times = [each.clocks.group.elapsed_ms for _, _, each in pulls if each.result is SegmentResult.KILL]
        wipes = sum(each.result is SegmentResult.WIPE for _, _, each in pulls)
        assert found[about][3:6] == (len(pulls), len(times), wipes)
        assert found[about].fastest_ms == (min(times) if times else None)
        assert found[about].median_ms == (median(times) if times else None)
        assert found[about].kill_rate == len(times) / len(pulls)
        tries = filled.history.tries(about, since_ms)
        assert [(each.key, each.result, each.elapsed_ms) for each in tries] == [
            (key, each.result, each.clocks.group.elapsed_ms) for key, _, each in pulls
        ]
        for one, (_, record, segment) in zip(tries, pulls, strict=True):
            max_hp = record.actors[BOSS].max_hp
            left = min(1.0, segment.hp_end / max_hp) if max_hp and segment.hp_end is not None else None
            assert one.hp_left == (0.0 if segment.result is SegmentResult.KILL else left)
            assert one.boss_monster_id == record.actors[BOSS].monster_id


def test_characters(case: tuple[Filled, int]) -> None:
    """By character and spec, over kills whose DPS is known; the name is the newest."""
    filled, since_ms = case
    kills: defaultdict[tuple[int, int | None, str | None], list[float]] = defaultdict(list)
    names: dict[int, str | None] = {}
    for _, record in filled.records(since_ms):
        me = record.local_player
        if me is None:
            continue
        for place, segment in pulls_of(record):
            active_ms = segment.clocks.group.active_ms
            if segment.result is SegmentResult.KILL and active_ms:
                info = record.actors[me]
                kills[me, info.class_id, info.spec].append(dealt(record, me, place) * 1000 / active_ms)
                names[me] = info.name
    found = {(each.actor_id, each.class_id, each.spec): each for each in filled.history.characters(since_ms)}
    assert found.keys() == kills.keys()
    for about, dps in kills.items():
        character = found[about]
        assert character.name == names[about[0]]
        assert [kill.dps for kill in character.newest] == pytest.approx(dps)
        assert character.kills == len(dps)
        assert character.best_dps == pytest.approx(max(dps))
        assert character.median_dps == pytest.approx(median(dps))


def test_players_met(case: tuple[Filled, int]) -> None:
    """Nobody is met who was the local player of any encounter; deaths and shares are of those encounters alone."""
    filled, since_ms = case
    records = filled.records(since_ms)
    own = {record.local_player for _, record in records}
    together: defaultdict[int, list[EncounterRecord]] = defaultdict(list)
    for _, record in records:
        numbered = {key.source for key in record.tallies} | {key.target for key in record.tallies}
        numbered |= {death.actor for death in record.deaths}
        for player in numbered:
            if is_player(player) and player not in own:
                together[player].append(record)
    found = {each.actor_id: each for each in filled.history.players_met(since_ms)}
    assert found.keys() == together.keys()
    for player, theirs in together.items():
        met = found[player]
        shares = [dealt(each, player) / dealt(each, None) for each in theirs if dealt(each, None)]
        deaths = sum(death.actor == player for each in theirs for death in each.deaths)
        assert (met.encounters, met.deaths) == (len(theirs), deaths)
        assert met.share == (pytest.approx(fmean(shares)) if shares else None)
        newest = max(theirs, key=lambda each: each.started_at_ms)
        assert (met.name, met.last_at_ms) == (newest.actors[player].name, newest.started_at_ms)
        assert (met.class_id, met.spec) == (newest.actors[player].class_id, newest.actors[player].spec)


def test_what_killed_most(case: tuple[Filled, int]) -> None:
    """By monster and skill, with the name space of the killing blow where it was seen."""
    filled, since_ms = case
    counts: defaultdict[tuple[int | None, int, int | None], list[int]] = defaultdict(lambda: [0, 0])
    for _, record in filled.records(since_ms):
        for death in record.deaths:
            monster_id = record.actors[death.killer].monster_id if death.killer is not None else None
            origin = Origin.BUFF if death.recap else Origin.SKILL
            count = counts[monster_id, origin, death.skill_id]
            count[0] += 1
            count[1] += death.actor == record.local_player
    found = filled.history.killers(since_ms)
    assert {each[:3]: list(each[3:]) for each in found} == counts
    assert [each.deaths for each in found] == sorted((each.deaths for each in found), reverse=True)


def test_trend() -> None:
    """The newer half of the newest twenty against the older; with too few kills there is none."""
    assert trend([100, 100, 100]) is None
    assert trend([100, 100, 150, 150]) == pytest.approx(0.5)
    assert trend([100, 100, 7, 50, 50]) == pytest.approx(-0.5)
    assert trend([1] * 50 + [100] * 10 + [110] * 10) == pytest.approx(0.1)
    assert trend([0, 0, 5, 5]) is None


def test_dungeon_tried_endlessly(tmp_path: Path) -> None:
    """Only the newest pulls are given, the oldest of them first."""
    record = EncounterRecord(FIRST_MS, scene_id=1, difficulty=1, ended=True)
    count = MOST_TRIES + 5
    for place in range(count):
        clocks = Clocks(Clock(0, place, 0))
        record.segments.append(Segment(SegmentKind.BOSS, 0, 1, SegmentResult.WIPE, place + 1, BOSS, 71, clocks=clocks))
    with closing(Saver(open_newest(tmp_path / "history.db"))) as saver:
        saver.write([SaveEncounter("key", record)])
    with closing(History(tmp_path / "history.db")) as history:
        assert [each.elapsed_ms for each in history.tries((1, 1, None))] == list(range(5, count))


def test_best_so_far_is_that_of_one_boss(tmp_path: Path) -> None:
    """A boss that fell says nothing about another; a best of before the pulls that are given counts."""
    record = EncounterRecord(FIRST_MS, scene_id=1, difficulty=1, ended=True)
    record.actors[BOSS] = ActorInfo(BOSS, monster_id=71, max_hp=100)
    fought = [(71, 90), (72, 80), (71, 0), (71, 50), (72, None), (72, 40), *[(72, 60)] * MOST_TRIES]
    for place, (monster_id, hp) in enumerate(fought):
        result = SegmentResult.KILL if hp == 0 else SegmentResult.WIPE
        segment = Segment(SegmentKind.BOSS, 0, 1, result, place + 1, BOSS, monster_id)
        segment.hp_end = hp
        record.segments.append(segment)
    with closing(Saver(open_newest(tmp_path / "history.db"))) as saver:
        saver.write([SaveEncounter("key", record)])
    with closing(History(tmp_path / "history.db")) as history:
        assert [each.boss_monster_id for each in history.dungeons()] == [None, 72, 71]
        assert [each.best_left for each in history.tries((1, 1, 71))] == [0.9, 0.0, 0.0]
        newest = history.tries((1, 1, 72))
        assert {each.best_left for each in newest} == {0.4}
        assert {each.hp_left for each in newest} == {0.6}
        assert len(newest) == MOST_TRIES


def test_no_history_yet(tmp_path: Path) -> None:
    """Every question has an empty answer."""
    with closing(History(tmp_path / "history.db")) as history:
        for ask in (history.days, history.dungeons, history.characters, history.players_met, history.killers):
            assert ask() == []
        assert history.tries((1, None, None)) == []


def before_the_sums(path: Path) -> int:
    """Make the file one of the version before; gives the number of the step that is missing then."""
    step = [each.__name__ for each in migrations.STEPS].index("_player_sums")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE player_sums")
        connection.execute(f"PRAGMA user_version = {step}")
        connection.commit()
    return step


def test_file_from_before_the_sums_of_players(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Migrating fills them with what saving the same encounters anew would."""
    path = tmp_path / "history.db"
    filled = Filled(path, 4)
    filled.history.close()
    with closing(sqlite3.connect(path)) as connection:
        expected = connection.execute("SELECT * FROM player_sums ORDER BY 1, 2").fetchall()
    step = before_the_sums(path)
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[: step + 1])
    with closing(open_newest(path)) as migrated:
        assert migrated.execute("SELECT * FROM player_sums ORDER BY 1, 2").fetchall() == expected
        assert len(expected) > ENCOUNTERS


@pytest.mark.parametrize("forged", [2**63 - 1, -(2**63)])
def test_forged_amounts_do_not_keep_a_file_from_migrating(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forged: int
) -> None:
    """Together they are more than any number that is stored, which then stands for them; the others keep theirs."""
    path = tmp_path / "history.db"
    filled = Filled(path, 4)
    filled.history.close()
    largest = "(SELECT actor_id FROM player_sums ORDER BY damage DESC LIMIT 1)"
    with closing(sqlite3.connect(path)) as connection:
        (player,) = connection.execute(f"SELECT {largest}").fetchone()
        others = "SELECT * FROM player_sums WHERE actor_id != ? ORDER BY 1, 2"
        expected = connection.execute(others, (player,)).fetchall()
        connection.execute("UPDATE tallies SET amount = ? WHERE source = ?", (forged, player))
        connection.commit()
    step = before_the_sums(path)
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[: step + 1])
    with closing(open_newest(path)) as migrated:
        assert migrated.execute(others, (player,)).fetchall() == expected
        found = migrated.execute("SELECT DISTINCT damage FROM player_sums WHERE actor_id = ?", (player,))
        assert {forged} <= {damage for (damage,) in found}
