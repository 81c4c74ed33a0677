"""Finds the game's server among all flows and gives the pieces of its stream (protocol.md sections 1.2 and 1.3).

There is no fixed port or host. Two signatures tell: scene traffic (method A: an uncompressed container whose notify
names the WorldNtf service) and the answer to the login (method B). A flow is one direction of a connection, so what
the client sends is just another flow that never shows them.

Any flow that is not known is watched: its last segments are kept within small bounds, because the one with the
signature may come cut into pieces, or before others that belong ahead of it. Whatever was kept is decoded once the
flow is adopted. A signature somewhere inside other data must not fool it, so it only counts

* at the start of a segment that holds the whole container (the server writes whole frames), or
* inside the stream when at least `CHAIN` frames follow one another there;
* and never in a flow that is known to have begun with something that is no frame, or in which words of HTTP stood.
"""

from __future__ import annotations

import re
from collections import OrderedDict

from resonance.protocol.frames import FrameSplitter, whole_frames
from resonance.protocol.joined import Chunk, Joined, Stream
from resonance.protocol.packet import TcpSegment
from resonance.protocol.signature import (
    CHAIN,
    MARK,
    begins_as_game,
    holds_chain,
    is_login_answer,
    is_scene_signature,
    scene_frames,
)
from resonance.protocol.tcp import Hole, TcpStream
from resonance.protocol.watched import KEEP_BYTES, MAX_WATCHED, Watched, runs_of

HTTP_STARTS = (b"HTTP/1.", b"POST /", b"PUT /")
HTTP_LINE = re.compile(rb"HTTP/1\.[01](?: \d\d\d |\r\n)")  # of an answer or a request; nobody chats like that

SETTLE_US = 500_000
"""A stream joined in the middle waits this long (packet time) for segments that belong ahead of the first one."""

SCAN_STEP_BYTES = 512
SCAN_STEP_SHARE = 4  # and at least a fourth of what is kept, so that the work does not grow with its square
SMALL_SEGMENT = 64  # so short that the mark may be cut in each of them

IDLE_US = 10_000_000
"""A current connection silent for this long may be replaced by any flow with the signature, even an older one."""

CLOCK_SET_BACK_US = 5_000_000  # packet times this far back are a clock that was set, not a late packet
MAX_OTHERS = 64

MAX_STREAMS = 4
"""Connections read at the same time: the current one, and those replaced less than DRAIN_US ago."""


class FlowFinder:
    """All segments of the machine in, the pieces of the game's stream out, in order."""

    def __init__(self) -> None:
        self._streams: dict[bytes, Stream] = {}
        self._current: Stream | None = None
        self._watched: OrderedDict[bytes, Watched] = OrderedDict()
        self._others: OrderedDict[bytes, None] = OrderedDict()  # former connections, and those of other clients
        self._now_us = 0
        self._count = 0  # of segments
        self._preferred_ports: frozenset[int] = frozenset()
        self._is_settling = False  # is perhaps one of the watched a match that waits for late segments?

    def prefer(self, ports: frozenset[int]) -> None:
        """Local ports known to be the game's own; empty = nobody can tell. A hint: it decides between two that fit."""
        self._preferred_ports = ports

    def receive(self, segment: TcpSegment) -> list[Chunk]:
        self._tell_time(segment.at_us)
        self._count += 1
        stream = self._streams.get(segment.flow)
        if stream is None:
            out = self._watch(segment)
        elif segment.syn and stream.is_followed_by(segment, self._now_us):
            out = stream.rest(self._now_us)
            self._forget(stream)
            out += self._watch(segment)
        else:
            out = stream.take(segment, self._now_us)
        return out + self._expire()

    def advance(self, at_us: int) -> list[Chunk]:
        """Time has passed without a segment (a packet that is not TCP)."""
        self._tell_time(at_us)
        return self._expire()

    def finish(self) -> list[Chunk]:
        """No more packets will come: adopt what waits, and give up every hole."""
        out = self._adopt_settled(wait_us=-1)
        for stream in self._streams.values():
            out += stream.rest(self._now_us)
        return out

    def _tell_time(self, at_us: int) -> None:
        if at_us > self._now_us or at_us < self._now_us - CLOCK_SET_BACK_US:
            self._now_us = at_us

    # --- connections being read

    def _expire(self) -> list[Chunk]:
        out: list[Chunk] = []
        for stream in [each for each in self._streams.values() if each.may_expire]:
            out += stream.expire(self._now_us)
            if stream.is_drained(self._now_us):
                out += stream.rest(self._now_us)
                self._forget(stream)
            elif stream.has_ended(self._now_us):
                out += stream.rest(self._now_us)
        return out + self._adopt_settled() if self._is_settling else out

    def _forget(self, stream: Stream) -> None:
        del self._streams[stream.flow]
        if stream is self._current:
            self._current = None

    # --- flows that may be the game's

    def _watch(self, segment: TcpSegment) -> list[Chunk]:
        watched = self._watched.get(segment.flow)
        if watched is None:
            watched = self._watched[segment.flow] = Watched(segment.at_us, self._count)
            if len(self._watched) > MAX_WATCHED:
                self._forget_oldest_watched()
        self._watched.move_to_end(segment.flow)
        if segment.syn:
            watched.begin(segment, self._count)
            self._others.pop(segment.flow, None)
            segment = segment._replace(seq=(segment.seq + 1) & 0xFFFF_FFFF, syn=False)
        if watched.refuted or not segment.payload:
            return []
        watched.keep(segment)
        return self._judge(watched, segment)

    def _forget_oldest_watched(self) -> None:
        unmatched = (flow for flow, watched in self._watched.items() if not watched.matched)
        del self._watched[next(unmatched, next(iter(self._watched)))]

    def _judge(self, watched: Watched, segment: TcpSegment) -> list[Chunk]:
        """What does the flow look like with this segment? Adopted at once if it leaves no doubt."""
        flow, payload = segment.flow, segment.payload
        if not watched.matched and not self._may_replace(flow, watched):
            if MARK in payload and is_scene_signature(payload):
                self._remember(flow)  # another client's: it shall not seem new when it is seen next
            return []
        verdict = begins_as_game(watched.beginning())
        if verdict is False or payload.startswith(HTTP_STARTS):
            watched.refute()
            return []
        watched.matched = watched.matched or bool(verdict) or self._shows_game(watched, segment)
        if watched.matched and (verdict or watched.kept_bytes > KEEP_BYTES):
            return self._adopt(flow, watched)
        self._is_settling |= watched.matched
        return []

    def _shows_game(self, watched: Watched, segment: TcpSegment) -> bool:
        payload = segment.payload
        if (MARK in payload and is_scene_signature(payload)) or is_login_answer(payload):
            return self._stands_at_boundary(watched, segment)
        marked = MARK in watched.tail + payload
        watched.tail = payload[-3:]
        step_bytes = max(SCAN_STEP_BYTES, watched.kept_bytes // SCAN_STEP_SHARE)
        is_small = len(payload) < SMALL_SEGMENT
        if (not marked and not is_small) or (is_small and watched.bytes_since_scan < step_bytes):
            return False
        watched.bytes_since_scan = 0
        runs = [run for _start, run in runs_of(watched.segments, segment.seq)]
        if any(HTTP_LINE.search(run) for run in runs):
            watched.refute()
            return False
        return any(holds_chain(run) for run in runs)

    def _stands_at_boundary(self, watched: Watched, segment: TcpSegment) -> bool:
        """A segment with the signature: does anything kept just ahead of it speak against it?

        What is ahead may be the end of a frame whose beginning was missed, so only HTTP is proof; other data makes a
        chain of frames necessary.
        """
        ahead, rest = watched.around(segment)
        if not ahead:
            return True
        if HTTP_LINE.search(ahead):
            watched.refute()
            return False
        start = next(scene_frames(ahead), None)
        if start is not None and whole_frames(ahead, start, len(ahead))[1] == len(ahead):
            return True
        return whole_frames(rest, 0, CHAIN)[0] == CHAIN

    def _may_replace(self, flow: bytes, watched: Watched) -> bool:
        """A newer connection replaces the current one; an older or former one only if that is closed or silent."""
        current = self._current
        if current is None or current.closed or abs(self._now_us - current.last_us) > IDLE_US:
            return True
        is_preferred = self._is_preferred(flow)
        if is_preferred != self._is_preferred(current.flow):
            return is_preferred
        return watched.number > current.adopted_number and flow not in self._others

    def _is_preferred(self, flow: bytes) -> bool:
        return int.from_bytes(flow[-2:]) in self._preferred_ports

    def _remember(self, flow: bytes) -> None:
        self._others[flow] = None
        if len(self._others) > MAX_OTHERS:
            self._others.popitem(last=False)

    def _adopt_settled(self, wait_us: int = SETTLE_US) -> list[Chunk]:
        out: list[Chunk] = []
        self._is_settling = False
        for flow, watched in [each for each in self._watched.items() if each[1].matched]:
            if abs(self._now_us - watched.first_us) > wait_us:
                if self._may_replace(flow, watched):
                    out += self._adopt(flow, watched)
                else:  # another one was adopted meanwhile
                    watched.matched = False
                    self._remember(flow)
            else:
                self._is_settling = True
        return out

    def _adopt(self, flow: bytes, watched: Watched) -> list[Chunk]:
        del self._watched[flow]
        follows = self._current is not None
        if self._current is not None:
            self._current.replaced_us = self._now_us
            self._remember(self._current.flow)
        out = self._make_room()
        from_start = watched.has_beginning()
        stream = Stream(
            flow,
            TcpStream(watched.first_seq if from_start and watched.first_seq is not None else watched.lowest_seq()),
            FrameSplitter(in_step=from_start),
            self._count,
            watched.first_seq,
            self._now_us,
        )
        self._streams[flow] = self._current = stream
        segments = sorted(watched.segments, key=lambda s: stream.tcp.offset_of(s.seq))
        at_us = segments[0].at_us if segments else self._now_us
        out.append(Chunk(stream.splitter, Joined(at_us, flow, from_start)))
        if not from_start and (follows or watched.first_seq is not None):
            out.append(Chunk(stream.splitter, Hole(at_us, watched.missed())))
        for segment in segments:
            out += stream.take(segment, self._now_us)
        return out

    def _make_room(self) -> list[Chunk]:
        """Give up the connection that was replaced first, where there are too many of them."""
        if len(self._streams) < MAX_STREAMS:
            return []
        oldest = next(iter(self._streams.values()))
        out = oldest.rest(self._now_us)
        self._forget(oldest)
        return out
