"""The whole of protocol/ behind one call: packets in, events out.

    decoder = Decoder()
    for packet in packets:
        for event in decoder.receive(packet): ...
    for event in decoder.finish(): ...

Nothing a packet holds makes `receive` raise: what cannot be read is counted in `counts`, and costs only itself.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TypeVar

from google.protobuf.message import DecodeError

from resonance.events import ActorSeen, Connected, Event, Gap, LocalPlayerKnown
from resonance.protocol.errors import ProtocolError
from resonance.protocol.flow import FlowFinder
from resonance.protocol.frames import FrameOpener, Message
from resonance.protocol.joined import Chunk, Joined
from resonance.protocol.messages import DECODERS
from resonance.protocol.packet import PacketReader, RawPacket, describe
from resonance.protocol.signature import WORLD_SERVICE
from resonance.protocol.tcp import Hole

CLOCK_SET_BACK_MS = 5_000
"""A packet this far back was stamped by a clock that was set back; one less far back is late. Events never go back."""

KEPT_FAILURES = 5

MAX_KINDS = 1_024
"""Different messages that are counted one by one; the game has a few hundred. Further ones are forged."""

MAX_EVENTS = 200_000
"""Of one packet: when so many came of it, further messages are refused. A raid makes some thousands a second."""


@dataclass(slots=True)
class Counts:
    """What was read since the decoder was made."""

    packets: int = 0
    packet_errors: int = 0  # of them, those that could not be read; they need not be the game's
    frames: int = 0  # top level, read whole
    notifies: int = 0
    methods: Counter[int] = field(default_factory=Counter)  # of the WorldNtf service
    other_services: Counter[tuple[int, int]] = field(default_factory=Counter)  # (service, method)
    gaps: int = 0
    missing_bytes: int = 0
    frame_errors: int = 0
    message_errors: int = 0  # messages or single records in them

    @property
    def unknown_methods(self) -> dict[int, int]:
        return {method: count for method, count in self.methods.items() if method not in DECODERS}


Kind = TypeVar("Kind", int, tuple[int, int])


def _count(counter: Counter[Kind], kind: Kind) -> None:
    if kind in counter or len(counter) < MAX_KINDS:
        counter[kind] += 1


class Decoder:
    """One for the life of a capture. Not for use by several threads."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.failures: deque[str] = deque(maxlen=KEPT_FAILURES)  # method, size, reason, and too few bytes for a name
        self._packets = PacketReader()
        self._flows = FlowFinder()
        self._opener = FrameOpener()
        self.server = ""  # "address:port" of the connection read last; "" = none found yet
        self.clock_offset_ms = 0  # what the times of events are ahead of the packets' after a clock was set back
        self._now_ms = 0
        self._local_player = 0

    def receive(self, packet: RawPacket) -> list[Event]:
        """The events this packet completed, in order; often none."""
        self.counts.packets += 1
        segment = self._packets.read(packet)
        if segment is None:
            self.counts.packet_errors = self._packets.errors
            chunks = self._flows.advance(packet.at_us)
        else:
            chunks = self._flows.receive(segment)
        return self._events(chunks) if chunks else []

    def prefer(self, ports: frozenset[int]) -> None:
        """Local ports of the game's own connections, as far as known; empty = nobody can tell."""
        self._flows.prefer(ports)

    def finish(self) -> list[Event]:
        """No more packets will come: what still waited for late ones."""
        return self._events(self._flows.finish())

    def _events(self, chunks: list[Chunk]) -> list[Event]:
        events: list[Event] = []
        for splitter, item in chunks:
            self._tell_time(item.at_us // 1000)
            if isinstance(item, Joined):
                self._local_player = 0  # said again by whichever player this connection is of
                self.server = describe(item.flow)
                events.append(Connected(self._now_ms, self.server, item.from_start))
            elif isinstance(item, Hole):
                splitter.hole(item)
                self.counts.gaps += 1
                self.counts.missing_bytes += item.missing
                events.append(Gap(self._now_ms, item.missing))
            else:
                errors = splitter.errors
                for frame in splitter.receive(item):
                    self.counts.frames += 1
                    self._frame(frame.type, frame.body, events)
                self.counts.frame_errors += splitter.errors - errors
        return events

    def _tell_time(self, at_ms: int) -> None:
        """Time goes on when the computer's clock is set back: the difference is added to all that comes."""
        at_ms += self.clock_offset_ms
        if at_ms < self._now_ms - CLOCK_SET_BACK_MS:
            self.clock_offset_ms += self._now_ms - at_ms
        elif at_ms > self._now_ms:
            self._now_ms = at_ms

    def _frame(self, kind: int, body: bytes, events: list[Event]) -> None:
        opener = self._opener
        errors = opener.errors
        for message in opener.open(kind, body):
            self._message(message, events)
        self.counts.frame_errors += opener.errors - errors
        self.counts.notifies = opener.notifies

    def _message(self, message: Message, events: list[Event]) -> None:
        service, method, payload = message
        if service != WORLD_SERVICE:
            _count(self.counts.other_services, (service, method))
            return
        decode = DECODERS.get(method)
        if decode is None:
            _count(self.counts.methods, method)
            return
        self.counts.methods[method] += 1
        if len(events) >= MAX_EVENTS:
            self._failed(method, payload, "too many events in one packet")
            return
        try:
            decoded = decode(payload, self._now_ms)
        except (ProtocolError, DecodeError) as error:
            self._failed(method, payload, str(error))
            return
        if decoded.bad_records:
            self.counts.message_errors += decoded.bad_records
            self._note(method, payload, f"{decoded.bad_records} bad records")
        for event in decoded.events:
            if type(event) is LocalPlayerKnown:
                if event.actor != self._local_player:  # every method 46 says it again
                    self._local_player = event.actor
                    events.append(event)
            elif type(event) is not ActorSeen or event.actor:
                events.append(event)
            elif self._local_player:  # it is meant where nobody is named
                events.append(event._replace(actor=self._local_player))

    def _failed(self, method: int, payload: bytes, error: str) -> None:
        self.counts.message_errors += 1
        self._note(method, payload, error)

    def _note(self, method: int, payload: bytes, error: str) -> None:
        self.failures.append(f"method {method}, {len(payload)} bytes, {error}: {payload[:8].hex()}")
