"""Npcap on Windows, libpcap on Linux: the source for those whose WinDivert is blocked, or whose VPN hides the game.

Unlike WinDivert this listens to one adapter at a time, and which one carries the game's packets only the packets tell:
a VPN has an adapter of its own, and what passes there in clear is encrypted on the others. So all adapters are listened
to until the game is recognised on one of them; then that one alone, until the game has not been recognised there for a
while.
"""

from __future__ import annotations

import logging
import queue
import sys
import threading
import time
from contextlib import suppress

from resonance.capture.pcap_library import Adapter, PcapHandle, PcapLibrary
from resonance.capture.source import CaptureError
from resonance.protocol.packet import PacketReader, RawPacket
from resonance.protocol.signature import MARK, is_login_answer, is_scene_signature
from resonance.texts import say

logger = logging.getLogger(__name__)

SURE_AFTER = 3
"""Segments that begin like the game's: one may be chance."""

FORGET_S = 60.0
"""The game is recognised many times a minute wherever others are; after this long all adapters are tried again."""

QUEUE_PACKETS = 8_192  # between the threads of the adapters and read()
_LOOK_S = 0.5
_JOIN_S = 2.0


class Recogniser:
    """Is the game heard on one adapter? Only segments that begin with one of its signatures count (protocol.md 1.2)."""

    def __init__(self) -> None:
        self._reader = PacketReader()
        self.count = 0
        self.last_s = 0.0  # of the monotonic clock

    @property
    def is_sure(self) -> bool:
        return self.count >= SURE_AFTER

    def look(self, packet: RawPacket) -> None:
        segment = self._reader.read(packet)
        if segment is None:
            return
        payload = segment.payload
        if (MARK in payload and is_scene_signature(payload)) or is_login_answer(payload):
            self.count += 1
            self.last_s = time.monotonic()


class Npcap:
    """A Source (source.py). `interface`: name or title of one adapter; empty = wherever the game is. CaptureError."""

    is_live = True
    problem = ""

    def __init__(self, interface: str = "", library: PcapLibrary | None = None) -> None:
        self._library = library or PcapLibrary()
        self._wanted = interface
        self._packets: queue.Queue[RawPacket | None] = queue.Queue(QUEUE_PACKETS)
        self._ears: list[_Ear] = []
        self._settle_on(None)
        self._dropped = 0  # by adapters that are closed, and for want of room here
        self._closing = threading.Event()
        self._lock = threading.Lock()  # guards the list of ears
        self._chosen_s = 0.0
        self._listen_to(self._adapters())
        self._look_s = time.monotonic()

    def read(self) -> RawPacket | None:
        while not self._closing.is_set():
            self._look()
            with suppress(queue.Empty):
                packet = self._packets.get(timeout=_LOOK_S)
                if packet is not None:
                    return packet
        return None

    def dropped(self) -> int:
        with self._lock:
            return self._dropped + sum(ear.dropped() for ear in self._ears)

    def close(self) -> None:
        self._closing.set()
        with suppress(queue.Full):
            self._packets.put_nowait(None)  # wakes read()
        self._leave(None)

    # Which adapters

    def _settle_on(self, ear: _Ear | None) -> None:
        """None = the game is not recognised yet, or any more."""
        self._chosen = ear
        where = ear.adapter.title if ear is not None else self._wanted or say("all adapters")
        self.name = say("{library} ({adapter})", library=_title(), adapter=where)

    def _adapters(self) -> list[Adapter]:
        found = self._library.adapters()
        if self._wanted:
            named = [each for each in found if self._wanted in (each.name, each.title)]
            if not named:
                raise CaptureError(
                    say('There is no network interface "{name}".', name=self._wanted),
                    say("Choose one of these: {names}.", names=", ".join(each.title for each in found)),
                )
            return named
        if not found:
            raise CaptureError(
                say("{library} shows no network adapter.", library=_title()),
                say("Start the program as administrator; if it was, install Npcap again."),
            )
        return found

    def _listen_to(self, adapters: list[Adapter]) -> None:
        """One that cannot be listened to is left out, unless none is left."""
        problem: CaptureError | None = None
        for adapter in adapters:
            try:
                ear = _Ear(self._library.open(adapter), self._packets)
            except CaptureError as error:
                logger.info("%s", error)
                problem = problem or error
                continue
            with self._lock:
                self._ears.append(ear)
            ear.start()
            if self._closing.is_set():  # meanwhile, from another thread, which may not have seen this one
                self._close(ear)
        if not self._ears and problem is not None:
            raise problem

    def _look(self) -> None:
        """Now and then: has the game been recognised, or is it gone? CaptureError when nothing is left to listen to."""
        now_s = time.monotonic()
        if now_s - self._look_s < _LOOK_S:
            return
        self._look_s = now_s
        self._drop_broken()
        if self._chosen is None:
            sure = [ear for ear in self._ears if ear.recogniser.is_sure]
            if sure and len(self._ears) > 1:
                self._choose(max(sure, key=lambda ear: ear.recogniser.count), now_s)
        elif now_s - max(self._chosen.recogniser.last_s, self._chosen_s) > FORGET_S:
            self._listen_to_all_again()

    def _choose(self, ear: _Ear, now_s: float) -> None:
        logger.info("the game is on the adapter %s", ear.adapter.title)
        self._settle_on(ear)
        self._chosen_s = now_s
        self._leave(ear)

    def _listen_to_all_again(self) -> None:
        chosen = self._chosen
        assert chosen is not None
        logger.info("the game is not heard on %s any more: all adapters are listened to", chosen.adapter.title)
        self._settle_on(None)
        chosen.recogniser.count = 0
        others = [each for each in self._library.adapters() if each.name != chosen.adapter.name]
        with suppress(CaptureError):  # the one in use still works
            self._listen_to(others)

    def _drop_broken(self) -> None:
        broken = [ear for ear in self._ears if ear.error is not None]
        for ear in broken:
            self._close(ear)
            if ear is self._chosen:
                self._settle_on(None)
        if broken and not self._ears and not self._closing.is_set():
            error = broken[0].error
            assert error is not None
            raise error

    def _leave(self, kept: _Ear | None) -> None:
        for ear in [each for each in self._ears if each is not kept]:
            self._close(ear)

    def _close(self, ear: _Ear) -> None:
        with self._lock:
            if ear not in self._ears:
                return
            self._ears.remove(ear)
            self._dropped += ear.dropped()
        ear.close()


class _Ear:
    """One adapter and the thread that reads it."""

    def __init__(self, handle: PcapHandle, packets: queue.Queue[RawPacket | None]) -> None:
        self.adapter = handle.adapter
        self.recogniser = Recogniser()
        self.error: CaptureError | None = None  # why it reads no more
        self._handle = handle
        self._packets = packets
        self._lost = 0  # for want of room on the queue
        self._library_lost = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"capture {handle.adapter.title}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def dropped(self) -> int:
        self._library_lost = self._handle.dropped() or self._library_lost
        return self._library_lost + self._lost

    def close(self) -> None:
        self._stopping.set()
        self._handle.stop()
        self._thread.join(_JOIN_S)
        if self._thread.is_alive():
            logger.error("%s did not end its read; the handle is left open", self.adapter.title)
        else:
            self._handle.close()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                packet = self._handle.read()
                if packet is None:
                    continue
                self.recogniser.look(packet)
                try:
                    self._packets.put_nowait(packet)
                except queue.Full:
                    self._lost += 1
        except CaptureError as error:
            self.error = error


def _title() -> str:
    return "Npcap" if sys.platform == "win32" else "libpcap"
