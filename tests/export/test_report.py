"""The data of `analyze --json`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from resonance import formats, names, texts
from resonance.combat.clock import ClockChoice
from resonance.combat.record import (
    ActorInfo,
    BuffTrack,
    Death,
    EncounterRecord,
    RecapKind,
    RecapLine,
    Segment,
    SegmentKind,
)
from resonance.combat.snapshot import build
from resonance.combat.tally import Kind, Tally, TallyKey
from resonance.events import monster_actor_id, player_id
from resonance.export.report import actor_report, encounter_report
from resonance.names import Names

MOMOKO, SAKURA = player_id(5_000_001), player_id(5_000_002)
BOSS = monster_actor_id(9)
NAMES = ("Momoko", "Sakura")
UIDS = ("5000001", "5000002")


def make_record() -> EncounterRecord:
    """Momoko hits the boss, heals Sakura, who is hit by the boss, dies, and wears a buff."""
    record = EncounterRecord(1_760_000_000_000, boss=BOSS, bosses={BOSS})
    record.segments.append(Segment(SegmentKind.BOSS, 1_760_000_000_000, boss=BOSS, boss_monster_id=1152))
    record.actors[BOSS] = ActorInfo(BOSS, monster_id=1152)
    for actor, name in zip((MOMOKO, SAKURA), NAMES, strict=True):
        record.actors[actor] = ActorInfo(actor, name=name)
    tally = Tally(hits=1, amount=100, effective=100)
    record.tallies[TallyKey(0, Kind.DAMAGE, MOMOKO, BOSS, 0, 1714)] = tally
    record.tallies[TallyKey(0, Kind.HEAL, MOMOKO, SAKURA, 0, 1518)] = tally
    record.tallies[TallyKey(0, Kind.DAMAGE, BOSS, SAKURA, 0, 1714)] = tally
    line = RecapLine(1_760_000_000_900, RecapKind.HEAL, MOMOKO, 0, 1518, 50, 10, 60, False)
    record.deaths.append(Death(1_760_000_001_000, SAKURA, BOSS, 1714, [line]))
    record.buffs[SAKURA, 4501] = BuffTrack(count=1, on_ms=500)
    return record


def report(words: Names) -> dict[str, Any]:
    record = make_record()
    return {
        "actors": [actor_report(info, words) for info in record.actors.values()],
        **encounter_report(build(record, ClockChoice.ACTIVE), words),
    }


def test_names_and_uids_as_the_game_has_them() -> None:
    """Who reads the report finds the players again."""
    found = report(names.load())
    assert [(player["uid"], player["name"]) for player in found["players"]] == [
        (5_000_001, "Momoko"),
        (5_000_002, "Sakura"),
    ]


def test_hidden_players_appear_nowhere(fresh_numbers: None) -> None:
    """Neither name nor uid, in whatever corner of the report."""
    text = json.dumps(report(names.load(hide_players=True)))
    assert "Player 1" in text
    assert not [word for word in (*NAMES, *UIDS) if word in text]
    assert all(word in json.dumps(report(names.load())) for word in (*NAMES, *UIDS))


def test_hidden_players_can_still_be_followed(fresh_numbers: None) -> None:
    """The number stands for the uid: deaths, buffs and targets point at their player. Monsters keep what they are."""
    found = report(names.load(hide_players=True))
    uids = {player["name"]: player["uid"] for player in found["players"]}
    assert uids == {"Player 1": 1, "Player 2": 2}
    (death,) = found["deaths"]
    assert (death["uid"], death["killer"], death["recap"][0]["source"]) == (2, 9, 1)
    assert [buff["uid"] for buff in found["buffs"]] == [2]
    targets = {(target["kind"], target["uid"], target["name"]) for target in found["players"][0]["targets"]}
    assert targets == {("damage", 9, "Kartgriff"), ("heal", 2, "Player 2")}


def test_nobody_without_a_name_is_given_one() -> None:
    """null says that the game sent none."""
    record = make_record()
    record.actors[MOMOKO].name = None
    found = encounter_report(build(record, ClockChoice.ACTIVE), names.load())
    assert found["players"][0]["name"] is None


@pytest.mark.parametrize(
    ("scene_id", "difficulty", "name"), [(6008, 3, "Hard"), (6008, None, "Hard"), (None, 3, None), (8, 3, None)]
)
def test_difficulty(scene_id: int | None, difficulty: int | None, name: str | None) -> None:
    """The dungeon's own number, and the words of the list of encounters; neither is made up of the other."""
    record = make_record()
    record.scene_id, record.difficulty = scene_id, difficulty
    found = encounter_report(build(record, ClockChoice.ACTIVE), names.load())
    assert (found["difficulty"], found["difficulty_name"]) == (difficulty, name)


def test_data_does_not_follow_style_and_language() -> None:
    """Keys, kinds and results are for programs: the same for every user."""
    before = report(names.load())
    texts.use("zh")
    formats.use_style("myriad")
    assert report(names.load()) == before
