"""Evening: several encounters as one picture, made by the same formulas as that of a single one.

Tallies, clocks and buffs are added up. Time between encounters is in no clock, so waiting lowers no DPS. Monsters are
put together by what they are: an evening has thousands of bodies, and nobody asks about a single one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

from resonance.combat.clock import Clock, ClockChoice, Clocks
from resonance.combat.record import (
    ActorInfo,
    BuffTrack,
    Death,
    EncounterRecord,
    Quality,
    Revive,
    Segment,
    SegmentKind,
)
from resonance.combat.snapshot import AmountChoice, Snapshot, build
from resonance.combat.sums import segment_damage
from resonance.combat.tally import Tally, TallyKey
from resonance.events import ENVIRONMENT, is_player, kind_of

NEW_AFTER_MS = 4 * 3_600_000
"""Without a fight for so long, the next one begins another evening: the program may run for days."""

Who = Callable[[int], int]
"""The actor of the evening that an actor of an encounter is a part of."""


class Evening:
    """The encounters that are over. It keeps nothing of them but sums and deaths."""

    def __init__(self) -> None:
        self._over = _Sum()

    def add(self, record: EncounterRecord) -> None:
        """An encounter is over; the record changes no more. One in which nothing was counted leaves no trace."""
        if record.tallies or record.deaths:
            self._over = self._up_to(record)
            self._over.add(record)

    def picture(
        self, running: EncounterRecord | None, clock: ClockChoice, amounts: AmountChoice = AmountChoice.RAW
    ) -> Snapshot | None:
        """All that is over and the running one; segments are those of the latter. None = there is nothing yet."""
        if running is None:
            return self._over.picture(clock, amounts) if self._over.count else None
        together = self._up_to(running).copy()
        together.add(running)
        return together.picture(clock, amounts, running)

    def _up_to(self, record: EncounterRecord) -> _Sum:
        """What this encounter goes on with."""
        last_ms = self._over.last_ms
        return _Sum() if last_ms is not None and record.started_at_ms - last_ms > NEW_AFTER_MS else self._over


class _Sum:
    """A record whose one segment holds everything, and which body of it stands for which kind of monster."""

    def __init__(self) -> None:
        self.count = 0
        self.last_ms: int | None = None  # of the last hit; None = there was none
        self._record = EncounterRecord(0, segments=[Segment(SegmentKind.TRASH, 0)])
        self._bodies: dict[tuple[int | None, int, bool], int] = {}

    def copy(self) -> _Sum:
        copy = _Sum()
        copy.count, copy.last_ms = self.count, self.last_ms
        copy._record, copy._bodies = self._record.detached(), dict(self._bodies)
        return copy

    def add(self, record: EncounterRecord) -> None:
        total, who = self._record, self._who(record)
        if not self.count:
            total.started_at_ms = record.started_at_ms
        self.count += 1
        self.last_ms = record.clocks.group.last_ms or record.started_at_ms
        for name in ("scene_id", "line", "difficulty", "result", "ended"):
            setattr(total, name, getattr(record, name))
        if record.local_player is not None:
            total.local_player = record.local_player
        for key, tally in record.tallies.items():
            merged = key._replace(segment=0, source=who(key.source), target=who(key.target))
            _tally_of(total, merged).add(tally)
        total.bosses.update(map(who, record.bosses))
        _add_clocks(total.clocks, record.clocks)
        _add_actors(total, record, who)
        _add_deaths(total, record, who)
        _add_buffs(total, record, who)
        _add_quality(total.quality, record.quality)

    def picture(self, clock: ClockChoice, amounts: AmountChoice, running: EncounterRecord | None = None) -> Snapshot:
        record = self._record
        if running is not None and running.boss is not None:
            record.boss, record.boss_hp = running.boss, running.boss_hp
            record.actors[running.boss] = running.actors.get(running.boss) or ActorInfo(running.boss)
        segments = running.segments if running is not None else []
        return replace(
            build(record, clock, amounts),
            curves={},  # of the damage only sums were kept
            boss_hp={},
            segments=tuple(replace(each, bodies=set(each.bodies), clocks=each.clocks.copy()) for each in segments),
            segment_damage=segment_damage(running) if running is not None else (),
            encounters=self.count,
        )

    def _who(self, record: EncounterRecord) -> Who:
        known: dict[int, int] = {}

        def who(actor_id: int) -> int:
            if actor_id == ENVIRONMENT or is_player(actor_id):
                return actor_id
            found = known.get(actor_id)
            if found is None:
                found = known[actor_id] = self._body(record, actor_id)
            return found

        return who

    def _body(self, record: EncounterRecord, actor_id: int) -> int:
        info = record.actors.get(actor_id)
        kind = kind_of(actor_id)
        key = (info.monster_id if info else None, kind, actor_id in record.bosses)
        # Below zero, where the game has no numbers: an id of its own may be another monster an hour later.
        body = self._bodies.setdefault(key, (-(len(self._bodies) + 1) << 16) | (kind << 6))
        if body not in self._record.actors:
            self._record.actors[body] = replace(info, actor_id=body) if info else ActorInfo(body)
        return body


def _tally_of(record: EncounterRecord, key: TallyKey) -> Tally:
    tally = record.tallies.get(key)
    if tally is None:
        tally = record.tallies[key] = Tally()
    return tally


def _add_clocks(total: Clocks, clocks: Clocks) -> None:
    _add_clock(total.group, clocks.group)
    _add_clock(total.boss, clocks.boss)
    for (view, actor), clock in clocks.personal.items():
        _add_clock(total.personal_of(view, actor), clock)


def _add_clock(total: Clock, clock: Clock) -> None:
    """As if the one had begun when the other ended."""
    if clock.first_ms is None:
        return
    if total.first_ms is None or total.last_ms is None:
        total.first_ms = total.last_ms = clock.first_ms
    total.last_ms += clock.elapsed_ms
    total.active_ms += clock.active_ms


def _add_actors(total: EncounterRecord, record: EncounterRecord, who: Who) -> None:
    """The newest that is known of every player."""
    for actor_id, info in record.actors.items():
        if not is_player(actor_id):
            continue
        known = total.actors.get(actor_id)
        if known is None:
            total.actors[actor_id] = info.copy()
            continue
        for each in fields(ActorInfo):
            value = getattr(info, each.name)
            if value is not None:
                setattr(known, each.name, who(value) if each.name == "owner" else value)


def _add_deaths(total: EncounterRecord, record: EncounterRecord, who: Who) -> None:
    for death in record.deaths:
        recap = [line._replace(source=who(line.source)) for line in death.recap]
        killer = who(death.killer) if death.killer is not None else None
        total.deaths.append(Death(death.at_ms, death.actor, killer, death.skill_id, recap))
    for revive in record.revives:
        total.revives.append(Revive(revive.at_ms, revive.actor, who(revive.by) if revive.by is not None else None))


def _add_buffs(total: EncounterRecord, record: EncounterRecord, who: Who) -> None:
    for (host, buff_id), track in record.buffs.items():
        sums = total.buffs.setdefault((who(host), buff_id), BuffTrack())
        sums.count += track.count
        sums.on_ms += track.on_ms
        sums.damage += track.damage
        for layers, on_ms in track.layers_ms.items():
            sums.layers_ms[layers] = sums.layers_ms.get(layers, 0) + on_ms


def _add_quality(total: Quality, quality: Quality) -> None:
    for each in fields(Quality):
        value = getattr(total, each.name) + getattr(quality, each.name)
        setattr(total, each.name, bool(value) if each.name == "started_late" else value)
