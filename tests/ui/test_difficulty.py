"""How difficult a place is, in words."""

from __future__ import annotations

import pytest

from resonance import names
from resonance.ui.difficulty import difficulty_words

NAMES = names.load("en")
NORMAL, HARD, ALSO_HARD, MASTER, TOWN = 1031, 1032, 1122, 1033, 8


@pytest.mark.parametrize(
    ("scene_ids", "number", "is_only", "words"),
    [
        ([HARD], 3, True, "Hard"),
        ([HARD], 3, False, "Hard · 3"),
        ([HARD], None, False, "Hard"),
        ([HARD, ALSO_HARD], 3, True, "Hard"),
        ([HARD, None, NORMAL, TOWN], 3, True, "Normal / Hard"),
        ([MASTER, HARD, NORMAL], 3, False, "Normal / Hard / … · 3"),
        ([TOWN], 3, True, "3"),
        ([None], 3, False, "3"),
        ([TOWN], 0, True, ""),
        ([], None, True, ""),
    ],
)
def test_words_of_places(scene_ids: list[int | None], number: int | None, is_only: bool, words: str) -> None:
    """Each once, in the order of the game; the dungeon's own number where they are none, or do not tell enough."""
    assert difficulty_words(scene_ids, number, NAMES, is_only=is_only) == words
