"""Snapshots and counts -> plain data for `analyze --json`. The README documents the keys; other programs rely on them.

Times are Unix ms, ratios 0..1, and null means "not known". With hidden names (`Names.hide_players`) a player's name is
"Player 3" and the uid is that number, 3, so that deaths, buffs and targets still point at their player.
"""

from __future__ import annotations

from typing import Any

from resonance.combat import metrics
from resonance.combat.record import ActorInfo, Death, RecapKind, RecapLine, SegmentKind
from resonance.combat.snapshot import BuffRow, PlayerRow, SkillRow, Snapshot, TargetRow
from resonance.combat.tally import Tally, View
from resonance.events import is_player, uid_of
from resonance.names import Names

_KINDS = {View.DAMAGE: "damage", View.HEALING: "heal", View.TAKEN: "taken"}


def encounter_report(snapshot: Snapshot, names: Names) -> dict[str, Any]:
    """One encounter, with its players in order of damage."""
    quality = snapshot.quality
    return {
        "scene_id": snapshot.scene_id,
        "scene": names.scene(snapshot.scene_id),
        "difficulty": snapshot.difficulty,
        "difficulty_name": names.scene_difficulty(snapshot.scene_id),
        "started_at_ms": snapshot.started_at_ms,
        "elapsed_ms": snapshot.elapsed_ms,
        "active_ms": snapshot.active_ms,
        "result": str(snapshot.result),
        "boss": _boss(snapshot.boss, names),
        "totals": {
            "damage": snapshot.damage.amount,
            "healing": snapshot.healing.amount,
            "taken": snapshot.taken.amount,
        },
        "players": [_player(snapshot, row, names) for row in snapshot.players],
        "segments": [_segment(snapshot, index, names) for index in range(len(snapshot.segments))],
        "deaths": [_death(death, names) for death in snapshot.deaths],
        "buffs": [_buff(row, names) for row in snapshot.buffs],
        "quality": {
            "complete": quality.complete,
            "gaps": quality.gaps,
            "missing_bytes": quality.missing_bytes,
            "dropped_packets": quality.dropped_packets,
            "started_late": quality.started_late,
        },
    }


def actor_report(info: ActorInfo, names: Names) -> dict[str, Any]:
    """Monsters are seldom named by the game itself, so the monster table names them."""
    from_table = names.monster(info.monster_id) if info.monster_id is not None else None
    return {
        "uid": _uid(info.actor_id, names),
        "kind": info.kind.name.lower(),
        "name": _name(info, names) or from_table,
        "class_id": info.class_id,
        "spec": info.spec,
        "level": info.level,
        "ability_score": info.ability_score,
        "max_hp": info.max_hp,
        "monster_id": info.monster_id,
    }


def _name(info: ActorInfo, names: Names) -> str | None:
    """As the game sent it; None = it sent none.

    With hidden names a summon has none, because it may be called after its owner.
    """
    if not names.hide_players:
        return info.name
    return names.display_name(info.name, info.uid) if is_player(info.actor_id) else None


def _uid(actor_id: int, names: Names) -> int:
    return names.display_uid(uid_of(actor_id)) if is_player(actor_id) else uid_of(actor_id)


def _boss(info: ActorInfo | None, names: Names) -> dict[str, Any] | None:
    if info is None:
        return None
    return {
        "uid": _uid(info.actor_id, names),
        "monster_id": info.monster_id,
        "name": names.monster(info.monster_id),
        "hp": info.hp,
        "max_hp": info.max_hp,
    }


def _player(snapshot: Snapshot, row: PlayerRow, names: Names) -> dict[str, Any]:
    info = row.actor
    return {
        "uid": _uid(info.actor_id, names),
        "name": _name(info, names),
        "class_id": info.class_id,
        "spec": info.spec,
        "ability_score": info.ability_score,
        "damage": row.damage.amount,
        "hits": row.damage.hits,
        "crits": row.damage.crits,
        "lucky_hits": row.damage.lucky_hits,
        "dps": metrics.per_second(row.damage.amount, snapshot.clock_ms(View.DAMAGE, row)),
        "share": metrics.ratio(row.damage.amount, snapshot.damage.amount),
        "healing": row.healing.amount,
        "heals": row.healing.hits,
        "effective_healing": row.healing.effective,
        "taken": row.taken.amount,
        "hits_taken": row.taken.hits,
        "deaths": row.deaths,
        "boss_damage": row.boss_damage.amount,
        "overheal": row.healing.amount - row.healing.effective,
        "shielding": row.shielding.amount,
        "revives": row.revives,
        "targets": [_target(snapshot, target, names) for target in row.targets if target.tally.hits],
        "skills": _skills(row.skills, names),
    }


def _segment(snapshot: Snapshot, index: int, names: Names) -> dict[str, Any]:
    segment = snapshot.segments[index]
    ended_at_ms = segment.ended_at_ms if segment.ended_at_ms is not None else segment.clocks.group.last_ms
    return {
        "kind": str(segment.kind),
        "attempt": segment.attempt,
        "boss_monster_id": segment.boss_monster_id,
        "name": names.monster(segment.boss_monster_id) if segment.kind is SegmentKind.BOSS else "Trash",
        "started_at_ms": segment.started_at_ms,
        "ended_at_ms": ended_at_ms if ended_at_ms is not None else segment.started_at_ms,
        "result": str(segment.result),
        "hp_start": segment.hp_start,
        "hp_end": segment.hp_end,
        "damage": snapshot.segment_damage[index],
    }


def _death(death: Death, names: Names) -> dict[str, Any]:
    return {
        "uid": _uid(death.actor, names),
        "at_ms": death.at_ms,
        "killer": _uid(death.killer, names) if death.killer is not None else None,
        "skill_id": death.skill_id or None,
        "recap": [_recap_line(death, line, names) for line in death.recap],
    }


def _recap_line(death: Death, line: RecapLine, names: Names) -> dict[str, Any]:
    is_buff = line.kind in (RecapKind.BUFF_ON, RecapKind.BUFF_OFF)
    name = names.buff(line.skill_id) if is_buff else names.skill(line.origin, line.skill_id)
    return {
        "before_ms": death.at_ms - line.at_ms,
        "kind": RecapKind(line.kind).name.lower(),
        "source": _uid(line.source, names) if line.source else None,
        "skill_id": line.skill_id or None,
        "name": name if line.skill_id else None,
        "amount": line.amount if line.kind != RecapKind.BUFF_OFF else None,
        "hp_before": line.hp_before,
        "hp_after": line.hp_after,
    }


def _buff(row: BuffRow, names: Names) -> dict[str, Any]:
    return {
        "uid": _uid(row.host, names),
        "buff_id": row.buff_id,
        "name": names.buff(row.buff_id),
        "uptime": row.uptime,
        "count": row.count,
    }


def _target(snapshot: Snapshot, target: TargetRow, names: Names) -> dict[str, Any]:
    info = snapshot.info(target.actor)
    monster_id = info.monster_id if info else None
    return {
        "kind": _KINDS[target.view],
        "uid": _uid(target.actor, names) if target.actor else None,
        "monster_id": monster_id,
        "name": names.monster(monster_id) if monster_id else _name(info, names) if info else None,
        "amount": target.tally.amount,
        "hits": target.tally.hits,
        "skills": _skills(target.skills, names, every_view=True),
    }


def _skills(rows: tuple[SkillRow, ...], names: Names, *, every_view: bool = False) -> list[dict[str, Any]]:
    """By kind and number: where one number names both a skill and a buff, both are counted under the first name."""
    merged: dict[tuple[View, int], tuple[str, Tally]] = {}
    for row in rows:
        if not row.tally.hits or (row.view is View.TAKEN and not every_view):
            continue
        key = (row.view, row.skill_id)
        if key not in merged:
            merged[key] = (names.skill(row.origin, row.skill_id), Tally())
        merged[key][1].add(row.tally)
    return [
        {
            "kind": _KINDS[view],
            "skill_id": skill_id,
            "name": name,
            "amount": tally.amount,
            "hits": tally.hits,
            "crits": tally.crits,
            "lucky_hits": tally.lucky_hits,
            "max": tally.max,
        }
        for (view, skill_id), (name, tally) in merged.items()
    ]
