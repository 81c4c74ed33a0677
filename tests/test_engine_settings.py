"""Settings that change while the engine runs."""

from __future__ import annotations

import pytest

from engines import Orders, engine_with, play
from resonance.combat.clock import ClockChoice
from resonance.combat.pictures import Scope
from resonance.combat.snapshot import AmountChoice
from resonance.engine_commands import Configure, Show
from resonance.protocol.packet import RawPacket
from resonance.settings import Settings
from resonance.simulate.recording import generate


@pytest.fixture(scope="module")
def packets() -> list[RawPacket]:
    return list(generate("dungeon", seed=2).packets)


def test_clock_and_amounts_of_the_settings_follow_at_once(packets: list[RawPacket]) -> None:
    """The next picture has them without any hit, in the running encounter and in one that is over."""
    engine = engine_with()
    play(engine, packets[: len(packets) // 2])
    before = engine.snapshot()
    engine.command(Configure(Settings(clock="elapsed", amounts="effective")))
    after = engine.snapshot()
    assert before is not None
    assert after is not None
    assert (before.clock, before.amounts) == (ClockChoice.ACTIVE, AmountChoice.RAW)
    assert (after.clock, after.amounts) == (ClockChoice.ELAPSED, AmountChoice.EFFECTIVE)
    assert after.damage == before.damage
    engine.finish()
    engine.command(Configure(Settings(clock="boss")))
    assert (over := engine.snapshot()) is not None
    assert over.ended
    assert over.clock is ClockChoice.BOSS


def test_settings_do_not_change_what_is_looked_at(packets: list[RawPacket]) -> None:
    """Newest fight or whole encounter is a command of its own."""
    engine = engine_with()
    play(engine, packets)
    engine.command(Show(Scope.SEGMENT))
    engine.command(Configure(Settings(scope="encounter")))
    assert (snapshot := engine.pictures()[Scope.SEGMENT]) is not None
    assert engine.shown() is snapshot
    assert snapshot.segment is not None


def test_rules_of_the_settings_hold_for_the_running_encounter(packets: list[RawPacket]) -> None:
    """A shorter silence ends it when that time has passed; saving follows the new pace."""
    orders = Orders()
    engine = engine_with(orders.offer, save_every_s=60)
    third = len(packets) // 3
    play(engine, packets[:third])
    saved = len(orders.taken)
    engine.command(Configure(Settings(save_every_s=1, instance_silence_s=5, silence_s=5)))
    play(engine, packets[third : 2 * third])
    assert len(orders.taken) > saved + 5
    last_ms = packets[2 * third - 1].at_us // 1000
    engine.tick(last_ms + 1_000)
    assert (running := engine.snapshot()) is not None
    assert not running.ended
    engine.tick(last_ms + 600_000)
    assert (over := engine.snapshot()) is not None
    assert over.ended
