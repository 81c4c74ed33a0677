"""What hits of one kind have in common is kept: nobody may be able to tell by the numbers."""

from __future__ import annotations

from typing import Any

import pytest
from fights import ANNA, BOSS, BOSS_MONSTER, SECOND, WOLF_MONSTER, Story, boss_appears, hit, seen
from random_fights import RandomFights

from resonance import names
from resonance.combat.corrections import merge
from resonance.combat.encounter import Encounter
from resonance.combat.record import EncounterRecord

NAMES = names.load()


class Forgetful(dict[Any, Any]):
    """Keeps nothing."""

    def __setitem__(self, key: object, value: object) -> None:
        pass


def fights(seed: int) -> list[EncounterRecord]:
    return [record for record, _ in RandomFights(NAMES, seed).play(700).encounters]


def test_nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fights nobody planned, with summons, new bodies, splits, merges and resets, count the same without any memory."""
    kept = [fights(seed) for seed in range(25)]
    make = Encounter.__init__

    def forgetful(encounter: Encounter, *args: Any) -> None:
        make(encounter, *args)
        encounter._hit_routes, encounter._heal_routes, encounter._feeds._feeds = Forgetful(), Forgetful(), Forgetful()

    monkeypatch.setattr(Encounter, "__init__", forgetful)
    assert [fights(seed) for seed in range(25)] == kept


def test_body_that_is_told_to_be_a_boss() -> None:
    """Hits before it was known are no boss damage in their segment; those after it are."""
    story = Story([hit(amount=1), seen(BOSS, 1, monster_id=BOSS_MONSTER), hit(2, amount=20)])
    assert [segment.boss for segment in story.only.segments] == [None, BOSS]
    assert story.picture(1).damage.amount == 20


def test_number_of_a_body_that_is_given_to_another_one() -> None:
    """The HP of the new one go down, not those of who had the number before."""
    story = Story([boss_appears(hp=1_000), hit(1, amount=10)])
    story.play([seen(BOSS, 2, appeared=True, monster_id=WOLF_MONSTER, hp=500), hit(3, amount=20)])
    assert {info.actor_id: info.hp for info in story.only.actors}[BOSS] == 480


def test_class_that_is_told_otherwise() -> None:
    """A skill is asked again what it says about somebody whose class was told anew."""
    story = Story([hit(), seen(ANNA, 1, class_id=5), hit(2)])
    (row,) = story.only.players
    assert row.actor.class_id == 5


def test_segment_that_is_merged_into_the_one_before() -> None:
    """What is hit afterwards counts there, with its clock."""
    story = Story([boss_appears(), hit(amount=1)])
    encounter = story.encounters[0]
    encounter.split(1 * SECOND)
    story.play([hit(2 * SECOND, amount=20)])
    assert merge(encounter.record, 1)
    story.play([hit(3 * SECOND, amount=300)])
    assert story.picture(0).damage.amount == 321
    assert story.picture(0).active_ms == 3 * SECOND
