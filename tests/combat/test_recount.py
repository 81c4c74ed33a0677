"""What is counted again from a journal is what was counted live; what is no journal is refused."""

from __future__ import annotations

import pytest
from fights import ANNA, BEN, BOSS, BOSS_MONSTER, CLEO, SECOND, WOLF, hit, seen
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import AT_MS, NAMES, noted, story
from random_fights import PET, PETS_PET, RandomFights

from resonance.combat import recount as counting
from resonance.combat.buffs import LATE_MS
from resonance.combat.clock import ClockChoice
from resonance.combat.entries import (
    ActorKnown,
    Began,
    Entry,
    Finished,
    JournalError,
    Lost,
)
from resonance.combat.record import SegmentResult
from resonance.combat.recount import recount
from resonance.combat.shields import SAME_MOMENT_MS
from resonance.combat.snapshot import build
from resonance.events import ActorLeft, BuffChanged, Died, LocalPlayerKnown, Outcome


def test_counted_again_is_equal_field_by_field() -> None:
    """Whatever happened: pauses, corrections, training, owners, buffs, shields, wipes, clocks of two kinds, resets."""
    counted = 0
    for seed in range(40):
        for record, journal in RandomFights(NAMES, seed).play(700).encounters:
            assert recount(journal, NAMES) == record, f"seed {seed}"
            counted += 1
    assert counted > 200


def test_journal_that_stops_anywhere() -> None:
    """As far as it goes it gives what was counted until then: a crash costs what was not written, and no more."""
    record, journal = story()
    beginning = next(index for index, entry in enumerate(journal) if type(entry).__name__ == "Hit") + 1
    hits = []
    for size in range(beginning, len(journal)):
        part = recount(journal[:size], NAMES)
        assert not part.ended
        hits.append(sum(tally.hits for tally in part.tallies.values()))
    assert hits == sorted(hits)
    assert recount(journal, NAMES) == record
    closed = recount([*journal[:-1], Finished()], NAMES)
    assert closed == record


def test_team_mate_who_did_nothing_lives() -> None:
    """A party is not wiped while somebody of it stands there, although nobody ever hit or healed them."""
    record, journal = noted(
        LocalPlayerKnown(AT_MS, ANNA),
        seen(ANNA, AT_MS, team_id=7),
        seen(BEN, AT_MS, team_id=7, state=0),
        seen(CLEO, AT_MS, team_id=8),
        seen(BOSS, AT_MS, appeared=True, monster_id=BOSS_MONSTER, hp=100, max_hp=100),
        hit(AT_MS, ANNA, BOSS, 5),
        hit(AT_MS + 100, BOSS, ANNA, 900, killed=True),
        hit(AT_MS + 4_000, BOSS, CLEO, 1),
    )
    assert record.segments[0].result is not SegmentResult.WIPE
    assert recount(journal, NAMES) == record
    _, without_ben = noted(
        LocalPlayerKnown(AT_MS, ANNA),
        seen(ANNA, AT_MS, team_id=7),
        seen(BOSS, AT_MS, appeared=True, monster_id=BOSS_MONSTER, hp=100, max_hp=100),
        hit(AT_MS, ANNA, BOSS, 5),
        hit(AT_MS + 100, BOSS, ANNA, 900, killed=True),
        hit(AT_MS + 4_000, BOSS, CLEO, 1),
    )
    assert recount(without_ben, NAMES).segments[0].result is SegmentResult.WIPE


@pytest.mark.parametrize("knows", ["a team", "a death"])
def test_one_who_gets_up_out_of_sight(knows: str) -> None:
    """One of the party prevents a wipe, a stranger does not. Neither said in the fight who they are."""
    before = [seen(CLEO, AT_MS, team_id=7), ActorLeft(AT_MS, CLEO, 0)] if knows == "a team" else [Died(AT_MS, CLEO)]
    record, journal = noted(
        LocalPlayerKnown(AT_MS, ANNA),
        seen(ANNA, AT_MS, team_id=7),
        *before,
        seen(BOSS, AT_MS, appeared=True, monster_id=BOSS_MONSTER, hp=100, max_hp=100),
        hit(AT_MS, ANNA, BOSS, 5),
        *([seen(CLEO, AT_MS + 50, hp=7)] if knows == "a team" else []),
        hit(AT_MS + 100, BOSS, ANNA, 900, killed=True),
        seen(CLEO, AT_MS + 200, state=0),
        hit(AT_MS + 4_000, BOSS, BEN, 1),
    )
    assert (record.segments[0].result is SegmentResult.WIPE) == (knows == "a death")
    assert recount(journal, NAMES) == record


def test_buffs_put_on_by_summons() -> None:
    """Before the fight or in it, they are their owners', though neither owner nor summon does anything else."""
    record, journal = noted(
        seen(PET, AT_MS, appeared=True, owner=BEN),
        seen(PETS_PET, AT_MS, appeared=True, owner=CLEO),
        BuffChanged(AT_MS, ANNA, 1, 50_001, PET, 1, 1, 900, 0),
        hit(AT_MS, BOSS, ANNA, 5),
        BuffChanged(AT_MS + 100, ANNA, 2, 50_002, PETS_PET, 1, 1, 0, 0),
        Died(AT_MS + 1_500, ANNA),
    )
    assert [(line.skill_id, line.source) for line in record.deaths[0].recap][1:] == [(50_002, CLEO), (50_001, BEN)]
    assert recount(journal, NAMES) == record


def test_fall_breaks_a_shield_just_before_the_fight() -> None:
    """A fall begins no encounter, but what the shield took of it is counted when that is clear."""
    record, journal = noted(
        BuffChanged(AT_MS, ANNA, 1, 50_001, BEN, 1, 1, 0, 0),
        seen(ANNA, AT_MS, shields=((1, 300, 300, 300),)),
        seen(ANNA, AT_MS + 1_000, shields=()),
        hit(AT_MS + 1_000, 0, ANNA, 400, hp_loss=150, outcome=Outcome.FALL),
        hit(AT_MS + 1_010, BOSS, ANNA, 5),
        hit(AT_MS + 2_000, BOSS, ANNA, 5),
    )
    assert [tally.effective for key, tally in record.tallies.items() if key.kind == 2] == [250]
    assert recount(journal, NAMES) == record


def test_first_hit_breaks_a_shield() -> None:
    """The shield went just before the fight began, and its buff has long ended when that is judged."""
    shield = ((1, 300, 300, 300),)
    record, journal = noted(
        BuffChanged(AT_MS - 9_000, ANNA, 1, 50_001, BEN, 1, 1, 9_000 - LATE_MS, 0),
        seen(ANNA, AT_MS - 8_990, shields=shield),
        seen(ANNA, AT_MS, shields=()),
        hit(AT_MS, BOSS, ANNA, 400, hp_loss=100),
        hit(AT_MS + SAME_MOMENT_MS + 1, BOSS, ANNA, 400, hp_loss=400),
    )
    absorbed = {key.source: tally.effective for key, tally in record.tallies.items() if key.kind == 2}
    assert absorbed == {BEN: 300}
    assert recount(journal, NAMES) == record


def test_buffs_fall_off_in_the_order_they_changed() -> None:
    """Somebody leaves the view with buffs on them, and dies: the recap tells what fell off in the same order."""
    on = [BuffChanged(AT_MS - 100, ANNA, 10 - number, 50_000 + number, BEN, 1, 1, 0, 0) for number in range(8)]
    again = BuffChanged(AT_MS - 50, ANNA, 8, None, None, None, 3, None, None)
    record, journal = noted(
        *on,
        again,
        hit(AT_MS, BOSS, ANNA, 400, hp_loss=100),
        ActorLeft(AT_MS + 10, ANNA, 0),
        Died(AT_MS + 20, ANNA),
    )
    fallen = [line.skill_id for line in record.deaths[0].recap if line.skill_id >= 50_000]
    assert len(fallen) == 8
    assert fallen != sorted(fallen)
    assert recount(journal, NAMES) == record


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [Lost(1)],
        [hit(AT_MS)],
        "began",
        "began began",
        "began nobody",
        "hit began",
    ],
)
def test_entries_that_are_no_journal(entries: list[Entry] | str) -> None:
    """Without a beginning, with two, or without a fight at it."""
    began = next(entry for entry in story()[1] if isinstance(entry, Began))
    known = {"began": began, "hit": hit(AT_MS), "nobody": hit(AT_MS, WOLF, BOSS)}
    given_entries = [known[word] for word in entries.split()] if isinstance(entries, str) else entries
    with pytest.raises(JournalError):
        recount(given_entries, NAMES)


def test_forged_journal_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few entries can ask for curves of four hours for everybody there is; that is refused."""
    monkeypatch.setattr(counting, "MOST_SECONDS", 100_000)
    monkeypatch.setattr(counting, "LOOK_EVERY", 10)
    _, journal = story()
    hits: list[Entry] = [hit(AT_MS + 14_000 * SECOND, (uid << 16) | 640, BOSS) for uid in range(40)]
    with pytest.raises(JournalError, match="players"):
        recount([*journal[:-1], *hits], NAMES)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_journal_with_things_mixed_up(data: st.DataObject) -> None:
    """Entries of another fight, doubled, lost or out of order give numbers or the declared error, and end."""
    pool = [entry for _, journal in RandomFights(NAMES, 3).play(150).encounters for entry in journal]
    began = next(entry for entry in pool if isinstance(entry, Began))
    mixed = data.draw(st.lists(st.sampled_from([each for each in pool if not isinstance(each, Began)]), max_size=60))
    strange = ActorKnown(ANNA, *[None] * 14, 0, None, False, True, None)  # type: ignore[arg-type]
    try:
        record = recount([began, strange, *mixed], NAMES)
    except JournalError:
        return
    shown = build(record, ClockChoice.ACTIVE)
    assert shown.damage.amount == sum(row.damage.amount for row in shown.players)
    assert shown.taken.amount == sum(row.taken.amount for row in shown.players)
