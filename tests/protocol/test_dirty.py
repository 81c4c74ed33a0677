"""Dirty blobs: the tree that is not protobuf (protocol.md 5.12)."""

from __future__ import annotations

from collections.abc import Mapping
from struct import pack
from typing import Any

import pytest
from builders import Blob
from hypothesis import given, settings
from hypothesis import strategies as st

from resonance.protocol.dirty import MapOf, Scalar, Schema, read_blob
from resonance.protocol.errors import ProtocolError
from resonance.protocol.scene import CHARACTER, DUNGEON

GUARDED, BARE = Blob(), Blob(b"")
BOTH = pytest.mark.parametrize("blob", [GUARDED, BARE], ids=["guarded", "bare"])

INNER: Mapping[int, Schema] = {1: Scalar.I32, 2: Scalar.I64}
SCHEMA: Mapping[int, Schema] = {
    **{1: Scalar.I32, 2: Scalar.U32, 3: Scalar.I64, 4: Scalar.U64, 5: Scalar.F32, 6: Scalar.TEXT},
    **{7: INNER, 8: MapOf(Scalar.I32, INNER), 9: MapOf(Scalar.I64, Scalar.I64)},
}


def test_vector_of_the_protocol_notes() -> None:
    """protocol.md Appendix A, vector 5: 140 bytes of a real session, a currency in a map."""
    guard = "efbeadde"
    words = (
        "feffffff 74000000 4f000000 feffffff 54000000 02000000 00000000 00000000 01000000 12270000 feffffff 14000000 "
        "02000000 c201070000000000 fdffffff fdffffff fdffffff"
    )
    raw = bytes.fromhex(guard.join(words.split()) + guard)
    assert len(raw) == 140
    currency: Mapping[int, Schema] = {79: {2: MapOf(Scalar.I32, {2: Scalar.I64})}}
    assert read_blob(raw, currency) == {79: {2: {10002: {2: 459202}}}}
    assert read_blob(raw, CHARACTER) == {}


@BOTH
@pytest.mark.parametrize(
    ("number", "layout", "value"),
    [(1, "i", -5), (2, "I", 2**32 - 1), (3, "q", -(2**63)), (4, "Q", 2**64 - 1), (5, "f", 1.5)],
)
def test_widths(blob: Blob, number: int, layout: str, value: float) -> None:
    """Each kind of number has its width, so that what follows it is read right."""
    fields = {number: blob.number(layout, value), 6: blob.text("end")}
    assert read_blob(blob.container(fields), SCHEMA) == {number: value, 6: b"end"}


@BOTH
def test_texts(blob: Blob) -> None:
    for text in ("", "Abc", "星痕", "x" * 1000):
        raw = blob.container({6: blob.text(text), 1: blob.i32(7)})
        assert read_blob(raw, SCHEMA) == {6: text.encode(), 1: 7}


@pytest.mark.parametrize(
    "raw",
    [
        GUARDED.container({}),
        GUARDED.empty(),
        BARE.container({}),
        BARE.empty(),
        GUARDED.container({}) + b"more",
    ],
)
def test_keep_alive_holds_nothing(raw: bytes) -> None:
    """Of 24 bytes with guards, as seen; or with the mark for "empty" in place of the size."""
    assert read_blob(raw, SCHEMA) == {}
    assert len(GUARDED.container({})) == 24


@BOTH
def test_containers_within_containers(blob: Blob) -> None:
    fields = {7: blob.container({2: blob.number("q", 9), 1: blob.i32(8)}), 1: blob.i32(1)}
    assert read_blob(blob.container(fields), SCHEMA) == {7: {2: 9, 1: 8}, 1: 1}
    assert read_blob(blob.container({7: blob.empty(), 1: blob.i32(1)}), SCHEMA) == {7: {}, 1: 1}


@BOTH
@pytest.mark.parametrize(
    ("counts", "added", "removed", "changed"),
    [((-4,), 0, 0, 0), ((-1, 2), 2, 0, 0), ((2, 0, 0), 2, 0, 0), ((0, 0, 2), 0, 0, 2), ((1, 2, 1), 1, 2, 1)],
)
def test_maps(blob: Blob, counts: tuple[int, ...], added: int, removed: int, changed: int) -> None:
    """-4: nothing; -1: one count of upserts; otherwise upserts, removals (keys alone), upserts."""
    entries = [blob.i32(key) + blob.container({1: blob.i32(key * 10)}) for key in range(1, 1 + added + changed)]
    keys = [blob.i32(90 + number) for number in range(removed)]
    raw = b"".join([*map(blob.i32, counts), *entries[:added], *keys, *entries[added:]])
    expected = {key: {1: key * 10} for key in range(1, 1 + added + changed)}
    assert read_blob(blob.container({8: raw, 1: blob.i32(5)}), SCHEMA) == {8: expected, 1: 5}


@BOTH
def test_map_of_plain_values(blob: Blob) -> None:
    raw = blob.i32(-1) + blob.i32(1) + blob.number("q", 443301) + blob.number("q", 10**12)
    assert read_blob(blob.container({9: raw}), SCHEMA) == {9: {443301: 10**12}}


@BOTH
def test_unknown_field_ends_its_container_only(blob: Blob) -> None:
    """Nobody knows how long it is, but the size of the container around it is known."""
    inside = blob.container({1: blob.i32(8), 99: b"anything at all", 2: blob.number("q", 9)})
    assert read_blob(blob.container({1: blob.i32(1), 7: inside, 2: blob.number("I", 2)}), SCHEMA) == {
        **{1: 1, 7: {1: 8}, 2: 2},
    }


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (GUARDED.container({1: GUARDED.i32(7), 2: GUARDED.container({1: GUARDED.i32(3)})}), {1: 7, 2: {1: 3}}),
        (GUARDED.container({1: GUARDED.number("q", 7), 2: GUARDED.container({1: GUARDED.i32(3)})}), {1: 7, 2: {1: 3}}),
        (BARE.container({1: BARE.number("q", 7), 2: BARE.container({1: BARE.i32(3)})}), {1: 7, 2: {1: 3}}),
    ],
    ids=["four_bytes", "eight_bytes", "eight_bytes_bare"],
)
def test_dungeon_scene_of_either_width(raw: bytes, expected: dict[int, Any]) -> None:
    """Sources disagree about the width of field 1 (protocol.md 14); the guard tells where there is one."""
    assert read_blob(raw, DUNGEON) == expected


# What is too much

NESTED: dict[int, Schema] = {1: Scalar.I32}
NESTED[2] = NESTED
"""Its containers may lie in one another without end."""


@BOTH
@pytest.mark.parametrize("counts", [(-1, 10_000), (10_000, 0, 0), (0, 0, 10_000), (5_000, 0, 5_000)])
def test_largest_map(blob: Blob, counts: tuple[int, ...]) -> None:
    """Ten thousand entries are read; where the counts say one more the blob is refused, whatever is in it."""
    entry = blob.number("q", 7) + blob.number("q", 8)
    raw = b"".join(map(blob.i32, counts)) + entry * 10_000
    assert read_blob(blob.container({9: raw}), SCHEMA) == {9: {7: 8}}
    one_more = b"".join(map(blob.i32, (*counts[:-1], counts[-1] + 1))) + entry * 10_001
    with pytest.raises(ProtocolError, match="impossible counts"):
        read_blob(blob.container({9: one_more}), SCHEMA)


@BOTH
def test_removals_count_too(blob: Blob) -> None:
    """They take time as entries do."""
    removed = b"".join(map(blob.i32, (0, 10_001, 0))) + blob.number("q", 7) * 10_001
    with pytest.raises(ProtocolError, match="impossible counts"):
        read_blob(blob.container({9: removed}), SCHEMA)


@BOTH
def test_deepest_container(blob: Blob) -> None:
    """Sixteen within the outermost are read, one more is refused."""
    raw = blob.container({1: blob.i32(5)})
    for _ in range(16):
        raw = blob.container({2: raw})
    found = read_blob(raw, NESTED)
    for _ in range(16):
        found = found[2]
    assert found == {1: 5}
    with pytest.raises(ProtocolError, match="nested too deep"):
        read_blob(blob.container({2: raw}), NESTED)


@BOTH
@pytest.mark.parametrize("length", [-1, -4, -8, 9, 1_000, 2**31 - 1])
def test_text_of_an_impossible_length(blob: Blob, length: int) -> None:
    """It is refused before anything is read: a length below 0 would lead back to what was read already."""
    raw = blob.container({6: blob.i32(length)})
    with pytest.raises(ProtocolError, match=f"a text of {length} bytes"):
        read_blob(raw, SCHEMA)


# What is no blob

WHOLE = GUARDED.container(
    {
        1: GUARDED.i32(7),
        6: GUARDED.text("Abc"),
        7: GUARDED.container({2: GUARDED.number("q", 9)}),
        9: GUARDED.i32(-1) + GUARDED.i32(1) + GUARDED.number("q", 1) + GUARDED.number("q", 2),
    }
)
BARE_WHOLE = WHOLE.replace(GUARDED.guard, b"")


@pytest.mark.parametrize("cut", range(len(WHOLE)))
def test_blob_cut_short(cut: int) -> None:
    with pytest.raises(ProtocolError):
        read_blob(WHOLE[:cut], SCHEMA)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        bytes(24),
        GUARDED.i32(-2) + GUARDED.i32(-1) + GUARDED.i32(-3),
        GUARDED.i32(-2) + GUARDED.i32(2**31 - 1) + GUARDED.i32(-3),
        GUARDED.i32(-2) + GUARDED.i32(0) + GUARDED.i32(-4),
        GUARDED.i32(-3) + GUARDED.i32(0) + GUARDED.i32(-3),
        GUARDED.container({6: GUARDED.i32(-1)}),
        GUARDED.container({6: GUARDED.i32(10**9)}),
        GUARDED.container({8: GUARDED.i32(-5) + GUARDED.i32(0) + GUARDED.i32(0)}),
        GUARDED.container({8: GUARDED.i32(2**31 - 1) + GUARDED.i32(0) + GUARDED.i32(0)}),
        GUARDED.container({8: GUARDED.i32(-1) + GUARDED.i32(-1)}),
        GUARDED.container({8: GUARDED.i32(-1) + GUARDED.i32(1) + GUARDED.i32(1) + GUARDED.i32(5)}),
        GUARDED.container({1: pack("<i", 1) + b"none"}),
    ],
)
def test_blob_that_contradicts_itself(raw: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_blob(raw, SCHEMA)


@settings(deadline=None)
@given(
    st.sampled_from([WHOLE, BARE_WHOLE]),
    st.lists(st.tuples(st.integers(0, len(BARE_WHOLE) - 1), st.integers(0, 255)), max_size=8),
    st.binary(max_size=20),
)
def test_any_bytes_are_a_blob_or_a_protocol_error(whole: bytes, changes: list[tuple[int, int]], tail: bytes) -> None:
    """Nothing else is raised, and it ends."""
    raw = bytearray(whole + tail)
    for at, byte in changes:
        raw[at] = byte
    for data in (bytes(raw), tail):
        for schema in (SCHEMA, CHARACTER, DUNGEON):
            try:
                fields = read_blob(data, schema)
            except ProtocolError:
                continue
            assert set(fields) <= set(schema)
