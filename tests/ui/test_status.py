"""The sentences of the footer and of the empty window."""

from __future__ import annotations

import pytest
from fakes import make_health, make_snapshot

from resonance.combat.clock import ClockChoice
from resonance.combat.pictures import Scope
from resonance.combat.record import Quality
from resonance.combat.snapshot import AmountChoice
from resonance.export.plain_text import missing
from resonance.health import CaptureState, Health
from resonance.ui.status import MessageRate, Tone, basis, basis_tip, status, waiting

SNAPSHOT = make_snapshot(3)


def sentence(health: Health, *, paused: bool = False, quality: Quality | None = None) -> tuple[Tone, str]:
    snapshot = make_snapshot(3, quality=quality) if quality else SNAPSHOT
    said = status(health, snapshot, paused=paused, rate=1_182, activity="Capturing")
    return said.tone, said.text


@pytest.mark.parametrize(
    ("changes", "tone", "text"),
    [
        ({}, Tone.OK, "Capturing · 1,182 msg/s · complete"),
        ({"server": ""}, Tone.IDLE, "Looking for the game · 120,000 packets seen"),
        ({"capture_state": CaptureState.STARTING}, Tone.IDLE, "Starting the capture"),
        ({"capture_state": CaptureState.ENDED}, Tone.IDLE, "Recording ended · complete"),
        ({"capture_state": CaptureState.FAILED, "capture_problem": "Run as admin."}, Tone.BAD, "Run as admin."),
        ({"training": "Training: 2:14 left"}, Tone.OK, "Training: 2:14 left · complete"),
        ({"training": "Training: 2:14 left", "server": ""}, Tone.IDLE, "Looking for the game · 120,000 packets seen"),
        (
            {"training": "Training: 1 run", "capture_state": CaptureState.ENDED},
            Tone.IDLE,
            "Recording ended · Training: 1 run · complete",
        ),
        ({"store_problem": "The disk is full."}, Tone.BAD, "The disk is full."),
        ({"engine_problem": "A fault."}, Tone.BAD, "A fault."),
        ({"engine_problem": "A fault.", "store_problem": "disk full"}, Tone.BAD, "A fault."),
    ],
)
def test_footer_says_how_the_parts_are_doing(changes: dict[str, object], tone: Tone, text: str) -> None:
    """One sentence: the worst first."""
    assert sentence(make_health(**changes)) == (tone, text)


def test_footer_of_a_paused_meter_says_so() -> None:
    """Paused is no fault, but worth knowing."""
    assert sentence(make_health(), paused=True) == (Tone.NOTE, "Paused · complete")


def test_footer_says_what_is_missing() -> None:
    """Numbers that are not complete are never called so, and the dot is not green."""
    quality = Quality(gaps=2, missing_bytes=1_460, dropped_packets=7, started_late=True)
    tone, text = sentence(make_health(), quality=quality)
    assert tone is Tone.NOTE
    assert text.endswith("joined late, 2 gaps, 1,460 bytes lost, 7 packets dropped")
    assert "complete" not in text


@pytest.mark.parametrize(
    ("quality", "words"),
    [
        (Quality(), []),
        (Quality(gaps=1), ["1 gap"]),
        (Quality(gaps=3), ["3 gaps"]),
        (Quality(started_late=True), ["joined late"]),
    ],
)
def test_quality_in_words(quality: Quality, words: list[str]) -> None:
    """Nothing is said of what is well."""
    assert missing(quality) == words


def test_footer_without_an_encounter_claims_no_completeness() -> None:
    """Before the first fight there is nothing that could be complete."""
    said = status(make_health(), None, paused=False, rate=3, activity="Demo")
    assert said.text == "Demo · 3 msg/s"


@pytest.mark.parametrize(
    ("changes", "awaited", "to_do"),
    [
        ({"capture_state": CaptureState.STARTING}, "Starting", "moment"),
        ({"packets_captured": 0, "server": ""}, "No network traffic", "capture source"),
        ({"server": ""}, "No game connection", "change zone"),
        ({}, "first hit", "Change zone"),
        ({"training": "Training: hit a dummy to begin"}, "hit a dummy", "switches the training off"),
        ({"capture_state": CaptureState.ENDED}, "is over", "No fight is left to show"),
        ({"capture_state": CaptureState.FAILED, "capture_problem": "Run as admin."}, "does not work", "Run as admin."),
        ({"engine_problem": "See the log."}, "broken", "See the log."),
    ],
)
def test_empty_window_says_what_is_awaited_and_what_to_do(changes: dict[str, object], awaited: str, to_do: str) -> None:
    """Every reason for an empty window has words of its own."""
    what, advice = waiting(make_health(**changes), paused=False)
    assert awaited in what
    assert to_do in advice


def test_empty_paused_window_says_how_to_go_on() -> None:
    """A paused meter must not look as if the game were not found."""
    what, advice = waiting(make_health(server=""), paused=True)
    assert "paused" in what
    assert advice


def test_basis_of_the_numbers_in_fewer_and_fewer_words() -> None:
    """Clock, amounts and scope; where there is little room the scope stays longest."""
    assert basis(ClockChoice.ACTIVE, AmountChoice.RAW, Scope.ENCOUNTER) == (
        "Active clock · whole encounter",
        "whole encounter",
    )
    assert basis(ClockChoice.BOSS, AmountChoice.EFFECTIVE, Scope.SEGMENT) == (
        "Boss clock · effective · this fight",
        "effective · this fight",
        "this fight",
    )


@pytest.mark.parametrize("clock", list(ClockChoice))
@pytest.mark.parametrize("amounts", list(AmountChoice))
@pytest.mark.parametrize("scope", list(Scope))
def test_basis_explains_itself(clock: ClockChoice, amounts: AmountChoice, scope: Scope) -> None:
    """Every combination has a tip that tells what divides and what a click does."""
    tip = basis_tip(clock, amounts, scope)
    assert "Per second" in tip
    assert "Click" in tip
    assert ("overkill" in tip) is (amounts is AmountChoice.EFFECTIVE)


def test_message_rate_over_the_last_seconds() -> None:
    """It follows a change within its window, and begins anew when the counter does."""
    rate = MessageRate()
    assert rate.update(100.0, 500) == 0
    assert rate.update(100.5, 600) == 200
    for step in range(1, 21):
        latest = rate.update(100.5 + step * 0.2, 600 + step * 20)
    assert latest == 100
    assert rate.update(105.0, 0) == 0
