"""Attribute ids: how each is encoded, and the fact it fills (protocol.md section 7).

An attribute whose bytes are absent has its default value, 0 or empty: that is how the server says "HP is now 0".
A new attribute is one line in ATTRIBUTES and one field in `events.Facts`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple, cast

from google.protobuf.message import DecodeError

from resonance.events import Facts
from resonance.protocol.errors import ProtocolError
from resonance.protocol.pb.entity_pb2 import Attr, ShieldList, SkillLevelList

Value = int | str | tuple[int, ...] | tuple[tuple[int, int, int, int], ...]

MAX_VARINT = 10  # bytes; a negative number takes all of them
STATE = 11
SKILL_USED = 100
SCENE_ID = 341
SCENE_UUID = 342


class Attribute(NamedTuple):
    fact: str  # key of events.Facts
    read: Callable[[bytes], Value]


def integer(raw: bytes) -> int:
    """One varint, 64-bit two's complement; absent = 0."""
    if len(raw) == 1 and raw[0] < 0x80:
        return raw[0]
    return _varint(raw)[0] if raw else 0


def text(raw: bytes) -> str:
    """A varint byte length and UTF-8; what is no UTF-8 is replaced, since half a name is better than none."""
    if not raw:
        return ""
    length, start = _varint(raw)
    if not 0 <= length <= len(raw) - start:
        raise ProtocolError(f"a text of {length} bytes in an attribute of {len(raw)}")
    return raw[start : start + length].decode("utf-8", "replace")


def skill_ids(raw: bytes) -> tuple[int, ...]:
    """Attribute 116: the equipped skills, in the game's order."""
    return tuple(item.skill_id for item in SkillLevelList.FromString(raw).items)


def shields(raw: bytes) -> tuple[tuple[int, int, int, int], ...]:
    """Attribute 60050: every shield that is on, as (buff instance, value, initial, max)."""
    return tuple((item.buff_uuid, item.value, item.initial, item.max) for item in ShieldList.FromString(raw).items)


def _varint(raw: bytes) -> tuple[int, int]:
    """A varint at the start of `raw`: its signed 64-bit value and where it ends."""
    value = 0
    for index, byte in enumerate(raw[:MAX_VARINT]):
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            value &= 0xFFFF_FFFF_FFFF_FFFF
            return (value - 0x1_0000_0000_0000_0000 if value >> 63 else value), index + 1
    raise ProtocolError("a varint without an end")


ATTRIBUTES = {
    1: Attribute("name", text),
    10: Attribute("monster_id", integer),
    STATE: Attribute("state", integer),
    32: Attribute("is_bot", integer),
    90: Attribute("summoner", integer),
    91: Attribute("owner", integer),
    104: Attribute("in_combat", integer),
    116: Attribute("skill_ids", skill_ids),
    194: Attribute("team_id", integer),
    220: Attribute("class_id", integer),
    440: Attribute("max_extinction", integer),
    441: Attribute("extinction", integer),
    442: Attribute("max_stun", integer),
    443: Attribute("stun", integer),
    460: Attribute("combat_rank", integer),
    471: Attribute("hated_char_id", integer),
    10000: Attribute("level", integer),
    10030: Attribute("ability_score", integer),
    10070: Attribute("season_level", integer),
    11310: Attribute("hp", integer),
    11320: Attribute("max_hp", integer),
    11440: Attribute("season_strength", integer),
    60050: Attribute("shields", shields),
}


def _heads(numbers: Iterable[int]) -> bytes:
    """A pattern for how an Attr with one of these ids begins: field 1, a varint.

    Ids that differ in the first byte of their varint alone share a branch: fewer branches are tried sooner.
    """
    branches: dict[bytes, bytes] = {}  # the rest of the varint -> the first bytes it may have
    for number in sorted(numbers):
        head = Attr(id=number).SerializeToString()
        branches[head[2:]] = branches.get(head[2:], b"") + re.escape(head[1:2])
    return b"\\x08(?:" + b"|".join(b"[%b]%b" % (first, re.escape(rest)) for rest, first in branches.items()) + b")"


_READ = frozenset((*ATTRIBUTES, SKILL_USED))

tells_facts = re.compile(_heads(_READ)).search
"""Does a serialized AttrCollection perhaps hold an attribute that is read? None = certainly not.

Four of five deltas hold nothing but positions and the like: to search their bytes costs a tenth of parsing them.
"""


def read_facts(attrs: Iterable[Attr]) -> tuple[Facts, int, int]:
    """The facts in a list of attributes, the skill that was begun (0 = none) and how many could not be read."""
    facts: dict[str, Value] = {}
    skill_used = bad = 0
    for attr in attrs:
        number = attr.id
        if number not in _READ:  # nearly all of them
            continue
        try:
            if number == SKILL_USED:
                skill_used = integer(attr.raw_data)
            else:
                fact, read = ATTRIBUTES[number]
                facts[fact] = read(attr.raw_data)
        except (ProtocolError, DecodeError):
            bad += 1
    return cast(Facts, facts), skill_used, bad
