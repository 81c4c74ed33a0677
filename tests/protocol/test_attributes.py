"""Attribute ids and raw bytes -> facts about an actor."""

from __future__ import annotations

import pytest
from builders import PLAYER, attr, attrs, proto, varint
from hypothesis import given, settings
from hypothesis import strategies as st

from resonance.events import Facts
from resonance.protocol.attributes import ATTRIBUTES, integer, read_facts, text
from resonance.protocol.errors import ProtocolError
from resonance.protocol.pb.entity_pb2 import AttrCollection

SKILL_LIST = proto({1: [{1: 1714, 2: 30, 3: 1}, {1: 3901}, {2: 5}]})
SHIELDS = proto({1: [{1: 77, 2: 1, 3: 500, 4: 900, 5: 900}, {1: 78, 3: 20}, {1: 79, 4: 100}]})

EACH: list[tuple[int, int | str | bytes, str, object, object]] = [
    # id, value as sent, fact, its value, its value when the bytes are absent
    (1, "Élodie 星痕", "name", "Élodie 星痕", ""),
    (10, 1152, "monster_id", 1152, 0),
    (11, 9, "state", 9, 0),
    (32, 1, "is_bot", 1, 0),
    (90, PLAYER, "summoner", PLAYER, 0),
    (91, PLAYER, "owner", PLAYER, 0),
    (104, 1, "in_combat", 1, 0),
    (116, SKILL_LIST, "skill_ids", (1714, 3901, 0), ()),
    (194, 7_000_000_001, "team_id", 7_000_000_001, 0),
    (220, 11, "class_id", 11, 0),
    (440, 500, "max_extinction", 500, 0),
    (441, 499, "extinction", 499, 0),
    (442, 300, "max_stun", 300, 0),
    (443, 12, "stun", 12, 0),
    (460, 3, "combat_rank", 3, 0),
    (471, 443301, "hated_char_id", 443301, 0),
    (10000, 60, "level", 60, 0),
    (10030, 51_700, "ability_score", 51_700, 0),
    (10070, 100, "season_level", 100, 0),
    (11310, 5_500_921, "hp", 5_500_921, 0),
    (11320, 900_000_000_000, "max_hp", 900_000_000_000, 0),
    (11440, 3168, "season_strength", 3168, 0),
    (60050, SHIELDS, "shields", ((77, 500, 900, 900), (78, 20, 0, 0), (79, 0, 100, 0)), ()),
]


def facts_of(raw: bytes) -> tuple[Facts, int, int]:
    return read_facts(AttrCollection.FromString(raw).attrs)


@pytest.mark.parametrize(("number", "value", "fact", "expected", "default"), EACH, ids=lambda value: str(value)[:12])
def test_each_attribute(number: int, value: int | str | bytes, fact: str, expected: object, default: object) -> None:
    """protocol.md 7.2; absent bytes are the default value, which is how "HP is now 0" is said (5.3)."""
    assert facts_of(attrs({number: value})) == ({fact: expected}, 0, 0)
    assert facts_of(attrs({number: None})) == ({fact: default}, 0, 0)
    assert facts_of(attrs({number: b""})) == ({fact: default}, 0, 0)


def test_every_fact_has_its_attribute() -> None:
    """None is left without a test above, and none that events know without an attribute."""
    tested = {fact for _number, _value, fact, *_ in EACH}
    assert tested == {attribute.fact for attribute in ATTRIBUTES.values()} == set(Facts.__annotations__)


@pytest.mark.parametrize("value", [0, 1, 127, 128, 33741, 2**31, 2**63 - 1, -1, -5, -(2**31), -(2**63)])
def test_integers(value: int) -> None:
    """Negative numbers take ten bytes, two's complement (protocol.md 7.1)."""
    assert integer(varint(value)) == value
    assert facts_of(attrs({11310: value}))[0] == {"hp": value}


@pytest.mark.parametrize(
    ("number", "raw", "fact", "value"),
    [(11, "09", "state", 9), (1, "03 41 62 63", "name", "Abc")],
)
def test_vectors_of_the_protocol_notes(number: int, raw: str, fact: str, value: object) -> None:
    """protocol.md Appendix A, vector 6."""
    assert facts_of(attrs({number: bytes.fromhex(raw)}))[0] == {fact: value}
    assert integer(bytes.fromhex("cd 87 02")) == 33741


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"\x00", ""),
        (b"\x03Abc", "Abc"),
        (b"\x03Abcde", "Abc"),
        (b"\x04A\xff\xfeB", "A\ufffd\ufffdB"),
        (b"\x02\xe6\x98", "\ufffd"),
        (varint(300) + b"x" * 300, "x" * 300),
    ],
)
def test_texts(raw: bytes, expected: str) -> None:
    """What is no UTF-8 is replaced; bytes behind the length are not part of it."""
    assert text(raw) == expected


BAD = [
    attr(1, b"\x05Abc"),
    attr(1, varint(-1) + b"Abc"),
    attr(1, b"\xff" * 12),
    attr(11310, b"\x80"),
    attr(11310, b"\xff" * 10),
    attr(116, b"\x0a\x7f"),
    attr(116, b"\x0f"),
    attr(60050, b"\x0a\x02\x18"),
    attr(100, b"\x80\x80"),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.hex()[:20])
def test_bad_attribute_costs_only_itself(bad: bytes) -> None:
    raw = proto({2: [attr(220, 5), bad, attr(10000, 60), attr(100, 1714)]})
    assert facts_of(raw) == ({"class_id": 5, "level": 60}, 1714, 1)


def test_unknown_attributes_are_no_news() -> None:
    """Most of the 300 known ids say nothing about combat; maps of attributes neither."""
    raw = attrs({52: proto({1: 1.5}), 50002: b"\x0a\x01\x05", 99999: 1}) + proto({3: {1: 1, 2: 10, 3: {2: b"k"}}})
    assert facts_of(raw) == ({}, 0, 0)


def test_same_attribute_twice() -> None:
    """The later one counts."""
    assert facts_of(proto({2: [attr(11310, 5), attr(11310, 4)]})) == ({"hp": 4}, 0, 0)


@pytest.mark.parametrize(("value", "used"), [(1714, 1714), (0, 0), (None, 0)])
def test_skill_that_began(value: int | None, used: int) -> None:
    """Attribute 100 is no state of the actor but a cast; 0 or absent means that one has ended."""
    assert facts_of(attrs({100: value, 220: 1})) == ({"class_id": 1}, used, 0)


@settings(deadline=None)
@given(st.sampled_from([*ATTRIBUTES, 100]), st.binary(max_size=40))
def test_any_bytes_are_a_fact_or_bad(number: int, raw: bytes) -> None:
    facts, _skill, bad = facts_of(proto({2: attr(number, raw)}))
    assert len(facts) + bad == (0 if number == 100 and not bad else 1)


@settings(deadline=None)
@given(st.binary(max_size=20))
def test_values_stay_within_64_bits(raw: bytes) -> None:
    try:
        assert -(2**63) <= integer(raw) < 2**63
    except ProtocolError:
        assert all(byte & 0x80 for byte in raw[:10])
