"""What is counted again from a journal is what was counted live, and parts of a fight add up to it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from fights import ANNA, BEN, BOSS, BOSS_MONSTER, CLEO, SECOND, WOLF, hit, seen
from hypothesis import given, settings
from hypothesis import strategies as st
from random_fights import PET, PETS_PET, STARTED_AT_MS, RandomFights

from resonance import names
from resonance.combat import recount as counting
from resonance.combat.buffs import LATE_MS
from resonance.combat.clock import ClockChoice
from resonance.combat.corrections import split_at
from resonance.combat.entries import (
    ActorKnown,
    Began,
    Entry,
    Finished,
    JournalError,
    Lost,
    Merged,
    WasSplit,
    WipeMarked,
)
from resonance.combat.record import EncounterRecord, Result, SegmentKind, SegmentResult
from resonance.combat.recorder import Recorder
from resonance.combat.recount import recount, tallies_between
from resonance.combat.shields import SAME_MOMENT_MS
from resonance.combat.snapshot import build
from resonance.combat.tally import Tally, TallyKey
from resonance.combat.tracker import Rules, Tracker
from resonance.events import ActorLeft, BuffChanged, Died, Event, LocalPlayerKnown, Outcome

NAMES = names.load()
AT_MS = STARTED_AT_MS
FOREVER = 2**60


def noted(*events: Event) -> tuple[EncounterRecord, list[Entry]]:
    """The newest encounter of a story, and its journal."""
    recorder = Recorder(Tracker(NAMES, Rules(silence_ms=15 * SECOND)))
    for event in events:
        recorder.apply(event)
    recorder.finish()
    current = recorder.tracker.current
    assert current is not None
    current.settle()
    return current.record, recorder.take()


def story() -> tuple[EncounterRecord, list[Entry]]:
    """Twenty seconds against a boss: half a second of trash, a wipe, a kill."""
    events: list[Event] = [seen(BOSS, AT_MS, appeared=True, monster_id=BOSS_MONSTER, hp=20_000, max_hp=20_000)]
    events.append(hit(AT_MS, ANNA, WOLF))
    events += [hit(AT_MS + turn * 500, ANNA, BOSS, 500 + turn) for turn in range(1, 20)]
    events.append(hit(AT_MS + 9_600, BOSS, ANNA, 900, killed=True))
    events += [hit(AT_MS + turn * 500, BEN, BOSS, 500 + turn) for turn in range(30, 40)]
    events.append(hit(AT_MS + 20_000, BEN, BOSS, 9_000, killed=True))
    return noted(*events)


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


# --- what must have been noted of before


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
def test_stranger_who_gets_up_prevents_a_wipe(knows: str) -> None:
    """Somebody out of sight is seen again: of the party, or dead until now. Neither said so in the fight."""
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
    assert record.segments[0].result is not SegmentResult.WIPE
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


# --- a part of a fight


def sums(record: EncounterRecord) -> dict[TallyKey, Tally]:
    """Without the largest record, which does not add up, and the numbers of segments, which differ in a part."""
    found: dict[TallyKey, Tally] = {}
    for key, tally in record.tallies.items():
        found.setdefault(key._replace(segment=0), Tally()).add(replace(tally, max=0))
    return found


def added(*parts: EncounterRecord) -> dict[TallyKey, Tally]:
    found: dict[TallyKey, Tally] = {}
    for part in parts:
        for key, tally in sums(part).items():
            found.setdefault(key, Tally()).add(tally)
    return found


def test_range_of_the_whole_fight() -> None:
    """It is the record itself."""
    record, journal = story()
    for from_ms in (0, AT_MS):
        assert tallies_between(journal, NAMES, from_ms, FOREVER) == record


@pytest.mark.parametrize("seed", range(40, 60))
def test_two_parts_add_up_to_the_whole(seed: int) -> None:
    """Wherever it is cut, every tally, death, revive, curve and kind of loss is in one part or in the other."""
    chance = Random(seed)
    for record, journal in RandomFights(NAMES, seed).play(500).encounters:
        times = [entry[0] for entry in journal if type(entry).__name__ == "Hit"]
        cut_ms = chance.randint(times[0], times[-1] + 1)
        first = tallies_between(journal, NAMES, 0, cut_ms)
        second = tallies_between(journal, NAMES, cut_ms, FOREVER)
        assert added(first, second) == sums(record)
        assert first.deaths + second.deaths == record.deaths
        assert first.revives + second.revives == record.revives
        assert first.quality.gaps + second.quality.gaps == record.quality.gaps
        for part in (first, second):
            build(part, ClockChoice.ACTIVE)
            assert {key.segment for key in part.tallies} <= set(range(len(part.segments)))


def test_part_of_the_second_attempt() -> None:
    """It knows whose attempt it is, the boss's HP when it begins, and nothing of what came before."""
    record, journal = story()
    kinds = [(each.kind, each.result, each.attempt) for each in record.segments]
    assert kinds == [
        (SegmentKind.TRASH, SegmentResult.LEFT, None),
        (SegmentKind.BOSS, SegmentResult.WIPE, 1),
        (SegmentKind.BOSS, SegmentResult.KILL, 2),
    ]
    part = tallies_between(journal, NAMES, AT_MS + 16_900, FOREVER)
    (segment,) = part.segments
    assert (segment.kind, segment.attempt, segment.result) == (SegmentKind.BOSS, 2, SegmentResult.KILL)
    assert segment.started_at_ms == part.started_at_ms == AT_MS + 16_900
    assert segment.hp_start == 20_000 - sum(500 + turn for turn in (*range(1, 20), *range(30, 34)))
    assert (part.result, part.ended, part.boss, part.deaths) == (Result.KILL, True, BOSS, [])
    assert {key.source for key in part.tallies} == {BEN}
    assert list(part.boss_hp[BOSS])[-1] == 0
    early = tallies_between(journal, NAMES, AT_MS + 12_000, FOREVER)
    assert early.boss_hp[BOSS][0] == 20_000 - sum(500 + turn for turn in range(1, 20))
    (picture,) = build(part, ClockChoice.ELAPSED).players
    assert picture.damage.hits == 7
    assert (part.clocks.group.first_ms, part.clocks.group.last_ms) == (AT_MS + 17_000, AT_MS + 20_000)


def test_part_that_ends_before_the_fight() -> None:
    """It has ended, with no result of its own, and holds only what was fought in it."""
    record, journal = story()
    part = tallies_between(journal, NAMES, 0, AT_MS + 500)
    assert (part.ended, part.result) == (True, Result.ENDED)
    assert [each.kind for each in part.segments] == [SegmentKind.TRASH]
    assert (part.boss, part.bosses) == (None, set())
    assert [tally.amount for tally in part.tallies.values()] == [100]
    assert recount(journal, NAMES) == record


@pytest.mark.parametrize(
    ("from_ms", "to_ms"), [(0, 5), (AT_MS - 5, AT_MS), (AT_MS + 10, AT_MS + 20), (AT_MS + 30_000, FOREVER)]
)
def test_part_in_which_nothing_happened(from_ms: int, to_ms: int) -> None:
    """Before, within and after the fight: an empty record, which makes an empty picture."""
    part = tallies_between(story()[1], NAMES, from_ms, to_ms)
    assert part.tallies == {}
    assert build(part, ClockChoice.ACTIVE).players == ()


def test_correction_after_the_part() -> None:
    """What the user put right at the end holds for a part from the beginning, too."""
    _, journal = story()
    part = tallies_between([*journal, WipeMarked(1, False), Merged(1)], NAMES, 0, AT_MS + 3_000)
    assert [(each.kind, each.result) for each in part.segments] == [(SegmentKind.BOSS, SegmentResult.RUNNING)]
    assert sums(part) == sums(tallies_between(journal, NAMES, 0, AT_MS + 3_000))


# --- split later


def split_journal(record: EncounterRecord, journal: list[Entry], moment_ms: int) -> list[Entry]:
    return [*journal, split_at(record, moment_ms)]


def test_split_and_merged_again() -> None:
    """Wherever it was split, also several times: merging is the exact reverse, and nothing is lost between."""
    splits = 0
    for seed in range(60, 80):
        for record, journal in RandomFights(NAMES, seed).play(300).encounters:
            splits += check_splits(record, journal, Random(seed))
    assert splits > 20


def check_splits(record: EncounterRecord, journal: list[Entry], chance: Random) -> int:
    """How many of three splits could be done."""
    times = [entry.at_ms for entry in journal if type(entry).__name__ == "Hit"]
    longer, undone = list(journal), list[Entry]()
    for _ in range(3):
        now = recount(longer, NAMES)
        correction = split_at(now, chance.randint(times[0], times[-1] + 1))
        longer.append(correction)
        after = recount(longer, NAMES)
        assert sums(after) == sums(record)
        if len(after.segments) == len(now.segments) + 1:
            undone.insert(0, Merged(correction.segment + 1))
            assert recount([*longer, undone[0]], NAMES) == now
    assert recount([*longer, *undone], NAMES) == record
    return len(undone)


def test_split_counts_as_the_running_fight_would_have() -> None:
    """Both segments have the tallies, clocks and HP that they have when the user splits at that moment, live."""
    record, journal = story()
    moment_ms = AT_MS + 5_250
    later = recount(split_journal(record, journal, moment_ms), NAMES)
    place = next(index for index, entry in enumerate(journal) if getattr(entry, "at_ms", 0) >= moment_ms)
    live = recount([*journal[:place], WasSplit(moment_ms), *journal[place:]], NAMES)
    assert later.tallies == live.tallies
    assert [each.clocks for each in later.segments] == [each.clocks for each in live.segments]
    assert [(each.hp_start, each.hp_end) for each in later.segments] == [
        (each.hp_start, each.hp_end) for each in live.segments
    ]
    assert [(each.result, each.attempt) for each in later.segments] == [
        (each.result, each.attempt) for each in live.segments
    ]
    assert (later.clocks, later.curves, later.deaths) == (record.clocks, record.curves, record.deaths)


@pytest.mark.parametrize("moment_ms", [0, AT_MS, AT_MS + 12_000, AT_MS + 30_000])
def test_split_between_segments_is_none(moment_ms: int) -> None:
    """Before and after the fight, and where a segment ends anyhow, the numbers stay as they are."""
    record, journal = story()
    assert recount(split_journal(record, journal, moment_ms), NAMES) == record


def test_corrections_after_a_split() -> None:
    """They are about the segments as they are then."""
    record, journal = story()
    split = split_journal(record, journal, AT_MS + 5_250)
    marked = recount([*split, WipeMarked(1, True), Merged(3)], NAMES)
    assert [(each.kind, each.result, each.attempt) for each in marked.segments] == [
        (SegmentKind.TRASH, SegmentResult.LEFT, None),
        (SegmentKind.BOSS, SegmentResult.WIPE, 1),
        (SegmentKind.BOSS, SegmentResult.KILL, 2),
    ]
    assert {key.source for key in marked.tallies if key.segment == 2} == {ANNA, BEN, BOSS}


def test_corrections_before_a_split() -> None:
    """What was merged while the fight ran, or after it, stays merged."""
    record, journal = story()
    merged = [*journal, Merged(2)]
    after = recount(split_journal(recount(merged, NAMES), merged, AT_MS + 5_250), NAMES)
    assert [each.kind for each in after.segments] == [SegmentKind.TRASH, SegmentKind.BOSS, SegmentKind.BOSS]
    assert (after.segments[1].result, after.segments[2].result) == (SegmentResult.LEFT, SegmentResult.KILL)
    assert sums(after) == sums(record)


@pytest.mark.parametrize("seed", range(80, 90))
def test_two_parts_of_a_split_encounter(seed: int) -> None:
    """They add up as those of any other, wherever they are cut: before, at and after the split."""
    chance = Random(seed)
    for record, journal in RandomFights(NAMES, seed).play(400).encounters:
        times = [entry.at_ms for entry in journal if type(entry).__name__ == "Hit"]
        moment_ms = chance.randint(times[0], times[-1] + 1)
        split = split_journal(record, journal, moment_ms)
        for cut_ms in (moment_ms - 500, moment_ms, moment_ms + 500):
            parts = [tallies_between(split, NAMES, 0, cut_ms), tallies_between(split, NAMES, cut_ms, FOREVER)]
            assert added(*parts) == sums(record)
            for part in parts:
                build(part, ClockChoice.ACTIVE)
                assert {key.segment for key in part.tallies} <= set(range(len(part.segments)))


# --- what is no journal


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
