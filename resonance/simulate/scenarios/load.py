"""A boss fight that does not end by itself: for benchmarks and long runs."""

from __future__ import annotations

from collections.abc import Iterator

from resonance.protocol.packet import RawPacket
from resonance.simulate import scene
from resonance.simulate.kits import LIGHT_DRAGON
from resonance.simulate.options import Stage
from resonance.simulate.roster import people
from resonance.simulate.scenarios.raid import SCENE_ID

_DPS_PER_PLAYER = 300_000.0
_BOSS_HP = 10**15  # years of hits, and still a number that an encounter file takes


def play(stage: Stage) -> Iterator[RawPacket]:
    world = stage.world
    count = stage.options.players or 20
    fight = stage.fight(people(count), hits_per_second=2_000, group_dps=_DPS_PER_PLAYER * count)
    yield from scene.enter(world, SCENE_ID, line=1)
    world.appear(fight.others)
    fight.engage([LIGHT_DRAGON], [_BOSS_HP])
    fight.start()
    yield from fight.run(stage.options.seconds or 30.0)
    yield from world.disconnect()
