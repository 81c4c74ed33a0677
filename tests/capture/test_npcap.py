"""Npcap and libpcap: the adapter with the game on it, by a library of the tests; and the real one on loopback."""

from __future__ import annotations

import queue
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from reading import Reader

from helpers import PATIENCE_S, wait_until
from resonance.capture import npcap, pcap_library
from resonance.capture.npcap import Npcap, Recogniser
from resonance.capture.pcap_library import Adapter, PcapLibrary
from resonance.capture.source import CaptureError
from resonance.protocol.packet import LinkType, RawPacket
from resonance.simulate.recording import generate

CABLE, VPN = Adapter("eth0", "Cable", False), Adapter("tun0", "Tunnel", False)
OTHER = RawPacket(1_760_000_000_000_000, LinkType.ETHERNET, b"\0" * 80)
GAME = [packet for packet in generate("dungeon", seed=2).packets if len(packet.data) > 200][:400]


class FakeHandle:
    """One adapter that gives what a test puts there."""

    def __init__(self, adapter: Adapter) -> None:
        self.adapter = adapter
        self.packets: queue.SimpleQueue[RawPacket | CaptureError | None] = queue.SimpleQueue()
        self.lost = 0
        self.is_closed = False

    def read(self) -> RawPacket | None:
        packet = self.packets.get(timeout=PATIENCE_S)
        if isinstance(packet, CaptureError):
            raise packet
        return packet

    def stop(self) -> None:
        self.packets.put(None)

    def dropped(self) -> int:
        return self.lost

    def close(self) -> None:
        self.is_closed = True


class FakeLibrary:
    def __init__(self, *adapters: Adapter) -> None:
        self.known = list(adapters)
        self.handles: dict[str, list[FakeHandle]] = {}
        self.refused: set[str] = set()

    def adapters(self) -> list[Adapter]:
        return self.known

    def open(self, adapter: Adapter) -> FakeHandle:
        if adapter.name in self.refused:
            raise CaptureError(f"{adapter.title} cannot be listened to.", "Choose another.")
        self.handles.setdefault(adapter.name, []).append(FakeHandle(adapter))
        return self.handles[adapter.name][-1]

    def now(self, adapter: Adapter) -> FakeHandle:
        """The newest handle of an adapter."""
        return self.handles[adapter.name][-1]

    def listening(self) -> set[str]:
        return {name for name, handles in self.handles.items() if not handles[-1].is_closed}


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Reader]]:
    """Opens the source on a library, and reads it."""
    monkeypatch.setattr(npcap, "_LOOK_S", 0.001)
    readers: list[Reader] = []

    def go(library: Any, interface: str = "") -> Reader:
        readers.append(Reader(Npcap(interface, library)))
        return readers[-1]

    yield go
    for reader in readers:
        reader.end()


def test_recogniser_knows_the_game_only() -> None:
    """Segments that begin like the game's count; anything else does not, however much of it comes."""
    recogniser = Recogniser()
    for _ in range(100):
        recogniser.look(OTHER)
    assert recogniser.count == 0
    for packet in GAME:
        recogniser.look(packet)
    assert recogniser.is_sure


def test_adapter_with_the_game_is_found(start: Callable[..., Reader]) -> None:
    """All are listened to; when the game is recognised on one the others are closed, and no packet is lost by it."""
    library = FakeLibrary(CABLE, VPN)
    reader = start(library)
    assert library.listening() == {"eth0", "tun0"}
    library.now(CABLE).packets.put(OTHER)
    for packet in GAME:
        library.now(VPN).packets.put(packet)
    wait_until(lambda: library.listening() == {"tun0"})
    wait_until(lambda: len(reader.packets) == 1 + len(GAME))
    assert "Tunnel" in reader.source.name
    assert [packet for packet in reader.packets if packet is not OTHER] == GAME


def test_game_that_moves_to_another_adapter(start: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    """A VPN is switched on: when the game is not heard any more, all adapters are tried again."""
    library = FakeLibrary(CABLE, VPN)
    reader = start(library)
    for packet in GAME:
        library.now(CABLE).packets.put(packet)
    wait_until(lambda: library.listening() == {"eth0"})
    monkeypatch.setattr(npcap, "FORGET_S", 0.0)
    wait_until(lambda: library.listening() == {"eth0", "tun0"})
    monkeypatch.undo()
    for packet in GAME:
        library.now(VPN).packets.put(packet)
    wait_until(lambda: library.listening() == {"tun0"})
    assert "Tunnel" in reader.source.name


def test_one_adapter_by_name_or_title(start: Callable[..., Reader]) -> None:
    """It alone is listened to; a name that does not exist is refused with those that do."""
    library = FakeLibrary(CABLE, VPN)
    start(library, "Tunnel")
    assert library.listening() == {"tun0"}
    with pytest.raises(CaptureError) as caught:
        start(FakeLibrary(CABLE, VPN), "wlan0")
    assert "Cable, Tunnel" in caught.value.advice


def test_adapter_that_cannot_be_listened_to(start: Callable[..., Reader]) -> None:
    """It is left out; only when none is left is that an error, and so is a computer without adapters."""
    library = FakeLibrary(CABLE, VPN)
    library.refused = {"eth0"}
    start(library)
    assert library.listening() == {"tun0"}
    library.refused = {"eth0", "tun0"}
    with pytest.raises(CaptureError, match="Cable cannot be listened to"):
        start(library)
    with pytest.raises(CaptureError, match="no network adapter"):
        start(FakeLibrary())


def test_adapter_that_goes_away(start: Callable[..., Reader]) -> None:
    """The others go on; when the last one fails, reading fails, and the capture thread opens the source again."""
    library = FakeLibrary(CABLE, VPN)
    reader = start(library)
    library.now(CABLE).packets.put(CaptureError("Cable is unplugged.", "Plug it in."))
    wait_until(lambda: library.listening() == {"tun0"})
    assert reader.error is None
    library.now(VPN).packets.put(CaptureError("The tunnel is closed.", "Open it."))
    wait_until(lambda: reader.error is not None)
    assert reader.error is not None
    assert reader.error.reason == "The tunnel is closed."


def test_losses_are_added_up(start: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all adapters, closed ones too, and those for which there was no room; the sum never falls."""
    library = FakeLibrary(CABLE, VPN)
    reader = start(library)
    library.now(CABLE).lost, library.now(VPN).lost = 2, 5
    assert reader.source.dropped() == 7
    for packet in GAME:
        library.now(VPN).packets.put(packet)
    wait_until(lambda: library.listening() == {"tun0"})
    assert reader.source.dropped() == 7
    reader.end()
    assert reader.source.dropped() == 7


def test_close_ends_a_waiting_read(start: Callable[..., Reader]) -> None:
    """Twice is as good as once, and every adapter is closed."""
    library = FakeLibrary(CABLE, VPN)
    reader = start(library)
    reader.end()
    reader.end()
    assert library.listening() == set()
    assert reader.error is None


def test_no_function_of_the_library_that_sends() -> None:
    """Those that put packets on the network are not even looked up."""
    assert not [call for call in pcap_library._SIGNATURES if "send" in call or "inject" in call]


def test_computer_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows the official site is named, since the program may not bring Npcap along."""

    def fail() -> None:
        raise OSError("not found")

    monkeypatch.setattr(pcap_library, "_load", fail)
    monkeypatch.setattr(pcap_library, "ON_WINDOWS", True)
    with pytest.raises(CaptureError, match="Npcap is not installed") as caught:
        PcapLibrary()
    assert "https://npcap.com" in caught.value.advice
    monkeypatch.setattr(pcap_library, "ON_WINDOWS", False)
    with pytest.raises(CaptureError, match="libpcap could not be loaded"):
        PcapLibrary()


# The real library


@pytest.fixture
def loopback() -> str:
    try:
        library = PcapLibrary()
        adapter = next((each for each in library.adapters() if each.is_loopback), None)
        if adapter is None:
            pytest.skip("this library shows no loopback adapter")
        library.open(adapter).close()
    except CaptureError as error:
        pytest.skip(str(error))
    return adapter.name


def test_real_transfer_is_captured(loopback: str) -> None:
    """What a program on this computer sends through loopback comes byte for byte, and close() ends the read."""
    reader = Reader(Npcap(loopback))
    try:
        blob = bytes(range(256)) * 4
        with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
            client.sendall(blob)
            wait_until(lambda: any(blob in packet.data for packet in reader.packets))
        assert {packet.link for packet in reader.packets} <= {LinkType.ETHERNET, LinkType.NULL, LinkType.LOOP}
        assert reader.source.dropped() == 0
    finally:
        reader.end()
    assert reader.error is None
