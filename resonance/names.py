"""Ids to words: the game's names from the tables in `assets/`; an unknown id stays visible as "Skill 1714".

A missing or damaged table costs its names and nothing else; what is wrong with it is told by `Names.problems()`.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import TypeVar

from resonance.name_tables import NO_CLASS, NO_MONSTER, NO_SCENE, NO_SPEC, SPACES, Tables
from resonance.texts import LANGUAGES, later, say

_K = TypeVar("_K")
_R = TypeVar("_R")

# In a source checkout and in a bundle alike the tables lie beside the package.
_ASSETS = Path(__file__).resolve().parent.parent / "assets"

UNKNOWN_COLOR = "#8a919e"
"""A neutral grey, readable on the dark and on the light ground, for whoever has no class yet."""

_SPACE_OF_ORIGIN = {0: "skill", 1: "bullet", 2: "buff", 3: "bullet", 4: "bullet"}  # protocol.md 5.6, field 1

_DIFFICULTIES = {
    "easy": later("Easy"),
    "normal": later("Normal"),
    "hard": later("Hard"),
    "master": later("Master"),
    "nightmare": later("Nightmare"),
    "unstable": later("Unstable"),
    "tier": later("Tier {number}"),
    "floor": later("Floor {number}"),
}
"""The keys in scenes.tsv without their number, in words; any other key is shown as it is."""

_LONGEST_NAME = 64  # characters; the game's are shorter
JOINER = "\u200d"  # holds the parts of an emoji together


def visible(text: str) -> str:
    """As it can be read on one line: without breaks, tabs, and signs that turn the writing direction."""
    return "".join(char if char.isprintable() or char == JOINER else " " for char in text).strip()


class Names:
    """The words for one language. Read-only once made; may be shared by threads.

    `None` as an answer means that nothing is known. Names are never None where an id was given: they fall back to
    English, then Chinese, then the id in words. With `hide_players` players are numbered instead of named.
    """

    def __init__(self, language: str, assets: Path, hide_players: bool = False) -> None:
        self.language = language
        self.hide_players = hide_players
        self._tables = Tables(language, assets)

    def problems(self) -> list[str]:
        """What is wrong with the tables, in sentences; reads those that were not needed so far."""
        return self._tables.problems()

    def scene(self, scene_id: int | None) -> str | None:
        return _get(self._tables.scenes, scene_id, NO_SCENE).name or None

    def scene_kind(self, scene_id: int | None) -> str | None:
        """The key of assets/scenes.tsv, such as "open_world", "dungeon" or "raid"."""
        return _get(self._tables.scenes, scene_id, NO_SCENE).kind or None

    def scene_difficulty(self, scene_id: int | None) -> str | None:
        """In words: "Hard", "Tier 2", "Floor 12". The level of a master dungeon is not in the scene id."""
        key = _get(self._tables.scenes, scene_id, NO_SCENE).difficulty
        word = key.rstrip("0123456789")
        if word in _DIFFICULTIES:
            return say(_DIFFICULTIES[word], number=key[len(word) :])
        return key.capitalize() or None

    def monster(self, monster_id: int | None) -> str:
        if monster_id is None:
            return say("Unknown monster")
        return _get(self._tables.monsters, monster_id, NO_MONSTER).name or say("Monster {number}", number=monster_id)

    def is_boss(self, monster_id: int | None) -> bool:
        return _get(self._tables.monsters, monster_id, NO_MONSTER).is_boss

    def skill(self, origin: int, skill_id: int) -> str:
        """What a hit or heal came from. `origin`: events.Origin, or another number of the game.

        The name space of the origin comes first; where it has no such row the others are tried (protocol.md 8.5).
        """
        own = _SPACE_OF_ORIGIN.get(origin, "skill")
        name = self._tables.skills[own].get(skill_id)
        if own == "buff":
            name = name or self._tables.buffs.get(skill_id)
        if not name:
            name = next((found for space in SPACES if (found := self._tables.skills[space].get(skill_id))), None)
        unknown = later("Buff {number}") if own == "buff" else later("Skill {number}")
        return name or say(unknown, number=skill_id)

    def skill_group(self, origin: int, skill_id: int) -> tuple[int, str] | None:
        """(number, name) of the group the game's own damage list counts this under; None where it has none."""
        return self._tables.groups.get((_SPACE_OF_ORIGIN.get(origin, "skill"), skill_id))

    def buff(self, buff_id: int) -> str:
        """The name of a buff; those that only do damage or heal are listed among the skills."""
        name = self._tables.buffs.get(buff_id) or self._tables.skills["buff"].get(buff_id)
        return name or say("Buff {number}", number=buff_id)

    def class_name(self, class_id: int | None) -> str | None:
        return _get(self._tables.classes, class_id, NO_CLASS).name or None

    def class_color(self, class_id: int | None, *, safe: bool = False) -> str:
        """As "#rrggbb"; UNKNOWN_COLOR for an unknown class and for transformations, which have none.

        `safe`: from the palette that colour-blind people can tell apart.
        """
        row = _get(self._tables.classes, class_id, NO_CLASS)
        return (row.safe_color if safe else row.color) or UNKNOWN_COLOR

    def spec_name(self, spec_key: str | None) -> str | None:
        return _get(self._tables.specs, spec_key, NO_SPEC).name or None

    def spec_color(self, spec_key: str | None, *, safe: bool = False) -> str:
        """As "#rrggbb"; UNKNOWN_COLOR for an unknown spec. `safe` as for a class."""
        row = _get(self._tables.specs, spec_key, NO_SPEC)
        return (row.safe_color if safe else row.color) or UNKNOWN_COLOR

    def playable_classes(self) -> list[int]:
        """Ids of the classes that a player can be, and that have a colour."""
        return [class_id for class_id, row in self._tables.classes.items() if row.color]

    def specs(self) -> list[tuple[str, int]]:
        """(key, class id) of every spec."""
        return [(key, row.class_id) for key, row in self._tables.specs.items()]

    def spec_of_skill(self, skill_id: int) -> tuple[int, str] | None:
        """(class id, spec key) of a skill that only one spec uses, whatever its name space (protocol.md 9).

        For skills that were used. The list of an actor's skills (attribute 116) tells no spec: in a recorded town all
        players of a class had the same of these ids in it, mostly those of both specs.
        """
        return self._tables.spec_by_skill.get(skill_id)

    def class_of_skill(self, skill_id: int) -> int | None:
        """The class a skill belongs to, whatever its name space; None for everybody's skills (protocol.md 8.2, 9)."""
        return self._tables.class_by_skill.get(skill_id)

    def display_name(self, name: str | None, uid: int) -> str:
        """What a player is called wherever somebody reads it: live, in the history and in exports.

        Without a name that can be seen by the uid, and hidden as "Player 1", "Player 2", ... in the order they were
        first asked for.
        """
        return self.shown_name(name) or say("Player {number}", number=self.display_uid(uid))

    def shown_name(self, name: str | None) -> str:
        """The name of a player, or of what may be called after one; "" where it is hidden, or there is none to see."""
        return visible(name[:_LONGEST_NAME]) if name and not self.hide_players else ""

    def display_uid(self, uid: int) -> int:
        """The uid; of a hidden player the number, which stays the same as long as the program runs."""
        return _number_of(uid) if self.hide_players else uid


def _get(table: dict[_K, _R], key: _K | None, otherwise: _R) -> _R:
    return otherwise if key is None else table.get(key, otherwise)


def _number_of(uid: int) -> int:
    """1, 2, ... in the order of being asked for first: one count for all languages and threads of this program."""
    with _numbering:
        return _numbers.setdefault(uid, len(_numbers) + 1)


_numbers: dict[int, int] = {}
_numbering = threading.Lock()


def load(language: str = "en", assets: Path = _ASSETS, *, hide_players: bool = False) -> Names:
    """The names in one of LANGUAGES, English for any other. Costs next to nothing until a name is asked for.

    The same answers for the same arguments, so who hides players does not hide them from who does not.
    """
    return _load(language if language in LANGUAGES else "en", assets, hide_players)


_load = cache(Names)
