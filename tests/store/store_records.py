"""Encounter records to store: small ones with a number, and whatever hypothesis can think of."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st

from helpers import PATIENCE_S
from resonance.combat.clock import Clock, Clocks
from resonance.combat.record import (
    ActorInfo,
    BuffTrack,
    Death,
    EncounterRecord,
    Quality,
    RecapKind,
    RecapLine,
    Result,
    Revive,
    Segment,
    SegmentKind,
    SegmentResult,
)
from resonance.combat.tally import Kind, Tally, TallyKey, View
from resonance.events import is_player, monster_actor_id, player_id
from resonance.health import Health, Notice
from resonance.store import migrations, writer
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.orders import SaveEncounter
from resonance.store.people import Person
from resonance.store.saver import Saver
from resonance.store.writer import Writer

STARTED_AT_MS = 1_760_000_000_000
BOSS = monster_actor_id(7)


def make_record(number: int, *, players: int = 3, ended: bool = False) -> EncounterRecord:
    """The encounter with this number: the same each time it is made. The `number`th player is the local one."""
    started_at_ms = STARTED_AT_MS + number * 60_000
    record = EncounterRecord(
        started_at_ms,
        scene_id=number,
        difficulty=number % 4,
        local_player=player_id(number % players),
        result=Result.KILL if ended else Result.RUNNING,
        ended=ended,
        boss=BOSS,
        bosses={BOSS},
        segments=make_segments(started_at_ms, ended),
        clocks=Clocks(Clock(started_at_ms, started_at_ms + 50_000, 40_000), Clock(started_at_ms, started_at_ms, 0)),
        actors={BOSS: ActorInfo(BOSS, name="Boss", monster_id=1152, hp=0, max_hp=10**9, stun=3, max_extinction=100)},
        deaths=[make_death(started_at_ms)],
        revives=[Revive(started_at_ms + 8_000, player_id(0), None)],
        boss_hp={BOSS: array("q", [-1, 10**9, 10**9 - number])},
        quality=Quality(gaps=number % 2),
    )
    for uid in range(players):
        add_player(record, uid, number)
    return record


def make_segments(started_at_ms: int, ended: bool) -> list[Segment]:
    """A walk to the boss, and the boss."""
    trash = Segment(SegmentKind.TRASH, started_at_ms, started_at_ms + 20_000, SegmentResult.LEFT)
    boss = Segment(SegmentKind.BOSS, started_at_ms + 30_000, attempt=1, boss=BOSS, bodies={BOSS}, hp_start=10**9)
    boss.clocks.personal_of(View.DAMAGE, player_id(0)).feed(started_at_ms + 30_000)
    if ended:
        boss.ended_at_ms, boss.result, boss.hp_end = started_at_ms + 50_000, SegmentResult.KILL, 0
    return [trash, boss]


def make_death(started_at_ms: int) -> Death:
    buff = RecapLine(started_at_ms + 1_000, RecapKind.BUFF_ON, 0, 2, 9_001, 0, None, None, False)
    blow = RecapLine(started_at_ms + 3_000, RecapKind.HIT, BOSS, 0, 77, 5_000, 4_000, 0, True)
    return Death(started_at_ms + 3_000, player_id(0), BOSS, 77, [buff, blow])


def add_player(record: EncounterRecord, uid: int, number: int) -> None:
    player, started_at_ms = player_id(uid), record.started_at_ms
    record.actors[player] = ActorInfo(player, name=f"Игрок 玩家 🐉 {uid}", class_id=uid, spec="iaido")
    record.clocks.personal[View.DAMAGE, player] = Clock(started_at_ms, started_at_ms + 9_000, 9_000)
    hits = Tally(hits=number + 1, amount=1000 * number + uid, effective=900 * number, crits=1, max=1000)
    record.tallies[TallyKey(0, Kind.DAMAGE, player, BOSS, 0, 1700 + uid)] = hits
    record.tallies[TallyKey(0, Kind.HEAL, player, player_id(0), 2, 44)] = Tally(hits=1, amount=number)
    record.tallies[TallyKey(0, Kind.DAMAGE, BOSS, player, 1, 9)] = Tally(hits=2, amount=5 * number)
    record.buffs[player, 50_000 + uid] = BuffTrack(count=2, on_ms=9_000, damage=number, layers_ms={1: 4_000, 2: 5_000})
    record.curves[View.DAMAGE, player] = array("q", [number, uid, 0])


def merge(first: EncounterRecord, second: EncounterRecord) -> EncounterRecord:
    """A record with everything of both, as of `second` where both say something: `first` a while later."""
    return replace(
        second,
        bosses=first.bosses | second.bosses,
        segments=second.segments + first.segments,
        clocks=replace(second.clocks, personal=first.clocks.personal | second.clocks.personal),
        tallies=first.tallies | second.tallies,
        actors=first.actors | second.actors,
        deaths=first.deaths + second.deaths,
        revives=first.revives + second.revives,
        buffs=first.buffs | second.buffs,
        curves=first.curves | second.curves,
        boss_hp=first.boss_hp | second.boss_hp,
    )


@contextmanager
def running_writer(path: Path, health: Health | None = None) -> Iterator[Writer]:
    """A started writer that is stopped at the end, whatever happened."""
    started = Writer(path, health or Health())
    started.start()
    try:
        yield started
    finally:
        started.stop(PATIENCE_S)


def be_impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let writers try again soon, so that tests of trouble are quick."""
    monkeypatch.setattr(writer, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(writer, "LONGEST_PAUSE_S", 0.02)
    monkeypatch.setattr(migrations, "BUSY_TIMEOUT_S", 0.02)


def save(number: int, key: str | None = None, *, players: int = 3) -> SaveEncounter:
    """The order to save the encounter with this number, as key1, key2, ... unless told otherwise."""
    return SaveEncounter(key or f"key{number}", make_record(number, players=players))


def unsavable(key: str) -> SaveEncounter:
    """The order to save a name with half a character in it, which no encoding knows."""
    record = make_record(1)
    record.actors[player_id(0)] = ActorInfo(player_id(0), name="\ud83d")
    return SaveEncounter(key, record)


def keys(*numbers: int) -> set[str]:
    return {f"key{number}" for number in numbers}


def make_file(path: Path, *numbers: int) -> None:
    """A database that holds these encounters."""
    with closing(open_newest(path)) as connection:
        Saver(connection).write([save(number) for number in numbers])


def damage_a_table(path: Path) -> bytes:
    """Bytes that are no UTF-8 into the definition of a table, which SQLite then quotes in its error; the new file."""
    content = path.read_bytes()
    at = content.index(b"CREATE TABLE people") + len(b"CREATE ")
    damaged = content[:at] + b"\xb5\xb5" + content[at + 2 :]
    path.write_bytes(damaged)
    return damaged


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
_clock = st.builds(Clock, st.none() | _times, st.none() | _times, _times)
_clocks = st.builds(
    Clocks, _clock, _clock, st.dictionaries(st.tuples(st.sampled_from(View), _players), _clock, max_size=6)
)
_bodies = st.sets(_actors, max_size=4)
_segments = st.builds(
    Segment,
    kind=st.sampled_from(SegmentKind),
    started_at_ms=_times,
    ended_at_ms=st.none() | _times,
    result=st.sampled_from(SegmentResult),
    attempt=_maybe,
    boss=st.none() | _actors,
    boss_monster_id=_maybe,
    bodies=_bodies,
    hp_start=_maybe,
    hp_end=_maybe,
    clocks=_clocks,
)
_keys = st.builds(
    TallyKey,
    segment=st.integers(0, 3),
    kind=st.sampled_from(Kind) | st.integers(0, 2),
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
    stun=_maybe,
    max_stun=_maybe,
    extinction=_maybe,
    max_extinction=_maybe,
)
_recap_lines = st.builds(
    RecapLine,
    at_ms=_times,
    kind=st.sampled_from(RecapKind),
    source=_actors,
    origin=st.integers(0, 100),
    skill_id=_anything,
    amount=_counts,
    hp_before=_maybe,
    hp_after=_maybe,
    killed=st.booleans(),
)
_deaths = st.builds(Death, _times, _actors, st.none() | _actors, _maybe, recap=st.lists(_recap_lines, max_size=5))
_buffs = st.builds(
    BuffTrack, _counts, _counts, _counts, layers_ms=st.dictionaries(st.integers(0, 20), _counts, max_size=4)
)
_series = st.lists(_counts | st.just(-1) | _anything, max_size=20).map(lambda numbers: array("q", numbers))

sightings = st.builds(
    Person,
    st.integers(1, 6).map(player_id),
    st.integers(0, 9),
    name=_names,
    class_id=st.none() | st.integers(1, 3),
    spec=_names,
    level=_maybe,
    ability_score=_maybe,
)
"""Of a few players, so that they meet each other again."""


def records() -> st.SearchStrategy[EncounterRecord]:
    """Any record that the program may hold, and many that it never will."""
    any_record = st.builds(
        EncounterRecord,
        started_at_ms=_times,
        scene_id=_maybe,
        line=_maybe,
        difficulty=_maybe,
        local_player=st.none() | _players,
        result=st.sampled_from(Result),
        ended=st.booleans(),
        boss=st.none() | _actors,
        bosses=_bodies,
        segments=st.lists(_segments, max_size=4),
        clocks=_clocks,
        tallies=st.dictionaries(_keys, st.builds(Tally, *[_counts] * len(Tally.__slots__)), max_size=8),
        actors=st.lists(_infos, max_size=6).map(lambda infos: {info.actor_id: info for info in infos}),
        deaths=st.lists(_deaths, max_size=4),
        revives=st.lists(st.builds(Revive, _times, _actors, st.none() | _actors), max_size=4),
        buffs=st.dictionaries(st.tuples(_actors, _anything), _buffs, max_size=5),
        curves=st.dictionaries(st.tuples(st.sampled_from(View), _players), _series, max_size=5),
        boss_hp=st.dictionaries(_actors, _series, max_size=3),
        quality=st.builds(Quality, _counts, _counts, _counts, st.booleans()),
    )
    return any_record.map(_fit_tallies)


def _fit_tallies(record: EncounterRecord) -> EncounterRecord:
    """Give every tally a segment that there is."""
    count = len(record.segments)
    tallies = record.tallies if count else {}
    record.tallies = {key._replace(segment=key.segment % count): tally for key, tally in tallies.items()}
    return record
