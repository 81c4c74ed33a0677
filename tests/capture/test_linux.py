"""The AF_PACKET source on real sockets, where the right to capture is there, and what is said where it is not."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from reading import Reader
from traffic import joined, send_over_loopback, tcp_payload

from helpers import wait_until
from resonance.capture import linux
from resonance.capture.rights import linux_right_missing
from resonance.capture.source import CaptureError
from resonance.protocol.packet import LinkType


def test_loopback_transfer_is_captured_byte_for_byte(capture: Callable[..., Reader]) -> None:
    """A megabyte through a real connection: every byte once, in Ethernet frames stamped with the time they passed."""
    reader = capture("lo")
    blob = bytes(range(256)) * 4096
    before_us = time.time_ns() // 1000
    port = send_over_loopback(blob)
    wait_until(lambda: joined(reader.packets, port) == blob)
    after_us = time.time_ns() // 1000
    ours = [packet for packet in list(reader.packets) if port in tcp_payload(packet)[:2]]
    assert {packet.link for packet in ours} == {LinkType.ETHERNET}
    assert all(before_us - 1_000_000 < packet.at_us <= after_us + 1_000_000 for packet in ours)
    assert reader.source.dropped() == 0


def test_loopback_packets_come_once(capture: Callable[..., Reader]) -> None:
    """The kernel shows each loopback packet leaving and arriving; only one of the two is kept."""
    reader = capture("lo")
    port = send_over_loopback(b"x" * 10)
    wait_until(lambda: joined(reader.packets, port) == b"x" * 10)
    assert len([packet for packet in list(reader.packets) if tcp_payload(packet)[3] == b"x" * 10]) == 1


def test_all_interfaces_include_loopback(capture: Callable[..., Reader]) -> None:
    """Without a name every interface is listened to."""
    reader = capture()
    port = send_over_loopback(b"over all")
    wait_until(lambda: joined(reader.packets, port) == b"over all")
    assert "all interfaces" in reader.source.name


def test_close_ends_a_blocked_read(capture: Callable[..., Reader]) -> None:
    """close() from another thread ends read() with None, may be called twice, and nothing can be read afterwards."""
    reader = capture("lo")
    reader.end()
    reader.source.close()
    assert reader.error is None
    assert reader.source.read() is None
    assert reader.source.dropped() == 0


def test_close_before_any_read(capture: Callable[..., Reader]) -> None:
    """A source nobody reads frees its file descriptors too."""
    capture("lo")  # skips where there is no right to capture
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        source = linux.AfPacket("lo")
        source.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_packets_that_do_not_fit_are_counted(capture: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the kernel throws away because nobody read is known, as a running total."""
    capture("lo").end()
    monkeypatch.setattr(linux, "_RECEIVE_BUFFER_BYTES", 4096)
    source = linux.AfPacket("lo")
    try:
        send_over_loopback(bytes(1_000_000))
        first = source.dropped()
        assert first > 0
        send_over_loopback(bytes(1_000_000))
        assert source.dropped() > first
    finally:
        source.close()


def test_unknown_interface_names_those_there_are(capture: Callable[..., Reader]) -> None:
    """The advice lists what can be chosen instead."""
    capture("lo")
    with pytest.raises(CaptureError) as caught:
        linux.AfPacket("no-such-card")
    assert '"no-such-card"' in caught.value.reason
    assert "lo" in caught.value.advice


@pytest.mark.skipif(sys.platform != "linux", reason="AF_PACKET is Linux's")
def test_missing_right_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without CAP_NET_RAW the user reads what to type."""

    def refuse(*_: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(socket, "socket", refuse)
    with pytest.raises(CaptureError) as caught:
        linux.AfPacket()
    assert "sudo" in caught.value.advice
    assert f"setcap cap_net_raw+ep {os.path.realpath(sys.executable)}" in caught.value.advice


@pytest.mark.skipif(sys.platform != "linux", reason="AF_PACKET is Linux's")
@pytest.mark.parametrize(("parts", "names_it"), [("/tmp/_MEIab12cd", False), ("/opt/meter/_internal", True)])
def test_right_is_given_to_a_program_that_starts_with_it(
    monkeypatch: pytest.MonkeyPatch, parts: str, names_it: bool
) -> None:
    """The build of one file refuses to start with a right of its own, so nobody is told to give it one."""
    monkeypatch.setattr(sys, "executable", "/opt/meter/ResonanceLogs")
    monkeypatch.setattr(sys, "_MEIPASS", parts, raising=False)
    advice = linux_right_missing().advice
    assert "sudo" in advice
    assert ("setcap cap_net_raw+ep /opt/meter/ResonanceLogs" in advice) is names_it
