"""Templates of title lines."""

from __future__ import annotations

import pytest

from export_fights import WORDS, make_snapshot
from resonance.combat.tally import View
from resonance.export.export_format import ExportOptions
from resonance.export.plain_text import heading
from resonance.export.template import PLACEHOLDERS, TemplateError, fill, title_of

FIGHT = make_snapshot("Anna", "Ben")


def filled(template: str) -> str:
    return fill(template, FIGHT, View.DAMAGE, WORDS)


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{boss} {pull} ({result}) {time}", "Kartgriff 1 pull (kill) 01:40"),
        ("{view}: {amount}, {dps} {unit}", "Damage: 150.0M, 1.50M DPS"),
        ("{players} players in {difficulty}", "2 players in Tier 2"),
        ("no placeholder", "no placeholder"),
        ("{{{boss}}}", "{Kartgriff}"),
        ("two\nlines", "two lines"),
    ],
)
def test_template(template: str, words: str) -> None:
    """Placeholders are filled, everything else stays, in one line."""
    assert filled(template) == words


def test_every_placeholder_is_known() -> None:
    """Each can be filled for a fight without anything, too."""
    for name in PLACEHOLDERS:
        assert filled("{" + name + "}") is not None
        fill("{" + name + "}", make_snapshot(), View.TAKEN, WORDS)


def test_what_is_not_known_is_left_out() -> None:
    """With its brackets, and with its part of the title."""
    running = make_snapshot("Anna")
    object.__setattr__(running, "segments", ())
    object.__setattr__(running, "boss", None)
    assert fill("{fight} ({pull}) · {boss} · {time}", running, View.DAMAGE, WORDS).endswith("Dragon Shackles · 01:40")


@pytest.mark.parametrize("wrong", ["{bos}", "{}", "{0}", "{boss.name}", "{boss!r}", "{boss:>10}", "{boss[0]}"])
def test_unknown_placeholder(wrong: str) -> None:
    """It is named in a sentence, with those there are; nothing of the program can be reached through it."""
    with pytest.raises(TemplateError) as caught:
        filled(f"x {wrong}")
    assert wrong in str(caught.value)
    assert "{boss}" in str(caught.value)


@pytest.mark.parametrize("wrong", ["{", "}", "{boss", "boss}", "{boss{"])
def test_brace_alone(wrong: str) -> None:
    """A sentence says what is wrong."""
    with pytest.raises(TemplateError, match="brace"):
        filled(wrong)


def test_title_without_a_template() -> None:
    """The usual one."""
    assert title_of(FIGHT, View.DAMAGE, WORDS, ExportOptions(title=" ")) == heading(FIGHT, View.DAMAGE, WORDS)
