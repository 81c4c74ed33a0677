"""Encounter records to store: small ones with a number, and whatever hypothesis can think of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st

from resonance.combat.clock import Clock
from resonance.combat.record import ActorInfo, Death, EncounterRecord, Quality, Result
from resonance.combat.tally import Kind, Tally, TallyKey, View
from resonance.events import is_player, monster_actor_id, player_id
from resonance.health import Health, Notice
from resonance.store import migrations, writer
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.writer import SaveEncounter, Saver, Writer

STARTED_AT_MS = 1_760_000_000_000
BOSS = monster_actor_id(7)


def make_record(number: int, *, players: int = 3, ended: bool = False) -> EncounterRecord:
    """The encounter with this number: the same each time it is made. The `number`th player is the local one."""
    started_at_ms = STARTED_AT_MS + number * 60_000
    record = EncounterRecord(
        started_at_ms,
        scene_id=number,
        local_player=player_id(number % players),
        result=Result.KILL if ended else Result.RUNNING,
        ended=ended,
        boss=BOSS,
        bosses={BOSS},
        clock=Clock(started_at_ms, started_at_ms + 50_000, 40_000),
        actors={BOSS: ActorInfo(BOSS, name="Boss", monster_id=1152, hp=0, max_hp=10**9)},
        deaths=[Death(started_at_ms + 3_000, player_id(0), BOSS, 77)],
        quality=Quality(gaps=number % 2),
    )
    for uid in range(players):
        player = player_id(uid)
        record.actors[player] = ActorInfo(player, name=f"Игрок 玩家 🐉 {uid}", class_id=uid, spec="iaido")
        record.clocks[View.DAMAGE, player] = Clock(started_at_ms, started_at_ms + 9_000, 9_000)
        hits = Tally(hits=number + 1, amount=1000 * number + uid, effective=900 * number, crits=1, max=1000)
        record.tallies[TallyKey(0, Kind.DAMAGE, player, BOSS, 0, 1700 + uid)] = hits
        record.tallies[TallyKey(0, Kind.HEAL, player, player_id(0), 2, 44)] = Tally(hits=1, amount=number)
        record.tallies[TallyKey(0, Kind.DAMAGE, BOSS, player, 1, 9)] = Tally(hits=2, amount=5 * number)
    return record


def merge(first: EncounterRecord, second: EncounterRecord) -> EncounterRecord:
    """A record with everything of both, as of `second` where both say something: `first` a while later."""
    return replace(
        second,
        bosses=first.bosses | second.bosses,
        clocks=first.clocks | second.clocks,
        tallies=first.tallies | second.tallies,
        actors=first.actors | second.actors,
        deaths=first.deaths + second.deaths,
    )


@contextmanager
def running_writer(path: Path, health: Health | None = None) -> Iterator[Writer]:
    """A started writer that is stopped at the end, whatever happened."""
    started = Writer(path, health or Health())
    started.start()
    try:
        yield started
    finally:
        started.stop(10)


def be_impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let writers try again soon, so that tests of trouble are quick."""
    monkeypatch.setattr(writer, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(writer, "LONGEST_PAUSE_S", 0.02)
    monkeypatch.setattr(migrations, "BUSY_TIMEOUT_S", 0.02)


def save(number: int, key: str | None = None) -> SaveEncounter:
    """The order to save the encounter with this number, as key1, key2, ... unless told otherwise."""
    return SaveEncounter(key or f"key{number}", make_record(number))


def keys(*numbers: int) -> set[str]:
    return {f"key{number}" for number in numbers}


def make_file(path: Path, *numbers: int) -> None:
    """A database that holds these encounters."""
    with closing(open_newest(path)) as connection:
        Saver(connection).write([save(number) for number in numbers])


def stored(path: Path) -> set[str]:
    """The keys in the file; each of their encounters must be the one that save() makes."""
    with closing(History(path)) as history:
        found = {line.key for line in history.list_encounters(1000)}
        for key in found:
            assert history.open_record(key) == make_record(int(key.removeprefix("key")))
    return found


def notices(health: Health) -> list[Notice]:
    """What the user was told so far; taken out of the queue."""
    return [health.notices.get_nowait() for _ in range(health.notices.qsize())]


_uids = st.integers(0, 12) | st.integers(0, 2**40)
_anything = st.integers(-(2**63), 2**63 - 1)
_counts = st.integers(0, 100) | st.integers(0, 2**45)
_times = st.integers(0, 2**45)
# The bits of an id that a player's does not use are left out for players: two players never share a uid.
_players = st.builds(player_id, _uids)
_actors = (
    _players | st.builds(monster_actor_id, _uids) | st.just(0) | _anything.filter(lambda actor: not is_player(actor))
)
_maybe = st.none() | _anything
_names = (
    st.none()
    | st.text()
    | st.sampled_from(["", "\0", "玩家", "プレイヤー", "플레이어", "🐉🏳️‍🌈", "Robert'); DROP TABLE actors"])
)
_clocks = st.builds(Clock, st.none() | _times, st.none() | _times, _times)
_keys = st.builds(
    TallyKey,
    segment=st.integers(0, 3),
    kind=st.sampled_from(Kind) | st.integers(0, 1),
    source=_actors,
    target=_actors,
    origin=st.integers(0, 100),
    skill_id=st.integers(-5, 2**31),
)
_infos = st.builds(
    ActorInfo,
    _actors,
    name=_names,
    class_id=_maybe,
    spec=_names,
    level=_maybe,
    ability_score=_maybe,
    hp=_maybe,
    max_hp=_maybe,
    monster_id=_maybe,
    owner=st.none() | _actors,
    team_id=_maybe,
)


def records() -> st.SearchStrategy[EncounterRecord]:
    """Any record that the program may hold, and many that it never will."""
    return st.builds(
        EncounterRecord,
        started_at_ms=_times,
        scene_id=_maybe,
        line=_maybe,
        local_player=st.none() | _players,
        result=st.sampled_from(Result),
        ended=st.booleans(),
        boss=st.none() | _actors,
        bosses=st.sets(_actors, max_size=4),
        clock=_clocks,
        clocks=st.dictionaries(st.tuples(st.sampled_from(View), _players), _clocks, max_size=6),
        tallies=st.dictionaries(_keys, st.builds(Tally, *[_counts] * len(Tally.__slots__)), max_size=8),
        actors=st.lists(_infos, max_size=6).map(lambda infos: {info.actor_id: info for info in infos}),
        deaths=st.lists(st.builds(Death, _times, _actors, st.none() | _actors, _maybe), max_size=5),
        quality=st.builds(Quality, _counts, _counts, _counts, st.booleans()),
    )
