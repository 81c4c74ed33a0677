"""One TCP connection as a capture beside the client sees it: handshake, segments, acknowledgements, goodbye."""

from __future__ import annotations

from typing import NamedTuple

from resonance.protocol.packet import RawPacket
from resonance.simulate import headers
from resonance.simulate.headers import ACK, FIN, PSH, SYN, TcpPacket

MSS = 1460

_WRAP = 1 << 32
_WINDOW = 64_240
_SEGMENTS_PER_ACK = 2  # receivers acknowledge every second full segment (RFC 1122)
_SYN_OPTIONS = bytes.fromhex("020405b4 01030308 01010402")  # MSS, window scale, SACK permitted


class Endpoint(NamedTuple):
    mac: bytes  # 6 bytes
    ip: bytes  # 4 bytes
    port: int


class _Side:
    """What one end has sent: its next sequence number and IP identification."""

    __slots__ = ("endpoint", "identification", "seq")

    def __init__(self, endpoint: Endpoint, seq: int) -> None:
        self.endpoint = endpoint
        self.seq = seq % _WRAP
        self.identification = seq & 0xFFFF


class Connection:
    """Turns bytes of either end into packets.

    Every method takes the capture time in Unix microseconds and returns packets in time order. Packets of one call
    are a microsecond apart, and no packet is older than one returned before.
    """

    def __init__(
        self, client: Endpoint, server: Endpoint, *, client_seq: int = 1, server_seq: int = 1, mss: int = MSS
    ) -> None:
        self._client = _Side(client, client_seq)
        self._server = _Side(server, server_seq)
        self._mss = mss
        self._last_us = 0

    def open(self, at_us: int) -> list[RawPacket]:
        """The three-way handshake."""
        return [
            self._packet(self._client, at_us, SYN, options=_SYN_OPTIONS),
            self._packet(self._server, at_us, SYN | ACK, options=_SYN_OPTIONS),
            self._packet(self._client, at_us, ACK),
        ]

    def send(self, data: bytes, at_us: int) -> list[RawPacket]:
        """Bytes of the server, and the client's acknowledgements."""
        return self._transfer(self._server, self._client, data, at_us)

    def ask(self, data: bytes, at_us: int) -> list[RawPacket]:
        """Bytes of the client, and the server's acknowledgements."""
        return self._transfer(self._client, self._server, data, at_us)

    def close(self, at_us: int) -> list[RawPacket]:
        """The server's goodbye, the client's, and the last acknowledgement."""
        return [
            self._packet(self._server, at_us, FIN | ACK),
            self._packet(self._client, at_us, FIN | ACK),
            self._packet(self._server, at_us, ACK),
        ]

    def _transfer(self, sender: _Side, receiver: _Side, data: bytes, at_us: int) -> list[RawPacket]:
        packets = []
        pieces = [data[start : start + self._mss] for start in range(0, len(data), self._mss)]
        for index, piece in enumerate(pieces, 1):
            last = index == len(pieces)
            packets.append(self._packet(sender, at_us, PSH | ACK if last else ACK, piece))
            if last or index % _SEGMENTS_PER_ACK == 0:
                packets.append(self._packet(receiver, at_us, ACK))
        return packets

    def _packet(self, sender: _Side, at_us: int, flags: int, payload: bytes = b"", options: bytes = b"") -> RawPacket:
        self._last_us = at_us = max(at_us, self._last_us + 1)
        receiver = self._client if sender is self._server else self._server
        tcp = TcpPacket(
            at_us=at_us,
            macs=receiver.endpoint.mac + sender.endpoint.mac,
            identification=sender.identification,
            source=sender.endpoint.ip,
            target=receiver.endpoint.ip,
            source_port=sender.endpoint.port,
            target_port=receiver.endpoint.port,
            seq=sender.seq,
            ack=receiver.seq if flags & ACK else 0,
            flags=flags,
            window=_WINDOW,
            options=options,
            payload=payload,
        )
        sender.seq = (sender.seq + tcp.length) % _WRAP
        sender.identification = (sender.identification + 1) & 0xFFFF
        return headers.build(tcp)
