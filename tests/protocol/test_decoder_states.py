"""Anything a network may do, in any order: the meter never counts too much, and says so when something is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from builders import AT_US, MONSTER, container, delta, flow, hit, near, notify, packet, pieces, segment, zipped
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fuzz import bounds
from resonance.events import Event, Hit
from resonance.protocol.decoder import Decoder
from resonance.protocol.packet import LinkType, RawPacket, TcpSegment

RETRANSMITTED_MS = 1_500  # later than this nothing comes a second time
INDEX = st.integers(0, 1 << 16)


@dataclass
class Connection:
    """One of the game's, as the server sees it."""

    flow: bytes
    next_seq: int
    is_greeted: bool  # its SYN reached the meter
    amounts: list[int] = field(default_factory=list)  # of its hits; each is another number


class Network(RuleBasedStateMachine):
    """The server writes hits; what becomes of its segments is drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.decoder = Decoder()
        self.at_us = AT_US
        self.connections: list[Connection] = []
        self.underway: list[TcpSegment] = []  # written, and neither here nor lost
        self.arrived: list[TcpSegment] = []
        self.read: list[int] = []  # amounts the meter has seen

    @property
    def truth(self) -> set[int]:
        return {amount for connection in self.connections for amount in connection.amounts}

    # What the server does

    @initialize(seq=st.sampled_from([1, 2**32 - 300]), greet=st.booleans())
    def connect_first(self, seq: int, greet: bool) -> None:
        self.connect(seq, greet)

    @rule(seq=st.sampled_from([1, 2**31, 2**32 - 300]), greet=st.booleans())
    def connect(self, seq: int, greet: bool) -> None:
        """Another connection; without its SYN the meter joins it in the middle."""
        new = Connection(flow(40_000 + len(self.connections)), seq + 1, greet)
        self.connections.append(new)
        if greet:
            self._deliver(segment(b"", seq, flow=new.flow, syn=True))
        self.write(1, False, 2_000)

    @rule(count=st.integers(1, 5), packed=st.booleans(), size=st.sampled_from([30, 100, 700, 2_000]))
    def write(self, count: int, packed: bool, size: int) -> None:
        """A frame with some hits, in as many segments as it takes. Ones of 2,000 bytes hold it whole."""
        connection = self.connections[-1]
        first = len(self.truth) + 1
        amounts = range(first, first + count)
        body = notify(45, near(delta(MONSTER, damages=[hit(amount) for amount in amounts])))
        for payload in pieces(zipped(body) if packed else container(body), size):
            self.underway.append(segment(payload, connection.next_seq, flow=connection.flow))
            connection.next_seq += len(payload)
        connection.amounts += amounts

    # What the network does

    @precondition(lambda self: self.underway)
    @rule(count=st.integers(1, 8))
    def arrive(self, count: int) -> None:
        """The next few segments, in order."""
        for _ in range(min(count, len(self.underway))):
            self._arrive(self.underway.pop(0))

    @precondition(lambda self: self.underway)
    @rule(index=INDEX)
    def overtake(self, index: int) -> None:
        self._arrive(self.underway.pop(index % len(self.underway)))

    @precondition(lambda self: self.underway)
    @rule(index=INDEX)
    def lose(self, index: int) -> None:
        """The meter alone misses it: the game got it."""
        self.underway.pop(index % len(self.underway))

    @precondition(lambda self: self._lately())
    @rule(index=INDEX)
    def repeat(self, index: int) -> None:
        again = self._lately()
        self._deliver(again[index % len(again)])

    @rule(ms=st.sampled_from([1, 400, 600, 1_900, 3_000, 11_000]))
    def wait(self, ms: int) -> None:
        """Time passes with packets that are not TCP."""
        self.at_us += ms * 1000
        self._read(self.decoder.receive(RawPacket(self.at_us, LinkType.ETHERNET, bytes(60))))

    @rule(payload=st.sampled_from([b"HTTP/1.1 200 OK\r\n\r\n", b"\0" * 40, b""]), port=st.integers(1, 200))
    def other_traffic(self, payload: bytes, port: int) -> None:
        self._deliver(segment(payload, flow=flow(port, "1.2.3.4")))

    def _arrive(self, sent: TcpSegment) -> None:
        self._deliver(sent)
        self.arrived.append(sent._replace(at_us=self.at_us))

    def _lately(self) -> list[TcpSegment]:
        return [each for each in self.arrived if self.at_us - each.at_us <= RETRANSMITTED_MS * 1000]

    def _deliver(self, sent: TcpSegment) -> None:
        self.at_us += 10_000
        self._read(self.decoder.receive(packet(sent._replace(at_us=self.at_us))))

    def _read(self, events: list[Event]) -> None:
        self.read += [event.amount for event in events if isinstance(event, Hit)]

    # What is promised

    @invariant()
    def nothing_is_counted_twice_or_made_up(self) -> None:
        assert not [amount for amount, times in Counter(self.read).items() if times > 1]
        assert set(self.read) <= self.truth

    @invariant()
    def memory_is_bounded(self) -> None:
        bounds.check_decoder(self.decoder)

    def teardown(self) -> None:
        """What is missing ahead of something that was read is told as a gap, where the meter can know of it."""
        self._read(self.decoder.finish())
        self.nothing_is_counted_twice_or_made_up()
        read = set(self.read)
        for connection in self.connections:
            if connection.is_greeted or read.intersection(connection.amounts):
                seen = [amount in read for amount in connection.amounts]
                first = 0 if connection.is_greeted else seen.index(True)
                last = max((place for place, is_seen in enumerate(seen) if is_seen), default=0)
                assert all(seen[first:last]) or self.decoder.counts.gaps


Network.TestCase.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, derandomize=True, database=None
)
TestNetwork = Network.TestCase
