"""Words back to ids."""

from __future__ import annotations

import pytest

from resonance.names import load
from resonance.store import name_ids


@pytest.mark.parametrize("language", ["en", "zh", "ja"])
def test_boss_in_any_language(language: str) -> None:
    """The monster that is found is called as was asked, and is a boss."""
    name = load(language).monster(103)
    found = name_ids.monster_id(name.upper())
    assert found is not None
    assert load(language).monster(found) == name
    assert load().is_boss(found)


def test_unknown_names() -> None:
    """None; so for nothing too."""
    assert name_ids.monster_id("Nobody at all") is None
    assert name_ids.monster_id("") is None
    assert name_ids.scene_id("Nowhere") is None


def test_scenes() -> None:
    """A scene is found where its name is the only one."""
    assert name_ids.scene_id("login") == 1
    assert name_ids.scene_id("Asterleeds") is None  # two scenes are called so
