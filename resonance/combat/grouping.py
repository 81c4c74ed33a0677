"""Skills grouped the way the game's own damage list does it, with the single ids one level below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from resonance.combat.snapshot import SkillRow
from resonance.combat.tally import Tally, View, total
from resonance.names import Names

_Key = tuple[View, int | tuple[int, int]]  # view, and the group's number or (origin, skill id)


@dataclass(frozen=True, slots=True)
class SkillGroup:
    """Some skills under one name. One that belongs to no group of the game stands for itself."""

    view: View
    name: str
    tally: Tally
    skills: tuple[SkillRow, ...]  # largest first


def group_skills(skills: Iterable[SkillRow], names: Names) -> list[SkillGroup]:
    """By view, largest first within a view; the skills of all groups are those given."""
    members: dict[_Key, list[SkillRow]] = {}
    titles: dict[_Key, str] = {}
    for row in skills:
        group = names.skill_group(row.origin, row.skill_id)
        key: _Key = (row.view, group[0] if group else (row.origin, row.skill_id))
        members.setdefault(key, []).append(row)
        titles[key] = group[1] if group else names.skill(row.origin, row.skill_id)
    groups = []
    for key, rows in members.items():
        rows.sort(key=lambda row: (-row.tally.amount, row.skill_id, row.origin))
        groups.append(SkillGroup(key[0], titles[key], total(row.tally for row in rows), tuple(rows)))
    groups.sort(key=lambda group: (group.view, -group.tally.amount, group.name))
    return groups
