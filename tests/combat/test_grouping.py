"""Skills grouped as in the game's own damage list."""

from __future__ import annotations

from fights import Story, hit

from resonance import names
from resonance.combat.grouping import group_key, group_skills, skill_key
from resonance.combat.tally import View, total
from resonance.events import Origin

WINDBORNE_GRACE = (1401, 1402, 1403, 1404)  # one group of the game
UNGROUPED = 999_999


def test_members_of_a_group_stand_under_its_name() -> None:
    """One line for the group, its single ids below, largest first; a skill of no group stands for itself."""
    hits = [hit(skill_id=skill_id, amount=skill_id) for skill_id in (*WINDBORNE_GRACE, UNGROUPED)]
    (row,) = Story(hits).only.players
    groups = group_skills(row.skills, names.load())
    assert [(group.name, len(group.skills)) for group in groups] == [("Skill 999999", 1), ("Windborne Grace", 4)]
    assert [skill.skill_id for skill in groups[1].skills] == sorted(WINDBORNE_GRACE, reverse=True)


def test_groups_lose_nothing() -> None:
    """All groups together are all skills, and the same number in another name space is another skill."""
    hits = [hit(skill_id=1401), hit(skill_id=1401, origin=Origin.BUFF), hit(skill_id=7)]
    (row,) = Story(hits).only.players
    groups = group_skills(row.skills, names.load())
    assert total(group.tally for group in groups) == row.damage
    assert sum(len(group.skills) for group in groups) == len(row.skills) == 3
    assert {group.view for group in groups} == {View.DAMAGE}


def test_keys_name_skills_and_groups() -> None:
    """Members of a group share its key; a skill of no group has the same key for both; name spaces are kept apart."""
    hits = [hit(skill_id=1401), hit(skill_id=1402), hit(skill_id=7), hit(skill_id=7, origin=Origin.BUFF)]
    (row,) = Story(hits).only.players
    words = names.load()
    by_skill = {(skill.origin, skill.skill_id): skill for skill in row.skills}
    grace = [by_skill[Origin.SKILL, skill_id] for skill_id in (1401, 1402)]
    assert len({group_key(skill, words) for skill in grace}) == 1
    assert len({skill_key(skill) for skill in row.skills}) == 4
    alone = by_skill[Origin.SKILL, 7]
    assert group_key(alone, words) == skill_key(alone)
    assert {group.key for group in group_skills(row.skills, words)} == {group_key(skill, words) for skill in row.skills}
