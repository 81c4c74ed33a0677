"""What tests of flows share: a game's traffic, and a listener that says what came out."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from builders import (
    AT_US,
    FLOW,
    TO_ME,
    answer,
    container,
    counter,
    delta,
    echo,
    flow,
    frame,
    hit,
    near,
    notify,
    segment,
    segments,
    zipped,
)

from resonance.protocol.flow import FlowFinder
from resonance.protocol.joined import Chunk, Joined
from resonance.protocol.packet import TcpSegment
from resonance.protocol.tcp import Hole

TICK_US = 80_000  # the server writes this often
COMBAT = near(delta(61931584, damages=[hit(100 + number) for number in range(30)]))
OTHER = flow(40_000)  # another connection of the same client
CLIENT_SIDE = FLOW[4:8] + FLOW[:4] + FLOW[10:] + FLOW[8:10]


def game(count: int = 40, first: int = 1) -> list[bytes]:
    """Top-level frames as they come: scene containers, long ones, keep-alives."""
    kinds: list[Callable[[int], bytes]] = [
        lambda n: container(notify(payload=b"\x0a\x00" * n), sequence=n),
        lambda n: zipped(notify(payload=COMBAT + bytes([n % 128])), sequence=n),
        lambda n: container(answer(n), notify(TO_ME, b"\x0a" * n), notify(), sequence=n),
        lambda n: echo(),
        lambda n: container(notify(6, bytes(300)), sequence=n),
        counter,
    ]
    return [kinds[number % len(kinds)](number) for number in range(first, first + count)]


GAME = game()
STREAM = b"".join(GAME)
MORE = game(40, first=100)


class Listener:
    """What came out of a FlowFinder: whom it joined, the frames, the holes."""

    def __init__(self) -> None:
        self.finder = FlowFinder()
        self.joined: list[tuple[bytes, bool]] = []
        self.frames: list[bytes] = []
        self.holes: list[int] = []
        self.errors = 0

    def hear(self, sent: Iterable[TcpSegment]) -> Listener:
        for item in sent:
            self._take(self.finder.receive(item))
        return self

    def wait(self, at_us: int) -> Listener:
        """Time passes with packets that are not TCP."""
        self._take(self.finder.advance(at_us))
        return self

    def finish(self) -> Listener:
        self._take(self.finder.finish())
        return self

    def _take(self, chunks: Iterable[Chunk]) -> None:
        for splitter, item in chunks:
            before = splitter.errors
            if isinstance(item, Joined):
                self.joined.append((item.flow, item.from_start))
            elif isinstance(item, Hole):
                splitter.hole(item)
                self.holes.append(item.missing)
            else:
                self.frames += [frame(kind, body) for _at_us, kind, body in splitter.receive(item)]
            self.errors += splitter.errors - before


def syn(seq: int = 1000, at_us: int = AT_US, flow: bytes = FLOW) -> TcpSegment:
    """The server's answer to a client that opens a connection; the first byte comes at seq + 1."""
    return segment(b"", seq, at_us, flow, syn=True)


def play(
    frames: list[bytes], at_us: int = AT_US, flow: bytes = FLOW, *, seq: int = 1001, tick_us: int = TICK_US
) -> list[TcpSegment]:
    return segments(frames, seq, at_us, flow, step_us=tick_us)


def connection(frames: list[bytes], at_us: int = AT_US, flow: bytes = FLOW, *, seq: int = 1000) -> list[TcpSegment]:
    return [syn(seq, at_us, flow), *play(frames, at_us + 1000, flow, seq=seq + 1)]


def after(sent: list[TcpSegment], us: int = TICK_US) -> int:
    return sent[-1].at_us + us


def shuffled(sent: list[TcpSegment], within_us: int = 250_000, *, keep_times: bool = True) -> list[TcpSegment]:
    """Each one late by less than `within_us`; packet times as they were, or in order as a capture writes them."""
    chance = random.Random(1)
    late = sorted(sent, key=lambda item: item.at_us + chance.uniform(0, within_us))
    if keep_times:
        return late
    times = sorted(item.at_us for item in sent)
    return [item._replace(at_us=at_us) for item, at_us in zip(late, times, strict=True)]
