"""What is known about each setting agrees with itself and with the parts of the program that use it."""

from __future__ import annotations

import dataclasses

import pytest

from resonance.combat.clock import ClockChoice
from resonance.combat.pictures import Scope
from resonance.combat.snapshot import AmountChoice
from resonance.combat.tally import View
from resonance.palettes import PALETTES
from resonance.setting_meta import LONGEST_ENTRY, MOST_TEXTS, Meta, Shape
from resonance.settings import META, Settings
from resonance.texts import LANGUAGES
from resonance.ui.desktop import keys
from resonance.ui.theme import ROW_HEIGHTS


def test_defaults() -> None:
    """The defaults the rest of the program counts on."""
    default = Settings()
    assert (default.clock, default.amounts, default.scope) == ("active", "raw", "encounter")
    assert (default.silence_s, default.instance_silence_s) == (15, 0)
    assert (default.capture_source, default.save_every_s) == ("auto", 5)
    assert (default.language, default.theme, default.opacity, default.row_height) == ("en", "dark", 0.94, "comfortable")
    assert (default.places, default.class_colours, default.columns_damage) == ({}, {}, ())
    assert (default.start_view, default.welcomed) == ("damage", False)


def test_every_field_is_a_described_setting() -> None:
    """All of them but `unknown`; a window can be built from the table alone."""
    assert [field.name for field in dataclasses.fields(Settings) if field.name not in META] == ["unknown"]


@pytest.mark.parametrize("name", META)
def test_description_of_a_setting(name: str) -> None:
    """It has a title, a meaning that is a sentence, and a default that is one of its own values."""
    meta = META[name]
    assert meta.title
    assert meta.meaning.endswith(".")
    assert meta.accepts(getattr(Settings(), name))
    assert type(getattr(Settings(), name)) is meta.kind
    assert len(meta.titles) == len(meta.choices)
    assert all(meta.accepts(choice) for choice in meta.choices)
    assert meta.kind in (int, float) or (meta.low, meta.high, meta.unit) == (None, None, "")
    assert (meta.shape is Shape.COLOURS) <= (meta.kind is dict)


def test_titles_in_a_group_differ() -> None:
    """A user can tell two settings apart."""
    seen = [(meta.group, meta.title) for meta in META.values()]
    assert len(seen) == len(set(seen))


def test_no_two_settings_share_a_table() -> None:
    """A dict that one Settings holds is its own: nothing done to it reaches another one."""
    assert Settings().places is not Settings().places


def test_choices_match_the_program() -> None:
    """Settings may not import the upper layers, so their words are repeated here and held together by this test."""
    assert set(META["clock"].choices) == {choice.value for choice in ClockChoice}
    assert set(META["amounts"].choices) == {choice.value for choice in AmountChoice}
    assert set(META["scope"].choices) == {choice.value for choice in Scope}
    assert set(META["start_view"].choices) >= {view.name.lower() for view in View}
    assert META["language"].choices == LANGUAGES
    assert set(META["theme"].choices) == set(PALETTES)
    assert set(META["row_height"].choices) == set(ROW_HEIGHTS)


def test_default_hotkeys_are_hotkeys() -> None:
    """Each is written as the program writes it, and no two are the same."""
    defaults = [getattr(Settings(), name) for name, meta in META.items() if meta.shape is Shape.HOTKEY]
    assert [keys.parse(words).words() for words in defaults] == defaults
    assert len(set(defaults)) == len(defaults)


TEXTS = Meta(tuple, "", "Texts", "Texts.")
TABLE = Meta(dict, "", "Table", "A table.")
COLOURS = Meta(dict, "", "Colours", "Colours.", shape=Shape.COLOURS)
WHOLE = Meta(int, "", "Whole", "A number.", low=1, high=9)


@pytest.mark.parametrize(
    ("meta", "value", "accepted"),
    [
        (TEXTS, (), True),
        (TEXTS, ("a",) * MOST_TEXTS, True),
        (TEXTS, ("a",) * (MOST_TEXTS + 1), False),
        (TEXTS, ("a" * LONGEST_ENTRY,), True),
        (TEXTS, ("a" * (LONGEST_ENTRY + 1),), False),
        (TEXTS, ["a"], False),
        (TEXTS, "a", False),
        (TABLE, {"a": "b"}, True),
        (TABLE, {"a": 1}, False),
        (TABLE, {1: "b"}, False),
        (TABLE, {"a": "b" * (LONGEST_ENTRY + 1)}, False),
        (COLOURS, {"a": "#12aBcF"}, True),
        (COLOURS, {"a": "#12aBcF0"}, False),
        (COLOURS, {"a": "red"}, False),
        (WHOLE, 1, True),
        (WHOLE, 10, False),
        (WHOLE, 0, False),
        (WHOLE, True, False),
        (WHOLE, 2.0, False),
        (WHOLE, "2", False),
        (WHOLE, None, False),
    ],
)
def test_values_a_setting_takes(meta: Meta, value: object, accepted: bool) -> None:
    """Types and limits, at the limits."""
    assert meta.accepts(value) is accepted
