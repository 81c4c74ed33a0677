"""The loop that brings the newest snapshot and the notices to the window."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterator

import pytest
from fakes import make_snapshot

from helpers import wait_until
from resonance.combat.snapshot import Snapshot
from resonance.health import Health, Notice
from resonance.ui.poll import IDLE_S, NOTICES_A_TURN, Poll

DONT_WAIT = 2
"""Of Tcl: an event that is there, or none."""


class Bench:
    """A poll with everything around it under the test's control; the clock stands still until it is moved."""

    def __init__(self, root: tk.Tk) -> None:
        self.root = root
        self.health = Health()
        self.newest: Snapshot | None = None
        self.shown: list[Snapshot | None] = []
        self.told: list[str] = []
        self.turns = 0
        self.now_s = 50.0
        self.problem: Exception | None = None
        self.reported: list[type[BaseException]] = []
        self.more = 0
        self.poll = Poll(
            root,
            newest=self.look,
            health=self.health,
            show=self.show,
            tell=self.tell,
            more=self.do_more,
            now_s=lambda: self.now_s,
        )

    def look(self) -> Snapshot | None:
        self.turns += 1
        return self.newest

    def show(self, snapshot: Snapshot | None) -> None:
        if self.problem is not None:
            raise self.problem
        self.shown.append(snapshot)

    def do_more(self) -> None:
        self.more += 1

    def tell(self, notice: Notice) -> None:
        self.told.append(notice.text)

    def turn(self) -> None:
        """Until the next turn is over; an event of Tk's at a time, so that on a slow machine it is not two of them."""
        wanted = self.turns + 1
        wait_until(lambda: self.turns >= wanted, pump=lambda: self.root.tk.dooneevent(DONT_WAIT))


@pytest.fixture
def bench(tk_root: tk.Tk) -> Iterator[Bench]:
    bench = Bench(tk_root)
    yield bench
    bench.poll.stop()


def test_each_snapshot_is_shown_once(bench: Bench) -> None:
    """Nothing yet is shown too, so that the window can say what is awaited; the same snapshot is not drawn again."""
    bench.turn()
    assert bench.shown == [None]
    bench.newest = first = make_snapshot(2)
    bench.turn()
    bench.turn()
    assert bench.shown == [None, first]
    bench.newest = second = make_snapshot(2)
    bench.turn()
    assert bench.shown == [None, first, second]


def test_idle_window_is_drawn_once_a_second(bench: Bench) -> None:
    """The footer lives on while nothing new is counted."""
    bench.turn()
    bench.turn()
    assert len(bench.shown) == 1
    bench.now_s += IDLE_S
    bench.turn()
    bench.turn()
    assert len(bench.shown) == 2


def test_flood_of_notices_is_taken_in_portions(bench: Bench) -> None:
    """At most ten a turn, in their order, and none is lost."""
    sent = [str(number) for number in range(2 * NOTICES_A_TURN + 5)]
    for text in sent:
        bench.health.tell(text)
    bench.turn()
    assert bench.told == sent[:NOTICES_A_TURN]
    bench.turn()
    bench.turn()
    assert bench.told == sent


def test_exception_is_reported_and_the_loop_goes_on(bench: Bench) -> None:
    """A fault in the drawing costs its own turn and reaches the log."""
    bench.root.report_callback_exception = lambda kind, error, trace: bench.reported.append(kind)
    bench.problem = ZeroDivisionError()
    bench.turn()
    assert bench.reported == [ZeroDivisionError]
    bench.problem = None
    bench.newest = make_snapshot(1)
    bench.health.tell("still here")
    bench.turn()
    assert bench.shown == [bench.newest]
    assert bench.told == ["still here"]


def test_every_turn_does_more(bench: Bench) -> None:
    """Keys and screens are looked at where nothing new is drawn, and after a fault in the drawing."""
    bench.turn()
    bench.turn()
    assert bench.more == bench.turns == 2
    bench.root.report_callback_exception = lambda kind, error, trace: bench.reported.append(kind)
    bench.problem = ZeroDivisionError()
    bench.newest = make_snapshot(1)
    bench.turn()
    assert bench.reported == [ZeroDivisionError]
    assert bench.more == bench.turns == 3


def test_stopped_loop_takes_no_turn(bench: Bench) -> None:
    """After stop() the program may take the window down; stopping twice is no error."""
    bench.turn()
    bench.poll.stop()
    bench.poll.stop()
    turns = bench.turns
    done: list[bool] = []
    bench.root.after(500, done.append, True)
    wait_until(lambda: done, pump=bench.root.update)
    assert bench.turns == turns


def test_loop_can_be_stopped_from_within_a_turn(tk_root: tk.Tk) -> None:
    """The user closes the meter by what a turn has shown."""
    turns: list[None] = []

    def show(snapshot: Snapshot | None) -> None:
        turns.append(None)
        poll.stop()

    poll = Poll(tk_root, newest=make_snapshot, health=Health(), show=show, tell=lambda notice: None)
    wait_until(lambda: turns, pump=tk_root.update)
    done: list[bool] = []
    tk_root.after(500, done.append, True)
    wait_until(lambda: done, pump=tk_root.update)
    assert len(turns) == 1
