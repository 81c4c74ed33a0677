"""Connections and the packets around their bytes."""

from __future__ import annotations

import pytest
from naive_peer import ip_of, joined, segments, streams

from resonance.simulate import headers
from resonance.simulate.headers import ACK, FIN, PSH, SYN
from resonance.simulate.wire import Connection, Endpoint

CLIENT = Endpoint(b"\2\0\0\0\0\1", bytes((192, 168, 1, 2)), 50_000)
SERVER = Endpoint(b"\2\0\0\0\0\2", bytes((203, 0, 113, 9)), 9_000)
NOW_US = 1_700_000_000_000_000


def connection(server_seq: int = 1_000, mss: int = 1460) -> Connection:
    return Connection(CLIENT, SERVER, client_seq=77, server_seq=server_seq, mss=mss)


def test_handshake_and_goodbye() -> None:
    """SYN, SYN-ACK, ACK; FIN from both ends; every acknowledgement names the next byte of the other side."""
    wire = connection()
    found = list(segments(wire.open(NOW_US) + wire.send(b"hello", NOW_US + 9) + wire.close(NOW_US + 20)))
    assert [each.flags for each in found] == [SYN, SYN | ACK, ACK, PSH | ACK, ACK, FIN | ACK, FIN | ACK, ACK]
    taken = [headers.parse(packet) for packet in connection().open(NOW_US)]
    assert [(each.seq, each.ack) for each in taken if each] == [(77, 0), (1_000, 78), (78, 1_001)]


@pytest.mark.parametrize("size", [1, 1399, 1400, 1401, 4_200, 70_001])
def test_bytes_of_any_length_arrive_whole(size: int) -> None:
    """Whatever is sent comes out of the segments again, none of them longer than allowed."""
    data = bytes(range(256)) * (size // 256 + 1)
    packets = connection(mss=1400).send(data[:size], NOW_US)
    found = [each for each in segments(packets) if each.payload]
    assert max(len(each.payload) for each in found) <= 1400
    assert joined(found).data == data[:size]
    assert joined(found).holes == 0


def test_sequence_numbers_pass_the_end_of_their_range() -> None:
    """A stream that begins just before 2**32 goes on at 0."""
    wire = connection(server_seq=2**32 - 2_001)
    packets = wire.open(NOW_US) + wire.send(b"a" * 5_000, NOW_US + 50)
    numbers = [each.seq for each in segments(packets) if len(each.payload) > 100]
    assert numbers == [2**32 - 2_000, 2**32 - 540, 920, 2_380]
    [stream] = [each for flow, each in streams(packets).items() if flow[1] == SERVER.port]
    assert stream.data == b"a" * 5_000


def test_packets_are_never_older_than_those_before() -> None:
    """Two bursts at the same moment stay in order."""
    wire = connection()
    packets = wire.send(b"a" * 9_000, NOW_US) + wire.ask(b"b", NOW_US) + wire.send(b"c", NOW_US)
    times = [packet.at_us for packet in packets]
    assert times == sorted(set(times))


def test_short_frames_are_padded() -> None:
    """The payload's length is in the IP header, not in the frame's size."""
    packet = connection().send(b"x", NOW_US)[0]
    assert len(packet.data) == headers.SHORTEST_FRAME
    assert [each.payload for each in segments([packet])] == [b"x"]
    assert len(ip_of(packet)) > 41


def test_packet_taken_apart_and_built_again_is_the_same() -> None:
    """Nothing is lost on the way: addresses, numbers, flags, options, payload."""
    wire = connection()
    for packet in wire.open(NOW_US) + wire.send(b"some bytes" * 300, NOW_US) + wire.close(NOW_US):
        taken = headers.parse(packet)
        assert taken is not None
        assert headers.build(taken) == packet


def test_what_is_no_tcp_packet_is_not_taken_apart() -> None:
    """Short, foreign or fragmented packets give None."""
    packet = connection().send(b"x" * 100, NOW_US)[0]
    assert headers.parse(packet._replace(data=packet.data[:40])) is None
    assert headers.parse(packet._replace(link=101)) is None
    assert headers.parse(packet._replace(data=packet.data[:23] + b"\x11" + packet.data[24:])) is None
    assert headers.parse(packet._replace(data=packet.data[:20] + b"\x20\x00" + packet.data[22:])) is None
