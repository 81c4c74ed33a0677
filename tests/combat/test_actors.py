"""Who is who: what is learnt from attributes and from skills, and what is forgotten."""

from __future__ import annotations

from fights import ANNA, BOSS, BOSS_MONSTER, seen

from resonance import names
from resonance.combat.actors import FORGET_MS, Actors
from resonance.combat.record import ActorInfo
from resonance.events import monster_actor_id

STORMBLADE, MARKSMAN, TRANSFORMED = 1, 11, 14
IAIDO_SKILL, WILDPACK_SKILL = 1714, 2292


def known(*events: object) -> ActorInfo:
    actors = Actors(names.load())
    for event in events:
        actors.see(event)  # type: ignore[arg-type]
    return actors.info(ANNA)


def test_absent_facts_change_nothing_and_zero_hp_does() -> None:
    """A delta tells only what changed; HP of 0 are a value, an empty name is none."""
    info = known(seen(ANNA, name="Anna", hp=9, max_hp=9, level=60), seen(ANNA, name="", hp=0))
    assert (info.name, info.hp, info.max_hp, info.level) == ("Anna", 0, 9, 60)


def test_class_is_kept_during_a_transformation() -> None:
    """Transformation classes are of a moment; without another class known they are better than none."""
    assert known(seen(ANNA, class_id=STORMBLADE), seen(ANNA, class_id=TRANSFORMED)).class_id == STORMBLADE
    assert known(seen(ANNA, class_id=TRANSFORMED)).class_id == TRANSFORMED


def test_skill_tells_class_and_spec() -> None:
    """The newest telling skill wins, but never against the class the game itself names."""
    actors = Actors(names.load())
    assert actors.used_skill(ANNA, IAIDO_SKILL)
    assert (actors.info(ANNA).class_id, actors.info(ANNA).spec) == (STORMBLADE, "iaido")
    assert not actors.used_skill(ANNA, IAIDO_SKILL), "no news"
    actors.see(seen(ANNA, class_id=MARKSMAN))
    assert actors.info(ANNA).spec is None, "a spec of the class before says nothing about this one"
    assert not actors.used_skill(ANNA, IAIDO_SKILL)
    assert actors.used_skill(ANNA, WILDPACK_SKILL)
    assert actors.info(ANNA).spec == "wildpack"


def test_equipped_skills_tell_the_class_by_majority() -> None:
    """Players list skills of other classes too, and those of both specs, so no spec is taken from the list."""
    info = known(seen(ANNA, skill_ids=(1714, 1715, 1733, 2302)))
    assert (info.class_id, info.spec) == (STORMBLADE, None)


def test_body_that_appears_again_is_another() -> None:
    """The server uses ids of bodies again: nothing of the dead one is left."""
    actors = Actors(names.load())
    actors.see(seen(BOSS, appeared=True, monster_id=BOSS_MONSTER, hp=5, max_hp=10))
    assert actors.is_boss(BOSS)
    actors.see(seen(BOSS, appeared=True, monster_id=2))
    assert not actors.is_boss(BOSS)
    assert actors.info(BOSS).max_hp is None


def test_another_scene_forgets_monsters_and_keeps_players() -> None:
    """A player's name is sent once; a monster of the scene before is gone."""
    actors = Actors(names.load())
    actors.see(seen(ANNA, name="Anna"))
    actors.see(seen(BOSS, appeared=True, monster_id=BOSS_MONSTER))
    actors.leave_scene()
    assert actors.info(ANNA).name == "Anna"
    assert not actors.is_boss(BOSS)


def test_bodies_long_gone_are_forgotten() -> None:
    """Players are kept, and so is everybody who is here or left a moment ago."""
    actors = Actors(names.load())
    gone, here = monster_actor_id(1), monster_actor_id(2)
    for actor in (ANNA, BOSS, gone, here):
        actors.see(seen(actor, name="somebody"))
    for actor in (ANNA, gone):
        actors.left(actor, 1)
    actors.left(BOSS, FORGET_MS)
    actors.forget_gone(FORGET_MS + 1)
    assert {info.actor_id for info in actors.all()} == {ANNA, BOSS, here}
