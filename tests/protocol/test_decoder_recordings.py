"""Real recordings of the game: their figures, also when packets come in any order, are cut differently, or are lost.

The recordings lie beside the checkout and not in it; `expected.json` there says what four other decoders agree on.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from struct import unpack
from typing import Any, NamedTuple

import pytest
from builders import packet, pieces, segments
from flows import Listener, shuffled, syn

from helpers import shared_capture
from resonance.events import (
    ActorKind,
    ActorLeft,
    ActorSeen,
    BuffChanged,
    BuffRemoved,
    Connected,
    Event,
    Heal,
    Hit,
    LocalPlayerKnown,
    Outcome,
    SceneEntered,
    ServerTime,
    is_player,
    kind_of,
    player_id,
    uid_of,
)
from resonance.protocol.decoder import Decoder
from resonance.protocol.packet import LinkType, PacketReader, RawPacket, TcpSegment

NAMES = ("boss-fight.pcap", "town.pcap")
WRAP = 1 << 32


class Recording(NamedTuple):
    packets: list[RawPacket]
    segments: list[TcpSegment]  # of all packets, both directions
    flow: bytes  # from the server
    first_seq: int  # of the server's first byte
    expected: dict[str, Any]
    events: list[Event]
    decoder: Decoder
    frames: list[tuple[int, bytes]]  # where each begins in the stream, and its bytes

    def offset(self, segment: TcpSegment) -> int:
        return (segment.seq - self.first_seq) % WRAP

    def is_data(self, segment: TcpSegment) -> bool:
        return segment.flow == self.flow and segment.payload != b""

    def frames_outside(self, start: int, stop: int, end: int = WRAP) -> list[bytes]:
        """The frames without a byte in this part of the stream, nor behind its end."""
        return [
            frame for at, frame in self.frames if at + len(frame) <= end and (at >= stop or at + len(frame) <= start)
        ]


def read_pcap(data: bytes) -> list[RawPacket]:
    """The packets of a little-endian file with microseconds."""
    out, at = [], 24
    while at < len(data):
        seconds, micros, size, _original = unpack("<4I", data[at : at + 16])
        out.append(RawPacket(seconds * 1_000_000 + micros, LinkType.ETHERNET, data[at + 16 : at + 16 + size]))
        at += 16 + size
    return out


def decode(packets: list[RawPacket]) -> tuple[list[Event], Decoder]:
    decoder = Decoder()
    events = [event for item in packets for event in decoder.receive(item)]
    return events + decoder.finish(), decoder


def load(name: str) -> Recording:
    path = shared_capture(name)
    expected = json.loads(path.with_name("expected.json").read_text(encoding="utf-8"))[name]
    packets = read_pcap(path.read_bytes())
    reader = PacketReader()
    segments = [segment for item in packets if (segment := reader.read(item)) is not None]
    heard = Listener().hear(segments).finish()
    flow = heard.joined[0][0]
    syn = next(segment for segment in segments if segment.flow == flow and segment.syn)
    frames, at = [], 0
    for frame in heard.frames:
        frames.append((at, frame))
        at += len(frame)
    return Recording(packets, segments, flow, syn.seq + 1, expected, *decode(packets), frames)


@pytest.fixture(scope="module", params=NAMES)
def recording(request: pytest.FixtureRequest) -> Recording:
    return load(request.param)


@pytest.fixture(scope="module")
def town() -> Recording:
    return load("town.pcap")


# The figures


def figures(events: list[Event]) -> dict[int, Counter[str]]:
    """Uid -> the figures of expected.json, by its rules; uid 0 = all players together."""
    players: dict[int, Counter[str]] = {0: Counter()}

    def add(actor: int, **amounts: int) -> None:
        for uid in (0, uid_of(actor)):
            players.setdefault(uid, Counter()).update(amounts)

    for event in events:
        if isinstance(event, Heal) and is_player(event.source):
            add(event.source, healing=event.amount, heals=1)
        if not isinstance(event, Hit) or event.outcome == Outcome.IMMUNE:
            continue
        if is_player(event.target):
            add(event.target, taken_all=event.amount, taken_hits_all=1, deaths=event.killed)
            add(event.target, taken_known_attacker=event.amount if event.source else 0)
        elif is_player(event.source):
            add(event.source, damage=event.amount, hits=1, crits=event.crit, lucky_hits=event.lucky_bonus)
    return players


def test_figures_of_each_player(recording: Recording) -> None:
    """And of all together, to the last point of damage."""
    totals, players = recording.expected["totals"], recording.expected["players"]
    counted = figures(recording.events)
    assert {key: counted[0][key] for key in totals} == totals
    assert {str(uid) for uid in counted if uid} == set(players)
    for uid, expected in players.items():
        assert {key: counted[int(uid)][key] for key in expected} == expected, uid


def test_frames_messages_and_records(recording: Recording) -> None:
    expected, counts = recording.expected, recording.decoder.counts
    methods = {f"63335342:{method}": count for method, count in counts.methods.items()}
    assert (counts.frames, counts.notifies, methods) == (
        *(expected["frames"], expected["notifies"]),
        expected["notify_by_method"],
    )
    records = Counter(Outcome(event.outcome).name for event in recording.events if isinstance(event, Hit))
    records.update("HEAL" for event in recording.events if isinstance(event, Heal))
    assert dict(records) == expected["records_by_type"]
    assert (counts.gaps, counts.frame_errors, counts.message_errors, list(recording.decoder.failures)) == (0, 0, 0, [])


def test_town_by_kind(town: Recording) -> None:
    """The counts of protocol.md 13.1, capture A."""
    appeared = Counter(kind_of(e.actor) for e in town.events if isinstance(e, ActorSeen) and e.appeared)
    left = Counter(kind_of(e.actor) for e in town.events if isinstance(e, ActorLeft))
    assert appeared == {ActorKind.PLAYER: 86, ActorKind.BULLET: 36, ActorKind.PET: 13}
    assert left == {ActorKind.PLAYER: 84, ActorKind.BULLET: 40, ActorKind.PET: 13}
    reasons = Counter(event.reason for event in town.events if isinstance(event, ActorLeft))
    assert reasons == {0: 120, 1: 6, 3: 11}
    kinds = Counter(type(event) for event in town.events)
    assert (kinds[BuffChanged], kinds[BuffRemoved]) == (1626 + 4740 + 288, 265)
    clock = [event.server_ms for event in town.events if isinstance(event, ServerTime)]
    assert (len(clock), clock[0], clock[-1]) == (29, 1761503692365, 1761503832505)


def test_town_by_player(town: Recording) -> None:
    """Classes, levels and scores as they appeared: the sums of protocol.md 13.1, capture A."""
    known: dict[int, dict[str, Any]] = {}
    for event in town.events:
        if isinstance(event, ActorSeen) and is_player(event.actor):
            known.setdefault(event.actor, {}).update(event.facts)
    assert sum(bool(facts.get("name")) for facts in known.values()) == 69
    assert sum(bool(facts.get("ability_score")) for facts in known.values()) == 71
    classes = Counter(facts["class_id"] for facts in known.values() if facts.get("class_id"))
    assert classes == {1: 13, 2: 10, 4: 7, 5: 6, 9: 4, 11: 11, 12: 9, 13: 9}
    assert sum(facts.get("level", 0) for facts in known.values()) == 3_909
    assert sum(facts.get("ability_score", 0) for facts in known.values()) == 746_661
    assert sum(facts.get("max_hp", 0) for facts in known.values()) == 2_907_714


def test_boss_fight_has_its_scene_and_its_player() -> None:
    events = load("boss-fight.pcap").events
    assert [type(event) for event in events[:2]] == [Connected, LocalPlayerKnown]
    assert next(event.actor for event in events if isinstance(event, LocalPlayerKnown)) == player_id(100005)
    assert sum(isinstance(event, SceneEntered) for event in events) == 1
    assert sum(isinstance(event, Hit) and event.killed and not is_player(event.target) for event in events) == 1


# The same in other packets


def late_times_kept(recording: Recording) -> list[TcpSegment]:
    return shuffled(recording.segments)


def late_times_sorted(recording: Recording) -> list[TcpSegment]:
    return shuffled(recording.segments, keep_times=False)


def repeated(recording: Recording) -> list[TcpSegment]:
    return [item for segment in recording.segments for item in (segment, segment)]


def repeated_later(recording: Recording) -> list[TcpSegment]:
    again = [segment._replace(at_us=segment.at_us + 200_000) for segment in recording.segments]
    return sorted(recording.segments + again, key=lambda segment: segment.at_us)


def cut_differently(recording: Recording, largest: int = 3_000) -> list[TcpSegment]:
    """New borders, overlapping now and then; each piece comes when the last of its bytes came."""
    chance = random.Random(4)
    data = [segment for segment in recording.segments if recording.is_data(segment)]
    stream = b"".join(segment.payload for segment in data)
    sent_us = [segment.at_us for segment in data for _byte in segment.payload]
    cuts = [0]
    while cuts[-1] < len(stream):
        cuts.append(min(cuts[-1] + chance.randint(1, largest), len(stream)))
    out = []
    for start, stop in pairwise(cuts):
        begin = max(0, start - chance.choice([0, 0, 0, 1, 700]))
        seq = (recording.first_seq + begin) % WRAP
        out.append(data[0]._replace(at_us=sent_us[stop - 1], seq=seq, payload=stream[begin:stop]))
    others = [segment for segment in recording.segments if not recording.is_data(segment)]
    return sorted(others + out, key=lambda segment: segment.at_us)


def cut_small(recording: Recording) -> list[TcpSegment]:
    return cut_differently(recording, 150)


def shifted(recording: Recording, wrapped_bytes: int) -> list[TcpSegment]:
    """Other sequence numbers: they wrap after so many bytes."""
    by = WRAP - recording.first_seq - wrapped_bytes
    return [
        segment._replace(seq=(segment.seq + by) % WRAP) if segment.flow == recording.flow else segment
        for segment in recording.segments
    ]


def wrap_early(recording: Recording) -> list[TcpSegment]:
    return shifted(recording, 1_000)


def wrap_late(recording: Recording) -> list[TcpSegment]:
    return shifted(recording, 200_001)


def wrap_and_late(recording: Recording) -> list[TcpSegment]:
    return shuffled(wrap_late(recording))


@pytest.mark.parametrize(
    "change",
    [
        *(late_times_kept, late_times_sorted, repeated, repeated_later, cut_differently, cut_small),
        *(wrap_early, wrap_late, wrap_and_late),
    ],
)
def test_same_events_however_the_packets_come(
    recording: Recording, change: Callable[[Recording], list[TcpSegment]]
) -> None:
    """Every event, in the same order; only their times follow the packets."""
    events, decoder = decode([packet(segment) for segment in change(recording)])
    assert [(type(event), event[1:]) for event in events] == [(type(event), event[1:]) for event in recording.events]
    assert (decoder.counts.gaps, decoder.counts.frame_errors, decoder.counts.message_errors) == (0, 0, 0)
    assert all(before.at_ms <= then.at_ms for before, then in pairwise(events))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("with_syn", [True, False])
def test_recording_downloaded_over_http(name: str, with_syn: bool) -> None:
    """The file itself, with whole connections of the game in it, is no connection of the game."""
    file = shared_capture(name).read_bytes()
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(file)
    sent = segments([answer, *pieces(file, 1460)], 1001, step_us=300)
    heard = Listener().hear([syn(), *sent] if with_syn else sent).finish()
    assert heard.joined == []


# Less than everything


def test_each_lost_segment_costs_only_the_frames_it_touched(recording: Recording) -> None:
    """One data segment after the other is taken out: the first ones, and a sample of those behind."""
    numbers = [number for number, segment in enumerate(recording.segments[:700]) if recording.is_data(segment)]
    for number in numbers[:20] + random.Random(5).sample(numbers[20:], 100):
        sent, lost = recording.segments[: number + 60], recording.segments[number]
        heard = Listener().hear(sent[:number] + sent[number + 1 :]).finish()
        start = recording.offset(lost)
        end = max(recording.offset(item) + len(item.payload) for item in sent if recording.is_data(item))
        assert heard.frames == recording.frames_outside(start, start + len(lost.payload), end), number


@pytest.mark.parametrize("part", range(4))
def test_started_in_the_middle(recording: Recording, part: int) -> None:
    """Without the packets before, every frame that begins from there on comes, and none other."""
    chance = random.Random(part)
    for start in chance.sample(range(4, len(recording.segments) - 300), 10):
        rest = recording.segments[start:]
        first = next(segment for segment in rest if recording.is_data(segment))
        heard = Listener().hear(rest).finish()
        assert heard.joined == [(recording.flow, False)], start
        assert heard.frames == recording.frames_outside(0, recording.offset(first)), start
        assert (heard.holes, heard.errors) == ([], 0)
