"""Ten times the traffic of a raid, and queues that overflow, through the whole program."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from raids import Session, Step, amounts_of, check, raid, saved

from engines import engine_with
from helpers import wait_until
from resonance import engine, names, pipeline
from resonance.combat.entries import Lost
from resonance.combat.recount import recount
from resonance.engine import Engine
from resonance.health import Health
from resonance.protocol.packet import RawPacket
from resonance.store import journal
from resonance.store.migrations import open_newest
from resonance.store.orders import AppendJournal, Order
from resonance.store.saver import CHUNKS_JOINED, Saver
from resonance.store.writer import WAITING_UNPACKED, Writer

PER_CHUNK = 100  # entries, in the tests of chunks


def test_ten_raids_at_once(tmp_path: Path) -> None:
    """Twenty thousand hits and heals a second: every one of them is counted and saved."""
    played = raid(seconds=2.0, logins=1, hits_per_second=20_000.0, players=20)
    session = Session(played.packets, tmp_path / "history.db")
    session.play()
    assert check(session, played.amounts) == played.amounts
    assert session.health.packets_dropped == 0


@pytest.fixture
def awake() -> Iterator[threading.Event]:
    """While it is not set, the engine sleeps; it wakes up at the end of the test at the latest."""
    event = threading.Event()
    event.set()
    yield event
    event.set()


def test_more_packets_than_the_engine_can_read(
    tmp_path: Path, awake: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest are dropped and counted, the encounter says so, and what was counted was played."""
    receive = Engine.receive

    def receive_when_awake(reader: Engine, packet: RawPacket) -> None:
        awake.wait()
        receive(reader, packet)

    monkeypatch.setattr(Engine, "receive", receive_when_awake)
    monkeypatch.setattr(pipeline, "PACKETS", 100)
    played = raid(seconds=4.0, logins=1, hits_per_second=4_000.0, players=20)
    steps: list[Step] = [*played.packets, awake.set]
    for place in reversed(range(80, len(played.packets), 200)):  # bursts, and time to read what was taken of them
        steps[place:place] = [awake.set, lambda: wait_until(lambda: not session.pipeline.depths()[0]), awake.clear]
    session = Session(steps, tmp_path / "history.db", patient=False)
    session.play()
    check(session, played.amounts)
    dropped = session.health.packets_dropped
    assert 0 < dropped < len(played.packets)
    (record,) = saved(tmp_path / "history.db")
    assert 0 < record.quality.dropped_packets <= dropped


def test_everything_after_a_moment_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No packet comes behind the loss, and the encounter tells of it all the same."""
    monkeypatch.setattr(pipeline, "PACKETS", 100)
    played = raid(seconds=4.0, logins=1, hits_per_second=4_000.0, players=20)
    half = len(played.packets) // 2

    def lose_the_rest() -> None:
        session.health.packets_dropped += len(played.packets) - half

    session = Session([*played.packets[:half], lose_the_rest], tmp_path / "history.db")
    session.play()
    check(session, played.amounts)
    (record,) = saved(tmp_path / "history.db")
    assert record.quality.dropped_packets == len(played.packets) - half


def orders_of_a_crowd() -> list[Order]:
    """Of an engine that was too busy to look at the clock, and so has more to note at once than a chunk may hold."""
    played, orders = raid(logins=1), []
    busy = engine_with(lambda order: orders.append(order) is None)
    for packet in played.packets:
        busy.receive(packet)
    busy.tick(played.packets[-1].at_us // 1000)
    busy.finish()
    return orders


def test_more_is_noted_at_once_than_a_chunk_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """It becomes several chunks, in order, and counted again they give the same numbers."""
    monkeypatch.setattr(engine, "JOURNAL_ENTRIES", PER_CHUNK)
    orders = [order for order in orders_of_a_crowd() if isinstance(order, AppendJournal)]
    assert [order.sequence for order in orders] == list(range(len(orders)))
    chunks = [journal.unpack(order.packed().entries.blob) for order in orders]  # type: ignore[union-attr]
    assert max(map(len, chunks)) == PER_CHUNK
    counted = recount(itertools.chain(*chunks), names.load())
    assert amounts_of([counted]) == raid(logins=1).amounts


def test_chunks_that_are_too_big_to_be_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They stay as they are, and the writer does not keep what was in them."""
    monkeypatch.setattr(engine, "JOURNAL_ENTRIES", PER_CHUNK)
    orders = orders_of_a_crowd()
    monkeypatch.setattr(journal, "MOST_ENTRIES", 3 * PER_CHUNK)
    with closing(open_newest(tmp_path / "history.db")) as connection:
        saver = Saver(connection)
        for order in orders:
            saver.write([order])
            assert sum(map(len, saver._packed.values())) <= 3 * PER_CHUNK
        kept = connection.execute("SELECT sequence, through FROM journal_chunks").fetchall()
    assert len(kept) > CHUNKS_JOINED
    assert all(first == last for first, last in kept)


def test_disk_is_far_behind_a_crowd(tmp_path: Path) -> None:
    """What waits for it is packed, but for the newest few: an hour of waiting must not fill the memory."""
    behind = Writer(tmp_path / "history.db", Health())
    entries = tuple(Lost(1) for _ in range(PER_CHUNK))
    for sequence in range(3 * WAITING_UNPACKED):
        assert behind.offer(AppendJournal("key", sequence, entries))
    waiting = [behind._orders.get_nowait() for _ in range(3 * WAITING_UNPACKED)]
    assert sum(isinstance(order, AppendJournal) and order.entries is entries for order in waiting) == WAITING_UNPACKED
    assert all(
        order == AppendJournal("key", place, entries).packed()
        for place, order in enumerate(waiting[WAITING_UNPACKED:], WAITING_UNPACKED)
    )
