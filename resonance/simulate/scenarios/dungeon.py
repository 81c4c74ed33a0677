"""Five players in a goblin lair: two packs, then the king. One of them dies and is revived."""

from __future__ import annotations

from collections.abc import Iterator

from resonance.protocol.packet import RawPacket
from resonance.simulate import scene
from resonance.simulate.kits import GOBLIN_AXE, GOBLIN_DAGGER, GOBLIN_KING, GOBLIN_MAGE, GOBLIN_SWORD
from resonance.simulate.options import Stage
from resonance.simulate.roster import PARTY

SCENE_ID = 6_008  # Chaotic - Goblin Lair, hard
PACKS = (
    (GOBLIN_DAGGER, GOBLIN_DAGGER, GOBLIN_SWORD, GOBLIN_MAGE),
    (GOBLIN_AXE, GOBLIN_SWORD, GOBLIN_MAGE, GOBLIN_DAGGER, GOBLIN_DAGGER),
)

_DEFAULT_SECONDS = 210.0
_GROUP_DPS = 1_300_000.0
_DIFFICULTY = 5
_OBJECTIVE = 600_801


def play(stage: Stage) -> Iterator[RawPacket]:
    world = stage.world
    pace = (stage.options.seconds or _DEFAULT_SECONDS) / _DEFAULT_SECONDS
    fight = stage.fight(PARTY[: stage.options.players], hits_per_second=25, group_dps=_GROUP_DPS)
    yield from scene.enter(world, SCENE_ID, line=1, name="Goblin Lair")
    world.appear(fight.others)
    scene.dungeon_begins(world, _DIFFICULTY, _OBJECTIVE)
    yield from fight.rest(5 * pace)
    for pack in PACKS:
        hp = int(_GROUP_DPS * 34 * pace / len(pack))
        fight.engage(pack, [hp] * len(pack), delay_ms=1_000)
        fight.start()
        yield from fight.run(120 * pace, until=lambda: not fight.enemies)
        yield from fight.rest(7 * pace)
    scene.objective_changed(world, _OBJECTIVE, 1, complete=True)
    boss = fight.engage([GOBLIN_KING], [int(_GROUP_DPS * 125 * pace)])[0]
    scene.objective_changed(world, _OBJECTIVE + 1, 0, complete=False)
    yield from fight.rest(4 * pace)
    fight.start()
    victim = fight.bodies[-1]
    cues = (
        (42 * pace, lambda: fight.slay(victim, boss)),
        (54 * pace, lambda: stage.combat.revive(victim)),
    )
    yield from fight.run(600 * pace, cues, until=lambda: not boss.body.alive)
    scene.objective_changed(world, _OBJECTIVE + 1, 1, complete=True)
    scene.items_shown(world)
    yield from fight.rest(2)
    scene.dungeon_ends(world, pass_time_s=int(_DEFAULT_SECONDS * pace))
    scene.currency_gained(world, 10_002, 459_202)
    yield from fight.rest(6 * pace)
    yield from world.disconnect()
