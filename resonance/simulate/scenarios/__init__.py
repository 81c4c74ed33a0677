"""The scenarios: one file each, one line each in SCENARIOS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from resonance.protocol.packet import RawPacket
from resonance.simulate.options import Stage
from resonance.simulate.scenarios import demo, dummy, dungeon, load, raid, town


class Scenario(NamedTuple):
    title: str
    help: str
    play: Callable[[Stage], Iterator[RawPacket]]


SCENARIOS = {
    "demo": Scenario("Demo raid", "Ten players and a boss of a billion HP, lively from the first second.", demo.play),
    "dungeon": Scenario(
        "Five-player dungeon", "Trash packs, then a boss; one death, one revive, a kill.", dungeon.play
    ),
    "raid": Scenario("Twenty-player raid", "Three pulls: a wipe, a boss reset, a kill.", raid.play),
    "dummy": Scenario("Training dummy", "One player alone with a training dummy.", dummy.play),
    "town": Scenario("Town", "Many come and go with buffs and pets, a line change, no damage at all.", town.play),
    "load": Scenario("Load", "One endless boss fight, as many hits a second as asked for.", load.play),
}
