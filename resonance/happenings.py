"""Two snapshots in a row -> what has happened between them: pulls, kills, wipes, deaths, ends.

Pure: whoever wants to know polls the newest snapshot on a thread of its own, and the engine knows nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from resonance.combat.record import Death, Segment, SegmentKind, SegmentResult
from resonance.combat.snapshot import Snapshot


class What(StrEnum):
    STARTED = "started"  # a fight: an attempt at a boss, or trash
    ENDED = "ended"  # a fight
    DEATH = "death"  # of a player
    OVER = "over"  # the encounter


@dataclass(frozen=True, slots=True)
class Happening:
    what: What
    at_ms: int  # Unix ms of the capture
    scene_id: int | None
    is_boss: bool  # the fight is an attempt; of OVER: there was one
    boss_monster_id: int | None = None
    attempt: int | None = None
    result: SegmentResult | None = None  # of ENDED
    began_ms: int | None = None  # of ENDED: the fight, Unix ms
    hp_end: int | None = None  # of ENDED: the boss's; None = not known
    actor: int | None = None  # of DEATH
    is_local: bool = False  # of DEATH: the local player's


_Key = tuple[SegmentKind, int]  # names a fight: the first hit of a spell may begin two at once


@dataclass(slots=True)
class _Told:
    """Of one encounter."""

    newest: Snapshot
    started: set[_Key] = field(default_factory=set)  # by the beginning in Unix ms
    ended: set[_Key] = field(default_factory=set)
    began: dict[_Key, int] = field(default_factory=dict)  # of attempts that go on in another
    deaths: set[tuple[int, int]] = field(default_factory=set)  # (actor, Unix ms)
    is_over: bool = False


class Watch:
    """For one thread. What had happened before the first look is no news."""

    def __init__(self) -> None:
        self._told: _Told | None = None
        self._is_first = True

    def look(self, snapshot: Snapshot | None) -> list[Happening]:
        """What is new since the last look, oldest first."""
        told = self._told
        if told is not None and told.newest is snapshot:
            return []
        found = []
        if snapshot is None or told is None or told.newest.curves_from_ms != snapshot.curves_from_ms:
            found += _over(told)
            told = self._told = _Told(snapshot) if snapshot is not None else None
        if snapshot is not None and told is not None:
            told.newest = snapshot
            found += sorted([*_fights(snapshot, told), *_deaths(snapshot, told)], key=lambda each: each.at_ms)
            if snapshot.ended:
                found += _over(told)
        is_first, self._is_first = self._is_first, False
        return [] if is_first else found


def _over(told: _Told | None) -> list[Happening]:
    """The encounter has ended, whether its last snapshot said so or not."""
    if told is None or told.is_over:
        return []
    told.is_over = True
    snapshot, at_ms = told.newest, _last_ms(told.newest)
    bosses = [each for each in snapshot.segments if each.kind is SegmentKind.BOSS]
    newest = bosses[-1].boss_monster_id if bosses else None
    left = [
        _ended(snapshot, replace(each, result=SegmentResult.LEFT), at_ms, told)
        for each in snapshot.segments
        if _key(each) in told.started - told.ended
    ]
    return [*left, Happening(What.OVER, at_ms, snapshot.scene_id, bool(bosses), newest)]


def _last_ms(snapshot: Snapshot) -> int:
    ends = [each.ended_at_ms or each.started_at_ms for each in snapshot.segments]
    return max([snapshot.started_at_ms + snapshot.elapsed_ms, *ends])


def _fights(snapshot: Snapshot, told: _Told) -> list[Happening]:
    found = []
    _follow_merged([_key(each) for each in snapshot.segments], told)
    for segment in snapshot.segments:
        key, end_ms = _key(segment), segment.ended_at_ms
        if key not in told.started:
            told.started.add(key)
            found.append(_fight(What.STARTED, snapshot, segment, segment.started_at_ms))
        if end_ms is not None and key not in told.ended:
            told.ended.add(key)
            found.append(_ended(snapshot, segment, end_ms, told))
    return found


def _key(segment: Segment) -> _Key:
    return segment.kind, segment.started_at_ms


def _follow_merged(keys: list[_Key], told: _Told) -> None:
    """An attempt that goes on as a part of the one before it: when that ends, it has."""
    for gone in sorted(told.started - told.ended - set(keys)):
        kind, begin_ms = gone
        into = next((key for key in reversed(keys) if key[1] <= begin_ms), None)
        told.started.discard(gone)
        if into is not None and kind is SegmentKind.BOSS:
            told.began[into] = begin_ms
            told.started.add(into)
            told.ended.discard(into)


def _fight(what: What, snapshot: Snapshot, segment: Segment, at_ms: int) -> Happening:
    return Happening(
        what,
        at_ms,
        snapshot.scene_id,
        segment.kind is SegmentKind.BOSS,
        segment.boss_monster_id,
        segment.attempt,
    )


def _ended(snapshot: Snapshot, segment: Segment, at_ms: int, told: _Told) -> Happening:
    began_ms = told.began.get(_key(segment), segment.started_at_ms)
    fight = _fight(What.ENDED, snapshot, segment, at_ms)
    return replace(fight, result=segment.result, began_ms=began_ms, hp_end=segment.hp_end)


def _deaths(snapshot: Snapshot, told: _Told) -> list[Happening]:
    news = [death for death in snapshot.deaths if (death.actor, death.at_ms) not in told.deaths]
    told.deaths |= {(death.actor, death.at_ms) for death in news}
    return [_death(snapshot, death) for death in news]


def _death(snapshot: Snapshot, death: Death) -> Happening:
    fight = next((each for each in reversed(snapshot.segments) if each.started_at_ms <= death.at_ms), None)
    is_boss = fight is not None and fight.kind is SegmentKind.BOSS
    return Happening(
        What.DEATH,
        death.at_ms,
        snapshot.scene_id,
        is_boss,
        fight.boss_monster_id if fight is not None else None,
        fight.attempt if fight is not None else None,
        actor=death.actor,
        is_local=death.actor == snapshot.local_player,
    )
