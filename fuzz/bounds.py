"""How much the parts of the decoder may hold, whatever they are fed. Each function fails when a bound is broken."""

from __future__ import annotations

from resonance.protocol import decoder, flow, frames, packet, tcp, watched

LONGEST_PAYLOAD = 0xFFFF  # of a packet: what came last is taken before anything is let go


def check_fragments(reader: packet.PacketReader) -> None:
    """64 datagrams, each of 128 pieces and 128 KiB."""
    datagrams = reader._fragments._datagrams
    assert len(datagrams) <= packet.MAX_DATAGRAMS
    for datagram in datagrams.values():
        assert len(datagram.pieces) <= packet.MAX_FRAGMENTS
        assert sum(map(len, datagram.pieces.values())) == datagram.held_bytes <= packet.MAX_HELD_BYTES


def check_stream(stream: tcp.TcpStream) -> None:
    """1 MiB in 4,096 pieces behind a hole. To be asked when `expire` was called."""
    waiting_bytes = sum(len(piece.data) for piece in stream._waiting.values())
    assert sorted(stream._starts) == sorted(stream._waiting)
    assert waiting_bytes == stream._waiting_bytes <= tcp.MAX_WAITING_BYTES
    assert len(stream._starts) <= tcp.MAX_WAITING_PIECES


def check_splitter(splitter: frames.FrameSplitter) -> None:
    """One frame that is not whole yet, 1 MiB at most."""
    assert len(splitter._data) <= frames.MAX_FRAME
    assert 0 <= splitter._skip <= frames.MAX_FRAME


def check_flows(finder: flow.FlowFinder) -> None:
    """32 unknown flows of 256 KiB, 4 connections that are read, 64 flows to be recognised."""
    assert len(finder._watched) <= watched.MAX_WATCHED
    for each in finder._watched.values():
        kept = sum(len(segment.payload) + watched.SEGMENT_COST for segment in each.segments)
        assert kept == each.kept_bytes <= watched.KEEP_BYTES + LONGEST_PAYLOAD + watched.SEGMENT_COST
    assert len(finder._streams) <= flow.MAX_STREAMS
    for stream in finder._streams.values():
        check_stream(stream.tcp)
        check_splitter(stream.splitter)
    assert len(finder._others) <= flow.MAX_OTHERS


def check_decoder(whole: decoder.Decoder) -> None:
    """The parts, and 1,024 kinds of messages that are counted one by one."""
    check_fragments(whole._packets)
    check_flows(whole._flows)
    assert len(whole.counts.methods) <= decoder.MAX_KINDS
    assert len(whole.counts.other_services) <= decoder.MAX_KINDS
    assert len(whole.failures) <= decoder.KEPT_FAILURES
    assert all(len(failure) < 300 for failure in whole.failures)
