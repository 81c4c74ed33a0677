"""Names of monsters and scenes back to their ids, for files that keep words alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from resonance.name_tables import read_names
from resonance.texts import LANGUAGES

# In a source checkout and in a bundle alike the tables lie beside the package.
_ASSETS = Path(__file__).resolve().parents[2] / "assets"


def monster_id(name: str) -> int | None:
    """In any language; None = nothing is called so. Of several monsters of one name a boss, of those the lowest id."""
    return _monsters().get(name.casefold())


def scene_id(name: str) -> int | None:
    """In any language; None too where several scenes share the name, which then tells neither place nor difficulty."""
    found = _scenes().get(name.casefold(), set())
    return next(iter(found)) if len(found) == 1 else None


@cache
def _monsters() -> dict[str, int]:
    ranked: dict[str, tuple[bool, int]] = {}

    def take(name: str, number: str, rank: str) -> None:
        candidate = (rank != "boss", int(number))
        if name:
            ranked[name.casefold()] = min(ranked.get(name.casefold(), candidate), candidate)

    for language in LANGUAGES:
        read_names(_ASSETS / "monsters.tsv", language, ("monster_id", "rank"), take)
    return {name: number for name, (_, number) in ranked.items()}


@cache
def _scenes() -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}

    def take(name: str, number: str) -> None:
        if name:
            found.setdefault(name.casefold(), set()).add(int(number))

    for language in LANGUAGES:
        read_names(_ASSETS / "scenes.tsv", language, ("scene_id",), take)
    return found
