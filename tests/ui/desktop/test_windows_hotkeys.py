"""Hotkeys in words become codes of Windows, or sentences."""

from __future__ import annotations

import queue

import pytest
from windows_fakes import WINDOW, World, fake_api

from resonance.settings import Settings
from resonance.ui.desktop import windows_api
from resonance.ui.desktop.keys import NAMED, Key, parse
from resonance.ui.desktop.windows_hotkeys import Hotkeys, codes

NOREPEAT = windows_api.MOD_NOREPEAT


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def hotkeys(world: World) -> Hotkeys:
    return Hotkeys(fake_api(world), queue.SimpleQueue())


@pytest.mark.parametrize(
    ("words", "modifiers", "code"),
    [
        ("Ctrl+Shift+F9", 0x2 | 0x4, 0x78),
        ("F1", 0, 0x70),
        ("F24", 0, 0x87),
        ("Ctrl+A", 0x2, 0x41),
        ("Alt+7", 0x1, 0x37),
        ("Win+Alt+Num7", 0x8 | 0x1, 0x67),
        ("Ctrl+PageDown", 0x2, 0x22),
    ],
)
def test_codes(words: str, modifiers: int, code: int) -> None:
    """Modifiers and virtual keys are those of Windows, and a key that is held down counts once."""
    assert codes(parse(words)) == (modifiers | NOREPEAT, code)


def test_every_key_has_a_code_of_its_own() -> None:
    """No key that can be written is missing, and no two are the same to Windows."""
    names = [*NAMED, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"]
    assert len({codes(Key(frozenset(), name)) for name in names}) == len(names)


def test_default_keys(hotkeys: Hotkeys) -> None:
    """A fresh start has no conflict with itself."""
    settings = Settings()
    keys = {name: getattr(settings, name) for name in settings.__slots__ if name.startswith("hotkey_")}
    assert keys
    assert hotkeys.bind(WINDOW, keys) == {}


def test_key_of_another_program(hotkeys: Hotkeys, world: World) -> None:
    """The sentence names the key as the user knows it and what can be done; the other keys work."""
    world.taken.add(codes(parse("Ctrl+Shift+F9")))
    problems = hotkeys.bind(WINDOW, {"through": "shift+ctrl+f9", "show": "Ctrl+Shift+F10"})
    assert list(problems) == ["through"]
    assert problems["through"].startswith("Ctrl+Shift+F9 belongs to another program.")
    assert list(world.hotkeys.values()) == [codes(parse("Ctrl+Shift+F10"))]


def test_one_key_for_two_actions(hotkeys: Hotkeys) -> None:
    """The first one has it; the second is told that the fault is not another program's."""
    problems = hotkeys.bind(WINDOW, {"show": "Ctrl+F9", "mini": "control+F9"})
    assert list(problems) == ["mini"]
    assert "two things here" in problems["mini"]


@pytest.mark.parametrize("words", ["Ctrl+Nonsense", "A", "Ctrl+Shift+Num4"])
def test_key_that_can_never_be_had(hotkeys: Hotkeys, world: World, words: str) -> None:
    """Windows is not even asked: with Shift the number pad gives other keys than are registered."""
    assert list(hotkeys.bind(WINDOW, {"show": words})) == ["show"]
    assert not world.hotkeys


def test_key_that_windows_refuses(hotkeys: Hotkeys, world: World) -> None:
    """A refusal that has no words of its own is told with its number."""
    world.fail.add("RegisterHotKey")
    world.fail_with = 1459
    assert "1459" in hotkeys.bind(WINDOW, {"show": "Ctrl+F9"})["show"]


def test_other_keys(hotkeys: Hotkeys, world: World) -> None:
    """Keys bound before are free again, also for another action."""
    hotkeys.bind(WINDOW, {"show": "Ctrl+F9", "mini": "Ctrl+F8"})
    assert hotkeys.bind(WINDOW, {"show": "", "mini": "Ctrl+F9"}) == {}
    assert list(world.hotkeys.values()) == [codes(parse("Ctrl+F9"))]


def test_pressed_just_before_it_was_given_back(world: World) -> None:
    """A message that was under way is nothing any more."""
    asked: queue.SimpleQueue[str] = queue.SimpleQueue()
    hotkeys = Hotkeys(fake_api(world), asked)
    hotkeys.bind(WINDOW, {"show": "Ctrl+F9"})
    (number,) = world.hotkeys
    hotkeys.pressed(WINDOW, number, 0)
    hotkeys.bind(WINDOW, {})
    hotkeys.pressed(WINDOW, number, 0)
    assert asked.get_nowait() == "show"
    assert asked.empty()
