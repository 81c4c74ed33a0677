"""When the meter hides by itself: out of combat, and behind other windows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import make_snapshot

from resonance.combat.record import Result
from resonance.combat.snapshot import Snapshot
from resonance.settings import Settings
from resonance.ui.visibility import Visibility

QUIET = Settings(hide_out_of_combat=True, hide_after_s=20)
BEHIND = Settings(hide_behind=True)
GAME = "Blue Protocol: Star Resonance BPSR.exe"
FIGHT = make_snapshot(2)


def later(snapshot: Snapshot) -> Snapshot:
    """A second of fighting on."""
    return replace(snapshot, elapsed_ms=snapshot.elapsed_ms + 1_000)


@pytest.fixture
def visibility() -> Visibility:
    return Visibility()


def test_meter_stays_where_nothing_was_chosen(visibility: Visibility) -> None:
    """Without a wish to hide it is there for hours without a fight, whatever is in front."""
    visibility.look(0.0, None)
    assert visibility.is_shown(0.0, Settings(), GAME)
    assert visibility.is_shown(9_999.0, Settings(), "Mail")


def test_meter_hides_out_of_combat_and_comes_back_with_a_hit(visibility: Visibility) -> None:
    """`hide_after_s` after the last hit, and not before."""
    visibility.look(100.0, FIGHT)
    visibility.look(110.0, later(FIGHT))
    for now_s in (111.0, 130.0):
        visibility.look(now_s, later(FIGHT))
        assert visibility.is_shown(now_s, QUIET, None)
    visibility.look(130.1, later(FIGHT))
    assert not visibility.is_shown(130.1, QUIET, None)
    visibility.look(200.0, later(later(FIGHT)))
    assert visibility.is_shown(200.0, QUIET, None)


def test_start_counts_as_a_hit(visibility: Visibility) -> None:
    """A meter that hides at once would look broken; without any fight it hides after the same time."""
    for now_s, is_shown in ((50.0, True), (70.0, True), (70.1, False), (500.0, False)):
        visibility.look(now_s, None)
        assert visibility.is_shown(now_s, QUIET, None) is is_shown


def test_end_of_a_fight_is_no_hit(visibility: Visibility) -> None:
    """A fight that is closed, reset or shown from its end on does not bring the meter back."""
    visibility.look(0.0, FIGHT)
    for snapshot in (make_snapshot(2, result=Result.KILL), None, make_snapshot(3, result=Result.KILL)):
        visibility.look(30.0, snapshot)
        assert not visibility.is_shown(30.0, QUIET, None)


def test_another_fight_is_a_hit(visibility: Visibility) -> None:
    """Even one that is as long as the one before when it is looked at."""
    visibility.look(0.0, FIGHT)
    visibility.look(30.0, replace(FIGHT, started_at_ms=FIGHT.started_at_ms + 60_000))
    assert visibility.is_shown(40.0, QUIET, None)


def test_meter_hides_behind_other_windows(visibility: Visibility) -> None:
    """It goes with the game and comes with it, whatever the case of its title."""
    assert visibility.is_shown(0.0, BEHIND, GAME)
    assert not visibility.is_shown(1.0, BEHIND, "Mail")
    assert visibility.is_shown(2.0, BEHIND, GAME.upper())


def test_nothing_hides_before_the_game_was_seen(visibility: Visibility) -> None:
    """Else nobody could set up the meter on the desktop, or where the game is called something else."""
    assert visibility.is_shown(0.0, BEHIND, "Mail")
    assert visibility.is_shown(0.0, BEHIND, GAME)
    assert not visibility.is_shown(0.0, BEHIND, "Mail")


@pytest.mark.parametrize("in_front", [None, ""])
def test_unknown_and_own_windows_hide_nothing(visibility: Visibility, in_front: str | None) -> None:
    """Who clicks into the settings of the meter wants to see what they do."""
    assert visibility.is_shown(0.0, BEHIND, GAME)
    assert visibility.is_shown(0.0, BEHIND, in_front)


@pytest.mark.parametrize("words", ["my game", " , My Game ,", "my, other"])
def test_words_of_the_game_are_the_users(visibility: Visibility, words: str) -> None:
    """Commas between them; spaces around them and case do not matter."""
    settings = replace(BEHIND, game_windows=words)
    assert visibility.is_shown(0.0, settings, "My Game 2")
    assert not visibility.is_shown(1.0, settings, GAME)
    assert visibility.is_shown(2.0, settings, "MY GAME 2")


def test_without_any_word_there_is_no_game_to_be_behind_of(visibility: Visibility) -> None:
    """Spaces and commas alone do not make every window the game's."""
    settings = replace(BEHIND, game_windows=" , ")
    assert visibility.is_shown(0.0, settings, GAME)
    assert visibility.is_shown(1.0, settings, "Mail")


def test_hidden_by_hand_is_hidden_whatever_happens(visibility: Visibility) -> None:
    """Neither a hit nor the game brings back what the user has put away."""
    visibility.hidden_by_hand = True
    visibility.look(0.0, FIGHT)
    assert not visibility.is_shown(0.0, Settings(), GAME)
