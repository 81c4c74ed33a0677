"""Which columns the entries of a journal have, and how each is written."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, NamedTuple

from resonance import events
from resonance.combat import entries
from resonance.combat.entries import JournalError
from resonance.store.packing import Reader, pack_ints, pack_maybes, pack_texts

Column = Sequence[Any]


class Kind(NamedTuple):
    """How a field is written and read."""

    pack: Callable[[Column], bytes]
    read: Callable[[Reader, int], Any]  # as many values as are asked for


INT = Kind(pack_ints, Reader.ints)
FLAG = Kind(pack_ints, Reader.flags)
MAYBE = Kind(pack_maybes, Reader.maybes)
TEXT = Kind(pack_texts, Reader.texts)


def _pack_maybe_texts(values: Column) -> bytes:
    present = [value is not None for value in values]
    return pack_ints(present) + pack_texts([value for value in values if value is not None])


def _read_maybe_texts(reader: Reader, count: int) -> list[str | None]:
    present = reader.ints(count)
    texts = iter(reader.texts(sum(map(bool, present))))
    return [next(texts) if is_there else None for is_there in present]


def _pack_reals(values: Column) -> bytes:
    return struct.pack(f"<{len(values)}d", *values)


def _read_reals(reader: Reader, count: int) -> tuple[float, ...]:
    return struct.unpack(f"<{count}d", reader.bytes(8 * count))


def _lists(width: int) -> Kind:
    """A field that is a tuple: of numbers for width 1, otherwise of tuples of so many numbers."""

    def pack(values: Column) -> bytes:
        items = list(chain.from_iterable(values))
        columns = zip(*items, strict=True) if width > 1 else (items,)
        return pack_ints([len(value) for value in values]) + b"".join(map(pack_ints, columns))

    def read(reader: Reader, count: int) -> list[tuple[Any, ...]]:
        sizes = reader.ints(count)
        if count and min(sizes) < 0:
            raise JournalError("a list of a negative size")
        columns = [reader.ints(sum(sizes)) for _ in range(width)]
        items = iter(zip(*columns, strict=True) if width > 1 else columns[0])
        return [tuple(next(items) for _ in range(size)) for size in sizes]

    return Kind(pack, read)


MAYBE_TEXT = Kind(_pack_maybe_texts, _read_maybe_texts)
REAL = Kind(_pack_reals, _read_reals)
NUMBERS, TRIPLES, QUADRUPLES = _lists(1), _lists(3), _lists(4)

FACTS: tuple[tuple[str, Kind], ...] = (
    ("name", TEXT),
    ("monster_id", INT),
    ("class_id", INT),
    ("level", INT),
    ("season_level", INT),
    ("ability_score", INT),
    ("season_strength", INT),
    ("hp", INT),
    ("max_hp", INT),
    ("shields", QUADRUPLES),
    ("state", INT),
    ("in_combat", INT),
    ("owner", INT),
    ("summoner", INT),
    ("team_id", INT),
    ("skill_ids", NUMBERS),
    ("stun", INT),
    ("max_stun", INT),
    ("extinction", INT),
    ("max_extinction", INT),
    ("is_bot", INT),
    ("hated_char_id", INT),
    ("combat_rank", INT),
)
"""The keys of events.Facts. A new one goes to the end: their places are in every file."""

_FACT_BITS = {fact: 1 << place for place, (fact, _) in enumerate(FACTS)}


def _pack_facts(values: Column) -> bytes:
    """Which facts each entry has, and the columns of those that occur."""
    packed = [pack_ints([sum(map(_FACT_BITS.__getitem__, facts)) for facts in values])]
    for fact, kind in FACTS:
        column = [facts[fact] for facts in values if fact in facts]
        if column:
            packed.append(kind.pack(column))
    return b"".join(packed)


def _read_facts(reader: Reader, count: int) -> list[dict[str, Any]]:
    masks = reader.ints(count)
    if count and not 0 <= min(masks) <= max(masks) < 1 << len(FACTS):
        raise JournalError("an unknown fact")
    facts: list[dict[str, Any]] = [{} for _ in range(count)]
    for fact, kind in FACTS:
        bit = _FACT_BITS[fact]
        those = [each for each, mask in zip(facts, masks, strict=True) if mask & bit]
        if those:
            for each, value in zip(those, kind.read(reader, len(those)), strict=True):
                each[fact] = value
    return facts


FACTS_KIND = Kind(_pack_facts, _read_facts)


class Like(NamedTuple):
    """A field of numbers that is mostly equal to another one before it: the difference is written."""

    other: str


class Layout(NamedTuple):
    """The fields of a type of entry, in order; `at_ms` is left out, since all entries share its column."""

    type: type[Any]
    fields: tuple[tuple[str, Kind | Like], ...]


def _layout(type_: type[Any], **kinds: Kind | Like) -> Layout:
    """All fields are numbers unless said otherwise."""
    return Layout(type_, tuple((name, kinds.get(name, INT)) for name in type_._fields if name != "at_ms"))


def _maybe(*names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, MAYBE)


def _flags(*names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, FLAG)


LAYOUTS = (
    _layout(
        events.Hit,
        **_flags("crit", "lucky", "lucky_bonus", "blocked", "killed", "target_lucky"),
        hp_loss=Like("amount"),
        attacker=Like("source"),
    ),
    _layout(events.Heal, **_flags("crit", "lucky", "lucky_bonus"), attacker=Like("source")),
    _layout(events.ActorSeen, appeared=FLAG, facts=FACTS_KIND),
    _layout(events.ActorLeft),
    _layout(events.Died),
    _layout(events.Revived),
    _layout(events.BuffChanged, **_maybe("buff_id", "source", "level", "layers", "duration_ms", "created_ms")),
    _layout(events.BuffRemoved),
    _layout(events.SceneEntered, **_maybe("scene_id", "line", "scene_uuid")),
    _layout(
        events.DungeonChanged,
        **_maybe("state", "difficulty", "pass_time_s", "result"),
        targets=TRIPLES,
    ),
    _layout(events.LocalPlayerKnown),
    _layout(events.Connected, server=TEXT, from_start=FLAG),
    _layout(events.Gap),
    _layout(events.SkillUsed),
    _layout(
        entries.Began,
        **_maybe("scene_id", "line", "difficulty", "local_player", "joined_late_ms", "dungeon_state"),
        **_maybe("training_ms", "dummy"),
        objectives=TRIPLES,
        dropped_below=REAL,
        back_above=REAL,
        training_is_over=FLAG,
    ),
    _layout(
        entries.ActorKnown,
        **_maybe("class_id", "level", "ability_score", "hp", "max_hp", "monster_id", "owner", "team_id"),
        **_maybe("stun", "max_stun", "extinction", "max_extinction", "state", "left_ms"),
        **_flags("dead", "present"),
        name=MAYBE_TEXT,
        spec=MAYBE_TEXT,
    ),
    _layout(entries.BuffKnown, due_ms=MAYBE, lapsed=FLAG),
    _layout(entries.ShieldKnown, **_maybe("buff_id", "source")),
    _layout(entries.ExcessKnown),
    _layout(entries.ShieldWaits, **_maybe("buff_id", "source"), is_up=FLAG),
    _layout(entries.Ticked),
    _layout(entries.Lost),
    _layout(entries.Unreadable),
    _layout(entries.Paused, on=FLAG),
    _layout(entries.RulesChanged),
    _layout(entries.Trained, length_ms=MAYBE),
    _layout(entries.WasReset),
    _layout(entries.Finished),
    _layout(entries.WasSplit),
    _layout(entries.Merged),
    _layout(entries.WipeMarked, on=FLAG),
    _layout(entries.SplitAt),
)
"""A new type goes to the end: their places are in every file. A type that changes is a new version of the format."""
