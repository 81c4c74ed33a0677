"""The quick run of every fuzz target: what the simulator gives, what is kept, and damage done to either."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz import corpus
from fuzz.seeds import SEEDS
from fuzz.targets import TARGETS

MOST_KEPT_BYTES = 400_000  # all targets together, in the repository
TRIES = 80

NUMBERS = [b"\0", b"\xff", b"\x7f", b"\x80", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff" * 9 + b"\x01"]
CHANGE = st.tuples(
    st.sampled_from(["set", "insert", "remove", "repeat"]),
    st.integers(0, 1 << 16),
    st.one_of(st.sampled_from(NUMBERS), st.binary(max_size=12)),
)


@cache
def known(name: str) -> list[bytes]:
    return [*SEEDS[name](), *corpus.load(name)]


def changed(data: bytes, kind: str, at: int, new: bytes) -> bytes:
    at %= len(data) + 1
    if kind == "insert":
        return data[:at] + new + data[at:]
    if kind == "remove":
        return data[:at] + data[at + len(new) :]
    if kind == "repeat":
        return data[:at] + data[max(at - 40, 0) :]
    return data[:at] + new + data[at + len(new) :]


def test_each_target_has_seeds_and_a_corpus() -> None:
    """Small enough for a repository, and each input such as a long run would take."""
    assert SEEDS.keys() == TARGETS.keys()
    assert {path.stem for path in corpus.FOLDER.glob("*.zip")} == TARGETS.keys()
    assert sum(path.stat().st_size for path in corpus.FOLDER.iterdir()) <= MOST_KEPT_BYTES
    for name, target in TARGETS.items():
        inputs = corpus.load(name)
        assert inputs
        assert max(map(len, inputs)) <= target.longest_bytes


@pytest.mark.parametrize("name", TARGETS)
def test_known_inputs(name: str) -> None:
    """Nothing that was ever found comes back."""
    for data in known(name):
        TARGETS[name].run(data)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=TRIES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damaged_inputs(name: str, data: st.DataObject) -> None:
    """A few changes to bytes that mean something reach deeper than bytes drawn at random."""
    hurt = data.draw(st.sampled_from(known(name)))
    for change in data.draw(st.lists(CHANGE, min_size=1, max_size=8)):
        hurt = changed(hurt, *change)
    TARGETS[name].run(hurt)


@pytest.mark.parametrize("name", TARGETS)
def test_random_inputs(name: str) -> None:
    """Bytes without any meaning, short ones above all."""
    chance = random.Random(name)
    TARGETS[name].run(b"")
    for _ in range(TRIES):
        TARGETS[name].run(chance.randbytes(int(2 ** chance.uniform(0, 11))))
