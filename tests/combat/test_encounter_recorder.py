"""What is noted for the journal, and what is left out."""

from __future__ import annotations

from fights import ANNA, BEN, BOSS, BOSS_MONSTER, CLEO, SECOND, WOLF, hit, seen
from random_fights import DUMMY, FIELD, PET, STARTED_AT_MS

from resonance import names
from resonance.combat.entries import ActorKnown, Began, BuffKnown, Entry, Finished, Ticked, WasReset, WipeMarked
from resonance.combat.recorder import Recorder
from resonance.combat.rules import Rules
from resonance.combat.tracker import Tracker
from resonance.combat.training import DUMMIES
from resonance.events import (
    ActorLeft,
    BuffChanged,
    BuffRemoved,
    Event,
    Hit,
    LocalPlayerKnown,
    SceneEntered,
    ServerTime,
    SkillUsed,
)

AT_MS = STARTED_AT_MS


def recorder_after(*events: Event, is_on: bool = True) -> Recorder:
    recorder = Recorder(Tracker(names.load(), Rules(silence_ms=15 * SECOND)), is_on=is_on)
    for event in events:
        recorder.apply(event)
    return recorder


def types_of(entries: list[Entry]) -> list[str]:
    return [type(entry).__name__ for entry in entries]


def test_nothing_is_noted_while_nothing_runs() -> None:
    """The hours in town leave nothing behind; then what is known of the fighters comes before the first hit."""
    recorder = recorder_after(
        SceneEntered(AT_MS, FIELD, 3, None),
        seen(ANNA, AT_MS, name="Anna", hp=900, max_hp=1_000),
        seen(BEN, AT_MS, name="Ben"),
        BuffChanged(AT_MS, ANNA, 1, 50_001, CLEO, 1, 2, 0, 0),
        hit(AT_MS, WOLF, BOSS),
    )
    assert recorder.waiting == 0
    recorder.apply(first := hit(AT_MS + 5, ANNA, WOLF))
    began, *known, last = recorder.take()
    assert isinstance(began, Began)
    assert (began.scene_id, began.line, began.silence_ms) == (FIELD, 3, 15 * SECOND)
    assert [(each.actor, each.name, each.hp) for each in known if isinstance(each, ActorKnown)] == [(ANNA, "Anna", 900)]
    assert [(each.buff_id, each.layers) for each in known if isinstance(each, BuffKnown)] == [(50_001, 2)]
    assert last is first


def test_bystanders_are_left_out_until_they_take_part() -> None:
    """A crowd around a fight takes no space; who joins in is noted as they are by then."""
    recorder = recorder_after(hit(AT_MS, ANNA, WOLF))
    recorder.take()
    for event in (
        seen(BEN, AT_MS, appeared=True, name="Ben", class_id=2),
        BuffChanged(AT_MS, BEN, 1, 50_001, BEN, 1, 1, 0, 0),
        BuffChanged(AT_MS, BEN, 2, 50_002, BEN, 1, 1, 0, 0),
        BuffRemoved(AT_MS, BEN, 2),
        SkillUsed(AT_MS, BEN, 1),
        ActorLeft(AT_MS, CLEO, 0),
        ServerTime(AT_MS, 1),
    ):
        recorder.apply(event)
    assert recorder.take() == []
    recorder.apply(hit(AT_MS + 1, BEN, WOLF))
    person, buff, its_hit = recorder.take()
    assert isinstance(person, ActorKnown)
    assert isinstance(buff, BuffKnown)
    assert (person.name, person.class_id, buff.buff_id) == ("Ben", 2, 50_001)
    assert isinstance(its_hit, Hit)
    recorder.apply(SkillUsed(AT_MS + 2, BEN, 1))
    assert types_of(recorder.take()) == ["SkillUsed"]


def test_owner_of_a_summon_is_noted_with_it() -> None:
    """Whose a hit is must be known when it comes, though the owner does nothing."""
    recorder = recorder_after(
        seen(ANNA, AT_MS, name="Anna"),
        seen(PET, AT_MS, appeared=True, owner=ANNA),
        hit(AT_MS, PET, WOLF),
    )
    known = [entry.actor for entry in recorder.take() if isinstance(entry, ActorKnown)]
    assert known == [PET, ANNA]


def test_team_of_the_local_player_is_no_crowd() -> None:
    """A wipe depends on all of them, so all of them are noted from the beginning or as they join."""
    recorder = recorder_after(
        LocalPlayerKnown(AT_MS, ANNA), seen(ANNA, AT_MS, team_id=7), seen(BEN, AT_MS, team_id=7), hit(AT_MS, ANNA, WOLF)
    )
    assert {entry.actor for entry in recorder.take() if isinstance(entry, ActorKnown)} == {ANNA, BEN}
    recorder.apply(seen(CLEO, AT_MS + 1, team_id=7))
    assert types_of(recorder.take()) == ["ActorSeen"]


def test_time_is_noted_when_something_comes_of_it() -> None:
    """Ticks that change nothing take no space; the one that ends the encounter is in its journal."""
    recorder = recorder_after(SceneEntered(AT_MS, FIELD, 1, None), hit(AT_MS, ANNA, WOLF))
    recorder.take()
    for second in range(15):
        recorder.tick(AT_MS + second * SECOND)
    assert recorder.take() == []
    recorder.tick(AT_MS + 16 * SECOND)
    recorder.tick(AT_MS + 17 * SECOND)
    assert recorder.take() == [Ticked(AT_MS + 16 * SECOND)]
    assert recorder.tracker.running is None


def test_next_encounter_begins_with_the_same_event_that_ends_this_one() -> None:
    """What was not taken of the one before is kept apart from what begins."""
    recorder = recorder_after(SceneEntered(AT_MS, FIELD, 1, None), hit(AT_MS, ANNA, WOLF))
    recorder.take()
    recorder.apply(second := hit(AT_MS + 60 * SECOND, BEN, WOLF))
    assert recorder.take_left_over() == [Ticked(AT_MS + 60 * SECOND)]
    assert recorder.take_left_over() == []
    entries = recorder.take()
    assert isinstance(entries[0], Began)
    assert entries[-1] is second


def test_reset_ends_the_journal() -> None:
    """And nothing is noted until the next hit."""
    recorder = recorder_after(hit(AT_MS, ANNA, WOLF))
    recorder.take()
    recorder.reset()
    recorder.finish()
    assert (recorder.take_left_over(), recorder.take()) == ([WasReset()], [])


def test_correction_after_the_end() -> None:
    """It belongs to the encounter that is still shown."""
    recorder = recorder_after(
        seen(BOSS, AT_MS, appeared=True, monster_id=BOSS_MONSTER, hp=9, max_hp=9), hit(AT_MS, ANNA, BOSS, killed=True)
    )
    recorder.finish()
    recorder.take()
    recorder.mark_wipe(True)
    recorder.split(AT_MS)
    assert recorder.take() == [WipeMarked(0, True)]


def test_training_that_waits_for_a_dummy() -> None:
    """The hit on it ends the fight before, is noted there too, and begins a journal of its own."""
    recorder = recorder_after(seen(DUMMY, AT_MS, monster_id=min(DUMMIES)), hit(AT_MS, ANNA, WOLF))
    recorder.take()
    recorder.train(180_000)
    recorder.apply(on_wolf := hit(AT_MS + 1, ANNA, WOLF))
    recorder.apply(on_dummy := hit(AT_MS + 2, ANNA, DUMMY))
    left_over = recorder.take_left_over()
    assert [entry for entry in left_over if isinstance(entry, Hit)] == [on_wolf, on_dummy]
    began, *_, last = recorder.take()
    assert isinstance(began, Began)
    assert (began.training_ms, began.dummy, last) == (180_000, None, on_dummy)


def test_recorder_that_is_off_only_passes_on() -> None:
    """An analysis of a long recording keeps nothing in memory for nobody."""
    recorder = recorder_after(hit(AT_MS, ANNA, WOLF), is_on=False)
    recorder.pause(True)
    recorder.lost_packets(3)
    recorder.merge()
    recorder.finish()
    assert recorder.waiting == 0
    assert recorder.tracker.current is not None
    assert (recorder.tracker.current.record.quality.dropped_packets, recorder.tracker.paused) == (3, True)
    assert Finished() not in recorder.take_left_over()
