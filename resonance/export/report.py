"""Snapshots and counts -> plain data for `analyze --json`. The README documents the keys; other programs rely on them.

Times are Unix ms, ratios 0..1, and null means "not known".
"""

from __future__ import annotations

from typing import Any

from resonance.combat import metrics
from resonance.combat.record import ActorInfo
from resonance.combat.snapshot import PlayerRow, SkillRow, Snapshot
from resonance.combat.tally import Tally, View
from resonance.names import Names

_SKILL_KINDS = {View.DAMAGE: "damage", View.HEALING: "heal"}


def encounter_report(snapshot: Snapshot, names: Names) -> dict[str, Any]:
    """One encounter, with its players in order of damage."""
    quality = snapshot.quality
    return {
        "scene_id": snapshot.scene_id,
        "scene": names.scene(snapshot.scene_id),
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
        "quality": {
            "complete": quality.complete,
            "gaps": quality.gaps,
            "missing_bytes": quality.missing_bytes,
            "dropped_packets": quality.dropped_packets,
            "started_late": quality.started_late,
        },
    }


def actor_report(info: ActorInfo) -> dict[str, Any]:
    return {
        "uid": info.uid,
        "kind": info.kind.name.lower(),
        "name": info.name,
        "class_id": info.class_id,
        "spec": info.spec,
        "level": info.level,
        "ability_score": info.ability_score,
        "max_hp": info.max_hp,
        "monster_id": info.monster_id,
    }


def _boss(info: ActorInfo | None, names: Names) -> dict[str, Any] | None:
    if info is None:
        return None
    return {
        "uid": info.uid,
        "monster_id": info.monster_id,
        "name": names.monster(info.monster_id),
        "hp": info.hp,
        "max_hp": info.max_hp,
    }


def _player(snapshot: Snapshot, row: PlayerRow, names: Names) -> dict[str, Any]:
    info = row.actor
    return {
        "uid": info.uid,
        "name": info.name,
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
        "skills": _skills(row.skills, names),
    }


def _skills(rows: tuple[SkillRow, ...], names: Names) -> list[dict[str, Any]]:
    """By kind and number: where one number names both a skill and a buff, both are counted under the first name."""
    merged: dict[tuple[View, int], tuple[str, Tally]] = {}
    for row in rows:
        if row.view not in _SKILL_KINDS or not row.tally.hits:
            continue
        key = (row.view, row.skill_id)
        if key not in merged:
            merged[key] = (names.skill(row.origin, row.skill_id), Tally())
        merged[key][1].add(row.tally)
    return [
        {
            "kind": _SKILL_KINDS[view],
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
