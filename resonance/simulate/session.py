"""One login at a game server: what the messages of the game travel in, and the small talk between them."""

from __future__ import annotations

import random
from collections.abc import Iterable

from resonance.protocol.packet import RawPacket
from resonance.simulate import encode
from resonance.simulate.wire import MSS, Connection, Endpoint

CLIENT_SERVICE = 0x0626AD66
"""World, the service of the client's calls (protocol.md 4.1)."""

CLIENT_MAC = bytes.fromhex("02c1a0000001")
ROUTER_MAC = bytes.fromhex("02c1a00000fe")
CLIENT_IP = bytes((192, 168, 1, 23))

_ECHO_EVERY_MS = 2_000
_COUNTER_EVERY_MS = 3_800
_ANSWER_EVERY_MS = 17_000


class Session:
    """Messages in, packets out. Times are capture times in Unix ms."""

    def __init__(self, rng: random.Random, *, server_seq: int | None = None, mss: int = MSS) -> None:
        """`server_seq`: the server's first sequence number; None = any."""
        server = Endpoint(ROUTER_MAC, bytes((203, 0, 113, rng.randint(2, 250))), rng.randint(5_000, 29_999))
        client = Endpoint(CLIENT_MAC, CLIENT_IP, rng.randint(49_152, 65_535))
        first = rng.getrandbits(32) if server_seq is None else server_seq
        self._connection = Connection(client, server, client_seq=rng.getrandbits(32), server_seq=first, mss=mss)
        self._rng = rng
        self._sequence = 0
        self._counter = rng.randint(1, 40)
        self._call_id = rng.randint(100, 900)
        self._echo_due_ms = self._counter_due_ms = self._answer_due_ms = 0

    def open(self, at_ms: int) -> list[RawPacket]:
        """Handshake, the client's login call, and the server's answer by which meters know it."""
        at_us = at_ms * 1000
        packets = self._connection.open(at_us)
        self._call_id += 1
        login = encode.call(self._call_id, 0x1002, self._rng.randbytes(180), CLIENT_SERVICE)
        packets += self._connection.ask(login, at_us)
        packets += self._connection.send(encode.login_answer(self._call_id, self._rng.randbytes(78)), at_us)
        self._echo_due_ms = at_ms + _ECHO_EVERY_MS
        self._counter_due_ms = at_ms + _COUNTER_EVERY_MS
        self._answer_due_ms = at_ms + _ANSWER_EVERY_MS
        return packets

    def send(self, groups: Iterable[list[bytes]], at_ms: int) -> list[RawPacket]:
        """Groups of Notify frames, in order, a FrameDown each; then the small talk that is due."""
        at_us = at_ms * 1000
        packets = []
        for frames in groups:
            if frames:
                packets += self._down(frames, at_us)
        return packets + self._small_talk(at_ms)

    def close(self, at_ms: int) -> list[RawPacket]:
        return self._connection.close(at_ms * 1000)

    def _down(self, frames: list[bytes], at_us: int) -> list[RawPacket]:
        self._sequence += 1
        return self._connection.send(encode.frame_down(self._sequence, frames), at_us)

    def _small_talk(self, at_ms: int) -> list[RawPacket]:
        at_us = at_ms * 1000
        packets: list[RawPacket] = []
        if at_ms >= self._echo_due_ms:
            self._echo_due_ms = at_ms + _ECHO_EVERY_MS
            packets += self._connection.ask(encode.echo(), at_us)
            packets += self._connection.send(encode.echo(), at_us)
        if at_ms >= self._counter_due_ms:
            self._counter_due_ms = at_ms + _COUNTER_EVERY_MS
            self._counter += 1
            packets += self._connection.send(encode.counter(self._counter), at_us)
        if at_ms >= self._answer_due_ms:
            self._answer_due_ms = at_ms + _ANSWER_EVERY_MS
            self._call_id += 1
            question = encode.call(self._call_id, 0x3001, self._rng.randbytes(40), CLIENT_SERVICE)
            packets += self._connection.ask(question, at_us)
            packets += self._down([encode.answer(self._call_id, self._rng.randbytes(120))], at_us)
        return packets
