"""What was sent to whom is counted, whoever sends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from resonance import outbound
from resonance.outbound import MOST_PEERS, OTHERS, Sent


@pytest.fixture(autouse=True)
def nothing_sent() -> Iterator[None]:
    outbound.forget()
    yield
    outbound.forget()


def test_nothing_was_sent() -> None:
    """Normally the list is empty."""
    assert outbound.sent() == []


def test_messages_are_summed_by_kind_and_peer() -> None:
    """The largest first."""
    outbound.record("obs", "a:1", 10)
    outbound.record("obs", "b:2", 100)
    outbound.record("obs", "a:1", 5)
    outbound.record("api", "a:1", 1)
    assert outbound.sent() == [Sent("obs", "b:2", 1, 100), Sent("obs", "a:1", 2, 15), Sent("api", "a:1", 1, 1)]


def test_strangers_in_any_number() -> None:
    """Memory stays bounded, and no byte is left out."""
    for number in range(MOST_PEERS + 50):
        outbound.record("api", f"10.0.0.{number}", 1)
    assert len(outbound.sent()) == MOST_PEERS + 1
    assert outbound.sent()[0] == Sent("api", OTHERS, 50, 50)
    assert sum(each.bytes for each in outbound.sent()) == MOST_PEERS + 50
