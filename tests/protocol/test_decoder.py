"""Packets in, events out: what the decoder adds to its parts, and that nothing makes it raise."""

from __future__ import annotations

from struct import pack

import pytest
from builders import (
    AT_MS,
    AT_US,
    FLOW,
    MONSTER,
    OTHER_PLAYER,
    PLAYER,
    SECOND_US,
    Blob,
    attrs,
    container,
    delta,
    echo,
    frame,
    hit,
    near,
    notify,
    packet,
    pieces,
    proto,
    segments,
    to_me,
    zipped,
)
from flows import GAME, OTHER, after, connection, play
from hypothesis import given, settings
from hypothesis import strategies as st

from resonance.events import (
    ActorSeen,
    Connected,
    Event,
    Gap,
    Hit,
    LocalPlayerKnown,
    SceneEntered,
    ServerTime,
)
from resonance.protocol.decoder import KEPT_FAILURES, Decoder
from resonance.protocol.packet import LinkType, RawPacket, TcpSegment

TIME = container(notify(43, proto({2: 5})))
LOCAL = container(notify(46, to_me(delta(PLAYER))))
B = Blob()
DIRTY = container(notify(22, proto({1: {1: B.container({22: B.container({1: B.i32(60)})})}})))


def decode(sent: list[TcpSegment], decoder: Decoder | None = None) -> tuple[list[Event], Decoder]:
    decoder = decoder or Decoder()
    events = [event for item in sent for event in decoder.receive(packet(item))]
    return events + decoder.finish(), decoder


def damage(amount: int) -> bytes:
    return container(notify(45, near(delta(MONSTER, damages=[hit(amount)]))))


def test_connection_and_its_messages() -> None:
    """First the connection, then events in the order they were sent, each with the time of its packet."""
    two = zipped(notify(43, proto({2: 7})), notify(45, near(delta(MONSTER, damages=[hit(5), hit(6)]))))
    events, decoder = decode(connection([TIME, echo(), two]))
    first_ms, last_ms = AT_MS + 1, AT_MS + 1 + 160
    assert events[:3] == [
        Connected(first_ms, "36.152.0.122:14270", True),
        ServerTime(first_ms, 5),
        ServerTime(last_ms, 7),
    ]
    assert [(event.at_ms, event.amount) for event in events if isinstance(event, Hit)] == [(last_ms, 5), (last_ms, 6)]
    counts = decoder.counts
    assert (counts.packets, counts.frames, counts.notifies, counts.methods) == (4, 3, 3, {43: 2, 45: 1})
    assert (counts.gaps, counts.frame_errors, counts.message_errors) == (0, 0, 0)


def test_frame_has_the_time_of_the_packet_that_completed_it() -> None:
    sent = segments([TIME[:20], TIME[20:]], 1001, AT_US)
    events, _decoder = decode([*connection([])[:1], *sent])
    assert events[-1] == ServerTime(AT_MS + 10, 5)


def test_unknown_methods_and_services_are_counted_and_no_error() -> None:
    others = [notify(57, b"\xff"), notify(57), notify(0x5E001, b"no protobuf"), notify(1, service=0x399FCA69)]
    events, decoder = decode(connection([TIME, container(*others), TIME]))
    assert len(events) == 3
    assert decoder.counts.unknown_methods == {57: 2, 0x5E001: 1}
    assert decoder.counts.other_services == {(0x399FCA69, 1): 1}
    assert (decoder.counts.notifies, decoder.counts.message_errors) == (6, 0)


@pytest.mark.parametrize("method", [3, 6, 21, 22, 23, 24, 39, 43, 45, 46])
def test_message_that_cannot_be_read_costs_only_itself(method: int) -> None:
    """It is counted, and noted with its method and first bytes, so that somebody can find out why."""
    sent = [TIME, container(notify(method, b"\x0a\x7f" + b"x" * 40), notify(43, proto({2: 6}))), TIME]
    events, decoder = decode(connection(sent))
    assert [event.server_ms for event in events if isinstance(event, ServerTime)] == [5, 6, 5]
    assert decoder.counts.message_errors == 1
    [failure] = decoder.failures
    assert failure.startswith(f"method {method}, 42 bytes")
    assert "0a7f7878" in failure


def test_only_the_first_bytes_of_the_last_failures_are_kept() -> None:
    bad = [container(notify(45, b"\x0a\x7f" + pack("!H", number) * 5000)) for number in range(20)]
    _events, decoder = decode(connection([TIME, *bad]))
    assert decoder.counts.message_errors == 20
    assert len(decoder.failures) == KEPT_FAILURES
    assert all(len(failure) < 300 for failure in decoder.failures)


def test_bad_records_are_message_errors() -> None:
    events, decoder = decode(connection([TIME, container(notify(45, near(delta(MONSTER, damages=[hit(1), b"\x08"]))))]))
    assert [event.amount for event in events if isinstance(event, Hit)] == [1]
    assert (decoder.counts.message_errors, len(decoder.failures)) == (1, 1)


def test_frame_that_cannot_be_opened_costs_only_itself() -> None:
    events, decoder = decode(connection([TIME, zipped(body=b"\x28\xb5\x2f\xfd?"), TIME, container(b"?"), TIME]))
    assert sum(isinstance(event, ServerTime) for event in events) == 3
    assert (decoder.counts.frames, decoder.counts.frame_errors) == (5, 2)


def test_bytes_that_are_no_frame_are_a_frame_error() -> None:
    events, decoder = decode(connection([TIME, b"\xff" * 50, TIME, TIME]))
    assert sum(isinstance(event, ServerTime) for event in events) == 3
    assert decoder.counts.frame_errors == 1


def test_lost_segment_is_a_gap() -> None:
    """With the number of bytes, at the place in the order of events where they are missing."""
    sent = connection([damage(1), damage(2), damage(3)])
    del sent[2]
    events, decoder = decode(sent)
    assert [event.amount if isinstance(event, Hit) else event[1:] for event in events[1:]] == [1, (len(damage(2)),), 3]
    assert isinstance(events[2], Gap)
    assert (decoder.counts.gaps, decoder.counts.missing_bytes) == (1, len(damage(2)))


# The local player


def test_local_player_is_said_once() -> None:
    """Every method 46 names it; events tell it when it is new, and again after a reconnect."""
    other = container(notify(46, to_me(delta(OTHER_PLAYER), OTHER_PLAYER)))
    first = connection([TIME, LOCAL, LOCAL, other, LOCAL])
    events, _decoder = decode([*first, *connection([TIME, LOCAL, LOCAL], after(first), OTHER)])
    said = [event.actor for event in events if isinstance(event, LocalPlayerKnown)]
    assert said == [PLAYER, OTHER_PLAYER, PLAYER, PLAYER]
    assert sum(isinstance(event, Connected) for event in events) == 2


def test_own_changes_are_the_local_players() -> None:
    """Method 22 does not say whose; before anybody is known, they are nobody's."""
    events, _decoder = decode(connection([TIME, DIRTY, LOCAL, DIRTY]))
    assert [event for event in events if isinstance(event, ActorSeen)] == [
        ActorSeen(AT_MS + 1 + 240, PLAYER, False, {"level": 60})
    ]


def test_own_changes_after_a_reconnect_wait_for_the_name() -> None:
    """Another client's character may be on the new connection."""
    first = connection([TIME, LOCAL, DIRTY])
    second = connection([TIME, DIRTY, LOCAL, DIRTY], after(first), OTHER)
    events, _decoder = decode(first + second)
    assert sum(isinstance(event, ActorSeen) for event in events) == 2


@pytest.mark.parametrize("method", [6, 45])
def test_facts_about_nobody_are_not_the_local_players(method: int) -> None:
    state = attrs({10000: 3})
    payload = proto({1: {3: state}}) if method == 6 else near({2: state})
    events, decoder = decode(connection([TIME, LOCAL, container(notify(method, payload))]))
    assert not any(isinstance(event, ActorSeen) for event in events)
    assert decoder.counts.message_errors == 1


def test_scene_entry_names_scene_and_player() -> None:
    entry = notify(3, proto({1: {1: attrs({341: 7}), 2: {1: PLAYER, 3: attrs({1: "Abc"})}}}))
    events, _decoder = decode(connection([zipped(entry, notify(21, proto({1: {1: 443301}}))), TIME]))
    assert [type(event) for event in events] == [
        *(Connected, SceneEntered, LocalPlayerKnown, ActorSeen, ActorSeen, ServerTime)
    ]


# Time


def times(events: list[Event]) -> list[int]:
    return [event.at_ms - AT_MS for event in events if isinstance(event, ServerTime)]


def test_late_packets_do_not_turn_time_back() -> None:
    """An event is never older than the one before it."""
    sent = connection([TIME] * 4)
    sent[3] = sent[3]._replace(at_us=sent[3].at_us - 200_000)
    assert times(decode(sent)[0]) == [1, 81, 81, 241]


def test_time_goes_on_when_the_clock_is_set_back() -> None:
    """An hour back on the computer's clock: the fight's own clocks neither stop nor run backwards."""
    sent = connection([TIME, TIME])
    sent += play([TIME, TIME], AT_US - 3600 * SECOND_US, seq=1001 + 2 * len(TIME))
    assert times(decode(sent)[0]) == [1, 81, 81, 161]


def test_other_packets_let_time_pass() -> None:
    """A hole is given up while the server is silent, if only something is captured."""
    sent = connection([TIME, damage(1), damage(2)])
    decoder = Decoder()
    for item in (sent[0], sent[1], sent[3]):
        decoder.receive(packet(item))
    events = decoder.receive(RawPacket(AT_US + 10 * SECOND_US, LinkType.ETHERNET, bytes(60)))
    assert [type(event) for event in events] == [Gap, Hit]


# Anything at all


def maltreated(sent: list[RawPacket], changes: list[tuple[int, int, int]]) -> list[RawPacket]:
    """Bytes of packets changed: (packet, place, new byte)."""
    out = list(sent)
    for number, at, byte in changes:
        at_us, link, data = out[number % len(out)]
        place = at % len(data)
        out[number % len(out)] = RawPacket(at_us, link, data[:place] + bytes([byte]) + data[place + 1 :])
    return out


EVERYTHING = [packet(item) for item in connection([TIME, LOCAL, damage(5), DIRTY, *GAME[:12]])]
CHANGE = st.tuples(st.integers(0, 99), st.integers(0, 999), st.integers(0, 255))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(CHANGE, max_size=30),
    st.lists(st.builds(RawPacket, st.integers(0, 2**62), st.sampled_from([*LinkType, 7]), st.binary(max_size=120))),
    st.permutations(range(len(EVERYTHING))),
)
def test_damaged_and_random_packets_never_raise(
    changes: list[tuple[int, int, int]], noise: list[RawPacket], order: list[int]
) -> None:
    decoder = Decoder()
    damaged = maltreated(EVERYTHING, changes)
    for item in [*damaged, *noise, *(damaged[number] for number in order)]:
        decoder.receive(item)
    decoder.finish()
    assert decoder.counts.packets == 2 * len(EVERYTHING) + len(noise)


PAYLOADS = st.one_of(
    st.binary(max_size=200),
    st.dictionaries(st.integers(1, 25), st.one_of(st.integers(-(2**63), 2**63 - 1), st.binary(max_size=40))).map(proto),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([3, 6, 21, 22, 23, 24, 39, 43, 45, 46]), PAYLOADS, PAYLOADS), max_size=6))
def test_random_messages_never_raise(messages: list[tuple[int, bytes, bytes]]) -> None:
    """Of every method, as they are and one and two levels deep; the messages behind them still come."""
    sent = [TIME]
    for method, payload, other in messages:
        deep = proto({1: [{1: payload}, {1: PLAYER, 2: other, 7: payload, 10: other, 11: payload}, other]})
        sent.append(
            container(notify(method, payload), notify(method, proto({1: [payload, other]})), notify(method, deep))
        )
    events, decoder = decode(connection([*sent, damage(77)]))
    assert decoder.counts.frames == len(sent) + 1
    assert isinstance(events[-1], Hit)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.binary(max_size=60)), max_size=8), st.integers(1, 99))
def test_random_frames_never_raise(frames: list[tuple[int, bytes]], size: int) -> None:
    stream = b"".join([TIME, *(frame(kind, body) for kind, body in frames), damage(77), TIME])
    events, _decoder = decode([*connection([])[:1], *segments(pieces(stream, size), 1001, flow=FLOW)])
    assert isinstance(events[0], Connected)
