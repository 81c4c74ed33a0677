"""The WinDivert source over the real eBPF backend of Linux."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from reading import Reader
from traffic import joined, transfer

from helpers import PATIENCE_S, wait_until
from resonance.capture import windivert
from resonance.capture.source import CaptureError
from resonance.capture.windivert import WinDivert
from resonance.protocol.packet import LinkType

pydivert = pytest.importorskip("pydivert", reason="pydivert is not installed")


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening_socket:
        listening_socket.settimeout(PATIENCE_S)
        yield listening_socket


@pytest.fixture
def on_loopback() -> Iterator[Callable[[str], Reader]]:
    """Opens the source on the loopback interface; skips where eBPF is not to be had."""
    if sys.platform != "linux":
        pytest.skip("on Windows this needs the driver and administrator rights: not in a test")
    readers: list[Reader] = []

    def start(filter_text: str) -> Reader:
        try:
            source = WinDivert(filter_text, interface="lo")
        except CaptureError as error:
            pytest.skip(f"no eBPF capture here: {error.reason}")
        readers.append(Reader(source))
        return readers[-1]

    yield start
    for reader in readers:
        reader.end()


def test_linux_backend_captures_byte_for_byte(on_loopback: Callable[[str], Reader], server: socket.socket) -> None:
    """The same code on a real kernel: a real transfer, every byte once, with the time it passed."""
    reader = on_loopback(f"tcp and tcp.SrcPort == {server.getsockname()[1]}")
    blob = bytes(range(256)) * 256
    before_us = time.time_ns() // 1000
    assert transfer(server, blob) == blob
    wait_until(lambda: joined(list(reader.packets), server.getsockname()[1]) == blob)
    after_us = time.time_ns() // 1000
    assert {packet.link for packet in reader.packets} == {LinkType.RAW}
    assert all(before_us - 1_000_000 <= packet.at_us <= after_us + 1_000_000 for packet in reader.packets)
    assert reader.source.dropped() == 0


def test_linux_backend_close_ends_a_blocked_read(on_loopback: Callable[[str], Reader], server: socket.socket) -> None:
    """A filter that nothing passes: read() blocks in the kernel until close() is called elsewhere."""
    reader = on_loopback(f"tcp and tcp.SrcPort == {server.getsockname()[1]}")
    reader.source.close()
    reader.join()
    assert (reader.error, reader.packets) == (None, [])


def test_linux_backend_default_filter_leaves_loopback_out(
    on_loopback: Callable[[str], Reader], server: socket.socket
) -> None:
    """What programs on this computer say to each other is none of our business."""
    reader = on_loopback(windivert.FILTER)
    witness = on_loopback(f"tcp and tcp.SrcPort == {server.getsockname()[1]}")
    transfer(server, b"private")
    wait_until(lambda: joined(list(witness.packets), server.getsockname()[1]) == b"private")
    assert reader.packets == []
