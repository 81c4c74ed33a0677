"""The program is closed at any moment: it ends in time, and what was counted is saved."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from raids import Session, amounts_of, check_saved, raid, saved

from helpers import wait_until
from resonance import pipeline
from resonance.engine import Engine
from resonance.engine_commands import Pause
from resonance.store import writer
from resonance.store.orders import Order
from resonance.store.saver import Saver

MOMENTS = 8
SLOW_S = 0.15  # for every transaction


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """What waits for this event hangs until a test lets it go, or is over: a test that fails holds up no other one."""
    event = threading.Event()
    yield event
    event.set()


def slow_down(monkeypatch: pytest.MonkeyPatch, wait: Callable[[], object]) -> None:
    """Something happens before every transaction."""
    write = Saver.write

    def slowly(saver: Saver, orders: Sequence[Order]) -> None:
        wait()
        write(saver, orders)

    monkeypatch.setattr(Saver, "write", slowly)


@pytest.mark.parametrize("is_slow", [False, True])
@pytest.mark.parametrize("moment", range(MOMENTS))
def test_any_moment_of_a_raid(is_slow: bool, moment: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every thread ends in time, also with a slow disk; what was shown last is what is saved, and counts again."""
    if is_slow:
        slow_down(monkeypatch, lambda: threading.Event().wait(SLOW_S))
    played = raid(seconds=60.0)
    stop_at = random.Random(moment).randrange(len(played.packets)) if moment else 0
    session = Session(played.packets, tmp_path / "history.db")
    with session:
        session.wait_for(stop_at)
        assert session.pipeline.stop()
    check_saved(session, played.amounts)


def note_waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long threads are waited for at most, each: what a clock shows would depend on how busy the machine is."""
    waits: list[float] = []
    join = threading.Thread.join

    def note(thread: threading.Thread, timeout: float | None = None) -> None:
        assert timeout is not None, "a thread that hangs would be waited for for ever"
        waits.append(timeout)
        join(thread, timeout)

    monkeypatch.setattr(threading.Thread, "join", note)
    return waits


@pytest.mark.real_limits
@pytest.mark.parametrize("late_s", [0.0, 0.5, 60.0])
def test_everything_hangs(
    late_s: float, held: threading.Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A driver, an engine and a disk that never come back do not keep the window open for longer than two seconds.

    What windows and OBS have taken of them is not taken again; however late it is, there is some time left to save.
    """
    monkeypatch.setattr(Engine, "receive", lambda _engine, _packet: held.wait())
    slow_down(monkeypatch, held.wait)
    played = raid(logins=1)
    session = Session([*played.packets[:10], held.wait], tmp_path / "history.db")
    try:
        with session:
            wait_until(lambda: session.health.packets_captured == 10)
            source = session.source
            assert source is not None
            close = source.close
            monkeypatch.setattr(source, "close", lambda: held.wait() and close())
            waits_s = note_waits(monkeypatch)
            assert not session.pipeline.stop(late_s)
            waited_s = [*waits_s]
    finally:
        held.set()
    assert pipeline.STOP_CAPTURE_S < pipeline.STOP_ENGINE_S < pipeline.STOP_S < 2.0
    assert len(waited_s) == 3
    left_s = pipeline.STOP_S - min(late_s, pipeline.LATEST_S)
    assert left_s > 0.5
    assert sum(waited_s) <= left_s + 1e-6


def test_disk_hangs_at_the_end(held: threading.Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written stays, what was not is said in the log, and the next start ends the fight with what there is."""
    monkeypatch.setattr(pipeline, "STOP_S", 0.0)  # the disk will not come back, however long it is waited for
    played = raid(seconds=60.0)
    database = tmp_path / "history.db"
    hangs = threading.Event()

    def hang() -> None:
        if hangs.is_set():
            held.wait()
            raise sqlite3.OperationalError("the process is gone")

    def begin_to_hang() -> None:  # while there is more to come, however fast this machine is
        wait_until(lambda: session.health.orders_saved >= 5)
        hangs.set()

    slow_down(monkeypatch, hang)
    middle = len(played.packets) // 2
    session = Session([*played.packets[:middle], begin_to_hang, *played.packets[middle:]], database)
    with session:
        wait_until(hangs.is_set)
        wait_until(lambda: session.pipeline.depths()[2])
        assert not session.pipeline.stop()
    live = session.pipeline.snapshot()
    held.set()
    wait_until(lambda: "writer" not in {thread.name for thread in threading.enumerate()})
    hangs.clear()
    with Session([], database) as next_one:
        wait_until(lambda: next_one.health.orders_saved)
    (record,) = saved(database)
    assert record.ended
    assert live is not None
    found = amounts_of([record])
    assert 0 < sum(amount for (what, _), amount in found.items() if what == "damage") <= live.damage.amount


def test_order_that_is_given_up_is_the_last(
    tmp_path: Path, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that was told to give up begins no further transaction behind the back of who goes on."""
    written: list[int] = []

    def hang() -> None:
        written.append(1)
        held.wait()

    monkeypatch.setattr(pipeline, "STOP_S", 0.0)
    monkeypatch.setattr(writer, "BATCH_ORDERS", 1)
    slow_down(monkeypatch, hang)
    session = Session(raid(seconds=60.0).packets, tmp_path / "history.db")
    with session:
        wait_until(lambda: written and session.pipeline.depths()[2] > 3)
        assert not session.pipeline.stop()
    held.set()
    wait_until(lambda: "writer" not in {thread.name for thread in threading.enumerate()})
    assert written == [1]


def test_many_commands_before_the_end(tmp_path: Path) -> None:
    """Whatever the user clicked at the end is done, and does not hold up the end."""
    played = raid()
    session = Session(played.packets, tmp_path / "history.db")
    with session:
        session.wait_for_end()
        for number in range(501):
            session.pipeline.command(Pause(number % 2 == 0))
        assert session.pipeline.stop()
    check_saved(session, played.amounts)
    assert session.pipeline._engine.tracker.paused
