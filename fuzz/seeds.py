"""What a target begins with: bytes of the program's own simulator and of its own files, never of a real capture."""

from __future__ import annotations

import gzip
import json
import struct
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path

from fuzz import encounters
from fuzz.network import METHODS
from fuzz.script import FIN, PLAIN, SYN, Sent, packet_script, segment_script
from resonance import settings_file
from resonance.capture.pcapfile import write_pcap
from resonance.encounter_file import container
from resonance.protocol.dirty import BEGIN, END, GUARD, ONLY_UPSERTS
from resonance.protocol.flow import FlowFinder, Joined
from resonance.protocol.frames import HEADER_SIZE, Frame, FrameOpener
from resonance.protocol.packet import LinkType, PacketReader, RawPacket, TcpSegment
from resonance.protocol.pb import world_pb2 as pb
from resonance.protocol.tcp import Hole
from resonance.settings import META, Settings
from resonance.simulate import faults
from resonance.simulate.deltas import Layout
from resonance.simulate.recording import generate

SHORT_BYTES = 1_000
EACH = 12  # of a kind, the shortest


@cache
def _packets() -> list[RawPacket]:
    """A few seconds of a dungeon in either layout of buffs, with other traffic of the same machine."""
    first = generate("dungeon", seconds=30, players=4, hits_per_second=8)
    second = generate("dungeon", seed=2, seconds=30, players=4, hits_per_second=8, layout=Layout.NEW, hide_flags=True)
    return [*first.packets, *second.packets]


@cache
def _segments() -> list[TcpSegment]:
    reader = PacketReader()
    return [segment for packet in _packets() if (segment := reader.read(packet))]


@cache
def _frames() -> list[Frame]:
    finder = FlowFinder()
    frames = []
    for segment in _segments():
        for splitter, item in finder.receive(segment):
            if isinstance(item, Hole):
                splitter.hole(item)
            elif not isinstance(item, Joined):
                frames += splitter.receive(item)
    return frames


def _packed(frame: Frame) -> bytes:
    return struct.pack("!IH", HEADER_SIZE + len(frame.body), frame.type) + frame.body


def packets() -> Iterator[bytes]:
    """Each link and layer the reader knows, whole and in fragments."""
    short = [packet for packet in _packets() if len(packet.data) < 200][:6]
    [long] = [packet for packet in _packets() if len(packet.data) > SHORT_BYTES][:1]
    ways: list[Callable[[list[RawPacket]], Iterable[RawPacket]]] = [
        *(faults.vlan, faults.qinq, faults.raw, faults.null, faults.loop, faults.sll, faults.sll2, faults.ipv6),
        faults.fragment,
    ]
    yield packet_script(short)
    for way in ways:
        yield packet_script(way(short[:3]))
    yield packet_script(faults.fragment([long]))
    yield packet_script(islice(reversed(faults.fragment([long])), 3))


def reassembly() -> Iterator[bytes]:
    """In order, swapped, repeated, lost, far away, and past the end of the sequence numbers."""
    step = struct.Struct("!BiHh")
    near = 0x1_0000  # what the script counts distances from
    for first in (5_000, 2**32 - 700):
        head = first.to_bytes(4, "big")
        yield head + b"".join(step.pack(0, near, 500, 1) for _ in range(6))
        yield head + step.pack(0, near + 500, 500, 1) + step.pack(0, near, 500, 1) + step.pack(0, near - 700, 900, 1)
        yield head + step.pack(0, near + 500, 500, 1) + step.pack(0, near + 1500, 500, 3_000)
        yield head + step.pack(1, 2**30, 500, 1) + step.pack(0, near, 500, 1)
        yield head + b"".join(step.pack(0, near + 10 + number * 200, 100, 1) for number in range(30))


def flows() -> Iterator[bytes]:
    """The beginning of a connection, one joined late, two of them, and what may happen to segments."""
    numbers: dict[bytes, int] = {}
    reached: dict[int, int] = {}
    sent = []
    before_us = _segments()[0].at_us
    for segment in (each for each in _segments() if len(each.payload) < SHORT_BYTES // 3):
        flow = numbers.setdefault(segment.flow, len(numbers) % 256)
        ahead = (segment.seq - reached.get(flow, segment.seq)) % 2**32
        reached[flow] = segment.seq + segment.syn + len(segment.payload)
        special = segment.syn * SYN + segment.fin * FIN
        after_ms = min((segment.at_us - before_us) // 1000, 3_000)
        before_us = segment.at_us
        sent.append(Sent(flow, special, ahead if ahead < 30_000 else 0, after_ms, segment.payload))
    game = [each for each in sent if each.flow == sent[0].flow or each.special & SYN]
    yield segment_script(sent[:20])
    for start in range(0, len(sent) - 60, max(len(sent) // EACH, 1)):
        run = [each for each in sent[start : start + 60] if each.payload][:20]
        yield segment_script(run)
        yield segment_script([*run[:8], Sent(0, PLAIN, 0, 3_000, b""), *run[9:14], *run[4:6]])
        yield segment_script([Sent(each.flow, SYN, 0, 0, b"") for each in run[:1]] + run[:10])
    yield segment_script(game[:20])


def frames() -> Iterator[bytes]:
    """Streams, whole, cut, and with a hole."""
    stream = [_packed(frame) for frame in _frames() if len(frame.body) < SHORT_BYTES]
    cut = struct.Struct("!HBh")
    for start in range(0, min(len(stream), 60), 12):
        run = b"".join(stream[start : start + 8])
        yield b"\x01\x00" + run
        yield b"\x01\x03" + cut.pack(7, 0, 0) + cut.pack(90, 0, 0) + cut.pack(300, 0, 0) + run
        yield b"\x00\x02" + cut.pack(70, 0, 0) + cut.pack(200, 40, 500) + run


def containers() -> Iterator[bytes]:
    for frame in sorted(_frames(), key=lambda each: len(each.body))[:: max(len(_frames()) // (4 * EACH), 1)]:
        if len(frame.body) < 2 * SHORT_BYTES:
            yield struct.pack("!H", frame.type) + frame.body
    for repeated in (0x00, 0x60, 0xF0):
        yield bytes([0x03, 2, 0x02 | repeated, 5]) + b"abcde" + bytes([0x0F | repeated, 1, 0x06, 200]) + bytes(200)


def messages() -> Iterator[bytes]:
    """The shortest of every method the simulator sends, and the others with what their fields would hold."""
    opener = FrameOpener()
    by_method: dict[int, set[bytes]] = {method: set() for method in METHODS}
    for frame in _frames():
        for message in opener.open(frame.type, frame.body):
            if message.method in by_method and len(message.payload) < 2 * SHORT_BYTES:
                by_method[message.method].add(message.payload)
    by_method[23].add(_dungeon())
    by_method[24].add(_dirty_message(_dungeon_blob()))
    by_method[39].add(pb.NotifyReviveUser(actor_uuid=640).SerializeToString())
    for number, method in enumerate(METHODS):
        payloads = sorted(by_method[method], key=lambda each: (len(each), each))
        for payload in payloads[:: max(len(payloads) // EACH, 1)]:
            yield bytes([number]) + payload


def _dungeon() -> bytes:
    message = pb.SyncDungeonData()
    message.data.flow.state = 3
    message.data.target.targets[1].nums = 2
    message.data.settlement.pass_time = 77
    return message.SerializeToString()


def _dirty_message(blob: bytes) -> bytes:
    message = pb.SyncDirtyData()
    message.blob.data = blob
    return message.SerializeToString()


def _number(value: int) -> bytes:
    return struct.pack("<i", value) + GUARD


def _container(body: bytes) -> bytes:
    return _number(BEGIN) + _number(len(body)) + body + _number(END)


def _dungeon_blob() -> bytes:
    flow = _container(_number(1) + _number(3) + _number(8) + _number(1))
    target = _container(_number(2) + _number(5))
    targets = _container(_number(1) + _number(ONLY_UPSERTS) + _number(1) + _number(7) + target)
    return _container(_number(2) + flow + _number(4) + targets)


def dirty() -> Iterator[bytes]:
    """With guards and without."""
    name = b"Someone"
    base = _container(_number(5) + _number(len(name)) + name + GUARD + _number(35) + _number(4_000))
    character = _container(_number(2) + base + _number(61) + _container(_number(1) + _number(4)))
    yield from (character, _dungeon_blob(), _container(b""))
    plain = struct.Struct("<i").pack
    flow = plain(BEGIN) + plain(8) + plain(1) + plain(3) + plain(END)
    yield plain(BEGIN) + plain(len(flow) + 4) + plain(2) + flow + plain(END)


def capture_file() -> Iterator[bytes]:
    """A .pcap and a .pcapng of a few packets, either of them also packed."""
    few = [packet for packet in _packets() if len(packet.data) < 100][:5]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "few.pcap")
        write_pcap(path, few, LinkType.ETHERNET)
        pcap = path.read_bytes()
    for order in "<>":
        pcapng = _pcapng(few, order)
        yield from (pcapng, gzip.compress(pcapng, mtime=0))
    yield from (pcap, gzip.compress(pcap, mtime=0), pcap[:-20])


def _pcapng(packets: Iterable[RawPacket], order: str) -> bytes:
    """Every kind of block that is read, and one that is not."""
    option = struct.pack(f"{order}HHBxxxHH", 9, 1, 6, 0, 0)
    out = _block(order, 0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1))
    out += _block(order, 1, struct.pack(f"{order}HHI", LinkType.ETHERNET, 0, 0) + option)
    for at_us, _link, data in packets:
        size, high, low = len(data), at_us >> 32, at_us & 0xFFFF_FFFF
        out += _block(order, 6, struct.pack(f"{order}IIIII", 0, high, low, size, size) + data)
        out += _block(order, 2, struct.pack(f"{order}HHIIII", 0, 0, high, low, size, size) + data)
        out += _block(order, 3, struct.pack(f"{order}I", size) + data)
    return out + _block(order, 5, bytes(20))


def _block(order: str, kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    size = struct.pack(f"{order}I", len(body) + 12)
    return struct.pack(f"{order}I", kind) + size + body + size


def settings() -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "settings.json")
        settings_file.save(path, Settings())
        yield path.read_bytes()
    yield b'{"window_x": 10, "window_y": 20, "window_width": 300, "window_height": 200, "unheard_of": [1, {"a": null}]}'
    yield b"{}"
    for number in range(0, len(META), 4):
        yield (
            bytes([0, 4, number, 1, 5, number + 1, 4, 1, number + 2, 0, 3])
            + b"abc"
            + bytes([number + 3, 6, 2, 0, 1, 65])
        )


def profile() -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "profile.json")
        settings_file.export_profile(path, Settings())
        yield path.read_bytes()
    yield json.dumps({settings_file.PROFILE_MARK: 1, "settings": {"opacity": 0.5}}).encode()


def encounter_file() -> Iterator[bytes]:
    """Whole, and each of its layers by itself."""
    sound = container.pack(encounters.pieces())
    yield bytes([encounters.AS_IT_IS]) + sound
    yield bytes([encounters.SEALED]) + sound[container.HASHED_FROM :]
    yield bytes([encounters.RECORD]) + encounters.pieces().record
    yield bytes([encounters.CHUNK]) + encounters.unpacked_chunk()


SEEDS: dict[str, Callable[[], Iterator[bytes]]] = {
    "packets": packets,
    "reassembly": reassembly,
    "flows": flows,
    "frames": frames,
    "containers": containers,
    "messages": messages,
    "dirty": dirty,
    "decoder": flows,
    "capture-file": capture_file,
    "settings": settings,
    "profile": profile,
    "encounter-file": encounter_file,
}
