"""The writer thread: takes orders from a queue and is the only one that writes to the database.

Orders are written in batches, one transaction each. A passing trouble of the file (full disk, lock, write protection)
keeps the orders until it is over; a damaged file is set aside and a new one started; an order that cannot be written is
set aside alone. Nothing is dropped without a word.
"""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from resonance.health import Health
from resonance.store import StoreError
from resonance.store.failures import Blame, blame, presence_words, problem_words, readable_errors, set_aside
from resonance.store.migrations import file_id, open_newest
from resonance.store.orders import AppendJournal, CloseInterrupted, Order, SaveEncounter, SavePeople, Tidy, newest_saves
from resonance.store.presence import Presence
from resonance.store.retention import Rules
from resonance.store.saver import Saver
from resonance.texts import say

log = logging.getLogger(__name__)

QUEUE_SIZE = 1_000  # orders; saves come every few seconds, deletions by the hundred
WAITING_UNPACKED = 10  # orders; what a slow disk is behind by more takes little memory
CACHE_KB = 512  # of pages; SQLite's own 2 MB would be held for hours of saves that touch the same few
BATCH_ORDERS = 100
BATCH_S = 0.05  # how long a batch waits for more orders after its first
FIRST_PAUSE_S = 0.25  # before a failed write is tried again; doubles with each failure
LONGEST_PAUSE_S = 5.0
RULES_REST_S = 10.0
STOPPING_PAUSE_S = 0.1  # the same while the program waits to end


class _Stop:
    """The last thing in the queue."""


class _OrderError(Exception):
    """A transaction failed by the fault of an order in it; the cause says how."""


class Writer:
    """Saves encounters to the database at `path` on a thread of its own.

    Any thread may offer orders, before start() too. The orders written so far and what keeps others from being written
    are in `health.orders_saved` and `health.store_problem`.
    """

    def __init__(self, path: Path, health: Health) -> None:
        self._rules = Rules()  # how much history is kept; see keep()
        self._rules_since_s = time.monotonic() - RULES_REST_S
        self._path = path
        self._health = health
        self._orders: queue.Queue[Order | _Stop] = queue.Queue()
        self._door = threading.Lock()  # held to see that there is room, and put something in
        self._offered = 0  # orders taken in, by whoever holds the door
        self._stopping = threading.Event()
        self._give_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        # Everything below is changed by the thread only.
        self.orders_set_aside = 0  # could not be written, ever
        self._done = 0  # orders written, overtaken or set aside
        self._pending: list[Order] = []  # taken from the queue, not yet written
        self._stop_taken = False
        self._saver: Saver | None = None  # None = the file is not open
        self._file_id = (0, 0)
        self._presence: Presence | None = None  # from CloseInterrupted on
        self._tidy_due = True  # at the start, and after each encounter that ends
        self._is_asked_to_tidy = False  # by the user

    def start(self) -> None:
        self._thread.start()

    def keep(self, rules: Rules) -> None:
        """How much history is kept from now on; from any thread.

        Nothing is deleted by rules that have just changed, unless it is asked for: on the way from one number to
        another, a user passes some that were never meant.
        """
        if rules != self._rules and self._thread.is_alive():
            self._rules_since_s = time.monotonic()
        self._rules = rules

    def offer(self, order: Order) -> bool:
        """Hand over an order. False: the queue is full or closed, so keep it and offer it again."""
        with self._door:
            waiting = self.waiting()
            if self._stopping.is_set() or waiting >= QUEUE_SIZE:
                return False
            if isinstance(order, AppendJournal) and waiting >= WAITING_UNPACKED:
                order = order.packed()
            self._offered += 1
            self._orders.put(order)
            return True

    def waiting(self) -> int:
        """Orders taken in but not yet in the database."""
        done = self._done  # first: orders that come and go meanwhile must not make the difference too small
        return self._offered - done

    def stop(self, timeout_s: float) -> bool:
        """Write everything offered so far, close the file and end the thread; takes no new orders.

        False: that was not done within these seconds. What was written until then is safe.
        """
        with self._door:
            if not self._stopping.is_set():
                self._stopping.set()
                self._orders.put(_Stop())
        self._thread.join(timeout_s)
        if self._thread.is_alive() or self.waiting():
            self._give_up.set()
            log.error("%d orders were not saved before the end", self.waiting())
            return False
        return True

    def _run(self) -> None:
        try:
            self._write_until_stopped()
        except Exception:
            log.exception("the writer has stopped")
            self._health.store_problem = say(
                "History is not being saved any more because of a fault; the log file tells more."
            )
            self._health.tell(self._health.store_problem, is_error=True)
            self._close()
        if self._presence is not None:
            self._presence.end()

    def _write_until_stopped(self) -> None:
        # The file is opened before the first order, so that its troubles show before the first fight does.
        while self._write_pending() and not self._stop_taken:
            self._tidy()
            self._take_batch()
        if self._saver is not None:
            if not self._give_up.is_set():
                with suppress(sqlite3.Error):  # readers may hold it up; the log is then merged the next time
                    self._saver.merge_log()
            self._close()

    def _take_batch(self) -> None:
        """Wait for an order, then a moment for more of them."""
        self._take(self._orders.get())
        end = time.monotonic() + BATCH_S
        while len(self._pending) < BATCH_ORDERS and not self._stop_taken:
            try:
                self._take(self._orders.get(timeout=max(0.0, end - time.monotonic())))
            except queue.Empty:
                return

    def _take_waiting(self) -> None:
        """Take what has come during a pause. Saves that have been overtaken go, or a long trouble would fill memory."""
        with suppress(queue.Empty):
            while True:
                self._take(self._orders.get_nowait())
        kept = [order.packed() if isinstance(order, AppendJournal) else order for order in newest_saves(self._pending)]
        self._done += len(self._pending) - len(kept)
        self._pending = kept

    def _take(self, item: Order | _Stop) -> None:
        if isinstance(item, _Stop):
            self._stop_taken = True
        else:
            self._pending.append(item)

    def _write_pending(self) -> bool:
        """Write until nothing is pending. False: told to give up before."""
        pause_s = FIRST_PAUSE_S
        alone = 0  # orders at the front that are tried one by one, because one of them made a batch fail
        while not self._give_up.is_set() and (self._pending or (self._saver is None and not self._stop_taken)):
            batch = self._pending[: 1 if alone else BATCH_ORDERS]
            try:
                self._write(batch)
            except _OrderError as error:
                if len(batch) > 1:
                    alone = len(batch)
                    continue
                self._set_order_aside(batch[0], error)
            except Exception as error:
                self._answer_file_trouble(error)
                if not self._pause(pause_s):
                    return False
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
                self._take_waiting()
                continue
            else:
                self._health.orders_saved += len(batch)
                self._tidy_due |= any(isinstance(order, SaveEncounter) and order.record.ended for order in batch)
                self._is_asked_to_tidy |= any(isinstance(order, Tidy) for order in batch)
                self._set_problem("")
                pause_s = FIRST_PAUSE_S
            del self._pending[: len(batch)]
            self._done += len(batch)
            alone = max(0, alone - len(batch))
        return not self._give_up.is_set()

    def _write(self, batch: Sequence[Order]) -> None:
        """One transaction; opens the file if need be. _OrderError, or any other exception for trouble of the file."""
        saver = self._open()
        if not batch:
            return
        try:
            with readable_errors():
                began_s = time.perf_counter()
                if any(isinstance(order, CloseInterrupted) for order in batch):
                    self._write_if_alone(saver, batch)
                else:
                    saver.write(newest_saves(batch))
                    self._health.write_time.add(time.perf_counter() - began_s)
                log.debug("%d orders saved in %.3f s", len(batch), time.perf_counter() - began_s)
        except Exception as error:
            if blame(error) is Blame.ORDER:
                raise _OrderError from error
            raise

    def _write_if_alone(self, saver: Saver, batch: Sequence[Order]) -> None:
        """Close nothing that another living process may be counting, or of which nobody can tell."""
        others = [order for order in batch if not isinstance(order, CloseInterrupted)]
        try:
            presence = self._presence = self._presence or Presence(self._path)
        except (StoreError, sqlite3.Error, OSError) as error:
            saver.write(newest_saves(others))
            self._health.tell(presence_words(error), is_error=True)
            return
        with presence.alone() as is_alone:
            saver.write(newest_saves(batch if is_alone else others))

    def _tidy(self) -> None:
        """Keep to the rules while no order waits. A trouble of the file can wait: the next order will tell of it."""
        while self._saver is not None and self._orders.empty():
            rules = self._rules  # those that are judged, whatever becomes of them meanwhile
            if not self._may_tidy():
                return
            is_asked = self._is_asked_to_tidy
            self._tidy_due = self._is_asked_to_tidy = False
            try:
                with readable_errors():
                    self._tidy_due = self._saver.tidy(rules, time.time_ns() // 1_000_000)
                self._is_asked_to_tidy = is_asked and self._tidy_due
            except sqlite3.Error as error:
                log.warning("the history could not be tidied: %s", error)
            except Exception:  # a fault of our own is no reason to stop saving
                log.exception("the history could not be tidied")

    def _may_tidy(self) -> bool:
        at_rest = time.monotonic() - self._rules_since_s >= RULES_REST_S
        return self._is_asked_to_tidy or (self._tidy_due and at_rest)

    def _open(self) -> Saver:
        """The saver for the file at the path. A file deleted or replaced under us is left for the one there now."""
        if self._saver is not None and self._file_id != file_id(self._path):
            self._close()
        if self._saver is None:
            with readable_errors():
                connection = open_newest(self._path)
                connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
                self._saver = Saver(connection)
            self._file_id = file_id(self._path)
        return self._saver

    def _close(self) -> None:
        saver, self._saver = self._saver, None
        if saver is not None:
            with suppress(sqlite3.Error):
                saver.close()

    def _answer_file_trouble(self, error: Exception) -> None:
        """Close the file, so that it is opened afresh; set it aside if it is damaged; say what is wrong."""
        self._close()
        if blame(error) is Blame.DAMAGE:
            try:
                kept = set_aside(self._path, datetime.now())
            except OSError as trouble:
                error = StoreError(
                    say("{path} is damaged and cannot be renamed ({reason}).", path=self._path, reason=trouble),
                    say("Move it elsewhere."),
                )
            else:
                log.error("%s is damaged (%s), kept as %s", self._path, error, kept.name)
                self._health.tell(
                    say(
                        "The history file was damaged. It was kept as {name}, and a new one was started.",
                        name=kept.name,
                    ),
                    is_error=True,
                )
                return
        self._set_problem(problem_words(error, self._path))

    def _set_problem(self, words: str) -> None:
        """Show what keeps history from being saved, "" for nothing; log it when it changes."""
        if words != self._health.store_problem:
            self._health.store_problem = words
            log.warning("%s", words or "History is being saved again")

    def _pause(self, seconds: float) -> bool:
        """Wait before trying again, less when the program is to end. False: give up."""
        if self._stopping.is_set():
            return not self._give_up.wait(STOPPING_PAUSE_S)
        self._stopping.wait(seconds)
        return True

    def _set_order_aside(self, order: Order, error: _OrderError) -> None:
        self.orders_set_aside += 1
        what = "People" if isinstance(order, SavePeople) else f"Encounter {getattr(order, 'key', '')}"
        log.error("%s cannot be saved (%s)", what, type(order).__name__, exc_info=error.__cause__)
        if self.orders_set_aside == 1:
            if isinstance(order, SavePeople):
                lost = say(
                    "The names of some players could not be saved to the history. The log says why; please report it."
                )
            else:
                lost = say("An encounter could not be saved to the history. The log says why; please report it.")
            self._health.tell(lost, is_error=True)
