"""Skills grouped the way the game's own damage list does it, with the single ids one level below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from resonance.combat.snapshot import SkillRow
from resonance.combat.tally import Tally, View, total
from resonance.names import Names


@dataclass(frozen=True, slots=True)
class SkillGroup:
    """Some skills under one name. One that belongs to no group of the game stands for itself."""

    view: View
    key: str  # see skill_key()
    name: str
    tally: Tally
    skills: tuple[SkillRow, ...]  # largest first


def skill_key(row: SkillRow) -> str:
    """Names one skill among those of its player."""
    return f"skill {row.origin} {row.skill_id}"


def group_key(row: SkillRow, names: Names) -> str:
    """Names the group of a skill, or the skill where it stands for itself."""
    group = names.skill_group(row.origin, row.skill_id)
    return f"group {group[0]}" if group else skill_key(row)


def group_skills(skills: Iterable[SkillRow], names: Names) -> list[SkillGroup]:
    """By view, largest first within a view; the skills of all groups are those given."""
    members: dict[tuple[View, str], list[SkillRow]] = {}
    titles: dict[tuple[View, str], str] = {}
    for row in skills:
        group = names.skill_group(row.origin, row.skill_id)
        key = (row.view, group_key(row, names))
        members.setdefault(key, []).append(row)
        titles[key] = group[1] if group else names.skill(row.origin, row.skill_id)
    groups = []
    for key, rows in members.items():
        rows.sort(key=lambda row: (-row.tally.amount, row.skill_id, row.origin))
        groups.append(SkillGroup(key[0], key[1], titles[key], total(row.tally for row in rows), tuple(rows)))
    groups.sort(key=lambda group: (group.view, -group.tally.amount, group.name))
    return groups
