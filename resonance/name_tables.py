"""The tables of names in `assets/`, as far as they can be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from resonance.texts import say

_HEX_COLOR = re.compile(r"#[0-9a-f]{6}")

SPACES = ("skill", "bullet", "buff")  # the name spaces of a skill id, in the order they are tried
_SPACE_OF_LETTER = {"s": "skill", "b": "bullet", "p": "buff"}  # in recount.tsv


class Scene(NamedTuple):
    name: str
    kind: str
    difficulty: str


class Monster(NamedTuple):
    name: str
    is_boss: bool


class Class(NamedTuple):
    name: str
    color: str
    safe_color: str


class Spec(NamedTuple):
    name: str
    class_id: int
    color: str
    safe_color: str
    skill_ids: tuple[int, ...]


NO_SCENE = Scene("", "", "")
NO_MONSTER = Monster("", False)
NO_CLASS = Class("", "", "")
NO_SPEC = Spec("", 0, "", "", ())


class Tables:
    """Each is read when it is first asked for. Two threads that ask at the same moment read the same rows."""

    def __init__(self, language: str, assets: Path) -> None:
        self._language = language
        self._assets = assets
        self._problems: dict[str, str] = {}  # by file

    def problems(self) -> list[str]:
        """What is wrong with them, in sentences; reads those that were not needed so far."""
        tables = (self.classes, self.specs, self.skills, self.groups, self.monsters, self.scenes, self.buffs)
        for table in tables:
            len(table)
        return [self._problems[file] for file in sorted(self._problems)]

    @cached_property
    def scenes(self) -> dict[int, Scene]:
        table: dict[int, Scene] = {}

        def take(name: str, scene_id: str, kind: str, difficulty: str) -> None:
            table[int(scene_id)] = Scene(name, kind, difficulty)

        self._read("scenes.tsv", ("scene_id", "kind", "difficulty"), take)
        return table

    @cached_property
    def monsters(self) -> dict[int, Monster]:
        table: dict[int, Monster] = {}

        def take(name: str, monster_id: str, rank: str) -> None:
            table[int(monster_id)] = Monster(name, rank == "boss")

        self._read("monsters.tsv", ("monster_id", "rank"), take)
        return table

    @cached_property
    def buffs(self) -> dict[int, str]:
        table: dict[int, str] = {}

        def take(name: str, buff_id: str) -> None:
            table[int(buff_id)] = name

        self._read("buffs.tsv", ("buff_id",), take)
        return table

    @cached_property
    def skills(self) -> dict[str, dict[int, str]]:
        """Names by name space (SPACES) and id."""
        return self._skills_and_classes[0]

    @cached_property
    def class_by_skill(self) -> dict[int, int]:
        return self._skills_and_classes[1]

    @cached_property
    def _skills_and_classes(self) -> tuple[dict[str, dict[int, str]], dict[int, int]]:
        names: dict[str, dict[int, str]] = {space: {} for space in SPACES}
        classes: dict[int, int] = {}

        def take(name: str, source: str, skill_id: str, class_id: str) -> None:
            if source not in names:
                raise ValueError(f"no name space {source!r}")
            if class_id:
                classes[int(skill_id)] = int(class_id)
            if name:
                names[source][int(skill_id)] = name

        self._read("skills.tsv", ("source", "skill_id", "class_id"), take)
        return names, classes

    @cached_property
    def groups(self) -> dict[tuple[str, int], tuple[int, str]]:
        """By name space and id. Where single hits belong to another group, the skill stays with its first one."""
        table: dict[tuple[str, int], tuple[int, str]] = {}

        def take(name: str, recount_id: str, members: str) -> None:
            for member in members.split():
                skill_id = int(member[1:].partition(":")[0])
                table.setdefault((_SPACE_OF_LETTER[member[0]], skill_id), (int(recount_id), name))

        self._read("recount.tsv", ("recount_id", "members"), take)
        return table

    @cached_property
    def classes(self) -> dict[int, Class]:
        table: dict[int, Class] = {}

        def take(name: str, class_id: str, color: str, safe_color: str) -> None:
            table[int(class_id)] = Class(name, _checked_color(color), _checked_color(safe_color))

        self._read("classes.tsv", ("class_id", "color", "safe_color"), take)
        return table

    @cached_property
    def specs(self) -> dict[str, Spec]:
        table: dict[str, Spec] = {}

        def take(name: str, spec_key: str, class_id: str, color: str, safe_color: str, skill_ids: str) -> None:
            ids = tuple(int(skill_id) for skill_id in skill_ids.split())
            table[spec_key] = Spec(name, int(class_id), _checked_color(color), _checked_color(safe_color), ids)

        self._read("specs.tsv", ("spec_key", "class_id", "color", "safe_color", "skill_ids"), take)
        return table

    @cached_property
    def spec_by_skill(self) -> dict[int, tuple[int, str]]:
        return {
            skill_id: (spec.class_id, spec_key) for spec_key, spec in self.specs.items() for skill_id in spec.skill_ids
        }

    def _read(self, file: str, columns: tuple[str, ...], take: Callable[..., None]) -> None:
        """Call `take(name, *columns)` for every row that can be read, and remember what is wrong."""
        if problem := read_names(self._assets / file, self._language, columns, take):
            self._problems[file] = problem


def read_names(path: Path, language: str, columns: tuple[str, ...], take: Callable[..., None]) -> str:
    """Call `take(name, *columns)` for every row; gives what is wrong with the table, "" for nothing.

    The name is the one in the language, else English, else Chinese, else "". Rows that are damaged, or refused by
    ValueError, are skipped.
    """
    try:
        # A damaged byte costs its row only: it becomes U+FFFD, which no name holds.
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        return say(
            "{name} cannot be read ({reason}): ids are shown instead of its names.",
            name=path.name,
            reason=error.strerror,
        )
    header, *lines = text.rstrip("\n").split("\n")
    keys = header.split("\t")
    wanted = (f"name_{language}", "name_en", "name_zh", *columns)
    if missing := [key for key in wanted if key not in keys]:
        return say(
            "{name} has no column {column}: ids are shown instead of its names.", name=path.name, column=missing[0]
        )
    pick = itemgetter(*map(keys.index, wanted))
    damaged = 0
    for line in lines:
        cells = line.split("\t")
        try:
            if len(cells) != len(keys) or "\ufffd" in line:
                raise ValueError("damaged row")
            name, english, chinese, *rest = pick(cells)
            take(name or english or chinese, *rest)
        except ValueError:
            damaged += 1
    if not damaged:
        return ""
    return say(
        "{name} is damaged: {damaged} of its {rows} rows cannot be read.",
        name=path.name,
        damaged=damaged,
        rows=len(lines),
    )


def _checked_color(cell: str) -> str:
    """The colour, or "" for none; ValueError for anything that a window could not draw."""
    if cell and not _HEX_COLOR.fullmatch(cell):
        raise ValueError(f"no colour: {cell!r}")
    return cell
