"""Other traffic of the same machine, mixed into a recording: a download, an encrypted connection, name look-ups.

The download is a trap: its body holds the signature by which the game's traffic is found (protocol.md 1.2 A), whole
frames even, but never at the beginning of a segment.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator
from functools import partial

from resonance.protocol.packet import LinkType, RawPacket
from resonance.simulate import encode, headers
from resonance.simulate.session import CLIENT_IP, CLIENT_MAC, ROUTER_MAC
from resonance.simulate.wire import MSS, Connection, Endpoint

_DOWNLOAD_EVERY_MS, _TLS_EVERY_MS, _DNS_EVERY_MS = 900, 1_300, 4_000
_CHUNK = 5_200  # bytes of the download a time
_HTTP_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n"
_GAME = encode.frame_down(7, [encode.notify(encode.Method.NEAR_DELTA, b"")])


def mixed(packets: Iterator[RawPacket], rng: random.Random) -> Iterator[RawPacket]:
    """The same packets in the same order, with others between them; all in time order."""
    chatter: Iterator[RawPacket] | None = None
    waiting: RawPacket | None = None
    for packet in packets:
        if chatter is None:
            chatter = _chatter(rng, packet.at_us)
            waiting = next(chatter)
        while waiting is not None and waiting.at_us <= packet.at_us:
            yield waiting
            waiting = next(chatter, None)
        yield packet


def _chatter(rng: random.Random, started_at_us: int) -> Iterator[RawPacket]:
    """Without end."""
    shop = _Peer(rng, bytes((198, 51, 100, 7)), 80)
    chat = _Peer(rng, bytes((198, 51, 100, 44)), 443)
    talks: tuple[tuple[int, Callable[[int], list[RawPacket]]], ...] = (
        (_DOWNLOAD_EVERY_MS, partial(_download, shop, rng)),
        (_TLS_EVERY_MS, partial(_encrypted, chat, rng)),
        (_DNS_EVERY_MS, partial(_lookup, rng)),
    )
    due = [(started_at_us + 1 + index, index) for index in range(len(talks))]
    last_us = 0
    while True:
        due_us, index = heapq.heappop(due)
        at_us = max(due_us, last_us + 1)  # packets of one talk are a microsecond apart and stay together
        every_ms, talk = talks[index]
        for packet in talk(at_us):
            last_us = packet.at_us
            yield packet
        heapq.heappush(due, (at_us + int(every_ms * 1000 * rng.uniform(0.6, 1.4)), index))


class _Peer:
    """Another server this machine talks to."""

    def __init__(self, rng: random.Random, server: bytes, port: int) -> None:
        client = Endpoint(CLIENT_MAC, CLIENT_IP, rng.randint(49_152, 65_535))
        first, second = rng.getrandbits(32), rng.getrandbits(32)
        self.wire = Connection(client, Endpoint(ROUTER_MAC, server, port), client_seq=first, server_seq=second)
        self._connected = False

    def connect(self, at_us: int) -> list[RawPacket]:
        """The handshake, the first time."""
        if self._connected:
            return []
        self._connected = True
        return self.wire.open(at_us)


def _download(shop: _Peer, rng: random.Random, at_us: int) -> list[RawPacket]:
    """A piece of a file with whole frames of the game in the middle of its segments."""
    packets = shop.connect(at_us)
    body = bytearray(rng.randbytes(_CHUNK))
    for start in range(0, _CHUNK - MSS, MSS):
        place = start + rng.randint(64, MSS - 128)
        body[place : place + len(_GAME)] = _GAME
    head = _HTTP_HEAD if packets else b""
    return packets + shop.wire.send(head + body, at_us)


def _encrypted(chat: _Peer, rng: random.Random, at_us: int) -> list[RawPacket]:
    """A question and an answer nobody can read."""
    packets = chat.connect(at_us)
    packets += chat.wire.ask(_tls_record(rng, rng.randint(40, 300)), at_us)
    return packets + chat.wire.send(_tls_record(rng, rng.randint(100, 2_400)), at_us)


def _tls_record(rng: random.Random, size: int) -> bytes:
    return b"\x17\x03\x03" + size.to_bytes(2, "big") + rng.randbytes(size)


def _lookup(rng: random.Random, at_us: int) -> list[RawPacket]:
    """A DNS answer over UDP; its checksum is left out, as UDP allows."""
    name = b"\x06update\x07example\x00\x00\x01\x00\x01"
    message = rng.randbytes(2) + bytes.fromhex("81800001000000000000") + name
    port = rng.randint(49_152, 65_535)
    datagram = (53).to_bytes(2, "big") + port.to_bytes(2, "big") + (8 + len(message)).to_bytes(2, "big") + b"\0\0"
    packet = headers.ipv4(bytes((192, 168, 1, 1)), CLIENT_IP, headers.UDP, datagram + message, rng.getrandbits(16))
    data = CLIENT_MAC + ROUTER_MAC + headers.ETHERTYPE_IPV4 + packet
    return [RawPacket(at_us, LinkType.ETHERNET, data.ljust(headers.SHORTEST_FRAME, b"\0"))]
