"""The report as text."""

from __future__ import annotations

from doctor_facts import NO_GAME, SILENT, facts

from resonance.doctor.checks import CHECKS, examine
from resonance.doctor.masking import Private
from resonance.doctor.report import details, is_well, masked_report, report, verdict
from resonance.health import CaptureState


def test_report_has_a_line_a_check() -> None:
    """From top to bottom, each with its light, its sentence and what to do."""
    text = report(examine(facts(**SILENT)))
    at = [text.index(f"] {check.title}: ") for check in CHECKS]
    assert at == sorted(at)
    assert "[BAD] Packets: No packets were seen, from any program.\n     → Choose another" in text
    assert "[ok] Rights: " in text
    assert "[?] Messages: " in text


def test_report_to_pass_on_has_no_private_words() -> None:
    """Whatever check they got in by."""
    changed = facts(
        state=CaptureState.FAILED,
        problem="10.1.2.3 refused momoko.",
        advice="Look into /home/momoko/x.",
        write_problem="TOWER-7 is full.",
        write_advice="Free some space on TOWER-7.",
        folder="/data/momoko",
        adapters=("tun0 of momoko 10.9.8.7",),
    )
    found = examine(changed)
    known = Private("/data/momoko", "momoko", "tower-7")
    text = masked_report(found, known, details(changed))
    assert not [word for word in ("momoko", "tower-7", "10.1.2.3", "10.9.8.7") if word in text.lower()]
    assert "<address> refused <user>." in text


def test_details_name_the_methods_that_are_not_read() -> None:
    """For those who know the game's messages."""
    assert "methods that are not read: 0x5 0x9" in details(facts())


def test_verdict_is_the_topmost_red_light() -> None:
    """What is below it may only follow from it."""
    found = examine(facts(**SILENT, state=CaptureState.FAILED, has_rights=False, write_problem="Full."))
    assert verdict(found).startswith("Look at “Rights” first: The program does not run as administrator")
    assert not is_well(found)


def test_verdict_without_a_red_light() -> None:
    """Yellow lights are mentioned; otherwise nothing is wrong."""
    assert verdict(examine(facts(gaps=3))).startswith("It works")
    assert verdict(examine(facts())) == "Nothing is wrong, as far as can be told."
    assert is_well(examine(facts(gaps=3)))
    assert not is_well(examine(facts(**NO_GAME)))
