"""Capture, engine and writer with their threads and queues: built together, taken down in the order of the data.

The window and the terminal both stand on one Pipeline: they start() and stop() it, read `health`, `database`,
`snapshot()`, `picture()` and `depths()`, and change something by `command()`, `offer()` and `change_source()` alone.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

from resonance.capture.game_process import GameWatch
from resonance.capture.recorder import Recorder
from resonance.capture.source import Source
from resonance.capture.thread import CaptureThread
from resonance.combat.pictures import Scope
from resonance.combat.snapshot import Snapshot
from resonance.engine import Engine
from resonance.engine_commands import Command, Configure, Prefer, Quit
from resonance.engine_loop import PacketQueue, Slot, run
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

STOP_S = 1.8
"""What stop() takes at most, whatever hangs, so that the windows are gone within two seconds. The parts end one after
the other, and what one leaves of its time the next ones have; capture and engine must be done at these parts of it."""
STOP_CAPTURE_S = 0.4
STOP_ENGINE_S = 1.4

LATEST_S = 0.9
"""Saving gets the rest of STOP_S in any case."""


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
        watch_game: bool = False,
    ) -> None:
        """`recorded`: the packets are a recording, so time is theirs. `database` None = nothing is saved.

        `watch_game`: of several connections that look alike, prefer those of the game that runs on this computer.
        """
        self.health = Health()
        self._slot = Slot()
        self._packets: PacketQueue = queue.Queue(PACKETS)
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._recorder = recorder
        self.database = database  # None = nothing is saved
        self._writer = Writer(database, self.health) if database is not None else None
        self._keep(settings)
        self._engine = Engine(names, settings, self.health, self._save_offer(recorded=recorded))
        self._capture = CaptureThread(open_source, self._packets, self.health, recorder)
        self._game = GameWatch(lambda ports: self.command(Prefer(ports))) if watch_game else None
        self._recorded = recorded
        self._thread = threading.Thread(target=self._run_engine, name="engine", daemon=True)

    def start(self) -> None:
        if self._writer is not None:
            self._writer.offer(CloseInterrupted())
            self._writer.start()
        self._thread.start()
        self._capture.start()
        if self._game is not None:
            self._game.start()

    def snapshot(self) -> Snapshot | None:
        """Of the encounter; None = nothing was fought yet."""
        return self._slot.snapshot

    def shown(self) -> Snapshot | None:
        """What the meter shows; None = nothing."""
        return self._slot.shown

    def picture(self, scope: Scope) -> Snapshot | None:
        """What a window shows, None = nothing yet; for a moment after it was asked for, the encounter instead."""
        return self._slot.pictures.get(scope, self._slot.snapshot)

    def depths(self) -> tuple[int, int, int]:
        """How much waits in the queues: packets, commands, orders."""
        orders = self._writer.waiting() if self._writer is not None else 0
        return self._packets.qsize(), self._commands.qsize(), orders + self.health.orders_waiting

    def command(self, command: Command) -> None:
        if isinstance(command, Configure):
            self._keep(command.settings)
        self._commands.put(command)

    def _keep(self, settings: Settings) -> None:
        if self._writer is not None:
            self._writer.keep(Rules.of(settings))

    def offer(self, order: Order) -> bool:
        """Give the writer something to do; whether it was taken. Never where nothing is saved."""
        return self._writer is not None and self._writer.offer(order)

    def change_source(self, open_source: Callable[[], Source]) -> None:
        """Read packets from another source from now on; the running encounter goes on."""
        self._capture.reopen(open_source)

    def stop(self, late_s: float = 0.0) -> bool:
        """Close capture, let the engine finish and the writer save, within STOP_S.

        `late_s`: so much of it the windows have taken already; of what they take more, LATEST_S count.

        False: a thread was late, or something could not be saved in time; the log tells. An encounter whose end was not
        saved is ended at the next start, by what of its journal was.
        """
        began = time.monotonic() - min(late_s, LATEST_S)

        def left(until_s: float) -> float:
            return max(0.0, began + until_s - time.monotonic())

        in_time = {"capture": self._capture.stop(STOP_CAPTURE_S)}
        if self._game is not None:
            in_time["game process"] = self._game.stop(left(STOP_CAPTURE_S))
        self._commands.put(Quit())
        self._thread.join(left(STOP_ENGINE_S))
        in_time["engine"] = not self._thread.is_alive()
        if self._writer is not None:
            in_time["writer"] = self._writer.stop(left(STOP_S))
        if self._recorder is not None:
            self._recorder.close()
        for name, ended in in_time.items():
            if not ended:
                log.error("the %s thread did not end in time", name)
        health = self.health
        log.info("packets %d, lost %d, messages %d", health.packets_captured, health.packets_dropped, health.messages)
        log.info("gaps %d, bytes missing in them %d", health.gaps, health.missing_bytes)
        log.info("stopped in %.1f s", time.monotonic() - began)
        return all(in_time.values())

    def _save_offer(self, *, recorded: bool) -> Callable[[Order], bool] | None:
        """What takes the engine's orders; None = nothing is saved. A recording may have been saved before."""
        if self._writer is None or self.database is None or not recorded:
            return self._writer.offer if self._writer else None
        from resonance.store.doubles import Doubles

        return Doubles(self.database, self._writer.offer, self.health.tell).offer

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
