"""Which tables the record of an encounter file has, which columns these have, and what a value of each may be.

They are those of the history (store/rows.py), without what it only looks encounters up by. Numbers are of 64 bits. A
check gives the value back, or raises ValueError.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from resonance.combat.curves import MAX_SECONDS, NOT_KNOWN
from resonance.combat.record import RecapKind, Result, SegmentKind, SegmentResult
from resonance.combat.tally import TALLY_FIELDS, Kind, View
from resonance.store.packing import HIGHEST, LOWEST
from resonance.store.rows import BOSS, WHOLE
from resonance.store.rust.checks import LARGEST_AMOUNT, LATEST_MS, Check, or_none, whole

LONGEST_TEXT = 200  # characters, of a name or a key
LARGEST_NUMBER = 2**53  # of what is shown, but not added up

NUMBER, TEXT, SERIES = range(3)


class Column(NamedTuple):
    name: str
    check: Check  # ValueError for what it may not be
    kind: int = NUMBER


class Layout(NamedTuple):
    name: str
    keys: int  # so many columns, from the first on, say which row it is: all different, and rows go by them
    columns: tuple[Column, ...]


def text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError
    return value


def key(value: Any) -> str:
    """Of an encounter: letters and digits, for it stands in logs."""
    if not text(value) or not (value.isascii() and value.replace("-", "").replace("_", "").isalnum()):
        raise ValueError
    return text(value)


def one_of(words: type[StrEnum], *, but: frozenset[str] = frozenset()) -> Check:
    known = frozenset(map(str, words)) - but

    def check(value: Any) -> str:
        if value not in known:
            raise ValueError
        return text(value)

    return check


def series(low: int) -> Check:
    """One number a second."""

    def check(value: Any) -> Any:
        if len(value) > MAX_SECONDS or (len(value) and min(value) < low):
            raise ValueError
        return value

    return check


def _between(kinds: type[IntEnum]) -> Check:
    return whole(min(kinds), max(kinds))


ACTOR = whole(LOWEST, HIGHEST)
FACT = whole(-LARGEST_NUMBER, LARGEST_NUMBER)
COUNT = whole(0, LARGEST_NUMBER)
AMOUNT = whole(0, LARGEST_AMOUNT)  # as many rows as there may be still add up to a number of 64 bits
TIME = whole(0, LATEST_MS)
LENGTH = whole(0, LATEST_MS)
FLAG = whole(0, 1)
ENDED = whole(1, 1)
SEGMENT, SEGMENT_OR_WHOLE = whole(0, LARGEST_NUMBER), whole(WHOLE, LARGEST_NUMBER)


def _numbers(check: Check, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, check) for name in names)


def _maybe(check: Check, *names: str) -> tuple[Column, ...]:
    return _numbers(or_none(check), *names)


def _words(check: Check, name: str) -> Column:
    return Column(name, check, TEXT)


FILE = Layout(
    "file",
    0,
    (_words(key, "key"), _words(text, "program_version"), *_numbers(FLAG, "has_pseudonyms")),
)
ENCOUNTER = Layout(
    "encounter",
    0,
    (
        *_numbers(TIME, "started_at_ms"),
        *_maybe(FACT, "scene_id", "line", "difficulty"),
        *_maybe(ACTOR, "local_player"),
        _words(one_of(Result, but=frozenset((Result.RUNNING,))), "result"),
        *_numbers(ENDED, "ended"),
        *_maybe(ACTOR, "boss"),
        *_numbers(COUNT, "gaps", "missing_bytes", "dropped_packets"),
        *_numbers(FLAG, "started_late"),
        *_numbers(COUNT, "unreadable", "paused"),
    ),
)
PARTS = (
    Layout(
        "actors",
        1,
        (
            *_numbers(ACTOR, "actor_id"),
            _words(or_none(text), "name"),
            *_maybe(FACT, "class_id"),
            _words(or_none(text), "spec"),
            *_maybe(FACT, "level", "ability_score", "hp", "max_hp", "monster_id"),
            *_maybe(ACTOR, "owner"),
            *_maybe(ACTOR, "team_id"),
            *_maybe(FACT, "stun", "max_stun", "extinction", "max_extinction"),
        ),
    ),
    Layout(
        "segments",
        1,
        (
            *_numbers(COUNT, "ordinal"),
            _words(one_of(SegmentKind), "kind"),
            *_numbers(TIME, "started_at_ms"),
            *_maybe(TIME, "ended_at_ms"),
            _words(one_of(SegmentResult), "result"),
            *_maybe(FACT, "attempt"),
            *_maybe(ACTOR, "boss"),
            *_maybe(FACT, "boss_monster_id", "hp_start", "hp_end"),
        ),
    ),
    Layout("bosses", 2, (*_numbers(SEGMENT_OR_WHOLE, "segment"), *_numbers(ACTOR, "actor_id"))),
    Layout(
        "clocks",
        3,
        (
            *_numbers(SEGMENT_OR_WHOLE, "segment"),
            *_numbers(whole(BOSS, max(View)), "view"),
            *_numbers(ACTOR, "actor_id"),
            *_maybe(TIME, "first_ms", "last_ms"),
            *_numbers(LENGTH, "active_ms"),
        ),
    ),
    Layout(
        "tallies",
        6,
        (
            *_numbers(SEGMENT, "segment"),
            *_numbers(_between(Kind), "kind"),
            *_numbers(ACTOR, "source", "target"),
            *_numbers(FACT, "origin", "skill_id"),
            *_numbers(AMOUNT, *TALLY_FIELDS),
        ),
    ),
    Layout(
        "deaths",
        1,
        (
            *_numbers(COUNT, "ordinal"),
            *_numbers(TIME, "at_ms"),
            *_numbers(ACTOR, "actor"),
            *_maybe(ACTOR, "killer"),
            *_maybe(FACT, "skill_id"),
        ),
    ),
    Layout(
        "recap_lines",
        2,
        (
            *_numbers(COUNT, "death", "ordinal"),
            *_numbers(TIME, "at_ms"),
            *_numbers(_between(RecapKind), "kind"),
            *_numbers(ACTOR, "source"),
            *_numbers(FACT, "origin", "skill_id", "amount"),
            *_maybe(FACT, "hp_before", "hp_after"),
            *_numbers(FLAG, "killed"),
        ),
    ),
    Layout(
        "revives",
        1,
        (*_numbers(COUNT, "ordinal"), *_numbers(TIME, "at_ms"), *_numbers(ACTOR, "actor"), *_maybe(ACTOR, "reviver")),
    ),
    Layout(
        "buffs",
        2,
        (
            *_numbers(ACTOR, "host"),
            *_numbers(FACT, "buff_id"),
            *_numbers(COUNT, "count"),
            *_numbers(LENGTH, "on_ms"),
            *_numbers(AMOUNT, "damage"),
        ),
    ),
    Layout(
        "buff_layers",
        3,
        (*_numbers(ACTOR, "host"), *_numbers(FACT, "buff_id", "layers"), *_numbers(LENGTH, "on_ms")),
    ),
    Layout(
        "curves",
        2,
        (*_numbers(_between(View), "view"), *_numbers(ACTOR, "actor_id"), Column("amounts", series(0), SERIES)),
    ),
    Layout("boss_hp", 1, (*_numbers(ACTOR, "actor_id"), Column("hp", series(NOT_KNOWN), SERIES))),
)
LAYOUTS = (FILE, ENCOUNTER, *PARTS)
"""In the order of the file. Another table, or another column, is a new version of the format."""
