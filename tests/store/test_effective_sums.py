"""List and bests by every clock and both amounts: what they say is what the opened fight says."""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from resonance.combat.clock import Clock, ClockChoice, Clocks
from resonance.combat.metrics import per_second
from resonance.combat.record import ActorInfo, EncounterRecord, Segment, SegmentKind, SegmentResult
from resonance.combat.snapshot import AmountChoice, Snapshot, build
from resonance.combat.tally import Kind, Tally, TallyKey, View
from resonance.events import monster_actor_id, player_id
from resonance.store import migrations
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.orders import SaveEncounter
from resonance.store.saver import Saver
from resonance.store.search import ORDERS, Query

ME, OTHER, BOSS = player_id(1), player_id(2), monster_actor_id(3)
CHOICES = list(itertools.product(ClockChoice, AmountChoice))
ENCOUNTERS = 12


def some_clocks(draw: random.Random) -> Clocks:
    """All four differ; sometimes the boss was never hit."""
    elapsed_ms = draw.randint(60_000, 90_000)
    clocks = Clocks(Clock(0, elapsed_ms, elapsed_ms - draw.randint(1, 9_000)))
    if draw.random() < 0.8:
        clocks.boss = Clock(500, elapsed_ms - 500, draw.randint(30_000, 50_000))
    clocks.personal[View.DAMAGE, ME] = Clock(0, elapsed_ms, draw.randint(20_000, 29_000))
    return clocks


def some_night(draw: random.Random, number: int) -> SaveEncounter:
    """Up to three pulls, with overkill in most of what was dealt, and trash before them."""
    record = EncounterRecord(1_000_000 * number, local_player=ME, ended=True, clocks=some_clocks(draw))
    record.actors[ME] = ActorInfo(ME, class_id=1, spec="iaido")
    record.segments.append(Segment(SegmentKind.TRASH, 0, 1, SegmentResult.LEFT))
    for attempt in range(1, draw.randint(2, 4)):
        result = draw.choice((SegmentResult.KILL, SegmentResult.WIPE))
        clocks = some_clocks(draw)
        record.segments.append(Segment(SegmentKind.BOSS, 0, 1, result, attempt, BOSS, 71, {BOSS}, clocks=clocks))
    for place, source, target, kind in itertools.product(
        range(len(record.segments)), (ME, OTHER, BOSS), (ME, BOSS), (Kind.DAMAGE, Kind.HEAL)
    ):
        amount = draw.randint(1, 10**9)
        tally = Tally(hits=1, amount=amount, effective=amount - draw.choice((0, amount // 3)))
        record.tallies[TallyKey(place, kind, source, target, 0, 1)] = tally
    return SaveEncounter(f"key{number}", record)


@dataclass
class Filled:
    path: Path
    history: History


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Filled]:
    path = tmp_path / "history.db"
    draw = random.Random(9)
    with closing(Saver(open_newest(path))) as saver:
        saver.write([some_night(draw, number) for number in range(ENCOUNTERS)])
    with closing(History(path)) as history:
        yield Filled(path, history)


def my_dps(picture: Snapshot) -> float:
    """As the opened fight shows it."""
    me = next(row for row in picture.players if row.is_local)
    return per_second(picture.amount(me.damage), picture.clock_ms(View.DAMAGE, me))


@pytest.mark.parametrize(("clock", "amounts"), CHOICES)
def test_list_says_what_the_opened_fight_says(filled: Filled, clock: ClockChoice, amounts: AmountChoice) -> None:
    """Own DPS and share, by whatever is chosen; and the list is sorted by what it says."""
    lines = filled.history.search(Query(clock=clock, amounts=amounts, order="my_dps"), -1)
    assert len(lines) == ENCOUNTERS
    for line in lines:
        picture = build(filled.history.open_record(line.encounter_id), clock, amounts)
        me = next(row for row in picture.players if row.is_local)
        assert line.my_dps == my_dps(picture)
        assert line.my_share == picture.amount(me.damage) / picture.amount(picture.damage)
        assert filled.history.summary_of(line.key, clock, amounts) == line
    dps = [line.my_dps or 0 for line in lines]
    assert dps == sorted(dps, reverse=True)
    for order in ("my_damage", "my_share", "damage"):
        found = filled.history.search(Query(clock=clock, amounts=amounts, order=order, descending=False), -1)
        values = [getattr(line, order) for line in found]
        assert values == sorted(values)


@pytest.mark.parametrize(("clock", "amounts"), CHOICES)
def test_bests_say_what_the_opened_pulls_say(filled: Filled, clock: ClockChoice, amounts: AmountChoice) -> None:
    """The best, the median and every pull, by whatever is chosen."""
    pulls: list[float] = []
    kills: list[float] = []
    for line in reversed(filled.history.list_encounters(-1)):
        record = filled.history.open_record(line.encounter_id)
        for place, segment in enumerate(record.segments):
            if segment.kind is SegmentKind.BOSS:
                dps = my_dps(build(record, clock, amounts, place))
                pulls.append(dps)
                kills += [dps] if segment.result is SegmentResult.KILL else []
    (best,) = filled.history.bests(71, clock, amounts)
    assert [pull.dps for pull in best.newest] == pulls[-len(best.newest) :]
    assert (best.best_dps, best.last_dps) == (max(kills), tuple(reversed(kills))[:10])
    assert best.best_key is not None


@pytest.mark.parametrize(("clock", "amounts"), CHOICES)
def test_characters_say_what_the_bests_say(filled: Filled, clock: ClockChoice, amounts: AmountChoice) -> None:
    """The same kills with the same DPS, by whatever is chosen."""
    (best,) = filled.history.bests(71, clock, amounts)
    (character,) = filled.history.characters(0, clock, amounts)
    assert [kill.dps for kill in character.newest] == [pull.dps for pull in best.newest if pull.is_kill]
    assert (character.kills, character.best_dps, character.median_dps) == (best.kills, best.best_dps, best.median_dps)


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_of_effective_amounts(filled: Filled, order: str) -> None:
    """No encounter is lost or there twice, whatever else is joined; the filters know the columns too."""
    ranks = ((71, 1), (72, 2))
    query = Query(order=order, amounts=AmountChoice.EFFECTIVE, boss_ranks=ranks, scene_ranks=ranks, min_ms=1)
    found = filled.history.search(query, -1)
    assert sorted(line.key for line in found) == sorted(f"key{number}" for number in range(ENCOUNTERS))
    assert filled.history.count_found(query) == ENCOUNTERS


def test_effective_is_less_than_raw(filled: Filled) -> None:
    """The two are not the same number by accident."""
    raw, effective = (
        {line.key: line.my_damage or 0 for line in filled.history.search(Query(amounts=amounts), -1)}
        for amounts in (AmountChoice.RAW, AmountChoice.EFFECTIVE)
    )
    assert all(effective[key] <= raw[key] for key in raw)
    assert sum(effective.values()) < sum(raw.values())


def test_unknown_local_player(filled: Filled) -> None:
    """Nobody's effective damage is made up, and it is not 0."""
    with closing(Saver(open_newest(filled.path))) as saver:
        order = some_night(random.Random(1), 99)
        order.record.local_player = None
        saver.write([order])
    line = filled.history.summary_of("key99", ClockChoice.ACTIVE, AmountChoice.EFFECTIVE)
    assert (line.my_damage, line.my_dps, line.my_share) == (None, None, None)
    assert line.damage > 0


def before_the_sums(path: Path) -> int:
    """Make the file one of the version before; gives the number of the step that is missing then."""
    step = [each.__name__ for each in migrations.STEPS].index("_effective_sums")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE effective_sums")
        connection.execute(f"PRAGMA user_version = {step}")
        connection.commit()
    return step


def test_file_from_before_the_sums(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    """Migrating fills them with what saving the same encounters anew would, fights without a hit among them."""
    with closing(Saver(open_newest(filled.path))) as saver:
        unknown = some_night(random.Random(1), 98)
        unknown.record.local_player = None
        saver.write([unknown, SaveEncounter("key99", EncounterRecord(99_000_000, local_player=ME, ended=True))])
    filled.history.close()
    with closing(sqlite3.connect(filled.path)) as connection:
        expected = connection.execute("SELECT * FROM effective_sums ORDER BY 1, 2").fetchall()
    step = before_the_sums(filled.path)
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[: step + 1])
    with closing(open_newest(filled.path)) as migrated:
        assert migrated.execute("SELECT * FROM effective_sums ORDER BY 1, 2").fetchall() == expected
    assert len(expected) > 2 * ENCOUNTERS


@pytest.mark.parametrize(("forged", "summed"), [(2**63 - 1, 2**63 - 1), (-(2**63), -(2**63))])
def test_forged_sums_do_not_keep_a_file_from_migrating(
    filled: Filled, monkeypatch: pytest.MonkeyPatch, forged: int, summed: int
) -> None:
    """They were saved as the largest number there is; together they would be more than any."""
    filled.history.close()
    with closing(sqlite3.connect(filled.path)) as connection:
        connection.execute("UPDATE tallies SET effective = ?", (forged,))
        connection.commit()
    step = before_the_sums(filled.path)
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[: step + 1])
    with closing(open_newest(filled.path)) as migrated:
        assert set(migrated.execute("SELECT damage FROM effective_sums")) == {(summed,)}
