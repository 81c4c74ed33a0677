"""The game's part of a recording."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines import engine_with, play
from resonance.capture.pcapfile import open_capture, write_pcap
from resonance.capture.source import CaptureError
from resonance.combat.snapshot import Snapshot
from resonance.doctor.game_recording import game_only
from resonance.protocol.packet import LinkType, PacketReader, RawPacket, describe
from resonance.simulate import faults, headers
from resonance.simulate.recording import generate

SECRET = b"GET /secret HTTP/1.1\r\n\r\n"


def recorded(folder: Path, packets: list[RawPacket]) -> Path:
    path = folder / "all.pcap"
    write_pcap(path, packets, LinkType.ETHERNET)
    return path


def read(folder: Path, content: bytes) -> list[RawPacket]:
    path = folder / "game.pcapng"
    path.write_bytes(content)
    with open_capture(path) as file:
        return list(file)


def shown(packets: list[RawPacket]) -> Snapshot:
    engine = engine_with()
    play(engine, packets)
    snapshot = engine.snapshot()
    assert snapshot is not None
    return snapshot


def other_traffic(packet: RawPacket) -> list[RawPacket]:
    """Of another program, at the time of this packet, if that is one of TCP."""
    tcp = headers.parse(packet)
    if tcp is None:
        return []
    source, target = bytes((203, 0, 113, 9)), bytes((192, 168, 0, 17))
    other = tcp._replace(source=source, target=target, source_port=80, target_port=40_000, payload=SECRET)
    return [headers.build(other)]


def test_only_the_game_is_left(tmp_path: Path) -> None:
    """What the game's server sent, under made-up addresses: the same numbers come of it, and nothing else is in it."""
    packets = list(generate("dungeon").packets)
    mixed = [each for packet in packets for each in (packet, *other_traffic(packet))]
    content = game_only(recorded(tmp_path, mixed))
    kept = read(tmp_path, content)
    assert SECRET not in content
    flows = {describe(segment.flow) for packet in kept if (segment := PacketReader().read(packet)) is not None}
    assert flows == {"10.0.0.1:5000"}
    original = {tcp.source for packet in packets if (tcp := headers.parse(packet)) is not None}
    assert not [address for address in original if address in b"".join(packet.data[:40] for packet in kept)]
    assert shown(kept).players == shown(packets).players


def test_maltreated_recording(tmp_path: Path) -> None:
    """Retransmissions, other orders and merged frames come out as they went in."""
    packets = list(faults.shuffle(faults.duplicate(list(generate("dungeon").packets)), 250))
    kept = read(tmp_path, game_only(recorded(tmp_path, packets)))
    assert shown(kept).players == shown(packets).players


def test_nothing_of_the_game(tmp_path: Path) -> None:
    """That is said, and no empty file is passed on."""
    packets = [each for packet in generate("dungeon").packets for each in other_traffic(packet)]
    with pytest.raises(CaptureError, match="Nothing of the game"):
        game_only(recorded(tmp_path, packets))


def test_file_that_is_no_recording(tmp_path: Path) -> None:
    """The reason is a sentence."""
    path = tmp_path / "x.pcap"
    path.write_text("no packets in here")
    with pytest.raises(CaptureError, match="no capture file"):
        game_only(path)
