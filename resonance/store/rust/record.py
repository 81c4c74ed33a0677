"""All rows of one encounter -> an EncounterRecord.

With single hits everything is counted as a live fight is, without them there are the sums alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from resonance.combat import curves
from resonance.combat.clock import Clock, Clocks
from resonance.combat.record import Death, EncounterRecord, Segment, SegmentKind
from resonance.combat.tally import Kind, Tally, TallyKey, View
from resonance.events import ENVIRONMENT, Origin, is_player
from resonance.store import name_ids
from resonance.store.rust import buffs, hits
from resonance.store.rust.cast import Cast
from resonance.store.rust.hits import Hit
from resonance.store.rust.segments import Bosses, joined, plan, result_of
from resonance.store.rust.source import Source
from resonance.store.rust.tables import Sum
from resonance.texts import say

LONGEST_MS = 24 * 3_600_000
MOST_CURVE_SECONDS = 5_000_000  # of all players together: four hours of 350 of them
NOT_KNOWN = -1  # skill id


class Blow(NamedTuple):
    """A hit or heal with everybody's actor_id."""

    hit: Hit
    kind: Kind
    source: int
    target: int
    skill_id: int


def build(source: Source) -> EncounterRecord:
    """Adds to `source.left_out` what has no place, or could not be used."""
    encounter = source.encounter
    record = EncounterRecord(encounter.started_at_ms, scene_id=_scene(source), ended=True)
    cast = Cast(source, record)
    blows = sorted(_blows(source, cast)) if source.has_hits else []
    bosses = _bosses(source, cast)
    record.boss, record.bosses = bosses.main, set().union(*bosses.bodies.values())
    end_ms = max(encounter.started_at_ms + _length_ms(source), blows[-1].hit.at_ms if blows else 0)
    record.segments = plan(source, cast, bosses, end_ms)
    record.bosses.update(body for segment in record.segments for body in segment.bodies)
    if source.has_hits and (source.damage or source.heals):
        _count(record, blows, source.left_out)
    else:
        _add_sums(record, source, cast, bosses)
    record.result = result_of(record.segments, source)
    _add_deaths(record, source, cast)
    _add_buffs(record, source, cast, blows, end_ms - encounter.started_at_ms)
    _tell_bosses(record, source, bosses)
    cast.tell_specs(_used(record))
    return record


def _scene(source: Source) -> int | None:
    encounter = source.encounter
    if encounter.scene_id is None and encounter.scene_name is not None:
        return name_ids.scene_id(encounter.scene_name)
    return encounter.scene_id


def _length_ms(source: Source) -> int:
    """The file's own length, else from its beginning to its end, else as long as somebody was active; 0 = not known."""
    encounter = source.encounter
    length_ms = round(min(encounter.duration_s, LONGEST_MS) * 1000)
    length_ms = length_ms or (encounter.ended_at_ms or 0) - encounter.started_at_ms
    if length_ms <= 0:
        length_ms = max((row.active_dmg_time_ms for row in source.actors), default=0)
    return min(length_ms, LONGEST_MS)


def _blows(source: Source, cast: Cast) -> Iterator[Blow]:
    for rows, found, kind in (
        (source.damage, source.damage_hits, Kind.DAMAGE),
        (source.heals, source.heal_hits, Kind.HEAL),
    ):
        called = {(row.source, row.target, row.skill_id): row.monster_name for row in rows}
        for (by, on, skill_id), each in (found or {}).items():
            actor, target = cast.actor(by), cast.actor(on, called[by, on, skill_id])
            yield from (Blow(hit, kind, actor, target, skill_id) for hit in each)


def _bosses(source: Source, cast: Cast) -> Bosses:
    """Bosses are known by name there; their bodies are the targets with this name."""
    known = {row.monster_name for row in source.bosses}
    bodies: dict[str, set[int]] = {}
    dealt: dict[int, int] = {}
    for row in source.damage:
        if row.monster_name is not None and row.monster_name in known:
            body = cast.actor(row.target, row.monster_name)
            if body != ENVIRONMENT:
                bodies.setdefault(row.monster_name, set()).add(body)
                dealt[body] = dealt.get(body, 0) + row.amount
    main = max(dealt, key=lambda body: (dealt[body], -body), default=None)
    defeated = frozenset(row.monster_name for row in source.bosses if row.monster_name and row.is_defeated)
    return Bosses(bodies, defeated, main, cast.record.actors[main].name if main is not None else None)


def _count(record: EncounterRecord, blows: list[Blow], left_out: list[str]) -> None:
    starts = [segment.started_at_ms for segment in record.segments]
    plots = _has_room_for_curves(record, blows)
    if not plots:
        left_out.append(say("It is too large for a timeline."))
    for blow in blows:
        index = max(bisect_right(starts, blow.hit.at_ms) - 1, 0)
        key = TallyKey(index, blow.kind, blow.source, blow.target, Origin.SKILL, blow.skill_id)
        hits.add(record.tallies.setdefault(key, Tally()), blow.hit)
        if blow.hit.amount:
            _feed(record, record.segments[index], blow, plots)


def _has_room_for_curves(record: EncounterRecord, blows: list[Blow]) -> bool:
    """A curve is as long as the fight, and a forged file may have any number of players in it."""
    seconds = (blows[-1].hit.at_ms - record.started_at_ms) // 1000 if blows else 0
    players = {actor for blow in blows for actor in (blow.source, blow.target) if is_player(actor)}
    return len(players) * min(max(seconds, 0), curves.MAX_SECONDS) <= MOST_CURVE_SECONDS


def _feed(record: EncounterRecord, segment: Segment, blow: Blow, plots: bool) -> None:
    """Clocks and curves, as a live fight feeds them."""
    hit, source, target = blow.hit, blow.source, blow.target
    body = target if target in record.bosses else source if source in record.bosses else None
    if body is not None and segment.kind is SegmentKind.BOSS:
        segment.bodies.add(body)
    if blow.kind is Kind.HEAL:
        if is_player(source):
            _feed_personal(record, segment, View.HEALING, source, hit, plots)
    elif is_player(target):
        _feed_personal(record, segment, View.TAKEN, target, hit, plots)
    elif is_player(source):
        _feed_personal(record, segment, View.DAMAGE, source, hit, plots)
        for clocks in (record.clocks, segment.clocks):
            clocks.group.feed(hit.at_ms)
            if target in record.bosses:
                clocks.boss.feed(hit.at_ms)


def _feed_personal(record: EncounterRecord, segment: Segment, view: View, actor: int, hit: Hit, plots: bool) -> None:
    record.clocks.personal_of(view, actor).feed(hit.at_ms)
    segment.clocks.personal_of(view, actor).feed(hit.at_ms)
    if plots:
        curves.add(record.curves, view, actor, (hit.at_ms - record.started_at_ms) // 1000, hit.amount)


def _add_sums(record: EncounterRecord, source: Source, cast: Cast, bosses: Bosses) -> None:
    """Into one segment, since nothing tells when anything happened."""
    source.left_out.append(say("Single hits are not in the file: no timeline, no largest hits."))
    if len(record.segments) > 1:
        source.left_out.append(say("Its pulls were joined, since nothing tells which hit belongs to which."))
        record.segments = joined(record.segments)
    for kind, rows in ((Kind.DAMAGE, source.damage), (Kind.HEAL, source.heals)):
        for row in rows:
            _add(record, kind, cast.actor(row.source), cast.actor(row.target, row.monster_name), row)
    if not record.tallies and source.actors:
        _add_actors(record, source, cast)
    if record.segments[0].kind is SegmentKind.BOSS:
        record.segments[0].bodies |= record.bosses
    _set_clocks(record, source, cast, bosses)


def _add(record: EncounterRecord, kind: Kind, source: int, target: int, row: Sum) -> None:
    key = TallyKey(0, kind, source, target, Origin.SKILL, row.skill_id)
    record.tallies.setdefault(key, Tally()).add(hits.sum_of(row))


def _add_actors(record: EncounterRecord, source: Source, cast: Cast) -> None:
    """What players add up to, for files without a sum for each skill."""
    added = False
    for row in source.actors:
        actor = cast.actor(row.actor_id)
        if not is_player(actor):
            continue
        for kind, by, on, count, amount in (
            (Kind.DAMAGE, actor, ENVIRONMENT, row.hits_dealt, row.damage_dealt),
            (Kind.HEAL, actor, actor, row.hits_heal, row.heal_dealt),
            (Kind.DAMAGE, ENVIRONMENT, actor, row.hits_taken, row.damage_taken),
        ):
            if amount:
                key = TallyKey(0, kind, by, on, Origin.SKILL, NOT_KNOWN)
                record.tallies[key] = Tally(hits=count, amount=amount, effective=amount)
                added = True
    if added:
        source.left_out.append(say("Skills and targets are not in the file, only the sums of players."))


def _set_clocks(record: EncounterRecord, source: Source, cast: Cast, bosses: Bosses) -> None:
    """Without hits: the length of the encounter, and the time each player was active."""
    start_ms, length_ms = record.started_at_ms, _length_ms(source)
    active = {cast.actor(row.actor_id): min(row.active_dmg_time_ms, length_ms) for row in source.actors}
    whole = Clock(start_ms, start_ms + length_ms, length_ms)
    clocks = Clocks(replace(whole), replace(whole) if bosses.main is not None else Clock())
    for key in record.tallies:
        for view, actor in _views(key):
            own = active.get(actor) if view is View.DAMAGE else None
            clocks.personal[view, actor] = replace(whole, active_ms=own or length_ms)
    record.clocks = clocks
    record.segments[0].clocks = clocks.copy()


def _views(key: TallyKey) -> Iterator[tuple[View, int]]:
    """Whose clock in which view it feeds."""
    if key.kind == Kind.HEAL:
        if is_player(key.source):
            yield View.HEALING, key.source
    elif is_player(key.target):
        yield View.TAKEN, key.target
    elif is_player(key.source):
        yield View.DAMAGE, key.source


def _add_deaths(record: EncounterRecord, source: Source, cast: Cast) -> None:
    """Of players: nobody else's are kept."""
    for row in sorted(source.deaths, key=lambda row: row.timestamp_ms):
        actor = cast.actor(row.actor_id)
        if is_player(actor):
            killer = cast.actor(row.killer_id) or None
            record.deaths.append(Death(row.timestamp_ms, actor, killer, row.skill_id))


def _add_buffs(record: EncounterRecord, source: Source, cast: Cast, blows: list[Blow], elapsed_ms: int) -> None:
    dealt: dict[int, list[tuple[int, int]]] = {}
    for blow in blows:
        if blow.kind is Kind.DAMAGE and is_player(blow.source) and not is_player(blow.target):
            dealt.setdefault(blow.source, []).append((blow.hit.at_ms - record.started_at_ms, blow.hit.amount))
    unreadable = 0
    for row in source.buffs:
        host = cast.actor(row.entity_id)
        try:
            track = buffs.track(row.events, record.started_at_ms, elapsed_ms, dealt.get(host, ()))
        except (ValueError, TypeError, RecursionError, MemoryError):
            unreadable += 1
            continue
        if track is not None and host != ENVIRONMENT:
            record.buffs[host, row.buff_id] = track
    if unreadable:
        source.left_out.append(say("Some of its buffs cannot be read and were left out."))


def _tell_bosses(record: EncounterRecord, source: Source, bosses: Bosses) -> None:
    by_name = {row.monster_name: row for row in source.bosses}
    for body in record.bosses:
        info, row = record.actors[body], by_name.get(bosses.name_of(body))
        if row is not None:
            info.max_hp = row.max_hp
            info.hp = 0 if row.is_defeated else None
    for segment in record.segments:
        if segment.boss is not None and record.actors[segment.boss].hp is None:
            record.actors[segment.boss].hp = segment.hp_end


def _used(record: EncounterRecord) -> dict[tuple[int, int], Tally]:
    used: dict[tuple[int, int], Tally] = {}
    for key, tally in record.tallies.items():
        used.setdefault((key.source, key.skill_id), Tally()).add(tally)
    return used
