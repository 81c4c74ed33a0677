"""One player and a training dummy; a second dummy stands by unhurt."""

from __future__ import annotations

from collections.abc import Iterator

from resonance.protocol.packet import RawPacket
from resonance.simulate import scene
from resonance.simulate.kits import TRAINING_DUMMY
from resonance.simulate.options import Stage
from resonance.simulate.roster import PARTY

SCENE_ID = 12_000  # Guild Center

_DEFAULT_SECONDS = 90.0
_DUMMY_HP = 5_000_000_000


def play(stage: Stage) -> Iterator[RawPacket]:
    world = stage.world
    seconds = stage.options.seconds or _DEFAULT_SECONDS
    fight = stage.fight(PARTY[:1], hits_per_second=6, group_dps=420_000.0)
    yield from scene.enter(world, SCENE_ID, line=4, name="Guild Center")
    bystander = fight.engage([TRAINING_DUMMY._replace(monster_id=122)], [_DUMMY_HP])[0]
    fight.enemies.remove(bystander)
    dummy = fight.engage([TRAINING_DUMMY], [_DUMMY_HP])[0]
    yield from fight.rest(3)
    fight.start()
    yield from fight.run(seconds)
    yield from fight.rest(5)
    dummy.reset(world)
    yield from fight.rest(2)
    yield from world.disconnect()
