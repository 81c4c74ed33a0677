"""Colours of classes and specs: whose come first, and whether colour-blind people can tell the safe ones apart."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from helpers import ROOT
from resonance import names
from resonance.colours import Colours
from resonance.names import UNKNOWN_COLOR

WORDS = names.load()
CLASSES = (1, 2, 3, 4, 5, 9, 11, 12, 13)  # those that can be played

LAB = tuple[float, float, float]

# Of linear RGB, by how somebody without one kind of cone sees it: Machado, Oliveira and Fernandes, A Physiologically-
# based Model for Simulation of Color Vision Deficiency, 2009, severity 1.0.
VISIONS = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)

APART_CLASSES = 28.0  # distance in CIE Lab; 2.3 is what a trained eye just notices side by side
APART_SPECS = 18.0
APART_UNKNOWN = 15.0  # the grey of who has no class yet


def times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def linear(byte: int) -> float:
    value = byte / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def seen_as(colour: str, vision: str) -> LAB:
    """A colour in CIE Lab, as people with one kind of vision see it."""
    rgb = [linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5)]
    seen = [min(1.0, max(0.0, channel)) for channel in times(VISIONS[vision], rgb)]
    parts = [value / white for value, white in zip(times(XYZ, seen), WHITE, strict=True)]
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in parts)
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))


def least_difference(colours: Sequence[str], vision: str) -> float:
    seen = [seen_as(colour, vision) for colour in colours]
    return min(math.dist(one, other) for one, other in itertools.combinations(seen, 2))


def spec_keys() -> list[str]:
    rows = (ROOT / "assets" / "specs.tsv").read_text(encoding="utf-8").split("\n")[1:-1]
    return [row.split("\t")[0] for row in rows]


@pytest.mark.parametrize("vision", VISIONS)
def test_safe_colours_of_classes_differ_for_everybody(vision: str) -> None:
    """Any two classes, with the most common kinds of colour blindness too."""
    colours = [WORDS.class_color(class_id, safe=True) for class_id in CLASSES]
    assert least_difference(colours, vision) >= APART_CLASSES
    assert least_difference([*colours, UNKNOWN_COLOR], vision) >= APART_UNKNOWN


@pytest.mark.parametrize("vision", VISIONS)
def test_safe_colours_of_specs_differ_for_everybody(vision: str) -> None:
    """Eighteen are harder to tell apart than nine, but they can be."""
    colours = [WORDS.spec_color(spec, safe=True) for spec in spec_keys()]
    assert least_difference(colours, vision) >= APART_SPECS
    assert least_difference([*colours, UNKNOWN_COLOR], vision) >= APART_UNKNOWN


def test_measure_finds_colours_that_are_not_safe() -> None:
    """Green and brown of the game are one colour to who lacks the green cones."""
    colours = [WORDS.class_color(class_id) for class_id in CLASSES]
    assert least_difference(colours, "usual") > 10
    assert least_difference(colours, "deuteranopia") < 5


def test_colours_by_class_and_by_spec() -> None:
    """The two specs of a class share a colour, or have one each."""
    by_class, by_spec = Colours(WORDS), Colours(WORDS, by="spec")
    assert by_class.of(1, "iaido") == by_class.of(1, "moonstrike") == WORDS.class_color(1)
    assert by_spec.of(1, "iaido") == WORDS.spec_color("iaido")
    assert by_spec.of(1, "moonstrike") == WORDS.spec_color("moonstrike")


@pytest.mark.parametrize("by", ["class", "spec"])
@pytest.mark.parametrize("palette", ["game", "safe"])
def test_colour_of_who_is_not_fully_known(by: str, palette: str) -> None:
    """Without a known spec the class's colour, without a class the neutral one."""
    colours = Colours(WORDS, palette, by)
    assert colours.of(2, None) == colours.of(2, "not a spec") == WORDS.class_color(2, safe=palette == "safe")
    assert colours.of(None, None) == colours.of(99, None) == UNKNOWN_COLOR


def test_own_colours_come_first() -> None:
    """Before those of any palette, for what they were chosen for and nothing else."""
    by_class = Colours(WORDS, "safe", "class", {"1": "#111111"}, {"iaido": "#222222"})
    assert by_class.of(1, "iaido") == "#111111"
    by_spec = replace(by_class, by="spec")
    assert by_spec.of(1, "iaido") == "#222222"
    assert by_spec.of(1, "moonstrike") == WORDS.spec_color("moonstrike", safe=True)
    assert by_spec.of(1, None) == "#111111"
    assert by_spec.of(2, None) == WORDS.class_color(2, safe=True)


def test_tables_without_safe_colours(tmp_path: Path) -> None:
    """A table nobody can read costs the colours, not the window."""
    assert Colours(names.load("en", tmp_path), "safe", "spec").of(1, "iaido") == UNKNOWN_COLOR
