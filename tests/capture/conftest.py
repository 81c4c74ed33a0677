"""What several tests of live capture need."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest
from reading import Reader

from resonance.capture import linux
from resonance.capture.source import CaptureError


@pytest.fixture
def capture() -> Iterator[Callable[..., Reader]]:
    """Opens the source and reads it; skips the test where the right is missing."""
    if sys.platform != "linux":
        pytest.skip("AF_PACKET is Linux's")
    readers: list[Reader] = []

    def start(interface: str = "") -> Reader:
        try:
            source = linux.AfPacket(interface)
        except CaptureError as error:
            pytest.skip(f"no live capture here: {error.reason}")
        readers.append(Reader(source))
        return readers[-1]

    yield start
    for reader in readers:
        reader.end()
