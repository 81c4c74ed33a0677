"""Hotkeys in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonance.settings import Settings
from resonance.ui.desktop.keys import MODIFIERS, NAMED, Key, parse

names = st.sampled_from([*NAMED, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"])


@given(st.sets(st.sampled_from(MODIFIERS)), names)
def test_words_of_a_key_give_the_key(modifiers: set[str], name: str) -> None:
    """What was written is read again as the same key, in any spelling of capitals."""
    key = Key(frozenset({"Ctrl", *modifiers}), name)
    assert parse(key.words()) == parse(key.words().upper()) == parse(key.words().lower()) == key


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("shift+CONTROL+f9", "Ctrl+Shift+F9"),
        (" super + k ", "Win+K"),
        ("Ctrl+Ctrl+7", "Ctrl+7"),
        ("F24", "F24"),
        ("Shift+Pause", "Shift+Pause"),
        ("scrolllock", "ScrollLock"),
    ],
)
def test_key_as_people_write_it(words: str, written: str) -> None:
    """Any order, any capitals, other names of the same key."""
    assert parse(words).words() == written


@pytest.mark.parametrize(
    "words", ["", "+", "Ctrl", "Ctrl+", "Ctrl+F25", "Ctrl+Ä", "Hyper+F9", "Ctrl F9", "Ctrl++F9", "F"]
)
def test_words_that_are_no_key(words: str) -> None:
    """The sentence quotes them."""
    with pytest.raises(ValueError, match=r"hotkey|typing") as error:
        parse(words)
    assert f'"{words}"' in str(error.value)


@pytest.mark.parametrize("words", ["A", "Shift+A", "7", "Space", "Shift+Home", "Escape", "Num5"])
def test_key_that_is_needed_for_typing(words: str) -> None:
    """It would be lost to every other program, so it is no hotkey without Ctrl, Alt or Win."""
    with pytest.raises(ValueError, match="typing"):
        parse(words)
    assert parse(f"Alt+{words}").name


def test_key_that_is_held_for_moments_only() -> None:
    """It may be any; that it is one at all is asked all the same."""
    assert parse("Escape", "back").words() == "Escape"
    with pytest.raises(ValueError, match="hotkey"):
        parse("Nothing", "back")


def test_hotkeys_the_settings_begin_with() -> None:
    """Each is a hotkey, written as this program writes it, and no two are the same."""
    settings = Settings()
    words = [getattr(settings, name) for name in Settings.__dataclass_fields__ if name.startswith("hotkey_")]
    assert words
    assert [parse(each).words() for each in words if each] == [each for each in words if each]
    assert len(set(words)) == len(words)
