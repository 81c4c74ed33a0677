"""How much the parts of the decoder may hold, whatever they are fed. Each function fails when a bound is broken."""

from __future__ import annotations

from resonance.protocol import decoder, flow, frames, packet, tcp, watched

KIB, MIB = 1 << 10, 1 << 20

LONGEST_PAYLOAD = 0xFFFF  # of a packet: what came last is taken before anything is let go


def check_fragments(reader: packet.PacketReader) -> None:
    """64 datagrams, each of 128 pieces and 128 KiB."""
    datagrams = reader._fragments._datagrams
    assert len(datagrams) <= 64
    for datagram in datagrams.values():
        assert len(datagram.pieces) <= 128
        assert sum(map(len, datagram.pieces.values())) == datagram.held_bytes <= 128 * KIB


def check_stream(stream: tcp.TcpStream) -> None:
    """1 MiB in 4,096 pieces behind a hole. To be asked when `expire` was called."""
    waiting_bytes = sum(len(piece.data) for piece in stream._waiting.values())
    assert sorted(stream._starts) == sorted(stream._waiting)
    assert waiting_bytes == stream._waiting_bytes <= MIB
    assert len(stream._starts) <= 4_096


def check_splitter(splitter: frames.FrameSplitter) -> None:
    """One frame that is not whole yet, 1 MiB at most."""
    assert len(splitter._data) <= MIB
    assert 0 <= splitter._skip <= MIB


def check_flows(finder: flow.FlowFinder) -> None:
    """32 unknown flows of 256 KiB, 4 connections that are read, 64 flows to be recognised."""
    assert len(finder._watched) <= 32
    for each in finder._watched.values():
        kept = sum(len(segment.payload) + watched.SEGMENT_COST for segment in each.segments)
        assert kept == each.kept_bytes <= 256 * KIB + LONGEST_PAYLOAD + watched.SEGMENT_COST
    assert len(finder._streams) <= 4
    for stream in finder._streams.values():
        check_stream(stream.tcp)
        check_splitter(stream.splitter)
    assert len(finder._others) <= 64


def check_decoder(whole: decoder.Decoder) -> None:
    """The parts, and 1,024 kinds of messages that are counted one by one."""
    check_fragments(whole._packets)
    check_flows(whole._flows)
    assert len(whole.counts.methods) <= 1_024
    assert len(whole.counts.other_services) <= 1_024
    assert len(whole.failures) <= decoder.KEPT_FAILURES
    assert all(len(failure) < 300 for failure in whole.failures)
