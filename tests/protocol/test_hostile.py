"""Traffic forged to cost much: small on the wire, and each time something was unbounded once."""

from __future__ import annotations

from struct import pack

import pytest
import zstandard
from builders import (
    AT_MS,
    NEAR_DELTAS,
    PLAYER,
    Blob,
    container,
    flow,
    frame,
    notify,
    packet,
    proto,
    zipped,
    zipped_notify,
)
from flows import connection, play

from fuzz import bounds
from resonance.events import ActorLeft, Connected, ServerTime
from resonance.protocol import signature
from resonance.protocol.decoder import MAX_EVENTS, MAX_KINDS, Decoder
from resonance.protocol.dirty import read_blob
from resonance.protocol.errors import ProtocolError
from resonance.protocol.flow import MAX_STREAMS
from resonance.protocol.frames import (
    ENOUGH_NESTED,
    FRAME_DOWN,
    MAX_INFLATED,
    USUAL_INFLATED,
    FrameOpener,
    plausible_frame,
    whole_frames,
)
from resonance.protocol.messages import DECODERS
from resonance.protocol.scene import CHARACTER
from resonance.protocol.signature import CHAIN, MAX_STARTS, holds_chain, scene_frames

TIME = container(notify(43, proto({2: 5})))


def damaged_zstd() -> bytes:
    """Nearly 128 KiB in some twenty bytes, and a checksum that is not theirs."""
    whole = zstandard.ZstdCompressor(write_checksum=True).compress(bytes(USUAL_INFLATED - 1))
    return whole[:-1] + bytes([whole[-1] ^ 1])


def test_many_damaged_zstd_frames_are_not_all_unpacked() -> None:
    """What was unpacked in vain counts too: a kilobyte of them took ten seconds."""
    bad = frame(0x8002, pack("!QII", 0x63335342, 0, NEAR_DELTAS) + damaged_zstd())
    few, many = 5, MAX_INFLATED // USUAL_INFLATED
    opener = FrameOpener()
    sound = zipped_notify(43, b"sound")
    assert opener.open(FRAME_DOWN, container(*[bad] * few, sound)[6:])
    assert opener.errors == few
    assert not opener.open(FRAME_DOWN, container(*[bad] * many, sound)[6:])
    assert opener.errors == few + many + 1
    assert opener.open(FRAME_DOWN, container(sound)[6:])


def test_value_longer_than_its_container_ends_the_blob() -> None:
    """Going back to the container's end would read the same bytes again, once for each container in the blob."""
    blob = Blob(guard=b"")
    name = blob.text("a name of many bytes")
    inside = blob.i32(-2) + blob.i32(8) + blob.i32(5) + name[:4] + blob.i32(-3)
    with pytest.raises(ProtocolError, match="longer than its container"):
        read_blob(blob.container({2: inside + bytes(40)}), CHARACTER)


def test_many_connections_at_once() -> None:
    """A few of them are read at the same time, the newest always; each one given up was told of."""
    decoder = Decoder()
    events = []
    for number in range(3 * MAX_STREAMS):
        for item in connection([TIME], flow=flow(5_000 + number)):
            events += decoder.receive(packet(item))
            bounds.check_decoder(decoder)
    assert sum(isinstance(event, Connected) for event in events) == 3 * MAX_STREAMS
    assert sum(isinstance(event, ServerTime) for event in events) == 3 * MAX_STREAMS


def test_many_kinds_of_messages() -> None:
    """Forged methods and services are not remembered one by one without end, and known ones still are."""
    forged = [notify(1_000_000 + number) for number in range(2 * MAX_KINDS)]
    forged += [notify(number, service=7) for number in range(2 * MAX_KINDS)]
    decoder = Decoder()
    for item in connection([TIME, zipped(*forged), TIME]):
        decoder.receive(packet(item))
    counts = decoder.counts
    assert len(counts.methods) == len(counts.other_services) == MAX_KINDS
    assert counts.methods[43] == 2
    assert counts.notifies == 2 + 4 * MAX_KINDS


def test_more_events_in_a_packet_than_any_raid_makes() -> None:
    """The rest of the packet is refused and counted; the next one is read."""
    gone = proto({2: [proto({1: PLAYER})] * (MAX_EVENTS // 4)})
    assert len(DECODERS[6](gone, AT_MS).events) == MAX_EVENTS // 4
    flood = zipped(zipped_notify(6, gone))
    sent = connection([TIME, flood * 6])
    decoder = Decoder()
    events = [event for item in sent for event in decoder.receive(packet(item))]
    assert sum(isinstance(event, ActorLeft) for event in events) == MAX_EVENTS
    assert decoder.counts.message_errors == 2
    [later] = play([TIME], sent[-1].at_us + 1000, seq=sent[-1].seq + len(sent[-1].payload))
    assert [type(event) for event in decoder.receive(packet(later))] == [ServerTime]


def test_container_of_very_many_frames_is_believed() -> None:
    """One that stands in every sixteen bytes, with the others in it, would be walked to its end from each of them."""
    unit = pack("!IHI", 0xFFF0, 6, 0) + pack("!IH", 16, 2)
    assert plausible_frame(unit * (ENOUGH_NESTED + 1), 0) == 0xFFF0
    assert plausible_frame(unit * (ENOUGH_NESTED - 1) + bytes(20), 0) == 0


def test_service_in_many_frames_that_are_no_notify(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever names the service in other frames is not followed: 50 KB of it took twenty seconds."""
    looked_at: list[int] = []
    monkeypatch.setattr(signature, "is_scene_signature", lambda _run, start: looked_at.append(start))
    unit = pack("!IHI", 0x7FFF_FFFF, 6, 0) + pack("!IHQ", 24, 3, 0x63335342)
    assert list(scene_frames(unit * 1_000)) == []
    assert looked_at == []


def test_many_scene_containers_that_nothing_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first of them are tried; a chain behind one of those still tells the game."""
    tried: list[int] = []

    def whole(run: bytes, start: int, most: int) -> tuple[int, int]:
        tried.append(start)
        return whole_frames(run, start, most)

    monkeypatch.setattr(signature, "whole_frames", whole)
    forged = (container(notify(payload=b"abc")) + b"\xff") * 100
    assert not holds_chain(forged)
    assert len(tried) == MAX_STARTS
    few = forged[: len(forged) * (MAX_STARTS - 1) // 100]
    assert holds_chain(few + container(notify()) * CHAIN)
