"""What the engine hands over for the journal, and when."""

from __future__ import annotations

import pytest

from engines import Orders, engine_with, play
from resonance import names
from resonance.combat.entries import Began, Entry, Merged
from resonance.combat.recount import recount
from resonance.engine import JOURNAL_EVERY_MS, WAITING_UNPACKED
from resonance.engine_commands import Merge, Reset
from resonance.events import Heal, Hit
from resonance.protocol.packet import RawPacket
from resonance.simulate.recording import generate
from resonance.store.journal import Chunk, unpack
from resonance.store.orders import AppendJournal, Order, SaveEncounter


@pytest.fixture(scope="module")
def packets() -> list[RawPacket]:
    return list(generate("dungeon", seed=2).packets)


class Journals(Orders):
    """A writer that keeps every order as well."""

    def __init__(self) -> None:
        super().__init__()
        self.orders: list[Order] = []

    def offer(self, order: Order) -> bool:
        taken = super().offer(order)
        if taken:
            self.orders.append(order)
        return taken

    @property
    def parts(self) -> list[AppendJournal]:
        return [order for order in self.orders if isinstance(order, AppendJournal)]

    def entries(self, key: str) -> list[Entry]:
        found: list[Entry] = []
        for part in self.parts:
            if part.key == key:
                found += unpack(part.entries.blob) if isinstance(part.entries, Chunk) else part.entries
        return found


def test_journal_is_handed_over_every_two_seconds(packets: list[RawPacket]) -> None:
    """Of what happened before the last part, nothing is in memory only."""
    writer = Journals()
    engine = engine_with(writer.offer, save_every_s=5)
    for packet in packets:
        play(engine, [packet])
        waiting = [entry for entry in engine._recorder._notes.entries if isinstance(entry, Hit | Heal)]
        assert not waiting or packet.at_us // 1000 - waiting[0].at_ms < JOURNAL_EVERY_MS
    assert len(writer.parts) > 20
    assert [part.sequence for part in writer.parts] == list(range(len(writer.parts)))


def test_encounter_is_saved_before_its_journal(packets: list[RawPacket]) -> None:
    """And later the journal before the record, so that it is never behind."""
    writer = Journals()
    engine = engine_with(writer.offer, save_every_s=5)
    play(engine, packets)
    engine.finish()
    orders = [order for order in writer.orders if isinstance(order, SaveEncounter | AppendJournal)]
    assert isinstance(orders[0], SaveEncounter)
    assert isinstance(orders[1], AppendJournal)
    entries: list[Entry] = []
    for order in orders[1:]:
        if isinstance(order, SaveEncounter):
            assert recount(entries, names.load()) == order.record
        else:
            entries += order.entries


def test_writer_that_takes_nothing_for_long(packets: list[RawPacket]) -> None:
    """All of it waits, packed from some point on, and nothing is missing when it is taken at last."""
    writer = Journals()
    writer.is_full = True
    engine = engine_with(writer.offer, save_every_s=5)
    play(engine, packets)
    engine.finish()
    waiting = [order for order in engine._unsaved if isinstance(order, AppendJournal)]
    assert len(waiting) > 2 * WAITING_UNPACKED
    assert all(isinstance(order.entries, Chunk) for order in waiting[WAITING_UNPACKED:])
    writer.is_full = False
    engine.tick(packets[-1].at_us // 1000)
    assert engine.unsaved == 0
    (save,) = writer.taken
    assert recount(writer.entries(save.key), names.load()) == save.record


def test_journals_of_two_encounters_do_not_mix(packets: list[RawPacket]) -> None:
    """Each begins with what was known, under the key of its own encounter."""
    writer = Journals()
    engine = engine_with(writer.offer, save_every_s=5)
    half = len(packets) // 2
    play(engine, packets[:half])
    engine.command(Reset())
    play(engine, packets[half:])
    engine.finish()
    keys = list(dict.fromkeys(part.key for part in writer.parts))
    assert len(keys) == 2
    newest = {order.key: order.record for order in writer.taken}
    for key in keys:
        entries = writer.entries(key)
        assert [isinstance(entry, Began) for entry in entries] == [True] + [False] * (len(entries) - 1)
        assert recount(entries, names.load()) == newest[key]


def test_correction_of_a_fight_that_is_over(packets: list[RawPacket]) -> None:
    """It is handed over like everything else, behind what the history itself may have corrected by then."""
    writer = Journals()
    engine = engine_with(writer.offer, save_every_s=5)
    play(engine, packets)
    engine.finish()
    before = len(writer.parts)
    engine.command(Merge())
    engine.tick(packets[-1].at_us // 1000 + 3_000)
    (part,) = writer.parts[before:]
    assert [type(entry) for entry in part.entries] == [Merged]
    assert part.sequence is None
    assert recount(writer.entries(part.key), names.load()) == writer.taken[-1].record


def test_nobody_to_hand_it_to(packets: list[RawPacket]) -> None:
    """An analysis keeps no journal in memory."""
    engine = engine_with()
    for packet in packets:
        engine.receive(packet)
    assert engine._recorder.waiting == 0
    assert engine.tracker.current is not None
