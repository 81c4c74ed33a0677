"""The encoder against the vectors and rules of the protocol notes."""

from __future__ import annotations

import pytest
import zstandard
from naive_peer import frames

from resonance.events import ActorKind
from resonance.protocol.pb import combat_pb2
from resonance.simulate import encode
from resonance.simulate.bodies import Body, Skill, appearance
from resonance.simulate.encode import Attribute, Method


def test_entity_ids_of_a_captured_hit() -> None:
    """Appendix A, vector 1: attacker and target of the sample payload."""
    assert encode.uuid(443_301, ActorKind.PLAYER) == 29_052_174_976
    assert encode.uuid(945, ActorKind.MONSTER) == 61_931_584
    assert encode.uuid(1, ActorKind.MONSTER, summoned=True) & 0xFFFF == 0x8040


def test_echo_and_counter_frames() -> None:
    """Appendix A, vectors 2 and 3."""
    assert encode.echo().hex() == "000000060004"
    assert encode.counter(12).hex() == "0000000a00070000000c"


def test_smallest_frame_with_the_signature() -> None:
    """Appendix A, vector 4: the bytes by which the game's connection is found stand where meters look."""
    data = encode.frame_down(1, [encode.notify(Method.NEAR_DELTA, b"")])
    assert data.hex() == "00000020000600000001000000160002000000006333534200000000" + "0000002d"
    fragment = data[14:]
    assert fragment[5:11].hex() == "006333534200"


def test_dirty_blob_of_a_capture() -> None:
    """Appendix A, vector 5: currency 10002 changes to 459202."""
    entry = (encode.blob_int(10_002), encode.blob_container([(2, encode.blob_int(459_202, 8))]))
    blob = encode.blob_container([(79, encode.blob_container([(2, encode.blob_map(updated=[entry]))]))])
    guard = "efbeadde"
    words = (
        "feffffff 74000000 4f000000 feffffff 54000000 02000000 00000000 00000000 01000000 12270000 feffffff 14000000 "
        "02000000 c201070000000000 fdffffff fdffffff fdffffff"
    )
    assert blob.hex() == "".join(word + guard for word in words.split())
    assert len(blob) == 140


def test_dirty_blob_that_only_says_hello() -> None:
    """A container without fields is the 24 bytes of the captures; a map without entries is one number."""
    assert len(encode.blob_container(())) == 24
    assert encode.blob_map().hex() == "fcffffff" + "efbeadde"


def test_attribute_values() -> None:
    """Appendix A, vector 6, and the default that is not sent."""
    assert encode.attribute_int(9).hex() == "09"
    assert encode.attribute_int(33_741).hex() == "cd8702"
    assert encode.attribute_text("Abc").hex() == "03416263"
    assert encode.attribute_int(0) == b""
    assert len(encode.attribute_int(-1)) == 10
    assert encode.attribute_ints((22_001, 5)).hex() == "0a04" + "f1ab01" + "05"


def test_damage_record_of_a_captured_hit() -> None:
    """Appendix A, vector 7: the written fields of the sample record."""
    skill = Skill(4, 220_101)
    info = combat_pb2.DamageInfo(
        damage_source=skill.origin, type_flag=1, value=1131, hp_lessen=312, owner_id=skill.skill_id, is_dead=True
    )
    data = info.SerializeToString().hex()
    for piece in ("30eb08", "48b802", "2801", "60c5b70d", "880101"):
        assert piece in data


def test_login_answer_has_the_bytes_meters_look_for() -> None:
    """98 bytes, with both known parts in place (protocol.md 1.2 B)."""
    data = encode.login_answer(0x01020304, b"x" * 78)
    assert len(data) == 98
    assert data[:10].hex() == "00000062000300000001"
    assert data[14:20].hex() == "000000000a4e"
    with pytest.raises(ValueError, match="78 bytes"):
        encode.login_answer(1, b"")


@pytest.mark.parametrize(("inner", "compressed"), [(22, False), (512, False), (513, True), (60_000, True)])
def test_frames_are_compressed_above_512_bytes(inner: int, compressed: bool) -> None:
    """Exactly what the server would compress is compressed, and comes out as it went in."""
    nested = encode.notify(Method.NEAR_DELTA, b"\0" * (inner - 22))
    [(kind, body, _)] = frames(encode.frame_down(9, [nested]))
    assert bool(kind & 0x8000) is compressed
    data = zstandard.ZstdDecompressor().decompressobj().decompress(body[4:]) if compressed else body[4:]
    assert data == nested


def test_compressed_data_is_framed_as_by_the_server() -> None:
    """No content size, no checksum, no dictionary, a window of 2 MiB (protocol.md 3.4)."""
    parameters = zstandard.get_frame_parameters(encode.compress(b"abc" * 400))
    assert parameters.content_size == zstandard.CONTENTSIZE_UNKNOWN
    assert not parameters.has_checksum
    assert parameters.dict_id == 0
    assert parameters.window_size == 2 * 1024 * 1024


def test_attribute_ids_fit_their_bodies() -> None:
    """A monster that lost all HP is sent with the attribute, but without a value."""
    monster = Body(encode.uuid(5, ActorKind.MONSTER), max_hp=10, hp=0)
    values = {attr.id: attr.raw_data for attr in appearance(monster)}
    assert values[Attribute.HP] == b""
    assert values[Attribute.MAX_HP] == b"\x0a"
