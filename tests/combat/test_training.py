"""Training on a dummy: what begins a run, what counts in it, and what several runs have in common."""

from __future__ import annotations

import pytest
from fights import ANNA, BEN, SECOND, WOLF, Story, hit, seen

from resonance.combat.training import Training
from resonance.events import Event, SceneEntered, monster_actor_id

DUMMY, OTHER_DUMMY = monster_actor_id(700), monster_actor_id(701)


def dummies() -> list[Event]:
    return [seen(DUMMY, appeared=True, monster_id=115), seen(OTHER_DUMMY, appeared=True, monster_id=122)]


def trained(*events: Event, length_ms: int = 10 * SECOND) -> tuple[Story, Training]:
    story = Story(dummies())
    training = story.tracker.training = Training(length_ms)
    return story.play(events), training


def test_run_begins_with_the_first_hit_on_a_dummy() -> None:
    """Hits on anything else are no training, and a fight of before is closed."""
    story, training = trained(hit(target=WOLF), hit(SECOND, target=DUMMY))
    assert training.dummy == DUMMY
    assert story.snapshots[-1].damage.amount == 100


def test_only_hits_on_that_dummy_count() -> None:
    """Another dummy beside it, and monsters that happen by, do not; the hits of others on it do."""
    story, _training = trained(
        hit(target=DUMMY),
        hit(SECOND, target=OTHER_DUMMY),
        hit(SECOND, target=WOLF),
        hit(2 * SECOND, BEN, DUMMY),
        hit(3 * SECOND, WOLF, ANNA),
    )
    snapshot = story.only
    assert (snapshot.damage.amount, snapshot.taken.amount) == (200, 0)


def test_picture_freezes_when_the_time_is_over() -> None:
    """Nothing is added after the last second, and the encounter is closed although nothing else happens."""
    story, training = trained(hit(target=DUMMY), hit(9 * SECOND, target=DUMMY), hit(10 * SECOND, target=DUMMY))
    assert training.is_over
    assert story.only.ended
    assert story.only.damage.amount == 200
    story.play([hit(11 * SECOND, target=DUMMY)])
    assert story.only.damage.amount == 200
    alone, training = trained(hit(target=DUMMY))
    alone.tracker.tick(10 * SECOND)
    assert training.is_over
    assert alone.only.ended


def test_several_runs_have_mean_best_and_deviation() -> None:
    """DPS by the length of a run; a run that is thrown away by arming again does not count."""
    story, training = trained(hit(target=DUMMY, amount=1_000))
    assert training.result() is None
    training.arm()
    for run, amount in enumerate((1_000, 3_000), start=2):
        at_ms = run * 100 * SECOND
        story.play([hit(at_ms, target=DUMMY, amount=amount), hit(at_ms + 10 * SECOND, target=DUMMY)])
        training.arm()
    result = training.result()
    assert result is not None
    assert (result.runs, result.mean, result.best) == (2, 200.0, 300.0)
    assert result.deviation == pytest.approx(141.42, abs=0.01)


def test_fight_that_goes_on_while_a_dummy_is_waited_for() -> None:
    """Its hits are left out, and it says so; a run has no hits that it lacks."""
    story = Story([*dummies(), hit(target=WOLF)])
    story.tracker.train(10 * SECOND)
    story.play([hit(SECOND, target=WOLF), hit(2 * SECOND, target=WOLF)])
    assert (story.only.damage.amount, story.only.quality.paused) == (100, 2)
    assert not story.only.quality.complete
    story.play([hit(3 * SECOND, target=DUMMY), hit(4 * SECOND, target=WOLF)])
    assert story.snapshots[-1].quality.complete


def test_training_turned_off_counts_everything_again() -> None:
    """Nothing is left of it."""
    story, _training = trained(hit(target=DUMMY))
    story.tracker.training = None
    story.play([hit(SECOND, target=WOLF)])
    assert story.only.damage.amount == 200


def test_run_that_is_broken_off() -> None:
    """Another place, or a reset by the user, throws the run away: it has no result, and the next hit begins another."""
    story, training = trained(hit(target=DUMMY, amount=5_000))
    story.play([SceneEntered(4 * SECOND, 8, 1, None)])
    story.tracker.tick(30 * SECOND)
    assert training.result() is None
    story.play([seen(DUMMY, 31 * SECOND, appeared=True, monster_id=115), hit(31 * SECOND, target=DUMMY, amount=700)])
    story.tracker.reset()
    story.play([hit(33 * SECOND, target=DUMMY, amount=1_000)])
    story.tracker.tick(43 * SECOND)
    result = training.result()
    assert result is not None
    assert (result.runs, result.mean) == (1, 100.0)
    assert story.snapshots[-1].damage.amount == 1_000


def test_picture_of_a_run_stays_in_another_place() -> None:
    """A run that has had its time is not broken off."""
    story, training = trained(hit(target=DUMMY))
    story.tracker.tick(10 * SECOND)
    story.play([SceneEntered(14 * SECOND, 8, 1, None), seen(DUMMY, appeared=True, monster_id=115)])
    story.play([hit(15 * SECOND, target=DUMMY)])
    assert story.only.damage.amount == 100
    assert training.is_over
