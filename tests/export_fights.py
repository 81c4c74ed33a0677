"""A fight that every export format is tested with: a pull with players of any name, a death, and a buff."""

from __future__ import annotations

from array import array

from resonance import names
from resonance.combat.clock import Clock, ClockChoice
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
    SegmentResult,
)
from resonance.combat.snapshot import Snapshot, build
from resonance.combat.tally import Kind, Tally, TallyKey, View
from resonance.events import Origin, monster_actor_id, player_id

WORDS = names.load()
STARTED_AT_MS = 1_760_000_000_000
BOSS = monster_actor_id(9)
KARTGRIFF = 1152
FIRST_UID = 7_654_320
PARTY = 7
SCRIPTS = ("Momoko", "玩家一", "さくら", "한국어", "Ghost👻", "👨‍👩‍👧 family", "❤️", "Zoë")


def actor_at(index: int) -> int:
    return player_id(FIRST_UID + index)


def make_record(*player_names: str | None, local: int | None = 1, party: int = 0) -> EncounterRecord:
    """A kill in 100 s. Each player did half of what the one before did, and was hit; the first died of the boss.

    `local`: index of the local player. `party`: so many players, from the first on, are in that one's team.
    """
    record = EncounterRecord(STARTED_AT_MS, scene_id=13_002, boss=BOSS, bosses={BOSS}, result=Result.KILL, ended=True)
    record.clocks.group = Clock(STARTED_AT_MS, STARTED_AT_MS + 100_000, 100_000)
    record.clocks.boss = Clock(STARTED_AT_MS, STARTED_AT_MS + 100_000, 50_000)
    segment = Segment(
        SegmentKind.BOSS,
        STARTED_AT_MS,
        STARTED_AT_MS + 100_000,
        SegmentResult.KILL,
        attempt=1,
        boss=BOSS,
        boss_monster_id=KARTGRIFF,
        hp_end=0,
    )
    segment.clocks.group = Clock(STARTED_AT_MS, STARTED_AT_MS + 100_000, 100_000)
    record.segments.append(segment)
    record.actors[BOSS] = ActorInfo(BOSS, monster_id=KARTGRIFF, hp=0, max_hp=1_000_000)
    record.boss_hp[BOSS] = array("q", [1_000_000 - 10_000 * second for second in range(101)])
    record.local_player = actor_at(local) if local is not None else None
    for index, name in enumerate(player_names):
        _add(record, index, name, PARTY if index < party or (party and index == local) else 0)
    if player_names:
        record.deaths.append(_death())
    return record


def make_snapshot(*player_names: str | None, local: int | None = 1, party: int = 0) -> Snapshot:
    return build(make_record(*player_names, local=local, party=party), ClockChoice.ACTIVE)


def _add(record: EncounterRecord, index: int, name: str | None, team: int) -> None:
    actor = actor_at(index)
    record.actors[actor] = ActorInfo(actor, name=name, class_id=2, spec="icicle", ability_score=20_000, team_id=team)
    amount = (100_000_001 >> index) + 1_000
    dealt = Tally(hits=4, crits=1, amount=amount, effective=amount // 2)
    record.tallies[TallyKey(0, Kind.DAMAGE, actor, BOSS, 0, 1)] = dealt
    record.tallies[TallyKey(0, Kind.DAMAGE, BOSS, actor, 0, 2)] = Tally(hits=2, amount=3_000 * (index + 1))
    record.curves[View.DAMAGE, actor] = array("q", [amount // 100] * 100)
    record.buffs[actor, 999_001] = BuffTrack(on_ms=50_000, count=3, layers_ms={1: 50_000})


def _death() -> Death:
    at_ms = STARTED_AT_MS + 40_000
    recap = [
        RecapLine(at_ms - 3_000, RecapKind.HEAL, actor_at(1), Origin.SKILL, 7, 500, 500, 1_000, False),
        RecapLine(at_ms - 2_000, RecapKind.BUFF_ON, actor_at(0), Origin.BUFF, 999_001, 0, None, None, False),
        RecapLine(at_ms, RecapKind.HIT, BOSS, Origin.SKILL, 2, 1_234, 1_000, 0, True),
    ]
    return Death(at_ms, actor_at(0), BOSS, 2, recap)
