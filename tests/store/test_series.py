"""Series of numbers as blobs."""

from __future__ import annotations

import struct
import sys
from array import array

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from resonance.store import series
from resonance.store.series import packer, unpack

NUMBERS = [0, -1, 1, 300, 10**9, 2**63 - 1, -(2**63)]

numbers = st.lists(st.integers(-(2**63), 2**63 - 1))


@given(lists=st.lists(numbers, min_size=1))
def test_series_comes_back_equal(lists: list[list[int]]) -> None:
    """Whatever the numbers, and whatever was packed before by the same packer."""
    pack = packer()
    for one in lists:
        assert unpack(pack(array("q", one))) == array("q", one)


def test_bytes_in_the_blob() -> None:
    """The format is that of the first line of the module, told by other means."""
    content = zstandard.ZstdDecompressor().decompress(packer()(array("q", NUMBERS)))
    assert content == struct.pack(f"<{len(NUMBERS)}q", *NUMBERS)


def test_machine_of_the_other_byte_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file may be carried to any machine: there, numbers lie in memory the other way round, in the blob not."""
    blob = packer()(array("q", NUMBERS))
    there = array("q", NUMBERS)
    there.byteswap()
    before = there[:]
    monkeypatch.setattr(sys, "byteorder", "big" if sys.byteorder == "little" else "little")
    assert packer()(there) == blob
    assert unpack(blob) == there
    assert there == before


def test_long_fight_is_small() -> None:
    """Twenty minutes of one player's damage take no more than half of the plain numbers."""
    damage = array("q", [(second * 7919) % 900_000 for second in range(1_200)])
    assert len(packer()(damage)) < 8 * len(damage) / 2


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"no zstd at all",
        zstandard.compress(b"seven b"),
        zstandard.compress(bytes(800))[:-1],
        zstandard.compress(bytes(series.LARGEST_BYTES + 8)),
        bytes.fromhex("28b52ffd e0 ffffffffffffff7f"),  # claims to hold half of all memory there could be
    ],
)
def test_bytes_that_are_no_series(blob: bytes) -> None:
    """They are said to be so; no memory is taken because a damaged header asks for it."""
    with pytest.raises(ValueError, match=r"."):
        unpack(blob)
