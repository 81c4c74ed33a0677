"""Twenty players, one dragon, three pulls: a wipe, a boss reset without one, a kill."""

from __future__ import annotations

from collections.abc import Iterator

from resonance.protocol.packet import RawPacket
from resonance.simulate import scene
from resonance.simulate.combat import WIPE_BUFF
from resonance.simulate.enemies import Enemy
from resonance.simulate.fight import Fight
from resonance.simulate.kits import LIGHT_DRAGON, LIGHT_SPIRIT
from resonance.simulate.options import Stage
from resonance.simulate.roster import people
from resonance.simulate.world import PERMANENT

SCENE_ID = 13_003  # Purge! Floating Island - Dragon Shackles

_DEFAULT_SECONDS = 440.0
_DPS_PER_PLAYER = 300_000.0
_HITS_PER_SECOND = 60.0
_DIFFICULTY = 3
_OBJECTIVE = 1_300_301
_WIPE_BUFF_MS = 20_000


def play(stage: Stage) -> Iterator[RawPacket]:
    world = stage.world
    pace = (stage.options.seconds or _DEFAULT_SECONDS) / _DEFAULT_SECONDS
    count = stage.options.players or 20
    group_dps = _DPS_PER_PLAYER * count
    fight = stage.fight(people(count), hits_per_second=_HITS_PER_SECOND, group_dps=group_dps)
    yield from scene.enter(world, SCENE_ID, line=1, name="Floating Island - Dragon Shackles")
    world.appear(fight.others)
    scene.dungeon_begins(world, _DIFFICULTY, _OBJECTIVE)
    boss = fight.engage([LIGHT_DRAGON], [int(group_dps * 190 * pace)])[0]
    yield from fight.rest(6 * pace)
    yield from _wipe(stage, fight, boss, pace)
    yield from _reset(stage, fight, boss, pace)
    yield from _kill(stage, fight, boss, pace, group_dps)
    scene.objective_changed(world, _OBJECTIVE, 1, complete=True)
    yield from fight.rest(2)
    scene.dungeon_ends(world, pass_time_s=int(_DEFAULT_SECONDS * pace))
    yield from fight.rest(6 * pace)
    yield from world.disconnect()


def _wipe(stage: Stage, fight: Fight, boss: Enemy, pace: float) -> Iterator[RawPacket]:
    """The first pull: at the end of its time the dragon kills everybody."""
    early, later = fight.bodies[7 % len(fight.bodies)], fight.bodies[12 % len(fight.bodies)]
    cues = (
        (35 * pace, lambda: fight.slay(early, boss)),
        (50 * pace, lambda: stage.combat.revive(early)),
        (88 * pace, lambda: fight.slay(later, None)),
        (110 * pace, lambda: fight.wipe(boss)),
    )
    fight.start()
    yield from fight.run(130 * pace + 10, cues, until=fight.all_dead)
    stage.combat.end_attempt(boss.body, "wipe")
    yield from fight.rest(3)
    stage.world.buff_on(stage.world.local, stage.world.local, WIPE_BUFF, _WIPE_BUFF_MS)
    boss.reset(stage.world)
    yield from fight.rest(6 * pace)
    yield from _gather(stage, fight)
    yield from fight.rest(16 * pace)


def _reset(stage: Stage, fight: Fight, boss: Enemy, pace: float) -> Iterator[RawPacket]:
    """The second pull: most of the group runs away alive, and the dragon goes home."""
    victims = fight.bodies[3:5]
    cues = (
        (40 * pace, lambda: fight.slay(victims[0], boss)),
        (58 * pace, lambda: fight.slay(victims[-1], boss)),
    )
    fight.start()
    yield from fight.run(70 * pace, cues)
    yield from fight.rest(5)
    stage.combat.end_attempt(boss.body, "reset")
    boss.reset(stage.world)
    yield from fight.rest(4 * pace)
    yield from _gather(stage, fight)
    yield from fight.rest(14 * pace)


def _kill(stage: Stage, fight: Fight, boss: Enemy, pace: float, group_dps: float) -> Iterator[RawPacket]:
    """The third pull: a phase without damage, light spirits, one death, and the dragon falls."""
    victim = fight.bodies[-1]

    def invulnerable() -> None:
        boss.immune_until_ms = stage.world.now_ms + 4_000

    cues = (
        (55 * pace, invulnerable),
        (90 * pace, lambda: fight.engage([LIGHT_SPIRIT] * 3, [int(group_dps * 3 * pace)] * 3)),
        (120 * pace, lambda: fight.slay(victim, boss)),
        (132 * pace, lambda: stage.combat.revive(victim)),
    )
    stage.world.buff_on(boss.body, boss.body, 821_034, PERMANENT)
    fight.start()
    yield from fight.run(900 * pace, cues, until=lambda: not boss.body.alive)


def _gather(stage: Stage, fight: Fight) -> Iterator[RawPacket]:
    """Everybody gets up at the entrance and is healthy again."""
    for body in fight.bodies:
        stage.combat.revive(body, at_start=True)
    yield from fight.rest(2)
    for body in fight.bodies:
        stage.world.set_hp(body, body.max_hp)
    yield from fight.rest(1)
