"""What the program shows when asked for a demo: a raid boss of a billion HP, from the first second in full swing."""

from __future__ import annotations

from collections.abc import Iterator

from resonance.protocol.packet import RawPacket
from resonance.simulate import scene
from resonance.simulate.kits import BLOOMSHARD, ILLUSORY_BLOOM
from resonance.simulate.options import Stage
from resonance.simulate.roster import DEMO

SCENE_IDS = (13_011, 13_012, 13_013)  # Clash!, Brutal! and Purge! Dreambloom Ruins
BOSS_IDS = (102_901, 102_911, 102_921)
BOSS_HP = 1_000_000_000

_DEFAULT_SECONDS = 210.0
_HITS_PER_SECOND = 60.0


def play(stage: Stage) -> Iterator[RawPacket]:
    world = stage.world
    seconds = stage.options.seconds or _DEFAULT_SECONDS
    pace = seconds / _DEFAULT_SECONDS
    group_dps = BOSS_HP / seconds
    fight = stage.fight(DEMO[: stage.options.players], hits_per_second=_HITS_PER_SECOND, group_dps=group_dps)
    tier = stage.seed % len(SCENE_IDS)  # rounds with consecutive seeds are told apart by their scene
    yield from scene.enter(world, SCENE_IDS[tier], line=1, name="Dreambloom Ruins")
    world.appear(fight.others)
    scene.dungeon_begins(world, difficulty=3, target_id=1_301_301)
    boss = fight.engage([BLOOMSHARD._replace(monster_id=BOSS_IDS[tier])], [BOSS_HP], delay_ms=1_000)[0]
    yield from fight.rest(0.3)
    fight.start()
    first, second = fight.bodies[-2], fight.bodies[4 % len(fight.bodies)]
    cues = (
        (48 * pace, lambda: fight.slay(first, boss)),
        (60 * pace, lambda: stage.combat.revive(first)),
        (75 * pace, lambda: fight.engage([ILLUSORY_BLOOM] * 2, [int(group_dps * 3)] * 2)),
        (130 * pace, lambda: fight.slay(second, None)),
        (140 * pace, lambda: stage.combat.revive(second)),
        (160 * pace, lambda: fight.engage([ILLUSORY_BLOOM] * 3, [int(group_dps * 2)] * 3)),
    )
    yield from fight.run(900 * pace, cues, until=lambda: not boss.body.alive)
    yield from fight.rest(6)
    yield from world.disconnect()
