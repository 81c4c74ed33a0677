"""Capture, engine and writer with their threads and queues: built together, taken down in the order of the data.

The window and the terminal both stand on one Pipeline; what they may touch of it is `health`, `snapshot()` and
`command()`.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

from resonance.capture.recorder import Recorder
from resonance.capture.source import Source
from resonance.capture.thread import CaptureThread
from resonance.combat.snapshot import Snapshot
from resonance.engine import Command, Configure, Engine, PacketQueue, Quit, Slot, run
from resonance.health import Health
from resonance.names import Names
from resonance.settings import Settings
from resonance.store import StoreError
from resonance.store.history import History
from resonance.store.orders import CloseInterrupted, Order
from resonance.store.people import Person
from resonance.store.retention import Rules
from resonance.store.writer import Writer
from resonance.texts import say

log = logging.getLogger(__name__)

PACKETS = 16_384
"""Capture -> engine. Several seconds of a raid; when it is full the newest packet is dropped and counted."""

STOP_CAPTURE_S = 2.0
STOP_ENGINE_S = 4.0
STOP_WRITER_S = 3.0


class Pipeline:
    """From the card to the snapshot and to the row. start(), then stop() exactly once."""

    def __init__(
        self,
        open_source: Callable[[], Source],
        *,
        recorded: bool,
        names: Names,
        settings: Settings,
        database: Path | None,
        recorder: Recorder | None = None,
    ) -> None:
        """`recorded`: the packets are a recording, so time is theirs. `database` None = nothing is saved."""
        self.health = Health()
        self._slot = Slot()
        self._packets: PacketQueue = queue.Queue(PACKETS)
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._recorder = recorder
        self.database = database  # None = nothing is saved
        self._writer = Writer(database, self.health) if database is not None else None
        self._keep(settings)
        self._engine = Engine(names, settings, self.health, self._writer.offer if self._writer else None)
        self._capture = CaptureThread(open_source, self._packets, self.health, recorder)
        self._recorded = recorded
        self._thread = threading.Thread(target=self._run_engine, name="engine", daemon=True)

    def start(self) -> None:
        if self._writer is not None:
            self._writer.offer(CloseInterrupted())
            self._writer.start()
        self._thread.start()
        self._capture.start()

    def snapshot(self) -> Snapshot | None:
        return self._slot.snapshot

    def command(self, command: Command) -> None:
        if isinstance(command, Configure):
            self._keep(command.settings)
        self._commands.put(command)

    def _keep(self, settings: Settings) -> None:
        if self._writer is not None:
            self._writer.rules = Rules.of(settings)

    def offer(self, order: Order) -> bool:
        """Give the writer something to do; whether it was taken. Never where nothing is saved."""
        return self._writer is not None and self._writer.offer(order)

    def change_source(self, open_source: Callable[[], Source]) -> None:
        """Read packets from another source from now on; the running encounter goes on."""
        self._capture.reopen(open_source)

    def stop(self) -> bool:
        """Close capture, let the engine finish and the writer save. False: a thread was late; the log names it."""
        began = time.monotonic()
        in_time = {"capture": self._capture.stop(STOP_CAPTURE_S)}
        self._commands.put(Quit())
        self._thread.join(STOP_ENGINE_S)
        in_time["engine"] = not self._thread.is_alive()
        if self._writer is not None:
            in_time["writer"] = self._writer.stop(STOP_WRITER_S)
        if self._recorder is not None:
            self._recorder.close()
        for name, ended in in_time.items():
            if not ended:
                log.error("the %s thread did not end in time", name)
        log.info("stopped in %.1f s", time.monotonic() - began)
        return all(in_time.values())

    def _known_people(self) -> list[Person]:
        """Players of earlier sessions; a history that cannot be read is the writer's to complain about."""
        if self.database is None:
            return []
        history = History(self.database)
        try:
            return history.people()
        except StoreError as error:
            log.warning("no names from earlier: %s", error)
            return []
        finally:
            history.close()

    def _run_engine(self) -> None:
        try:
            self._engine.remember(self._known_people())
            run(self._engine, self._packets, self._commands, self._slot, recorded=self._recorded)
        except Exception:
            log.exception("the engine has stopped")
            with contextlib.suppress(Exception):  # what was counted so far is still worth saving
                self._engine.finish()
            self.health.engine_problem = say(
                "The meter has stopped counting because of a fault; the log file tells more."
            )
            self.health.tell(self.health.engine_problem, is_error=True)
        for failure in self._engine.decoder.failures:
            log.warning("could not read %s", failure)
