"""Ids and people of the simulated fights against the game's tables."""

from __future__ import annotations

import pytest

from helpers import ROOT
from resonance.events import Origin
from resonance.simulate import kits
from resonance.simulate.kits import IMAGINES, KITS, EnemyKit, Kit, Role
from resonance.simulate.roster import DEMO, PARTY, RAIDERS, people, uid_of_person
from resonance.simulate.scenarios import demo, dummy, dungeon, raid, town

SOURCES = {Origin.SKILL: "skill", Origin.BULLET: "bullet", Origin.BUFF: "buff"}
ENEMIES = [value for value in vars(kits).values() if isinstance(value, EnemyKit)]


def table(name: str) -> list[dict[str, str]]:
    lines = (ROOT / "assets" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    head = lines[0].split("\t")
    return [dict(zip(head, line.split("\t"), strict=True)) for line in lines[1:]]


@pytest.mark.parametrize("kit", KITS.values(), ids=list(KITS))
def test_skills_belong_to_the_class_and_tell_no_other_spec(kit: Kit) -> None:
    """Every skill is in the game's table under its name space and class; the spec's own skills are among them."""
    classes = {(row["source"], row["skill_id"]): row["class_id"] for row in table("skills")}
    used = {(SOURCES[Origin(use.skill.origin)], str(use.skill.skill_id)) for use in (*kit.attacks, *kit.heals)}
    assert {classes[key] for key in used} == {str(kit.class_id)}
    numbers = {skill_id for _, skill_id in used}
    telling = {row["spec_key"]: set(row["skill_ids"].split()) for row in table("specs")}
    assert numbers & telling[kit.spec]
    assert not any(numbers & ids for spec, ids in telling.items() if spec != kit.spec)


def test_buffs_are_real() -> None:
    """Everything put on somebody is in the game's table; shields and effects may be skills of the buff name space."""
    known = {row["buff_id"] for row in table("buffs")}
    known |= {row["skill_id"] for row in table("skills") if row["source"] == "buff"}
    used = {kits.VOID_BURN.skill_id}
    for kit in KITS.values():
        used |= {kit.self_buff[0], kit.party_buff[0], kit.debuff, kit.shield_buff}
    used |= {enemy.debuff for enemy in ENEMIES}
    assert {str(buff_id) for buff_id in used - {0}} <= known


def test_monsters_are_real_and_bosses_are_bosses() -> None:
    """What is fought is in the game's table, and flagged as a boss exactly where the scenario says so."""
    ranks = {row["monster_id"]: row["rank"] for row in table("monsters")}
    assert len(ENEMIES) >= 9
    for enemy in ENEMIES:
        assert (ranks[str(enemy.monster_id)] == "boss") == enemy.is_boss, enemy.monster_id
    assert {ranks[str(monster_id)] for monster_id in demo.BOSS_IDS} == {"boss"}
    assert {str(imagine.monster_id) for imagine in IMAGINES} <= set(ranks)


def test_scenes_are_real() -> None:
    """Raids in raids, the dungeon in a dungeon, the town in a city."""
    scenes = {row["scene_id"]: row["kind"] for row in table("scenes")}
    assert {scenes[str(scene_id)] for scene_id in (*demo.SCENE_IDS, raid.SCENE_ID)} == {"raid"}
    assert scenes[str(dungeon.SCENE_ID)] == "dungeon"
    assert scenes[str(town.SCENE_ID)] == "city"
    assert str(dummy.SCENE_ID) in scenes


def test_names_are_written_in_many_scripts() -> None:
    """Latin, Han, Kana, Hangul, Cyrillic, emoji, and one that is far too long."""
    text = "".join(person.name for person in RAIDERS)
    for first, last in (("A", "z"), ("一", "鿿"), ("ぁ", "ヿ"), ("가", "힣"), ("А", "я"), ("\U0001f300", "\U0001faff")):
        assert any(first <= letter <= last for letter in text), (first, last)
    assert max(len(person.name) for person in RAIDERS) > 60


def test_groups_have_every_class_and_role() -> None:
    """Twenty different people of all nine classes; the smaller groups have a tank and a healer."""
    assert len({uid_of_person(person) for person in people(40)}) == 40
    assert {KITS[person.spec].class_id for person in RAIDERS} == {1, 2, 3, 4, 5, 9, 11, 12, 13}
    for group in (PARTY, DEMO, RAIDERS):
        assert {KITS[person.spec].role for person in group} == set(Role)
