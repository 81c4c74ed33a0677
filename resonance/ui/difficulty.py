"""How difficult a place is, in the words of the list of encounters, bests and analytics. No Tk in here."""

from __future__ import annotations

from collections.abc import Iterable

from resonance import formats
from resonance.names import Names

MOST_WORDS = 2
"""Of places that differ: more would take the room of the other columns."""


def difficulty_words(scene_ids: Iterable[int | None], number: int | None, names: Names, *, is_only: bool = True) -> str:
    """Of places in their words, each once; of those without any the dungeon's own number; "" = not known.

    `is_only` False: another row has the same places, so that only the number behind the words tells the two apart.
    """
    known = sorted(scene_id for scene_id in scene_ids if scene_id is not None)
    words = list(dict.fromkeys(filter(None, map(names.scene_difficulty, known))))
    digits = formats.count(number) if number else ""
    if not words:
        return digits
    shown = " / ".join([*words[:MOST_WORDS], *(["…"] if len(words) > MOST_WORDS else [])])
    return f"{shown} · {digits}" if digits and not is_only else shown
