"""The engine without threads: what it saves and when, what it shows, and its loop until Quit."""

from __future__ import annotations

import queue
import threading

import pytest

from engines import Orders, engine_with, play
from helpers import PATIENCE_S, wait_until
from resonance import engine_loop, names
from resonance.capture.thread import END_OF_CAPTURE, Captured
from resonance.combat.clock import ClockChoice
from resonance.combat.pictures import Scope
from resonance.combat.record import Result, SegmentResult
from resonance.combat.snapshot import build
from resonance.combat.tally import View
from resonance.engine import Engine
from resonance.engine_commands import Command, MarkWipe, Merge, Pause, Quit, Reset, Show, Train, Watch
from resonance.engine_loop import Slot, run
from resonance.health import Health
from resonance.protocol.packet import RawPacket
from resonance.settings import Settings
from resonance.simulate.recording import generate
from resonance.store.orders import SaveEncounter


@pytest.fixture(scope="module")
def packets() -> list[RawPacket]:
    return list(generate("dungeon", seed=2).packets)


def test_running_encounter_is_saved_every_few_seconds_and_at_its_end(packets: list[RawPacket]) -> None:
    """All saves of one encounter have one key, only the last is final, and nothing is saved that has not changed."""
    orders = Orders()
    engine = engine_with(orders.offer, save_every_s=5)
    play(engine, packets)
    engine.finish()
    assert len({order.key for order in orders.taken}) == 1
    assert [order.record.ended for order in orders.taken[:-1]] == [False] * (len(orders.taken) - 1)
    assert orders.taken[-1].record.ended
    last = orders.taken[-1].record
    seconds = last.clocks.group.elapsed_ms / 1000
    assert seconds / 5 / 2 < len(orders.taken) < seconds / 5 + 3
    before = len(orders.taken)
    engine.tick(packets[-1].at_us // 1000 + 60_000)
    assert len(orders.taken) == before


def test_saved_record_is_not_touched_again(packets: list[RawPacket]) -> None:
    """An order is a copy: what is counted later does not change it."""
    orders = Orders()
    engine = engine_with(orders.offer, save_every_s=5)
    play(engine, packets[: len(packets) // 2])
    first = orders.taken[0].record
    damage = sum(tally.amount for tally in first.tallies.values())
    clock = first.clocks.group.last_ms
    play(engine, packets[len(packets) // 2 :])
    assert sum(tally.amount for tally in first.tallies.values()) == damage
    assert first.clocks.group.last_ms == clock
    assert not first.ended


def test_orders_the_writer_does_not_take_are_kept_and_offered_again(packets: list[RawPacket]) -> None:
    """A full writer loses nothing: only the newest picture of an encounter waits, and its number is told."""
    orders = Orders()
    engine = engine_with(orders.offer, save_every_s=5)
    orders.is_full = True
    play(engine, packets)
    engine.command(Reset())
    engine.finish()
    saves = [order for order in engine._unsaved if isinstance(order, SaveEncounter)]
    assert (len(saves), orders.taken) == (1, [])
    orders.is_full = False
    engine.tick(packets[-1].at_us // 1000)
    assert engine.unsaved == 0
    assert orders.taken[-1].record.ended


def test_snapshot_is_the_same_object_until_something_changes(packets: list[RawPacket]) -> None:
    """The window redraws what is new and nothing else."""
    engine = engine_with()
    assert engine.snapshot() is None
    play(engine, packets[: len(packets) // 2])
    first = engine.snapshot()
    assert first is not None
    assert engine.snapshot() is first
    play(engine, packets[len(packets) // 2 :])
    assert engine.snapshot() is not first


def test_reset_and_pause(packets: list[RawPacket]) -> None:
    """Reset shows nothing until the next hit; paused counts nothing."""
    engine = engine_with()
    third = len(packets) // 3
    play(engine, packets[:third])
    assert engine.snapshot() is not None
    engine.command(Reset())
    assert engine.snapshot() is None
    engine.command(Pause(True))
    play(engine, packets[third : 2 * third])
    assert engine.snapshot() is None
    engine.command(Pause(False))
    play(engine, packets[2 * third :])
    assert engine.snapshot() is not None


def test_dropped_packets_make_the_encounter_incomplete(packets: list[RawPacket]) -> None:
    """What capture had to throw away is told by the encounter it was thrown away in."""
    engine = engine_with()
    half = len(packets) // 2
    play(engine, packets[:half])
    engine.health.packets_dropped += 7
    play(engine, packets[half:])
    snapshot = engine.snapshot()
    assert snapshot is not None
    assert snapshot.quality.dropped_packets == 7
    assert not snapshot.quality.complete


def test_players_met_are_kept_for_another_day(packets: list[RawPacket]) -> None:
    """A meter started late shows the names, classes and specs of players it has met before."""
    orders = Orders()
    play(engine_with(orders.offer), packets)
    assert len({person.name for person in orders.people if person.name}) == 5
    late = engine_with()
    late.remember(orders.people)
    middle = len(packets) // 2
    play(late, packets[middle : middle + 500])
    snapshot = late.snapshot()
    assert snapshot is not None
    assert all(row.actor.name and row.actor.class_id for row in snapshot.players)
    stranger = engine_with()
    play(stranger, packets[middle : middle + 500])
    unnamed = stranger.snapshot()
    assert unnamed is not None
    assert not any(row.actor.name for row in unnamed.players)


def test_commands_of_the_user_reach_the_record(packets: list[RawPacket]) -> None:
    """Segment or encounter, split, merge, wipe or no wipe, training: each changes the picture."""
    engine = engine_with()
    play(engine, packets)
    whole = engine.snapshot()
    engine.command(Show(Scope.SEGMENT))
    part = engine.pictures()[Scope.SEGMENT]
    assert engine.shown() is part
    assert engine.snapshot() is whole, "whoever follows the encounter sees it whatever the meter shows"
    assert whole is not None
    assert part is not None
    assert part.segment == len(part.segments) - 1
    assert part.damage.amount == whole.segment_damage[-1] < whole.damage.amount
    engine.command(MarkWipe(True))
    assert (marked := engine.pictures()[Scope.SEGMENT]) is not None
    assert marked.segments[-1].result is SegmentResult.WIPE
    engine.command(Merge())
    assert (merged := engine.pictures()[Scope.SEGMENT]) is not None
    assert len(merged.segments) == len(whole.segments) - 1
    assert merged.damage.amount == whole.damage.amount - sum(whole.segment_damage[: len(merged.segments) - 1])
    engine.command(Train(True))
    engine.tick(packets[-1].at_us // 1000)
    assert "dummy" in engine.health.training
    engine.command(Train(False))
    engine.tick(packets[-1].at_us // 1000 + 1)
    assert engine.health.training == ""


class Loop:
    """The engine thread of a test."""

    def __init__(self, engine: Engine, *, recorded: bool = True) -> None:
        self.packets: queue.Queue[Captured] = queue.Queue()
        self.commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self.slot = Slot()
        arguments = (engine, self.packets, self.commands, self.slot)
        self.thread = threading.Thread(target=run, args=arguments, kwargs={"recorded": recorded}, daemon=True)
        self.thread.start()

    def quit(self) -> None:
        self.commands.put(Quit())
        self.thread.join(PATIENCE_S)
        assert not self.thread.is_alive()


def test_loop_publishes_snapshots_and_saves_all_before_it_ends(
    packets: list[RawPacket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quit reads what is queued, closes the encounter and hands over its last save."""
    monkeypatch.setattr(engine_loop, "DRAIN_S", PATIENCE_S)
    orders = Orders()
    loop = Loop(engine_with(orders.offer, save_every_s=5))
    for packet in packets:
        loop.packets.put(packet)
    wait_until(lambda: loop.slot.snapshot is not None)
    loop.quit()
    assert loop.packets.empty()
    assert loop.slot.snapshot is not None
    assert loop.slot.snapshot.ended
    assert orders.taken[-1].record.ended


def test_end_of_a_recording_ends_the_encounter(packets: list[RawPacket]) -> None:
    """Nothing more will come: the fight is over although nobody pressed a button."""
    loop = Loop(engine_with())
    for packet in packets:
        loop.packets.put(packet)
    loop.packets.put(END_OF_CAPTURE)
    wait_until(lambda: loop.slot.snapshot is not None and loop.slot.snapshot.ended)
    assert loop.slot.snapshot is not None
    assert loop.slot.snapshot.result is Result.KILL
    loop.quit()


def test_commands_are_heard_without_any_packet() -> None:
    """Buttons work while the game is silent."""
    engine = engine_with()
    loop = Loop(engine, recorded=False)
    loop.commands.put(Pause(True))
    wait_until(lambda: engine.tracker.paused)
    loop.quit()


def test_packets_that_cannot_be_read_before_the_end_are_told(packets: list[RawPacket]) -> None:
    """Ending with packets still queued makes the fight incomplete; nothing vanishes unsaid."""
    engine = engine_with()
    play(engine, packets[: len(packets) // 2])
    engine.give_up(5)
    engine.finish()
    snapshot = engine.snapshot()
    assert snapshot is not None
    assert snapshot.quality.dropped_packets == 5


def test_clock_set_back_in_mid_fight(packets: list[RawPacket]) -> None:
    """An hour back on the computer's clock changes no amount, and no clock by more than the step between packets."""
    third = len(packets) // 3
    hour_us = 3_600_000_000
    moved = packets[:third] + [packet._replace(at_us=packet.at_us - hour_us) for packet in packets[third:]]
    straight, jumped = engine_with(), engine_with()
    play(straight, packets)
    play(jumped, moved)
    expected, snapshot = straight.snapshot(), jumped.snapshot()
    assert expected is not None
    assert snapshot is not None
    assert snapshot.damage == expected.damage
    assert snapshot.elapsed_ms == pytest.approx(expected.elapsed_ms, abs=3_000)
    assert snapshot.active_ms == pytest.approx(expected.active_ms, abs=3_000)
    assert snapshot.result is expected.result


def test_damaged_bytes_in_mid_fight_are_told(packets: list[RawPacket]) -> None:
    """Whatever cannot be read makes the encounter incomplete, by as much as the decoder could not read."""
    engine = engine_with()
    third = len(packets) // 3
    damaged = [packet._replace(data=packet.data[:-9] + bytes(9)) for packet in packets[third : third + 400]]
    play(engine, [*packets[:third], *damaged, *packets[third + 400 :]])
    counts, snapshot = engine.decoder.counts, engine.snapshot()
    assert snapshot is not None
    assert counts.frame_errors + counts.message_errors > 0
    assert snapshot.quality.unreadable == counts.frame_errors + counts.message_errors
    assert not snapshot.quality.complete


def test_evening_is_the_sum_of_its_encounters(packets: list[RawPacket]) -> None:
    """Whatever ended them, with the running one; and it is not made unless somebody looks."""
    engine = Engine(names.load(), Settings(scope="evening"), Health(), keep=True)
    third = len(packets) // 3
    for start in (0, third, 2 * third):
        play(engine, packets[start : start + third])
        if start < 2 * third:
            engine.command(Reset())
            over = engine.pictures()[Scope.EVENING]
            assert over is not None
            assert over.ended
            assert engine.snapshot() is None
    evening = engine.pictures()[Scope.EVENING]
    assert evening is not None
    assert engine.pictures()[Scope.EVENING] is evening
    parts = [build(each.record, ClockChoice.ACTIVE) for each in engine.encounters]
    assert evening.encounters == len(parts) == 3
    for view in View:
        assert evening.total(view).amount == sum(part.total(view).amount for part in parts) > 0
    assert evening.active_ms == sum(part.active_ms for part in parts)
    assert evening.segments == parts[-1].segments
    assert engine.snapshot() == parts[-1]
    engine.command(Show(Scope.SEGMENT))
    assert engine.pictures().keys() == {Scope.SEGMENT}
    engine.command(Watch(frozenset({Scope.EVENING, Scope.ENCOUNTER})))
    assert engine.pictures() == {
        Scope.SEGMENT: build(engine.encounters[-1].record, ClockChoice.ACTIVE, segment=len(parts[-1].segments) - 1),
        Scope.ENCOUNTER: parts[-1],
        Scope.EVENING: evening,
    }
