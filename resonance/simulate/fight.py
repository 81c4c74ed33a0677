"""Fight: a group and whatever it is fighting, played on from one cue of the scenario to the next."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from resonance.protocol.packet import RawPacket
from resonance.simulate.bodies import Body
from resonance.simulate.combat import ENVIRONMENT, Combat
from resonance.simulate.enemies import Enemy
from resonance.simulate.group import Group
from resonance.simulate.kits import SHRINE, VOID_BURN, EnemyKit
from resonance.simulate.roster import Person
from resonance.simulate.world import TICK_MS, World

Cue = tuple[float, Callable[[], object]]
"""Seconds after the beginning of a stretch, and what happens then."""

_ENVIRONMENT_EVERY_MS = 6_500


class Fight:
    """The group, and whatever it is fighting now."""

    def __init__(
        self, world: World, combat: Combat, people: Iterable[Person], *, hits_per_second: float, group_dps: float
    ) -> None:
        """`hits_per_second`: records of the whole group, heals included. The first of the people is local."""
        self.world = world
        self.combat = combat
        self.rng: random.Random = world.rng
        self.group = Group(combat, people, hits_per_second=hits_per_second, group_dps=group_dps)
        self.enemies: list[Enemy] = []
        self._next_environment_ms = 0

    @property
    def bodies(self) -> list[Body]:
        return self.group.bodies

    @property
    def others(self) -> list[Body]:
        """Everybody but the local player."""
        return self.bodies[1:]

    # What the scenarios call

    def engage(self, kits: Sequence[EnemyKit], hp: Sequence[int], *, delay_ms: int = 0) -> list[Enemy]:
        """Let monsters appear. They begin to hit after the delay; the group begins at once."""
        start_ms = self.world.now_ms + delay_ms
        enemies = [Enemy.create(self.world, kit, points, start_ms) for kit, points in zip(kits, hp, strict=True)]
        self.world.appear(enemy.body for enemy in enemies)
        self.enemies += enemies
        return enemies

    def start(self) -> None:
        """Everybody is fresh: first casts, bursts and buffs within the next seconds, pets come out."""
        self._next_environment_ms = self.world.now_ms + _ENVIRONMENT_EVERY_MS
        self.group.start()

    def run(
        self, seconds: float, cues: Iterable[Cue] = (), until: Callable[[], bool] | None = None
    ) -> Iterator[RawPacket]:
        """Fight on for so long at most, or until something is true."""
        start_ms = self.world.now_ms
        waiting = sorted(cues, key=lambda cue: cue[0])
        while self.world.now_ms - start_ms < seconds * 1000 and not (until is not None and until()):
            while waiting and self.world.now_ms - start_ms >= waiting[0][0] * 1000:
                waiting.pop(0)[1]()
            self._act()
            yield from self.world.tick(TICK_MS)

    def rest(self, seconds: float) -> Iterator[RawPacket]:
        """Nobody does anything."""
        self.group.stop()
        for _ in range(round(seconds * 1000 / TICK_MS)):
            yield from self.world.tick(TICK_MS)

    def slay(self, body: Body, by: Enemy | None) -> None:
        """A blow that kills, shields or not: overkill. By nobody: a fall."""
        amount = int((body.hp + body.shield) * 1.4) + 1
        if by is None:
            self.combat.fall(body, amount)
        else:
            self.combat.hit(by.body, body, by.kit.finisher, amount)

    def wipe(self, by: Enemy) -> None:
        """Everybody dies within three seconds."""
        for body in self.bodies:
            self.world.after(self.rng.randint(0, 3_000), partial(self.slay, body, by))

    def all_dead(self) -> bool:
        return not any(body.alive for body in self.bodies)

    # What happens by itself

    def _act(self) -> None:
        now_ms = self.world.now_ms
        self.enemies = [enemy for enemy in self.enemies if enemy.body.alive and enemy.body.uuid in self.world.visible]
        self.group.act(self.enemies)
        for enemy in self.enemies:
            enemy.act(self.combat, self.group.tank, self.bodies)
        if now_ms >= self._next_environment_ms and any(enemy.kit.swing_every_ms for enemy in self.enemies):
            self._next_environment_ms = now_ms + self.rng.randint(_ENVIRONMENT_EVERY_MS // 2, _ENVIRONMENT_EVERY_MS * 2)
            self._environment()

    def _environment(self) -> None:
        """Burning ground, a fall, a shrine: records without a named attacker. They never kill."""
        body = self.rng.choice(self.bodies)
        points = int(body.max_hp * self.rng.uniform(0.02, 0.05))
        if not body.alive or body.hp < body.max_hp // 3:
            return
        kind = self.rng.random()
        if kind < 0.6:
            self.combat.hit(ENVIRONMENT, body, VOID_BURN, points)
        elif kind < 0.8:
            self.combat.fall(body, points)
        else:
            self.combat.heal(ENVIRONMENT, body, SHRINE, points)
