"""What was fought -> the moments that may become chapters, with their words."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import NamedTuple

from resonance import formats
from resonance.combat.record import SegmentResult
from resonance.events import uid_of
from resonance.export.plain_text import pull_word
from resonance.names import Names
from resonance.store.fought import Fallen, Fought, Pull
from resonance.texts import say


class Detail(StrEnum):
    """How much of a video gets a chapter. Each has what the ones before it have."""

    ENCOUNTERS = "encounters"
    PULLS = "pulls"
    RESULTS = "results"
    DEATHS = "deaths"


class Weight(IntEnum):
    """Of two moments close together, the heavier one gets the chapter."""

    DEATH = 0
    RESULT = 1  # of a pull without a kill
    ENCOUNTER = 2
    KILL = 3
    PULL = 4  # it tells the kill, where that gets no chapter of its own


class Moment(NamedTuple):
    at_ms: int  # Unix ms
    weight: Weight
    words: str
    end_ms: int | None = None  # where another moment tells how this one ended; None = nothing more is to be told
    with_end: str = ""  # the words for where that one gets no chapter


LEVELS = tuple(Detail)


def moments(fought: Iterable[Fought], detail: Detail, names: Names) -> list[Moment]:
    """In the order of time."""
    level = LEVELS.index(detail)
    found = []
    for each in fought:
        if level == 0 or not each.pulls:
            found.append(Moment(each.started_at_ms, Weight.ENCOUNTER, _encounter_words(each, names)))
        if level >= LEVELS.index(Detail.PULLS):
            found += [_beginning(pull, names, detail) for pull in each.pulls]
        if level >= LEVELS.index(Detail.RESULTS):
            found += [_end(pull, names) for pull in each.pulls if pull.ended_at_ms is not None]
        if level >= LEVELS.index(Detail.DEATHS):
            found += [_death(death, names) for death in each.deaths]
    return sorted(found, key=lambda each: (each.at_ms, each.weight, each.words))


def _encounter_words(fought: Fought, names: Names) -> str:
    scene = names.scene(fought.scene_id)
    boss = names.monster(fought.boss_monster_id) if fought.boss_monster_id is not None else None
    results = [pull_word(pull.result) for pull in fought.pulls[-1:]]
    return " · ".join(filter(None, (scene, boss, *results))) or say("Fight")


def _beginning(pull: Pull, names: Names, detail: Detail) -> Moment:
    """How it ends is told only where its end is no moment of its own."""
    boss = names.monster(pull.boss_monster_id)
    number = say("Pull {number}", number=pull.attempt) if pull.attempt is not None else None
    plain = " · ".join(filter(None, (boss, number)))
    with_end = " · ".join(filter(None, (plain, _result_words(pull))))
    if detail is Detail.PULLS:
        return Moment(pull.started_at_ms, Weight.PULL, with_end)
    return Moment(pull.started_at_ms, Weight.PULL, plain, pull.ended_at_ms, with_end)


def _result_words(pull: Pull) -> str:
    """ "wipe at 34 %"; "" while it goes on."""
    word = pull_word(pull.result)
    if not word or pull.result is SegmentResult.KILL or pull.boss_hp is None:
        return word
    return say("{result} at {percent}", result=word, percent=formats.percent(pull.boss_hp))


def _end(pull: Pull, names: Names) -> Moment:
    assert pull.ended_at_ms is not None
    weight = Weight.KILL if pull.result is SegmentResult.KILL else Weight.RESULT
    words = _result_words(pull) or say("Fight")
    return Moment(pull.ended_at_ms, weight, f"{names.monster(pull.boss_monster_id)} · {words}")


def _death(death: Fallen, names: Names) -> Moment:
    name = names.display_name(death.name, uid_of(death.actor))
    return Moment(death.at_ms, Weight.DEATH, say("{name} dies", name=name))
